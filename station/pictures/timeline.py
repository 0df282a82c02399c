"""The legal deadlines of one assessment on a line, with today on it (R1.2, R4.2, R5.2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from station.pictures.svg import Drawing, shortened, text_width
from station.wording import long_date, short_date

WIDE, LEFT, RIGHT = 1040, 24, 176
FLAG, LABEL_SIZE, DATE_SIZE, GAP = 44, 15, 13, 8
NARROW, ROW = 360, 62


@dataclass(frozen=True)
class Mark:
    """One date on the line. `tone` and `word` say how it stands (met, open, missed), never colour alone."""

    label: str
    day: date
    opens: date | None = None
    clause: str = ""
    tone: str = "quiet"
    word: str = ""


def timeline(marks: Sequence[Mark], today: date, *, ident: str = "timeline", narrow: bool = False) -> str:
    """Wide: to scale, labels on as many rows as they need. Narrow: one row per date from top to bottom."""
    ordered = sorted(marks, key=lambda mark: mark.day)
    return _narrow(ordered, today, ident) if narrow else _wide(ordered, today, ident)


def _description(marks: Sequence[Mark], today: date) -> str:
    said = "；".join(f"{mark.label}：{long_date(mark.day)}{mark.word and '，' + mark.word}" for mark in marks)
    return f"今天是{long_date(today)}。{said}。"


def _first_day(marks: Sequence[Mark], today: date) -> date:
    return min([today, *(mark.opens or mark.day for mark in marks)])


def _wide(marks: Sequence[Mark], today: date, ident: str) -> str:
    start = _first_day(marks, today)
    end = max([today, *(mark.day for mark in marks)])
    days = max((end - start).days, 1)

    def across(day: date) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * (day - start).days / days

    rows = flag_rows([(across(mark.day), _flag_width(mark)) for mark in marks])
    axis = 4 + (1 + max(rows, default=0)) * FLAG + 18
    drawing = Drawing(WIDE, axis + 52, ident=ident, title="法定期限时间轴", description=_description(marks, today))
    drawing.line(0, axis, WIDE, axis, classes="pic-line-strong", width=2)
    drawing.line(0, axis, across(today), axis, classes="pic-ink", width=4)
    for mark, row in zip(marks, rows, strict=True):
        _flag(drawing, mark, across, axis - 18 - (row + 1) * FLAG, axis)
    _today_wide(drawing, across(today), axis, today)
    return drawing.render()


def _date_words(mark: Mark) -> str:
    return f"{short_date(mark.day)} {mark.word}".strip()


def _flag_width(mark: Mark) -> float:
    return 8 + max(text_width(mark.label, LABEL_SIZE), text_width(_date_words(mark), DATE_SIZE))


def flag_rows(poles: Sequence[tuple[float, float]]) -> list[int]:
    """The height, in rows, of each flag: (place of its pole, width), poles from left to right, flags to their right.

    A flag hangs above every later pole that it would touch, so that no pole crosses any words.
    """
    rows = [0] * len(poles)
    for index in reversed(range(len(poles))):
        place, width = poles[index]
        touched = [rows[later] for later in range(index + 1, len(poles)) if poles[later][0] < place + width + GAP]
        rows[index] = 1 + max(touched, default=-1)
    return rows


def _flag(drawing: Drawing, mark: Mark, across: Callable[[date], float], top: float, axis: float) -> None:
    x = across(mark.day)
    drawing.line(x, top + 2, x, axis, classes="pic-tone-line", tone=mark.tone)
    if mark.opens and mark.opens < mark.day:
        begin = across(mark.opens)
        drawing.rect(begin, axis - 5, x - begin, 10, classes="pic-tone-tint", tone=mark.tone)
    drawing.circle(x, axis, 7, classes="pic-tone" if mark.word == "已办" else "pic-tone-tint", tone=mark.tone)
    drawing.text(mark.label, x + 8, top + 14, size=LABEL_SIZE, classes="pic-text-strong")
    drawing.text(_date_words(mark), x + 8, top + 32, size=DATE_SIZE, classes="pic-tone-text", tone=mark.tone)


def _today_wide(drawing: Drawing, x: float, axis: float, today: date) -> None:
    words = f"今天 {short_date(today)}"
    width = text_width(words, 14) + 20
    left = min(max(x - width / 2, 2), WIDE - width - 2)
    drawing.line(x, axis - 14, x, axis + 22, classes="pic-tone-line", tone="action", width=3)
    drawing.rect(left, axis + 22, width, 26, classes="pic-tone", tone="action", radius=3)
    drawing.text(words, left + width / 2, axis + 40, size=14, anchor="middle", classes="pic-on-tone")


def _narrow(marks: Sequence[Mark], today: date, ident: str) -> str:
    entries: list[Mark | None] = [mark for mark in marks if mark.day < today]
    entries += [None, *(mark for mark in marks if mark.day >= today)]
    drawing = Drawing(
        NARROW, len(entries) * ROW + 4, ident=ident, title="法定期限时间轴", description=_description(marks, today)
    )
    here = entries.index(None) * ROW + ROW / 2
    drawing.line(14, ROW / 2, 14, len(entries) * ROW - ROW / 2, classes="pic-line-strong", width=2)
    drawing.line(14, min(ROW / 2, here), 14, here, classes="pic-ink", width=4)
    for index, mark in enumerate(entries):
        middle = index * ROW + ROW / 2
        if mark is None:
            drawing.rect(4, middle - 16, 200, 32, classes="pic-tone", tone="action", radius=3)
            drawing.text(f"今天 {short_date(today)}", 34, middle + 6, size=16, classes="pic-on-tone")
            continue
        drawing.circle(14, middle, 8, classes="pic-tone" if mark.word == "已办" else "pic-tone-tint", tone=mark.tone)
        drawing.text(shortened(mark.label, 16, NARROW - 36), 34, middle - 4, size=16, classes="pic-text-strong")
        drawing.text(_date_words(mark), 34, middle + 18, size=15, classes="pic-tone-text", tone=mark.tone)
    return drawing.render()
