"""Supplements carried to the applicants, and what they answer (R1.1, R1.2)."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from announcements.enums import Purpose
from announcements.models import Announcement
from registration import policies, rules, supplements, workflow
from registration.enums import AnswerChannel, SupplementAnswer
from registration.models import Acknowledgement, Application, SupplementNotice
from registration.services.refunds import fall_due
from station import audit, clock, jobs, notifications, numbering
from station.enums import Role
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb
from station.workflow import fire

audit.register_verbs({"supplement.answer": "答复补充公告"})

Report = Callable[[int, int, str], None]
JOB = "registration.supplement"
BATCH = 100  # as many are told, or ended, within the publication itself; more by a job, a batch a transaction
WHAT = "不能登记对补充公告的答复"


# --- published ---------------------------------------------------------------------------------------------------------


def carry_to_applicants(supplement: Announcement, *, actor: User, now: datetime) -> None:
    """Runs inside the publication. Whom it concerns is fixed here; a crowd is told, or ended, by a job after it."""
    if supplement.assessment is None:
        return
    # Whoever is handing in at this very moment has read the old text: they are waited for, and concerned like the rest.
    numbering.hold("application", supplement.assessment.code)
    if supplement.purpose == Purpose.WITHDRAWAL:
        waiting = _still_in(supplement).count()
    else:
        concerned = supplements.concerned_by(supplement).values_list("pk", flat=True)
        rows = [SupplementNotice(application_id=pk, supplement=supplement, told_at=now) for pk in concerned]
        SupplementNotice.objects.bulk_create(rows, batch_size=500)
        waiting = len(rows)
    if waiting <= BATCH:
        carry_out(supplement, now=now)
        return
    jobs.enqueue(
        kind=JOB,
        title=f"{supplement.title}：通知 {waiting} 名申报人",
        parameters={"supplement": supplement.pk},
        actor=actor,
        now=now,
        scope=supplement.audit_scope,
    )


def carry_out(supplement: Announcement, *, now: datetime, report: Report | None = None) -> int:
    """Tell everybody concerned; after a withdrawal end every application. Safe to run again: each exactly once."""
    act = _end_batch if supplement.purpose == Purpose.WITHDRAWAL else _tell_batch
    rows = _still_in(supplement) if supplement.purpose == Purpose.WITHDRAWAL else _told(supplement)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        act(supplement, keys[start : start + BATCH], now)
        if report:
            report(min(start + BATCH, len(keys)), len(keys), "正在通知申报人")
    return len(keys)


def _still_in(supplement: Announcement) -> QuerySet[Application]:
    return Application.objects.filter(offering__assessment=supplement.assessment_id, state__in=supplements.LIVE)


def _told(supplement: Announcement) -> QuerySet[Application]:
    return Application.objects.filter(supplement_notices__supplement=supplement)


@verb
def _tell_batch(supplement: Announcement, keys: list[int], now: datetime) -> None:
    text = f"补充公告“{supplement.title}”（{supplement.number}）涉及您的报名，请阅读后答复：继续参加，或者退出报名。"
    applications = list(_loaded(keys))
    for application in applications:
        _notify_applicant(application, supplement, text, "my_supplement", now)
    _notify_contacts(applications, supplement, now)


@verb
def _end_batch(supplement: Announcement, keys: list[int], now: datetime) -> None:
    """Each application under its own lock: one that was withdrawn a moment before is passed over."""
    locked = Application.objects.select_for_update().filter(pk__in=keys, state__in=supplements.LIVE)
    standing = set(locked.values_list("pk", flat=True))
    applications = [each for each in _loaded(keys) if each.pk in standing]
    reason = f"本次鉴定已撤销（{supplement.number}）"
    for application in applications:
        changes = {"ended_at": now, "ended_by": supplement.published_by, "ended_reason": reason}
        fire(application, workflow.END, actor=supplement.published_by, now=now, changes=changes, reason=reason)
        refund = fall_due(
            application=application, supplement=supplement, reason=reason, actor=supplement.published_by, now=now
        )
        text = f"{supplement.title}（{supplement.number}）：本次鉴定撤销，您的报名随之终止。"
        text += f"已缴的 {refund.amount} 元全额退还，退费单 {refund.number}。" if refund else ""
        _notify_applicant(application, supplement, text, "my_application", now)
    _notify_contacts(applications, supplement, now)


def _loaded(keys: list[int]) -> QuerySet[Application]:
    rows = Application.objects.select_related("candidate__user", "entered_by", "offering__assessment")
    return rows.filter(pk__in=keys).order_by("pk")


def _notify_applicant(application: Application, supplement: Announcement, text: str, page: str, now: datetime) -> None:
    user = application.candidate.user
    if user is None:
        return
    keys = [application.public_id, supplement.public_id] if page == "my_supplement" else [application.public_id]
    notifications.notify(
        [user],
        kind="supplement",
        text=text,
        now=now,
        url=reverse(f"registration:{page}", args=keys),
        scope=application.audit_scope,
        key=f"supplement:{supplement.public_id}:{application.public_id}",
    )


def _notify_contacts(applications: Iterable[Application], supplement: Announcement, now: datetime) -> None:
    """A group's contact is told once, however many of their people it concerns."""
    contacts = {each.entered_by for each in applications if each.entered_by_id and each.channel == "import"}
    notifications.notify(
        sorted((user for user in contacts if user and user.has_role(Role.GROUP_CONTACT)), key=lambda user: user.pk),
        kind="supplement",
        text=f"补充公告“{supplement.title}”（{supplement.number}）涉及您单位报名的人员，请查看。",
        now=now,
        url=reverse("registration:group_assessment", args=[supplement.assessment.public_id]),  # type: ignore[union-attr]
        scope=supplement.audit_scope,
        key=f"supplement:{supplement.public_id}:contact",
    )


