"""A role's deadlines as a calendar file: days, with clause and rule, provisional ones marked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from icalendar import Calendar, Event

from station import clock
from station.deadline_states import DeadlineState, state_of
from station.enums import Role
from station.models import StatutoryDeadline

LOOK_BACK = timedelta(days=60)
MOST = 500
SHOWN = (DeadlineState.OPEN, DeadlineState.MISSED, DeadlineState.OVERTAKEN, DeadlineState.MET, DeadlineState.LATE)


def rows_for(role: str, now: datetime) -> QuerySet[StatutoryDeadline]:
    """The director's calendar has everybody's deadlines."""
    rows = StatutoryDeadline.objects.filter(ended_at=None, due__gte=clock.local_date(now) - LOOK_BACK).exclude(role="")
    if role != Role.DIRECTOR:
        rows = rows.filter(role=role)
    return rows.order_by("due", "id")[:MOST]


def role_calendar(role: str, rows: Iterable[StatutoryDeadline], now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.STATION_NAME}//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{settings.STATION_NAME} {Role(role).label} 法定期限")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for row in rows:
        calendar.add_component(_event(row, now))
    return calendar.to_ical()


def _event(row: StatutoryDeadline, now: datetime) -> Event:
    state = state_of(row, clock.local_date(now))
    word = "" if state == DeadlineState.OPEN else f"［{state.label}］"
    provisional = "（暂定）" if row.provisional else ""
    event = Event()
    event.add("uid", f"{row.scope}-{row.key}-{row.round}")
    event.add("dtstamp", now)
    event.add("summary", f"{word}{row.title}截止{provisional}：{row.subject}（{row.clause}）")
    event.add("dtstart", row.due)
    event.add("dtend", row.due + timedelta(days=1))
    event.add("description", row.rule)
    if row.url:
        event.add("url", settings.PUBLIC_URL + row.url)
    return event
