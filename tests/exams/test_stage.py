"""What stage 5 declares: deadline, status, what holds it up, to-dos, panel."""

from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext

from announcements.models import Assessment
from exams import services
from exams.stage import Running
from station import calendar
from station.models import User
from station.stages import StageStatus
from tests.factories import exams as make
from tests.factories.sessions import Round

pytestmark = pytest.mark.django_db

STAGE = Running()


def fresh(made: Round) -> Assessment:
    return Assessment.objects.get(pk=made.assessment.pk)


def titles(user: User, now: object = make.IN_TIME) -> set[str]:
    return {todo.title for todo in STAGE.todos(User.objects.get(pk=user.pk), now)}


def test_tickets_have_a_deadline_of_three_to_five_working_days_before(noticed: Round) -> None:
    (deadline,) = STAGE.deadlines(noticed.assessment, calendar.current())
    assert (deadline.opens, deadline.due) == (date(2026, 10, 19), date(2026, 10, 21))
    assert (deadline.clause, deadline.met_on) == ("R5.2", None)


def test_the_deadline_is_met_when_the_last_ticket_reached_its_candidate(ticketed: Round) -> None:
    first, second = services.make_tickets(assessment=ticketed.assessment, actor=make.Site().affairs, now=make.IN_TIME)
    services.hand_out_ticket(ticket=first, method="counter", actor=make.Site().affairs, now=make.EARLY)
    assert STAGE.deadlines(ticketed.assessment, calendar.current())[0].met_on is None
    services.hand_out_ticket(ticket=second, method="counter", actor=make.Site().affairs, now=make.LATE)
    assert STAGE.deadlines(ticketed.assessment, calendar.current())[0].met_on == date(2026, 10, 22)


def test_who_has_no_ticket_after_the_third_working_day_is_an_alarm(ticketed: Round) -> None:
    assert STAGE.blockers(fresh(ticketed), make.IN_TIME) == []
    found = STAGE.blockers(fresh(ticketed), make.LATE)
    assert [blocker.text for blocker in found] == ["有 2 张准考证没有发到考生手中，期限是2026年10月21日（周三）"]
    assert STAGE.status(fresh(ticketed), make.LATE) == StageStatus.BLOCKED
    make.hand_out_all(ticketed, now=make.LATE)
    assert STAGE.status(fresh(ticketed), make.LATE) == StageStatus.OPEN


def test_whoever_is_approved_and_has_no_ticket_at_all_is_an_alarm_too(noticed: Round) -> None:
    assert any("2 人没有准考证" in blocker.text for blocker in STAGE.blockers(fresh(noticed), make.LATE))


def test_the_day_before_bags_and_preparation_are_asked_for(ticketed: Round) -> None:
    make.hand_out_all(ticketed)
    services.import_preparation_list(
        assessment=ticketed.assessment, content=make.workbook(("名称", "数量"), ("万用表", 14)), file_name="x.xlsx",
        actor=make.Site().affairs, now=make.IN_TIME,
    )  # fmt: skip
    clauses = {blocker.clause for blocker in STAGE.blockers(fresh(ticketed), make.DAY_BEFORE)}
    assert clauses == {"R5.3", "R5.4"}
    assert STAGE.blockers(fresh(ticketed), make.LATE) == []


def test_after_the_day_differing_scores_and_bags_that_are_out_hold_it_up(ticketed: Round) -> None:
    make.hand_out_all(ticketed)
    make.bags_of(ticketed)
    code = make.codes_of(ticketed)[0]
    make.enter(code, 80, clerk=make.Site().first_clerk)
    make.enter(code, 70, clerk=make.Site().second_clerk)
    found = [blocker.text for blocker in STAGE.blockers(fresh(ticketed), make.MARKED)]
    assert found == ["有 2 袋试卷没有回库", "有 1 个密号两遍登分不一致，待裁定"]


def test_the_stage_is_done_with_the_release(locked: Round) -> None:
    assert STAGE.status(fresh(locked), make.RELEASED) != StageStatus.DONE
    make.release(locked)
    assert STAGE.status(fresh(locked), make.RELEASED) == StageStatus.DONE
    assert STAGE.blockers(fresh(locked), make.RELEASED) == []


def test_each_is_told_what_comes_next(noticed: Round) -> None:
    site = make.Site()
    assert titles(site.affairs) == {"制作并打印准考证", "召开考前例会并登记"}
    assert titles(site.custodian) == {"登记试卷袋"}
    assert titles(site.director) == titles(site.charlie) == titles(site.first_clerk) == set()
    make.make_tickets(noticed)
    make.bags_of(noticed)
    assert titles(site.affairs) == {"发放准考证", "召开考前例会并登记"}
    assert titles(site.custodian) == set()
    invigilator = make.invigilator_of(make.rooms_of(noticed)[0])
    assert titles(invigilator) == {"监考、考评任务"}
    assert titles(invigilator, make.MARKED) == set()


def test_clerks_adjudicator_and_director_are_called_in_turn(ticketed: Round) -> None:
    site = make.Site()
    codes = make.codes_of(ticketed)
    assert titles(site.first_clerk, make.MARKED) == {"登分"}
    make.enter(codes[0], 80, clerk=site.first_clerk)
    make.enter(codes[0], 70, clerk=site.second_clerk)
    assert titles(site.adjudicator, make.MARKED) == {"裁定两遍登分不一致的成绩"}
    services.adjudicate_score(
        marking_code=codes[0], points=80, status="normal", actor=site.adjudicator, now=make.MARKED
    )
    for code in codes[1:]:
        make.enter(code, 80, clerk=site.first_clerk)
        make.enter(code, 80, clerk=site.second_clerk)
    services.lock_scores(assessment=ticketed.assessment, actor=site.adjudicator, now=make.MARKED)
    assert titles(site.director, make.MARKED) == {"公布成绩"}


def test_todos_cost_the_same_for_one_assessment_and_for_three(ticketed: Round, django_assert_num_queries) -> None:
    from django.db import connection

    affairs = User.objects.get(pk=make.Site().affairs.pk)
    assert affairs.roles
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert STAGE.todos(affairs, make.IN_TIME)
    for _ in range(2):
        make.settled_copy(ticketed)
    with django_assert_num_queries(len(one)):
        assert len(STAGE.todos(affairs, make.IN_TIME)) >= 3


def test_the_panel_waits_for_the_settlement_and_then_says_where_it_stands(ticketed: Round) -> None:
    panel = STAGE.panel(fresh(ticketed), make.Site().affairs, make.IN_TIME)
    assert (panel.context["tickets"], panel.context["handed_out"]) == (2, 0)
    assert panel.actions[0][0] == "组织实施"
    assert STAGE.panel(fresh(ticketed), make.Site().charlie, make.IN_TIME).actions == ()
