"""What a deadline's row amounts to today: one word of the house, by the clock and whatever the sweep has recorded."""

from datetime import date

from django.db import models
from django.db.models import Q, QuerySet

from station import deadline_book
from station.models import StatutoryDeadline


class DeadlineState(models.TextChoices):
    OPEN = "deadline_open", "未到期"
    MET = "deadline_met", "已办"
    LATE = "deadline_late", "逾期后办结"
    MISSED = "deadline_missed", "已逾期"
    OVERTAKEN = "deadline_overtaken", "因放假通知过期"
    ENDED = "deadline_ended", "不再适用"


def state_of(row: StatutoryDeadline, today: date) -> DeadlineState:
    """Missed the day after, even while no worker has been there to record it."""
    if row.met_on:
        return DeadlineState.LATE if row.missed_at or row.overtaken_at else DeadlineState.MET
    if row.ended_at:
        return DeadlineState.ENDED
    if row.overtaken_at:
        return DeadlineState.OVERTAKEN
    overdue = row.due < today and bool(row.role) and row.closes_at is None
    return DeadlineState.MISSED if row.missed_at or overdue else DeadlineState.OPEN


def overdue(today: date) -> Q:
    """Past its day, whether or not the sweep has recorded it."""
    unrecorded = Q(due__lt=today, closes_at=None) & ~Q(role="")
    return Q(missed_at__isnull=False) | Q(overtaken_at__isnull=False) | unrecorded


def missed_rows(today: date) -> QuerySet[StatutoryDeadline]:
    """Missed or overtaken and not made good: neither done late nor given another date by a supplement."""
    unmet = StatutoryDeadline.objects.filter(overdue(today), met_on=None, ended_at=None)
    return unmet.exclude(pk__in=deadline_book.followed_by_a_round())


def locked_rows(today: date) -> QuerySet[StatutoryDeadline]:
    """What has locked its assessment, for lists; whether an act is lawful is asked of `station.deadlines.against_locked`."""
    return missed_rows(today).filter(binding=True)


def locked_scopes(today: date) -> set[str]:
    return set(locked_rows(today).values_list("scope", flat=True))


def pending_rows(today: date) -> QuerySet[StatutoryDeadline]:
    """Not met and not yet past."""
    return deadline_book.open_rows().exclude(overdue(today))


def next_rows(today: date) -> QuerySet[StatutoryDeadline]:
    """Those somebody answers for, from today on, the nearest first."""
    return deadline_book.open_rows().filter(~Q(role=""), due__gte=today)
