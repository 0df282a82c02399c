"""What stages 3 and 4 declare: plan and filing, their deadline, what holds them up (R3, R4)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from announcements.models import Assessment
from sessions import package_check, policies, selectors, workflow
from sessions.enums import AnswerOutcome, PackageState, PlanState
from sessions.models import FilingPackage, ImplementationPlan
from sessions.plan_facts import findings_of
from sessions.rules import musts
from station import calendar as working_calendar
from station import clock
from station.calendar import WorkingCalendar
from station.deadline_states import locked_scopes
from station.deadlines import Deadline, lawful_timeline
from station.enums import Category, Role
from station.models import User
from station.stages import Blocker, NavItem, Panel, Stage, StageStatus, Todo, counted_back
from station.wording import long_date


def _url(name: str, assessment: Assessment) -> str:
    return reverse(f"sessions:{name}", args=[assessment.public_id])


def _file_by(assessment: Assessment, calendar: WorkingCalendar) -> Any:
    return lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=calendar).file_by


def _workable(now: datetime) -> list[Assessment]:
    """What plan and filing have still to do, but for what is locked: that waits for another date first (R4.2)."""
    locked = locked_scopes(clock.local_date(now))
    return [each for each in selectors.unsettled_assessments() if str(each.public_id) not in locked]


class PlanStage(Stage):
    number = 3
    key = "plan"
    title = "制订实施方案"
    clause = "R3"
    nav = (
        NavItem("实施方案", "sessions:plan_list", "diagram-3", policies.READERS),
        NavItem("考务人员", "sessions:staff_member_list", "people", policies.READERS),
    )

    def status(self, assessment: Assessment, now: datetime) -> StageStatus:
        if selectors.approved_plan(assessment):
            return StageStatus.DONE
        if assessment.withdrawn_at:
            return StageStatus.NOT_BEGUN
        if selectors.latest_plan(assessment):
            return StageStatus.OPEN if selectors.is_closed(assessment) else StageStatus.BLOCKED
        return StageStatus.OPEN if selectors.is_closed(assessment) else StageStatus.NOT_BEGUN

    def blockers(self, assessment: Assessment, now: datetime) -> list[Blocker]:
        if assessment.withdrawn_at or selectors.approved_plan(assessment):
            return []
        url, plan = _url("plan_detail", assessment), selectors.latest_plan(assessment)
        found = [] if selectors.is_closed(assessment) else [Blocker("报名还没有结束，名单未定", "R2.4")]
        if plan is None:
            return [*found, Blocker("还没有编制实施方案", "R3.1", url)]
        if plan.state == PlanState.APPROVED:
            text = f"鉴定日期已经变更，第 {plan.version} 版方案是按原来的日期批准的，须编制新的一版"
            return [*found, Blocker(text, "R3.1", url)]
        missing = [Blocker(finding.text, finding.clause, url) for finding in musts(findings_of(plan))]
        waiting = Blocker(f"第 {plan.version} 版方案尚未批准，现为{plan.get_state_display()}", "R3.1", url)
        return [*found, *missing[:5], *_more(missing, url), waiting]

    def todos(self, user: User, now: datetime) -> list[Todo]:
        if not user.has_role(*workflow.PLANNERS):
            return []
        calendar = working_calendar.current()
        found = []
        for assessment in _workable(now):
            todo = self._todo(user, assessment, calendar)
            if todo:
                found.append(counted_back(todo, assessment.exam_date, calendar))
        return found

    def _todo(self, user: User, assessment: Any, calendar: WorkingCalendar) -> Todo | None:
        plans: list[ImplementationPlan] = assessment.newest_plans
        plan = plans[0] if plans else None
        due, url, subject = _file_by(assessment, calendar), _url("plan_detail", assessment), assessment.title
        if plan is None:
            return Todo("编制实施方案", subject, "R3.1", url, "去编制", due)
        if plan.state == PlanState.APPROVED and not selectors.counts_now(plan.approved_at, assessment):
            return Todo("按新的鉴定日期编制实施方案", subject, "R3.1", url, "去编制", due)
        if plan.state == PlanState.DRAFT:
            return Todo("完成并提交实施方案", subject, "R3.1", url, "去完成", due)
        if plan.state == PlanState.IN_REVIEW and workflow.APPROVE.may(user, plan):
            return Todo("审批实施方案", subject, "R3.1", url, "去审批", due)
        return None

    def panel(self, assessment: Assessment, user: User, now: datetime) -> Panel | None:
        plan = selectors.latest_plan(assessment)
        readable = user.has_role(*policies.READERS)
        context = {
            "plan": plan,
            "approved": selectors.approved_plan(assessment),
            "overtaken": plan is not None
            and plan.state == PlanState.APPROVED
            and not selectors.counts_now(plan.approved_at, assessment),
            "seats": selectors.seats_of_plan(plan).count() if plan else 0,
            "sittings": plan.exam_sessions.count() if plan else 0,
            "people": plan.duties.values("member").distinct().count() if plan else 0,
        }
        actions = (("查看实施方案" if plan else "编制实施方案", _url("plan_detail", assessment)),) if readable else ()
        return Panel("sessions/staff/_plan_panel.html", context, actions)


def _more(found: list[Blocker], url: str) -> list[Blocker]:
    return [Blocker(f"方案里还有 {len(found) - 5} 处要改", "R3.1", url)] if len(found) > 5 else []


class FilingStage(Stage):
    number = 4
    key = "filing"
    title = "提交鉴定申报材料"
    clause = "R4"
    nav = (
        NavItem(
            "申报与结算",
            "sessions:filing_list",
            "folder-check",
            tuple(dict.fromkeys((*policies.FILING_READERS, *policies.PAYERS))),
        ),
    )

    deadline_acts = ("package.file", "centre.answer")

    def dates(self, assessment: Assessment, calendar: WorkingCalendar) -> list[Deadline]:
        if assessment.withdrawn_at:
            return []
        timeline = lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=calendar)
        days = Category(assessment.category).filing_working_days
        return [
            Deadline(
                key="file",
                title="提交鉴定申报材料",
                clause="R4.2",
                due=timeline.file_by,
                rule=f"鉴定前{days}个工作日（鉴定当天不计），以中心签收日期为准",
                role=Role.EXAM_AFFAIRS_OFFICER if assessment.announced_at else "",
                binding=True,
                way_out="请起草改期的补充公告，另定鉴定日期使申报期限重新满足，经所长批准发布后再申报。",
                provisional=timeline.provisional,
                url=_url("package_detail", assessment),
            )
        ]

    def deadlines(self, assessment: Assessment, calendar: WorkingCalendar) -> list[Deadline]:
        standing = selectors.standing_filings().filter(package__assessment=assessment)
        return [
            replace(item, met_on=standing.values_list("received_on", flat=True).first())
            for item in self.dates(assessment, calendar)
        ]

    def status(self, assessment: Assessment, now: datetime) -> StageStatus:
        if selectors.settled(assessment):
            return StageStatus.DONE
        if assessment.withdrawn_at:
            return StageStatus.NOT_BEGUN
        filing = selectors.standing_filing(assessment)
        if filing is not None:
            return StageStatus.OPEN
        if clock.local_date(now) > _file_by(assessment, working_calendar.current()):
            return StageStatus.BLOCKED if assessment.announced_at else StageStatus.NOT_BEGUN
        if selectors.approved_plan(assessment) is None:
            return StageStatus.NOT_BEGUN
        return StageStatus.OPEN

    def blockers(self, assessment: Assessment, now: datetime) -> list[Blocker]:
        if assessment.withdrawn_at or selectors.settled(assessment):
            return []
        url = _url("package_detail", assessment)
        filing = selectors.standing_filing(assessment)
        if filing is not None:
            answer = getattr(filing, "answer", None)
            text = "中心已核准，应缴费用还没有结清" if answer else "已申报，等待鉴定中心答复"
            return [Blocker(text, "R4.3", url)]
        due = _file_by(assessment, working_calendar.current())
        if clock.local_date(now) > due:
            text = f"申报期限{long_date(due)}已过，没有申报；须由补充公告另定鉴定日期后再申报"
            return [Blocker(text, "R4.2", url)]
        package = selectors.latest_package(assessment)
        if package is None or not selectors.counts_now(package.built_at, assessment):
            missing = [
                Blocker(item.text, item.clause, url) for item in musts(package_check.package_findings(assessment))
            ]
            return [*missing[:5], *_more(missing, url), Blocker("申报材料还没有生成", "R4.1", url)]
        if package.state == PackageState.FILED:
            return [Blocker(f"第 {package.version} 版材料被中心退回，须重新生成并申报", "R4.1", url)]
        return [Blocker(f"第 {package.version} 版材料还没有申报", "R4.1", url)]

    def todos(self, user: User, now: datetime) -> list[Todo]:
        if not user.has_role(*policies.PAYERS):
            return []
        calendar = working_calendar.current()
        found = []
        for assessment in _workable(now):
            todo = self._todo(user, assessment, calendar)
            if todo:
                found.append(counted_back(todo, assessment.exam_date, calendar))
        return found

    def _todo(self, user: User, assessment: Any, calendar: WorkingCalendar) -> Todo | None:
        plans: list[ImplementationPlan] = assessment.newest_plans
        packages: list[FilingPackage] = assessment.newest_packages
        if not plans or plans[0].state != PlanState.APPROVED:
            return None
        if not selectors.counts_now(plans[0].approved_at, assessment):
            return None
        url, subject, due = _url("package_detail", assessment), assessment.title, _file_by(assessment, calendar)
        package = packages[0] if packages else None
        if package and not selectors.counts_now(
            package.built_at, assessment, stands=package.state == PackageState.FILED
        ):
            package = None
        filing = getattr(package, "filing", None) if package else None
        answer = getattr(filing, "answer", None) if filing else None
        if hasattr(answer, "settlement"):
            return None
        if answer and answer.outcome != AnswerOutcome.RETURNED and package:
            pay = reverse("sessions:settlement_record", args=[package.public_id])
            return Todo("向鉴定中心一次结清费用", subject, "R4.3", pay, "去结算")
        if not user.has_role(*workflow.PLANNERS):
            return None
        if package is None or answer:
            return Todo("生成申报材料", subject, "R4.1", url, "去生成", due)
        if filing is None:
            return Todo("报送并登记申报", subject, "R4.2", url, "去登记", due)
        return Todo("登记鉴定中心的答复", subject, "R4.3", url, "去登记")

    def panel(self, assessment: Assessment, user: User, now: datetime) -> Panel | None:
        filing = selectors.standing_filing(assessment)
        answer = getattr(filing, "answer", None) if filing else None
        context = {
            "package": selectors.latest_package(assessment),
            "filing": filing,
            "answer": answer,
            "settlement": getattr(answer, "settlement", None) if answer else None,
        }
        readable = user.has_role(*policies.FILING_READERS)
        actions = (("查看申报材料", _url("package_detail", assessment)),) if readable else ()
        return Panel("sessions/staff/_filing_panel.html", context, actions)
