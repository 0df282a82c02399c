"""When a sitting can be held: inside the hours of the announced days, not before the announced time (R1.2, R3.1)."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from station import clock
from station.enums import Subject

ORDER = (Subject.THEORY, Subject.FOREIGN_LANGUAGE, Subject.PRACTICAL, Subject.COMPREHENSIVE)
DAYTIME = (((9, 0), (12, 30)), ((13, 30), (18, 0)))
EVENING = ((18, 30), (21, 0))
BREAK = timedelta(minutes=30)
# How an announcement may call a subject where it says when it begins.
WORDS: dict[str, tuple[str, ...]] = {
    Subject.THEORY: ("理论知识", "理论"),
    Subject.FOREIGN_LANGUAGE: ("外语",),
    Subject.PRACTICAL: ("操作技能", "技能", "实操"),
    Subject.COMPREHENSIVE: ("综合评审", "评审", "答辩"),
}


def announced_start(exam_time: str, subject: str) -> time | None:
    """The hour the announcement gives a subject (理论知识9:00至10:30，操作技能13:30起); None where it gives none."""
    for word in WORDS[subject]:
        found = re.search(rf"{word}[^\d，。；,;]{{0,12}}(\d{{1,2}})[:：](\d{{2}})", exam_time)
        if found and int(found[1]) < 24 and int(found[2]) < 60:
            return time(int(found[1]), int(found[2]))
    return None


def slots(
    *, after: datetime | None, minutes: int, first: date, last: date, not_before: time | None = None
) -> Iterator[tuple[datetime, datetime]]:
    """Starts and ends of that length one after another, a break between: by day on every day, then in the evenings.

    `not_before` holds for the first day, as announced; a sitting longer than half a day may run until the evening.
    """
    earliest = clock.at(first, not_before.hour, not_before.minute) if not_before else None
    for spans in (DAYTIME, (EVENING,)):
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1)):
            for opening, shutting in spans:
                yield from _in_span(
                    _latest(clock.at(day, *opening), after and after + BREAK, earliest),
                    clock.at(day, *shutting),
                    clock.at(day, *EVENING[1]),
                    timedelta(minutes=minutes),
                    whole=clock.at(day, *shutting) - clock.at(day, *opening),
                )


def _latest(opens: datetime, *others: datetime | None) -> datetime:
    return max([opens, *(moment for moment in others if moment is not None)])


def _in_span(
    start: datetime, shuts: datetime, closes: datetime, length: timedelta, *, whole: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    if length > whole and start < shuts and start + length <= closes:
        yield start, start + length
        return
    while start + length <= shuts:
        yield start, start + length
        start += length + BREAK
