"""Seating charts: the room as a picture, seen from the lectern (R5.1).

Two copies are printed of each: one for the door, one that travels with the papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from .blocks import Block, Imprint, KeyValues, Note, PageBreak, Paper, Seat, SeatPlan, Signatures
from .fonts import HEI, HEI_BOLD, SONG
from .ink import BOLD_RULE, FAINT, FINE, HAIR, INK, PALE, draw_line, text_width
from .opening import Opening
from .typesetting import SHRUNK, draw_fitted, trailing_height

DOOR_COPY, PAPERS_COPY = "张贴于考场入口", "随试卷"


@dataclass(frozen=True)
class SeatingChart:
    """One room in one sitting; ``facts`` are the lines above the picture."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    plan: SeatPlan
    copy: str = DOOR_COPY
    remarks: str = ""


def seating_charts(charts: Sequence[SeatingChart], imprint: Imprint, *, title: str = "") -> Paper:
    """All charts as one paper, a page each.

    The copy that travels with the papers carries lines for the chief invigilator to sign.
    """
    if not charts:
        raise ValueError("a paper of seating charts needs at least one room")
    blocks: list[Block] = []
    for number, chart in enumerate(charts):
        if number:
            blocks.append(PageBreak())
        blocks.append(Opening(chart.title, chart.subtitle, mark=f"【{chart.copy}】"))
        blocks.append(KeyValues(tuple(chart.facts), columns=3))
        blocks.append(chart.plan)
        if chart.remarks:
            blocks.append(Note(chart.remarks))
        if chart.copy == PAPERS_COPY:
            blocks.append(Signatures(("编排人", "核对人", "主监考（考评组长）"), columns=3))
    return Paper(title=title or charts[0].title, blocks=tuple(blocks), imprint=imprint, layout="landscape")


