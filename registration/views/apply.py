"""Applying online: what is told first, the person, the condition. Short pages, each of which saves (R2.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from announcements.conditions import Condition, conditions_for, papers_beyond_the_condition
from announcements.enums import Audience
from announcements.models import Offering
from announcements.selectors import announcement_of, offerings_in_order
from registration import journey, rules, selectors, services, workflow
from registration.candidate_forms import EmployerForm, PersonForm
from registration.enums import GONE, WITH_APPLICANT, ApplicationState, Channel
from registration.models import Application, Candidate
from registration.plain_conditions import PLAIN
from registration.rules import PersonFacts
from registration.services.own import amend_own_application, facts_of, scope_reasons
from registration.views.candidate import own_application, own_applications, own_person, sent
from station import clock
from station.access import candidate
from station.forms import show_refusal
from station.refusals import Refused

ELSEWHERE = "另一个窗口刚才改过这一页。您填写的内容仍在下面；确认以下面的为准，请再保存一次。"


# --- before anything is filled in ------------------------------------------------------------------------------------


EMPLOYER_SAID = "employer_said"


@candidate()
def application_start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Scope, window and what will be needed are told before anything is filled in (R2.1).

    Where the assessment is for the institution, the employer is asked for first: who is outside is told here.
    """
    offering = announced_offering(public_id)
    person, now = own_person(request), clock.now()
    standing = standing_application(request, offering)
    draft = Application(offering=offering, candidate=person)
    reasons = workflow.not_called_off(draft) or [*workflow.not_closed(draft), *workflow.in_window(draft, now=now)]
    places = places_of(offering)
    if not reasons and places and places["left"] <= 0:
        reasons = rules.capacity_reasons(capacity=offering.capacity, taken=places["taken"], offering=str(offering))
    asked = _employer_asked(request, offering, person)
    if asked is not None and asked.is_bound and asked.is_valid() and not reasons and not standing:
        return redirect("registration:application_enter", offering.public_id)
    context = {
        "offering": offering,
        "assessment": offering.assessment,
        "announcement": announcement_of(offering.assessment),
        "standing": standing,
        "reasons": reasons,
        "places": places,
        "employer_form": asked,
        "until": journey.last_moment(offering.assessment.registration_until),
        "conditions": _plain(conditions_for(offering.assessment.qualification_profile, offering.level)),
        "beyond": papers_beyond_the_condition(offering.level, offering.assessment.category),
    }
    status = 422 if asked is not None and asked.errors else 200
    return render(request, "registration/candidate/application_start.html", context, status=status)


def _plain(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    return [{"plain": PLAIN.get(each.key, ""), "text": each.text, "papers": each.papers} for each in conditions]


def _employer_asked(request: HttpRequest, offering: Offering, person: Candidate) -> EmployerForm | None:
    """The question for the employer, answered as far as is known; None where everybody may apply."""
    assessment = offering.assessment
    if assessment.audience != Audience.INSTITUTION:
        return None
    form = EmployerForm(*sent(request), initial={"employer": person.employer})
    if form.is_bound and form.is_valid():
        for reason in scope_reasons(assessment, form.cleaned_data["employer"]):
            form.add_error("employer", str(reason))
        if form.is_valid():
            request.session[EMPLOYER_SAID] = form.cleaned_data["employer"]
    return form


def places_of(offering: Offering) -> dict[str, int] | None:
    """How many places are announced and left; None where they are not limited."""
    if offering.capacity is None:
        return None
    taken = selectors.places_taken(offering)
    return {"capacity": offering.capacity, "taken": taken, "left": max(offering.capacity - taken, 0)}


def announced_offering(public_id: UUID) -> Offering:
    """What is not announced does not exist for the public."""
    rows = offerings_in_order().select_related("assessment__place")
    return get_object_or_404(rows, public_id=public_id, assessment__announced_at__isnull=False)


def standing_application(request: HttpRequest, offering: Offering) -> Application | None:
    """The application that stands for this offering; a refused one stands too, withdrawn and cancelled ones don't."""
    return own_applications(request).filter(offering=offering).exclude(state__in=GONE).order_by("-id").first()


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
    if application is None and (said := request.session.get(EMPLOYER_SAID)):
        facts = replace(facts, employer=said)
    initial = {name: getattr(facts, name) for name in PersonForm.base_fields if name != "source"}
    initial["source"] = facts.particulars.get("source", "")
    form = PersonForm(*sent(request), initial=initial)
    if request.method == "POST" and form.is_valid() and not asked_again(form):
        try:
            saved = _save_person(request, application, offering, person, _person_facts(facts, form.cleaned_data))
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            request.session.pop(EMPLOYER_SAID, None)
            return after_saving(request, form, saved, "my_application_condition")
    context = {"person": person, **around(application, offering), "number": 1}
    return form_page(request, "registration/candidate/application_person.html", form, context)


def _person_facts(facts: PersonFacts, data: Mapping[str, Any]) -> PersonFacts:
    own = {name: value for name, value in data.items() if name != "source" and (value or name != "mobile")}
    return replace(facts, **own, particulars=said_beyond(facts, {"source": data["source"]}))


def said_beyond(facts: PersonFacts, answers: Mapping[str, str]) -> dict[str, Any]:
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
        return amend_own_application(application=application, person=facts, actor=request.user, now=now)
    try:
        return services.enter_application(
            offering=offering, person=facts, channel=Channel.ONLINE, actor=request.user, now=now
        )
    except Refused:
        # A second click, or another window, made the draft in between: this page is saved into it.
        standing = standing_application(request, offering)
        if standing is None or standing.state not in WITH_APPLICANT:
            raise
    return amend_own_application(application=standing, person=facts, actor=request.user, now=now)


# --- what the pages share --------------------------------------------------------------------------------------------


def after_saving(request: HttpRequest, form: Any, application: Application, following: str) -> HttpResponse:
    """On to the next page, or back to the overview for whoever goes on another time."""
    if not form.is_for_later:
        return redirect(f"registration:{following}", application.public_id)
    messages.success(request, "已保存。下次登录后从这里接着填，提交以前都可以改。")
    return redirect("registration:my_application", application.public_id)


def asked_again(form: Any) -> bool:
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
        "places": places_of(offering) if application is None or application.state == ApplicationState.DRAFT else None,
        "returned": application is not None and application.state == ApplicationState.RETURNED,
    }


def form_page(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**context, "form": form}, status=422 if form.errors else 200)


def is_locked(request: HttpRequest, application: Application) -> bool:
    """Something typed in a second window is not thrown away: there the service refuses, and the page keeps it."""
    return application.state not in WITH_APPLICANT and request.method != "POST"


def locked(request: HttpRequest, application: Application) -> HttpResponse:
    messages.info(
        request,
        f"这份报名的状态是“{application.get_state_display()}”，内容已锁定。需要更改的，请联系报名窗口退回修改。",
    )
    return redirect(reverse("registration:my_application", args=[application.public_id]))
