"""Putting letters on a canvas: colours, runs, and text no reader should read out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reportlab.lib.colors import HexColor

from .fonts import Run, runs, width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

INK = HexColor(0x000000)
SEAL_RED = HexColor(0xC8161D)
PALE = HexColor(0xF3F2EE)
FAINT = HexColor(0x555555)
HAIR, FINE, BOLD_RULE = 0.4, 0.6, 1.1


def draw_runs(canvas: Canvas, pieces: Sequence[Run], x: float, y: float, size: float, spacing: float = 0) -> float:
    """Draw at the baseline (x, y); returns where the text ends.

    A 〓 is marked so that copying the text gives the character it stands for, and is
    reported to the canvas, which names it at the foot of the page.
    """
    for run in pieces:
        if run.actual:
            note_missing(canvas, run.actual)
            canvas._code.append(f"/Span <</ActualText <{_utf16(run.actual)}>>> BDC")
        canvas.setFont(run.face, size)
        canvas.drawString(x, y, run.text, charSpace=spacing or None)
        if run.actual:
            canvas._code.append("EMC")
        x += width(run.text, run.face, size) + spacing * len(run.text)
    return x


def draw_line(
    canvas: Canvas,
    text: str,
    face: str,
    size: float,
    x: float,
    y: float,
    align: str = "left",
    room: float | None = None,
) -> float:
    """One line of text; shrunk to ``room`` when it is too long.  Returns its width."""
    pieces = runs(text, face)
    total = sum(width(run.text, run.face, size) for run in pieces)
    if room is not None and total > room > 0:
        size *= room / total
        total = room
    start = x - total if align == "right" else x - total / 2 if align == "center" else x
    draw_runs(canvas, pieces, start, y, size)
    return total


def text_width(text: str, face: str, size: float) -> float:
    return sum(width(run.text, run.face, size) for run in runs(text, face))


def note_missing(canvas: Canvas, character: str) -> None:
    register = getattr(canvas, "missing_here", None)
    if register is not None and character not in register:
        register.append(character)


def _utf16(text: str) -> str:
    return (b"\xfe\xff" + text.encode("utf-16-be")).hex().upper()


@contextmanager
def unread(canvas: Canvas) -> Iterator[None]:
    """A picture made of letters: seen, but not part of the text when copied or searched."""
    canvas._code.append("/Span <</ActualText <FEFF>>> BDC")
    yield
    canvas._code.append("EMC")
