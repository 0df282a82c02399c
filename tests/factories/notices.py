"""The State Council's notice for 2027 as the tests invent it, entered by the same verbs that the desk uses."""

from datetime import date, datetime

from station import clock, notices
from station.calendar import days_between
from station.enums import Role
from station.models import CalendarNotice, CalendarStatus, User
from station.models import SpecialDayKind as Kind
from station.notice_reading import Day
from tests.factories.station import make_user

ENTERED = clock.at(date(2026, 11, 20), 10)
NUMBER = "国办发明电〔2026〕9号（示例）"


def spring_festival_2027() -> list[Day]:
    """Eight days off around the lunar new year and two days made up; the rest of the year as the statute has it."""
    off = [Day(day, Kind.HOLIDAY, "春节") for day in days_between(date(2027, 2, 5), date(2027, 2, 12))]
    worked = [Day(date(2027, 1, 31), Kind.WORKING, "春节"), Day(date(2027, 2, 20), Kind.WORKING, "春节")]
    others = [
        Day(date(2027, month, day), Kind.HOLIDAY, name)
        for month, day, name in (
            (1, 1, "元旦"),
            (4, 5, "清明节"),
            (6, 9, "端午节"),
            (9, 15, "中秋节"),
            (10, 1, "国庆节"),
        )
    ]
    return sorted([*off, *worked, *others], key=lambda each: each.date)


def make_administrator() -> User:
    return User.objects.filter(username="recorder").first() or make_user(
        "recorder", Role.ADMINISTRATOR, name="管理员甲"
    )


def make_notice(
    year: int = 2027,
    *,
    days: list[Day] | None = None,
    status: str = CalendarStatus.PUBLISHED,
    actor: User | None = None,
    now: datetime = ENTERED,
) -> CalendarNotice:
    published = status == CalendarStatus.PUBLISHED
    return notices.propose_notice(
        year=year,
        status=status,
        notice_number=NUMBER if published else "",
        notice_date=date(2026, 11, 10) if published else None,
        days=spring_festival_2027() if days is None else days,
        actor=actor or make_administrator(),
        now=now,
    )
