"""Lawful dates around one exam date, counted back from it as a careful station would plan them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from station import clock
from station.calendar import ONE_DAY, WorkingCalendar
from station.deadlines import LawfulTimeline, lawful_timeline

SATURDAY = 5
LEAD_DAYS = 60


@dataclass(frozen=True)
class RoadDates:
    """When each step of the road is taken. Days in Shanghai; the steps of one day follow one another by the hour."""

    exam: date
    law: LawfulTimeline
    calendar: WorkingCalendar
    days_in_hand: int = 9

    @property
    def announcement(self) -> date:
        """A working day some days before the law's last."""
        return self._working_day_on_or_before(self.law.announce_by - timedelta(days=self.days_in_hand))

    @property
    def annual(self) -> date:
        """Early in the exam's year, or a fortnight before the announcement where that would be too late (R1.1)."""
        early = self.calendar.working_days_after(date(self.exam.year, 1, 1), 3)
        return min(early, self.calendar.working_days_before(self.announcement, 8))

    @property
    def registration_from(self) -> datetime:
        return clock.at(self.calendar.working_days_after(self.announcement, 3), 8, 30)

    @property
    def registration_until(self) -> datetime:
        """A week of working days before filing, so that the plan can be made in between."""
        return clock.at(self.calendar.working_days_before(self.law.file_by, 6), 17)

    def during_registration(self, working_days: int, hour: int = 9) -> datetime:
        return clock.at(self.calendar.working_days_after(clock.local_date(self.registration_from), working_days), hour)

    def before_filing(self, working_days: int, hour: int = 9) -> datetime:
        return clock.at(self.calendar.working_days_before(self.law.file_by, working_days), hour)

    def after_filing(self, working_days: int, hour: int = 9) -> datetime:
        return clock.at(self.calendar.working_days_after(self.law.file_by, working_days), hour)

    def before_exam(self, working_days: int, hour: int = 9) -> datetime:
        return clock.at(self.calendar.working_days_before(self.exam, working_days), hour)

    def after_exam(self, working_days: int, hour: int = 9) -> datetime:
        return clock.at(self.calendar.working_days_after(self.exam, working_days), hour)

    def _working_day_on_or_before(self, day: date) -> date:
        while not self.calendar.is_working_day(day):
            day -= ONE_DAY
        return day


def plan_dates(exam: date, *, calendar: WorkingCalendar, days_in_hand: int = 9) -> RoadDates:
    return RoadDates(exam, lawful_timeline(exam, unified=False, calendar=calendar), calendar, days_in_hand)


def default_exam_date(today: date, calendar: WorkingCalendar) -> date:
    """The first Saturday at least 60 days ahead whose dates are lawful."""
    day = today + timedelta(days=LEAD_DAYS)
    while day.weekday() != SATURDAY or not _is_lawful(day, today, calendar):
        day += ONE_DAY
    return day


def _is_lawful(day: date, today: date, calendar: WorkingCalendar) -> bool:
    dates = plan_dates(day, calendar=calendar)
    return dates.law.is_feasible(today) and dates.registration_from < dates.registration_until
