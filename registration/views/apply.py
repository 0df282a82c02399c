"""Applying online, in short pages in the order of the paper form; every page saves (R2.1, R2.2)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from announcements.conditions import conditions_for
from announcements.forms import show_refusal
from announcements.models import Offering
from announcements.selectors import announcement_of, offerings_in_order
from registration import consents, journey, selectors, services, workflow
from registration.candidate_forms import (
    ConditionForm,
    DeclarationForm,
    MaterialForm,
    PersonForm,
    PhotoForm,
    WithdrawForm,
)
from registration.enums import ENDED, ApplicationState, Attempt, Channel, ConsentKind, MaterialKind
from registration.models import Application, Candidate
from registration.rules import PersonFacts
from registration.services.own import facts_of, submit_own_application
from registration.views.candidate import own_application, own_applications, own_person, papers_of, sent
from station import clock
from station import workflow as kernel
from station.access import candidate
from station.refusals import Reason, Refused

OPEN = (ApplicationState.DRAFT, ApplicationState.RETURNED)
ELSEWHERE = "另一个窗口刚才改过这一页。您填写的内容仍在下面；确认以下面的为准，请再保存一次。"


# --- before anything is filled in ------------------------------------------------------------------------------------


@candidate()
def application_start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Scope, window and what will be needed are told before anything is filled in (R2.1)."""
    offering = announced_offering(public_id)
    standing = standing_application(request, offering)
    draft = Application(offering=offering, candidate=own_person(request))
    now = clock.now()
    reasons = [*workflow.not_closed(draft), *workflow.in_window(draft, now=now)]
    context = {
        "offering": offering,
        "assessment": offering.assessment,
        "announcement": announcement_of(offering.assessment),
        "standing": standing,
        "reasons": reasons,
        "taken": selectors.places_taken(offering) if offering.capacity is not None else None,
        "until": journey.last_moment(offering.assessment.registration_until),
        "conditions": conditions_for(offering.assessment.qualification_profile, offering.level),
    }
    return render(request, "registration/candidate/application_start.html", context)


def announced_offering(public_id: UUID) -> Offering:
    """What is not announced does not exist for the public."""
    rows = offerings_in_order().select_related("assessment__place")
    return get_object_or_404(rows, public_id=public_id, assessment__announced_at__isnull=False)


def standing_application(request: HttpRequest, offering: Offering) -> Application | None:
    """The application that stands for this offering; a refused one stands too, withdrawn and cancelled ones don't."""
    gone = [state for state in ENDED if state != ApplicationState.REFUSED]
    return own_applications(request).filter(offering=offering).exclude(state__in=gone).order_by("-id").first()


# --- 1 the person ----------------------------------------------------------------------------------------------------


