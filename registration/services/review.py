"""The review desk decides: accept, return for correction, refuse (R2.1). Accepting makes the charge (R2.3)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from registration import workflow
from registration.models import Application
from registration.services.fees import make_charge
from station import notifications
from station.enums import Role
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb
from station.workflow import fire


@verb
def accept_application(*, application: Application, actor: User, now: datetime, opinion: str = "") -> Application:
    """Every required original sighted; what is owed follows from the fee standard in force (R2.1, R2.3)."""
    _decide(application, workflow.ACCEPT, actor=actor, now=now, opinion=opinion)
    make_charge(application=application, actor=actor, now=now)
    _tell(application, "审核通过，请按收费标准缴费。", now)
    return application


@verb
def return_application(
    *, application: Application, actor: User, now: datetime, reason: str, until: datetime | None = None
) -> Application:
    """Back for correction, saying what. `until` lets this one person correct after the window has ended."""
    _require_reason(reason, "不能退回修改")
    if until is not None and until <= now:
        raise Refused("不能退回修改", Reason("补正期限须在现在之后", "R2.1", "请改为以后的日期。", "until"))
    _decide(application, workflow.RETURN, actor=actor, now=now, opinion=reason, correct_until=until)
    _tell(application, f"退回修改：{reason}", now)
    return application


@verb
def refuse_application(*, application: Application, actor: User, now: datetime, reason: str) -> Application:
    """Not eligible, with the reason in words the applicant understands."""
    _require_reason(reason, "不能作出审核不通过的结论")
    _decide(application, workflow.REFUSE, actor=actor, now=now, opinion=reason)
    _tell(application, f"审核不通过：{reason}", now)
    return application


def _require_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise Refused(what, Reason("没有写明理由", "R2.1", "请写明缺什么、依据哪一条、怎样补正。", "reason"))


def _decide(
    application: Application,
    transition: object,
    *,
    actor: User,
    now: datetime,
    opinion: str,
    correct_until: datetime | None = None,
) -> None:
    changes = {
        "decided_at": now,
        "decided_by": actor,
        "decision_reason": opinion.strip()[:300],
        "correct_until": correct_until,
    }
    fire(application, transition, actor=actor, now=now, changes=changes, reason=opinion)  # type: ignore[arg-type]


def _tell(application: Application, text: str, now: datetime) -> None:
    """The applicant, and the group contact who entered them; each is led to their own page of it."""
    for user, page in _concerned(application):
        notifications.notify(
            [user],
            kind="application",
            text=f"{application.candidate.name}报考{application.offering}：{text}",
            now=now,
            url=reverse(f"registration:{page}", args=[application.public_id]),
            scope=application.audit_scope,
        )


def _concerned(application: Application) -> Iterator[tuple[User, str]]:
    applicant, contact = application.candidate.user, application.entered_by
    if applicant is not None:
        yield applicant, "my_application"
    if contact is not None and contact != applicant and contact.has_role(Role.GROUP_CONTACT):
        yield contact, "group_application"
