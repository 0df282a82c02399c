"""Plans, sittings, duties and seats: what the verbs do and what they refuse (R3.1)."""

from datetime import date, timedelta

import pytest

from registration import services as registration
from sessions import selectors, services
from sessions.enums import CardKind, Post
from sessions.models import Seat
from sessions.plan_facts import findings_of
from sessions.rules import SECTIONS, musts
from station import clock
from station.enums import Role, RoomKind, Subject
from station.models import AuditEntry, Document
from station.refusals import NotPermitted, Refused
from tests.factories.registration import Counter
from tests.factories.sessions import (
    PLANNED,
    Office,
    Round,
    approved_round,
    closed_round,
    filed_round,
    make_member,
    make_members,
    make_rooms,
    proposed_round,
)
from tests.factories.station import make_occupation, make_room, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 24)


def empty_plan(made: Round):
    return services.create_plan(assessment=made.assessment, actor=Office().planner, now=PLANNED)


def act(**more: object) -> dict[str, object]:
    return {"actor": Office().planner, "now": PLANNED, **more}


# --- versions ----------------------------------------------------------------------------------------------------------


def test_only_one_version_is_worked_on_at_a_time() -> None:
    made = closed_round(1)
    empty_plan(made)
    with pytest.raises(Refused, match="第 1 版方案还在办理中"):
        empty_plan(made)


def test_a_new_version_starts_as_a_copy_and_the_old_one_stands() -> None:
    made = approved_round(2)
    old = made.plan
    new = empty_plan(made)
    assert (new.version, new.state, new.emergency) == (2, "draft", old.emergency)
    assert [str(seat) for seat in selectors.seats_of_plan(new)] == [str(seat) for seat in selectors.seats_of_plan(old)]
    assert new.duties.count() == old.duties.count()
    assert selectors.approved_plan(made.assessment) == old
    assert not musts(findings_of(new))


def test_approval_issues_the_plan_and_the_newest_approved_one_counts() -> None:
    made = approved_round(1)
    first = Document.objects.get(kind="sessions.plan")
    new = empty_plan(made)
    services.submit_plan(plan=new, **act())
    services.approve_plan(plan=new, actor=Office().director, now=PLANNED)
    assert selectors.approved_plan(made.assessment) == new
    assert new.document.supersedes == first


def test_nothing_is_planned_after_filing() -> None:
    made = filed_round(1)
    with pytest.raises(Refused, match="本次鉴定的材料已经申报"):
        empty_plan(made)


def test_a_plan_is_not_submitted_before_registration_is_closed() -> None:
    made = proposed_round(1, close=False)
    with pytest.raises(Refused, match="报名还没有结束"):
        services.submit_plan(plan=made.plan, **act())


@pytest.mark.parametrize(("section", "label"), SECTIONS.items())
def test_a_plan_lacking_a_section_is_not_submitted_and_the_section_is_named(section: str, label: str) -> None:
    made = proposed_round(1)
    services.edit_plan(plan=made.plan, **{section: ""}, **act())
    with pytest.raises(Refused, match=f"“{label}”一节还没有写"):
        services.submit_plan(plan=made.plan, **act())


@pytest.mark.parametrize("role", [Role.SEAL_KEEPER, Role.REGISTRATION_OFFICER, Role.EXAMINER, Role.ADMINISTRATOR])
def test_others_do_not_plan(role: str) -> None:
    made = closed_round(1)
    with pytest.raises(NotPermitted):
        services.create_plan(assessment=made.assessment, actor=make_user("bob", role), now=PLANNED)


# --- by hand ---------------------------------------------------------------------------------------------------------


def nine(hours: float = 0) -> object:
    return clock.at(DAY, 9) + timedelta(hours=hours)


