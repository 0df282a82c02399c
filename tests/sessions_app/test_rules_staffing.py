"""How many, who may, who may not (R3.1)."""

from datetime import date, datetime, timedelta

import pytest

from sessions.enums import CardKind, Post
from sessions.rules import staffing
from sessions.rules.facts import DutyFacts, Member, PlanFacts, RoomFacts, SeatFacts, Sitting, Weight
from station.clock import ZONE
from station.enums import Subject

DAY = date(2026, 10, 24)
NINE = datetime(2026, 10, 24, 9, tzinfo=ZONE)


def member(number: int = 1, **changes: object) -> Member:
    facts: dict[str, object] = {
        "id": number,
        "name": f"考评{number}",
        "employer": "甲校",
        "card_kind": CardKind.EXAMINER,
        "card_valid_until": DAY,
        "occupations": frozenset({7}),
    }
    return Member(**{**facts, **changes})  # type: ignore[arg-type]


def seat(number: int, *, level: int = 4, employer: str = "乙厂") -> SeatFacts:
    return SeatFacts(number, number, f"考生{number}", employer, employer, 7, "电工 四级/中级工", level, 90, 1, number)


def facts(
    *duties: DutyFacts,
    people: int = 6,
    subject: str = Subject.PRACTICAL,
    level: int = 4,
    employer: str = "乙厂",
    own: str = "",
) -> PlanFacts:
    seats = tuple(seat(number, level=level, employer=employer) for number in range(1, people + 1))
    room = RoomFacts(11, 1, "第1考场", 30, seats)
    other = RoomFacts(12, 2, "第2考场", 30)
    sittings = (
        Sitting(1, "第1场", subject, NINE, NINE + timedelta(minutes=90), DAY, (room,)),
        Sitting(2, "第2场", subject, NINE + timedelta(minutes=60), NINE + timedelta(minutes=150), DAY, (other,)),
        Sitting(
            3,
            "第3场",
            subject,
            NINE + timedelta(minutes=90),
            NINE + timedelta(minutes=180),
            DAY,
            (RoomFacts(13, 1, "第1考场", 30),),
        ),
    )
    return PlanFacts({}, True, DAY, DAY, sittings=sittings, duties=duties, own_institution=own)


def texts(found: list) -> list[str]:
    return [finding.text for finding in found]


@pytest.mark.parametrize(("people", "needed"), [(1, 2), (15, 2), (30, 2), (31, 3), (45, 3), (46, 4)])
def test_one_invigilator_for_fifteen_and_never_fewer_than_two_in_a_room(people: int, needed: int) -> None:
    assert staffing.invigilators_needed(people) == needed


@pytest.mark.parametrize(("people", "needed"), [(1, 3), (15, 3), (16, 5), (20, 5), (25, 5), (26, 7), (36, 9)])
def test_one_examiner_for_five_at_least_three_and_always_odd(people: int, needed: int) -> None:
    assert staffing.examiners_needed(people) == needed


@pytest.mark.parametrize(("least", "needed"), [(1, 3), (3, 3), (4, 5), (5, 5)])
def test_a_review_has_at_least_three_and_an_odd_number(least: int, needed: int) -> None:
    assert staffing.reviewers_needed(least) == needed


def test_the_card_must_be_valid_on_the_day() -> None:
    assert staffing.card_reasons(member(), on=DAY, occupation_id=7, level=4) == []
    day_before = member(card_valid_until=DAY - timedelta(days=1))
    assert staffing.card_reasons(day_before, on=DAY, occupation_id=7, level=4) == [
        "证卡有效期至2026-10-23，鉴定当天不在有效期内"
    ]


@pytest.mark.parametrize(("kind", "level", "allowed"), [
    (CardKind.EXAMINER, 5, True), (CardKind.EXAMINER, 3, True), (CardKind.EXAMINER, 2, False), (CardKind.EXAMINER, 1, False),
    (CardKind.SENIOR_EXAMINER, 5, True), (CardKind.SENIOR_EXAMINER, 1, True), (CardKind.INVIGILATOR, 5, False), (CardKind.NONE, 5, False),
])  # fmt: skip
def test_examiners_of_levels_five_to_three_and_senior_examiners_of_all(kind: str, level: int, allowed: bool) -> None:
    assert (staffing.card_reasons(member(card_kind=kind), on=DAY, occupation_id=7, level=level) == []) is allowed


