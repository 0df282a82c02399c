"""Which room holds which paper, and who goes to which room."""

import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import permutations

from sessions.seating.bounds import room_bound
from sessions.seating.problem import Candidate, Problem, Room

Allotment = dict[str, list[Room]]
ORDERS_TRIED = 120


def by_paper(problem: Problem) -> dict[str, list[Candidate]]:
    """The candidates of each paper; all as one where papers may share a room."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in problem.candidates:
        found[candidate.paper if problem.one_paper_per_room else ""].append(candidate)
    return dict(found)


def allot_rooms(rooms: Sequence[Room], papers: dict[str, list[Candidate]], rng: random.Random) -> Allotment:
    """Give each room to one paper. Several orders are tried, the one that leaves fewest without a seat is kept."""
    if len(papers) == 1:
        return {paper: list(rooms) for paper in papers}
    best: Allotment = {}
    fewest = len(rooms) * 10_000
    for order in _orders(papers, rng):
        allotment, left = _fill(rooms, papers, order)
        if left < fewest:
            best, fewest = allotment, left
        if left == 0:
            break
    _share_out_the_rest(rooms, papers, best)
    return best


def _orders(papers: dict[str, list[Candidate]], rng: random.Random) -> list[tuple[str, ...]]:
    largest_first = tuple(sorted(papers, key=lambda paper: (-len(papers[paper]), paper)))
    if len(papers) <= 4:
        return [largest_first, *permutations(sorted(papers))]
    orders = [largest_first, tuple(reversed(largest_first))]
    for _ in range(ORDERS_TRIED):
        shuffled = list(largest_first)
        rng.shuffle(shuffled)
        orders.append(tuple(shuffled))
    return orders


def _fill(rooms: Sequence[Room], papers: dict[str, list[Candidate]], order: tuple[str, ...]) -> tuple[Allotment, int]:
    free, allotment, left = list(rooms), {}, 0
    for paper in order:
        people = papers[paper]
        chosen = _choose(free, len(people), sum(person.accessible for person in people))
        for room in chosen:
            free.remove(room)
        allotment[paper] = chosen
        left += shortage(chosen, people)
    return allotment, left


def shortage(rooms: Sequence[Room], people: Sequence[Candidate]) -> int:
    """How many of these people can't be seated in these rooms."""
    special = sum(person.accessible for person in people)
    served = sum(min(room.capacity, room.accessible_places) for room in rooms)
    lacking = max(0, special - served)
    return lacking + max(0, len(people) - lacking - sum(room.capacity for room in rooms))


def _choose(free: Sequence[Room], number: int, special: int) -> list[Room]:
    """The fewest rooms that hold `number`: the smallest that is enough, or the largest and on."""
    chosen: list[Room] = []
    pool = sorted((room for room in free if room.capacity), key=lambda room: (room.capacity, room.name))
    while pool and (number > 0 or special > 0):
        fitting = [room for room in pool if room.capacity >= number and room.accessible_places >= special]
        helpful = [room for room in pool if room.accessible_places] if special > 0 else []
        room = fitting[0] if fitting else (helpful[-1] if helpful else pool[-1])
        if number <= 0 and not room.accessible_places:
            break
        pool.remove(room)
        chosen.append(room)
        number -= room.capacity
        special -= min(room.capacity, room.accessible_places)
    return chosen


def _share_out_the_rest(rooms: Sequence[Room], papers: dict[str, list[Candidate]], allotment: Allotment) -> None:
    """Rooms that nobody needs give more space to the paper that is most crowded."""
    taken = {room.name for chosen in allotment.values() for room in chosen}
    for room in sorted(
        (room for room in rooms if room.name not in taken), key=lambda room: (-room.capacity, room.name)
    ):
        crowded = max(papers, key=lambda paper: (_crowding(allotment[paper], papers[paper]), paper))
        if _crowding(allotment[crowded], papers[crowded]) <= 0:
            return
        allotment[crowded].append(room)


def _crowding(rooms: Sequence[Room], people: Sequence[Candidate]) -> float:
    """How far the largest group of a paper is from sitting apart; 0 when there is nobody to keep apart."""
    groups = Counter(person.group for person in people if person.group)
    largest = max(groups.values(), default=0)
    lacking = shortage(rooms, people)
    return lacking * 1000 + (largest / max(1, sum(room_bound(room) for room in rooms)) if largest > 1 else 0)


def distribute(
    rooms: Sequence[Room], people: Sequence[Candidate], rng: random.Random
) -> tuple[dict[str, list[Candidate]], list[Candidate]]:
    """Who goes to which room: those who need an accessible seat first, then group by group, the largest first,
    each group spread as thinly as the rooms allow. Returns the rooms' people and those for whom there is no seat.
    """
    placed: dict[str, list[Candidate]] = {room.name: [] for room in rooms}
    left = {room.name: room.capacity for room in rooms}
    special = {room.name: room.accessible_places for room in rooms}
    bounds = {room.name: max(1, room_bound(room)) for room in rooms}
    together: Counter[tuple[str, str]] = Counter()
    without: list[Candidate] = []

    def put(person: Candidate, room: str) -> None:
        placed[room].append(person)
        left[room] -= 1
        if person.group:
            together[room, person.group] += 1

    for person in [person for person in people if person.accessible]:
        open_rooms = [name for name in placed if left[name] and special[name]]
        if not open_rooms:
            without.append(person)
            continue
        room = min(open_rooms, key=lambda name: (together[name, person.group], -special[name], name))
        special[room] -= 1
        put(person, room)
    for group, members in _groups([person for person in people if not person.accessible], rng):
        heap = [
            (_pressure(together[name, group], bounds[name], left[name], group), name) for name in placed if left[name]
        ]
        heapq.heapify(heap)
        for person in members:
            if not heap:
                without.append(person)
                continue
            _, room = heapq.heappop(heap)
            put(person, room)
            if left[room]:
                heapq.heappush(heap, (_pressure(together[room, group], bounds[room], left[room], group), room))
    return placed, without


def _pressure(present: int, bound: int, left: int, group: str) -> tuple[float, int]:
    return ((present + 1) / bound if group else 0.0, -left)


def _groups(people: Sequence[Candidate], rng: random.Random) -> list[tuple[str, list[Candidate]]]:
    found: dict[str, list[Candidate]] = defaultdict(list)
    for person in people:
        found[person.group].append(person)
    for members in found.values():
        rng.shuffle(members)
    return sorted(found.items(), key=lambda item: (item[0] == "", -len(item[1]), item[0]))
