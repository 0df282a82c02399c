"""Another day is set after all was under way: what of it still counts, and what is made anew (R1.2, R3.1, R4.2, R5.1, R5.2)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements import services as announcing
from announcements.enums import Purpose
from announcements.models import Announcement
from exams import selectors, services
from exams.enums import BagState, CheckInOutcome
from exams.models import AdmissionTicket, TicketIssue
from registration import services as registration
from registration.models import Candidate, Refund
from sessions import selectors as planned
from sessions import services as planning
from station import clock, documents
from station.models import Document
from station.refusals import Refused
from station.stages import StageStatus, all_stages
from tests.factories import exams as make
from tests.factories.announcements import Desk, publish
from tests.factories.registration import Counter
from tests.factories.sessions import Office, Round, make_centre

MOVED = clock.at(date(2026, 10, 21), 15)
NEW_DAY = date(2026, 11, 28)
REFILED = clock.at(date(2026, 11, 5), 10)
REANSWERED = clock.at(date(2026, 11, 10), 10)
RENOTICED = clock.at(date(2026, 11, 12), 10)
HANDED_ANEW = clock.at(date(2026, 11, 23), 10)


def postpone(made: Round, *, now: datetime = MOVED, day: date = NEW_DAY, **order: object) -> Announcement:
    """By order of the centre, which waives the 45 days (R1.2)."""
    supplement = announcing.draft_supplement(
        amends=made.assessment.announcements.get(kind="assessment"),
        title="关于鉴定延期的公告",
        changes="按鉴定中心通知，本次鉴定延期举行。",
        purpose=Purpose.POSTPONEMENT,
        amendments={"assessment": {"exam_date": day.isoformat()}},
        ordered_by="centre",
        order_number="济鉴〔2026〕40号",
        order_date=clock.local_date(now),
        waives_notice=True,
        actor=Desk().officer,
        now=now,
        **order,
    )
    published = publish(supplement, now=now)
    made.assessment.refresh_from_db()
    return published


def withdraw(made: Round, *, now: datetime = MOVED) -> Announcement:
    supplement = announcing.draft_supplement(
        amends=made.assessment.announcements.get(kind="assessment"),
        title="关于撤销鉴定的公告",
        changes="因设备检修，本次鉴定撤销。",
        purpose=Purpose.WITHDRAWAL,
        actor=Desk().officer,
        now=now,
    )
    published = publish(supplement, now=now)
    made.assessment.refresh_from_db()
    return published


def all_go_on(made: Round, supplement: Announcement, *, now: datetime = MOVED) -> None:
    registration.note_for_many(
        applications=made.applications, supplement=supplement, channel="counter", actor=Counter().officer, now=now
    )


def plan_anew(made: Round, *, now: datetime = MOVED + timedelta(days=1)) -> None:
    plan = planning.create_plan(assessment=made.assessment, actor=Office().planner, now=now)
    planning.submit_plan(plan=plan, actor=Office().planner, now=now)
    planning.approve_plan(plan=plan, actor=Office().director, now=now)


@pytest.fixture
def handed_out(ticketed: Round) -> Round:
    make.hand_out_all(ticketed)
    return ticketed


# --- postponed, and to be filed anew ---------------------------------------------------------------------------------------


def test_after_a_postponement_plan_filing_notice_and_tickets_of_the_old_day_count_no_more(handed_out: Round) -> None:
    services.print_seating_charts(assessment=handed_out.assessment, actor=make.Site().affairs, now=make.IN_TIME)
    postpone(handed_out)
    assessment = handed_out.assessment
    assert planned.approved_plan(assessment) is None
    assert planned.standing_filing(assessment) is None
    assert not planned.settled(assessment)
    assert selectors.notice_of(assessment) is None
    assert selectors.ticket_figures(assessment) == {"made": 0, "handed_out": 0, "overtaken": 2, "missing": 2}
    charts = Document.objects.filter(scope=assessment.audit_scope, kind="exams.door_charts")
    assert [documents.standing(each) for each in charts] == ["withdrawn"]


def test_a_copied_plan_moves_with_the_day_and_keeps_every_seat(handed_out: Round) -> None:
    before = {(seat.application_subject_id, seat.number) for seat in planned.seats_of(handed_out.assessment)}
    hours = list(handed_out.plan.exam_sessions.values_list("starts_at", flat=True))
    postpone(handed_out)
    plan_anew(handed_out)
    moved = list(handed_out.plan.exam_sessions.values_list("starts_at", flat=True))
    assert [later - earlier for earlier, later in zip(hours, moved, strict=True)] == [timedelta(days=35)] * len(hours)
    assert {(seat.application_subject_id, seat.number) for seat in planned.seats_of(handed_out.assessment)} == before
    assert handed_out.plan.version == 2


def test_who_has_left_meanwhile_has_no_seat_in_the_copied_plan(handed_out: Round) -> None:
    supplement = postpone(handed_out)
    leaver, stayer = handed_out.applications
    registration.answer_supplement(
        application=leaver,
        supplement=supplement,
        answer="withdrawn",
        channel="counter",
        actor=Counter().officer,
        now=MOVED,
    )
    plan_anew(handed_out)
    seated = {seat.application_subject.application_id for seat in planned.seats_of(handed_out.assessment)}
    assert seated == {stayer.pk}
    assert Refund.objects.get().payment.charge.application == leaver


def file_anew(made: Round) -> None:
    package = planning.build_package(assessment=made.assessment, actor=Office().planner, now=REFILED)
    filing = planning.file_package(
        package=package, centre=make_centre(), method="in_person", received_on=REFILED.date(), actor=Office().planner,
        now=REFILED,
    )  # fmt: skip
    planning.record_answer(
        filing=filing, outcome="approved", document_number="济鉴核〔2026〕31号", answered_on=REANSWERED.date(),
        actor=Office().planner, now=REANSWERED,
    )  # fmt: skip


def renotice(made: Round, number: str = "济鉴通〔2026〕19号") -> None:
    services.record_notice(
        assessment=made.assessment,
        number=number,
        received_on=RENOTICED.date(),
        actor=make.Site().affairs,
        now=RENOTICED,
    )


def test_tickets_are_made_anew_under_their_numbers_and_the_old_code_admits_nobody(handed_out: Round) -> None:
    assessment = handed_out.assessment
    old = {ticket.number: ticket.code for ticket in selectors.tickets_of(assessment)}
    supplement = postpone(handed_out, waives_filing=True)
    all_go_on(handed_out, supplement)
    plan_anew(handed_out)
    ticket = AdmissionTicket.objects.earliest("id")
    with pytest.raises(Refused, match="原来的准考证已失效"):
        services.hand_out_ticket(ticket=ticket, method="counter", actor=make.Site().affairs, now=MOVED)
    services.make_tickets(assessment=assessment, actor=make.Site().affairs, now=HANDED_ANEW)
    new = {ticket.number: ticket.code for ticket in selectors.tickets_of(assessment)}
    assert new.keys() == old.keys()
    assert not set(new.values()) & set(old.values())
    assert selectors.ticket_figures(assessment) == {"made": 2, "handed_out": 0, "overtaken": 0, "missing": 0}
    assert {row["day"] for issue in selectors.issues_in_force() for row in issue.facts["subjects"]} == {
        "2026年11月28日（周六）"
    }
    make.hand_out_all(handed_out, now=HANDED_ANEW)
    seat = make.seats_of(handed_out)[0]
    doors = seat.session_room.exam_session.starts_at - timedelta(minutes=20)
    number = seat.application_subject.application.ticket.number
    with pytest.raises(Refused, match="已按新的编排重新制作"):
        services.check_in(
            seat=seat, outcome=CheckInOutcome.ADMITTED, code=old[number], actor=make.Site().affairs, now=doors
        )
    services.check_in(
        seat=seat, outcome=CheckInOutcome.ADMITTED, code=new[number], actor=make.Site().affairs, now=doors
    )


def test_behind_its_code_the_public_page_says_that_a_ticket_is_overtaken(handed_out: Round) -> None:
    code = make.first_ticket(handed_out).code
    assert documents.verify_code(code).standing == "current"
    supplement = postpone(handed_out, waives_filing=True)
    assert documents.verify_code(code).standing == "withdrawn"
    all_go_on(handed_out, supplement)
    plan_anew(handed_out)
    services.make_tickets(assessment=handed_out.assessment, actor=make.Site().affairs, now=HANDED_ANEW)
    assert documents.verify_code(code).standing == "superseded"


def test_a_ticket_is_not_handed_out_before_the_supplement_is_answered(handed_out: Round) -> None:
    supplement = postpone(handed_out, waives_filing=True)
    plan_anew(handed_out)
    services.make_tickets(assessment=handed_out.assessment, actor=make.Site().affairs, now=HANDED_ANEW)
    ticket = make.first_ticket(handed_out)
    with pytest.raises(Refused) as refused:
        services.hand_out_ticket(ticket=ticket, method="counter", actor=make.Site().affairs, now=HANDED_ANEW)
    assert refused.value.reasons[0].clause == "R1.2"
    assert str(supplement.public_id) in refused.value.reasons[0].url
    all_go_on(handed_out, supplement, now=HANDED_ANEW)
    services.hand_out_ticket(ticket=ticket, method="counter", actor=make.Site().affairs, now=HANDED_ANEW)


# --- postponed, and the order says that the filing stands ------------------------------------------------------------------


def test_where_the_order_says_so_filing_payment_and_notice_stand_and_only_the_plan_is_made_anew(
    handed_out: Round,
) -> None:
    assessment = handed_out.assessment
    postpone(handed_out, waives_filing=True)
    assert planned.standing_filing(assessment) is not None
    assert planned.settled(assessment)
    assert selectors.notice_of(assessment) is not None
    assert planned.approved_plan(assessment) is None
    plan_anew(handed_out)
    assert planned.approved_plan(assessment).version == 2
    with pytest.raises(Refused, match="已经申报"):
        planning.create_plan(assessment=assessment, actor=Office().planner, now=MOVED + timedelta(days=2))


def test_an_old_notice_is_no_notice_for_the_new_day(handed_out: Round) -> None:
    supplement = postpone(handed_out)
    all_go_on(handed_out, supplement)
    plan_anew(handed_out)
    file_anew(handed_out)
    if not planned.settled(handed_out.assessment):
        planning.settle(
            answer=planned.standing_answer(handed_out.assessment), receipt_number="示例-0099",
            paid_on=REANSWERED.date(), actor=Office().cashier, now=REANSWERED,
        )  # fmt: skip
    with pytest.raises(Refused, match="改期以前的通知书"):
        renotice(handed_out, "济鉴通〔2026〕8号")
    renotice(handed_out)
    services.make_tickets(assessment=handed_out.assessment, actor=make.Site().affairs, now=HANDED_ANEW)
    assert TicketIssue.objects.count() == 4


# --- papers that were there already ------------------------------------------------------------------------------------------


def test_bags_in_the_safe_are_kept_and_go_over_to_the_same_rooms_of_the_new_plan(handed_out: Round) -> None:
    bags = make.bags_of(handed_out)
    make.carry_to(bags[0], BagState.STORED)
    postpone(handed_out, waives_filing=True, now=make.DAY_BEFORE + timedelta(hours=5))
    plan_anew(handed_out, now=make.DAY_BEFORE + timedelta(hours=6))
    after = services.register_bags(
        assessment=handed_out.assessment, actor=make.Site().custodian, now=make.DAY_BEFORE + timedelta(hours=7)
    )
    assert [bag.number for bag in after] == [bag.number for bag in bags]
    rooms = set(selectors.rooms_of(handed_out.assessment).values_list("pk", flat=True))
    assert {bag.session_room_id for bag in after} == rooms
    assert after[0].custody_entries.count() == 1


def test_a_closed_bag_that_was_out_goes_back_to_the_safe(handed_out: Round) -> None:
    bag = make.bags_of(handed_out)[0]
    make.carry_to(bag, BagState.AT_OFFICE)
    moment = make.moment_of(bag, BagState.AT_OFFICE) + timedelta(minutes=10)
    postpone(handed_out, waives_filing=True, now=moment)
    with pytest.raises(Refused, match="下一环节应是“已入库”"):
        make.hand_over(bag, BagState.IN_ROOM, now=moment)
    make.hand_over(bag, BagState.STORED, now=moment)
    bag.refresh_from_db()
    assert bag.state == BagState.STORED


def test_once_papers_are_open_neither_day_nor_assessment_is_taken_back(handed_out: Round) -> None:
    bag = make.bags_of(handed_out)[0]
    make.carry_to(bag, BagState.OPENED)
    with pytest.raises(Refused, match="试卷已经启封"):
        postpone(handed_out, now=make.moment_of(bag, BagState.OPENED))


# --- called off ------------------------------------------------------------------------------------------------------------


def test_what_is_called_off_has_no_todos_deadlines_or_blockers_left(handed_out: Round) -> None:
    withdraw(handed_out)
    assessment = handed_out.assessment
    for stage in all_stages()[1:]:
        assert stage.blockers(assessment, MOVED) == []
        assert stage.status(assessment, MOVED) not in (StageStatus.BLOCKED, StageStatus.OPEN)
    for user in (make.Site().affairs, make.Site().director, make.Site().custodian, Office().planner):
        assert [todo for stage in all_stages() for todo in stage.todos(user, MOVED)] == []


def test_what_is_called_off_is_refused_by_every_verb_with_the_reason(handed_out: Round) -> None:
    withdraw(handed_out)
    assessment, site = handed_out.assessment, make.Site()
    acts = (
        lambda: services.record_notice(
            assessment=assessment, number="新", received_on=MOVED.date(), actor=site.affairs, now=MOVED
        ),
        lambda: services.make_tickets(assessment=assessment, actor=site.affairs, now=MOVED),
        lambda: services.print_seating_charts(assessment=assessment, actor=site.affairs, now=MOVED),
        lambda: services.register_bags(assessment=assessment, actor=site.custodian, now=MOVED),
        lambda: planning.create_plan(assessment=assessment, actor=Office().planner, now=MOVED),
        lambda: planning.build_package(assessment=assessment, actor=Office().planner, now=MOVED),
        lambda: services.hand_out_ticket(
            ticket=make.first_ticket(handed_out), method="counter", actor=site.affairs, now=MOVED
        ),
    )
    for act in acts:
        with pytest.raises(Refused, match="已于2026年10月21日.*公告撤销"):
            act()


# --- as the pages show it ----------------------------------------------------------------------------------------------------


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_overtaken_code_leads_the_guard_to_a_refusal_and_the_desk_offers_no_hand_out(handed_out: Round) -> None:
    code = make.first_ticket(handed_out).code
    clock.move_to(MOVED + timedelta(hours=1), frozen=True)
    postpone(handed_out)
    desk = signed_in(make.Site().affairs)
    answer = desk.get(reverse("exams:check_in", args=[code]))
    assert answer.status_code == 409
    assert "不得凭这张准考证入场" in answer.content.decode()
    page = desk.get(reverse("exams:ticket_list", args=[handed_out.assessment.public_id])).content.decode()
    assert "2 张准考证印的是原来的日期" in page
    assert "再次发放" not in page
    assert signed_in(make.Site().charlie).get(reverse("exams:check_in", args=[code])).status_code == 403
    public = Client().get(f"/verify/{code}/").content.decode()
    assert "已撤回" in public
    assert handed_out.applications[0].candidate.name not in public


def test_the_candidates_page_says_that_the_old_ticket_is_void_at_a_constant_cost(handed_out: Round) -> None:
    alice = make.Site().alice
    Candidate.objects.filter(applications=handed_out.applications[0]).update(user=alice)
    clock.move_to(MOVED + timedelta(hours=1), frozen=True)
    client = signed_in(alice)
    address = reverse("exams:my_tickets")
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    postpone(handed_out)
    with CaptureQueriesContext(connection) as after:
        page = client.get(address).content.decode()
    assert "原来的准考证已失效" in page
    assert len(after) <= len(before)


def test_the_overview_of_a_moved_assessment_says_what_comes_next(handed_out: Round) -> None:
    postpone(handed_out)
    clock.move_to(MOVED + timedelta(hours=1), frozen=True)
    page = signed_in(make.Site().affairs).get(reverse("exams:exam_overview", args=[handed_out.assessment.public_id]))
    assert "鉴定日期已经变更" in page.content.decode()
    withdraw(handed_out, now=MOVED + timedelta(hours=2))
    page = signed_in(make.Site().affairs).get(reverse("exams:exam_overview", args=[handed_out.assessment.public_id]))
    assert "本次鉴定已撤销" in page.content.decode()
