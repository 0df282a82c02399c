"""Tickets at the desk: made and printed as a job, given out one by one against a signature (R5.1, R5.2)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from exams import acts, selectors, services
from exams.acts import DESK
from exams.enums import HandOutMethod, TicketTiming
from exams.models import AdmissionTicket
from exams.pdf import one_ticket
from exams.services.tickets import timeline_of, timing_of
from exams.views.desk import OVERVIEW, exam_or_404
from station import audit, clock
from station.access import staff
from station.enums import Role
from station.refusals import refuse_unless

COUNTER = (*DESK, Role.REGISTRATION_OFFICER)
WAITING, GIVEN = "waiting", "given"


@staff(*OVERVIEW)
def ticket_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = exam_or_404(public_id)
    rows = selectors.with_hand_outs(selectors.tickets_of(assessment)).order_by("number")
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    if words:
        rows = rows.filter(Q(number__icontains=words) | Q(application__candidate__name__icontains=words))
    if state in (WAITING, GIVEN):
        rows = rows.filter(first_handed_out_at__isnull=state == WAITING)
    now = clock.now()
    window = timeline_of(assessment)
    context = {
        "assessment": assessment,
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "figures": selectors.ticket_figures(assessment),
        "without": selectors.without_ticket(assessment)[:20],
        "window": window,
        "early": clock.local_date(now) < window.tickets_from,
        "late": clock.local_date(now) > window.tickets_until,
        "q": words,
        "state": state,
        "may_make": bool(acts.MAKE_TICKETS.may(request.user)),
        "may_hand_out": bool(acts.HAND_OUT_TICKET.may(request.user)),
        "noticed": assessment.notice_number is not None,
    }
    return render(request, "exams/staff/ticket_list.html", context)


@staff(*DESK)
@require_POST
def ticket_make(request: HttpRequest, public_id: UUID) -> HttpResponse:
    job = services.request_tickets(assessment=exam_or_404(public_id), actor=request.user, now=clock.now())
    return redirect("station:job_detail", public_id=job.public_id)


@staff(*DESK)
@require_POST
def ticket_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    document = services.print_tickets(assessment=exam_or_404(public_id), actor=request.user, now=clock.now())
    return redirect("station:document_download", public_id=document.public_id)


def _ticket_or_404(public_id: UUID) -> AdmissionTicket:
    rows = AdmissionTicket.objects.select_related("application__offering__assessment", "application__candidate")
    return get_object_or_404(rows, public_id=public_id)


@staff(*COUNTER)
@require_POST
def ticket_hand_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Across the counter, against a signature on the list."""
    ticket = _ticket_or_404(public_id)
    now = clock.now()
    row = services.hand_out_ticket(ticket=ticket, method=HandOutMethod.COUNTER, actor=request.user, now=now)
    assessment = ticket.application.offering.assessment
    timing = timing_of(row, timeline_of(assessment))
    if timing == TicketTiming.IN_TIME:
        messages.success(request, f"准考证 {ticket.number} 已发放。")
    else:
        messages.warning(request, f"准考证 {ticket.number} 已发放。{timing.label}，已记录（R5.2）。")
    back = reverse("exams:ticket_list", args=[assessment.public_id])
    query = request.POST.get("back", "")
    return redirect(f"{back}?{query}" if query else back)


@staff(*COUNTER)
@require_POST
def ticket_reprint(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same ticket again, from its frozen facts; the reprint is on record. A void one is not printed again."""
    ticket = _ticket_or_404(public_id)
    refuse_unless("不能补打准考证", services.void_reasons(ticket.issue))
    audit.record_alone(
        verb=acts.REPRINT_TICKET.verb,
        actor=request.user,
        obj=ticket,
        now=clock.now(),
        scope=ticket.application.offering.assessment.audit_scope,
    )
    return ticket_response(ticket)


def ticket_response(ticket: AdmissionTicket) -> HttpResponse:
    issue = ticket.issue
    content = one_ticket(issue.facts, issue.code, issue.made_at)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{ticket.number}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )
