"""What happens to a plan and to a package, and who may do it."""

from datetime import datetime

from registration.rules import withdrawn_reasons
from sessions import selectors
from sessions.enums import PackageState, PlanState
from sessions.models import FilingPackage, ImplementationPlan
from sessions.plan_facts import findings_of
from sessions.rules import musts
from station.deadlines import against_locked
from station.enums import Role
from station.models import User
from station.refusals import ALLOWED, Decision, Reason, denied
from station.workflow import Transition, Workflow

PLANNERS = (Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR)
plan_workflow = Workflow()
package_workflow = Workflow()


def not_the_drafter(actor: User, plan: ImplementationPlan) -> Decision:
    if plan.drafted_by_id == actor.pk:
        return denied("编制人不得审批自己编制的方案，请由另一人审批", "R3.1")
    return ALLOWED


def not_called_off(row: ImplementationPlan | FilingPackage, *, actor: User | None, now: datetime) -> list[Reason]:
    return withdrawn_reasons(row.assessment.withdrawn_at)


def not_locked(row: ImplementationPlan | FilingPackage, *, actor: User | None, now: datetime) -> list[Reason]:
    """R1.2, R4.2: after a missed notice or filing window nothing goes on but by another date."""
    return against_locked(row.assessment, now)


def registration_is_closed(plan: ImplementationPlan, *, actor: User | None, now: datetime) -> list[Reason]:
    if selectors.is_closed(plan.assessment):
        return []
    return [Reason("报名还没有结束，考生名单尚未校核定稿", "R2.4", "请先办理报名结束。")]


def nothing_is_missing(plan: ImplementationPlan, *, actor: User | None, now: datetime) -> list[Reason]:
    """R3.1: persons, sittings, rooms, seats, marking, score entry, emergency plan."""
    return [finding.reason for finding in musts(findings_of(plan))]


def nothing_is_filed(plan: ImplementationPlan, *, actor: User | None, now: datetime) -> list[Reason]:
    if selectors.is_arranged(plan.assessment):
        return [Reason("本次鉴定的材料已经申报，方案和座位不再更改", "R4.1", "中心退回后可编制新的一版。")]
    return []


SUBMIT = plan_workflow.add(
    Transition(
        verb="plan.submit",
        label="提交方案",
        sources=(PlanState.DRAFT,),
        target=PlanState.IN_REVIEW,
        roles=PLANNERS,
        guards=(not_called_off, not_locked, registration_is_closed, nothing_is_filed, nothing_is_missing),
        clause="R3.1",
    )
)
APPROVE = plan_workflow.add(
    Transition(
        verb="plan.approve",
        label="批准方案",
        sources=(PlanState.IN_REVIEW,),
        target=PlanState.APPROVED,
        roles=(Role.DIRECTOR,),
        who=not_the_drafter,
        guards=(not_called_off, not_locked, registration_is_closed, nothing_is_filed, nothing_is_missing),
        clause="R3.1",
    )
)
RETURN = plan_workflow.add(
    Transition(
        verb="plan.return",
        label="退回方案",
        sources=(PlanState.IN_REVIEW,),
        target=PlanState.DRAFT,
        roles=(Role.DIRECTOR,),
        who=not_the_drafter,
        clause="R3.1",
    )
)


def is_the_newest(package: FilingPackage, *, actor: User | None, now: datetime) -> list[Reason]:
    newest = selectors.latest_package(package.assessment)
    if newest and newest.pk != package.pk:
        return [Reason(f"已有更新的第 {newest.version} 版材料", "R4.1", "请报送最新一版。")]
    return []


def nothing_else_is_filed(package: FilingPackage, *, actor: User | None, now: datetime) -> list[Reason]:
    filing = selectors.standing_filing(package.assessment)
    if filing:
        return [Reason(f"第 {filing.package.version} 版材料已经申报", "R4.1", "中心退回后方可另行申报。")]
    return []


def registration_was_closed(package: FilingPackage, *, actor: User | None, now: datetime) -> list[Reason]:
    if selectors.is_closed(package.assessment):
        return []
    return [Reason("报名还没有结束，考生名单尚未校核定稿", "R2.4", "请先办理报名结束。")]


def plan_is_approved(package: FilingPackage, *, actor: User | None, now: datetime) -> list[Reason]:
    plan = selectors.approved_plan(package.assessment)
    if plan is None:
        return [Reason("实施方案还没有批准", "R3.1", "请先报所长批准。")]
    if plan.pk != package.plan_id:
        return [
            Reason(
                f"材料是按第 {package.plan.version} 版方案生成的，现行的是第 {plan.version} 版",
                "R4.1",
                "请重新生成材料。",
            )
        ]
    return []


FILE = package_workflow.add(
    Transition(
        verb="package.file",
        label="登记申报",
        sources=(PackageState.BUILT,),
        target=PackageState.FILED,
        roles=PLANNERS,
        guards=(
            not_called_off,
            not_locked,
            registration_was_closed,
            plan_is_approved,
            is_the_newest,
            nothing_else_is_filed,
        ),
        clause="R4.1",
    )
)
