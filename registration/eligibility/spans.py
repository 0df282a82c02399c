"""Time as the conditions of a standard count it: periods united, years by the calendar, exact to the day (R2.1).

A span is half-open, from its first day to the day after its last. `on`, the day asked about, is not itself a day of
work: who began on 2021-12-02 has five years on 2026-12-02, as an age is reached on the birthday; a period that ran from
1 January 2010 to 31 December 2014, its last day worked, is five years.

Disjoint periods are added up (累计). For a sum that no order and no cut can change, each day has a weight, and a month
weighs the same in every year: its days 1 to 27 are thirtieths of it, the days from the 28th on share the three thirtieths
that are left. So N calendar years from any day are exactly N years (from 29 February to 1 March of a common year), a calendar month
is exactly a month, 15 March to 14 April too, and one more day of work never makes less.

Years that merely pass (an age, a certificate held) end on the corresponding day, or on the last of the month where
it has none (《民法典》第二百零二条): of 29 February, 28 February in a common year.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date]

DAY, MONTH, YEAR = 4, 120, 1440
_REGULAR_DAYS = 27
_TAIL = MONTH - _REGULAR_DAYS * DAY


def united(spans: Iterable[Span]) -> list[Span]:
    """Overlapping and adjoining spans as one, in order; none is counted twice."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def since(spans: Iterable[Span], day: date) -> list[Span]:
    return united((max(start, day), end) for start, end in spans)


def weight(spans: Iterable[Span]) -> int:
    """What the spans weigh together, in units of which a year has `YEAR`."""
    return sum(_reading(end) - _reading(start) for start, end in united(spans))


def longest(spans: Iterable[Span]) -> int:
    """The weight of the longest run without a break (连续)."""
    return max((weight([span]) for span in united(spans)), default=0)


def running(spans: Iterable[Span], on: date) -> int:
    """The weight of the run that lasts until `on`; 0 when there is none."""
    return next((weight([span]) for span in united(spans) if span[1] == on), 0)


def day_when(start: date, missing: int) -> date:
    """The first day by which work from `start` on weighs what is missing."""
    months, rest = divmod(_reading(start) + missing, MONTH)
    year, month = divmod(months, 12)
    first = date(year, month + 1, 1)
    within = (first + timedelta(days=number) for number in range(monthrange(year, month + 1)[1]))
    return next((day for day in within if _reading(day) - months * MONTH >= rest), add_months(first, 1))


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    return add_months(day, 12 * years)


def distance(start: date, end: date) -> str:
    """From one day to a later one in words: 2 年 3 个月 5 天."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return _in_words(months, (end - add_months(start, months)).days)


def in_words(amount: int) -> str:
    months, rest = divmod(amount, MONTH)
    return _in_words(months, rest // DAY)


def _in_words(months: int, days: int) -> str:
    years, months = divmod(months, 12)
    parts = [(years, "年"), (months, "个月"), (days, "天")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 天"


def _reading(day: date) -> int:
    """The weight of all days before this one, as a milestone shows it."""
    tail_days = monthrange(day.year, day.month)[1] - _REGULAR_DAYS
    regular, tail = min(day.day - 1, _REGULAR_DAYS), max(day.day - 1 - _REGULAR_DAYS, 0)
    return (day.year * 12 + day.month - 1) * MONTH + regular * DAY + tail * _TAIL // tail_days
