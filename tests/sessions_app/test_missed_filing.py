"""The filing window was missed: the road back by a supplement with another day, as the regulation says (R1.1, R1.2, R4.2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from announcements import services as announcing
from announcements.enums import Purpose
from announcements.models import Announcement
from registration import services as registration
from registration import supplements
from registration.models import Refund
from sessions import package_check, selectors, services
from sessions.models import Settlement
from station import clock
from station.enums import Role
from station.models import User
from station.refusals import Refused
from station.stages import StageStatus, all_stages
from tests.factories.announcements import Desk, publish
from tests.factories.registration import Counter
from tests.factories.sessions import Office, Round, approved_round, closed_round, make_centre, proposed_round

pytestmark = pytest.mark.django_db
MISSED = clock.at(date(2026, 10, 13), 9)  # the last permitted day was 2026-10-12
NEW_DAY = date(2026, 12, 5)
PLANNED_ANEW = clock.at(date(2026, 10, 19), 9)
FILED_ANEW = clock.at(date(2026, 11, 18), 9)  # the last permitted day is 2026-11-23
ANSWERED = clock.at(date(2026, 11, 23), 9)


def set_another_day(made: Round, *, day: date = NEW_DAY, now=MISSED) -> Announcement:
    """First the line of the annual announcement, then the assessment itself; each by three people (R1.1, R1.3)."""
    assessment = made.assessment
    line = announcing.draft_supplement(
        amends=assessment.planned.plan.announcements.get(kind="annual"),
        title="年度鉴定公告的改期公告",
        changes="因未在期限内申报，鉴定改期。",
        purpose=Purpose.RESCHEDULING,
        amendments={"lines": {str(assessment.planned.public_id): {"exam_date": day.isoformat()}}},
        actor=Desk().officer,
        now=now,
    )
    publish(line, now=now)
    supplement = announcing.draft_supplement(
        amends=assessment.announcements.get(kind="assessment"),
        title="关于鉴定改期的公告",
        changes="因未在期限内申报，鉴定改期举行。",
        purpose=Purpose.RESCHEDULING,
        amendments={"assessment": {"exam_date": day.isoformat()}},
        actor=Desk().officer,
        now=now,
    )
    publish(supplement, now=now)
    assessment.refresh_from_db()
    return supplement


def answer(application, supplement: Announcement, what: str) -> None:
    registration.answer_supplement(
        application=application,
        supplement=supplement,
        answer=what,
        channel="counter",
        actor=Counter().officer,
        now=MISSED,
    )


def arrange_anew(made: Round) -> None:
    plan = services.create_plan(assessment=made.assessment, actor=Office().planner, now=PLANNED_ANEW)
    services.submit_plan(plan=plan, actor=Office().planner, now=PLANNED_ANEW)
    services.approve_plan(plan=plan, actor=Office().director, now=PLANNED_ANEW)


def file_it(made: Round, *, now=FILED_ANEW):
    package = services.build_package(assessment=made.assessment, actor=Office().planner, now=now)
    return services.file_package(
        package=package, centre=make_centre(), method="in_person", received_on=clock.local_date(now),
        actor=Office().planner, now=now,
    )  # fmt: skip


def test_a_missed_filing_is_made_good_by_another_day_and_not_otherwise() -> None:
    """Closed, planned, not filed in time → another day → each applicant answers → plan, package and filing anew."""
    made = approved_round(3)
    stayer, leaver, silent = made.applications
    with pytest.raises(Refused):
        file_it(made, now=MISSED)

    supplement = set_another_day(made)
    assert selectors.approved_plan(made.assessment) is None
    assert {each.pk for each in supplements.concerned_by(supplement)} == {each.pk for each in made.applications}
    answer(stayer, supplement, "taken_note")
    answer(leaver, supplement, "withdrawn")
    refund = Refund.objects.get()
    assert (refund.payment.charge.application, refund.state, refund.approved_by) == (leaver, "due", Desk().director)
    assert refund.amount == refund.payment.amount

    arrange_anew(made)
    assert selectors.approved_plan(made.assessment).version == 2
    assert {clock.local_date(row.starts_at) for row in made.plan.exam_sessions.all()} == {NEW_DAY}
    advice = [finding.text for finding in package_check.package_findings(made.assessment)]
    assert "1 名考生还没有答复补充公告，照常列入名册" in advice
    filing = file_it(made)
    assert filing.due == date(2026, 11, 23)
    listed = filing.package.manifest["facts"]["applications"]
    assert set(listed) == {str(stayer.public_id), str(silent.public_id)}
    assert [line["waiting"] for line in supplements.waiting_lines()] == [1]


def test_a_plan_under_way_moves_to_the_new_day_in_one_go() -> None:
    made = proposed_round(2)
    set_another_day(made)
    with pytest.raises(Refused, match="还在办理中"):
        services.create_plan(assessment=made.assessment, actor=Office().planner, now=PLANNED_ANEW)
    seats = selectors.seats_of_plan(made.plan).count()
    services.move_plan(plan=made.plan, actor=Office().planner, now=PLANNED_ANEW)
    assert {clock.local_date(row.starts_at) for row in made.plan.exam_sessions.all()} == {NEW_DAY}
    assert selectors.seats_of_plan(made.plan).count() == seats
    services.submit_plan(plan=made.plan, actor=Office().planner, now=PLANNED_ANEW)
    with pytest.raises(Refused):
        services.move_plan(plan=made.plan, actor=Office().planner, now=PLANNED_ANEW)


def test_a_plan_that_lies_on_the_announced_days_is_not_moved() -> None:
    made = proposed_round(2)
    with pytest.raises(Refused, match="已在公告的鉴定日期之内"):
        services.move_plan(plan=made.plan, actor=Office().planner, now=PLANNED_ANEW)


def test_filing_before_anybody_planned_anew_is_refused() -> None:
    made = approved_round(2)
    package = services.build_package(
        assessment=made.assessment, actor=Office().planner, now=PLANNED_ANEW - timedelta(9)
    )
    set_another_day(made)
    with pytest.raises(Refused) as refused:
        services.file_package(
            package=package, centre=make_centre(), method="in_person", received_on=FILED_ANEW.date(),
            actor=Office().planner, now=FILED_ANEW,
        )  # fmt: skip
    assert "没有批准的实施方案" in str(refused.value)


def test_without_a_plan_the_road_begins_with_one() -> None:
    made = closed_round(2)
    set_another_day(made)
    todos = [todo.title for stage in all_stages() for todo in stage.todos(Office().planner, PLANNED_ANEW)]
    assert "编制实施方案" in todos


# --- what the planners are told ----------------------------------------------------------------------------------------------


def titles(user: User, now=PLANNED_ANEW) -> list[str]:
    return [todo.title for stage in all_stages() for todo in stage.todos(user, now)]


def test_the_planner_is_told_to_plan_for_the_new_day_and_then_to_build_and_to_file() -> None:
    made = approved_round(2)
    set_another_day(made)
    assert titles(Office().planner) == ["按新的鉴定日期编制实施方案"]
    stages = {stage.key: stage for stage in all_stages()}
    assert stages["plan"].status(made.assessment, PLANNED_ANEW) == StageStatus.OPEN
    assert "按原来的日期批准" in stages["plan"].blockers(made.assessment, PLANNED_ANEW)[0].text
    arrange_anew(made)
    assert titles(Office().planner) == ["生成申报材料"]
    file_it(made)
    assert titles(Office().planner, FILED_ANEW) == ["登记鉴定中心的答复"]


def test_who_answers_the_telephone_is_told_how_many_have_not_answered() -> None:
    made = approved_round(2)
    set_another_day(made)
    [todo] = [
        todo for stage in all_stages() for todo in stage.todos(Counter().officer, MISSED) if "补充公告" in todo.title
    ]
    assert (todo.count, todo.clause) == (2, "R1.2")
    assert not [title for title in titles(Counter().charlie) if "补充公告" in title]


# --- what was paid to the centre is not paid twice (R4.3) -------------------------------------------------------------------


def answered(made: Round, filing, now=ANSWERED, number="济鉴核〔2026〕12号"):
    return services.record_answer(
        filing=filing,
        outcome="approved",
        document_number=number,
        answered_on=now.date(),
        actor=Office().planner,
        now=now,
    )


def filed_and_paid(people: int) -> Round:
    """Filed, approved and settled in October; then the centre orders another day and wants it filed anew."""
    made = approved_round(people)
    filing = file_it(made, now=clock.at(date(2026, 10, 9), 15))
    reply = answered(made, filing, clock.at(date(2026, 10, 13), 9), "济鉴核〔2026〕2号")
    services.settle(
        answer=reply, receipt_number="中心-0001", paid_on=date(2026, 10, 13), actor=Office().cashier,
        now=clock.at(date(2026, 10, 13), 10),
    )  # fmt: skip
    return made


def postpone(made: Round) -> Announcement:
    now = clock.at(date(2026, 10, 14), 9)
    supplement = announcing.draft_supplement(
        amends=made.assessment.announcements.get(kind="assessment"),
        title="关于鉴定延期的公告",
        changes="按鉴定中心通知延期，另行申报。",
        purpose=Purpose.POSTPONEMENT,
        amendments={"assessment": {"exam_date": NEW_DAY.isoformat()}},
        ordered_by="centre",
        order_number="济鉴〔2026〕40号",
        order_date=now.date(),
        actor=Desk().officer,
        now=now,
    )
    publish(supplement, now=now)
    made.assessment.refresh_from_db()
    return supplement


def test_filed_anew_for_the_same_people_nothing_is_due_and_the_answer_settles_it() -> None:
    made = filed_and_paid(2)
    postpone(made)
    assert not selectors.settled(made.assessment)
    arrange_anew(made)
    reply = answered(made, file_it(made))
    assert selectors.settled(made.assessment)
    assert (reply.settlement.amount, reply.settlement.receipt_number) == (Decimal(0), "中心-0001")
    assert services.amount_due(reply).paid_before == services.amount_due(reply).gross > 0


def test_who_left_meanwhile_leaves_a_surplus_that_is_said_and_not_paid() -> None:
    made = filed_and_paid(2)
    supplement = postpone(made)
    answer(made.applications[0], supplement, "withdrawn")
    arrange_anew(made)
    reply = answered(made, file_it(made))
    due = services.amount_due(reply)
    assert (due.total, due.surplus) == (Decimal(0), due.paid_before / 2)
    assert reply.settlement.lines[-1] == {"name": "此前申报已缴", "amount": str(-due.paid_before)}


def test_an_overtaken_filing_is_neither_answered_nor_paid_any_more() -> None:
    made = approved_round(2)
    filing = file_it(made, now=clock.at(date(2026, 10, 9), 15))
    postpone(made)
    with pytest.raises(Refused, match="这次申报不再有效"):
        answered(made, filing)
    assert not Settlement.objects.exists()


def test_a_member_of_staff_without_the_right_moves_no_plan(client) -> None:
    made = proposed_round(2)
    set_another_day(made)
    client.force_login(Office().charlie)
    response = client.post(reverse("sessions:plan_move", args=[made.plan.public_id]))
    assert response.status_code == 403
    assert Role.EXAM_AFFAIRS_OFFICER.label in response.content.decode()
