"""《工作年限承诺书》: where the profile allows it, what an applicant signs in place of the employer's proof (R2.1; spec 2.5)."""

from datetime import datetime
from typing import Any

from django.conf import settings

from registration import policies, rules, selectors
from registration.enums import MaterialKind
from registration.models import Application
from station import audit, documents, profile
from station.models import Document, User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb

KIND = "registration.undertaking"
WHAT = "不能打印工作年限承诺书"


def is_allowed() -> bool:
    return bool(profile.value("originals.undertaking_allowed"))


@verb
def issue_undertaking(*, application: Application, actor: User, now: datetime) -> Document:
    """Filled from the application, ready to sign. What has not changed is not issued again; a new one supersedes."""
    policies.can_read_papers(actor, application).require()
    refuse_unless(WHAT, rules.undertaking_reasons(MaterialKind.WORK_YEARS, allowed=is_allowed()))
    application = selectors.whole().get(pk=application.pk)
    if application.work_years is None:
        raise Refused(WHAT, Reason("还没有填写从事本职业的年限", "R2.1", "请先在“申报条件与科目”一页填写年限。"))
    subject, facts = str(application.public_id), undertaking_facts(application)
    last = Document.objects.filter(kind=KIND, subject=subject, superseded_by=None, withdrawal=None).first()
    if last is not None and last.facts == audit.plain(facts):
        return last
    return documents.issue(
        kind=KIND,
        title=f"工作年限承诺书（{application.candidate.name}）",
        facts=facts,
        actor=actor,
        now=now,
        scope=application.audit_scope,
        subject=subject,
        supersedes=last,
    )


def undertaking_facts(application: Application) -> dict[str, Any]:
    candidate, offering = application.candidate, application.offering
    condition = selectors.condition_for(application)
    return {
        "station": settings.STATION_NAME,
        "assessment": offering.assessment.title,
        "name": candidate.name,
        "sex": candidate.get_sex_display(),
        "identity_type": candidate.get_identity_type_display(),
        "identity_number": candidate.identity_number,
        "mobile": candidate.mobile,
        "employer": candidate.employer,
        "occupation": offering.occupation.name,
        "level": offering.get_level_display(),
        "work_years": application.work_years,
        "condition": condition.text if condition else "",
    }
