"""The life of an application, as a table a clerk could read (R2.1 to R2.5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from announcements.enums import Audience
from registration import policies, pricing, retakes, rules, selectors, supplements
from registration.enums import ApplicationState as State
from registration.enums import RefundState
from registration.models import Application, Payment, Refund, RegistrationClosing
from station import clock, profile
from station.enums import Role
from station.models import User
from station.refusals import ALLOWED, Decision, Reason, denied
from station.workflow import Transition, Workflow


def not_closed(application: Application, **_: Any) -> list[Reason]:
    """After the signed closing nobody is added any more (R2.4)."""
    if RegistrationClosing.objects.filter(assessment=application.offering.assessment_id).exists():
        return [Reason("本次报名已经校核结束", "R2.4", "此后的变动只能按取消报名资格办理。")]
    return []


def not_called_off(application: Application, **_: Any) -> list[Reason]:
    return rules.withdrawn_reasons(application.offering.assessment.withdrawn_at)


def supplements_answered(application: Application, *, actor: User | None, **_: Any) -> list[Reason]:
    """Whoever applied under another text says first whether that stands (R1.2)."""
    return supplements.unanswered_reasons(application, actor=actor)


def in_window(application: Application, *, now: datetime, **_: Any) -> list[Reason]:
    assessment = application.offering.assessment
    return rules.window_reasons(
        announced_at=assessment.announced_at,
        opens=assessment.registration_from,
        closes=assessment.registration_until,
        now=now,
    )


def in_correction_time(application: Application, *, now: datetime, **_: Any) -> list[Reason]:
    closes = application.offering.assessment.registration_until
    return rules.correction_reasons(closes=closes, correct_until=application.correct_until, now=now)


def in_scope(application: Application, **_: Any) -> list[Reason]:
    assessment = application.offering.assessment
    return rules.scope_reasons(
        for_institution=assessment.audience == Audience.INSTITUTION,
        scope=assessment.scope,
        employer=application.candidate.employer,
        institution=profile.value("scope.institution_names"),
    )


def has_subjects(application: Application, **_: Any) -> list[Reason]:
    if application.subjects.exists():
        return []
    return [Reason("没有选择报考科目", "R1.2", "请至少选择一个科目。", "subjects")]


def subjects_go_together(application: Application, **_: Any) -> list[Reason]:
    """新考 or 补考; what is not sat must have been passed, and count on the day of the exam (spec 3)."""
    return retakes.reasons_at_submission(application)


def results_kept(application: Application, **_: Any) -> list[Reason]:
    """Asked again at review: meanwhile another day may have been set."""
    return retakes.reasons_at_review(application)


def originals_sighted(application: Application, **_: Any) -> list[Reason]:
    return rules.sighting_reasons(
        required=selectors.required_materials(application), sighted=selectors.sighted_kinds(application)
    )


def can_be_charged(application: Application, *, now: datetime, **_: Any) -> list[Reason]:
    """Accepted means charged by the standard in force: without one nobody can be accepted (R2.3)."""
    standard = selectors.fee_standard_in_force(clock.local_date(now))
    if standard is None:
        return [Reason("今天没有有效的收费标准", "R2.3", "请会计或所长先登记有依据的收费标准。")]
    subjects = [each.subject for each in application.subjects.all()]
    return pricing.pricing_reasons(
        selectors.priced_items(standard), level=application.offering.level, subjects=subjects
    )


def receipt_issued(application: Application, **_: Any) -> list[Reason]:
    """No receipt, no 已缴费 (R2.3)."""
    if Payment.objects.filter(charge__application=application).exists():
        return []
    return [Reason("没有开具票据的收款记录", "R2.3", "请由收费员收款并开具票据。")]


def not_the_approver(actor: User, refund: Refund) -> Decision:
    if refund.approved_by_id == actor.pk:
        return denied("批准退费的人不得经办退费，请由另一名收费员办理", "R2.3")
    return ALLOWED


def may_cancel(actor: User, application: Application) -> Decision:
    return policies.has_role(actor, policies.CANCELLERS, "取消报名资格", "R2.5")


APPLICATION = Workflow()

SUBMIT = APPLICATION.add(
    Transition(
        verb="application.submit",
        label="提交报名",
        sources=(State.DRAFT,),
        target=State.SUBMITTED,
        who=policies.can_act_for,
        guards=(not_called_off, not_closed, in_window, in_scope, has_subjects, subjects_go_together),
        clause="R2.1",
    )
)
# Rows of a roster: the import itself is asked for the right and the window; the console has no actor.
TAKE_IN = APPLICATION.add(
    Transition(
        verb="application.take_in",
        label="集体导入报名",
        sources=(State.DRAFT,),
        target=State.SUBMITTED,
        guards=(not_called_off,),
        clause="R2.1",
    )
)
RESUBMIT = APPLICATION.add(
    Transition(
        verb="application.resubmit",
        label="补正后重新提交",
        sources=(State.RETURNED,),
        target=State.SUBMITTED,
        who=policies.can_act_for,
        guards=(
            not_called_off,
            not_closed,
            in_correction_time,
            in_scope,
            has_subjects,
            subjects_go_together,
            supplements_answered,
        ),
        clause="R2.1",
    )
)
ACCEPT = APPLICATION.add(
    Transition(
        verb="application.accept",
        label="审核通过",
        sources=(State.SUBMITTED,),
        target=State.ACCEPTED,
        roles=policies.REVIEWERS,
        who=policies.can_review,
        guards=(not_called_off, not_closed, results_kept, originals_sighted, can_be_charged),
        clause="R2.1",
    )
)
RETURN = APPLICATION.add(
    Transition(
        verb="application.return",
        label="退回修改",
        sources=(State.SUBMITTED,),
        target=State.RETURNED,
        roles=policies.REVIEWERS,
        who=policies.can_review,
        guards=(not_called_off, not_closed),
        clause="R2.1",
    )
)
REFUSE = APPLICATION.add(
    Transition(
        verb="application.refuse",
        label="审核不通过",
        sources=(State.SUBMITTED,),
        target=State.REFUSED,
        roles=policies.REVIEWERS,
        who=policies.can_review,
        guards=(not_called_off, not_closed),
        clause="R2.1",
    )
)
PAY = APPLICATION.add(
    Transition(
        verb="application.pay",
        label="收款开票",
        sources=(State.ACCEPTED,),
        target=State.PAID,
        roles=(Role.CASHIER,),
        guards=(not_called_off, not_closed, supplements_answered, receipt_issued),
        clause="R2.3",
    )
)
WITHDRAW = APPLICATION.add(
    Transition(
        verb="application.withdraw",
        label="撤回报名",
        sources=(State.DRAFT, State.SUBMITTED, State.RETURNED, State.ACCEPTED),
        target=State.WITHDRAWN,
        who=policies.can_act_for,
        guards=(not_closed,),
        clause="R2.1",
    )
)
CANCEL = APPLICATION.add(
    Transition(
        verb="application.cancel",
        label="取消报名资格",
        sources=(State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.PAID),
        target=State.CANCELLED,
        who=may_cancel,
        clause="R2.5",
    )
)
# The right to leave hangs on the supplement, and is asked by the verb that records the answer. After the closing too.
LEAVE = APPLICATION.add(
    Transition(
        verb="application.leave",
        label="因补充公告退出报名",
        sources=(State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.PAID),
        target=State.WITHDRAWN,
        who=policies.can_act_for,
        clause="R1.2",
    )
)
# The withdrawal of the assessment does it, whoever published that: by a job where there are many.
END = APPLICATION.add(
    Transition(
        verb="application.end",
        label="因鉴定撤销终止报名",
        sources=(State.DRAFT, State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.PAID),
        target=State.WITHDRAWN,
        clause="R1.2",
    )
)

REFUND = Workflow()

PAY_OUT = REFUND.add(
    Transition(
        verb="refund.pay_out",
        label="办理退费",
        sources=(RefundState.DUE,),
        target=RefundState.PAID,
        roles=(Role.CASHIER,),
        who=not_the_approver,
        clause="R2.3",
    )
)

# What each decision is called in lists of buttons, in the order of the review desk.
DECISIONS: Mapping[str, Transition] = {"accept": ACCEPT, "return": RETURN, "refuse": REFUSE}
