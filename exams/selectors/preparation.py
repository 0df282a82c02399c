"""Tickets, preparation list and bags, and what lists and to-dos show of them (R5.2 to R5.4)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from announcements.models import Assessment
from exams.enums import BagState
from exams.models import AdmissionTicket, CustodyEntry, PaperBag, Score
from registration.enums import REGISTERED
from registration.models import Application
from sessions import selectors as sessions_selectors
from sessions.models import Settlement


def tickets_of(assessment: Assessment) -> QuerySet[AdmissionTicket]:
    return AdmissionTicket.objects.filter(application__offering__assessment=assessment).select_related(
        "application__candidate", "application__offering__occupation", "application__offering__assessment"
    )


def with_hand_outs(tickets: QuerySet[AdmissionTicket]) -> QuerySet[Any]:
    return tickets.annotate(first_handed_out_at=Min("hand_outs__at"), times_handed_out=Count("hand_outs"))


def without_ticket(assessment: Assessment) -> QuerySet[Application]:
    """Approved by the centre and without a ticket (R5.2)."""
    return sessions_selectors.approved_applications(assessment).filter(ticket=None)


def tickets_not_handed_out(assessment: Assessment) -> QuerySet[AdmissionTicket]:
    """R5.2: who is missing three working days before is an alarm."""
    return tickets_of(assessment).filter(hand_outs=None, application__state__in=REGISTERED)


def ticket_figures(assessment: Assessment) -> dict[str, int]:
    """How many were made, how many reached their candidates, how many approved people have none."""
    figures = (
        tickets_of(assessment)
        .filter(application__state__in=REGISTERED)
        .aggregate(made=Count("pk", distinct=True), handed_out=Count("hand_outs__ticket", distinct=True))
    )
    return {**figures, "missing": without_ticket(assessment).count()}


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
    return bags_of(assessment).exclude(state__in=[BagState.RETURNED, BagState.MARKING])


def settled_assessments() -> QuerySet[Any]:
    """Whose settlement is recorded: from there on this stage has work (R4.3, R5.1). With the figures that lists show."""
    settled = Settlement.objects.filter(answer__filing__package__assessment=OuterRef("pk"))
    tickets = AdmissionTicket.objects.filter(
        application__offering__assessment=OuterRef("pk"), application__state__in=REGISTERED
    )
    scores = Score.objects.filter(seat__session_room__exam_session__plan__assessment=OuterRef("pk"))
    return (
        Assessment.objects.filter(Exists(settled))
        .select_related("exam_notice", "result_release", "briefing", "place")
        .annotate(
            has_tickets=Exists(tickets),
            has_ticket_waiting=Exists(tickets.filter(hand_outs=None)),
            has_bags=Exists(PaperBag.objects.filter(session_room__exam_session__plan__assessment=OuterRef("pk"))),
            has_scores=Exists(scores),
        )
        .order_by("exam_date", "id")
    )
