"""What was brought to the counter, taken in on one page: scans by kind, the photograph, the 考评表 to be signed (R2.1, R2.2)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from registration import scans, selectors, services
from registration.desk_forms import PapersForm
from registration.enums import ApplicationState, MaterialKind
from registration.models import Application
from registration.views.cases import found
from station import clock, profile
from station.access import staff
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Refused


@staff(Role.REGISTRATION_OFFICER)
def counter_papers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Several files in one go; what is good is received, what is not says why at its own line."""
    application = found(request, public_id)
    if request.method != "POST":
        return _page(request, application, _form(application))
    form = _form(application, request)
    if form.is_valid():
        taken = _take_in(request, application, form)
        if taken:
            messages.success(request, f"已接收：{'、'.join(taken)}。")
        if not form.errors:
            if not taken:
                messages.info(request, "没有选择文件，没有新接收的材料。")
            return redirect("registration:counter_papers", public_id)
        form = _with_received(form, application)
    return _page(request, application, form, status=400)


def _form(application: Application, request: HttpRequest | None = None) -> PapersForm:
    sent = (request.POST, request.FILES) if request else ()
    return PapersForm(
        *sent,
        required=selectors.required_materials(application),
        received=selectors.current_materials(application),
        auto_id="paper-%s",
    )


def _with_received(form: PapersForm, application: Application) -> PapersForm:
    """After a part was received: the list says so, the errors stay."""
    form.received = selectors.current_materials(application)
    return form


def _take_in(request: HttpRequest, application: Application, form: PapersForm) -> list[str]:
    """The labels of what was received; each paper is an act of its own."""
    taken = []
    for field, kind, files in form.chosen():
        try:
            services.add_material(
                application=application,
                kind=kind,
                content=scans.one_paper([each.read() for each in files]),
                file_name=files[0].name,
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            _say(form, field, refusal)
        else:
            taken.append(MaterialKind(kind).label)
    if photo := form.cleaned_data.get("photo"):
        try:
            services.add_photo(
                candidate=application.candidate, content=photo.read(), actor=request.user, now=clock.now()
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            taken.append("照片")
    return taken


def _say(form: PapersForm, field: str, refusal: Refused) -> None:
    """At the line of the paper it is about, whatever the rule calls its field."""
    for reason in refusal.reasons or (refusal.what,):
        form.add_error(field, str(reason))


def _page(request: HttpRequest, application: Application, form: PapersForm, *, status: int = 200) -> HttpResponse:
    form.place_focus()
    context: dict[str, Any] = {
        "application": application,
        "assessment": application.offering.assessment,
        "candidate": application.candidate,
        "form": form,
        "condition": selectors.condition_for(application),
        "photo": selectors.photo_of(application.candidate),
        "is_open": application.state in (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED),
        "needs_another": bool(profile.value("originals.two_persons")) and application.entered_by_id == request.user.pk,
    }
    response = render(request, "registration/staff/counter_papers.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
