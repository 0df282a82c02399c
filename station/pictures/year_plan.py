"""The year at a glance: which assessment stands when (R1.1)."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from station.pictures.svg import Drawing, shortened, text_width
from station.wording import short_date

WIDE, LEFT, ROW, HEAD = 1040, 220, 40, 34
NARROW, NARROW_ROW = 360, 66


@dataclass(frozen=True)
class YearEntry:
    """One assessment: from its announcement (or the begin of its registration) to its exam day."""

    label: str
    begins: date
    exam: date
    word: str = ""
    tone: str = "action"


def year_plan(
    year: int, entries: Sequence[YearEntry], today: date, *, ident: str = "year", narrow: bool = False
) -> str:
    ordered = sorted(entries, key=lambda entry: entry.exam)
    said = "；".join(
        f"{entry.label}，{short_date(entry.exam)}鉴定{entry.word and '，' + entry.word}" for entry in ordered
    )
    description = f"{year}年共 {len(ordered)} 次鉴定。{said}"
    draw = _narrow if narrow else _wide
    return draw(year, ordered, today, description, ident)


def _share_of_year(year: int, day: date) -> float:
    """0 at the begin of January, 1 at the end of December; every month takes a twelfth."""
    if day.year != year:
        return 0.0 if day.year < year else 1.0
    return (day.month - 1 + (day.day - 1) / monthrange(year, day.month)[1]) / 12


def _months(drawing: Drawing, left: float, width: float, bottom: float, size: float, every: int) -> None:
    for month in range(12):
        x = left + width * month / 12
        drawing.line(x, HEAD - 6, x, bottom)
        if month % every == 0:
            words = f"{month + 1}月"
            drawing.text(words, x + width * every / 24, HEAD - 12, size=size, anchor="middle", classes="pic-text-soft")


def _wide(year: int, entries: Sequence[YearEntry], today: date, description: str, ident: str) -> str:
    bottom = HEAD + max(len(entries), 1) * ROW + 4
    drawing = Drawing(WIDE, bottom + 30, ident=ident, title=f"{year}年鉴定计划", description=description)
    width = WIDE - LEFT - 12
    _months(drawing, LEFT, width, bottom, 14, 1)
    _today(drawing, year, today, LEFT, width, bottom)
    for index, entry in enumerate(entries):
        top = HEAD + index * ROW + 6
        begin = LEFT + width * _share_of_year(year, entry.begins)
        exam = LEFT + width * _share_of_year(year, entry.exam)
        drawing.text(shortened(entry.label, 15, LEFT - 16), LEFT - 14, top + 20, size=15, anchor="end")
        drawing.rect(begin, top + 4, max(exam - begin, 6), 20, classes="pic-tone-tint", tone=entry.tone, radius=2)
        drawing.rect(exam - 3, top, 6, 28, classes="pic-tone", tone=entry.tone)
        words = f"{short_date(entry.exam)} {entry.word}".strip()
        if exam + 12 + text_width(words, 13) < WIDE:
            drawing.text(words, exam + 10, top + 19, size=13, classes="pic-tone-text pic-halo", tone=entry.tone)
        else:
            drawing.text(
                words, begin - 8, top + 19, size=13, anchor="end", classes="pic-tone-text pic-halo", tone=entry.tone
            )
    return drawing.render()


def _narrow(year: int, entries: Sequence[YearEntry], today: date, description: str, ident: str) -> str:
    bottom = HEAD + max(len(entries), 1) * NARROW_ROW
    drawing = Drawing(NARROW, bottom + 30, ident=ident, title=f"{year}年鉴定计划", description=description)
    width = NARROW - 8
    _months(drawing, 4, width, bottom, 14, 2)
    _today(drawing, year, today, 4, width, bottom)
    for index, entry in enumerate(entries):
        top = HEAD + index * NARROW_ROW + 4
        begin = 4 + width * _share_of_year(year, entry.begins)
        exam = 4 + width * _share_of_year(year, entry.exam)
        words = f"{short_date(entry.exam)} {entry.word}".strip()
        room = NARROW - 16 - text_width(words, 14)
        drawing.rect(0, top, NARROW, 26, classes="pic-ground")
        drawing.text(shortened(entry.label, 15, room - 8), 6, top + 19, size=15, classes="pic-text-strong")
        drawing.text(words, NARROW - 6, top + 19, size=14, anchor="end", classes="pic-tone-text", tone=entry.tone)
        drawing.rect(begin, top + 34, max(exam - begin, 6), 16, classes="pic-tone-tint", tone=entry.tone, radius=2)
        drawing.rect(exam - 3, top + 30, 6, 24, classes="pic-tone", tone=entry.tone)
    return drawing.render()


def _today(drawing: Drawing, year: int, today: date, left: float, width: float, bottom: float) -> None:
    if today.year != year:
        return
    x = left + width * _share_of_year(year, today)
    drawing.line(x, HEAD - 6, x, bottom + 4, classes="pic-tone-line", tone="action", width=2, dashed=True)
    words = f"今天 {short_date(today)}"
    middle = min(max(x, left + text_width(words, 14) / 2), left + width - text_width(words, 14) / 2)
    drawing.text(words, middle, bottom + 20, size=14, anchor="middle", classes="pic-tone-text", tone="action")
