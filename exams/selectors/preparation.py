"""Notice, preparation list and bags, and what lists and to-dos show of them (R5.1, R5.3, R5.4)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from announcements.models import Assessment
from exams.enums import BagState
from exams.models import Briefing, CustodyEntry, ExamNotice, PaperBag, Score
from exams.selectors.tickets import hand_outs_in_force, standing_tickets
from registration.enums import REGISTERED
from sessions import selectors as sessions_selectors
from sessions.models import Settlement


def preparation_figures(assessment: Assessment) -> dict[str, int]:
    return assessment.preparation_items.aggregate(
        items=Count("pk"), ready=Count("pk", filter=Q(ready_at__isnull=False))
    )


def bags_of(assessment: Assessment) -> QuerySet[PaperBag]:
    return (
        PaperBag.objects.filter(session_room__exam_session__plan__assessment=assessment)
        .select_related("session_room__room__place", "session_room__exam_session")
        .order_by("session_room__exam_session__starts_at", "number")
    )


def custody_of(bags: Iterable[PaperBag]) -> QuerySet[CustodyEntry]:
    return (
        CustodyEntry.objects.filter(bag__in=list(bags))
        .select_related("bag", "handed_over_by", "received_by")
        .order_by("sequence")
    )


def bag_figures(assessment: Assessment) -> dict[str, int]:
    figures = bags_of(assessment).aggregate(
        bags=Count("pk"), returned=Count("pk", filter=Q(state__in=[BagState.RETURNED, BagState.MARKING]))
    )
    alarms = CustodyEntry.objects.filter(bag__session_room__exam_session__plan__assessment=assessment)
    return {**figures, "alarms": alarms.exclude(alarms=[]).count()}


def bags_not_returned(assessment: Assessment) -> QuerySet[PaperBag]:
    """Of the plan in force; what lies in the safe from a day that has moved is nobody's debt."""
    held = bags_of(assessment).filter(session_room__exam_session__plan__in=sessions_selectors.plans_in_force())
    return held.exclude(state__in=[BagState.RETURNED, BagState.MARKING])


def settled_assessments() -> QuerySet[Any]:
    """Whose settlement was recorded once: from there on this stage has work (R4.3, R5.1). With the figures of the lists."""
    settled = Settlement.objects.filter(answer__filing__package__assessment=OuterRef("pk"))
    standing = sessions_selectors.standing_settlements().filter(answer__filing__package__assessment=OuterRef("pk"))
    tickets = standing_tickets().filter(
        application__offering__assessment=OuterRef("pk"), application__state__in=REGISTERED
    )
    scores = Score.objects.filter(seat__session_room__exam_session__plan__assessment=OuterRef("pk"))
    bags = PaperBag.objects.filter(session_room__exam_session__plan__in=sessions_selectors.plans_in_force())
    return (
        Assessment.objects.filter(Exists(settled))
        .select_related("result_release", "place")
        .annotate(
            is_settled=Exists(standing),
            notice_number=Subquery(standing_notices().filter(assessment=OuterRef("pk")).values("number")[:1]),
            is_briefed=Exists(standing_briefings().filter(assessment=OuterRef("pk"))),
            has_tickets=Exists(tickets),
            has_ticket_waiting=Exists(
                tickets.exclude(Exists(hand_outs_in_force().filter(issue__ticket=OuterRef("pk"))))
            ),
            has_bags=Exists(bags.filter(session_room__exam_session__plan__assessment=OuterRef("pk"))),
            has_scores=Exists(scores),
        )
        .order_by("exam_date", "id")
    )


def standing_notices() -> QuerySet[ExamNotice]:
    """Of each assessment the centre's newest notice, unless it orders a day that has moved since (R5.1)."""
    return ExamNotice.objects.filter(sessions_selectors.still_standing("recorded_at", "assessment"))


def standing_briefings() -> QuerySet[Briefing]:
    return Briefing.objects.filter(sessions_selectors.since_the_day_moved("held_at", "assessment"))


def briefing_of(assessment: Assessment) -> Briefing | None:
    """The newest one, unless the day has moved since it was held (R5.5)."""
    return standing_briefings().filter(assessment=assessment).first()


def notice_in_force(assessment: Assessment) -> ExamNotice:
    """For what comes after it: no result is released without one (R5.1)."""
    notice = notice_of(assessment)
    assert notice is not None
    return notice


def notice_of(assessment: Assessment) -> ExamNotice | None:
    return standing_notices().filter(assessment=assessment).select_related("recorded_by").first()
