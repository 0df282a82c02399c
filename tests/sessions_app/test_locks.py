"""With every worker dead: what the law no longer allows is refused by the clock, and the way out is said (R1.2, R4.2)."""

from datetime import date, timedelta

import pytest

from announcements import services as announcing
from announcements.mending import ways_out_of_lock
from sessions import services
from sessions.models import Filing
from sessions.stage import PlanStage
from station import clock
from station.deadlines import against_locked
from station.enums import Category
from station.models import StatutoryDeadline
from station.refusals import Refused
from tests.factories.announcements import ANNOUNCED, Desk, make_assessment, make_line_public
from tests.factories.sessions import PLANNED, Office, Round, built_round, make_centre, proposed_round

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 10, 12)  # ten working days before 2026-10-24
TOO_LATE = clock.end_of(LAST_DAY)
JUST_IN_TIME = TOO_LATE - timedelta(microseconds=1)


def no_worker_has_been_here() -> None:
    """And what the book says is of no account: it may even claim that there is time."""
    assert not StatutoryDeadline.objects.exclude(missed_at=None).exists()
    StatutoryDeadline.objects.update(due=date(2030, 1, 1), binding=False)


def test_an_announcement_is_refused_on_day_44_with_every_worker_dead() -> None:
    assessment = make_assessment(registration_from=clock.at(date(2026, 9, 12)))
    make_line_public(assessment.planned, now=ANNOUNCED)
    desk = Desk()
    draft = announcing.draft_assessment_announcement(assessment=assessment, actor=desk.officer, now=ANNOUNCED)
    announcing.submit_announcement(announcement=draft, actor=desk.officer, now=ANNOUNCED)
    announcing.review_announcement(announcement=draft, actor=desk.reviewer, now=ANNOUNCED)
    announcing.approve_announcement(announcement=draft, actor=desk.director, now=ANNOUNCED)
    no_worker_has_been_here()
    day_44 = clock.at(date(2026, 9, 10))
    with pytest.raises(Refused, match="R1.2"):
        announcing.publish_announcement(announcement=draft, actor=desk.officer, now=day_44)
    (reason,) = against_locked(assessment, day_44)
    assert "“发布鉴定公告”的法定期限2026年9月9日（周三）已过" in reason.text
    assert "另定鉴定日期" in reason.remedy
    assert ways_out_of_lock(assessment)[0].label == "先收回公告，再另定鉴定日期"


def test_a_unified_assessment_is_not_filed_on_working_day_21_with_every_worker_dead() -> None:
    made = built_round(1, category=Category.NATIONAL_UNIFIED, exam_date=date(2026, 11, 14))
    last = services.filing_timeline(made.assessment).file_by
    no_worker_has_been_here()
    with pytest.raises(Refused, match="晚于申报期限"):
        file(made, clock.end_of(last))
    assert not Filing.objects.exists()
    file(made, clock.end_of(last) - timedelta(microseconds=1))


def file(made: Round, now) -> Filing:
    return services.file_package(
        package=made.package,
        centre=make_centre(handles_unified=made.assessment.is_unified),
        method="in_person",
        received_on=clock.local_date(now),
        actor=Office().planner,
        now=now,
    )


def test_a_missed_filing_window_locks_the_plan_and_says_which_supplement_unlocks_it() -> None:
    made = proposed_round(1)
    no_worker_has_been_here()
    with pytest.raises(Refused) as refusal:
        services.submit_plan(plan=made.plan, actor=Office().planner, now=TOO_LATE)
    (reason,) = refusal.value.reasons
    assert reason.text == "“提交鉴定申报材料”的法定期限2026年10月12日（周一）已过，没有办结，本次鉴定已锁定"
    assert (reason.clause, "改期的补充公告" in reason.remedy) == ("R4.2", True)
    assert ways_out_of_lock(made.assessment)[0].url.endswith("/supplements/new/?purpose=rescheduling")
    services.submit_plan(plan=made.plan, actor=Office().planner, now=JUST_IN_TIME)
    with pytest.raises(Refused, match="已锁定"):
        services.approve_plan(plan=made.plan, actor=Office().director, now=TOO_LATE)


def test_what_is_locked_asks_nobody_for_a_step_that_would_be_refused() -> None:
    made = proposed_round(1)
    services.submit_plan(plan=made.plan, actor=Office().planner, now=JUST_IN_TIME)
    director = Office().director
    assert [todo.title for todo in PlanStage().todos(director, JUST_IN_TIME)] == ["审批实施方案"]
    assert PlanStage().todos(director, TOO_LATE) == []


def test_a_missed_filing_window_locks_the_package() -> None:
    made = proposed_round(1)
    services.submit_plan(plan=made.plan, actor=Office().planner, now=PLANNED)
    services.approve_plan(plan=made.plan, actor=Office().director, now=PLANNED, opinion="同意")
    with pytest.raises(Refused, match="已锁定"):
        services.build_package(assessment=made.assessment, actor=Office().planner, now=TOO_LATE)


def test_nobody_may_override_it_not_even_the_director() -> None:
    made = built_round(1)
    with pytest.raises(Refused):
        services.file_package(
            package=made.package,
            centre=make_centre(),
            method="in_person",
            received_on=LAST_DAY,
            actor=Office().director,
            now=TOO_LATE,
        )


def test_what_was_filed_in_time_is_not_locked_afterwards() -> None:
    made = built_round(1)
    file(made, JUST_IN_TIME)
    assert against_locked(made.assessment, TOO_LATE + timedelta(days=3)) == []
