"""Who sits at which place of one room, so that no two of a group are neighbours."""

import random
from collections import Counter
from collections.abc import Sequence

from sessions.seating.problem import Candidate, Order, Place, Room, neighbours

EXACT_PLACES = 12
EXACT_NODES = 200_000
SAMPLE = 80

Arrangement = dict[Place, Candidate | None]


def place(room: Room, people: Sequence[Candidate], rng: random.Random, order: Order) -> dict[Place, Candidate]:
    """A seat for each of `people` (they fit: capacity and accessible seats were counted before)."""
    working = room.working(order)
    if not any(number > 1 for group, number in Counter(person.group for person in people).items() if group):
        return _in_order(room, people, working)
    arrangement = _pattern(room, people, working)
    if _repair(arrangement, room, rng) and len(working) <= EXACT_PLACES:
        exact = _search(room, people, working)
        arrangement = exact or arrangement
    return {where: person for where, person in arrangement.items() if person}


def conflicts(seated: dict[Place, Candidate]) -> list[tuple[str, str]]:
    """Pairs of one group who are neighbours, each pair once."""
    found = []
    for where, person in seated.items():
        for other in neighbours(where):
            if other > where and person.group and other in seated and seated[other].group == person.group:
                found.append((person.id, seated[other].id))
    return found


def _in_order(room: Room, people: Sequence[Candidate], working: list[Place]) -> dict[Place, Candidate]:
    """Nobody to keep apart: one after another, those who need it at an accessible seat."""
    special = [person for person in people if person.accessible]
    reserved = [where for where in working if where in room.accessible][: len(special)]
    rest = [where for where in working if where not in set(reserved)]
    others = [person for person in people if not person.accessible]
    return dict(zip(reserved, special, strict=True)) | dict(zip(rest, others, strict=False))


def _pattern(room: Room, people: Sequence[Candidate], working: list[Place]) -> Arrangement:
    """Fill the four interleaved lattices of the room one after another, the largest group first: the places of one
    lattice are no neighbours of each other, so a group only meets itself where it runs over into the next.
    """
    arrangement: Arrangement = dict.fromkeys(working)
    special = [person for person in people if person.accessible]
    reserved = [where for where in working if where in room.accessible]
    for person, where in zip(special, reserved, strict=False):
        arrangement[where] = person
    sizes = Counter(person.group for person in people)
    waiting = sorted(
        (person for person in people if not person.accessible),
        key=lambda person: (person.group == "", -sizes[person.group], person.group),
    )
    lattices = sorted(working, key=lambda where: ((where[0] - 1) % 2, (where[1] - 1) % 2))
    free = [where for where in lattices if arrangement[where] is None]
    for person, where in zip(waiting, free, strict=False):
        arrangement[where] = person
    return arrangement


def _clashes(arrangement: Arrangement, where: Place, person: Candidate | None, ignore: Place | None = None) -> int:
    if person is None or not person.group:
        return 0
    count = 0
    for other in neighbours(where):
        sitting = arrangement.get(other) if other != ignore else None
        count += sitting is not None and sitting.group == person.group
    return count


def _may_swap(room: Room, one: Candidate | None, at: Place, two: Candidate | None, there: Place) -> bool:
    if one is not None and one.accessible and there not in room.accessible:
        return False
    return not (two is not None and two.accessible and at not in room.accessible)


def _repair(arrangement: Arrangement, room: Room, rng: random.Random) -> int:
    """Swap people who sit beside their own group away, best swap first. Returns how many places still clash."""
    places = list(arrangement)
    recent: dict[tuple[Place, str], int] = {}
    best, fewest = dict(arrangement), 10**9
    for step in range(150 + 6 * len(places)):
        bad = [where for where in places if _clashes(arrangement, where, arrangement[where])]
        if len(bad) < fewest:
            best, fewest = dict(arrangement), len(bad)
        if not bad:
            break
        where = rng.choice(bad)
        swap = _best_swap(arrangement, room, where, places, recent, step, rng)
        if swap is None:
            continue
        one, two = arrangement[where], arrangement[swap]
        arrangement[where], arrangement[swap] = two, one
        recent[where, one.group if one else ""] = step + 5 + rng.randrange(5)
    arrangement.update(best)
    return fewest


def _best_swap(
    arrangement: Arrangement,
    room: Room,
    where: Place,
    places: list[Place],
    recent: dict[tuple[Place, str], int],
    step: int,
    rng: random.Random,
) -> Place | None:
    one = arrangement[where]
    targets = places if len(places) <= SAMPLE else rng.sample(places, SAMPLE)
    chosen, least = None, 10**9
    for there in targets:
        two = arrangement[there]
        same = (one.group if one else "") == (two.group if two else "")
        if there == where or same or not _may_swap(room, one, where, two, there):
            continue
        if recent.get((there, one.group if one else ""), -1) > step:
            continue
        # After the swap the two may be neighbours of each other: they are of two groups, so that never clashes.
        after = _clashes(arrangement, there, one, ignore=where) + _clashes(arrangement, where, two, ignore=there)
        change = after - _clashes(arrangement, where, one) - _clashes(arrangement, there, two)
        if change < least or (change == least and rng.random() < 0.3):
            chosen, least = there, change
    return chosen


def _search(room: Room, people: Sequence[Candidate], working: list[Place]) -> Arrangement | None:
    """Every arrangement of a small room, by groups; None when there is none (or the search grew too long)."""
    left: Counter[tuple[str, bool]] = Counter((person.group, person.accessible) for person in people)
    waiting: dict[tuple[str, bool], list[Candidate]] = {}
    for person in people:
        waiting.setdefault((person.group, person.accessible), []).append(person)
    empty = len(working) - len(people)
    chosen: dict[Place, tuple[str, bool] | None] = {}
    nodes = 0

    def fits(where: Place, kind: tuple[str, bool]) -> bool:
        group, accessible = kind
        if accessible and where not in room.accessible:
            return False
        return not group or all((chosen.get(other) or ("", False))[0] != group for other in neighbours(where))

    def descend(index: int, empties: int) -> bool:
        nonlocal nodes
        nodes += 1
        if index == len(working):
            return True
        if nodes > EXACT_NODES:
            return False
        where = working[index]
        for kind in sorted(left, key=lambda kind: (-left[kind], kind)):
            if left[kind] and fits(where, kind):
                left[kind] -= 1
                chosen[where] = kind
                if descend(index + 1, empties):
                    return True
                left[kind] += 1
                del chosen[where]
        if empties:
            chosen[where] = None
            if descend(index + 1, empties - 1):
                return True
            del chosen[where]
        return False

    if not descend(0, empty):
        return None
    return {where: waiting[kind].pop() if kind else None for where, kind in chosen.items()}