@candidate()
def application_enter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The first page of a new application; saving it makes the draft. A draft from another window is carried on."""
    offering = announced_offering(public_id)
    standing = standing_application(request, offering)
    if standing is not None and _is_locked(request, standing):
        return _locked(request, standing)
    return _person_page(request, standing, offering)


@candidate()
def my_application_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = own_application(request, public_id)
    if _is_locked(request, application):
        return _locked(request, application)
    return _person_page(request, application, application.offering)


def _person_page(request: HttpRequest, application: Application | None, offering: Offering) -> HttpResponse:
    person = own_person(request)
    facts = facts_of(person, application)
    initial = {name: getattr(facts, name) for name in PersonForm.base_fields if name != "source"}
    initial["source"] = facts.particulars.get("source", "")
    form = PersonForm(*sent(request), initial=initial)
    if request.method == "POST" and form.is_valid() and not _asked_again(form):
        try:
            saved = _save_person(request, application, offering, person, _person_facts(facts, form.cleaned_data))
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("registration:my_application_condition", saved.public_id)
    context = {"person": person, **_around(application, offering), "number": 1}
    return _form_page(request, "registration/candidate/application_person.html", form, context)


def _person_facts(facts: PersonFacts, data: Mapping[str, Any]) -> PersonFacts:
    own = {name: value for name, value in data.items() if name != "source"}
    return replace(facts, **own, particulars=_said(facts, {"source": data["source"]}))


def _said(facts: PersonFacts, answers: Mapping[str, str]) -> dict[str, Any]:
    """Answers beyond our columns; an emptied one goes."""
    kept = {name: value for name, value in facts.particulars.items() if name not in answers}
    return kept | {name: value for name, value in answers.items() if value}


def _save_person(
    request: HttpRequest,
    application: Application | None,
    offering: Offering,
    person: Candidate,
    facts: PersonFacts,
) -> Application:
    now = clock.now()
    if application is not None:
        return services.amend_application(application=application, person=facts, actor=request.user, now=now)
    try:
        return services.enter_application(
            offering=offering, person=facts, channel=Channel.ONLINE, actor=request.user, now=now
        )
    except Refused:
        # A second click, or another window, made the draft in between: this page is saved into it.
        standing = standing_application(request, offering)
        if standing is None or standing.state not in OPEN:
            raise
    return services.amend_application(application=standing, person=facts, actor=request.user, now=now)


# --- 2 the condition, the work, the subjects -------------------------------------------------------------------------


@candidate()
def my_application_condition(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = own_application(request, public_id)
    if _is_locked(request, application):
        return _locked(request, application)
    form = _condition_form(request, application)
    if request.method == "POST" and form.is_valid() and not _asked_again(form):
        try:
            services.amend_application(
                application=application,
                person=_condition_facts(application, form.cleaned_data),
                subjects=form.chosen_subjects(),
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("registration:my_application_papers", application.public_id)
    context = {**_around(application, application.offering), "number": 2}
    return _form_page(request, "registration/candidate/application_condition.html", form, context)


def _condition_form(request: HttpRequest, application: Application) -> ConditionForm:
    offering = application.offering
    announced = [row.subject for row in offering.subjects.order_by("id")]
    sat = {row.subject: row.attempt for row in application.subjects.all()}
    said = application.particulars or {}
    initial: dict[str, Any] = {
        "condition": application.condition,
        "work_years": application.work_years,
        "lower_certificate_number": application.lower_certificate_number,
        **{name: said.get(name, "") for name in ("certificate_level", "school", "major", "graduated")},
        **{f"attempt_{subject}": sat.get(subject, "") if sat else Attempt.NEW for subject in announced},
    }
    conditions = conditions_for(offering.assessment.qualification_profile, offering.level)
    return ConditionForm(*sent(request), initial=initial, conditions=conditions, subjects=announced)


def _condition_facts(application: Application, data: Mapping[str, Any]) -> PersonFacts:
    facts = facts_of(application.candidate, application)
    answers = {name: data[name] for name in ("certificate_level", "school", "major", "graduated")}
    return replace(
        facts,
        condition=data["condition"],
        work_years=data["work_years"],
        lower_certificate_number=data["lower_certificate_number"],
        particulars=_said(facts, answers),
    )


# --- 3 photo and papers ----------------------------------------------------------------------------------------------


@candidate()
def my_application_papers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Each upload is checked at once and says why when it is refused; the papers follow from the condition (R2.1)."""
    application = own_application(request, public_id)
    if _is_locked(request, application):
        return _locked(request, application)
    kind = request.POST.get("kind", "")
    photo_form = PhotoForm(needs_consent=_needs_photo_consent(application))
    refused: dict[str, MaterialForm] = {}
    if request.method == "POST" and kind == "photo":
        photo_form = PhotoForm(request.POST, request.FILES, needs_consent=_needs_photo_consent(application))
        if photo_form.is_valid() and _take_photo(request, application, photo_form):
            return redirect(f"{request.path}#photo")
    elif request.method == "POST":
        form = MaterialForm(request.POST, request.FILES, auto_id=f"id_{kind}_%s")
        if form.is_valid() and _take_material(request, application, kind, form):
            return redirect(f"{request.path}#{kind}")
        refused[kind] = form
    papers = papers_of(application)
    for paper in papers:
        paper["form"] = refused.get(paper["kind"]) or MaterialForm(auto_id=f"id_{paper['kind']}_%s")
    context = {
        **_around(application, application.offering),
        "number": 3,
        "photo_form": photo_form,
        "photo": selectors.photo_of(application.candidate),
        "photo_text": consents.current(ConsentKind.PHOTO),
        "papers": papers,
        "stray": next((form for kind, form in refused.items() if kind not in MaterialKind.values), None),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "registration/candidate/application_papers.html", context, status=status)


def _needs_photo_consent(application: Application) -> bool:
    return not services.has_consent(application.candidate, ConsentKind.PHOTO)


