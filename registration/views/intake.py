"""Applications coming in at the desk, one by one, by the keyboard alone (R2.1).

The number is asked first and answered in place: an identity number has no business in an address. What is on record is
offered; what was typed is never lost. Everything works without script, which only narrows lists and marks changes.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from announcements.models import Assessment
from announcements.selectors import open_for_registration
from registration import last_time, selectors, services
from registration.counter_forms import CounterForm, IdentityForm
from registration.enums import Channel
from registration.models import Application, Candidate
from registration.person_forms import AmendForm, offerings_of
from registration.roster.normalising import clean_document_number
from registration.services.at_counter import NameProof, register_at_counter
from registration.services.candidates import identity_index
from registration.views.cases import found
from station import clock
from station.access import staff
from station.enums import IdentityType, Role
from station.forms import show_refusal
from station.refusals import Reason, Refused

LATELY = 5
LOOKED_UP = "counter.looked_up"


def announced(public_id: UUID) -> Assessment:
    return get_object_or_404(Assessment.objects.filter(announced_at__isnull=False), public_id=public_id)


@staff(Role.REGISTRATION_OFFICER)
def counter(request: HttpRequest) -> HttpResponse:
    """From the rail to the counter in one step where one registration is open; of several one is chosen."""
    now = clock.now()
    assessments = list(open_for_registration(now)[:50])
    if len(assessments) == 1:
        return redirect("registration:counter_entry", assessments[0].public_id)
    coming = Assessment.objects.filter(announced_at__isnull=False, withdrawn_at=None, registration_from__gt=now)
    context = {"assessments": assessments, "coming": coming.order_by("registration_from").first()}
    return render(request, "registration/staff/counter_choose.html", context)


@staff(Role.REGISTRATION_OFFICER)
def counter_entry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """First the identity number, which may find a person; then the form, with what they said last time."""
    assessment = announced(public_id)
    if request.method != "POST":
        return _ask(request, assessment, IdentityForm(prefix="lookup"))
    if "look_up" in request.POST:
        return _look_up(request, assessment)
    form = _form(assessment, request)
    if form.is_valid():
        try:
            application = _enter(request, form)
        except Refused as refusal:
            _show(form, refusal)
            return _page(request, assessment, form, refusal=refusal, status=400)
        return _entered(request, assessment, form, application)
    return _page(request, assessment, form, status=400)


def _look_up(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    lookup = IdentityForm(request.POST, prefix="lookup")
    if not lookup.is_valid() or lookup.reading is None:
        lookup.fields["identity_number"].widget.attrs["autofocus"] = True
        return _ask(request, assessment, lookup, status=400)
    reading = lookup.reading
    known = _looked_up(request, reading.number)
    typed = {"identity_number": reading.number, "identity_type": reading.kind.value}
    return _page(request, assessment, _offering_form(assessment, known, typed))


def _offering_form(assessment: Assessment, known: Candidate | None, typed: dict[str, str]) -> CounterForm:
    offerings, offered = _offered(assessment, known)
    return CounterForm(offered=offered, offerings=offerings, initial=typed)


def _form(assessment: Assessment, request: HttpRequest) -> CounterForm:
    """What is on record is read again, so that what differs from it can be told."""
    known = _known(request, clean_document_number(request.POST.get("identity_number", "")))
    offerings, offered = _offered(assessment, known)
    return CounterForm(request.POST, request.FILES, offered=offered, offerings=offerings)


def _known(request: HttpRequest, number: str) -> Candidate | None:
    """Nobody's data are shown without the trace of a look-up, by whatever the page was sent."""
    if request.session.get(LOOKED_UP) == identity_index(number):
        return services.find_by_identity(number)
    return _looked_up(request, number)


def _looked_up(request: HttpRequest, number: str) -> Candidate | None:
    request.session[LOOKED_UP] = identity_index(number)
    return services.look_up(number=number, actor=request.user, now=clock.now())