def test_a_plan_can_be_made_by_hand_from_the_first_sitting_to_the_last_duty() -> None:
    made = closed_round(2)
    plan, rooms = empty_plan(made), make_rooms()
    for subject, room, hour in ((Subject.THEORY, rooms[0], 0), (Subject.PRACTICAL, rooms[1], 3)):
        sitting = services.add_exam_session(
            plan=plan, subject=subject, starts_at=nine(hour), ends_at=nine(hour + 2), **act()
        )
        services.add_session_room(exam_session=sitting, room=room, **act())
    outcome = services.seat_everyone(plan=plan, seed=3, **act())
    assert (outcome.seated, outcome.unseated, outcome.seed) == (4, (), 3)
    members = make_members([make_occupation()])
    theory, practical = [sitting.session_rooms.get() for sitting in plan.exam_sessions.order_by("sequence")]
    for member in members[:2]:
        services.assign_duty(plan=plan, member=member, post=Post.INVIGILATOR, session_room=theory, **act())
    for number, member in enumerate(members[6:9]):
        post = Post.EXAMINER if number else Post.EXAMINER_HEAD
        services.assign_duty(plan=plan, member=member, post=post, session_room=practical, **act())
    for post in (Post.CHIEF, Post.CUSTODIAN, Post.SECURITY, Post.MARKING, Post.SCORE_ENTRY):
        services.assign_duty(plan=plan, member=members[2], post=post, **act())
    services.assign_duty(plan=plan, member=members[3], post=Post.SCORE_ENTRY, **act())
    services.edit_plan(plan=plan, person_in_charge=members[2], **dict.fromkeys(SECTIONS, "已写"), **act())
    assert [finding.text for finding in musts(findings_of(plan))] == []
    services.submit_plan(plan=plan, **act())


def test_a_sitting_stays_on_the_announced_days() -> None:
    plan = empty_plan(closed_round(1))
    with pytest.raises(Refused, match="公告的鉴定日期是2026年10月24日"):
        services.add_exam_session(plan=plan, subject=Subject.THEORY, starts_at=nine(24), ends_at=nine(26), **act())


def test_a_sitting_of_a_subject_that_was_not_announced_is_refused() -> None:
    plan = empty_plan(closed_round(1))
    with pytest.raises(Refused, match="本次鉴定没有外语这一科目"):
        services.add_exam_session(
            plan=plan, subject=Subject.FOREIGN_LANGUAGE, starts_at=nine(), ends_at=nine(1), **act()
        )


def test_a_room_is_not_given_to_two_sittings_at_once() -> None:
    plan, room = empty_plan(closed_round(1)), make_room()
    first, second = (
        services.add_exam_session(
            plan=plan, subject=Subject.THEORY, starts_at=nine(hour), ends_at=nine(hour + 2), **act()
        )
        for hour in (0, 1)
    )
    services.add_session_room(exam_session=first, room=room, **act())
    with pytest.raises(Refused, match="在同一时间用于第1场"):
        services.add_session_room(exam_session=second, room=room, **act())


def test_a_room_out_of_use_is_refused() -> None:
    plan = empty_plan(closed_round(1))
    sitting = services.add_exam_session(plan=plan, subject=Subject.THEORY, starts_at=nine(), ends_at=nine(2), **act())
    with pytest.raises(Refused, match="已停用"):
        services.add_session_room(exam_session=sitting, room=make_room(is_active=False), **act())


def test_supervisors_of_the_centre_serve_nobody_here() -> None:
    plan = empty_plan(closed_round(1))
    with pytest.raises(Refused, match="鉴定中心委派的质量督导员"):
        services.assign_duty(
            plan=plan, member=make_member("督导", card=CardKind.SUPERVISOR), post=Post.AFFAIRS, **act()
        )


def test_an_invigilator_is_assigned_to_a_room() -> None:
    plan = empty_plan(closed_round(1))
    with pytest.raises(Refused, match="监考员须写明在哪一个考场"):
        services.assign_duty(plan=plan, member=make_member("监考"), post=Post.INVIGILATOR, **act())


def test_removing_a_sitting_takes_its_seats_and_duties_along_and_leaves_a_trace() -> None:
    plan = proposed_round(1).plan
    services.remove_exam_session(exam_session=plan.exam_sessions.first(), **act())
    assert plan.exam_sessions.count() == 1
    assert AuditEntry.objects.filter(verb="exam_session.remove").count() == 1
    services.clear_plan(plan=plan, **act())
    assert not plan.exam_sessions.exists()
    assert not plan.duties.exists()


