"""Review, approval, publication, and the ways back (R1.3); what publication freezes (R1.2)."""

import hashlib
from datetime import datetime

from django.urls import reverse

from announcements import amending, texts, workflow
from announcements.enums import AnnouncementKind, AnnouncementState, Purpose
from announcements.models import Announcement, AnnualPlan, Assessment, Opinion, PlannedAssessment
from announcements.prose import tidy
from announcements.services import supplements
from station import chain, clock, documents, notifications, numbering, profile
from station.enums import Role
from station.models import Document, User
from station.refusals import NotPermitted, Reason, Refused
from station.verbs import verb
from station.workflow import Transition, fire, refusals

DOCUMENT_KINDS = {
    AnnouncementKind.ANNUAL: "annual_announcement",
    AnnouncementKind.ASSESSMENT: "assessment_announcement",
    AnnouncementKind.SUPPLEMENT: "supplement",
}


@verb
def submit_announcement(*, announcement: Announcement, actor: User, now: datetime) -> Announcement:
    fire(announcement, workflow.SUBMIT, actor=actor, now=now)
    _tell(announcement, workflow.REVIEWERS, "请审核", actor, now)
    return announcement


@verb
def review_announcement(*, announcement: Announcement, actor: User, now: datetime, opinion: str = "") -> Announcement:
    fire(announcement, workflow.REVIEW, actor=actor, now=now, changes={"reviewed_by": actor, "reviewed_at": now})
    _sign(announcement, "审核", Opinion.Outcome.AGREED, opinion, actor, now)
    _tell(announcement, (Role.DIRECTOR,), "请批准", actor, now)
    return announcement


@verb
def approve_announcement(*, announcement: Announcement, actor: User, now: datetime, opinion: str = "") -> Announcement:
    fire(announcement, workflow.APPROVE, actor=actor, now=now, changes={"approved_by": actor, "approved_at": now})
    _sign(announcement, "批准", Opinion.Outcome.AGREED, opinion, actor, now)
    _tell_drafter(announcement, "已批准，可以发布", actor, now)
    return announcement


@verb
def return_announcement(*, announcement: Announcement, actor: User, now: datetime, opinion: str) -> Announcement:
    """Back to the drafter, with the reason; review and approval begin anew."""
    if not tidy(opinion):
        remedy = "请写明要改什么。"
        raise Refused("不能退回修改", Reason("没有写明退回的理由", "R1.3", remedy, field="opinion"))
    fire(announcement, workflow.RETURN, actor=actor, now=now, changes=_unsigned(), reason=tidy(opinion))
    _sign(announcement, "退回", Opinion.Outcome.RETURNED, opinion, actor, now)
    _tell_drafter(announcement, "已退回修改", actor, now)
    return announcement


@verb
def recall_announcement(*, announcement: Announcement, actor: User, now: datetime) -> Announcement:
    return fire(announcement, workflow.RECALL, actor=actor, now=now, changes=_unsigned())


@verb
def discard_announcement(*, announcement: Announcement, actor: User, now: datetime, reason: str) -> Announcement:
    """Put a draft away for good, with the reason. What it would have announced may be drafted anew."""
    if not tidy(reason):
        what = "不能作废草稿"
        raise Refused(what, Reason("没有写明作废的理由", "R1.3", "请写明为什么作废。", field="reason"))
    fire(announcement, workflow.DISCARD, actor=actor, now=now, reason=tidy(reason))
    announcement.planned_assessments_added.filter(announced_at=None).update(added_by_supplement=None)
    _sign(announcement, "作废", Opinion.Outcome.DISCARDED, reason, actor, now)
    _tell_drafter(announcement, "已作废", actor, now)
    return announcement


@verb
def publish_announcement(*, announcement: Announcement, actor: User, now: datetime) -> Announcement:
    """Number it, freeze its text, print it, and freeze with it what it names (R1.1, R1.2)."""
    locked = _lock(announcement)
    _require(locked, workflow.PUBLISH, actor, now)
    number = _number(now)
    content = texts.content_of(locked, number=number, published_on=clock.local_date(now))
    document = _print(locked, content, actor, now)
    fire(
        announcement,
        workflow.PUBLISH,
        actor=actor,
        now=now,
        changes={
            "published_by": actor,
            "published_at": now,
            "number": number,
            "content": content,
            "sha256": hashlib.sha256(chain.canonical(content)).hexdigest(),
            "document": document,
        },
        facts={"number": number, "document": document.serial},
    )
    _freeze_what_it_names(locked, now)
    if locked.kind == AnnouncementKind.SUPPLEMENT:
        _put_into_force(locked, actor, now)
    notifications.notify(
        notifications.holders_of(Role.REGISTRATION_OFFICER, Role.EXAM_AFFAIRS_OFFICER),
        kind="announcement.published",
        text=f"{locked.title}（{number}）已发布",
        url=reverse("announcements:announcement_detail", args=[locked.public_id]),
        scope=locked.audit_scope,
        now=now,
    )
    return announcement


