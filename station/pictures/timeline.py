"""The legal deadlines of one assessment on a line, with today on it (R1.2, R4.2, R5.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from station.pictures.svg import Drawing, shortened, text_width
from station.wording import long_date, short_date

WIDE, MARGIN = 1040, 64
LABEL_HEIGHT, LABEL_SIZE, LABEL_GAP = 44, 14, 14
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
        return MARGIN + (WIDE - 2 * MARGIN) * (day - start).days / days

    placed = _rows([(mark, across(mark.day)) for mark in marks])
    rows = 1 + max((row for *_, row in placed), default=0)
    axis = 16 + rows * LABEL_HEIGHT + 16
    drawing = Drawing(
        WIDE, axis + 56, ident=ident, title="法定期限时间轴", description=_description(marks, today)
    )
    drawing.line(MARGIN / 2, axis, WIDE - MARGIN / 2, axis, classes="pic-line-strong", width=2)
    drawing.line(MARGIN / 2, axis, max(across(today), MARGIN / 2), axis, classes="pic-ink", width=4)
    for mark, x, left, row in placed:
        _wide_mark(drawing, mark, x, left, 16 + row * LABEL_HEIGHT, axis, across)
    _today_wide(drawing, across(today), axis, today)
    return drawing.render()


def _rows(points: list[tuple[Mark, float]]) -> list[tuple[Mark, float, float, int]]:
    """Give each label the lowest row on which it touches no other; the last date has the lowest row's right end."""
    ends: list[float] = []
    placed = []
    for mark, x in reversed(points):
        width = max(text_width(mark.label, LABEL_SIZE), text_width(f"{short_date(mark.day)} {mark.word}", 13))
        left = min(max(x - width / 2, 4), WIDE - width - 4)
        row = next((index for index, end in enumerate(ends) if left + width + LABEL_GAP <= end), len(ends))
        if row == len(ends):
            ends.append(left)
        ends[row] = left
        placed.append((mark, x, left, row))
    rows = len(ends)
    return [(mark, x, left, rows - 1 - row) for mark, x, left, row in placed]


def _wide_mark(drawing: Drawing, mark: Mark, x: float, left: float, top: float, axis: float, across) -> None:
    drawing.line(x, top + 36, x, axis, classes="pic-tone-line", tone=mark.tone)
    if mark.opens and mark.opens < mark.day:
        begin = across(mark.opens)
        drawing.rect(begin, axis - 5, x - begin, 10, classes="pic-tone-tint", tone=mark.tone)
    drawing.circle(x, axis, 7, classes="pic-tone-tint" if mark.word != "已办" else "pic-tone", tone=mark.tone)
    drawing.text(mark.label, left, top + 12, size=LABEL_SIZE, classes="pic-text-strong")
    words = f"{short_date(mark.day)} {mark.word}".strip()
    drawing.text(words, left, top + 30, size=13, classes="pic-tone-text", tone=mark.tone)


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
        drawing.circle(14, middle, 8, classes="pic-tone-tint" if mark.word != "已办" else "pic-tone", tone=mark.tone)
        drawing.text(shortened(mark.label, 16, NARROW - 36), 34, middle - 4, size=16, classes="pic-text-strong")
        words = f"{short_date(mark.day)} {mark.word}".strip()
        drawing.text(words, 34, middle + 18, size=15, classes="pic-tone-text", tone=mark.tone)
    return drawing.render()
