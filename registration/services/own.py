"""What applicants do for themselves online: the desk's verbs, asked with what only the applicant can settle."""

from dataclasses import replace
from datetime import datetime

from announcements.enums import Audience
from announcements.models import Assessment
from registration import rules
from registration.journey import missing_now
from registration.models import Application, Candidate
from registration.rules import PersonFacts
from registration.services.applications import amend_application, submit_application
from station import profile
from station.models import User
from station.refusals import Reason, refuse_unless
from station.verbs import verb


def facts_of(candidate: Candidate, application: Application | None = None) -> PersonFacts:
    """What stands on record, in the words of the form: a page of it changes its own fields and leaves the others."""
    facts = PersonFacts(
        name=candidate.name,
        identity_number=candidate.identity_number,
        identity_type=candidate.identity_type,
        mobile=candidate.mobile,
        sex=candidate.sex,
        birth_date=candidate.birth_date,
        ethnicity=candidate.ethnicity,
        education=candidate.education,
        employer=candidate.employer,
        group_name=candidate.group_name,
        address=candidate.address,
        email=candidate.email,
    )
    if application is None:
        return facts
    return replace(
        facts,
        work_years=application.work_years,
        lower_certificate_number=application.lower_certificate_number,
        condition=application.condition,
        remark=application.remark,
        particulars=dict(application.particulars or {}),
    )


def scope_reasons(assessment: Assessment, employer: str) -> list[Reason]:
    """Whether somebody of this employer may apply at all, asked before anything is stored (R2.1)."""
    return rules.scope_reasons(
        for_institution=assessment.audience == Audience.INSTITUTION,
        scope=assessment.scope,
        employer=employer,
        institution=profile.value("scope.institution_names"),
    )


@verb
def amend_own_application(*, application: Application, person: PersonFacts, actor: User, now: datetime) -> Application:
    """The person's page again: an employer outside the scope is refused here, not first at submission."""
    refuse_unless("不能保存", scope_reasons(application.offering.assessment, person.employer))
    return amend_application(application=application, person=person, actor=actor, now=now)


@verb
def submit_own_application(*, application: Application, actor: User, now: datetime, declared: bool) -> Application:
    """Hand in online. What the desk would only have to send back is asked for first (R2.4: complete and correct)."""
    reasons = [
        Reason(item.text, "R2.4", "请补齐后再提交。", url=item.url) for item in missing_now(application) if item.barring
    ]
    refuse_unless("不能提交报名", reasons)
    return submit_application(application=application, actor=actor, now=now, declared=declared)
