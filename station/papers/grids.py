"""Forms as grids of cells: labels, answers, the photograph, tick boxes, opinions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from .blocks import Cell, Grid, Image, Label, Opinion, PhotoCell, Ticks
from .fonts import HEI, SONG
from .ink import BOLD_RULE, FINE, HAIR, INK, draw_line, text_width
from .photographs import draw_image
from .seal import draw_seal
from .typesetting import Style, break_prose, draw_lines
from .wording import chinese_date

PAD_X, PAD_Y = 3.4, 3.0
PHOTO_WIDTH, PHOTO_HEIGHT = 35 * mm, 49 * mm


@dataclass(frozen=True)
class _Placed:
    cell: Cell
    row: int
    left: float
    width: float


def place(grid: Grid) -> list[tuple[Cell, int, int]]:
    """Each cell with its row and grid column; a row that doesn't add up is an error."""
    count = len(grid.widths)
    taken: set[tuple[int, int]] = set()
    out = []
    for row, cells in enumerate(grid.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            if column + cell.span > count:
                raise ValueError(f"row {row} of the form is wider than its {count} columns")
            out.append((cell, row, column))
            taken |= {(r, c) for r in range(row, row + cell.rows) for c in range(column, column + cell.span)}
            column += cell.span
        if any((row, c) not in taken for c in range(count)):
            raise ValueError(f"row {row} of the form does not fill its {count} columns")
    return out


class FormGrid(Flowable):
    def __init__(self, grid: Grid, size: float, *, first: int = 0, last: int | None = None) -> None:
        super().__init__()
        self.grid = grid
        self.size = grid.size or size
        self.first = first
        self.last = len(grid.rows) if last is None else last
        self.spaceAfter = 0
        self._cells = place(grid)

    # -- measuring

    def _place(self, room: float) -> None:
        whole = sum(self.grid.widths)
        edges = [0.0]
        for share in self.grid.widths:
            edges.append(edges[-1] + room * share / whole)
        self._placed = [
            _Placed(cell, row, edges[column], edges[column + cell.span] - edges[column])
            for cell, row, column in self._cells
        ]
        heights = [self.grid.heights_mm.get(row, self.grid.row_mm) * mm for row in range(len(self.grid.rows))]
        for placed in sorted(self._placed, key=lambda p: p.cell.rows):
            end = placed.row + placed.cell.rows
            lacking = self._needs(placed) - sum(heights[placed.row : end])
            if lacking > 0:
                heights[end - 1] += lacking
        self._heights = heights

    def _needs(self, placed: _Placed) -> float:
        cell, room = placed.cell, placed.width - 2 * PAD_X
        style = self._style(cell)
        if isinstance(cell, PhotoCell):
            return 0 if cell.image is None else min(PHOTO_HEIGHT, room * 1.4) * 0.6
        if isinstance(cell, Ticks):
            return len(_tick_lines(cell, self.size, room)) * style.leading + 2 * PAD_Y
        lines = len(break_prose(cell.text, style, room))
        if isinstance(cell, Opinion):
            return (lines + 3) * style.leading + 2 * PAD_Y
        return lines * style.leading + 2 * PAD_Y

    def _style(self, cell: Cell) -> Style:
        face = HEI if isinstance(cell, Label) else SONG
        return Style(face, self.size, self.size * 1.38, cell.align)

    # -- flowing

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 -- ReportLab's names
        self._place(availWidth)
        self.width = availWidth
        self.height = sum(self._heights[self.first : self.last])
        return self.width, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        self._place(availWidth)
        crossed = {row + below for cell, row, _ in self._cells for below in range(1, cell.rows)}
        total, cut = 0.0, None
        for row in range(self.first, self.last):
            total += self._heights[row]
            if total > availHeight + 0.01:
                break
            if row + 1 < self.last and row + 1 not in crossed:
                cut = row + 1
        if cut is None:
            return []
        return [
            FormGrid(self.grid, self.size, first=self.first, last=cut),
            FormGrid(self.grid, self.size, first=cut, last=self.last),
        ]

    # -- drawing

    def draw(self) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(INK)
        canvas.setFillColor(INK)
        for placed in self._placed:
            if not self.first <= placed.row < self.last:
                continue
            top = self.height - sum(self._heights[self.first : placed.row])
            high = sum(self._heights[placed.row : placed.row + placed.cell.rows])
            canvas.setLineWidth(FINE)
            canvas.rect(placed.left, top - high, placed.width, high)
            self._draw_cell(placed.cell, placed.left, top, placed.width, high)
        canvas.setLineWidth(BOLD_RULE)
        canvas.rect(0, 0, self.width, self.height)
        canvas.restoreState()

    def _draw_cell(self, cell: Cell, left: float, top: float, wide: float, high: float) -> None:
        style = self._style(cell)
        x, room = left + PAD_X, wide - 2 * PAD_X
        if isinstance(cell, PhotoCell):
            draw_photo(self.canv, cell.image, left, top - high, wide, high, cell.text, style)
        elif isinstance(cell, Ticks):
            lines = _tick_lines(cell, self.size, room)
            start = top - (high - len(lines) * style.leading) / 2
            for n, options in enumerate(lines):
                y = start - n * style.leading - style.leading * 0.72
                draw_ticks(self.canv, options, cell.chosen, x, y, self.size)
        elif isinstance(cell, Opinion):
            draw_lines(self.canv, break_prose(cell.text, style, room), style, x, top - PAD_Y, room)
            draw_opinion_foot(self.canv, cell, x, top - high, room, self.size)
        else:
            lines_set = break_prose(cell.text, style, room)
            start = top - (high - len(lines_set) * style.leading) / 2
            draw_lines(self.canv, lines_set, style, x, start, room)


def draw_opinion_foot(canvas: Any, cell: Opinion, x: float, bottom: float, room: float, size: float) -> None:
    """Signer, place of the seal and date at the foot of an opinion box, right-aligned."""
    date_line = chinese_date(cell.dated)
    right = x + room - size
    base = bottom + size * 0.7
    draw_line(canvas, date_line, SONG, size, right, base, "right")
    head = f"{cell.signer}：" if cell.signer else ""
    above = base + size * 1.7
    signature = size * 7
    span = text_width(head, SONG, size) + signature
    start = max(x, right - span - (size * 5 if cell.seal_note else 0))
    after = draw_line(canvas, head, SONG, size, start, above) + start
    if cell.signed_by:
        draw_line(canvas, cell.signed_by, SONG, size, after + size * 0.5, above)
    if cell.seal_note:
        draw_line(canvas, cell.seal_note, SONG, size, right, above, "right")
    if cell.seal:
        middle = right - text_width(date_line, SONG, size) / 2
        radius = cell.seal.diameter_mm * mm / 2
        cx = min(middle, x + room - radius)
        draw_seal(canvas, cell.seal, cx, max(base + size, bottom + radius + 2))


def draw_photo(
    canvas: Any,
    image: Image | None,
    left: float,
    bottom: float,
    wide: float,
    high: float,
    text: str,
    style: Style,
) -> None:
    """The photograph within its box, never wider than 35 mm or higher than 49 mm."""
    if image is not None:
        box_w, box_h = min(wide - 3, PHOTO_WIDTH), min(high - 3, PHOTO_HEIGHT)
        x, y = left + (wide - box_w) / 2, bottom + (high - box_h) / 2
        draw_image(canvas, image, x, y, box_w, box_h)
        return
    lines = break_prose(text, style.but(align="center"), wide - 2 * PAD_X)
    start = bottom + (high + len(lines) * style.leading) / 2
    draw_lines(canvas, lines, style.but(align="center"), left + PAD_X, start, wide - 2 * PAD_X)


def _tick_lines(cell: Ticks, size: float, room: float) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    used = 0.0
    for option in cell.options:
        needed = tick_width(option, size)
        if lines[-1] and used + needed > room + size:
            lines.append([])
            used = 0.0
        lines[-1].append(option)
        used += needed
    return lines


def tick_width(option: str, size: float) -> float:
    return size * 2.6 + text_width(option, SONG, size)


def draw_ticks(canvas: Any, options: Sequence[str], chosen: Sequence[str], x: float, y: float, size: float) -> float:
    """Boxes with their labels; a chosen one carries a tick and reads as ☑ when copied."""
    side = size * 0.82
    for option in options:
        draw_box(canvas, x, y - size * 0.06, side, ticked=option in chosen)
        draw_line(canvas, option, SONG, size, x + size * 1.22, y)
        x += tick_width(option, size)
    return x


def draw_box(canvas: Any, x: float, y: float, side: float, *, ticked: bool) -> None:
    canvas.setLineWidth(HAIR * 1.6)
    canvas.rect(x, y, side, side)
    sign = "2611" if ticked else "2610"
    # An invisible letter carries the sign, so that searching and reading aloud find it.
    canvas.saveState()
    canvas._code.append(f"/Span <</ActualText <FEFF{sign}>>> BDC")
    text = canvas.beginText(x, y)
    text.setFont(SONG, side)
    text.setTextRenderMode(3)
    text.textOut("口")
    canvas.drawText(text)
    canvas._code.append("EMC")
    canvas.restoreState()
    if ticked:
        canvas.saveState()
        canvas.setLineWidth(side * 0.14)
        canvas.setLineCap(1)
        path = canvas.beginPath()
        path.moveTo(x + side * 0.18, y + side * 0.52)
        path.lineTo(x + side * 0.42, y + side * 0.22)
        path.lineTo(x + side * 0.90, y + side * 0.96)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.restoreState()
