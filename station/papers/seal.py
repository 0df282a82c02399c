"""The round seal and the 《原件已审》 stamp, drawn as vectors (R2.2, R5.2).

The shipped seal is a sample: a real one is the station's own upload.  Both are laid over
text with the multiply blend, so that ink and print stay legible, on a black-and-white
printer too.
"""

from __future__ import annotations

import hashlib
import io
import math
from datetime import date
from typing import TYPE_CHECKING

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from .blocks import Seal
from .fonts import HEI_BOLD, SONG_BOLD, Run, runs, width
from .ink import SEAL_RED, draw_runs, unread

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

NARROW = 0.74  # letters on a seal are tall and narrow


def draw_seal(canvas: Canvas, seal: Seal, cx: float, cy: float) -> None:
    """Draw the seal centred on (cx, cy)."""
    canvas.saveState()
    canvas.setBlendMode("Multiply")
    if seal.image:
        side = seal.diameter_mm * mm
        canvas.drawImage(
            ImageReader(io.BytesIO(seal.image)),
            cx - side / 2,
            cy - side / 2,
            side,
            side,
            mask="auto",
            preserveAspectRatio=True,
        )
    else:
        canvas.translate(cx, cy)
        canvas.doForm(_sample_form(canvas, seal))
    canvas.restoreState()


def _sample_form(canvas: Canvas, seal: Seal) -> str:
    """The sample seal as one form per document, however often it is used."""
    key = f"{seal.owner}|{seal.legend}|{seal.diameter_mm}"
    name = "seal" + hashlib.sha256(key.encode()).hexdigest()[:12]
    if not canvas.hasForm(name):
        radius = seal.diameter_mm * mm / 2
        canvas.beginForm(name, -radius, -radius, radius, radius)
        with unread(canvas):
            _draw_sample(canvas, seal, radius)
        canvas.endForm()
    return name


def _draw_sample(canvas: Canvas, seal: Seal, radius: float) -> None:
    canvas.setStrokeColor(SEAL_RED)
    canvas.setFillColor(SEAL_RED)
    line = radius * 0.06
    canvas.setLineWidth(line)
    canvas.circle(0, 0, radius - line / 2, stroke=1, fill=0)
    _star(canvas, radius * 0.30, 0, radius * 0.06)
    _around(canvas, seal.owner, radius - line)
    if seal.legend:
        size = radius * 0.24
        _centred(canvas, runs(seal.legend, HEI_BOLD), 0, -radius * 0.56, size)


def _star(canvas: Canvas, radius: float, cx: float, cy: float) -> None:
    path = canvas.beginPath()
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.pi / 2 + corner * math.pi / 5
        move = path.lineTo if corner else path.moveTo
        move(cx + reach * math.cos(angle), cy + reach * math.sin(angle))
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _around(canvas: Canvas, owner: str, radius: float) -> None:
    """The owner's name along the upper arc, letters narrowed when it is long."""
    letters = [c for c in owner if not c.isspace()]
    if not letters:
        return
    most = math.radians(275)
    size = most * radius / (len(letters) * NARROW * 1.06 + most * 1.12)
    size = min(size, radius * 0.33)
    baseline = radius - size * 1.12
    sweep = min(most, len(letters) * size * NARROW * 1.25 / baseline)
    step = sweep / len(letters)
    for index, letter in enumerate(letters):
        angle = sweep / 2 - step * (index + 0.5)
        canvas.saveState()
        canvas.rotate(math.degrees(angle))
        canvas.translate(0, baseline)
        canvas.scale(NARROW, 1)
        _centred(canvas, runs(letter, SONG_BOLD), 0, 0, size)
        canvas.restoreState()


def _centred(canvas: Canvas, pieces: list[Run], x: float, y: float, size: float) -> None:
    total = sum(width(run.text, run.face, size) for run in pieces)
    draw_runs(canvas, pieces, x - total / 2, y, size)


def draw_checked_stamp(canvas: Canvas, x: float, y: float, *, reviewer: str, dated: date, width_mm: float = 44) -> None:
    """《原件已审》: a red box with reviewer and date, its lower left corner at (x, y)."""
    wide, high = width_mm * mm, width_mm * mm * 0.5
    canvas.saveState()
    canvas.setBlendMode("Multiply")
    canvas.translate(x, y)
    canvas.setStrokeColor(SEAL_RED)
    canvas.setFillColor(SEAL_RED)
    canvas.setLineWidth(wide * 0.018)
    canvas.rect(0, 0, wide, high, stroke=1, fill=0)
    canvas.setLineWidth(wide * 0.006)
    inset = wide * 0.028
    canvas.rect(inset, inset, wide - 2 * inset, high - 2 * inset, stroke=1, fill=0)
    size = wide * 0.185
    letters = "原件已审"
    gap = wide * 0.02
    left = (wide - len(letters) * size - (len(letters) - 1) * gap) / 2
    for index, letter in enumerate(letters):
        draw_runs(canvas, runs(letter, SONG_BOLD), left + index * (size + gap), high * 0.52, size)
    canvas.line(wide * 0.08, high * 0.42, wide * 0.92, high * 0.42)
    small = wide * 0.07
    line = runs(f"审核人：{reviewer}", HEI_BOLD)
    _centred(canvas, line, wide / 2, high * 0.265, _fitting(line, small, wide * 0.86))
    _centred(canvas, runs(f"{dated:%Y}年{dated.month}月{dated.day}日", HEI_BOLD), wide / 2, high * 0.10, small)
    canvas.restoreState()


def _fitting(pieces: list[Run], size: float, room: float) -> float:
    needed = sum(width(run.text, run.face, size) for run in pieces)
    return size if needed <= room else size * room / needed
