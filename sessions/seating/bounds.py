"""How many of one group can sit apart at all: what proves that a seating is impossible."""

from collections.abc import Collection

from sessions.seating.problem import Place, Room


def apart_bound(places: Collection[Place]) -> int:
    """No more than this many can sit with nobody among their eight neighbours.

    Cut the room into blocks of two by two: any two places of a block are neighbours, so each block holds one at most.
    The best of the four ways to cut counts; for a whole room the bound is reached.
    """
    cuts = ((row, column) for row in (0, 1) for column in (0, 1))
    return min(
        (len({((row + dr) // 2, (column + dc) // 2) for row, column in places}) for dr, dc in cuts),
        default=0,
    )


def room_bound(room: Room) -> int:
    return min(room.capacity, apart_bound(room.working()))
