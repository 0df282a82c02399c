"""Applications coming in at the desk: one by one at the counter (R2.1)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from announcements.models import Assessment
from registration import services
from registration.enums import Channel
from registration.forms import AmendForm, CounterForm, IdentityForm, PersonForm
from registration.models import Application
from registration.roster.normalising import clean_document_number
from registration.views.cases import found
from station import clock
from station.access import staff
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Refused


def announced(public_id: UUID) -> Assessment:
    return get_object_or_404(Assessment.objects.filter(announced_at__isnull=False), public_id=public_id)


@staff(Role.REGISTRATION_OFFICER)
def counter_entry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """First the identity number, which may find a person; then the form, with what they said last time."""
    assessment = announced(public_id)
    if request.method != "POST":
        return _page(request, assessment, CounterForm(assessment=assessment))
    if "look_up" in request.POST:
        return _look_up(request, assessment)
    form = CounterForm(request.POST, assessment=assessment)
    if form.is_valid():
        try:
            application = _enter(request, form)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            said = f"已提交，报名序号 {application.number}。" if application.number else "已存为草稿。"
            messages.success(request, f"{application.candidate.name}：{said}")
            return redirect("registration:application_detail", application.public_id)
    return _page(request, assessment, form, status=400)


def _look_up(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Answered in place and never by address: an identity number has no business in a URL."""
    lookup = IdentityForm(request.POST, prefix="lookup")
    if not lookup.is_valid():
        return _page(request, assessment, CounterForm(assessment=assessment), lookup=lookup, status=400)
    number = clean_document_number(lookup.cleaned_data["identity_number"])
    known = services.find_by_identity(number)
    initial = PersonForm.initial_of(known) if known else {"identity_number": number}
    form = CounterForm(assessment=assessment, initial=initial)
    return _page(request, assessment, form, known=known, looked_up=True)


def _page(
    request: HttpRequest, assessment: Assessment, form: CounterForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "form": form,
        "lookup": IdentityForm(prefix="lookup"),
        "is_open": assessment.is_registration_open(clock.now()),
        **more,
    }
    response = render(request, "registration/staff/counter_entry.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _enter(request: HttpRequest, form: CounterForm) -> Application:
    now = clock.now()
    application = services.enter_application(
        offering=form.cleaned_data["offering"],
        person=form.facts,
        subjects=form.subjects,
        channel=Channel.COUNTER,
        actor=request.user,
        now=now,
    )
    if form.cleaned_data["declared"]:
        services.submit_application(application=application, actor=request.user, now=now)
    return application


@staff(Role.REGISTRATION_OFFICER)
def application_amend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct a draft or what was returned; the offering stays, another offering is another application."""
    application = found(request, public_id)
    assessment = application.offering.assessment
    form = AmendForm(request.POST if request.method == "POST" else None, application=application)
    if request.method == "POST" and form.is_valid():
        try:
            services.amend_application(
                application=application,
                person=form.facts,
                subjects=form.subjects,
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "报名信息已更改。")
            return redirect("registration:application_detail", public_id)
    context = {"application": application, "assessment": assessment, "form": form}
    response = render(
        request, "registration/staff/application_amend.html", context, status=400 if form.is_bound else 200
    )
    response["Cache-Control"] = "no-store"
    return response
