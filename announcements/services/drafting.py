"""Drafts of the annual announcement and of an assessment's (R1.1, R1.2). Supplements stand beside, in supplements.py."""

from datetime import datetime

from announcements import policies
from announcements.enums import AnnouncementKind, AnnouncementState
from announcements.models import Announcement, AnnualPlan, Assessment
from announcements.services.saving import save_checked
from station import audit
from station.identifiers import new_public_id
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"announcement.draft": "起草公告", "announcement.edit": "修改公告草稿"})


@verb
def draft_annual_announcement(*, plan: AnnualPlan, actor: User, now: datetime) -> Announcement:
    what = "不能起草年度公告"
    policies.can_prepare(actor).require()
    locked = AnnualPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.announcements.filter(kind=AnnouncementKind.ANNUAL).exclude(state=AnnouncementState.DISCARDED).exists():
        raise Refused(what, Reason(f"{locked.year}年度公告已经有了", "R1.1", "调整请起草补充公告。"))
    announcement = Announcement(kind=AnnouncementKind.ANNUAL, plan=locked, title=f"{locked.year}年度职业技能鉴定公告")
    return write_draft(announcement, what, actor, now)


@verb
def draft_assessment_announcement(*, assessment: Assessment, actor: User, now: datetime) -> Announcement:
    what = "不能起草鉴定公告"
    policies.can_prepare(actor).require()
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.withdrawn_at is not None:
        raise Refused(what, Reason("这次鉴定已经撤销", "R1.2", "另行组织的，请建立新的鉴定批次。"))
    if (
        locked.announcements.filter(kind=AnnouncementKind.ASSESSMENT)
        .exclude(state=AnnouncementState.DISCARDED)
        .exists()
    ):
        raise Refused(what, Reason("这次鉴定的公告已经起草", "R1.2", "每次鉴定一份公告；更正请起草补充公告。"))
    announcement = Announcement(
        kind=AnnouncementKind.ASSESSMENT, assessment=locked, title=f"关于开展{locked.title}的公告"
    )
    return write_draft(announcement, what, actor, now)


def write_draft(announcement: Announcement, what: str, actor: User, now: datetime) -> Announcement:
    announcement.public_id = new_public_id()
    announcement.drafted_by = actor
    announcement.drafted_at = now
    save_checked(announcement, what)
    audit.record(verb="announcement.draft", actor=actor, obj=announcement, now=now, facts={"kind": announcement.kind})
    return announcement
