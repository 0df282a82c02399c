"""What a plan has to hold (R3.1), without a database."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from sessions.rules import SECTIONS, plans, timetable
from sessions.rules.facts import PlanFacts, RoomFacts, SeatFacts, Sitting, ToSeat, Weight
from sessions.rules.rostering import Slot, fill
from station import clock
from station.enums import Subject

DAY = date(2026, 10, 24)
NINE = clock.at(DAY, 9)
FULL = dict.fromkeys(SECTIONS, "已写")


def seat(
    number: int, *, offering: str = "电工 四级", minutes: int = 90, row: int = 1, column: int = 1, group: str = ""
) -> SeatFacts:
    return SeatFacts(number, number, f"考生{number}", group, group, 7, offering, 4, minutes, row, column)


def sitting(*rooms: RoomFacts, number: int = 1, starts: datetime = NINE, minutes: int = 90) -> Sitting:
    return Sitting(
        number,
        f"第{number}场",
        Subject.THEORY,
        starts,
        starts + timedelta(minutes=minutes),
        clock.local_date(starts),
        rooms,
    )


def room(*seats: SeatFacts, number: int = 1, capacity: int = 30) -> RoomFacts:
    return RoomFacts(number * 10, number, f"第{number}考场", capacity, seats)


def plan(*sittings: Sitting, wanted: tuple[int, ...] = (1,), **changes: object) -> PlanFacts:
    to_seat = tuple(ToSeat(number, f"考生{number}", Subject.THEORY, "电工 四级") for number in wanted)
    return replace(PlanFacts(FULL, True, DAY, DAY, sittings=sittings, to_seat=to_seat), **changes)  # type: ignore[arg-type]


def texts(found: list) -> list[str]:
    return [finding.text for finding in found]


def test_a_plan_with_everybody_seated_has_nothing_to_object_to() -> None:
    made = plan(sitting(room(seat(1))))
    assert plans.sitting_findings(made) + plans.seating_findings(made) + plans.missing_sections(made) == []


@pytest.mark.parametrize(("key", "label"), SECTIONS.items())
def test_a_section_that_is_not_written_is_named(key: str, label: str) -> None:
    made = plan(sections={**FULL, key: "  "})
    assert texts(plans.missing_sections(made)) == [f"“{label}”一节还没有写"]


def test_a_plan_without_a_person_in_charge_says_so() -> None:
    assert texts(plans.missing_sections(plan(person_in_charge=False))) == ["没有确定负责人"]


def test_a_subject_without_a_sitting_is_named() -> None:
    assert texts(plans.sitting_findings(plan())) == ["没有安排理论知识的场次"]


def test_the_same_room_is_not_used_twice_at_the_same_time() -> None:
    made = plan(sitting(room(seat(1))), sitting(room(number=1), number=2, starts=NINE + timedelta(minutes=89)))
    assert texts(plans.sitting_findings(made)) == ["第1考场同时用于第1场和第2场"]


def test_a_room_is_free_at_the_minute_the_sitting_ends() -> None:
    made = plan(sitting(room(seat(1))), sitting(room(number=1), number=2, starts=NINE + timedelta(minutes=90)))
    assert plans.sitting_findings(made) == []


def test_no_candidate_sits_two_papers_at_the_same_time() -> None:
    made = plan(sitting(room(seat(1))), sitting(room(seat(1), number=2), number=2, starts=NINE + timedelta(minutes=30)))
    assert "考生考生1同时排在第1场和第2场" in texts(plans.sitting_findings(made))


def test_a_sitting_lasts_at_least_as_long_as_announced() -> None:
    assert texts(plans.sitting_findings(plan(sitting(room(seat(1)), minutes=89)))) == [
        "第1场只有 89 分钟，电工 四级要求 90 分钟"
    ]


def test_a_sitting_lies_on_the_announced_days() -> None:
    made = plan(sitting(room(seat(1)), starts=NINE + timedelta(days=1)))
    assert texts(plans.sitting_findings(made)) == ["第1场安排在2026-10-25，不在公告的鉴定日期内"]


def test_who_has_no_seat_is_named() -> None:
    made = plan(sitting(room(seat(1))), wanted=(1, 2))
    assert texts(plans.seating_findings(made)) == ["还有 1 人次没有座位或工位：考生2（电工 四级 理论知识）"]


def test_who_is_no_longer_registered_keeps_no_seat() -> None:
    made = plan(sitting(room(seat(1), seat(9, column=3))), wanted=(1,))
    assert texts(plans.seating_findings(made)) == ["第1场第1考场还留着考生9的座位，此人已不在参加鉴定的名单中"]


def test_a_room_holds_no_more_than_its_working_seats_less_the_spares() -> None:
    made = plan(sitting(room(seat(1), seat(2, column=3), capacity=1)), wanted=(1, 2))
    assert texts(plans.seating_findings(made)) == ["第1场第1考场排了 2 人，除去停用和备用的只有 1 个"]


def test_one_paper_a_room_where_that_is_asked() -> None:
    mixed = sitting(room(seat(1), seat(2, offering="电工 三级", column=3)))
    assert texts(plans.seating_findings(plan(mixed, wanted=(1, 2)))) == [
        "第1场第1考场里有两种以上试卷：电工 三级、电工 四级"
    ]
    assert plans.seating_findings(plan(mixed, wanted=(1, 2), one_paper_per_room=False)) == []


@pytest.mark.parametrize(
    ("row", "column", "beside"), [(1, 2, True), (2, 2, True), (2, 1, True), (1, 3, False), (3, 1, False)]
)
def test_two_of_a_class_beside_each_other_are_pointed_out(row: int, column: int, beside: bool) -> None:
    made = plan(sitting(room(seat(1, group="一班"), seat(2, group="一班", row=row, column=column))), wanted=(1, 2))
    found = plans.seating_findings(made)
    assert [finding.weight for finding in found] == [Weight.ADVICE] * beside


# --- when ------------------------------------------------------------------------------------------------------------


def times(**options: object) -> list[str]:
    defaults: dict[str, object] = {"after": None, "minutes": 90, "first": DAY, "last": DAY}
    return [f"{starts:%d %H:%M}" for starts, _ in timetable.slots(**{**defaults, **options})]  # type: ignore[arg-type]


def test_sittings_follow_each_other_with_a_break_and_the_evening_last() -> None:
    assert times() == ["24 09:00", "24 11:00", "24 13:30", "24 15:30", "24 18:30"]


def test_the_second_day_comes_before_any_evening() -> None:
    assert times(last=DAY + timedelta(days=1), minutes=180) == ["24 09:00", "24 13:30", "25 09:00", "25 13:30"]


def test_a_sitting_longer_than_half_a_day_runs_on() -> None:
    assert times(minutes=300) == ["24 09:00", "24 13:30"]


def test_nothing_begins_before_the_announced_hour() -> None:
    start = timetable.announced_start("理论知识9:00至10:30，操作技能13:30起", Subject.PRACTICAL)
    assert times(minutes=120, not_before=start) == ["24 13:30", "24 16:00", "24 18:30"]


@pytest.mark.parametrize(("text", "subject", "expected"), [
    ("理论知识9:00至10:30，操作技能13:30起", Subject.THEORY, "09:00"),
    ("理论 8：30，实操 10:30", Subject.THEORY, "08:30"),
    ("理论 8：30，实操 10:30", Subject.PRACTICAL, "10:30"),
    ("以准考证为准", Subject.THEORY, None),
    ("理论 29:75", Subject.THEORY, None),
])  # fmt: skip
def test_the_announced_hour_of_a_subject_is_read_from_the_announcement(
    text: str, subject: str, expected: str | None
) -> None:
    found = timetable.announced_start(text, subject)
    assert (f"{found:%H:%M}" if found else None) == expected


# --- who -------------------------------------------------------------------------------------------------------------


def test_posts_are_filled_even_if_somebody_has_to_change_places() -> None:
    slots = [Slot("甲", 0), Slot("乙", 0)]
    allowed = {1: {"甲", "乙"}, 2: {"甲"}}
    assert fill(slots, [1, 2], lambda member, slot: slot.room in allowed[member]) == {slots[0]: 2, slots[1]: 1}


def test_a_post_nobody_can_fill_stays_open() -> None:
    slots = [Slot("甲", 0), Slot("甲", 1)]
    assert fill(slots, [1], lambda member, slot: True) == {slots[0]: 1}
