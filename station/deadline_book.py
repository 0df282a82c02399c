"""The book of deadlines: for every assessment the rows that say until when, met by which act, or missed.

What is due when is declared by the stages; the book follows them. Nothing lawful depends on it (`against_locked` asks
the stages themselves): it is what reminders, misses and histories are written on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from station import audit, clock, stages
from station import calendar as working_calendar
from station.calendar import WorkingCalendar
from station.deadlines import Deadline
from station.enums import Role
from station.models import DeadlineEvent, StatutoryDeadline, User
from station.notifications import holders_of, notify
from station.wording import long_date

What = DeadlineEvent.What
# Any date of an assessment lies within this of one of its deadlines: which years a change of the calendar can touch.
NEAR = timedelta(days=60)


@dataclass(frozen=True)
class Move:
    """One open deadline that another calendar puts on another day."""

    assessment: str
    title: str
    before: date
    after: date
    into_the_past: bool


def follow(acts: Sequence[Any]) -> None:
    """Read the deadlines again of every assessment that a verb has just touched; in the verb's own transaction."""
    watched = stages.deadline_acts()
    last = {act.scope: act for act in acts if isinstance(act, audit.Act) and act.verb in watched and act.scope}
    for scope, assessment in stages.assessments_of(last).items():
        keep(assessment, now=last[scope].at, act=last[scope].verb, actor=last[scope].actor)


@transaction.atomic
def keep(
    assessment: Any,
    *,
    now: datetime,
    act: str = "",
    actor: User | None = None,
    calendar: WorkingCalendar | None = None,
) -> list[StatutoryDeadline]:
    """Bring one assessment's rows up to what its stages declare; returns the rows that changed.

    `act` is the audit verb that gave the occasion, `actor` who did it. Asked again, it changes nothing.
    """
    working = calendar or working_calendar.current()
    declared = {item.key: item for item in stages.deadlines(assessment, working)}
    scope = str(assessment.public_id)
    newest = _newest_rows(scope)
    missing = [item for key, item in declared.items() if key not in newest]
    page = _Page(str(assessment), scope, working.version, clock.local_date(now), now, act, actor)
    try:
        with transaction.atomic():
            changed = page.begin(missing)
    except IntegrityError:  # somebody else began them in this moment
        changed, newest = [], _newest_rows(scope)
    for key, row in newest.items():
        if key in declared:
            changed += page.bring_up(row, declared[key])
        elif row.is_open:
            changed += page.end(row)
    return changed


def _newest_rows(scope: str) -> dict[str, StatutoryDeadline]:
    """The last round of each deadline, locked."""
    rows = StatutoryDeadline.objects.select_for_update().filter(scope=scope).order_by("round", "id")
    return {row.key: row for row in rows}


def recount(*, now: datetime, actor: User | None) -> int:
    """Count every open deadline again by the calendar as it is now; returns how many rows changed."""
    working = working_calendar.current()
    changed = 0
    for assessment in stages.assessments_of(set(open_rows().values_list("scope", flat=True))).values():
        changed += len(keep(assessment, now=now, act="calendar", actor=actor, calendar=working))
    return changed


def moves(calendar: WorkingCalendar, now: datetime) -> list[Move]:
    """Which open deadlines would move if `calendar` were in force, the earliest first; nothing is written."""
    present, today = working_calendar.current(), clock.local_date(now)
    years = _years_that_differ(present, calendar)
    rows: dict[str, list[StatutoryDeadline]] = {}
    for row in open_rows():
        rows.setdefault(row.scope, []).append(row)
    near = {scope for scope, kept in rows.items() if years & _years_near(kept)}
    found = []
    for scope, assessment in stages.assessments_of(near).items():
        kept = {row.key: row for row in rows[scope]}
        for item in stages.dates(assessment, calendar):  # what is open in the book is not met
            kept_row = kept.get(item.key)
            if kept_row and item.due != kept_row.due:
                past = item.due < today <= kept_row.due
                found.append(Move(kept_row.subject, item.title, kept_row.due, item.due, past))
    return sorted(found, key=lambda move: (move.after, move.assessment, move.title))


def open_rows() -> QuerySet[StatutoryDeadline]:
    return StatutoryDeadline.objects.filter(met_on=None, missed_at=None, overtaken_at=None, ended_at=None)


def scopes_counted_otherwise(working: WorkingCalendar) -> set[str]:
    """Assessments whose open rows were counted by another version: an upgrade may bring a year nobody has confirmed."""
    return set(open_rows().exclude(calendar_version=working.version).values_list("scope", flat=True))


def followed_by_a_round() -> QuerySet[Any]:
    """Rows that a later round has taken the place of, as primary keys."""
    later = StatutoryDeadline.objects.filter(scope=OuterRef("scope"), key=OuterRef("key"), round__gt=OuterRef("round"))
    return StatutoryDeadline.objects.filter(Exists(later)).order_by().values("pk")


def notification_key(event: DeadlineEvent) -> str:
    """Binds what people were told to the event it tells of."""
    return f"deadline:{event.pk}"


def _years_that_differ(one: WorkingCalendar, other: WorkingCalendar) -> set[int]:
    days = {day for day in {*one.special, *other.special} if one.special.get(day) != other.special.get(day)}
    return {day.year for day in days} | (one.announced ^ other.announced)


