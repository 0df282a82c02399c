"""Which practical rooms suit which occupation, for a proposal; by hand any room can be chosen (R3.1)."""

from collections.abc import Sequence

from registration.models import ApplicationSubject
from station.enums import RoomKind
from station.models import Occupation, Room

Part = tuple[list[ApplicationSubject], list[Room]]
# For each occupation the rooms its candidates may be put in.
Suited = dict[int, frozenset[int]]


def likeness(room: Room, occupation: Occupation) -> int:
    """How much of the occupation's name a room's name carries: 汽修实训室 and 汽车维修工 share two characters."""
    names = (occupation.name, *occupation.aliases)
    return max(len(set(room.name) & set(name)) for name in names)


def suited(rooms: Sequence[Room], occupations: Sequence[Occupation]) -> Suited:
    """A workshop named after an occupation is kept for it, all other rooms are open to every occupation without one."""
    kept: dict[int, set[int]] = {}
    common: set[int] = set()
    for room in rooms:
        best = max(occupations, key=lambda occupation: (likeness(room, occupation), -occupation.pk))
        if room.kind == RoomKind.PRACTICAL and likeness(room, best) >= 2:
            kept.setdefault(best.pk, set()).add(room.pk)
        else:
            common.add(room.pk)
    everywhere = common or {room.pk for room in rooms}
    return {occupation.pk: frozenset(kept.get(occupation.pk) or everywhere) for occupation in occupations}


def parts(rows: Sequence[ApplicationSubject], rooms: Sequence[Room], where: Suited) -> list[Part]:
    """People of occupations that share their rooms, with those of the given rooms that suit them."""
    by_rooms: dict[frozenset[int], list[ApplicationSubject]] = {}
    for row in rows:
        by_rooms.setdefault(where[row.application.offering.occupation_id], []).append(row)
    taken: set[int] = set()
    found = []
    for keys, people in sorted(by_rooms.items(), key=lambda item: len(item[0])):
        usable = [room for room in rooms if room.pk in keys and room.pk not in taken]
        taken.update(room.pk for room in usable)
        found.append((people, usable))
    return found
