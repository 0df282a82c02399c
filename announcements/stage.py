"""What stage 1 declares: the 45 days, where the announcement stands, what holds it up (R1)."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from announcements import policies, rules, selectors, texts, workflow
from announcements.enums import AnnouncementKind, AnnouncementState
from announcements.mending import mended_at
from announcements.models import Announcement, Assessment
from station import calendar as working_calendar
from station import clock
from station.calendar import WorkingCalendar
from station.deadline_states import locked_rows
from station.deadlines import ANNOUNCEMENT_DAYS, Deadline, lawful_timeline
from station.enums import Role
from station.models import User
from station.refusals import Reason
from station.stages import Blocker, NavItem, Panel, Stage, StageStatus, Todo

STAFF_ROLES = tuple(role for role in Role if role not in (Role.CANDIDATE, Role.GROUP_CONTACT))

# state → (who acts next, what, the word on the button)
NEXT_STEPS = {
    AnnouncementState.DRAFT: (workflow.SUBMIT, "提交公告审核", "去提交"),
    AnnouncementState.IN_REVIEW: (workflow.REVIEW, "审核公告", "去审核"),
    AnnouncementState.REVIEWED: (workflow.APPROVE, "批准公告", "去批准"),
    AnnouncementState.APPROVED: (workflow.PUBLISH, "发布公告", "去发布"),
}


class AnnouncementStage(Stage):
    number = 1
    key = "announcements"
    title = "发布公告"
    clause = "R1"
    nav = (
        NavItem("年度计划", "announcements:plan_list", "calendar3", (*workflow.EVERYONE_INVOLVED,)),
        NavItem("鉴定批次", "announcements:assessment_list", "journal-text", STAFF_ROLES),
        NavItem("公告办理", "announcements:announcement_register", "megaphone", (*workflow.EVERYONE_INVOLVED,)),
        NavItem("公众咨询", "announcements:enquiry_list", "chat-left-text", (*policies.ENQUIRY_ROLES,)),
        NavItem("常见问题", "announcements:frequent_question_desk", "question-circle", (*policies.ENQUIRY_ROLES,)),
    )

    deadline_acts = ("assessment.create", "assessment.edit", "assessment.drop", "announcement.publish")

    def dates(self, assessment: Any, calendar: WorkingCalendar) -> list[Deadline]:
        if assessment.withdrawn_at:
            return []
        timeline = lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=calendar)
        announced = assessment.announced_at
        return [
            Deadline(
                key="announce",
                title="发布鉴定公告",
                clause="R1.2",
                due=timeline.announce_by,
                rule=f"鉴定前{ANNOUNCEMENT_DAYS}天（自然日，鉴定当天不计），最迟当天发布",
                role=Role.ANNOUNCEMENT_OFFICER,
                met_on=clock.local_date(announced) if announced else None,
                url=reverse("announcements:assessment_detail", args=[assessment.public_id]),
                binding=True,
                way_out="公告还没有发布：请另定鉴定日期，年度公告写明原日期的，先发布年度补充公告。",
            )
        ]

    def status(self, assessment: Assessment, now: datetime) -> StageStatus:
        if assessment.announced_at:
            return StageStatus.DONE
        if assessment.withdrawn_at:
            return StageStatus.NOT_BEGUN
        if selectors.announcement_of(assessment) is None:
            timeline_missed = self.deadlines(assessment, working_calendar.current())[0].is_missed(clock.local_date(now))
            return StageStatus.BLOCKED if timeline_missed else StageStatus.NOT_BEGUN
        return StageStatus.BLOCKED if self._findings(assessment, now) else StageStatus.OPEN

    def blockers(self, assessment: Assessment, now: datetime) -> list[Blocker]:
        if assessment.announced_at or assessment.withdrawn_at:
            return []
        announcement = selectors.announcement_of(assessment)
        found = [
            Blocker(f"{reason.text}。{reason.remedy}", reason.clause, mended_at(reason, assessment))
            for reason in self._findings(assessment, now)
        ]
        if announcement is None:
            detail = reverse("announcements:assessment_detail", args=[assessment.public_id])
            return [*found, Blocker("还没有起草公告", "R1.2", detail)]
        desk = reverse("announcements:announcement_desk", args=[announcement.public_id])
        return [*found, Blocker(f"公告尚未发布，现为{announcement.get_state_display()}", "R1.3", desk)]

    def _findings(self, assessment: Assessment, now: datetime) -> list[Reason]:
        return rules.publication_findings(
            texts.assessment_facts(assessment), clock.local_date(now), working_calendar.current()
        )

    def todos(self, user: User, now: datetime) -> list[Todo]:
        return [*_locked_ones(user, now), *_announcements_waiting_for(user), *_enquiries_waiting_for(user)]

    def panel(self, assessment: Assessment, user: User, now: datetime) -> Panel | None:
        announcement = selectors.announcement_of(assessment)
        supplements = list(announcement.supplements.order_by("id")) if announcement else []
        context = {
            "assessment": assessment,
            "announcement": announcement,
            "supplements": supplements,
            "offerings": selectors.offerings_in_order().filter(assessment=assessment),
            "may_prepare": bool(policies.can_prepare(user)),
            "may_log_publicity": bool(policies.can_log_publicity(user)),
            "may_answer": bool(policies.can_answer_enquiries(user)),
            "may_edit": policies.may_edit(user, assessment),
            "publicity_count": assessment.publicity.count(),
            "open_enquiries": assessment.enquiries.filter(answered_at=None, set_aside_at=None).count(),
        }
        return Panel("announcements/staff/_panel.html", context)


def _locked_ones(user: User, now: datetime) -> list[Todo]:
    """R1.2, R4.2: what has missed its notice or its filing waits for another date; one query."""
    if not policies.can_prepare(user):
        return []
    return [
        Todo(
            "另定鉴定日期（已锁定）",
            row.subject,
            row.clause,
            reverse("announcements:assessment_detail", args=[row.scope]),
            "去办理",
            row.due,
        )
        for row in locked_rows(clock.local_date(now))
    ]


def _announcements_waiting_for(user: User) -> list[Todo]:
    """Every announcement whose next step this user may take; one query, whatever their number."""
    if not user.has_role(*workflow.EVERYONE_INVOLVED):
        return []
    rows = Announcement.objects.filter(state__in=NEXT_STEPS).select_related("assessment", "plan", "amends")
    calendar = working_calendar.current()
    found = []
    for announcement in rows:
        transition, what, action = NEXT_STEPS[AnnouncementState(announcement.state)]
        if not transition.may(user, announcement):
            continue
        due = None
        if announcement.kind == AnnouncementKind.ASSESSMENT and announcement.assessment:
            assessment = announcement.assessment
            due = lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=calendar).announce_by
        url = reverse("announcements:announcement_desk", args=[announcement.public_id])
        found.append(Todo(what, announcement.title, transition.clause, url, action, due))
    return found


def _enquiries_waiting_for(user: User) -> list[Todo]:
    if not policies.can_answer_enquiries(user):
        return []
    count = selectors.open_enquiries().count()
    if not count:
        return []
    return [
        Todo("答复公众咨询", f"{count}条未答复", "R1.4", reverse("announcements:enquiry_list"), "去答复", count=count)
    ]
