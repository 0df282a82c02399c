"""A candidate's own tickets and results, and nobody else's."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from exams import policies, selectors, services
from exams.enums import HandOutMethod
from exams.services.tickets import timeline_of
from exams.views.tickets import ticket_response
from registration import supplements
from station import clock
from station.access import candidate


@candidate()
def my_tickets(request: HttpRequest) -> HttpResponse:
    """What I have to bring, where I have to be, until when; the ticket itself is one touch away."""
    now = clock.now()
    rows = policies.own_tickets(request.user).order_by("-application__offering__assessment__exam_date")
    tickets = list(selectors.with_hand_outs(rows).prefetch_related("issues"))
    unanswered = supplements.unanswered_of(ticket.application for ticket in tickets)
    for ticket in tickets:
        assessment = ticket.application.offering.assessment
        ticket.assessment = assessment
        ticket.window = timeline_of(assessment)
        ticket.unanswered = unanswered[ticket.application_id]
        ticket.is_over = clock.local_date(now) > assessment.exam_until
    return render(request, "exams/candidate/ticket_list.html", {"tickets": tickets, "now": now})


@candidate()
def my_ticket(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The ticket as PDF. Taking it is its hand-out (R5.2), so that this reading leaves a record, as at the counter."""
    ticket = get_object_or_404(policies.own_tickets(request.user), public_id=public_id)
    services.hand_out_ticket(ticket=ticket, method=HandOutMethod.DOWNLOAD, actor=request.user, now=clock.now())
    return ticket_response(ticket)


@candidate()
def my_results(request: HttpRequest) -> HttpResponse:
    """Own results, once they are released (R5.9)."""
    return render(
        request,
        "exams/candidate/result_list.html",
        {"results": selectors.released_results_of(request.user), "awaited": selectors.results_awaited_by(request.user)},
    )
