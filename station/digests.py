"""One e-mail on the morning of a working day: what is due in one's roles, and what has been missed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from station import calendar, clock, profile
from station.calendar import WorkingCalendar
from station.deadline_states import missed_rows, next_rows
from station.enums import Role
from station.models import RoleGrant, StatutoryDeadline, User
from station.notifications import notify
from station.verbs import verb
from station.wording import long_date, remaining


def send_digests(*, now: datetime) -> int:
    """At most one for each person and day, however often it runs; returns how many are new."""
    working, today = calendar.current(), clock.local_date(now)
    if not working.is_working_day(today):
        return 0
    rows = [*missed_rows(today), *near_rows(working, today)]
    return sum(_send(user, mine, working, now) for user, held in _readers() if (mine := rows_of(held, rows)))


def near_rows(working: WorkingCalendar, today: date) -> QuerySet[StatutoryDeadline]:
    last = working.working_days_after(today, int(profile.value("reminders.digest_working_days")))
    return next_rows(today).filter(due__lte=last)


def rows_of(held: Collection[str], rows: Iterable[StatutoryDeadline]) -> list[StatutoryDeadline]:
    """What a person answers for: the rows of the roles held, and for the director all of them."""
    return [row for row in rows if row.role in held or Role.DIRECTOR in held]


def _readers() -> Iterator[tuple[User, set[str]]]:
    """Who has an address and wants it, with the roles held; two queries."""
    users = User.objects.filter(is_active=True, wants_digest=True).exclude(email="").order_by("pk")
    in_force = RoleGrant.objects.filter(revoked_at=None)
    for user in users.prefetch_related(Prefetch("role_grants", queryset=in_force, to_attr="held")):
        yield user, {grant.role for grant in user.held}


@verb
def _send(user: User, rows: list[StatutoryDeadline], working: WorkingCalendar, now: datetime) -> int:
    today = clock.local_date(now)
    lines = [_line(row, working, today) for row in rows]
    text = f"{long_date(today)}的期限汇总：{len(rows)}项"
    address = settings.PUBLIC_URL + "/desk/deadlines/"
    body = "\n".join([f"{text}。", "", *lines, "", f"查看：{address}", "不再接收：在“日历订阅与邮件”页关闭。"])
    return notify(
        [user],
        kind="digest",
        text=text,
        now=now,
        url="/desk/deadlines/",
        key=f"digest:{today}",
        subject=text,
        body=body,
    )


def _line(row: StatutoryDeadline, working: WorkingCalendar, today: date) -> str:
    left = remaining(working.working_days_left(today, row.due), row.due, today)
    provisional = "（暂定）" if row.provisional else ""
    return f"{left}　{row.subject}　{row.title}，{long_date(row.due)}{provisional}止（{row.clause}）"
