"""Applications: begun, corrected, submitted, withdrawn, cancelled (R2.1, R2.5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from announcements.models import Offering
from registration import policies, rules, selectors, workflow
from registration.conditions import condition_named
from registration.enums import GONE, WITH_APPLICANT, ApplicationState, Attempt, Channel
from registration.models import Application, ApplicationSubject, Candidate, RegistrationClosing
from registration.rules import PersonFacts
from registration.services import candidates
from station import audit, notifications, numbering
from station.models import User
from station.refusals import NotPermitted, Reason, Refused, refuse_unless
from station.verbs import verb
from station.workflow import fire

ENTER = "不能报名"


class AlreadyApplied(Refused):
    """The person has an application for this offering; pages lead to it."""

    def __init__(self, standing: Application) -> None:
        self.standing = standing
        reason = Reason(
            f"{standing.candidate.name}已报{standing.offering}，现在的状态是“{standing.get_state_display()}”",
            "R2.1",
            "请在原报名记录上办理；撤回后可重新报名。",
            "identity_number",
        )
        super().__init__(ENTER, reason)


audit.register_verbs({"application.enter": "填报报名", "application.amend": "更改报名信息"})


@verb
def enter_application(
    *,
    offering: Offering,
    person: PersonFacts,
    channel: str,
    actor: User | None,
    now: datetime,
    subjects: Mapping[str, str] | None = None,
) -> Application:
    """Begin an application as a draft: find or make the person, refuse what can't be registered here (R2.1).

    `subjects` maps subjects to new or retake; without it all subjects of the offering are sat for the first time.
    """
    if actor is not None:
        policies.can_enter(actor, channel).require()
    refuse_unless(ENTER, _obstacles(offering, person, now))
    candidate = candidates.register_candidate(facts=person, actor=actor, now=now)
    if channel == Channel.ONLINE and actor is not None:
        candidates.link_account(candidate=candidate, user=actor, now=now)
    application = create_draft(
        offering=offering,
        candidate=candidate,
        person=person,
        channel=channel,
        actor=actor,
        now=now,
        subjects=subjects,
    )
    if channel == Channel.COUNTER:
        _tell_holder(application, now)
    return application


def _tell_holder(application: Application, now: datetime) -> None:
    """Whoever has an account here learns that the desk has registered them, and by whom."""
    holder, clerk = application.candidate.user, application.entered_by
    if holder is None:
        return
    notifications.notify(
        [holder],
        kind="application",
        text=f"报名窗口（{clerk.name if clerk else '系统'}）为您登记了{application.offering}的报名，请核对。",
        now=now,
        url=reverse("registration:my_application", args=[application.public_id]),
        scope=application.audit_scope,
    )


def _obstacles(offering: Offering, person: PersonFacts, now: datetime) -> list[Reason]:
    draft = Application(offering=offering, candidate=Candidate(employer=person.employer))
    return [
        *workflow.not_called_off(draft),
        *workflow.not_closed(draft),
        *workflow.in_window(draft, now=now),
        *workflow.in_scope(draft),
    ]


def create_draft(
    *,
    offering: Offering,
    candidate: Candidate,
    person: PersonFacts,
    channel: str,
    actor: User | None,
    now: datetime,
    subjects: Mapping[str, str] | None = None,
) -> Application:
    """The rows of a new application; rights and window were checked by the verb that calls this."""
    if standing := standing_application(candidate, offering):
        raise AlreadyApplied(standing)
    application = _begun_once(
        Application(
            candidate=candidate,
            offering=offering,
            channel=channel,
            entered_by=actor,
            entered_at=now,
            **own_facts(offering, person),
        )
    )
    _write_subjects(application, offering, subjects)
    audit.record(
        verb="application.enter",
        actor=actor,
        obj=application,
        now=now,
        facts={"channel": channel, "offering": str(offering.public_id)},
    )
    return application


def standing_application(candidate: Candidate, offering: Offering) -> Application | None:
    """What stands in the way of a new one: whatever goes on, and what was refused; withdrawn and cancelled ones don't."""
    rows = Application.objects.select_related("candidate", "offering__occupation", "offering__assessment")
    return rows.filter(candidate=candidate, offering=offering).exclude(state__in=GONE).first()


def _begun_once(application: Application) -> Application:
    """The unique index has the last word between a counter and a roster at the same moment."""
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        standing = standing_application(application.candidate, application.offering)
        if standing is None:
            raise
        raise AlreadyApplied(standing) from None
    return application


def own_facts(offering: Offering, person: PersonFacts) -> dict[str, Any]:
    edition = offering.assessment.qualification_profile
    condition = condition_named(person.condition, edition, offering.level)
    particulars = dict(person.particulars)
    if person.condition and not condition:
        particulars["condition"] = person.condition
    return {
        "condition": condition,
        "work_years": person.work_years,
        "lower_certificate_number": person.lower_certificate_number[:40],
        "remark": person.remark[:300],
        "particulars": particulars,
    }


def _write_subjects(application: Application, offering: Offering, subjects: Mapping[str, str] | None) -> None:
    announced = [row.subject for row in offering.subjects.all()]
    chosen = subjects if subjects is not None else dict.fromkeys(announced, Attempt.NEW)
    unknown = [subject for subject in chosen if subject not in announced]
    if unknown:
        raise Refused(ENTER, Reason("所选科目不在公告的科目之内", "R1.2", "请按公告的科目选择。", "subjects"))
    ApplicationSubject.objects.bulk_create(
        ApplicationSubject(application=application, subject=subject, attempt=chosen[subject])
        for subject in announced
        if subject in chosen
    )


