"""Working days as the State Council's yearly notices make them (R4.2, R5.2; spec 8.1).

The exam day is not counted: the N-th working day back is the last permitted day, inclusive. A date that touches a year
without a notice is provisional: statutory holidays plus Monday to Friday.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
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
    names: Mapping[date, str] = field(default_factory=dict, compare=False)
    provisional_off: dict[int, frozenset[date]] = field(default_factory=dict, compare=False, repr=False)

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

    def name_of(self, day: date) -> str:
        """The holiday a day belongs to, "" for a day like any other."""
        if day in self.special or day.year in self.announced:
            return self.names.get(day, "")
        return statutory_names(day.year).get(day, "")

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
        return sum(self.is_working_day(day) for day in days_between(today + ONE_DAY, due))

    def counted_days(self, day: date, count: int) -> list[date]:
        """The working days that `working_days_before` counts, the first counted (the nearest) first."""
        first = self.working_days_before(day, count)
        return [each for each in reversed([*days_between(first, day - ONE_DAY)]) if self.is_working_day(each)]

    def skipped_days(self, start: date, end: date) -> list[date]:
        """Weekdays that are off and weekend days that are worked between two dates: what a naive count gets wrong."""
        return [day for day in days_between(start, end) if self.is_working_day(day) == (day.weekday() >= SATURDAY)]


def days_between(start: date, end: date) -> Iterator[date]:
    day = start
    while day <= end:
        yield day
        day += ONE_DAY


@lru_cache(maxsize=64)
def statutory_names(year: int) -> Mapping[date, str]:
    """Statutory holidays of a year without a notice, by name; no make-up days are known for it."""
    import holidays

    named = holidays.country_holidays("CN", years=year, observed=False, language="zh_CN")
    return {day: name.replace("农历除夕", "除夕").replace("; ", "、") for day, name in named.items()}


def statutory_holidays(year: int) -> frozenset[date]:
    return frozenset(statutory_names(year))


_loaded: dict[tuple[str, str], WorkingCalendar] = {}
_remembered: ContextVar[list[WorkingCalendar] | None] = ContextVar("working_calendar", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """For the length of a request (or of a sweep) the database is asked once which calendar is in force."""
    token = _remembered.set([])
    try:
        yield
    finally:
        _remembered.reset(token)


def forget() -> None:
    """A notice has been confirmed, or its confirmation undone: the next question goes to the database again."""
    kept = _remembered.get()
    if kept:
        kept.clear()


def current() -> WorkingCalendar:
    """The calendar as last revised. Kept per revision, so that it costs one small query, or none (`remembered`)."""
    kept = _remembered.get()
    if kept:
        return kept[0]
    found = _latest()
    if kept is not None:
        kept.append(found)
    return found


def _latest() -> WorkingCalendar:
    # The notice's own id with it: a confirmation that was undone may leave its number to another notice.
    latest = CalendarRevision.objects.order_by("-id").values_list("id", "notice__public_id").first()
    if latest is None:
        return load()
    key = (str(latest[0]), str(latest[1]))
    found = _loaded.get(key)
    if found is None:
        found = load(key[0])
        _loaded.clear()
        _loaded[key] = found
    return found


def load(version: str = "0") -> WorkingCalendar:
    working = SpecialDay.Kind.WORKING
    rows = SpecialDay.objects.values_list("date", "kind", "name")
    special, names = {}, {}
    for day, kind, name in rows:
        special[day], names[day] = kind == working, name
    announced = CalendarYear.objects.filter(status=CalendarStatus.PUBLISHED).values_list("year", flat=True)
    return WorkingCalendar(special=special, announced=frozenset(announced), version=version, names=names)


def with_year(
    calendar: WorkingCalendar,
    year: int,
    days: Mapping[date, bool],
    names: Mapping[date, str],
    *,
    published: bool,
    replaced: Collection[date] = (),
) -> WorkingCalendar:
    """As the calendar would be with `days` in place of those `replaced`: for looking at before anybody confirms."""
    return replace(
        calendar,
        special={day: worked for day, worked in calendar.special.items() if day not in replaced} | dict(days),
        names={day: name for day, name in calendar.names.items() if day not in replaced} | dict(names),
        announced=calendar.announced | {year} if published else calendar.announced - {year},
        provisional_off={},
    )


def from_chinesecalendar(first: int = 2004, last: int | None = None) -> tuple[dict[date, tuple[bool, str]], list[int]]:
    """Special days of every year the package knows: date → (worked?, name), and those years."""
    import chinese_calendar
    from chinese_calendar import constants

    years = sorted({day.year for day in constants.holidays} & set(range(first, (last or 9999) + 1)))
    days: dict[date, tuple[bool, str]] = {}
    for year in years:
        for day in days_between(date(year, 1, 1), date(year, 12, 31)):
            worked = chinese_calendar.is_workday(day)
            if worked == (day.weekday() >= SATURDAY):
                _, name = chinese_calendar.get_holiday_detail(day)
                days[day] = (worked, constants.Holiday(name).chinese if name else "")
    return days, years
