"""The head of a paper: 红头, 文号, title, subtitle, and marks such as 一式两份."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from .blocks import Block, Layout, Paper
from .fonts import HEI, SONG, SONG_BOLD
from .ink import INK, SEAL_RED, draw_line, text_width
from .typesetting import Style, break_prose, draw_lines


@dataclass(frozen=True)
class Opening(Block):
    """Title lines; ``mark`` stands at the right above the title."""

    title: str
    subtitle: str = ""
    mark: str = ""
    masthead: str = ""
    number: str = ""


def opening_of(paper: Paper) -> Opening:
    return Opening(paper.title, paper.subtitle, paper.copies, paper.masthead, paper.number)


TITLE_SIZES: dict[Layout, float] = {"official": 22, "form": 18, "landscape": 17}


class OpeningLines(Flowable):
    def __init__(self, opening: Opening, layout: Layout) -> None:
        super().__init__()
        self.opening = opening
        self.official = layout == "official"
        size = TITLE_SIZES[layout]
        self.title_style = Style(SONG_BOLD, size, size * 1.45, "center")
        self.small = Style(SONG, size * 0.64, size * 1.05, "center")
        self.spaceAfter = size * (0.95 if self.official else 0.45)

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 -- ReportLab's names
        self.width = availWidth
        self._title = balanced(self.opening.title, self.title_style, availWidth)
        self._subtitle = break_prose(self.opening.subtitle, self.small, availWidth) if self.opening.subtitle else []
        self.height = (
            self._masthead_height()
            + (16 if self.opening.mark else 0)
            + len(self._title) * self.title_style.leading
            + len(self._subtitle) * self.small.leading
        )
        return self.width, self.height

    def _masthead_height(self) -> float:
        if self.opening.masthead:
            return 34 * mm
        return self.small.leading * 1.4 if self.opening.number else 0

    def draw(self) -> None:
        canvas: Any = self.canv
        top = self.height
        canvas.setFillColor(INK)
        if self.opening.masthead:
            top = self._draw_masthead(top)
        elif self.opening.number:
            draw_line(canvas, self.opening.number, SONG, self.small.size, self.width / 2, top - 14, "center")
            top -= self.small.leading * 1.4
        if self.opening.mark:
            draw_line(canvas, self.opening.mark, HEI, 10.5, self.width, top - 11, "right")
            top -= 16
        top = draw_lines(canvas, self._title, self.title_style, 0, top, self.width)
        draw_lines(canvas, self._subtitle, self.small, 0, top, self.width)

    def _draw_masthead(self, top: float) -> float:
        """The red head: the issuer's name spread over the width, 文号, the red rule."""
        canvas: Any = self.canv
        name = self.opening.masthead
        canvas.setFillColor(SEAL_RED)
        size = min(34.0, self.width / max(1.0, text_width(name, SONG_BOLD, 1)))
        draw_line(canvas, name, SONG_BOLD, size, self.width / 2, top - 13 * mm, "center")
        canvas.setFillColor(INK)
        rule = top - 26 * mm
        if self.opening.number:
            draw_line(canvas, self.opening.number, SONG, 15, self.width / 2, rule + 2.6 * mm, "center")
        canvas.setStrokeColor(SEAL_RED)
        canvas.setLineWidth(1.6)
        canvas.line(0, rule, self.width, rule)
        canvas.setStrokeColor(INK)
        return top - self._masthead_height()


def balanced(title: str, style: Style, room: float) -> list[Any]:
    """A title in lines of similar length, never one letter alone on the second."""
    lines = break_prose(title, style, room)
    if len(lines) < 2:
        return lines
    low, high = max(line.width for line in lines) / len(lines), room
    while high - low > style.size / 4:
        middle = (low + high) / 2
        if len(break_prose(title, style, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return break_prose(title, style, high)
