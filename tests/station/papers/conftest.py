"""Facts that many papers are built from."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image, ImageDraw

from station.papers import Imprint, Seal

STATION = "山东职业学院职业技能鉴定所"


@pytest.fixture
def imprint() -> Imprint:
    return Imprint(
        issuer=STATION,
        issued=date(2026, 9, 1),
        serial="GG-2026-0003",
        verify_url="https://station.example/v/GG-2026-0003",
    )


@pytest.fixture
def seal() -> Seal:
    return Seal(STATION)


@pytest.fixture
def photo() -> bytes:
    picture = Image.new("RGB", (240, 320), "white")
    ImageDraw.Draw(picture).ellipse((60, 60, 180, 220), fill=(200, 160, 140))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