class RoomPicture(Flowable):
    """The room; it takes what height the page has left, within reason."""

    def __init__(self, plan: SeatPlan) -> None:
        super().__init__()
        self.plan = plan
        self.trailing: Sequence[Flowable] = ()
        self.spaceBefore = 4
        self.spaceAfter = 4

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 -- ReportLab's names
        self.width = availWidth
        ideal = self.plan.rows * 26 * mm + 16 * mm
        least = self.plan.rows * 5.5 * mm + 22 * mm
        reserve = trailing_height(self.trailing, availWidth) + self.spaceAfter + 1
        self.height = max(least, min(ideal, availHeight - reserve))
        return self.width, self.height

    def draw(self) -> None:
        canvas, plan = self.canv, self.plan
        canvas.saveState()
        canvas.setStrokeColor(INK)
        canvas.setFillColor(INK)
        canvas.setLineWidth(BOLD_RULE)
        canvas.rect(0, 0, self.width, self.height)
        desk_room = 13 * mm
        self._lectern(desk_room)
        margin, gap_x = 9 * mm, 3.2 * mm
        gap_y = min(2.2 * mm, (self.height - desk_room - 8 * mm) / plan.rows * 0.1)
        wide = (self.width - margin - 4 * mm - (plan.columns - 1) * gap_x) / plan.columns
        high = (self.height - desk_room - 8 * mm - (plan.rows - 1) * gap_y) / plan.rows
        for column in range(plan.columns):
            x = margin + column * (wide + gap_x) + wide / 2
            draw_line(canvas, f"第{column + 1}列", SONG, 7.5, x, self.height - 5 * mm, "center")
        for row in range(plan.rows):
            y = desk_room + row * (high + gap_y) + high / 2
            draw_line(canvas, f"{row + 1}排", SONG, 7.5, margin / 2, y - 2.5, "center")
        for seat in plan.seats:
            x = margin + (seat.column - 1) * (wide + gap_x)
            y = desk_room + (seat.row - 1) * (high + gap_y)
            self._seat(seat, x, y, wide, high)
        canvas.restoreState()

    def _lectern(self, room: float) -> None:
        canvas = self.canv
        wide, high = 46 * mm, 7.5 * mm
        x = (self.width - wide) / 2
        canvas.setFillColor(PALE)
        canvas.setLineWidth(FINE)
        canvas.rect(x, 2 * mm, wide, high, fill=1)
        canvas.setFillColor(INK)
        draw_line(canvas, self.plan.lectern, HEI_BOLD, 11, self.width / 2, 2 * mm + 7, "center")
        if not self.plan.door:
            return
        door = 14 * mm
        edge = 0 if self.plan.door == "left" else self.width
        canvas.setLineWidth(3)
        canvas.setStrokeGray(1)
        canvas.line(edge, 1.5 * mm, edge, 1.5 * mm + door * 0.7)
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(FINE)
        lean = 7 * mm if self.plan.door == "left" else -7 * mm
        canvas.line(edge, 1.5 * mm, edge + lean, 1.5 * mm + door * 0.55)
        align = "left" if self.plan.door == "left" else "right"
        shift = 9 * mm if self.plan.door == "left" else -9 * mm
        draw_line(canvas, "门", HEI, 9, edge + shift, 4 * mm, align)

    def _seat(self, seat: Seat, x: float, y: float, wide: float, high: float) -> None:
        canvas = self.canv
        canvas.setLineWidth(FINE if seat.state == "taken" else HAIR)
        if seat.state == "broken":
            canvas.setFillColor(PALE)
            canvas.rect(x, y, wide, high, fill=1)
            canvas.setFillColor(INK)
            canvas.line(x, y, x + wide, y + high)
            canvas.line(x, y + high, x + wide, y)
            return
        if seat.state in ("empty", "spare"):
            canvas.setDash(2, 2)
            canvas.rect(x, y, wide, high)
            canvas.setDash()
            canvas.setFillColor(FAINT)
            word = "备用" if seat.state == "spare" else "空"
            draw_line(canvas, word, SONG, 9, x + wide / 2, y + high / 2 - 3, "center")
            if seat.label:
                draw_line(canvas, seat.label, HEI, 8, x + 3, y + high - 10)
            canvas.setFillColor(INK)
            return
        canvas.rect(x, y, wide, high)
        if high < 11 * mm and seat.lines:
            self._crowded(seat, x, y, wide, high)
        else:
            self._taken(seat, x, y, wide, high)

    def _crowded(self, seat: Seat, x: float, y: float, wide: float, high: float) -> None:
        """A low seat in a deep room: number and name share the first line."""
        canvas = self.canv
        rest = [*seat.lines[1:], *(["无障碍"] if seat.accessible else [])]
        if text_width(seat.lines[0], HEI_BOLD, 8) * SHRUNK > wide - 3:
            last = 5.0 if rest else 0.0
            draw_fitted(
                canvas, f"{seat.label} {seat.lines[0]}", HEI, 8, x + 1.5, y + high - 1, wide - 3, high - 3 - last
            )
            draw_line(canvas, "　".join(rest), SONG, last, x + wide / 2, y + 2, "center", wide - 3)
            return
        step = (high - 2) / (len(rest) + 1.3)
        base = y + high - 1 - step * 1.1
        first = f"{seat.label}　{seat.lines[0]}"
        draw_line(canvas, first, HEI_BOLD, min(10, step * 1.1), x + wide / 2, base, "center", wide - 3)
        for n, line in enumerate(rest, 1):
            size = min(8.5, step * 0.95)
            draw_line(canvas, line, SONG, size, x + wide / 2, base - n * step, "center", wide - 3)

    def _long_name(self, seat: Seat, x: float, top: float, wide: float, room: float) -> None:
        """The name over several lines, what else there is to say in small type below it."""
        rest, small = seat.lines[1:], 5.5
        high = room - len(rest) * small * 1.15
        draw_fitted(self.canv, seat.lines[0], HEI, 9, x + 2.5, top, wide - 5, high)
        for n, line in enumerate(rest, 1):
            base = top - high - n * small * 1.15 + small * 0.2
            draw_line(self.canv, line, SONG, small, x + wide / 2, base, "center", wide - 5)

    def _taken(self, seat: Seat, x: float, y: float, wide: float, high: float) -> None:
        canvas = self.canv
        lines = len(seat.lines)
        size = max(6.0, min(11.0, high / (lines + 2.1) / 1.2))
        head = size * 1.45
        top = y + high - head - 1
        draw_line(canvas, seat.label, HEI_BOLD, head * 0.95, x + wide / 2, top, "center", wide - 6)
        if seat.accessible:
            draw_line(canvas, "无障碍", HEI, max(5.5, size * 0.62), x + wide - 2.5, top + 1, "right")
        room = top - y
        if lines and text_width(seat.lines[0], HEI, size * 1.12) * SHRUNK > wide - 5:
            self._long_name(seat, x, top - 1, wide, room - 2)
            return
        step = room / (lines + 0.6) if lines else 0
        step = min(step, size * 1.5)
        base = y + (room - step * lines) / 2
        for n, line in enumerate(seat.lines):
            face = SONG if n else HEI
            scale = 1.12 if n == 0 else 0.88
            draw_line(
                canvas,
                line,
                face,
                size * scale,
                x + wide / 2,
                base + (lines - 1 - n) * step + step * 0.25,
                "center",
                wide - 5,
            )