# --- the proposal ------------------------------------------------------------------------------------------------------


def test_a_proposal_is_lawful_for_three_levels_with_review() -> None:
    made = proposed_round(3, levels=(4, 3, 2))
    assert [finding.text for finding in musts(findings_of(made.plan))] == []
    subjects = [sitting.subject for sitting in made.plan.exam_sessions.order_by("sequence")]
    assert list(dict.fromkeys(subjects)) == ["theory", "practical", "comprehensive"]


def test_the_same_seed_proposes_the_same_plan() -> None:
    made = proposed_round(3, levels=(4, 3), seed=9)

    def whole() -> list[object]:
        seats = [(str(seat), seat.application_subject_id) for seat in selectors.seats_of_plan(made.plan)]
        duties = list(made.plan.duties.order_by("id").values_list("member", "post", "exam_session__sequence"))
        return [seats, duties]

    before = whole()
    services.clear_plan(plan=made.plan, **act())
    services.propose_plan(plan=made.plan, rooms=made.rooms, members=made.members, seed=9, **act())
    assert whole() == before


def test_too_few_stations_mean_several_practical_sittings_and_nobody_is_in_two_places() -> None:
    made = closed_round(5)
    plan = empty_plan(made)
    rooms = [make_rooms(practical=0)[0], make_room("小实操", RoomKind.PRACTICAL, rows=1, columns=3)]
    services.propose_plan(plan=plan, rooms=rooms, members=make_members([make_occupation()]), seed=1, **act())
    practical = plan.exam_sessions.filter(subject=Subject.PRACTICAL)
    assert sorted(sitting.session_rooms.get().seats.count() for sitting in practical) == [2, 3]
    assert musts(findings_of(plan)) == []


def test_a_proposal_without_a_practical_room_says_what_is_lacking() -> None:
    plan = empty_plan(closed_round(1))
    with pytest.raises(Refused, match="没有可用于操作技能的实操考场"):
        services.propose_plan(
            plan=plan, rooms=make_rooms(practical=0), members=make_members([make_occupation()]), seed=1, **act()
        )
    assert not plan.exam_sessions.exists()


def test_a_day_that_is_too_short_is_refused_whole() -> None:
    plan = empty_plan(closed_round(9))
    rooms = [make_rooms(practical=0)[0], make_room("一工位", RoomKind.PRACTICAL, rows=1, columns=1)]
    with pytest.raises(Refused, match="公告的鉴定日期内排不下"):
        services.propose_plan(plan=plan, rooms=rooms, members=make_members([make_occupation()]), seed=1, **act())
    assert not Seat.objects.exists()


def test_without_examiners_the_plan_is_made_and_what_is_lacking_is_named() -> None:
    plan = empty_plan(closed_round(1))
    services.propose_plan(
        plan=plan, rooms=make_rooms(), members=make_members([], examiners=0, seniors=0, others=8), seed=1, **act()
    )
    assert "第2场 操作技能第1考场 实操1有考生 1 人，应派考评员 3 名，现有 0 名" in [
        finding.text for finding in musts(findings_of(plan))
    ]


def test_colleagues_of_the_candidates_are_kept_away() -> None:
    made = closed_round(4)  # one from each of four employers, all in one room
    plan = empty_plan(made)
    members = make_members([make_occupation()])
    colleague = make_member("同事", employer="山东甲公司")
    services.propose_plan(plan=plan, rooms=make_rooms(), members=[*members, colleague], seed=1, **act())
    assert not plan.duties.filter(member=colleague, session_room__isnull=False).exists()


def test_only_an_empty_draft_is_proposed() -> None:
    made = proposed_round(1)
    with pytest.raises(Refused, match="方案里已有场次或任务"):
        services.propose_plan(plan=made.plan, rooms=made.rooms, members=made.members, seed=1, **act())


# --- seats by hand -----------------------------------------------------------------------------------------------------


def theory_seats(plan) -> list[Seat]:
    return list(selectors.seats_of_plan(plan).filter(session_room__exam_session__subject=Subject.THEORY))


