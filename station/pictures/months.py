"""One month on a leaf: what is off, what is worked, and how the working days count back from the exam (R4.2, R5.2).

Legible without colour: a day off is hatched and says 休, a make-up day has a heavy frame and says 班, a counted day
carries its number in a filled square.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from station.pictures.svg import Drawing, shortened
from station.wording import WEEKDAYS, short_date

CELL, TALL, HEAD = 48, 54, 60
SMALL_CELL, SMALL_HEAD = 30, 52
SATURDAY, HATCH = 5, 9
SIGNS = {"holiday": "休", "make_up": "班"}
KINDS = {"weekend", "holiday", "make_up", "working"}


@dataclass(frozen=True)
class MonthDay:
    """`kind` is working, weekend, holiday or make_up; `number` counts back from the exam; `mark` names a deadline."""

    kind: str
    name: str = ""
    number: int | None = None
    mark: str = ""
    tone: str = "action"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r}")


def month_leaf(year: int, month: int, days: Mapping[date, MonthDay], *, ident: str, small: bool = False) -> str:
    """A leaf of `year`-`month`; a day missing in `days` is blank. `small`: twelve of them make a year."""
    across, down, head = (SMALL_CELL, SMALL_CELL, SMALL_HEAD) if small else (CELL, TALL, HEAD)
    first, length = monthrange(year, month)
    height = head + down * ((first + length + 6) // 7) + 2
    title = f"{year}年{month}月"
    drawing = Drawing(across * 7 + 2, height, ident=ident, title=title, description=_said(year, month, days))
    drawing.text(title, 1, 20, size=17, classes="pic-text-strong")
    for column, word in enumerate(WEEKDAYS):
        classes = "pic-text-soft" if column >= SATURDAY else "pic-text"
        drawing.text(word, 1 + across * (column + 0.5), head - 8, size=15, anchor="middle", classes=classes)
    drawing.line(1, head - 1, across * 7 + 1, head - 1, classes="pic-ink")
    for day in range(1, length + 1):
        place = first + day - 1
        x, y = 1 + across * (place % 7), head + down * (place // 7)
        shown = days.get(date(year, month, day), MonthDay("working"))
        (_small_cell if small else _cell)(drawing, day, shown, x, y)
    return drawing.render()


def _cell(drawing: Drawing, day: int, shown: MonthDay, x: float, y: float) -> None:
    """Three lines: the day and its sign; the number it is counted with; the deadline that falls on it."""
    _ground(drawing, shown, x, y, CELL, TALL)
    middle = x + CELL / 2
    drawing.text(str(day), x + 5, y + 17, size=15, classes=_ink(shown))
    if sign := SIGNS.get(shown.kind):
        drawing.text(sign, x + CELL - 4, y + 17, size=14, anchor="end", classes="pic-text-strong")
    if shown.number:
        drawing.rect(middle - 12, y + 20, 24, 16, classes="pic-number", radius=2)
        drawing.text(str(shown.number), middle, y + 33, size=14, anchor="middle", classes="pic-text-strong")
    if shown.mark:
        drawing.rect(x + 1, y + 1, CELL - 2, TALL - 2, classes="pic-tone-line", tone=shown.tone)
        drawing.rect(x + 1, y + 38, CELL - 2, 15, classes="pic-tone", tone=shown.tone)
        words = shortened(shown.mark, 12, CELL - 2)
        drawing.text(words, middle, y + 50, size=12, anchor="middle", classes="pic-on-tone")
    elif shown.name and shown.kind == "holiday":
        words = shortened(shown.name, 12, CELL - 2)
        drawing.text(words, middle, y + 49, size=12, anchor="middle", classes="pic-text pic-halo-off")


def _small_cell(drawing: Drawing, day: int, shown: MonthDay, x: float, y: float) -> None:
    _ground(drawing, shown, x, y, SMALL_CELL, SMALL_CELL)
    if sign := SIGNS.get(shown.kind):
        classes = "pic-text-strong pic-halo-off" if shown.kind == "holiday" else "pic-text-strong"
        drawing.text(str(day), x + 4, y + 14, size=14, classes=classes)
        drawing.text(sign, x + SMALL_CELL - 4, y + 26, size=13, anchor="end", classes=classes)
    else:
        drawing.text(str(day), x + SMALL_CELL / 2, y + 21, size=17, anchor="middle", classes=_ink(shown))


def _ink(shown: MonthDay) -> str:
    if shown.mark or shown.number or shown.kind == "make_up":
        return "pic-text-strong"
    return "pic-text-soft" if shown.kind == "weekend" else "pic-text"


def _ground(drawing: Drawing, shown: MonthDay, x: float, y: float, across: float, down: float) -> None:
    off = shown.kind in ("weekend", "holiday")
    drawing.rect(x, y, across, down, classes="pic-day-off" if off else "pic-day")
    if shown.kind == "holiday":
        _hatch(drawing, x, y, across, down)
    elif shown.kind == "make_up":
        drawing.rect(x + 1.5, y + 1.5, across - 3, down - 3, classes="pic-frame")


def _hatch(drawing: Drawing, x: float, y: float, across: float, down: float) -> None:
    reach = HATCH
    while reach < across + down:
        left, right = max(0.0, reach - down), min(across, reach)
        drawing.line(x + left, y + reach - left, x + right, y + reach - right, classes="pic-hatch")
        reach += HATCH


def _said(year: int, month: int, days: Mapping[date, MonthDay]) -> str:
    shown = [(day, each) for day, each in sorted(days.items()) if (day.year, day.month) == (year, month)]
    parts = []
    for word, kind in (("放假", "holiday"), ("调休上班", "make_up")):
        found = [_with_name(day, each) for day, each in shown if each.kind == kind]
        if found:
            parts.append(f"{word}：{'、'.join(found)}")
    counted = [f"{short_date(day)}第{each.number}个" for day, each in shown if each.number]
    if counted:
        parts.append(f"倒数的工作日：{'、'.join(counted)}")
    marked = [f"{short_date(day)}{each.mark}" for day, each in shown if each.mark]
    if marked:
        parts.append(f"期限：{'、'.join(marked)}")
    return "；".join(parts) + "。" if parts else "没有放假和调休。"


def _with_name(day: date, shown: MonthDay) -> str:
    return short_date(day) + (shown.name and f" {shown.name}")
