"""Working days as the State Council's yearly notices make them (R4.2, R5.2; spec 8.1).

The exam day is not counted: the N-th working day back is the last permitted day, inclusive. A date that touches a year
without a notice is provisional: statutory holidays plus Monday to Friday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from station.models import CalendarRevision, CalendarStatus, CalendarYear, SpecialDay

ONE_DAY = timedelta(days=1)
EARLIEST, LATEST = 1900, 2100  # the years one may type; days are counted from any of them without running off the end
SATURDAY = 5


@dataclass(frozen=True)
class WorkingCalendar:
    """`special` maps a date to True (worked) or False (off); years in `announced` have their notice."""

    special: Mapping[date, bool]
    announced: frozenset[int]
    version: str = "0"
    provisional_off: dict[int, frozenset[date]] = field(default_factory=dict, compare=False)

    def is_working_day(self, day: date) -> bool:
        if day in self.special:
            return self.special[day]
        if day.weekday() >= SATURDAY:
            return False
        return day.year in self.announced or day not in self._statutory_holidays(day.year)

    def _statutory_holidays(self, year: int) -> frozenset[date]:
        if year not in self.provisional_off:
            self.provisional_off[year] = statutory_holidays(year)
        return self.provisional_off[year]

    def is_provisional(self, *days: date) -> bool:
        """Whether counting between these days touches a year without a notice."""
        if not days:
            return False
        years = range(min(days).year, max(days).year + 1)
        return any(year not in self.announced for year in years)

    def working_days_before(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`, `day` itself not counted."""
        current, left = day, count
        while left > 0:
            current -= ONE_DAY
            left -= self.is_working_day(current)
        return current

    def working_days_after(self, day: date, count: int) -> date:
        current, left = day, count
        while left > 0:
            current += ONE_DAY
            left -= self.is_working_day(current)
        return current

    def working_days_left(self, today: date, due: date) -> int:
        """Working days after `today` up to and including `due`; negative when `due` has passed."""
        if due < today:
            return -self.working_days_left(due, today)
        return sum(self.is_working_day(day) for day in _days(today + ONE_DAY, due))

    def skipped_days(self, start: date, end: date) -> list[date]:
        """Weekdays that are off and weekend days that are worked between two dates: what a naive count gets wrong."""
        return [day for day in _days(start, end) if self.is_working_day(day) == (day.weekday() >= SATURDAY)]


def _days(start: date, end: date) -> Iterator[date]:
    day = start
    while day <= end:
        yield day
        day += ONE_DAY


@lru_cache(maxsize=64)
def statutory_holidays(year: int) -> frozenset[date]:
    """Statutory holidays of a year without a notice; no make-up days are known for it."""
    import holidays

    return frozenset(holidays.country_holidays("CN", years=year, observed=False).keys())


_loaded: dict[str, WorkingCalendar] = {}


def current() -> WorkingCalendar:
    """The calendar as last revised. Kept per revision, so that a request costs one small query."""
    revision = CalendarRevision.objects.order_by("-id").values_list("id", flat=True).first()
    version = str(revision or 0)
    if version not in _loaded or revision is None:
        _loaded.clear()
        _loaded[version] = load(version)
    return _loaded[version]


def load(version: str = "0") -> WorkingCalendar:
    working = SpecialDay.Kind.WORKING
    return WorkingCalendar(
        special={day: kind == working for day, kind in SpecialDay.objects.values_list("date", "kind")},
        announced=frozenset(
            CalendarYear.objects.filter(status=CalendarStatus.PUBLISHED).values_list("year", flat=True)
        ),
        version=version,
    )


def from_chinesecalendar(first: int = 2004, last: int | None = None) -> tuple[dict[date, tuple[bool, str]], list[int]]:
    """Special days of every year the package knows: date → (worked?, name), and those years."""
    import chinese_calendar
    from chinese_calendar import constants

    years = sorted({day.year for day in constants.holidays} & set(range(first, (last or 9999) + 1)))
    days: dict[date, tuple[bool, str]] = {}
    for year in years:
        for day in _days(date(year, 1, 1), date(year, 12, 31)):
            worked = chinese_calendar.is_workday(day)
            if worked == (day.weekday() >= SATURDAY):
                _, name = chinese_calendar.get_holiday_detail(day)
                days[day] = (worked, constants.Holiday(name).chinese if name else "")
    return days, years