def _lock(announcement: Announcement) -> Announcement:
    """What it speaks of first, then itself: so publications, and changes at the desk, never wait for each other in a ring."""
    if announcement.assessment_id:
        Assessment.objects.select_for_update().get(pk=announcement.assessment_id)
    elif announcement.plan_id:
        AnnualPlan.objects.select_for_update().get(pk=announcement.plan_id)
    return Announcement.objects.select_for_update().get(pk=announcement.pk)


def _put_into_force(supplement: Announcement, actor: User, now: datetime) -> None:
    """Amend the rows, withdraw what is withdrawn, and let later stages do their part, all in this transaction."""
    supplements.apply(supplement, now=now)
    if supplement.purpose == Purpose.WITHDRAWAL and supplement.assessment_id:
        original = supplement.amends.document  # type: ignore[union-attr]
        assert original is not None
        documents.withdraw(document=original, reason=f"{supplement.number}撤销", actor=actor, now=now)
    # Later stages read the rows as they are now, not as this transaction found them.
    amending.run_effects(Announcement.objects.get(pk=supplement.pk), actor=actor, now=now)


def _require(announcement: Announcement, transition: Transition, actor: User, now: datetime) -> None:
    """Ask before numbering and printing: a refusal afterwards would leave a file without a row behind."""
    decision = transition.may(actor, announcement)
    if not decision:
        raise NotPermitted(decision.reason, decision.clause)
    if announcement.state == AnnouncementState.APPROVED:
        reasons = refusals(announcement, transition, actor=actor, now=now) or _out_of_order(announcement, now)
        if reasons:
            raise Refused(f"不能{transition.label}", *reasons)
    else:
        text = f"“{announcement}”现在的状态是“{announcement.get_state_display()}”"
        raise Refused(f"不能{transition.label}", Reason(text, "R1.3", "经审核、批准以后才能发布。"))


def _out_of_order(announcement: Announcement, now: datetime) -> list[Reason]:
    """Two at once: who waited for the lock comes with an older moment than the one that stands."""
    siblings = Announcement.objects.filter(amends_id=announcement.amends_id, published_at__gt=now)
    if announcement.amends_id is None or not siblings.exists():
        return []
    return [Reason("刚才已有另一份补充公告发布", "R1.3", "请核对现行内容后再发布。")]


def _number(now: datetime) -> str:
    year = clock.local_date(now).year
    pattern = str(profile.value("announcement.number_format", on=clock.local_date(now)))
    return pattern.format(year=year, sequence=numbering.take("announcement", year))


def _print(announcement: Announcement, content: dict[str, object], actor: User, now: datetime) -> Document:
    return documents.issue(
        kind=DOCUMENT_KINDS[AnnouncementKind(announcement.kind)],
        title=announcement.title,
        facts=content,
        actor=actor,
        now=now,
        scope=announcement.audit_scope,
    )


def _freeze_what_it_names(announcement: Announcement, now: datetime) -> None:
    if announcement.kind == AnnouncementKind.ASSESSMENT and announcement.assessment is not None:
        announcement.assessment.announced_at = now
        announcement.assessment.save(update_fields=["announced_at"])
        return
    named = (
        PlannedAssessment.objects.filter(plan=announcement.plan, added_by_supplement=None)
        if announcement.kind == AnnouncementKind.ANNUAL
        else PlannedAssessment.objects.filter(added_by_supplement=announcement)
    )
    named.filter(announced_at=None).update(announced_at=now)


def _unsigned() -> dict[str, None]:
    return {"reviewed_by": None, "reviewed_at": None, "approved_by": None, "approved_at": None}


def _sign(announcement: Announcement, step: str, outcome: str, text: str, actor: User, now: datetime) -> None:
    Opinion.objects.create(
        announcement=announcement, step=step, outcome=outcome, text=tidy(text)[:300], by=actor, at=now
    )


def _tell(announcement: Announcement, roles: tuple[Role, ...], what: str, actor: User, now: datetime) -> None:
    involved = {announcement.drafted_by_id, announcement.reviewed_by_id, actor.pk}
    recipients = [user for user in notifications.holders_of(*roles) if user.pk not in involved]
    _notify(announcement, recipients, what, now)


def _tell_drafter(announcement: Announcement, what: str, actor: User, now: datetime) -> None:
    if announcement.drafted_by_id != actor.pk:
        _notify(announcement, [announcement.drafted_by], what, now)


def _notify(announcement: Announcement, recipients: list[User], what: str, now: datetime) -> None:
    notifications.notify(
        recipients,
        kind="announcement.step",
        text=f"{announcement.title}：{what}",
        url=reverse("announcements:announcement_desk", args=[announcement.public_id]),
        scope=announcement.audit_scope,
        now=now,
    )
