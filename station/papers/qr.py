"""QR codes for papers and screens.

The mask is fixed: choosing the best of eight takes five times as long and no scanner in
use needs it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MASK = 4
QUIET = 4  # modules of white that the standard asks for around the code


@lru_cache(maxsize=256)
def _matrix(text: str) -> tuple[bytes, ...]:
    code = segno.make(text, error="m", mask=MASK, micro=False, boost_error=False)
    return tuple(bytes(row) for row in code.matrix)


def _strips(text: str) -> Iterator[tuple[int, int, int]]:
    """Dark stretches as (row from the top, column, length): far fewer than modules."""
    for y, row in enumerate(_matrix(text)):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield y, start, x - start
                start = None


def draw_qr(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    """Draw the code in the square ``size`` wide whose lower left corner is (x, y).

    The quiet zone is left to the caller's paper, which is white.
    """
    count = len(_matrix(text))
    module = size / count
    path = canvas.beginPath()
    for row, column, length in _strips(text):
        path.rect(x + column * module, y + size - (row + 1) * module, length * module, module)
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def qr_svg_path(text: str) -> tuple[int, str]:
    """Side of the view box and the ``d`` of one path, for a template's ``<svg>``."""
    count = len(_matrix(text))
    steps = "".join(f"M{x + QUIET} {y + QUIET}h{n}v1h-{n}z" for y, x, n in _strips(text))
    return count + 2 * QUIET, steps


def qr_png(text: str, *, scale: int = 6) -> bytes:
    code = segno.make(text, error="m", mask=MASK, micro=False, boost_error=False)
    out = io.BytesIO()
    code.save(out, kind="png", scale=scale, border=QUIET)
    return out.getvalue()
