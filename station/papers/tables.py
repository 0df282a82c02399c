"""Ruled tables over many pages: head repeated, cells wrapped, rows kept whole.

Written for thousands of rows: lines are broken once, and splitting over pages hands on
the same rows instead of copying them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable, PageBreak

from .blocks import Column, Table
from .fonts import HEI, SONG, runs, width
from .ink import BOLD_RULE, FINE, INK, PALE, text_width
from .typesetting import Line, Style, break_prose, draw_lines, trailing_height

PAD_X, PAD_Y = 3.0, 3.2


@dataclass(frozen=True)
class _Box:
    """A cell ready to be drawn."""

    lines: Sequence[Line]
    style: Style
    left: float
    width: float


@dataclass(frozen=True)
class _Row:
    boxes: Sequence[_Box]
    height: float
    strong: bool = False


def cell_text(row: Any, column: Column, index: int) -> str:
    """What a cell says; ``None`` is an empty cell, never the word None."""
    if callable(column.key):
        value = column.key(row)
    elif isinstance(row, Mapping):
        value = row.get(column.key, "")
    elif column.key and hasattr(row, column.key):
        value = getattr(row, column.key)
    elif isinstance(row, Sequence) and not isinstance(row, str):
        value = row[index]
    else:
        raise KeyError(f"a row of {type(row).__name__} has no {column.key!r}")
    return "" if value is None else str(value)


class RuledTable(Flowable):
    """``trailing`` are the flowables that must not stand on a page without rows."""

    def __init__(self, table: Table, size: float, *, first: int = 0, rows: Any = None) -> None:
        super().__init__()
        self.trailing: Sequence[Flowable] = ()
        self.table = table
        self.size = table.size or size
        self.first = first
        self.last: int | None = None
        self._set: tuple[float, list[_Row], list[_Row]] | None = rows
        self.spaceBefore = 0 if first else 4
        self.spaceAfter = 6

    # -- measuring

    def _prepare(self, room: float) -> tuple[list[_Row], list[_Row]]:
        if self._set is None or self._set[0] != room:
            table = self.table
            if table.totals is not None and len(table.totals) != len(table.columns):
                raise ValueError(f"{len(table.totals)} totals for {len(table.columns)} columns")
            widths = column_widths(self.table, self.size, room)
            self._set = (room, self._head(widths), self._body(widths, room))
        return self._set[1], self._set[2]

    def _head(self, widths: Sequence[float]) -> list[_Row]:
        style = Style(HEI, self.size, self.size * 1.35, "center")
        grouped = any(column.group for column in self.table.columns)
        lefts = _lefts(widths)
        low: list[_Box] = []
        high: list[_Box] = []
        groups: list[tuple[str, float, float]] = []
        for column, left, wide in zip(self.table.columns, lefts, widths, strict=True):
            box = _box(column.title, style, left, wide)
            if not column.group:
                (high if grouped else low).append(box)
                groups.append(("", 0, 0))
                continue
            low.append(box)
            if groups and groups[-1][0] == column.group:
                groups[-1] = (column.group, groups[-1][1], groups[-1][2] + wide)
            else:
                groups.append((column.group, left, wide))
        high += [_box(name, style, left, wide) for name, left, wide in groups if name]
        below = _Row(low, _height(low, style, self.size * 2.2), strong=True)
        if not grouped:
            return [below]
        spanning = [box for box in high if not any(box.left == left and name for name, left, _ in groups)]
        tops = [box for box in high if box not in spanning]
        above = _Row(tops, _height(tops, style, self.size * 2.0), strong=True)
        lacking = _height(spanning, style, 0) - above.height - below.height
        if lacking > 0:
            below = _Row(below.boxes, below.height + lacking, strong=True)
        self._spanning = spanning
        return [above, below]

    def _body(self, widths: Sequence[float], room: float) -> list[_Row]:
        least = (self.table.row_height_mm or 0) * 72 / 25.4 or self.size * 2.0
        lefts = _lefts(widths)
        styles = [Style(SONG, self.size, self.size * 1.35, column.align) for column in self.table.columns]
        out: list[_Row] = []
        for row in self.table.rows:
            boxes = [
                _box(cell_text(row, column, n), styles[n], lefts[n], widths[n])
                for n, column in enumerate(self.table.columns)
            ]
            out += _rows_of(boxes, styles[0], least)
        if not out:
            style = Style(SONG, self.size, self.size * 1.35, "center")
            out.append(_Row([_box(self.table.empty, style, 0, room)], self.size * 2.4))
        if self.table.totals is not None:
            out.append(self._totals(self.table.totals, lefts, widths, least))
        return out

    def _totals(self, totals: Sequence[str], lefts: Sequence[float], widths: Sequence[float], least: float) -> _Row:
        """The closing row; its first cell takes the empty ones after it."""
        head = 1
        while head < len(totals) - 1 and not totals[head]:
            head += 1
        style = Style(HEI, self.size, self.size * 1.35, "center")
        boxes = [_box(totals[0], style, 0, sum(widths[:head]))]
        for n in range(head, len(totals)):
            align = self.table.columns[n].align
            boxes.append(_box(totals[n], style.but(align=align), lefts[n], widths[n]))
        return _Row(boxes, _height(boxes, style, least))

    # -- flowing

    def can_part(self, room: float) -> bool:
        return len(self._prepare(room)[1]) > 1

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 -- ReportLab's names
        head, body = self._prepare(availWidth)
        self.width = availWidth
        rows = body[self.first : self.last]
        self.height = sum(row.height for row in head) + sum(row.height for row in rows)
        if self._strands(availHeight) and len(rows) > 1:
            return self.width, availHeight + 1  # too high on purpose: asks to be split
        return self.width, self.height

    def _strands(self, available: float) -> bool:
        """Does the table fit, while what must follow it does not?"""
        needed = trailing_height(self.trailing, self.width) if self.trailing else 0
        return self.height <= available < self.height + self.spaceAfter + needed

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        head, body = self._prepare(availWidth)
        stranding = self._strands(availHeight)
        free = availHeight - sum(row.height for row in head) + 0.01
        stop = self.last if self.last is not None else len(body)
        cut = self.first
        while cut < stop and free >= body[cut].height:
            free -= body[cut].height
            cut += 1
        if stranding:
            cut = max(stop - 2, self.first + 1)
        elif self.table.totals is not None and cut == stop - 1 == len(body) - 1 > self.first + 1:
            cut -= 1  # the total never stands alone on a page
            stranding = True
        if cut == self.first:
            return []
        first = self._part(self.first, cut)
        first.spaceAfter = 0
        rest = self._part(cut, self.last)
        return [first, PageBreak(), rest] if stranding else [first, rest]

    def _part(self, first: int, last: int | None) -> RuledTable:
        part = RuledTable(self.table, self.size, first=first, rows=self._set)
        part.last = last
        part.trailing = self.trailing if last == self.last else ()
        part._spanning = getattr(self, "_spanning", [])
        part.spaceBefore = self.spaceBefore if first == self.first else 0
        return part

    # -- drawing

    def draw(self) -> None:
        head, body = self._prepare(self.width)
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(INK)
        head_height = sum(row.height for row in head)
        canvas.setFillColor(PALE)
        canvas.rect(0, self.height - head_height, self.width, head_height, stroke=0, fill=1)
        canvas.setFillColor(INK)
        top = self.height
        for row in head:
            top = self._draw_row(row, top)
        for box in getattr(self, "_spanning", ()):
            self._draw_box(box, self.height, head_height)
        for row in body[self.first : self.last]:
            top = self._draw_row(row, top)
        canvas.setLineWidth(BOLD_RULE)
        canvas.rect(0, 0, self.width, self.height)
        canvas.setLineWidth(FINE)
        canvas.line(0, self.height - head_height, self.width, self.height - head_height)
        canvas.restoreState()

    def _draw_row(self, row: _Row, top: float) -> float:
        for box in row.boxes:
            self._draw_box(box, top, row.height)
        return top - row.height

    def _draw_box(self, box: _Box, top: float, height: float) -> None:
        canvas = self.canv
        canvas.setLineWidth(FINE)
        canvas.rect(box.left, top - height, box.width, height)
        text = len(box.lines) * box.style.leading
        draw_lines(
            canvas,
            box.lines,
            box.style,
            box.left + PAD_X,
            top - (height - text) / 2,
            box.width - 2 * PAD_X,
        )


def column_widths(table: Table, size: float, room: float) -> list[float]:
    """Given widths as shares; a column without one asks for what its contents need."""
    shares = [
        column.width if column.width is not None else _natural_share(table, n, size)
        for n, column in enumerate(table.columns)
    ]
    return [room * share / sum(shares) for share in shares]


def _natural_share(table: Table, index: int, size: float) -> float:
    """Letters the widest of the first rows would fill, over four; long prose is capped."""
    column = table.columns[index]
    texts = [cell_text(row, column, index) for row in table.rows[:300]]
    if table.totals is not None and index and table.totals[index]:
        texts.append(table.totals[index])
    lines = [line for text in texts for line in text.split("\n")]
    widest = max((text_width(line, SONG, 1) for line in lines), default=0)
    title = text_width(column.title, HEI, 1)
    title = title if title <= 6 else max(5, title / 2)
    return (min(max(widest, title, 2), 18) + 2 * PAD_X / size + 0.2) / 4


def _lefts(widths: Sequence[float]) -> list[float]:
    return [sum(widths[:n]) for n in range(len(widths))]


def _box(text: str, style: Style, left: float, wide: float) -> _Box:
    room = wide - 2 * PAD_X
    if "\n" not in text:
        pieces = runs(text, style.face)
        total = sum(width(run.text, run.face, style.size) for run in pieces)
        if total <= room:
            return _Box([Line(tuple(pieces), total)], style, left, wide)
    return _Box(break_prose(text, style, room), style, left, wide)


def _height(boxes: Sequence[_Box], style: Style, least: float) -> float:
    lines = max((len(box.lines) for box in boxes), default=1)
    return max(least, lines * style.leading + 2 * PAD_Y)


def _rows_of(boxes: Sequence[_Box], style: Style, least: float, most: int = 24) -> list[_Row]:
    """One row; a monstrously long cell is continued in rows below instead of lost."""
    longest = max(len(box.lines) for box in boxes)
    out = []
    for start in range(0, longest, most):
        part = [_Box(b.lines[start : start + most], b.style, b.left, b.width) for b in boxes]
        out.append(_Row(part, _height(part, style, least)))
    return out
