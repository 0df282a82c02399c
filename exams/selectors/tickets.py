"""Tickets: which of them count, who has none, and whom they reached (R5.2)."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from announcements.models import Assessment
from exams.models import AdmissionTicket, TicketHandOut, TicketIssue
from registration.enums import REGISTERED
from registration.models import Application
from sessions import selectors as sessions_selectors


def issues_in_force() -> QuerySet[TicketIssue]:
    """Of each ticket the newest issue, unless the day it names has moved since."""
    newer = TicketIssue.objects.filter(ticket=OuterRef("ticket"), pk__gt=OuterRef("pk"))
    unmoved = sessions_selectors.since_the_day_moved("made_at", "ticket__application__offering__assessment")
    return TicketIssue.objects.filter(unmoved).filter(~Exists(newer))


def hand_outs_in_force() -> QuerySet[TicketHandOut]:
    return TicketHandOut.objects.filter(issue__in=issues_in_force())


def is_in_force(issue: TicketIssue) -> bool:
    return issues_in_force().filter(pk=issue.pk).exists()


def tickets_of(assessment: Assessment) -> QuerySet[AdmissionTicket]:
    """Every number given out, whether or not its ticket says the present day."""
    return AdmissionTicket.objects.filter(application__offering__assessment=assessment).select_related(
        "application__candidate", "application__offering__occupation", "application__offering__assessment"
    )


def standing_tickets() -> QuerySet[AdmissionTicket]:
    """Those whose newest issue counts."""
    return AdmissionTicket.objects.filter(Exists(issues_in_force().filter(ticket=OuterRef("pk"))))


def with_hand_outs(tickets: QuerySet[AdmissionTicket]) -> QuerySet[Any]:
    """Whether a ticket counts, when it first reached its candidate, how often since it was made."""
    counting = Q(issues__in=issues_in_force())
    return tickets.annotate(
        is_in_force=Exists(issues_in_force().filter(ticket=OuterRef("pk"))),
        first_handed_out_at=Min("issues__hand_outs__at", filter=counting),
        times_handed_out=Count("issues__hand_outs", filter=counting),
    )


def without_ticket(assessment: Assessment) -> QuerySet[Application]:
    """Approved by the centre and without a ticket that counts (R5.2)."""
    counting = issues_in_force().filter(ticket__application=OuterRef("pk"))
    return sessions_selectors.approved_applications(assessment).exclude(Exists(counting))


def tickets_not_handed_out(assessment: Assessment) -> QuerySet[AdmissionTicket]:
    """R5.2: who is missing three working days before is an alarm."""
    given = hand_outs_in_force().filter(issue__ticket=OuterRef("pk"))
    return tickets_of(assessment).filter(application__state__in=REGISTERED).exclude(Exists(given))


def last_handed_out_at(assessment: Assessment) -> datetime | None:
    """When the last of those registered first got a ticket in hand; None where there is no ticket at all."""
    tickets = tickets_of(assessment).filter(application__state__in=REGISTERED).order_by()
    last: datetime | None = with_hand_outs(tickets).aggregate(last=Max("first_handed_out_at"))["last"]
    return last


def ticket_figures(assessment: Assessment) -> dict[str, int]:
    """How many are made, how many reached their candidates, how many were overtaken by another day, who has none."""
    registered = tickets_of(assessment).filter(application__state__in=REGISTERED)
    figures = (
        with_hand_outs(registered)
        .order_by()
        .aggregate(
            made=Count("pk", filter=Q(is_in_force=True)),
            handed_out=Count("pk", filter=Q(first_handed_out_at__isnull=False)),
            overtaken=Count("pk", filter=Q(is_in_force=False)),
        )
    )
    return {**figures, "missing": without_ticket(assessment).count()}
