"""What the station's clock does by itself: reminds of deadlines, records what has come and gone, checks its records.

Nothing lawful depends on it: whether an act is in time is decided inside the service. A sweep that runs twice, late or
in parallel leaves each reminder, each miss, each opening and closing once: every one is a row that can stand only once
or an update that can happen only once, in a small transaction of its own.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from station import audit, calendar, clock, deadline_book, profile, stages
from station.calendar import WorkingCalendar
from station.chain import walk_all
from station.deadline_book import What
from station.enums import Role
from station.models import DeadlineEvent, StatutoryDeadline
from station.notifications import holders_of, notify
from station.verbs import verb
from station.wording import date_and_time, long_date, remaining

logger = logging.getLogger(__name__)
audit.register_verbs({"deadline.open": "到时自动开放", "deadline.close": "到时自动截止", "deadline.miss": "记录逾期"})
REMIND_FROM = 7  # o'clock: nobody is woken by a reminder
OLD_NEWS = timedelta(days=1)  # that a window opened or closed longer ago is recorded, and told to nobody

Act = Callable[[], int]


def sweep_deadlines(*, now: datetime) -> int:
    """Record and tell what is due; returns how many acts were new.

    The rows say where there is something to do; before anything is done there, the stages are asked again.
    """
    working = calendar.current()
    begun = _begin_missing(now)
    due = _Due(working, clock.local_date(now), now)
    _read_again(due.scopes() | deadline_book.scopes_counted_otherwise(working), now, working)
    return begun + sum(_attempt(act) for act in due.acts())


def _attempt(act: Act) -> int:
    """One act in its own transaction. What fails is logged and stepped over; the next sweep finds it again."""
    try:
        return act()
    except Exception:  # whatever one record is broken by, the deadlines of the others are kept
        logger.exception("An act of the sweep failed")
        return 0


def _begin_missing(now: datetime) -> int:
    """Assessments that stand in the book not at all: from before the book, or entered past the services."""
    under_way = {str(assessment.public_id): assessment for assessment in stages.assessments_under_way(now)}
    known = set(StatutoryDeadline.objects.values_list("scope", flat=True).distinct())
    absent = [assessment for scope, assessment in under_way.items() if scope not in known]
    return sum(_attempt(partial(_keep, assessment, now, calendar.current())) for assessment in absent)


def _keep(assessment: Any, now: datetime, working: WorkingCalendar) -> int:
    return len(deadline_book.keep(assessment, now=now, calendar=working))


def _read_again(scopes: set[str], now: datetime, working: WorkingCalendar) -> None:
    for assessment in stages.assessments_of(scopes).values():
        _attempt(partial(_keep, assessment, now, working))


@dataclass(frozen=True)
class _Near:
    """A reminder to be given: `threshold` is the number of working days it stands for, `left` how many remain."""

    row: StatutoryDeadline
    what: str
    threshold: int
    left: int


class _Due:
    """The rows on which something is due at `now`, found with a constant number of queries."""

    def __init__(self, working: WorkingCalendar, today: date, now: datetime) -> None:
        self.working, self.today, self.now = working, today, now
        self.thresholds = sorted(int(days) for days in profile.value("reminders.working_days"))
        self.opening = list(_standing().filter(opened_at=None, opens_at__lte=now, closes_at__isnull=False))
        self.closing = list(_standing().filter(closed_at=None, closes_at__lte=now))
        self.missed = list(deadline_book.open_rows().filter(_has_to_be_done(), due__lt=today))
        self.near = self._near() if now.astimezone(clock.ZONE).hour >= REMIND_FROM else []

    def _near(self) -> list[_Near]:
        """The nearest threshold only, and only where it has not been told yet."""
        if not self.thresholds:
            return []
        horizon = self.working.working_days_after(self.today, self.thresholds[-1] + 1)
        rows = deadline_book.open_rows().filter(~Q(role=""), due__gte=self.today, due__lt=horizon)
        told = _told(rows)
        found = []
        for row in rows:
            left = self.working.working_days_left(self.today, row.due)
            nearest = next((days for days in self.thresholds if left <= days), None)
            if nearest is not None and (row.pk, What.REMINDED, row.due, nearest) not in told:
                found.append(_Near(row, What.REMINDED, nearest, left))
            if left <= 0 and row.closes_at is None and (row.pk, What.ESCALATED, row.due, 0) not in told:
                found.append(_Near(row, What.ESCALATED, 0, left))
        return found

    def scopes(self) -> set[str]:
        rows = [*self.opening, *self.closing, *self.missed, *(item.row for item in self.near)]
        return {row.scope for row in rows}

    def acts(self) -> Iterable[Act]:
        for row in self.opening:
            yield partial(_open, row.pk, now=self.now)
        for row in self.closing:
            yield partial(_close, row.pk, now=self.now)
        for row in self.missed:
            yield partial(_miss, row.pk, today=self.today, now=self.now)
        for near in self.near:
            yield partial(_remind, near, today=self.today, now=self.now)


def _standing() -> QuerySet[StatutoryDeadline]:
    return StatutoryDeadline.objects.filter(ended_at=None)


def _has_to_be_done() -> Q:
    """Somebody is responsible; a window that ends by itself is nobody's omission."""
    return ~Q(role="") & Q(closes_at=None)


