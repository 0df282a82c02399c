"""The smaller pieces of a page: facts, signature lines, tick boxes, the closing."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from .blocks import Checks, Closing, KeyValues, Layout, Picture, Signatures
from .fonts import HEI, SONG
from .grids import draw_ticks, tick_width
from .ink import HAIR, INK, draw_line, text_width
from .photographs import draw_image, reader_for
from .seal import draw_seal
from .typesetting import Line, Style, break_prose, draw_lines
from .wording import chinese_date

LEADINGS: dict[Layout, float] = {"official": 28.95, "form": 18.5, "landscape": 17}


def leading_of(layout: Layout) -> float:
    return LEADINGS[layout]


class FactLines(Flowable):
    """名称：内容, the names in 黑体, in columns of equal width."""

    def __init__(self, facts: KeyValues, size: float, leading: float) -> None:
        super().__init__()
        self.facts = facts
        self.style = Style(SONG, size, leading)
        self.spaceAfter = leading * 0.25

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 -- ReportLab's names
        self.width = availWidth
        columns = max(1, self.facts.columns)
        self._room = availWidth / columns
        self._rows: list[tuple[list[tuple[str, float, list[Line]]], int]] = []
        pairs = list(self.facts.pairs)
        for start in range(0, len(pairs), columns):
            row = []
            for name, value in pairs[start : start + columns]:
                head = f"{name}："
                taken = text_width(head, HEI, self.style.size)
                lines = break_prose(value, self.style, self._room - taken - self.style.size * 0.6)
                row.append((head, taken, lines))
            self._rows.append((row, max(len(lines) for _, _, lines in row)))
        self.height = sum(count for _, count in self._rows) * self.style.leading
        return self.width, self.height

    def draw(self) -> None:
        top = self.height
        style = self.style
        for row, count in self._rows:
            for n, (head, taken, lines) in enumerate(row):
                x = n * self._room
                draw_lines(self.canv, break_prose(head, style.but(face=HEI), taken + 1), style, x, top, taken)
                draw_lines(self.canv, lines, style, x + taken, top, self._room - taken)
            top -= count * style.leading


class CheckLine(Flowable):
    def __init__(self, checks: Checks, size: float, leading: float) -> None:
        super().__init__()
        self.checks = checks
        self.size = size
        self.leading = leading

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self.width = availWidth
        self._head = text_width(f"{self.checks.label}：", HEI, self.size) if self.checks.label else 0
        self._lines: list[list[str]] = [[]]
        used = self._head
        for option in self.checks.options:
            needed = tick_width(option, self.size)
            if self._lines[-1] and used + needed > availWidth + self.size:
                self._lines.append([])
                used = self._head
            self._lines[-1].append(option)
            used += needed
        self.height = len(self._lines) * self.leading
        return self.width, self.height

    def draw(self) -> None:
        base = self.height - self.leading * 0.72
        if self.checks.label:
            draw_line(self.canv, f"{self.checks.label}：", HEI, self.size, 0, base)
        for n, options in enumerate(self._lines):
            y = base - n * self.leading
            draw_ticks(self.canv, options, self.checks.chosen, self._head, y, self.size)


class SignatureLines(Flowable):
    """Role and a line to sign on; a printed name stands on the line, the date after it."""

    def __init__(self, signatures: Signatures, size: float) -> None:
        super().__init__()
        self.names = [name if isinstance(name, tuple) else (name, "") for name in signatures.names]
        self.columns = max(1, min(signatures.columns, len(self.names) or 1))
        self.dated = signatures.dated
        self.size = size
        self.step = size * 2.3
        self.spaceBefore = size * 0.6

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self.width = availWidth
        rows = -(-len(self.names) // self.columns)
        self.height = rows * self.step + (self.step * 0.9 if self.dated else 0)
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setStrokeColor(INK)
        canvas.setFillColor(INK)
        canvas.setLineWidth(HAIR)
        room = self.width / self.columns
        for n, (role, name) in enumerate(self.names):
            x = n % self.columns * room
            y = self.height - (n // self.columns + 1) * self.step + self.size * 0.5
            after = x + draw_line(canvas, f"{role}：", SONG, self.size, x, y)
            end = x + room - self.size * 1.5
            canvas.line(after, y - 2.5, end, y - 2.5)
            if name:
                draw_line(canvas, name, SONG, self.size, after + self.size * 0.5, y)
        if self.dated:
            draw_line(canvas, chinese_date(None), SONG, self.size, self.width, self.size * 0.4, "right")


class ClosingLines(Flowable):
    """署名 and 成文日期: the date four letters in, the issuer and the seal centred on it."""

    def __init__(self, closing: Closing, size: float, leading: float) -> None:
        super().__init__()
        self.closing = closing
        self.size = size
        self.leading = leading

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self.width = availWidth
        lines = self.leading * 2
        seal = self.closing.seal
        self._above = max(self.leading, seal.diameter_mm * mm * 0.58 - self.leading) if seal else self.leading
        self._below = max(0.0, seal.diameter_mm * mm * 0.5 - self.leading * 0.9) if seal else 0.0
        self.height = self._above + lines + self._below
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setFillColor(INK)
        dated = chinese_date(self.closing.dated)
        date_width = text_width(dated, SONG, self.size)
        issuer_width = text_width(self.closing.issuer, SONG, self.size)
        right = self.width - 4 * self.size
        middle = min(right - date_width / 2, self.width - issuer_width / 2)
        base = self._below + self.leading * 0.3
        draw_line(canvas, self.closing.issuer, SONG, self.size, middle, base + self.leading, "center")
        draw_line(canvas, dated, SONG, self.size, middle, base, "center")
        if self.closing.seal:
            draw_seal(canvas, self.closing.seal, middle, base + self.size * 0.75)


class PictureBox(Flowable):
    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture
        self.hAlign = "CENTER"
        self.spaceAfter = 6

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        wide, high = reader_for(self.picture.image).getSize()
        self.width = min(availWidth, self.picture.width_mm * mm)
        self._image_height = self.width * high / wide
        self.height = self._image_height + (16 if self.picture.caption else 0)
        return self.width, self.height

    def draw(self) -> None:
        low = self.height - self._image_height
        draw_image(self.canv, self.picture.image, 0, low, self.width, self._image_height)
        if self.picture.caption:
            draw_line(self.canv, self.picture.caption, SONG, 9, self.width / 2, 4, "center")