def _take_photo(request: HttpRequest, application: Application, form: PhotoForm) -> bool:
    now, person = clock.now(), application.candidate
    try:
        services.add_photo(candidate=person, content=form.cleaned_data["photo"].read(), actor=request.user, now=now)
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    if "consent_photo" in form.fields:
        services.give_consent(candidate=person, kind=ConsentKind.PHOTO, actor=request.user, now=now)
    messages.success(request, "照片已收下，检查合格。")
    return True


def _take_material(request: HttpRequest, application: Application, kind: str, form: MaterialForm) -> bool:
    upload = form.cleaned_data["file"]
    try:
        services.add_material(
            application=application,
            kind=kind,
            content=upload.read(),
            file_name=upload.name,
            actor=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, f"{MaterialKind(kind).label}已收下。审核时请带原件。")
    return True


# --- 4 declaration and submission ------------------------------------------------------------------------------------


@candidate()
def my_application_submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What will be locked is said before it is locked; a second click finds what the first has done."""
    application = own_application(request, public_id)
    if application.state == ApplicationState.SUBMITTED:
        return _handed_in(request, application)
    if application.state not in OPEN:
        return _locked(request, application)
    form = DeclarationForm(*sent(request))
    now = clock.now()
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            submit_own_application(application=application, actor=request.user, now=now, declared=True)
        except Refused as said:
            application.refresh_from_db()
            if application.state == ApplicationState.SUBMITTED:
                return _handed_in(request, application)
            refusal = said
        else:
            return _handed_in(request, application)
    context = _submit_context(request, application, now) | {"form": form, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "registration/candidate/application_submit.html", context, status=status)


def _submit_context(request: HttpRequest, application: Application, now: Any) -> dict[str, Any]:
    transition = workflow.RESUBMIT if application.state == ApplicationState.RETURNED else workflow.SUBMIT
    missing = journey.missing_now(application)
    barring = [Reason(item.text, remedy="去补齐", url=item.url) for item in missing if item.barring]
    reasons = kernel.refusals(application, transition, actor=request.user, now=now)
    return {
        **_around(application, application.offering),
        "number": 4,
        "person": application.candidate,
        "condition": selectors.condition_for(application),
        "subjects": application.subjects.order_by("id"),
        "photo": selectors.photo_of(application.candidate),
        "papers": papers_of(application),
        "blockers": [*barring, *reasons],
        "remarks": [item for item in missing if not item.barring],
    }


def _handed_in(request: HttpRequest, application: Application) -> HttpResponse:
    messages.success(request, f"报名已提交，报名序号 {application.number}，不必重复提交。接下来等候审核。")
    return redirect("registration:my_application", application.public_id)


@candidate()
def my_application_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Said first: what goes, what stays, and that it can't be taken back."""
    application = own_application(request, public_id)
    form = WithdrawForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_application(
                application=application,
                actor=request.user,
                now=clock.now(),
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "报名已撤回。在报名时间内可以重新报名。")
            return redirect("registration:my_application", application.public_id)
    reasons = workflow.not_closed(application)
    if not workflow.WITHDRAW.is_open(application):
        text = f"报名现在的状态是“{application.get_state_display()}”"
        reasons = [Reason(text, "R2.1", "缴费以后要退出的，请联系报名窗口。")]
    context = {"application": application, "form": form, "reasons": reasons}
    status = 422 if form.errors else 200
    return render(request, "registration/candidate/application_withdraw.html", context, status=status)


# --- what the pages share --------------------------------------------------------------------------------------------


def _asked_again(form: Any) -> bool:
    if not form.changed_elsewhere():
        return False
    form.add_error(None, ELSEWHERE)
    return True


def _around(application: Application | None, offering: Offering) -> dict[str, Any]:
    until = journey.deadline_of(application) if application else offering.assessment.registration_until
    return {
        "application": application,
        "offering": offering,
        "assessment": offering.assessment,
        "until": journey.last_moment(until),
        "over": clock.now() >= until,
        "returned": application is not None and application.state == ApplicationState.RETURNED,
    }


def _form_page(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**context, "form": form}, status=422 if form.errors else 200)


def _is_locked(request: HttpRequest, application: Application) -> bool:
    """Something typed in a second window is not thrown away: there the service refuses, and the page keeps it."""
    return application.state not in OPEN and request.method != "POST"


def _locked(request: HttpRequest, application: Application) -> HttpResponse:
    messages.info(
        request,
        f"这份报名的状态是“{application.get_state_display()}”，内容已锁定。需要更改的，请联系报名窗口退回修改。",
    )
    return redirect(reverse("registration:my_application", args=[application.public_id]))
