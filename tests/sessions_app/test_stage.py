"""What stages 3 and 4 declare to the registry: status, deadline, what holds them up, to-dos."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sessions import services
from sessions.stage import FilingStage, PlanStage
from station import calendar
from station.stages import StageStatus
from tests.factories.sessions import (
    ANSWERED,
    FILED,
    PLANNED,
    Office,
    answered_round,
    approved_round,
    built_round,
    closed_round,
    filed_round,
    proposed_round,
)

pytestmark = pytest.mark.django_db
LATE = FILED + timedelta(days=5)


def todos(user: object, now: object) -> list[str]:
    return [todo.title for stage in (PlanStage(), FilingStage()) for todo in stage.todos(user, now)]


def test_after_closing_the_plan_is_open_and_the_filing_waits() -> None:
    made = closed_round(1)
    assert PlanStage().status(made.assessment, PLANNED) == StageStatus.OPEN
    assert FilingStage().status(made.assessment, PLANNED) == StageStatus.NOT_BEGUN
    assert [blocker.text for blocker in PlanStage().blockers(made.assessment, PLANNED)] == ["还没有编制实施方案"]
    assert todos(Office().planner, PLANNED) == ["编制实施方案"]


def test_a_submitted_plan_waits_for_the_director_not_for_its_drafter() -> None:
    made = proposed_round(1)
    services.submit_plan(plan=made.plan, actor=Office().planner, now=PLANNED)
    assert todos(Office().planner, PLANNED) == []
    assert todos(Office().director, PLANNED) == ["审批实施方案"]
    assert [blocker.text for blocker in PlanStage().blockers(made.assessment, PLANNED)] == [
        "第 1 版方案尚未批准，现为待批准"
    ]


def test_an_approved_plan_is_done_and_the_package_is_next() -> None:
    made = approved_round(1)
    assert PlanStage().status(made.assessment, PLANNED) == StageStatus.DONE
    assert PlanStage().blockers(made.assessment, PLANNED) == []
    assert todos(Office().planner, PLANNED) == ["生成申报材料"]


def test_the_deadline_is_met_by_the_day_of_receipt() -> None:
    made = built_round(1)
    stage = FilingStage()
    (open_one,) = stage.deadlines(made.assessment, calendar.current())
    assert (open_one.due, open_one.met_on, open_one.clause) == (date(2026, 10, 12), None, "R4.2")
    assert todos(Office().planner, PLANNED) == ["报送并登记申报"]
    assert stage.status(made.assessment, LATE) == StageStatus.BLOCKED
    assert stage.blockers(made.assessment, LATE)[0].clause == "R4.2"


def test_filed_in_time_the_deadline_is_met_and_the_answer_is_awaited() -> None:
    made = filed_round(1)
    (met,) = FilingStage().deadlines(made.assessment, calendar.current())
    assert met.met_on == date(2026, 10, 9)
    assert todos(Office().planner, FILED) == ["登记鉴定中心的答复"]
    assert FilingStage().status(made.assessment, LATE) == StageStatus.OPEN


def test_nothing_is_done_before_the_centre_is_paid() -> None:
    made = answered_round(1)
    stage = FilingStage()
    assert stage.status(made.assessment, ANSWERED) == StageStatus.OPEN
    assert [blocker.text for blocker in stage.blockers(made.assessment, ANSWERED)] == ["中心已核准，应缴费用还没有结清"]
    assert todos(Office().cashier, ANSWERED) == ["向鉴定中心一次结清费用"]
    answer = made.package.filing.answer
    services.settle(answer=answer, receipt_number="1", paid_on=ANSWERED.date(), actor=Office().cashier, now=ANSWERED)
    assert stage.status(made.assessment, ANSWERED) == StageStatus.DONE
    assert todos(Office().cashier, ANSWERED) == []


def test_who_has_no_business_here_has_nothing_to_do() -> None:
    closed_round(1)
    assert todos(Office().charlie, PLANNED) == []


def test_todos_cost_the_same_however_far_the_assessment_is() -> None:
    made = closed_round(1)
    planner = Office().planner
    assert planner.roles

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(todos(planner, PLANNED)) == 1
        return len(captured)

    first = cost()
    services.create_plan(assessment=made.assessment, actor=planner, now=PLANNED)
    assert cost() == first
