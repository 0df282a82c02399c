"""The day by the clock: briefing, rooms, the cordon, incidents; each sees the own rooms only (R5.5 to R5.8)."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from exams import policies, selectors, services
from exams.enums import CheckInOutcome, IncidentKind
from exams.models import BriefingAttendance, CheckIn, Incident, RoomOpening
from registration import services as registration
from sessions.enums import Post
from sessions.models import Duty, Seat, SessionRoom, StaffMember
from station.enums import Role
from station.models import AuditEntry, Notification, User
from station.refusals import NotPermitted, Refused
from tests.factories import exams as make
from tests.factories.sessions import Round, make_member

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)


@pytest.fixture
def seat(ticketed: Round) -> Seat:
    return make.seats_of(ticketed)[0]


def start_of(seat: Seat) -> datetime:
    return seat.session_room.exam_session.starts_at


# --- briefing (R5.5) -------------------------------------------------------------------------------------------------------------


def brief(made: Round, **changes: object) -> object:
    values: dict = {
        "held_at": make.DAY_BEFORE,
        "place": "会议室",
        "minutes": "分工与纪律",
        "members": StaffMember.objects.all()[:3],
        "actor": make.Site().affairs,
        "now": make.DAY_BEFORE,
        **changes,
    }
    return services.record_briefing(assessment=made.assessment, **values)


def test_the_briefing_is_recorded_with_who_was_there(noticed: Round) -> None:
    briefing = brief(noticed)
    assert BriefingAttendance.objects.filter(briefing=briefing).count() == 3
    with pytest.raises(Refused, match="已经登记"):
        brief(noticed)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(briefing).objects.update(minutes="改")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"held_at": make.DAY_BEFORE + timedelta(minutes=1)}, "晚于现在"),
        ({"held_at": make.MARKED, "now": make.MARKED}, "开考前召开"),
        ({"place": " "}, "地点"),
        ({"minutes": ""}, "内容"),
        ({"members": ()}, "到会人员"),
    ],
)
def test_a_briefing_without_its_facts_is_refused(noticed: Round, changes: dict, word: str) -> None:
    with pytest.raises(Refused, match=word):
        brief(noticed, **changes)


# --- rooms (R5.5, R5.7) --------------------------------------------------------------------------------------------------------------


def open_room(room: SessionRoom, actor: User, minutes_before: int = 60, **changes: object) -> RoomOpening:
    moment = room.exam_session.starts_at - timedelta(minutes=minutes_before)
    values: dict = {"opened_at": moment, "anomalies": "", "now": moment, **changes}
    return services.open_room(session_room=room, actor=actor, **values)


def test_the_invigilator_unseals_the_own_room_from_one_hour_before(ticketed: Round) -> None:
    room = make.rooms_of(ticketed)[0]
    invigilator = make.invigilator_of(room)
    with pytest.raises(Refused, match=r"R5\.5"):
        open_room(room, invigilator, 61)
    assert open_room(room, invigilator, 60).opened_by == invigilator
    with pytest.raises(Refused, match="已经启封"):
        open_room(room, invigilator, 50)


def test_an_anomaly_reaches_those_who_run_the_exam(ticketed: Round) -> None:
    open_room(make.rooms_of(ticketed)[0], make.Site().affairs, anomalies="门封条破损")
    assert Notification.objects.filter(kind="exam_room", text__contains="门封条破损").exists()


def test_examiners_and_invigilators_see_their_own_rooms_only(ticketed: Round) -> None:
    theory, practical = make.rooms_of(ticketed)
    member = make_member("只监理论")
    user = make.give_account(member, Role.INVIGILATOR)
    Duty.objects.create(plan=theory.exam_session.plan, member=member, post=Post.INVIGILATOR, session_room=theory)
    assert list(policies.rooms_visible_to(user)) == [theory]
    assert policies.can_work_in_room(user, theory)
    assert not policies.can_work_in_room(user, practical)
    with pytest.raises(NotPermitted, match=r"R5\.7"):
        open_room(practical, user)


@pytest.mark.parametrize(
    ("post", "whole_sitting", "rooms"),
    [(Post.CHIEF, False, 2), (Post.SECURITY, False, 2), (Post.INVIGILATOR, False, 0), (Post.EXAMINER, True, 1)],
)
def test_chief_and_guards_serve_the_whole_site(ticketed: Round, post: str, whole_sitting: bool, rooms: int) -> None:
    first = make.rooms_of(ticketed)[0]
    member = make_member("全场")
    user = make.give_account(member, Role.INVIGILATOR)
    exam_session = first.exam_session if whole_sitting else None
    Duty.objects.create(plan=first.exam_session.plan, member=member, post=post, exam_session=exam_session)
    visible = set(policies.rooms_visible_to(user))
    assert len(visible) == rooms
    agreeing = {room for room in make.rooms_of(ticketed) if policies.can_work_in_room(user, room)}
    assert agreeing == visible, "the predicate and the queryset say the same"


def test_whoever_has_no_duty_sees_no_room(ticketed: Round) -> None:
    site = make.Site()
    for who in (site.charlie, site.first_clerk, site.custodian, site.alice):
        assert not policies.rooms_visible_to(who).exists()
    assert policies.rooms_visible_to(site.director).count() == 2


# --- the cordon (R5.6) -----------------------------------------------------------------------------------------------------------------


def check(seat: Seat, moment: datetime, outcome: str = CheckInOutcome.ADMITTED, **changes: object) -> CheckIn:
    values: dict = {"actor": make.Site().affairs, **changes}
    return services.check_in(seat=seat, outcome=outcome, now=moment, **values)


def test_nobody_passes_the_cordon_before_thirty_minutes(seat: Seat) -> None:
    doors = start_of(seat) - timedelta(minutes=30)
    with pytest.raises(Refused, match=r"考前 30 分钟方可.*R5\.6"):
        check(seat, doors - TICK)
    assert check(seat, doors).outcome == "admitted"


def test_late_comers_stay_outside_after_thirty_minutes(seat: Seat) -> None:
    close = start_of(seat) + timedelta(minutes=30)
    with pytest.raises(Refused, match="迟到考生不得入场"):
        check(seat, close)
    assert check(seat, close, CheckInOutcome.REFUSED, reason="迟到").reason == "迟到"


def test_a_refusal_says_why(seat: Seat) -> None:
    with pytest.raises(Refused, match="原因"):
        check(seat, start_of(seat), CheckInOutcome.REFUSED)


def test_who_fetches_the_card_may_come_back_but_nobody_enters_twice(seat: Seat) -> None:
    check(seat, start_of(seat), CheckInOutcome.REFUSED, reason="未带身份证")
    check(seat, start_of(seat) + timedelta(minutes=10))
    assert [row.outcome for row in seat.check_ins.all()] == ["refused", "admitted"]
    for outcome in CheckInOutcome:
        with pytest.raises(Refused, match="已准予入场"):
            check(seat, start_of(seat) + timedelta(minutes=11), outcome, reason="又来")
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckIn.objects.update(reason="")


def test_a_cancelled_candidate_is_not_admitted(seat: Seat) -> None:
    application = seat.application_subject.application
    registration.cancel_application(
        application=application, reason="替考", actor=make.Site().director, now=make.IN_TIME
    )
    with pytest.raises(Refused, match=r"准考证已失效（R2\.5）"):
        check(seat, start_of(seat))
    assert check(seat, start_of(seat), CheckInOutcome.REFUSED, reason="已取消资格").outcome == "refused"


def test_nobody_is_admitted_without_a_ticket(noticed: Round) -> None:
    seat = make.seats_of(noticed)[0]
    with pytest.raises(Refused, match="没有准考证"):
        check(seat, start_of(seat))


def test_only_who_serves_there_checks_in(seat: Seat) -> None:
    for who in (make.Site().charlie, make.Site().first_clerk):
        with pytest.raises(NotPermitted, match=r"R5\.7"):
            check(seat, start_of(seat), actor=who)


def test_attendance_and_counts_follow_from_the_check_ins(ticketed: Round) -> None:
    seats = make.seats_of(ticketed)
    make.check_in_all(ticketed, absent=(seats[1],))
    assert selectors.attendance(ticketed.assessment) == {seat.pk: seat != seats[1] for seat in seats}
    assert [(room.seated, room.admitted) for room in make.rooms_of(ticketed)] == [(2, 1), (2, 2)]


# --- incidents (R5.8) --------------------------------------------------------------------------------------------------------------------


def incident(made: Round, **changes: object) -> Incident:
    values: dict = {
        "kind": IncidentKind.EQUIPMENT,
        "description": "3 号工位断电",
        "action": "更换保险",
        "outcome": "补时 5 分钟",
        "at": make.MARKED,
        "actor": make.Site().affairs,
        "now": make.MARKED,
        **changes,
    }
    return services.record_incident(assessment=made.assessment, **values)


def test_an_incident_has_category_action_and_outcome(ticketed: Round) -> None:
    row = incident(ticketed)
    assert (row.kind, row.action, row.outcome) == ("equipment", "更换保险", "补时 5 分钟")
    entry = AuditEntry.objects.get(verb="incident.record")
    assert "断电" not in str(entry.facts), "free text stays out of the facts"
    with pytest.raises(DatabaseError), transaction.atomic():
        Incident.objects.update(outcome="改")


@pytest.mark.parametrize("field", ["description", "action", "outcome"])
def test_an_incident_without_one_of_them_is_refused(ticketed: Round, field: str) -> None:
    with pytest.raises(Refused, match=r"R5\.8"):
        incident(ticketed, **{field: " "})


def test_incidents_of_other_rooms_are_not_for_everyone(ticketed: Round) -> None:
    theory, practical = make.rooms_of(ticketed)
    member = make_member("只监理论")
    user = make.give_account(member, Role.INVIGILATOR)
    Duty.objects.create(plan=theory.exam_session.plan, member=member, post=Post.INVIGILATOR, session_room=theory)
    mine, other = incident(ticketed, session_room=theory), incident(ticketed, session_room=practical)
    assert list(policies.incidents_visible_to(user, ticketed.assessment)) == [mine]
    assert set(policies.incidents_visible_to(make.Site().director, ticketed.assessment)) == {mine, other}
    with pytest.raises(NotPermitted):
        incident(ticketed, actor=make.Site().charlie)
