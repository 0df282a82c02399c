"""The page of an application on which it rests: the condition, the work behind it, and the subjects (R2.1)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from announcements.conditions import conditions_for
from registration import retakes, services
from registration.advice import Advice, Typed, advise
from registration.candidate_forms import ConditionForm
from registration.enums import Attempt
from registration.models import Application
from registration.rules import PersonFacts
from registration.services import undertakings
from registration.services.own import facts_of
from registration.views.apply import after_saving, around, asked_again, form_page, is_locked, locked, said_beyond
from registration.views.candidate import own_application, sent
from station import clock
from station.access import candidate
from station.enums import Subject
from station.forms import show_refusal
from station.refusals import Reason, Refused


@candidate()
def my_application_condition(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = own_application(request, public_id)
    if is_locked(request, application):
        return locked(request, application)
    form = _condition_form(request, application)
    if request.method == "POST" and form.is_valid() and not asked_again(form):
        facts = _condition_facts(application, form)
        if not form.is_for_later:
            form.refuse_subjects(_why_not_together(application, form, facts))
        if form.is_valid() and (saved := _save_condition(request, application, form, facts)):
            _say_what_is_short(request, saved)
            return after_saving(request, form, saved, "my_application_papers")
    context = {
        **around(application, application.offering),
        "number": 2,
        "kept": _kept(application),
        "undertaking": undertakings.is_allowed(),
    }
    return form_page(request, "registration/candidate/application_condition.html", form, context)


def _save_condition(
    request: HttpRequest, application: Application, form: ConditionForm, facts: PersonFacts
) -> Application | None:
    try:
        return services.amend_application(
            application=application,
            person=facts,
            subjects=form.chosen_subjects(),
            actor=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return None


def _why_not_together(application: Application, form: ConditionForm, facts: PersonFacts) -> list[Reason]:
    return retakes.reasons_for(
        application.offering,
        form.chosen_subjects(),
        candidate_id=application.candidate_id,
        particulars=facts.particulars,
    )


def _kept(application: Application) -> list[dict[str, Any]]:
    """What this person passed before, as the page tells it; one question."""
    kept = retakes.kept_for(application.candidate_id, application.offering)
    day = application.offering.assessment.exam_date
    return [
        {
            "subject": Subject(each.subject).label,
            "text": each.text,
            "until": each.valid_until,
            "counts": each.counts_on(day),
        }
        for each in kept.values()
    ]


def _say_what_is_short(request: HttpRequest, application: Application) -> None:
    """Advice on the way: the chosen condition, as far as can be told from what was typed. The desk decides."""
    chosen = advice_for(application).get(application.condition)
    if chosen is not None and chosen.met is False:
        messages.warning(
            request,
            f"已保存。所选的申报条件{chosen.text}。请核对所填的年限、证书和文化程度，或改选别的条件；是否符合由审核人员按原件认定。",
        )


def advice_for(application: Application) -> dict[str, Advice]:
    """How each condition looks from what stands on record of this application."""
    offering, person, said = application.offering, application.candidate, application.particulars or {}
    level = str(said.get("certificate_level", ""))
    typed = Typed(
        born=person.birth_date,
        education=person.education,
        work_years=application.work_years,
        certificate_level=int(level) if level.isdigit() else None,
        certificate_number=application.lower_certificate_number,
    )
    edition = offering.assessment.qualification_profile
    return advise(
        conditions_for(edition, offering.level),
        typed,
        edition=edition,
        level=offering.level,
        occupation=offering.occupation.name,
        on=clock.local_date(offering.assessment.registration_until),
    )


def _condition_form(request: HttpRequest, application: Application) -> ConditionForm:
    offering = application.offering
    announced = [row.subject for row in offering.subjects.order_by("id")]
    sat = {row.subject: row.attempt for row in application.subjects.all()}
    said = application.particulars or {}
    initial: dict[str, Any] = {
        "condition": application.condition,
        "work_years": application.work_years,
        "lower_certificate_number": application.lower_certificate_number,
        **{name: said.get(name, "") for name in SAID},
        "results_released": date.fromisoformat(said["results_released"]) if said.get("results_released") else None,
        **{f"attempt_{subject}": sat.get(subject, "") if sat else Attempt.NEW for subject in announced},
    }
    conditions = conditions_for(offering.assessment.qualification_profile, offering.level)
    shown = {"conditions": conditions, "subjects": announced, "advice": advice_for(application)}
    return ConditionForm(*sent(request), initial=initial, **shown)


# What the page asks beyond our columns.
SAID = ("certificate_level", "school", "major", "graduated", "results_station")


def _condition_facts(application: Application, form: ConditionForm) -> PersonFacts:
    facts, data = facts_of(application.candidate, application), form.cleaned_data
    answers = {name: data[name] for name in SAID} | form.elsewhere()
    return replace(
        facts,
        condition=data["condition"],
        work_years=data["work_years"],
        lower_certificate_number=data["lower_certificate_number"],
        particulars=said_beyond(facts, answers),
    )