def test_only_occupations_on_the_card_are_examined() -> None:
    assert staffing.card_reasons(member(), on=DAY, occupation_id=8, level=4) == ["证卡未核准这一职业"]


def duty(
    number: int, *, post: str = Post.EXAMINER, room: int | None = 11, sitting: int | None = None, **changes: object
) -> DutyFacts:
    return DutyFacts(number, member(number, **changes), post, sitting, room)


def test_a_room_that_is_well_staffed_has_no_finding() -> None:
    duties = (duty(1, post=Post.EXAMINER_HEAD), duty(2), duty(3))
    assert staffing.room_findings(facts(*duties)) == []


def test_too_few_examiners_and_a_missing_head_are_named() -> None:
    assert texts(staffing.room_findings(facts(duty(1), duty(2)))) == [
        "第1场第1考场有考生 6 人，应派考评员 3 名，现有 2 名",
        "第1场第1考场须有一名考评组长，现有 0 名",
    ]


def test_an_even_number_of_examiners_is_named() -> None:
    duties = (duty(1, post=Post.EXAMINER_HEAD), duty(2), duty(3), duty(4))
    assert texts(staffing.room_findings(facts(*duties))) == ["第1场第1考场的考评员有 4 名，须为单数"]


def test_theory_wants_invigilators_and_examiners_there_do_not_count() -> None:
    found = staffing.room_findings(facts(duty(1, post=Post.INVIGILATOR), subject=Subject.THEORY))
    assert texts(found) == ["第1场第1考场有考生 6 人，应派监考员 2 名，现有 1 名"]


def test_nobody_serves_in_the_room_of_their_own_employer() -> None:
    duties = (duty(1, post=Post.EXAMINER_HEAD), duty(2), duty(3, employer="乙厂"))
    found = staffing.room_findings(facts(*duties))
    assert texts(found) == ["考评3与第1场第1考场的考生考生1、考生2、考生3等同属“乙厂”，应当回避"]
    assert found[0].weight is Weight.MUST


def test_colleagues_of_the_institution_itself_are_told_apart_by_class() -> None:
    duties = (duty(1, post=Post.EXAMINER_HEAD), duty(2), duty(3, employer="山东职业学院"))
    assert staffing.room_findings(facts(*duties, employer="山东职业学院", own="山东职业学院")) == []


def test_nobody_is_in_two_places_at_once() -> None:
    twice = (duty(1, room=11), DutyFacts(2, member(1), Post.EXAMINER, None, 12))
    assert texts(staffing.clashes_of_people(facts(*twice))) == [
        "考评1同一时间有两处任务：第1场第1考场任考评员，第2场第2考场任考评员"
    ]


def test_one_sitting_may_follow_the_other_at_the_very_minute() -> None:
    after = (duty(1, room=11), DutyFacts(2, member(1), Post.EXAMINER, None, 13))
    assert staffing.clashes_of_people(facts(*after)) == []


def test_who_guards_the_cordon_is_not_in_a_room() -> None:
    both = (duty(1, room=11), DutyFacts(2, member(1), Post.SECURITY))
    assert len(staffing.clashes_of_people(facts(*both))) == 1


def test_marking_comes_after_the_examination() -> None:
    both = (duty(1, room=11), DutyFacts(2, member(1), Post.MARKING))
    assert staffing.clashes_of_people(facts(*both)) == []


def test_the_posts_without_which_nothing_is_held_are_named() -> None:
    found = staffing.post_findings(facts())
    assert texts([finding for finding in found if finding.weight is Weight.MUST]) == [
        "主考应安排 1 人，现有 0 人",
        "试卷保密员应安排 1 人，现有 0 人",
        "安全保卫应安排 1 人，现有 0 人",
        "阅卷评分应安排 1 人，现有 0 人",
        "成绩登录应安排 2 人，现有 0 人",
    ]
