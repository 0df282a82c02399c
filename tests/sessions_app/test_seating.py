"""Seating, held against a checker written from the rules, not from the solver (R3.1)."""

import json
from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.seating import Candidate, Problem, Room, Seating, path, solve
from sessions.seating.bounds import apart_bound


def wrongs(problem: Problem, answer: Seating) -> list[str]:
    """Every broken rule, found by looking at the answer alone."""
    people = {person.id: person for person in problem.candidates}
    rooms = {room.name: room for room in problem.rooms}
    found = []
    seated = [seat.candidate for seat in answer.seats]
    if Counter(seated) + Counter(answer.unseated) != Counter(person.id for person in problem.candidates):
        found.append("somebody is lost or doubled")
    places = [(seat.room, seat.row, seat.column) for seat in answer.seats]
    if len(set(places)) != len(places):
        found.append("two people at one place")
    for seat in answer.seats:
        room = rooms[seat.room]
        if not (1 <= seat.row <= room.rows and 1 <= seat.column <= room.columns):
            found.append("outside the room")
        if (seat.row, seat.column) in room.broken:
            found.append("on a broken seat")
        if people[seat.candidate].accessible and (seat.row, seat.column) not in room.accessible:
            found.append("not on an accessible seat")
    for room in problem.rooms:
        here = [seat for seat in answer.seats if seat.room == room.name]
        if len(here) > max(0, room.rows * room.columns - len(room.broken) - room.spares):
            found.append("spares given out")
        if problem.one_paper_per_room and len({people[seat.candidate].paper for seat in here}) > 1:
            found.append("two papers in a room")
    clashes = {
        frozenset((one.candidate, two.candidate))
        for one, two in combinations(answer.seats, 2)
        if one.room == two.room
        and max(abs(one.row - two.row), abs(one.column - two.column)) == 1
        and people[one.candidate].group == people[two.candidate].group != ""
    }
    if clashes != {frozenset(pair) for pair in answer.conflicts} or answer.separated != (not clashes):
        found.append("conflicts wrongly told")
    return found


@st.composite
def a_room(draw: st.DrawFn, number: int = 0, most: int = 6) -> Room:
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    place = st.tuples(st.integers(1, rows), st.integers(1, columns))
    return Room(
        f"r{number}",
        rows,
        columns,
        frozenset(draw(st.lists(place, max_size=3))),
        frozenset(draw(st.lists(place, max_size=3))),
        draw(st.integers(0, 2)),
    )


@st.composite
def a_problem(draw: st.DrawFn) -> Problem:
    rooms = tuple(draw(a_room(number)) for number in range(draw(st.integers(1, 4))))
    people = tuple(
        Candidate(
            f"c{number}",
            draw(st.sampled_from(["", "一班", "二班", "三班", "四班"])),
            draw(st.sampled_from(["甲", "乙"])),
            draw(st.integers(0, 19)) == 0,
        )
        for number in range(draw(st.integers(0, 30)))
    )
    return Problem(rooms, people, draw(st.booleans()), draw(st.sampled_from(["columns", "snake"])))


@given(a_problem(), st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_no_seating_breaks_a_rule(problem: Problem, seed: int) -> None:
    assert wrongs(problem, solve(problem, seed)) == []


@given(a_problem(), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_the_same_seed_gives_the_same_chart_byte_for_byte(problem: Problem, seed: int) -> None:
    first, second = (json.dumps(solve(problem, seed).as_json(), ensure_ascii=False) for _ in range(2))
    assert first == second


@given(a_problem(), st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_nobody_goes_without_while_a_seat_of_any_paper_is_free_in_a_shared_room(problem: Problem, seed: int) -> None:
    shared = Problem(problem.rooms, tuple(Candidate(p.id, p.group, p.paper) for p in problem.candidates), False)
    answer = solve(shared, seed)
    capacity = sum(room.capacity for room in shared.rooms)
    assert len(answer.unseated) == max(0, len(shared.candidates) - capacity)


def can_be_separated(room: Room, groups: tuple[str, ...]) -> bool:
    """By trying everything: groups (and empty seats) over the working places."""
    places = room.working()
    chairs = [*groups, *[""] * (len(places) - len(groups))]
    for arrangement in set(permutations(chairs)):
        at = dict(zip(places, arrangement, strict=True))
        if not any(
            at[one] and at[one] == at[two]
            for one, two in combinations(places, 2)
            if max(abs(one[0] - two[0]), abs(one[1] - two[1])) == 1
        ):
            return True
    return False


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("groups", ["", "aa", "ab", "aab", "aaab", "aabb", "aabbcc", "aaa", "abcd"])
def test_in_small_rooms_the_solver_finds_what_trying_everything_finds(rows: int, columns: int, groups: str) -> None:
    room = Room("r", rows, columns)
    if len(groups) > room.capacity:
        return
    people = tuple(Candidate(str(number), group, "卷") for number, group in enumerate(groups))
    assert solve(Problem((room,), people), 3).separated is can_be_separated(room, tuple(groups))


@given(st.integers(1, 7), st.integers(1, 7))
def test_the_bound_of_a_whole_room_is_every_second_place_of_every_second_row(rows: int, columns: int) -> None:
    assert apart_bound(path(rows, columns)) == -(-rows // 2) * -(-columns // 2)


def test_a_class_too_large_for_the_room_is_named_with_the_numbers_that_prove_it() -> None:
    people = tuple(Candidate(str(number), "一班", "卷") for number in range(10))
    answer = solve(Problem((Room("A", 6, 5),), people), 1)
    assert answer.obstacle is not None
    assert answer.obstacle.as_json() == {
        "text": "“一班”有 10 人，所给考场里互不相邻的座位至多 9 个",
        "group": "一班",
        "needed": 10,
        "available": 9,
    }


def test_a_paper_without_enough_seats_is_named_with_the_numbers_that_prove_it() -> None:
    people = tuple(Candidate(str(number), "", "卷") for number in range(10))
    answer = solve(Problem((Room("A", 3, 3, spares=1),), people), 1)
    assert len(answer.unseated) == 2
    assert answer.obstacle is not None
    assert (answer.obstacle.kind, answer.obstacle.name, answer.obstacle.needed, answer.obstacle.available) == (
        "paper", "卷", 10, 8,
    )  # fmt: skip


def test_who_needs_an_accessible_seat_gets_one_or_it_is_said() -> None:
    people = tuple(Candidate(str(number), "", "卷", accessible=True) for number in range(2))
    answer = solve(Problem((Room("A", 3, 3, accessible=frozenset({(1, 1)})),), people), 1)
    assert len(answer.unseated) == 1
    assert answer.obstacle is not None
    assert "无障碍座位" in answer.obstacle.text


def test_a_full_room_of_two_classes_and_others_is_separated() -> None:
    people = [Candidate(f"a{number}", "一班", "卷") for number in range(8)]
    people += [Candidate(f"b{number}", "二班", "卷") for number in range(8)]
    people += [Candidate(f"c{number}", "", "卷") for number in range(14)]
    answer = solve(Problem((Room("A", 6, 5),), tuple(people)), 5)
    assert answer.complete


def test_a_snake_turns_round_at_the_end_of_each_column() -> None:
    assert path(2, 2, "columns") == [(1, 1), (2, 1), (1, 2), (2, 2)]
    assert path(2, 2, "snake") == [(1, 1), (2, 1), (2, 2), (1, 2)]