def _years_near(rows: Iterable[StatutoryDeadline]) -> set[int]:
    dues = [row.due for row in rows]
    return set(range((min(dues) - NEAR).year, (max(dues) + NEAR).year + 1))


@dataclass(frozen=True)
class _Page:
    """One assessment's page of the book, on one occasion."""

    subject: str
    scope: str
    calendar_version: str
    today: date
    now: datetime
    act: str
    actor: User | None

    def begin(self, declared: Sequence[Deadline], round: int = 1) -> list[StatutoryDeadline]:
        rows = [self._new_row(item, round) for item in declared]
        if not rows:
            return []
        StatutoryDeadline.objects.bulk_create(rows)
        DeadlineEvent.objects.bulk_create(self._event(row, What.SET) for row in rows)
        for row, item in zip(rows, declared, strict=True):
            if _met_on(item):
                self._meet(row, item)
        return rows

    def bring_up(self, row: StatutoryDeadline, declared: Deadline) -> list[StatutoryDeadline]:
        if row.is_open:
            return self._bring_up_open(row, declared)
        if row.met_on:
            return self._reopen(row, declared) if _is_undone(row, declared, self.now) else []
        if declared.due > row.due or row.ended_at:
            # Missed, overtaken or ended under its old date, and given another: that is a new round.
            return self.begin([declared], row.round + 1)
        if declared.met_on and declared.closes_at is None:
            return self._meet(row, declared)  # late, and it stays missed
        return []

    def end(self, row: StatutoryDeadline) -> list[StatutoryDeadline]:
        row.ended_at = self.now
        return self._write(row, What.ENDED, "ended_at")

    def _bring_up_open(self, row: StatutoryDeadline, declared: Deadline) -> list[StatutoryDeadline]:
        before, version = row.due, row.calendar_version
        changed = self._copy(row, declared)
        if changed:
            row.save(update_fields=changed)
        if _met_on(declared):
            return self._meet(row, declared)
        if row.due == before:
            return [row] if changed else []
        self._event(row, What.MOVED, before=before).save()
        if row.due < self.today <= before and version != self.calendar_version:
            return self._overtake(row, before)
        return [row]

    def _overtake(self, row: StatutoryDeadline, before: date) -> list[StatutoryDeadline]:
        """A notice has moved the day into the past: nobody's omission, and the director has to know."""
        row.overtaken_at = self.now
        row.save(update_fields=["overtaken_at"])
        event = self._event(row, What.OVERTAKEN, before=before)
        event.save()
        text = f"{row.subject}：放假通知使“{row.title}”的期限由{long_date(before)}提前到{long_date(row.due)}，已经过去"
        text += f"（{row.clause}）"
        director = holders_of(Role.DIRECTOR)
        key = notification_key(event)
        notify(director, kind="deadline_missed", text=text, now=self.now, url=row.url, scope=row.scope, key=key)
        return [row]

    def _reopen(self, row: StatutoryDeadline, declared: Deadline) -> list[StatutoryDeadline]:
        before = row.due
        row.met_on, row.met_act, row.met_by, row.closed_at = None, "", None, None
        changed = self._copy(row, declared)
        row.save(update_fields=[*changed, "met_on", "met_act", "met_by", "closed_at"])
        self._event(row, What.REOPENED).save()
        if row.due != before:
            self._event(row, What.MOVED, before=before).save()
        return [row]

    def _meet(self, row: StatutoryDeadline, declared: Deadline) -> list[StatutoryDeadline]:
        row.met_on, row.met_act, row.met_by = declared.met_on, self.act, self.actor
        return self._write(row, What.MET, "met_on", "met_act", "met_by")

    def _write(self, row: StatutoryDeadline, what: str, *fields: str) -> list[StatutoryDeadline]:
        row.save(update_fields=list(fields))
        self._event(row, what).save()
        return [row]

    def _copy(self, row: StatutoryDeadline, declared: Deadline) -> list[str]:
        """Put what is declared into the row; returns the columns that changed."""
        values = {**_columns(declared), "subject": self.subject[:160], "calendar_version": self.calendar_version}
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        return changed

    def _new_row(self, declared: Deadline, round: int) -> StatutoryDeadline:
        row = StatutoryDeadline(scope=self.scope, key=declared.key, round=round, made_at=self.now)
        self._copy(row, declared)
        return row

    def _event(self, row: StatutoryDeadline, what: str, *, before: date | None = None) -> DeadlineEvent:
        return DeadlineEvent(
            deadline=row, what=what, at=self.now, due=row.due, before=before, act=self.act, by=self.actor
        )


def _columns(declared: Deadline) -> dict[str, Any]:
    return {
        "title": declared.title,
        "clause": declared.clause,
        "rule": declared.rule,
        "role": declared.role,
        "url": declared.url,
        "binding": declared.binding,
        "opens": declared.opens,
        "due": declared.due,
        "opens_at": declared.opens_at,
        "closes_at": declared.closes_at,
        "provisional": declared.provisional,
    }


def _met_on(declared: Deadline) -> date | None:
    """A window closes by the sweep's record, whatever the stage says of the present moment."""
    return declared.met_on if declared.closes_at is None else None


def _is_undone(row: StatutoryDeadline, declared: Deadline, now: datetime) -> bool:
    """Returned by the centre, or a window that a supplement has opened again."""
    if declared.closes_at is not None:
        return row.closed_at is not None and now < declared.closes_at
    return declared.met_on is None
