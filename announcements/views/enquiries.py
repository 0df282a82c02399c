"""Enquiries and publicity at the desk (R1.4)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from announcements import policies, selectors, services
from announcements.forms import AnswerForm, PublicityForm, show_refusal
from announcements.models import Assessment, Enquiry
from station import clock
from station.access import staff
from station.refusals import Refused


@staff(*policies.ENQUIRY_ROLES)
def enquiry_list(request: HttpRequest) -> HttpResponse:
    answered = request.GET.get("answered") == "1"
    rows = (
        Enquiry.objects.exclude(answered_at=None).select_related("assessment", "answered_by").order_by("-answered_at")
        if answered
        else selectors.open_enquiries()
    )
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "announcements/staff/enquiry_list.html", {"page": page, "answered": answered})


@staff(*policies.ENQUIRY_ROLES)
def enquiry_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    enquiry = get_object_or_404(Enquiry.objects.select_related("assessment", "answered_by"), public_id=public_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_enquiry(
                enquiry=enquiry, answer=form.cleaned_data["answer"], actor=request.user, now=clock.now()
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已答复，并公开在公告页上。")
            return redirect("announcements:enquiry_list")
    return render(request, "announcements/staff/enquiry_answer.html", {"enquiry": enquiry, "form": form})


@staff(*policies.PUBLICITY_ROLES)
def publicity_log(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = get_object_or_404(Assessment, public_id=public_id)
    now = clock.now()
    form = PublicityForm(request.POST or None, initial={"on": clock.local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            services.log_publicity(assessment=assessment, actor=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记。")
            return redirect("announcements:publicity_log", public_id)
    entries = assessment.publicity.select_related("by").order_by("-on", "-id")
    context = {
        "assessment": assessment,
        "form": form,
        "page": Paginator(entries, 20).get_page(request.GET.get("page")),
    }
    return render(request, "announcements/staff/publicity_log.html", context)