def test_moving_to_a_free_place_moves_nobody_else() -> None:
    plan = proposed_round(3).plan
    seats = theory_seats(plan)
    moved = services.move_seat(seat=seats[0], row=6, column=5, **act())
    assert (moved.row, moved.column, moved.number) == (6, 5, 30)
    assert [str(seat) for seat in theory_seats(plan) if seat.pk != moved.pk] == [str(seat) for seat in seats[1:]]


def test_moving_to_a_taken_place_changes_the_two_over() -> None:
    plan = proposed_round(2).plan
    one, two = theory_seats(plan)
    places = [(one.row, one.column, one.number), (two.row, two.column, two.number)]
    services.move_seat(seat=one, row=two.row, column=two.column, **act())
    one.refresh_from_db()
    two.refresh_from_db()
    assert [(two.row, two.column, two.number), (one.row, one.column, one.number)] == places


@pytest.mark.parametrize(("row", "column"), [(7, 1), (1, 6), (6, 5)])
def test_a_place_that_is_not_there_or_broken_is_refused(row: int, column: int) -> None:
    plan = proposed_round(1).plan
    seat = theory_seats(plan)[0]
    room = seat.session_room.room
    room.broken = [[6, 5]]
    room.save()
    with pytest.raises(Refused, match=f"没有第 {row} 排第 {column} 列"):
        services.move_seat(seat=seat, row=row, column=column, **act())


def test_nobody_moves_into_a_room_of_another_paper() -> None:
    plan = proposed_round(2, levels=(4, 3)).plan
    seats = theory_seats(plan)
    one, other = seats[0], next(seat for seat in seats if seat.session_room_id != seats[0].session_room_id)
    with pytest.raises(Refused, match="里是另一种试卷"):
        services.move_seat(seat=one, row=6, column=5, session_room=other.session_room, **act())


def test_nobody_moves_into_a_room_of_another_subject() -> None:
    plan = proposed_round(1).plan
    practical = plan.exam_sessions.get(subject=Subject.PRACTICAL).session_rooms.get()
    with pytest.raises(Refused, match="只能换到本方案同一科目的考场"):
        services.move_seat(seat=theory_seats(plan)[0], row=1, column=1, session_room=practical, **act())


def test_a_cancelled_applicant_shows_in_the_plan_and_removal_moves_nobody() -> None:
    made = proposed_round(3)
    gone = made.applications[1]
    before = {seat.application_subject_id: str(seat) for seat in theory_seats(made.plan)}
    registration.cancel_application(application=gone, reason="申报材料不实", actor=Counter().director, now=PLANNED)
    assert any(f"还留着{gone.candidate.name}的座位" in finding.text for finding in musts(findings_of(made.plan)))
    for seat in selectors.seats_of_plan(made.plan).filter(application_subject__application=gone):
        services.remove_seat(seat=seat, **act())
    assert musts(findings_of(made.plan)) == []
    after = {seat.application_subject_id: str(seat) for seat in theory_seats(made.plan)}
    assert after == {key: value for key, value in before.items() if key in after}


def test_people_with_an_examiner_s_card_are_registered_with_all_of_it() -> None:
    with pytest.raises(Refused) as refusal:
        make_member("考评", card=CardKind.EXAMINER, card_number="", card_valid_until=None)
    assert [reason.field for reason in refusal.value.reasons] == ["card_number", "card_valid_until", "occupations"]


def test_another_assessment_on_the_same_day_takes_other_rooms_other_people_or_other_hours() -> None:
    first = approved_round(1)
    second = closed_round(1)
    plan = empty_plan(second)
    services.propose_plan(plan=plan, rooms=first.rooms, members=first.members, seed=1, **act())
    assert [finding.text for finding in musts(findings_of(plan))] == []
    theory = plan.exam_sessions.get(subject=Subject.THEORY)
    assert theory.starts_at == nine(2)
    services.move_exam_session(exam_session=theory, starts_at=nine(), ends_at=nine(1.5), **act())
    texts = [finding.text for finding in musts(findings_of(plan))]
    assert any(text.startswith("第1场 理论知识的第1考场 理论1同一时间已用于2026年第1次职业技能鉴定") for text in texts)
