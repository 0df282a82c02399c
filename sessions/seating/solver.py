"""Seats for everyone: the same problem and seed give the same seats."""

import random
from collections import Counter
from collections.abc import Sequence

from sessions.seating.allotting import Allotment, allot_rooms, by_paper, distribute, shortage
from sessions.seating.bounds import room_bound
from sessions.seating.placing import conflicts, place
from sessions.seating.problem import Candidate, Obstacle, Place, Problem, Room, Seated, Seating

EXCHANGES = 60

Charts = dict[str, dict[Place, Candidate]]


def solve(problem: Problem, seed: int = 1) -> Seating:
    rng = random.Random(seed)
    papers = by_paper(problem)
    for people in papers.values():
        rng.shuffle(people)
    allotment = allot_rooms(problem.rooms, papers, rng) if papers else {}
    charts: Charts = {}
    unseated: list[Candidate] = []
    for paper in sorted(papers):
        rooms = allotment.get(paper, [])
        placed, without = distribute(rooms, papers[paper], rng)
        unseated += without
        for room in rooms:
            charts[room.name] = place(room, placed[room.name], rng, problem.order)
        _exchange_between_rooms(rooms, charts, rng, problem)
    return _answer(problem, charts, unseated, allotment, papers, seed)


def _exchange_between_rooms(rooms: Sequence[Room], charts: Charts, rng: random.Random, problem: Problem) -> None:
    """Where a room alone finds no way, send one of the crowded group elsewhere against somebody of another."""
    crowded = [room for room in rooms if conflicts(charts[room.name])]
    for _ in range(EXCHANGES if len(rooms) > 1 else 0):
        if not crowded:
            return
        here = rng.choice(crowded)
        there = rng.choice([room for room in rooms if room is not here])
        swap = _people_to_exchange(charts[here.name], charts[there.name], rng)
        if swap is None:
            continue
        before = len(conflicts(charts[here.name])) + len(conflicts(charts[there.name]))
        new_here, new_there = (
            place(room, people, rng, problem.order)
            for room, people in zip(
                (here, there), _exchanged(charts[here.name], charts[there.name], *swap), strict=True
            )
        )
        if len(conflicts(new_here)) + len(conflicts(new_there)) < before:
            charts[here.name], charts[there.name] = new_here, new_there
            crowded = [room for room in rooms if conflicts(charts[room.name])]


def _people_to_exchange(
    here: dict[Place, Candidate], there: dict[Place, Candidate], rng: random.Random
) -> tuple[Candidate, Candidate] | None:
    clashing = {name for pair in conflicts(here) for name in pair}
    leaving = [person for person in here.values() if person.id in clashing and not person.accessible]
    if not leaving:
        return None
    one = rng.choice(sorted(leaving, key=lambda person: person.id))
    others = [person for person in there.values() if person.group != one.group and not person.accessible]
    if not others:
        return None
    sizes = Counter(person.group for person in here.values())
    return one, min(others, key=lambda person: (sizes[person.group] if person.group else 0, rng.random()))


def _exchanged(
    here: dict[Place, Candidate], there: dict[Place, Candidate], one: Candidate, two: Candidate
) -> tuple[list[Candidate], list[Candidate]]:
    return (
        [two if person is one else person for person in here.values()],
        [one if person is two else person for person in there.values()],
    )


def _answer(
    problem: Problem,
    charts: Charts,
    unseated: list[Candidate],
    allotment: Allotment,
    papers: dict[str, list[Candidate]],
    seed: int,
) -> Seating:
    seats = tuple(
        Seated(person.id, room.name, *where)
        for room in problem.rooms
        for where, person in sorted(charts.get(room.name, {}).items(), key=lambda item: (item[0][1], item[0][0]))
    )
    clashes = tuple(pair for room in problem.rooms for pair in sorted(conflicts(charts.get(room.name, {}))))
    obstacle = None
    if unseated:
        obstacle = _too_few_seats(problem, allotment, papers)
    elif clashes:
        obstacle = _group_too_large(problem)
    return Seating(seats, tuple(sorted(person.id for person in unseated)), clashes, seed, obstacle)


def _too_few_seats(problem: Problem, allotment: Allotment, papers: dict[str, list[Candidate]]) -> Obstacle | None:
    """The paper that goes without, most of all; accessible seats are named as such."""
    paper = max(papers, key=lambda name: (shortage(allotment.get(name, []), papers[name]), name))
    people, rooms = papers[paper], allotment.get(paper, [])
    named = paper or (people[0].paper if len({person.paper for person in people}) == 1 else "")
    words = f"试卷“{named}”的" if named else ""
    special = sum(person.accessible for person in people)
    served = sum(min(room.capacity, room.accessible_places) for room in rooms)
    if special > served:
        text = f"{words}考生中 {special} 人须用无障碍座位，可用的只有 {served} 个"
        return Obstacle(text, "paper", named, special, served)
    available = sum(room.capacity for room in rooms)
    if sum(room.capacity for room in problem.rooms) < len(problem.candidates):
        text = f"{words}考生 {len(people)} 人，除去停用和备用座位后只排得下 {available} 人"
    else:
        text = f"{words}考生 {len(people)} 人，一个考场只用一种试卷时分得的考场只有 {available} 个座位"
    return Obstacle(text, "paper", named, len(people), available)


def _group_too_large(problem: Problem) -> Obstacle | None:
    """A group that no arrangement keeps apart, if its mere size proves it; otherwise none was found, no more."""
    sizes = Counter(person.group for person in problem.candidates if person.group)
    available = sum(room_bound(room) for room in problem.rooms)
    for group, needed in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        if needed > available:
            text = f"“{group}”有 {needed} 人，所给考场里互不相邻的座位至多 {available} 个"
            return Obstacle(text, "group", group, needed, available)
    return None
