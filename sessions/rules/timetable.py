"""When a sitting can be held: inside the hours of the announced days, theory first, the review last."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from station import clock
from station.enums import Subject

ORDER = (Subject.THEORY, Subject.FOREIGN_LANGUAGE, Subject.PRACTICAL, Subject.COMPREHENSIVE)
# Morning, afternoon, evening; a sitting longer than one of them may run on until the house closes.
SPANS = (((9, 0), (12, 0)), ((13, 30), (18, 0)), ((18, 30), (21, 0)))
CLOSES = (21, 0)
BREAK = timedelta(minutes=30)


def _spans(first: date, last: date) -> Iterator[tuple[datetime, datetime, datetime]]:
    day = first
    while day <= last:
        for start, end in SPANS:
            yield clock.at(day, *start), clock.at(day, *end), clock.at(day, *CLOSES)
        day += timedelta(days=1)


def next_slot(*, after: datetime | None, minutes: int, first: date, last: date) -> tuple[datetime, datetime] | None:
    """The first start and end of that length, at least a break after `after`; None when the days are full."""
    length = timedelta(minutes=minutes)
    for opens, shuts, closes in _spans(first, last):
        start = max(opens, after + BREAK) if after else opens
        if start + length <= shuts:
            return start, start + length
        too_long_for_any = length > shuts - opens
        if too_long_for_any and start == opens and start + length <= closes:
            return start, start + length
    return None