def _offered(assessment: Assessment, known: Candidate | None) -> tuple[list[Any], last_time.Offered]:
    offerings = offerings_of(assessment)
    today = clock.local_date(clock.now())
    return offerings, last_time.offered_to(known, assessment, offerings, on=today)


def _enter(request: HttpRequest, form: CounterForm) -> Application:
    data = form.cleaned_data
    proof = None
    if form.is_renamed and "rename" in request.POST:
        content = data["proof_file"].read() if data["proof_file"] else None
        proof = NameProof(data["proof"], content, data["acknowledged"])
    return register_at_counter(
        offering=data["offering"],
        person=form.facts,
        subjects=form.subjects,
        declared=data["declared"],
        renamed_by=proof,
        actor=request.user,
        now=clock.now(),
    )


def _show(form: CounterForm, refusal: Refused) -> None:
    """Subjects are chosen by naming those that are sat again."""
    shown = tuple(_at_the_counter(each) for each in refusal.reasons)
    show_refusal(form, Refused(refusal.what, *shown))


def _at_the_counter(reason: Reason) -> Reason:
    if reason.field == "subjects":
        return replace(reason, field="retake")
    if reason.field == "offering":
        return replace(reason, remedy="如有人撤回，名额空出后可再提交；不勾选承诺的，可先存为草稿。")
    return reason


def _entered(request: HttpRequest, assessment: Assessment, form: CounterForm, application: Application) -> HttpResponse:
    said = f"已提交，报名序号 {application.number}。" if application.number else "已存为草稿，承诺签署后再提交。"
    if form.is_renamed:
        said = f"已登记更名；{said}"
    changed = f"与上次相比更改了：{'、'.join(form.changes)}。" if form.changes else ""
    messages.success(request, f"{application.candidate.name}：{said}{changed}")
    if "next" in request.POST:
        return redirect("registration:counter_entry", assessment.public_id)
    return redirect("registration:counter_papers", application.public_id)


# --- the pages -----------------------------------------------------------------------------------------------------------


def _ask(request: HttpRequest, assessment: Assessment, lookup: IdentityForm, *, status: int = 200) -> HttpResponse:
    lookup.fields["identity_number"].widget.attrs["autofocus"] = True
    lately = selectors.applications_of(assessment).filter(entered_by=request.user, channel=Channel.COUNTER)
    context = {"lookup": lookup, "lately": lately.order_by("-id")[:LATELY]}
    return _counter(request, "registration/staff/counter_ask.html", assessment, context, status)


def _page(
    request: HttpRequest,
    assessment: Assessment,
    form: CounterForm,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    form.place_focus()
    known, reading = form.offered.known, form.reading
    context = {
        "form": form,
        "offered": form.offered,
        "known": known,
        "reading": reading,
        "kind": IdentityType(reading.kind.value).label if reading else "",
        "standing": refusal.standing if isinstance(refusal, services.AlreadyApplied) else None,
        "renaming": form.is_renamed,
        "bound_by": list(selectors.closed_registrations(known)) if known and form.is_renamed else [],
        "photo": selectors.photo_of(known) if known else None,
    }
    return _counter(request, "registration/staff/counter_entry.html", assessment, context, status)


def _counter(
    request: HttpRequest, template: str, assessment: Assessment, context: dict[str, Any], status: int
) -> HttpResponse:
    around = {"assessment": assessment, "is_open": assessment.is_registration_open(clock.now())}
    response = render(request, template, {**around, **context}, status=status)
    response["Cache-Control"] = "no-store"
    return response


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
    context = {
        "application": application,
        "assessment": assessment,
        "form": form,
        "rename_url": reverse("registration:name_change", args=[application.candidate.public_id]),
    }
    response = render(
        request, "registration/staff/application_amend.html", context, status=400 if form.is_bound else 200
    )
    response["Cache-Control"] = "no-store"
    return response