@verb
def amend_application(
    *,
    application: Application,
    person: PersonFacts,
    actor: User,
    now: datetime,
    subjects: Mapping[str, str] | None = None,
) -> Application:
    """Correct a draft or a returned application. The identity number stays: another person is another application."""
    what = "不能更改报名信息"
    application = _locked(application)
    policies.can_act_for(actor, application).require()
    if application.state not in WITH_APPLICANT:
        text = f"报名现在的状态是“{application.get_state_display()}”，内容已锁定"
        raise Refused(what, Reason(text, "R2.1", "需要更改的，请审核人员先退回修改。"))
    verdict = candidates.require_person(person, now=now, what=what)
    if verdict.identity_number != application.candidate.identity_number:
        reason = Reason("证件号码与原报名不同", "R2.1", "为他人报名的，请另填一份报名。", "identity_number")
        raise Refused(what, reason)
    candidates.register_candidate(facts=person, actor=actor, now=now)
    values = own_facts(application.offering, person)
    Application.objects.filter(pk=application.pk, state__in=WITH_APPLICANT).update(**values)
    if subjects is not None:
        application.subjects.all().delete()
        _write_subjects(application, application.offering, subjects)
    audit.record(verb="application.amend", actor=actor, obj=application, now=now, facts={"fields": sorted(values)})
    application.refresh_from_db()
    return application


@verb
def choose_condition(*, application: Application, condition: str, actor: User, now: datetime) -> Application:
    """The desk names the condition that carries the application; the required papers follow from it (R2.1)."""
    what = "不能选定申报条件"
    application = _locked(application)
    policies.can_review(actor, application).require()
    if application.state not in (ApplicationState.DRAFT, ApplicationState.SUBMITTED):
        text = f"报名现在的状态是“{application.get_state_display()}”"
        raise Refused(what, Reason(text, "R2.1", "只在审核前选定。"))
    edition = application.offering.assessment.qualification_profile
    key = condition_named(condition, edition, application.offering.level)
    if not key:
        raise Refused(what, Reason("所选条件不属于这一等级", "R2.1", "请在列出的条件中选一条。", "condition"))
    Application.objects.filter(pk=application.pk).update(condition=key)
    application.condition = key
    audit.record(verb="application.amend", actor=actor, obj=application, now=now, facts={"condition": key})
    return application


def _locked(application: Application) -> Application:
    Application.objects.select_for_update().get(pk=application.pk)
    return selectors.whole().get(pk=application.pk)


@verb
def submit_application(*, application: Application, actor: User, now: datetime, declared: bool = True) -> Application:
    """Hand in a draft, or what was returned and has been corrected. Numbered at the first submission (R2.1)."""
    if not declared:
        reason = Reason("没有作出如实填报的承诺", "R2.5", "请阅读并勾选承诺后再提交。", "declared")
        raise Refused("不能提交报名", reason)
    if application.state == ApplicationState.RETURNED:
        return fire(
            application,
            workflow.RESUBMIT,
            actor=actor,
            now=now,
            changes={"submitted_at": now, "declared_at": now},
        )
    return _hand_in(application, workflow.SUBMIT, actor=actor, now=now)


def _hand_in(application: Application, transition: Any, *, actor: User | None, now: datetime) -> Application:
    """Offering, counter, application are locked in this order, as rosters do: the last place is given once.

    The offering is read anew under its lock: a supplement may have set a limit since the page was opened. NO KEY leaves
    those alone who only begin an application, whose new row refers to the offering.
    """
    offering = (
        Offering.objects.select_for_update(of=("self",), no_key=True)
        .select_related("occupation", "assessment")
        .get(pk=application.offering_id)
    )
    if offering.capacity is not None:
        taken = selectors.places_taken(offering)
        reasons = rules.capacity_reasons(capacity=offering.capacity, taken=taken, offering=str(offering))
        refuse_unless(f"不能{transition.label}", reasons)
    code = offering.assessment.code
    number = f"{code}-{numbering.take('application', code):04d}"
    return fire(
        application,
        transition,
        actor=actor,
        now=now,
        changes={"number": number, "submitted_at": now, "declared_at": now},
        facts={"number": number},
    )


@verb
def withdraw_application(*, application: Application, actor: User, now: datetime, reason: str = "") -> Application:
    """By the applicant, their group or the desk, as long as nothing is paid; the place becomes free."""
    changes = {"ended_at": now, "ended_by": actor, "ended_reason": reason.strip()[:300]}
    return fire(application, workflow.WITHDRAW, actor=actor, now=now, changes=changes, reason=reason)


@verb
def cancel_application(*, application: Application, actor: User, now: datetime, reason: str) -> Application:
    """Fraud costs the registration, whenever it comes to light (R2.5). Later stages read the state."""
    if not reason.strip():
        what = Reason("没有写明取消的理由和依据", "R2.5", "请写明查实的情况。", "reason")
        raise Refused("不能取消报名资格", what)
    changes = {"ended_at": now, "ended_by": actor, "ended_reason": reason.strip()[:300]}
    return fire(application, workflow.CANCEL, actor=actor, now=now, changes=changes, reason=reason)


def require_open(assessment_id: int, what: str) -> None:
    if RegistrationClosing.objects.filter(assessment=assessment_id).exists():
        raise Refused(what, Reason("本次报名已经校核结束", "R2.4"))


def require(actor: User | None, roles: tuple[str, ...], act: str, clause: str) -> None:
    """A right that hangs on the role alone, for verbs that are no transition."""
    decision = policies.has_role(actor, roles, act, clause)
    if not decision:
        raise NotPermitted(decision.reason, decision.clause)
