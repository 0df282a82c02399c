from __future__ import annotations

import io

import pytest
import segno
from PIL import Image

from station.papers import qr_png, qr_svg_path
from station.papers.qr import MASK, QUIET, _matrix

ADDRESS = "https://station.example/v/GG-2026-0003"


def test_the_mask_is_fixed():
    assert segno.make(ADDRESS, error="m", mask=MASK, micro=False, boost_error=False).mask == MASK


def test_the_path_for_screens_paints_the_same_modules():
    side, path = qr_svg_path(ADDRESS)
    matrix = _matrix(ADDRESS)
    assert side == len(matrix) + 2 * QUIET
    painted = set()
    for step in path.split("z")[:-1]:
        place, length = step[1:].split("h")[:2]
        x, y = (int(n) - QUIET for n in place.split())
        painted |= {(x + n, y) for n in range(int(length.split("v")[0]))}
    assert painted == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def test_the_picture_is_square_with_its_quiet_zone():
    picture = Image.open(io.BytesIO(qr_png(ADDRESS, scale=3)))
    side = (len(_matrix(ADDRESS)) + 2 * QUIET) * 3
    assert picture.size == (side, side)
    assert picture.convert("L").getpixel((0, 0)) == 255


@pytest.mark.parametrize("text", ["1", "https://station.example/" + "x" * 300, "中文内容"])
def test_codes_of_any_length_are_made(text: str):
    assert qr_svg_path(text)[0] >= 21 + 2 * QUIET
