"""Drafts: the annual announcement, an assessment's announcement, supplements that stand beside them (R1.1, R1.2)."""

from collections.abc import Sequence
from datetime import datetime

from announcements import policies
from announcements.enums import AnnouncementKind, AnnouncementState, Purpose
from announcements.models import Announcement, AnnualPlan, Assessment, PlannedAssessment
from announcements.services.saving import save_checked
from station import audit
from station.identifiers import new_public_id
from station.models import User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb

audit.register_verbs({"announcement.draft": "起草公告", "announcement.edit": "修改公告草稿"})


@verb
def draft_annual_announcement(*, plan: AnnualPlan, actor: User, now: datetime) -> Announcement:
    what = "不能起草年度公告"
    policies.can_prepare(actor).require()
    locked = AnnualPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.announcements.filter(kind=AnnouncementKind.ANNUAL).exists():
        raise Refused(what, Reason(f"{locked.year}年度公告已经有了", "R1.1", "调整请起草补充公告。"))
    announcement = Announcement(kind=AnnouncementKind.ANNUAL, plan=locked, title=f"{locked.year}年度职业技能鉴定公告")
    return _draft(announcement, what, actor, now)


@verb
def draft_assessment_announcement(*, assessment: Assessment, actor: User, now: datetime) -> Announcement:
    what = "不能起草鉴定公告"
    policies.can_prepare(actor).require()
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.announcements.filter(kind=AnnouncementKind.ASSESSMENT).exists():
        raise Refused(what, Reason("这次鉴定的公告已经起草", "R1.2", "每次鉴定一份公告；更正请起草补充公告。"))
    announcement = Announcement(
        kind=AnnouncementKind.ASSESSMENT, assessment=locked, title=f"关于开展{locked.title}的公告"
    )
    return _draft(announcement, what, actor, now)


@verb
def draft_supplement(
    *,
    amends: Announcement,
    title: str,
    changes: str,
    actor: User,
    now: datetime,
    adds: Sequence[PlannedAssessment] = (),
    purpose: str = Purpose.ADDITION,
) -> Announcement:
    """A supplement to a published announcement. Supplements of supplements hang on the first one, beside each other."""
    what = "不能起草补充公告"
    policies.can_prepare(actor).require()
    original = amends.amends or amends
    if original.state != AnnouncementState.PUBLISHED:
        remedy = "没有发布的公告可以直接修改。"
        raise Refused(what, Reason("所补充的公告还没有发布", "R1.2", remedy))
    announcement = Announcement(
        kind=AnnouncementKind.SUPPLEMENT,
        amends=original,
        plan=original.plan,
        assessment=original.assessment,
        title=title,
        purpose=purpose,
        changes=changes,
    )
    drafted = _draft(announcement, what, actor, now)
    _name_lines(drafted, adds, what)
    return drafted


@verb
def edit_supplement(
    *,
    announcement: Announcement,
    title: str,
    changes: str,
    actor: User,
    now: datetime,
    adds: Sequence[PlannedAssessment] = (),
) -> Announcement:
    what = "不能修改补充公告"
    policies.can_prepare(actor).require()
    locked = Announcement.objects.select_for_update(of=("self",)).select_related("amends").get(pk=announcement.pk)
    if locked.kind != AnnouncementKind.SUPPLEMENT or locked.state != AnnouncementState.DRAFT:
        label = locked.get_state_display()
        raise Refused(what, Reason(f"“{locked}”现在的状态是“{label}”", "R1.3", "退回或收回以后才能修改。"))
    locked.title, locked.changes = title, changes
    save_checked(locked, what)
    locked.planned_assessments_added.update(added_by_supplement=None)
    _name_lines(locked, adds, what)
    audit.record(verb="announcement.edit", actor=actor, obj=locked, now=now)
    return locked


def _draft(announcement: Announcement, what: str, actor: User, now: datetime) -> Announcement:
    announcement.public_id = new_public_id()
    announcement.drafted_by = actor
    announcement.drafted_at = now
    save_checked(announcement, what)
    audit.record(verb="announcement.draft", actor=actor, obj=announcement, now=now, facts={"kind": announcement.kind})
    return announcement


def _name_lines(supplement: Announcement, adds: Sequence[PlannedAssessment], what: str) -> None:
    """R1.1: the lines that this supplement adds to the annual announcement."""
    if not adds:
        return
    rows = PlannedAssessment.objects.select_for_update().filter(pk__in=[line.pk for line in adds])
    reasons = []
    for line in rows.order_by("sequence"):
        if supplement.amends is None or line.plan_id != supplement.amends.plan_id:
            reasons.append(Reason(f"{line}不属于所补充的年度公告", "R1.1", "请补充它所在年度的公告。", field="adds"))
        elif line.announced_at is not None:
            reasons.append(Reason(f"{line}已经公布", "R1.1", field="adds"))
        elif line.added_by_supplement_id not in (None, supplement.pk):
            reasons.append(Reason(f"{line}已列入另一份补充公告", "R1.1", field="adds"))
    refuse_unless(what, reasons)
    rows.update(added_by_supplement=supplement)
