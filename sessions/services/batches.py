"""One sitting of a proposal: which rooms, who sits where, who serves where (R3.1)."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from registration.models import ApplicationSubject
from sessions import seating
from sessions.enums import CardKind
from sessions.models import ImplementationPlan
from sessions.plan_facts import Minutes
from sessions.rules import rostering, staffing
from sessions.rules.facts import Member, Ratios
from sessions.services import workshops
from sessions.services.seating import candidate_of, room_of
from station import clock
from station.enums import Subject
from station.models import Room


@dataclass(frozen=True)
class Engaged:
    """Candidates, rooms and members of one sitting."""

    candidates: frozenset[int] = frozenset()
    rooms: frozenset[int] = frozenset()
    members: frozenset[int] = frozenset()


@dataclass
class Desk:
    """What the proposal works with."""

    plan: ImplementationPlan
    seed: int
    minutes: Minutes
    ratios: Ratios
    members: list[Member]
    rng: random.Random
    institution: str
    suited: workshops.Suited = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    load: Counter[int] = field(default_factory=Counter)
    held: list[tuple[tuple[datetime, datetime], Engaged]] = field(default_factory=list)

    def engaged(self, slot: tuple[datetime, datetime]) -> Engaged:
        """Who and what is taken at that time by the sittings that stand already."""
        at_the_time = [item for (starts, ends), item in self.held if starts < slot[1] and slot[0] < ends]
        return Engaged(
            candidates=frozenset().union(*(item.candidates for item in at_the_time)),
            rooms=frozenset().union(*(item.rooms for item in at_the_time)),
            members=frozenset().union(*(item.members for item in at_the_time)),
        )


@dataclass(frozen=True)
class Batch:
    """One sitting as it would be: who sits where, and who serves where."""

    seats: tuple[seating.Seated, ...]
    conflicts: int
    rooms: tuple[Room, ...]
    serving: dict[str, list[int]]
    fully_staffed: bool


def best_batch(
    desk: Desk,
    subject: str,
    rows: Sequence[ApplicationSubject],
    rooms: Sequence[Room],
    starts: datetime,
    engaged: frozenset[int],
) -> Batch:
    """As few rooms as hold everybody; more while that separates classes; fewer where nobody is left to man them."""
    batch = _try(desk, subject, rows, rooms, starts, engaged)
    needed = _fewest(rows, rooms, desk.plan.one_paper_per_room)
    for number in range(needed, len(rooms)):
        fewer = _try(desk, subject, rows, rooms[:number], starts, engaged)
        enough = len(fewer.seats) == len(batch.seats) and fewer.conflicts <= batch.conflicts
        if enough and fewer.fully_staffed:
            return fewer
    number = len(rooms)
    while not batch.fully_staffed and number > 1:
        number -= 1
        smaller = _try(desk, subject, rows, rooms[:number], starts, engaged)
        if smaller.fully_staffed:
            return smaller
    return batch


def _fewest(rows: Sequence[ApplicationSubject], rooms: Sequence[Room], one_paper: bool) -> int:
    papers = len({row.application.offering_id for row in rows}) if one_paper else 1
    capacity, number = 0, 0
    for room in rooms:
        if capacity >= len(rows):
            break
        capacity += room.capacity
        number += 1
    return max(1, min(len(rooms), max(number, papers)))


def _try(
    desk: Desk,
    subject: str,
    rows: Sequence[ApplicationSubject],
    rooms: Sequence[Room],
    starts: datetime,
    engaged: frozenset[int],
) -> Batch:
    answers = [_solve(desk, part, its_rooms) for part, its_rooms in workshops.parts(rows, rooms, desk.suited)]
    seats = [seat for answer in answers for seat in answer.seats]
    conflicts = sum(len(answer.conflicts) for answer in answers)
    by_id = {str(row.pk): row for row in rows}
    people: dict[str, list[ApplicationSubject]] = {}
    for seat in seats:
        people.setdefault(seat.room, []).append(by_id[seat.candidate])
    serving, complete = _man(desk, subject, people, starts, engaged)
    used = tuple(room for room in rooms if str(room.pk) in people)
    return Batch(tuple(seats), conflicts, used, serving, complete)


def _solve(desk: Desk, rows: Sequence[ApplicationSubject], rooms: Sequence[Room]) -> seating.Seating:
    problem = seating.Problem(
        rooms=tuple(room_of(room, name=str(room.pk)) for room in rooms),
        candidates=tuple(map(candidate_of, rows)),
        one_paper_per_room=desk.plan.one_paper_per_room,
        order="snake" if desk.plan.seating_order == "snake" else "columns",
    )
    return seating.solve(problem, desk.seed)


def _man(
    desk: Desk,
    subject: str,
    people: dict[str, list[ApplicationSubject]],
    starts: datetime,
    engaged: frozenset[int],
) -> tuple[dict[str, list[int]], bool]:
    slots = [
        rostering.Slot(room, index)
        for room, rows in sorted(people.items())
        for index in range(_needed(subject, len(rows), desk.ratios))
    ]
    by_id = {member.id: member for member in desk.members}
    on = clock.local_date(starts)

    def suits(member_id: int, slot: rostering.Slot) -> bool:
        member, rows = by_id[member_id], people[slot.room]
        employers = {row.application.candidate.employer.strip() for row in rows}
        if staffing.must_withdraw(member, employers, desk.institution):
            return False
        if subject not in staffing.EXAMINED:
            return True
        offerings = {row.application.offering for row in rows}
        return not any(
            staffing.card_reasons(member, on=on, occupation_id=offering.occupation_id, level=offering.level)
            for offering in offerings
        )

    free = [member for member in desk.members if member.id not in desk.busy | engaged]
    order = sorted(free, key=lambda member: (_rank(member, subject), desk.load[member.id]))
    filled = rostering.fill(slots, [member.id for member in order], suits)
    serving: dict[str, list[int]] = {room: [] for room in people}
    for slot in slots:
        if slot in filled:
            serving[slot.room].append(filled[slot])
    return serving, len(filled) == len(slots)


def _rank(member: Member, subject: str) -> int:
    """Invigilation is first for those who can't examine; examining first for 考评员, so that 高级考评员 stay free."""
    if subject in staffing.EXAMINED:
        return int(member.card_kind == CardKind.SENIOR_EXAMINER)
    return int(member.card_kind in staffing.EXAMINER_CARDS)


def _needed(subject: str, people: int, ratios: Ratios) -> int:
    if subject == Subject.PRACTICAL:
        return staffing.examiners_needed(people, ratios.practical_examiner)
    if subject == Subject.COMPREHENSIVE:
        return staffing.reviewers_needed(ratios.review_examiners)
    return staffing.invigilators_needed(people, ratios.theory_invigilator)
