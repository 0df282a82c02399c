"""Enquiries: asked by the public, answered or set aside at the desk (R1.4)."""

from typing import Any
from uuid import UUID

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements import noticeboard, policies, selectors, services
from announcements.enquiry_forms import AnswerForm, EnquiryForm, SetAsideForm
from announcements.enums import AnnouncementKind
from announcements.models import Assessment, Enquiry
from announcements.views.public import detail_page
from station import clock
from station.access import public, staff
from station.forms import show_refusal
from station.identifiers import is_public_id
from station.models import AuditPersonal
from station.refusals import Refused

PAGE = 20
STATES = {"open": "未答复", "answered": "已答复", "aside": "不予公开"}


@public
@require_POST
def enquiry_ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    announcement = get_object_or_404(
        selectors.published_announcements().select_related("assessment"),
        public_id=public_id,
        kind=AnnouncementKind.ASSESSMENT,
    )
    form = EnquiryForm(request.POST)
    if form.is_valid():
        try:
            services.ask_enquiry(
                assessment=announcement.assessment,
                question=form.cleaned_data["question"],
                actor=request.user if request.user.is_authenticated else None,
                # As for the pause after wrong passwords: behind the proxies that the settings count.
                address=str(get_client_ip_address(request) or ""),
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "问题已收到，工作人员答复后会公开在本页。")
            return redirect("announcements:announcement_detail", public_id)
    return detail_page(request, public_id, form, status=422)


@staff(*policies.ENQUIRY_ROLES)
def enquiry_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    words = request.GET.get("q", "").strip()
    wanted = request.GET.get("assessment", "")
    assessment = Assessment.objects.filter(public_id=wanted).first() if is_public_id(wanted) else None
    rows = noticeboard.enquiries_at_the_desk(
        state=state, words=words, assessment=str(assessment.public_id) if assessment else ""
    )
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": STATES.items(),
        "search": request.GET,
        "assessment": assessment,
        "filtered": bool(words or assessment),
    }
    return render(request, "announcements/staff/enquiry_list.html", context)


@staff(*policies.ENQUIRY_ROLES)
def enquiry_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer, or correct the answer; the other acts stand beside it."""
    enquiry = _enquiry(public_id)
    answered = enquiry.answered_at is not None
    form = AnswerForm(request.POST or None, initial={"answer": enquiry.answer})
    if request.method == "POST" and form.is_valid():
        act = services.correct_answer if answered else services.answer_enquiry
        try:
            act(enquiry=enquiry, answer=form.cleaned_data["answer"], actor=request.user, now=clock.now())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已更正答复。" if answered else "已答复，并公开在公告页上。")
            return redirect("announcements:enquiry_list")
    return _desk(request, enquiry, form=form)


@staff(*policies.ENQUIRY_ROLES)
@require_POST
def enquiry_set_aside(request: HttpRequest, public_id: UUID) -> HttpResponse:
    enquiry = _enquiry(public_id)
    form = SetAsideForm(request.POST)
    if form.is_valid():
        try:
            services.set_aside_enquiry(
                enquiry=enquiry, reason=form.cleaned_data["reason"], actor=request.user, now=clock.now()
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已列为不予公开，公告页上不再显示。")
            return redirect("announcements:enquiry_list")
    return _desk(request, enquiry, aside_form=form, status=422)


@staff(*policies.ENQUIRY_ROLES)
@require_POST
def enquiry_take_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    services.take_up_enquiry(enquiry=_enquiry(public_id), actor=request.user, now=clock.now())
    messages.success(request, "已恢复办理。")
    return redirect("announcements:enquiry_answer", public_id)


def _enquiry(public_id: UUID) -> Enquiry:
    rows = Enquiry.objects.select_related("assessment", "answered_by", "set_aside_by")
    return get_object_or_404(rows, public_id=public_id)


def _desk(
    request: HttpRequest,
    enquiry: Enquiry,
    form: AnswerForm | None = None,
    aside_form: SetAsideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "enquiry": enquiry,
        "announcement": selectors.announcement_of(enquiry.assessment),
        "form": form or AnswerForm(initial={"answer": enquiry.answer}),
        "aside_form": aside_form or SetAsideForm(),
        "earlier": _earlier_answers(enquiry) if enquiry.answered_at else [],
    }
    return render(request, "announcements/staff/enquiry_answer.html", context, status=status)


def _earlier_answers(enquiry: Enquiry) -> list[AuditPersonal]:
    """What stood there before each correction; the audit trail keeps it for as long as personal values are kept."""
    rows = AuditPersonal.objects.filter(entry__verb="enquiry.correct", entry__object_id=str(enquiry.public_id))
    return list(rows.select_related("entry").order_by("-entry__sequence")[:10])