# --- answered ----------------------------------------------------------------------------------------------------------


@verb
def answer_supplement(
    *, application: Application, supplement: Announcement, answer: str, channel: str, actor: User, now: datetime
) -> Acknowledgement:
    """One answer to one supplement; whoever leaves after another day was set gets back what they paid, whole."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if answer not in SupplementAnswer.values or channel not in AnswerChannel.values:
        raise Refused(WHAT, Reason("没有选择答复", "R1.2", "请选择“已知悉，继续参加”或者“退出报名”。", "answer"))
    policies.can_answer(actor, locked, channel, answer).require()
    reasons = _answer_reasons(locked, supplement, answer, now)
    if reasons:
        raise Refused(WHAT, *reasons)
    row = Acknowledgement.objects.create(
        application=locked, supplement=supplement, answer=answer, channel=channel, by=actor, at=now
    )
    facts = {"supplement": supplement.number, "answer": answer, "channel": channel}
    audit.record(verb="supplement.answer", actor=actor, obj=locked, now=now, facts=facts)
    if answer == SupplementAnswer.WITHDRAWN:
        _leave(locked, supplement, actor, now)
    application.refresh_from_db()
    return row


def _leave(application: Application, supplement: Announcement, actor: User, now: datetime) -> None:
    reason = f"因补充公告“{supplement.title}”（{supplement.number}）退出"
    changes = {"ended_at": now, "ended_by": actor, "ended_reason": reason[:300]}
    fire(application, workflow.LEAVE, actor=actor, now=now, changes=changes, reason=reason)
    if rules.may_leave_with_refund(supplement.purpose):
        fall_due(application=application, supplement=supplement, reason=reason, actor=actor, now=now)


def _answer_reasons(application: Application, supplement: Announcement, answer: str, now: datetime) -> list[Reason]:
    if gone := rules.withdrawn_reasons(application.offering.assessment.withdrawn_at):
        return gone
    given = Acknowledgement.objects.filter(application=application, supplement=supplement).first()
    if given is not None:
        text = f"对这份补充公告已经答复“{given.get_answer_display()}”"
        return [Reason(text, "R1.2", "答复一次有效；情况有变的，请到报名窗口说明。")]
    if not SupplementNotice.objects.filter(application=application, supplement=supplement).exists():
        return [Reason("这份补充公告不涉及这份报名，不必答复", "R1.2")]
    if application.state not in supplements.ANSWERING:
        text = f"报名现在的状态是“{application.get_state_display()}”"
        return [Reason(text, "R1.2", "已经结束的报名不必答复。")]
    if answer == SupplementAnswer.WITHDRAWN and clock.local_date(now) >= application.offering.assessment.exam_date:
        return [Reason("鉴定已经开始，不再办理退出", "R1.2", "没有参加的按缺考记录；有特殊情况的，请到报名窗口说明。")]
    if answer == SupplementAnswer.WITHDRAWN and not may_leave(application, supplement, now):
        text = "这份补充公告没有变更鉴定日期，已缴费的报名不因它退出"
        return [Reason(text, "R1.2", "不能参加的，请到报名窗口说明情况。")]
    return []


def may_leave(application: Application, supplement: Announcement, now: datetime) -> bool:
    """Until the exam day: after another day was set everybody; after any other supplement as long as nothing is paid."""
    if clock.local_date(now) >= application.offering.assessment.exam_date:
        return False
    return rules.may_leave_with_refund(supplement.purpose) or application.state != "paid"


@verb
def note_for_many(
    *, applications: Iterable[Application], supplement: Announcement, channel: str, actor: User, now: datetime
) -> int:
    """已知悉 for several at once: a class whose contact told them, a list read out on the telephone.

    Who has answered meanwhile is passed over. Returns how many answers were recorded.
    """
    recorded = 0
    for application in applications:
        if Acknowledgement.objects.filter(application=application, supplement=supplement).exists():
            continue
        answer_supplement(
            application=application,
            supplement=supplement,
            answer=SupplementAnswer.TAKEN_NOTE,
            channel=channel,
            actor=actor,
            now=now,
        )
        recorded += 1
    return recorded
