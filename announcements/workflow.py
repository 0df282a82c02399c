"""An announcement's way to the public: draft → review by a second person → approval by the director → publication (R1.3)."""

from datetime import datetime

from announcements import rules, texts
from announcements.enums import AnnouncementState as State
from announcements.models import Announcement
from station.enums import Role
from station.models import User
from station.refusals import ALLOWED, Decision, Reason, denied
from station.workflow import Transition, Workflow

DRAFTERS = (Role.ANNOUNCEMENT_OFFICER, Role.DIRECTOR)
REVIEWERS = (Role.ANNOUNCEMENT_OFFICER, Role.SECOND_REVIEWER, Role.EXAM_AFFAIRS_OFFICER)
EVERYONE_INVOLVED = (*REVIEWERS, Role.DIRECTOR)


def passes_the_rule_check(announcement: Announcement, *, actor: User | None, now: datetime) -> list[Reason]:
    """By the clock, at each step: a date that was lawful at drafting may be too near at publication (R1.2)."""
    return rules.findings(texts.checks_of(announcement, now))


def not_the_drafter(user: User, announcement: Announcement) -> Decision:
    if user.pk == announcement.drafted_by_id:
        return denied("拟稿人不得审核、退回自己拟的公告，须由第二人办理", "R1.3")
    return ALLOWED


def a_third_person(user: User, announcement: Announcement) -> Decision:
    if user.pk in (announcement.drafted_by_id, announcement.reviewed_by_id):
        return denied("拟稿人和审核人不得批准同一份公告，须由未参与的所长办理", "R1.3")
    return ALLOWED


def the_drafter(user: User, announcement: Announcement) -> Decision:
    return ALLOWED if user.pk == announcement.drafted_by_id else denied("只有拟稿人可以收回公告", "R1.3")


def the_drafter_or_the_director(user: User, announcement: Announcement) -> Decision:
    if user.pk == announcement.drafted_by_id or user.has_role(Role.DIRECTOR):
        return ALLOWED
    return denied("只有拟稿人或所长可以作废草稿", "R1.3")


def one_of_the_three(user: User, announcement: Announcement) -> Decision:
    if user.pk in (announcement.drafted_by_id, announcement.reviewed_by_id, announcement.approved_by_id):
        return ALLOWED
    return denied("公告由拟稿人、审核人或批准人发布", "R1.3")


workflow = Workflow()

SUBMIT = workflow.add(
    Transition(
        verb="announcement.submit",
        label="提交审核",
        sources=(State.DRAFT,),
        target=State.IN_REVIEW,
        roles=DRAFTERS,
        guards=(passes_the_rule_check,),
        clause="R1.3",
    )
)
REVIEW = workflow.add(
    Transition(
        verb="announcement.review",
        label="审核通过",
        sources=(State.IN_REVIEW,),
        target=State.REVIEWED,
        roles=REVIEWERS,
        who=not_the_drafter,
        guards=(passes_the_rule_check,),
        clause="R1.3",
    )
)
APPROVE = workflow.add(
    Transition(
        verb="announcement.approve",
        label="批准公告",
        sources=(State.REVIEWED,),
        target=State.APPROVED,
        roles=(Role.DIRECTOR,),
        who=a_third_person,
        guards=(passes_the_rule_check,),
        clause="R1.3",
    )
)
PUBLISH = workflow.add(
    Transition(
        verb="announcement.publish",
        label="发布公告",
        sources=(State.APPROVED,),
        target=State.PUBLISHED,
        roles=EVERYONE_INVOLVED,
        who=one_of_the_three,
        guards=(passes_the_rule_check,),
        clause="R1.2",
    )
)
RETURN = workflow.add(
    Transition(
        verb="announcement.return",
        label="退回修改",
        sources=(State.IN_REVIEW, State.REVIEWED, State.APPROVED),
        target=State.DRAFT,
        roles=EVERYONE_INVOLVED,
        who=not_the_drafter,
        clause="R1.3",
    )
)
RECALL = workflow.add(
    Transition(
        verb="announcement.recall",
        label="收回修改",
        sources=(State.IN_REVIEW, State.REVIEWED, State.APPROVED),
        target=State.DRAFT,
        roles=DRAFTERS,
        who=the_drafter,
        clause="R1.3",
    )
)
DISCARD = workflow.add(
    Transition(
        verb="announcement.discard",
        label="作废草稿",
        sources=(State.DRAFT, State.IN_REVIEW, State.REVIEWED, State.APPROVED),
        target=State.DISCARDED,
        roles=DRAFTERS,
        who=the_drafter_or_the_director,
        clause="R1.3",
    )
)
