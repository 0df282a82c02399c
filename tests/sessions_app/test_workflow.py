"""The whole matrix of states, transitions and people, generated from the table."""

import pytest

from sessions import services, workflow
from sessions.enums import PlanState
from sessions.models import ImplementationPlan
from station.enums import Role
from station.models import User
from station.refusals import NotPermitted, Refused
from station.workflow import Transition, fire
from tests.factories.sessions import PLANNED, Office, approved_round, proposed_round
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db
TABLE = workflow.plan_workflow.transitions


@pytest.fixture
def plan() -> ImplementationPlan:
    return proposed_round(1).plan


def in_state(plan: ImplementationPlan, state: str) -> ImplementationPlan:
    if state != PlanState.DRAFT:
        services.submit_plan(plan=plan, actor=Office().planner, now=PLANNED)
    if state == PlanState.APPROVED:
        services.approve_plan(plan=plan, actor=Office().director, now=PLANNED)
    plan.refresh_from_db()
    return plan


def changes(transition: Transition, actor: User) -> dict[str, object]:
    return {"approved_by": actor, "approved_at": PLANNED} if transition is workflow.APPROVE else {}


@pytest.mark.parametrize("state", PlanState.values)
@pytest.mark.parametrize("transition", TABLE, ids=lambda transition: transition.verb)
def test_a_plan_moves_only_along_the_table(plan: ImplementationPlan, transition: Transition, state: str) -> None:
    in_state(plan, state)
    actor = Office().director
    if state in transition.sources:
        assert (
            fire(plan, transition, actor=actor, now=PLANNED, changes=changes(transition, actor)).state
            == transition.target
        )
    else:
        with pytest.raises(Refused, match=f"不能{transition.label}"):
            fire(plan, transition, actor=actor, now=PLANNED, changes=changes(transition, actor))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CANDIDATE, Role.GROUP_CONTACT)])
@pytest.mark.parametrize("transition", TABLE, ids=lambda transition: transition.verb)
def test_only_the_roles_of_the_table_may(plan: ImplementationPlan, transition: Transition, role: str) -> None:
    in_state(plan, transition.sources[0])
    bob = make_user("bob", role)
    if role in transition.roles:
        assert (
            fire(plan, transition, actor=bob, now=PLANNED, changes=changes(transition, bob)).state == transition.target
        )
    else:
        with pytest.raises(NotPermitted):
            fire(plan, transition, actor=bob, now=PLANNED, changes=changes(transition, bob))


@pytest.mark.parametrize("transition", [workflow.APPROVE, workflow.RETURN], ids=lambda transition: transition.verb)
def test_who_drafted_the_plan_does_not_decide_on_it(plan: ImplementationPlan, transition: Transition) -> None:
    in_state(plan, PlanState.IN_REVIEW)
    both = make_user("both", Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR)
    ImplementationPlan.objects.filter(pk=plan.pk).update(drafted_by=both)
    with pytest.raises(NotPermitted, match="编制人不得审批"):
        fire(plan, transition, actor=both, now=PLANNED)


def test_the_clock_alone_moves_no_plan(plan: ImplementationPlan) -> None:
    with pytest.raises(NotPermitted):
        fire(plan, workflow.SUBMIT, actor=None, now=PLANNED)


def test_a_returned_plan_can_be_changed_and_an_approved_one_can_not() -> None:
    made = approved_round(1)
    with pytest.raises(Refused, match="已批准的请另行编制新的一版"):
        services.edit_plan(plan=made.plan, marking="另写", actor=Office().planner, now=PLANNED)


def test_returning_needs_a_reason(plan: ImplementationPlan) -> None:
    in_state(plan, PlanState.IN_REVIEW)
    with pytest.raises(Refused, match="没有写明退回的理由"):
        services.return_plan(plan=plan, opinion=" ", actor=Office().director, now=PLANNED)
    services.return_plan(plan=plan, opinion="请补充应急预案", actor=Office().director, now=PLANNED)
    assert plan.state == PlanState.DRAFT
    services.edit_plan(plan=plan, emergency="停电时启用备用电源。", actor=Office().planner, now=PLANNED)