def _told(rows: QuerySet[StatutoryDeadline]) -> set[tuple[int, str, date, int | None]]:
    of_these = rows.order_by().values("pk")
    events = DeadlineEvent.objects.filter(deadline__in=of_these, what__in=(What.REMINDED, What.ESCALATED))
    return set(events.values_list("deadline_id", "what", "due", "days_left"))


@verb
def _open(row_id: int, *, now: datetime) -> int:
    """The window has opened; this records it. Who applies in it is asked of the clock."""
    return _turn(row_id, "opened_at", "opens_at", What.OPENED, "deadline.open", now=now)


@verb
def _close(row_id: int, *, now: datetime) -> int:
    return _turn(row_id, "closed_at", "closes_at", What.CLOSED, "deadline.close", now=now)


def _turn(row_id: int, column: str, moment_column: str, what: str, act: str, *, now: datetime) -> int:
    unrecorded = _standing().filter(pk=row_id, **{column: None, f"{moment_column}__lte": now})
    met = {"met_on": F("due"), "met_act": act} if what == What.CLOSED else {}
    if not unrecorded.update(**{column: now}, **met):
        return 0
    row = StatutoryDeadline.objects.get(pk=row_id)
    happened = getattr(row, moment_column)
    word = "开始" if what == What.OPENED else "截止"
    event = DeadlineEvent(
        deadline=row, what=what, at=now, due=row.due, act=act, note=f"{date_and_time(happened)}{word}"
    )
    event.save()
    audit.record(
        verb=act, actor=None, obj=row, now=now, scope=row.scope, facts={"key": row.key, "at": happened.isoformat()}
    )
    if now - happened < OLD_NEWS:
        text = f"{row.subject}：{row.title}已于{date_and_time(happened)}{word}（{row.clause}）"
        notify(holders_of(row.role), kind="deadline", text=text, now=now, url=row.url, scope=row.scope, key=_key(event))
    return 1


@verb
def _miss(row_id: int, *, today: date, now: datetime) -> int:
    """Nobody met it in time: recorded once, told to who was responsible and to the director."""
    unmet = deadline_book.open_rows().filter(_has_to_be_done(), pk=row_id, due__lt=today)
    if not unmet.update(missed_at=now):
        return 0
    row = StatutoryDeadline.objects.get(pk=row_id)
    event = DeadlineEvent(deadline=row, what=What.MISSED, at=now, due=row.due)
    event.save()
    facts = {"key": row.key, "due": row.due.isoformat(), "binding": row.binding}
    audit.record(verb="deadline.miss", actor=None, obj=row, now=now, scope=row.scope, facts=facts)
    locked = "，本次鉴定已锁定" if row.binding else ""
    text = f"{row.subject}：{row.title}逾期，期限是{long_date(row.due)}（{row.clause}）{locked}"
    told = holders_of(row.role, Role.DIRECTOR)
    notify(told, kind="deadline_missed", text=text, now=now, url=row.url, scope=row.scope, key=_key(event))
    return 1


@verb
def _remind(near: _Near, *, today: date, now: datetime) -> int:
    due, what = near.row.due, near.what
    row = deadline_book.open_rows().select_for_update().filter(pk=near.row.pk, due=due).first()
    if row is None:  # met, moved or ended since it was found
        return 0
    provisional = "（暂定）" if row.provisional else ""
    remains = remaining(near.left, due, today)
    event = DeadlineEvent(deadline=row, what=what, at=now, due=due, days_left=near.threshold, note=remains)
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError:  # another worker was first
        return 0
    text = f"{row.subject}：{row.title}，{long_date(due)}{provisional}截止（{row.clause}），{remains}"
    role = Role.DIRECTOR if what == What.ESCALATED else row.role
    told = list(holders_of(role)) or holders_of(Role.DIRECTOR)  # a role that nobody holds is the director's to fill
    notify(told, kind="deadline", text=text, now=now, url=row.url, scope=row.scope, key=_key(event))
    return 1


def _key(event: DeadlineEvent) -> str:
    return deadline_book.notification_key(event)


@verb
def check_records(*, now: datetime) -> list[str]:
    """Walk every hash chain; tell the auditors and the director of the first damage in each."""
    damaged = [f"{name} 链第 {walk.damage[0]} 条：{walk.damage[1]}" for name, walk in walk_all().items() if walk.damage]
    for text in damaged:
        notify(
            holders_of(Role.AUDITOR, Role.DIRECTOR),
            kind="audit",
            text=f"记录核对发现损坏，{text}",
            now=now,
            url="/desk/audit/",
            key=f"damage:{text}",
        )
    return damaged
