"""Reference data every installation starts with: loaded after each migration, never overwriting what people changed."""

from datetime import date
from typing import Any

from django.utils import timezone

from station import calendar, profile
from station.models import CalendarRevision, CalendarYear, ProfileValue, SpecialDay

SOURCE = "chinesecalendar（国务院办公厅节假日安排）"


def load_calendar() -> None:
    """Seed every year that `chinesecalendar` knows and the station does not have yet."""
    days, years = calendar.from_chinesecalendar()
    missing = set(years) - set(CalendarYear.objects.values_list("year", flat=True))
    if not missing:
        return
    CalendarYear.objects.bulk_create(CalendarYear(year=year, source=SOURCE) for year in sorted(missing))
    SpecialDay.objects.bulk_create(
        SpecialDay(
            date=day,
            kind=SpecialDay.Kind.WORKING if worked else SpecialDay.Kind.HOLIDAY,
            name=name,
            year_id=day.year,
        )
        for day, (worked, name) in sorted(days.items())
        if day.year in missing
    )
    CalendarRevision.objects.create(made_at=timezone.now(), note=f"载入 {min(missing)} 至 {max(missing)} 年")


def load_profile() -> None:
    """Write the shipped defaults, so that an administrator sees and edits them in one place."""
    known = set(ProfileValue.objects.values_list("key", flat=True))
    ProfileValue.objects.bulk_create(
        ProfileValue(key=key, value=value, basis=basis, certainty=certainty, valid_from=date(2018, 1, 1))
        for key, (value, basis, certainty) in profile.DEFAULTS.items()
        if key not in known
    )


def load(**_: Any) -> None:
    load_calendar()
    load_profile()
