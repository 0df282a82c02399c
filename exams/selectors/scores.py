"""Marking codes and how far score entry is: figures and codes, never a name (R5.9)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from announcements.models import Assessment
from exams.enums import CheckInOutcome
from exams.models import CheckIn, MarkingCode, Score, ScoreEntry
from registration.enums import REGISTERED
from station.models import User


def codes_of(assessment: Assessment) -> QuerySet[MarkingCode]:
    """Marking codes of candidates who are still registered, in the order of the codes, which says nothing of people."""
    return MarkingCode.objects.filter(
        seat__session_room__exam_session__plan__assessment=assessment,
        seat__application_subject__application__state__in=REGISTERED,
    ).order_by("code")


def _both_entries() -> QuerySet[Any]:
    first = ScoreEntry.objects.filter(marking_code=OuterRef("marking_code"), round=1)
    return MarkingCode.objects.annotate(
        entered=Count("entries", filter=Q(entries__round__in=[1, 2])),
        decided=Exists(ScoreEntry.objects.filter(marking_code=OuterRef("pk"), round=3)),
        differs=Exists(
            ScoreEntry.objects.filter(marking_code=OuterRef("pk"), round=2).exclude(
                Exists(first.filter(status=OuterRef("status"), points=OuterRef("points")))
                | Exists(
                    first.filter(status=OuterRef("status"), points=None, status__in=["absent", "misconduct", "void"])
                )
            )
        ),
    )


def codes_with_progress(assessment: Assessment) -> QuerySet[Any]:
    """Codes with how many clerks have entered, whether they differ, and whether a third person decided."""
    return _both_entries().filter(pk__in=codes_of(assessment).values("pk")).order_by("code")


def codes_to_adjudicate() -> QuerySet[Any]:
    """Where two clerks differ and nobody has decided."""
    return _both_entries().filter(
        differs=True, decided=False, seat__score=None, seat__application_subject__application__state__in=REGISTERED
    )


def codes_to_enter(clerk: User, now: datetime) -> QuerySet[MarkingCode]:
    """What this clerk may still enter: held, not entered by them, not entered twice, not locked. Never anyone's points."""
    return (
        MarkingCode.objects.annotate(entered=Count("entries"))
        .filter(
            entered__lt=2,
            seat__score=None,
            seat__application_subject__application__state__in=REGISTERED,
            seat__session_room__exam_session__starts_at__lte=now,
        )
        .exclude(entries__entered_by=clerk)
        .order_by("code")
    )


def with_absence(codes: QuerySet[MarkingCode]) -> QuerySet[Any]:
    """Whether the cordon saw nobody for this code: a hint that the candidate was absent, for the clerk to judge."""
    admitted = CheckIn.objects.filter(seat=OuterRef("seat"), outcome=CheckInOutcome.ADMITTED)
    return codes.annotate(seems_absent=~Exists(admitted))


@dataclass(frozen=True)
class ScoreProgress:
    """How far score entry is; figures only."""

    codes: int = 0
    entered_once: int = 0
    entered_twice: int = 0
    differing: int = 0
    locked: int = 0

    @property
    def is_complete(self) -> bool:
        return self.codes > 0 and self.entered_twice == self.codes and self.differing == 0


def score_progress(assessment: Assessment) -> ScoreProgress:
    figures = codes_with_progress(assessment).aggregate(
        all=Count("pk"),
        once=Count("pk", filter=Q(entered__gte=1)),
        twice=Count("pk", filter=Q(entered__gte=2)),
        open=Count("pk", filter=Q(differs=True, decided=False)),
    )
    locked = Score.objects.filter(seat__session_room__exam_session__plan__assessment=assessment).count()
    return ScoreProgress(figures["all"], figures["once"], figures["twice"], figures["open"], locked)
