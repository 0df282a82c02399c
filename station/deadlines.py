"""The statutory dates around one exam date, counted by the station's calendar (R1.2, R4.2, R5.2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from station import calendar as working_calendar
from station import clock
from station.calendar import WorkingCalendar
from station.refusals import Reason
from station.wording import long_date

ANNOUNCEMENT_DAYS = 45
TICKETS_FROM_WORKING_DAYS = 5
TICKETS_UNTIL_WORKING_DAYS = 3
UNIFIED_FILING_WORKING_DAYS = 22
ORDINARY_FILING_WORKING_DAYS = 10


@dataclass(frozen=True)
class Deadline:
    """One date the law (or the announcement) sets for one assessment.

    `due` is the last permitted day, inclusive; `opens` the first. `met_on` is when it was met, None while open.
    `rule` says in words how it was counted; `role` names who is responsible, and is empty while nobody is: what comes
    after an announcement waits for it. `binding`: once it has passed unmet, the assessment is locked, and `way_out` says
    what unlocks it. A window that opens and closes by the clock has its moments in `opens_at` and `closes_at`.
    """

    key: str
    title: str
    clause: str
    due: date
    opens: date | None = None
    rule: str = ""
    role: str = ""
    provisional: bool = False
    met_on: date | None = None
    url: str = ""
    binding: bool = False
    way_out: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def is_missed(self, today: date) -> bool:
        return self.met_on is None and self.due < today


@dataclass(frozen=True)
class LawfulTimeline:
    """The dates that follow from an exam date and category; `exam_date` itself is never counted."""

    exam_date: date
    unified: bool
    announce_by: date
    file_by: date
    tickets_from: date
    tickets_until: date
    provisional: bool
    calendar_version: str

    @property
    def days_between_announcement_and_filing(self) -> int:
        """Calendar days that are left for registration, review and planning when announced on the last day."""
        return (self.file_by - self.announce_by).days

    def is_feasible(self, today: date) -> bool:
        """Whether an announcement could still be published in time today."""
        return today <= self.announce_by


def lawful_timeline(exam_date: date, *, unified: bool, calendar: WorkingCalendar) -> LawfulTimeline:
    """Count back from `exam_date`: 45 calendar days, 22 or 10 working days, 5 and 3 working days."""
    filing = UNIFIED_FILING_WORKING_DAYS if unified else ORDINARY_FILING_WORKING_DAYS
    announce_by = exam_date - timedelta(days=ANNOUNCEMENT_DAYS)
    file_by = calendar.working_days_before(exam_date, filing)
    return LawfulTimeline(
        exam_date=exam_date,
        unified=unified,
        announce_by=announce_by,
        file_by=file_by,
        tickets_from=calendar.working_days_before(exam_date, TICKETS_FROM_WORKING_DAYS),
        tickets_until=calendar.working_days_before(exam_date, TICKETS_UNTIL_WORKING_DAYS),
        provisional=calendar.is_provisional(exam_date, file_by),
        calendar_version=calendar.version,
    )


def lock_reason(deadline: Deadline) -> Reason:
    text = f"“{deadline.title}”的法定期限{long_date(deadline.due)}已过，没有办结，本次鉴定已锁定"
    return Reason(text, deadline.clause, deadline.way_out)


def locks(deadlines: list[Deadline], today: date) -> list[Reason]:
    """What the binding deadlines among these hold against any further step, `today` being the date in Shanghai."""
    return [lock_reason(item) for item in deadlines if item.binding and item.is_missed(today)]


def against_locked(assessment: Any, now: datetime) -> list[Reason]:
    """The binding deadlines that have passed unmet, by the clock and the stages' own records: never from a worker's rows.

    Nobody may override it: a missed notice (R1.2) or filing window (R4.2) is mended by another date only.
    """
    from station import stages  # the registry speaks of deadlines, so it can't be known above

    return locks(stages.deadlines(assessment, working_calendar.current()), clock.local_date(now))
