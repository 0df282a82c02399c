"""Which practical rooms suit which occupation, for a proposal; by hand any room can be chosen (R3.1)."""

from collections.abc import Sequence

from registration.models import ApplicationSubject
from station.enums import RoomKind, Subject
from station.models import Occupation, Room

Part = tuple[list[ApplicationSubject], list[Room]]


def suits(room: Room, occupation: Occupation) -> int:
    """How much of the occupation's name a room's name carries: 汽修实训室 and 汽车维修工 share two characters."""
    names = (occupation.name, *occupation.aliases)
    return max(len(set(room.name) & set(name)) for name in names)


def parts(
    subject: str, rows: Sequence[ApplicationSubject], rooms: Sequence[Room], occupations: Sequence[Occupation]
) -> list[Part]:
    """People with the rooms they can be put in. A workshop named after an occupation is kept for it; all other rooms
    are open to every occupation without one. `occupations` are all of the assessment's, whoever is still waiting.
    """
    if subject != Subject.PRACTICAL:
        return [(list(rows), list(rooms))]
    kept: dict[int, list[Room]] = {}
    common: list[Room] = []
    for room in rooms:
        best = max(occupations, key=lambda occupation: (suits(room, occupation), -occupation.pk))
        if room.kind == RoomKind.PRACTICAL and suits(room, best) >= 2:
            kept.setdefault(best.pk, []).append(room)
        else:
            common.append(room)
    found = [
        ([row for row in rows if row.application.offering.occupation_id == key], its_rooms)
        for key, its_rooms in kept.items()
    ]
    found = [part for part in found if part[0]]
    others = [row for row in rows if row.application.offering.occupation_id not in kept]
    return [*found, (others, common or list(rooms))] if others else found
