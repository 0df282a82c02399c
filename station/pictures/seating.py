"""A room as seen from the lectern: who sits where (R5.1). Row 1 is nearest the lectern, column 1 at its left hand.

The lectern stands at the foot, where the viewer is, as on the printed chart.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from station.pictures.svg import Drawing, shortened

CELL, HEIGHT, GAP = 80, 66, 8
LECTERN, EDGE = 56, 34


@dataclass(frozen=True)
class SeatMark:
    """One taken place: `number` as printed (座位号/工位号), `name` of who sits there, `note` such as the paper."""

    row: int
    column: int
    number: str
    name: str = ""
    note: str = ""
    tone: str = ""


def seating_chart(
    rows: int,
    columns: int,
    seats: Sequence[SeatMark],
    *,
    title: str,
    broken: Collection[tuple[int, int]] = (),
    accessible: Collection[tuple[int, int]] = (),
    place_word: str = "座位",
    ident: str = "seating",
) -> str:
    width = 2 * EDGE + columns * CELL + (columns - 1) * GAP
    top = 12
    foot = top + rows * (HEIGHT + GAP)
    height = foot + 16 + LECTERN
    taken = {(seat.row, seat.column): seat for seat in seats}
    unusable = frozenset(broken)
    description = (
        f"由讲台向考场看，共 {rows} 排 {columns} 列，已编排 {len(taken)} 个{place_word}，停用 {len(unusable)} 个。"
    )
    drawing = Drawing(width, height, ident=ident, title=title, description=description)
    drawing.rect(width / 2 - 80, foot + 24, 160, LECTERN - 16, classes="pic-ground", radius=2)
    drawing.text("讲　台", width / 2, foot + 50, size=17, anchor="middle", classes="pic-text-strong")
    for row in range(1, rows + 1):
        y = top + (rows - row) * (HEIGHT + GAP)
        drawing.text(str(row), EDGE - 10, y + HEIGHT / 2 + 6, size=15, anchor="end", classes="pic-text-soft")
        for column in range(1, columns + 1):
            x = EDGE + (column - 1) * (CELL + GAP)
            place = (row, column)
            _seat(drawing, x, y, taken.get(place), place in unusable, place in frozenset(accessible))
    for column in range(1, columns + 1):
        middle = EDGE + (column - 1) * (CELL + GAP) + CELL / 2
        drawing.text(str(column), middle, foot + 10, size=15, anchor="middle", classes="pic-text-soft")
    return drawing.render()


def _seat(drawing: Drawing, x: float, y: float, seat: SeatMark | None, broken: bool, accessible: bool) -> None:
    middle = x + CELL / 2
    if broken:
        drawing.rect(x, y, CELL, HEIGHT, classes="pic-void", radius=2)
        drawing.text("停用", middle, y + HEIGHT / 2 + 6, size=15, anchor="middle", classes="pic-text-soft")
        return
    if seat is None:
        drawing.rect(x, y, CELL, HEIGHT, classes="pic-void", radius=2).set("stroke-dasharray", "4 4")
        words = "空 无障碍" if accessible else "空"
        drawing.text(words, middle, y + HEIGHT / 2 + 6, size=15, anchor="middle", classes="pic-text-soft")
        return
    shape = "pic-tone-tint" if seat.tone else "pic-card"
    drawing.rect(x, y, CELL, HEIGHT, classes=shape, tone=seat.tone, radius=2)
    number = f"{seat.number} 无障碍" if accessible else seat.number
    drawing.text(number, middle, y + 19, size=14, anchor="middle", classes="pic-text-soft")
    drawing.text(
        shortened(seat.name, 16, CELL - 8), middle, y + 40, size=16, anchor="middle", classes="pic-text-strong"
    )
    if seat.note:
        words = shortened(seat.note, 13, CELL - 6)
        drawing.text(words, middle, y + 58, size=13, anchor="middle", classes="pic-text-soft")
