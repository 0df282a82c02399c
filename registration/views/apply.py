"""Applying online: what is told first, the person, the condition. Short pages, each of which saves (R2.1)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from announcements.conditions import conditions_for
from announcements.models import Offering
from announcements.selectors import announcement_of, offerings_in_order
from registration import journey, selectors, services, workflow
from registration.candidate_forms import (
    ConditionForm,
    PersonForm,
)
from registration.enums import ENDED, ApplicationState, Attempt, Channel
from registration.models import Application, Candidate
from registration.rules import PersonFacts
from registration.services.own import facts_of
from registration.views.candidate import own_application, own_applications, own_person, sent
from station import clock
from station.access import candidate
from station.forms import show_refusal
from station.refusals import Refused

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
    reasons = workflow.not_called_off(draft) or [*workflow.not_closed(draft), *workflow.in_window(draft, now=now)]
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
    if standing is not None and is_locked(request, standing):
        return locked(request, standing)
    return _person_page(request, standing, offering)


@candidate()
def my_application_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = own_application(request, public_id)
    if is_locked(request, application):
        return locked(request, application)
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
    context = {"person": person, **around(application, offering), "number": 1}
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
    if is_locked(request, application):
        return locked(request, application)
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
    context = {**around(application, application.offering), "number": 2}
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


# --- what the pages share --------------------------------------------------------------------------------------------


def _asked_again(form: Any) -> bool:
    if not form.changed_elsewhere():
        return False
    form.add_error(None, ELSEWHERE)
    return True


def around(application: Application | None, offering: Offering) -> dict[str, Any]:
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


def is_locked(request: HttpRequest, application: Application) -> bool:
    """Something typed in a second window is not thrown away: there the service refuses, and the page keeps it."""
    return application.state not in OPEN and request.method != "POST"


def locked(request: HttpRequest, application: Application) -> HttpResponse:
    messages.info(
        request,
        f"这份报名的状态是“{application.get_state_display()}”，内容已锁定。需要更改的，请联系报名窗口退回修改。",
    )
    return redirect(reverse("registration:my_application", args=[application.public_id]))
