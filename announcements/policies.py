"""Who may prepare what, as predicates with their reasons; what is visible stands in selectors."""

from announcements.enums import AnnouncementState
from announcements.models import Announcement, AnnualPlan, Assessment, PlannedAssessment
from announcements.selectors import announcement_of, annual_announcement_of
from announcements.workflow import DRAFTERS
from station.enums import Role
from station.models import User
from station.refusals import ALLOWED, Decision, Reason, denied

ENQUIRY_ROLES = (
    Role.ANNOUNCEMENT_OFFICER,
    Role.REGISTRATION_OFFICER,
    Role.EXAM_AFFAIRS_OFFICER,
    Role.DIRECTOR,
)
PUBLICITY_ROLES = (Role.ANNOUNCEMENT_OFFICER, Role.REGISTRATION_OFFICER, Role.DIRECTOR)


def _of_roles(user: User, roles: tuple[Role, ...], what: str, clause: str) -> Decision:
    if user.has_role(*roles):
        return ALLOWED
    return denied(f"{what}须由{'、'.join(role.label for role in roles)}办理", clause)


def can_prepare(user: User) -> Decision:
    """Plans, assessments and drafts."""
    return _of_roles(user, DRAFTERS, "拟订计划和公告", "R1.3")


def may_write(user: User, announcement: Announcement | None) -> Decision:
    """A draft is its drafter's, and so is what it will announce. Whoever could write in it and approve it afterwards would
    be two of the three people that R1.3 asks for."""
    if announcement is None or announcement.state != AnnouncementState.DRAFT or announcement.drafted_by_id == user.pk:
        return ALLOWED
    who = announcement.drafted_by.name
    return denied(f"公告草稿由{who}拟稿，内容须由拟稿人修改；换人拟稿的，请先由{who}或所长作废这份草稿", "R1.3")


def may_write_assessment(user: User, assessment: Assessment) -> Decision:
    return can_prepare(user) and may_write(user, announcement_of(assessment))


def may_edit(user: User, assessment: Assessment) -> bool:
    return bool(may_write_assessment(user, assessment)) and not against_editing(assessment)


def may_write_plan(user: User, plan: AnnualPlan) -> Decision:
    return can_prepare(user) and may_write(user, annual_announcement_of(plan))


def may_write_line(user: User, planned: PlannedAssessment) -> Decision:
    named = planned.added_by_supplement
    return may_write_plan(user, planned.plan) and may_write(user, named)


def can_answer_enquiries(user: User) -> Decision:
    return _of_roles(user, ENQUIRY_ROLES, "答复咨询", "R1.4")


def can_log_publicity(user: User) -> Decision:
    return _of_roles(user, PUBLICITY_ROLES, "登记宣传工作", "R1.4")


def against_editing(assessment: Assessment) -> list[Reason]:
    """What stands against changing an assessment now: what is reviewed must be what is published (R1.2, R1.3)."""
    if assessment.announced_at is not None:
        return [Reason("公告已经发布，不得更改", "R1.2", "更正须发布补充公告。")]
    if assessment.withdrawn_at is not None:
        return [Reason("这次鉴定已经撤销", "R1.2", "另行组织的，请建立新的鉴定批次。")]
    return _against_touching(announcement_of(assessment))


def against_supplementing(original: Announcement) -> list[Reason]:
    """What stands against a supplement to this announcement at all (R1.2)."""
    if original.state != AnnouncementState.PUBLISHED:
        return [Reason("所补充的公告还没有发布", "R1.2", "没有发布的公告可以直接修改。")]
    if original.assessment is not None and original.assessment.withdrawn_at is not None:
        remedy = "另行组织的，请建立新的鉴定批次。"
        return [Reason("这次鉴定已经撤销，不再补充、更正或改期", "R1.2", remedy)]
    return []


def against_editing_plan(plan: AnnualPlan) -> list[Reason]:
    announcement = annual_announcement_of(plan)
    if announcement and announcement.state == AnnouncementState.PUBLISHED:
        return [Reason("年度公告已经发布，不得更改", "R1.1", "调整须发布年度公告的补充公告。")]
    return _against_touching(announcement)


def against_editing_line(planned: PlannedAssessment) -> list[Reason]:
    if planned.announced_at is not None:
        return [Reason(f"{planned}已经公布，不得更改", "R1.1", "调整须发布年度公告的补充公告。")]
    if planned.added_by_supplement_id:
        return _against_touching(planned.added_by_supplement)
    return against_adding_line(planned.plan)


def against_adding_line(plan: AnnualPlan) -> list[Reason]:
    """Before the annual announcement is on its way, and again after it: then a supplement has to name the new line."""
    announcement = annual_announcement_of(plan)
    if announcement and announcement.state == AnnouncementState.PUBLISHED:
        return []
    return _against_touching(announcement)


def _against_touching(announcement: object) -> list[Reason]:
    state = getattr(announcement, "state", AnnouncementState.DRAFT)
    if state == AnnouncementState.DRAFT:
        return []
    label = AnnouncementState(state).label
    return [Reason(f"公告正在办理（{label}），审核的内容须与发布的一致", "R1.3", "请先退回或收回公告，再修改。")]
