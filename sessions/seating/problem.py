"""What is asked and what is answered when people are seated (R3.1). No model, no query: plain facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Place = tuple[int, int]
Order = Literal["columns", "snake"]


def neighbours(place: Place) -> Iterator[Place]:
    """The eight places around one."""
    row, column = place
    for r in (row - 1, row, row + 1):
        for c in (column - 1, column, column + 1):
            if (r, c) != place:
                yield r, c


def path(rows: int, columns: int, order: Order = "columns") -> list[Place]:
    """Every place in the order in which seats are numbered: column by column from the lectern, or in an S."""
    found: list[Place] = []
    for column in range(1, columns + 1):
        down = list(range(1, rows + 1))
        if order == "snake" and column % 2 == 0:
            down.reverse()
        found += [(row, column) for row in down]
    return found


@dataclass(frozen=True)
class Room:
    """Rows and columns from 1, seen from the lectern. `spares` working seats stay empty."""

    name: str
    rows: int
    columns: int
    broken: frozenset[Place] = frozenset()
    accessible: frozenset[Place] = frozenset()
    spares: int = 0

    def working(self, order: Order = "columns") -> list[Place]:
        return [place for place in path(self.rows, self.columns, order) if place not in self.broken]

    @cached_property
    def capacity(self) -> int:
        """Seats that may be given out."""
        return max(0, len(self.working()) - self.spares)

    @cached_property
    def accessible_places(self) -> int:
        return len(self.accessible - self.broken)


@dataclass(frozen=True)
class Candidate:
    """`group` is the class or employer whose members sit apart; "" belongs to none."""

    id: str
    group: str = ""
    paper: str = ""
    accessible: bool = False


@dataclass(frozen=True)
class Problem:
    rooms: tuple[Room, ...]
    candidates: tuple[Candidate, ...]
    one_paper_per_room: bool = True
    order: Order = "columns"


@dataclass(frozen=True)
class Seated:
    candidate: str
    room: str
    row: int
    column: int

    @property
    def place(self) -> Place:
        return self.row, self.column


@dataclass(frozen=True)
class Obstacle:
    """A group or a paper that proves there is no such seating: `needed` against `available`."""

    text: str
    kind: Literal["group", "paper"]
    name: str
    needed: int
    available: int

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, self.kind: self.name, "needed": self.needed, "available": self.available}


@dataclass(frozen=True)
class Seating:
    """The answer. `conflicts` are pairs of one group who sit within each other's eight neighbours."""

    seats: tuple[Seated, ...]
    unseated: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...]
    seed: int
    obstacle: Obstacle | None = field(default=None)

    @property
    def separated(self) -> bool:
        return not self.conflicts

    @property
    def complete(self) -> bool:
        return not self.unseated and self.separated

    def as_json(self) -> dict[str, Any]:
        return {
            "seats": [
                {"candidate": seat.candidate, "room": seat.room, "row": seat.row, "column": seat.column}
                for seat in self.seats
            ],
            "unseated": list(self.unseated),
            "separated": self.separated,
            "conflicts": [list(pair) for pair in self.conflicts],
            "obstacle": self.obstacle.as_json() if self.obstacle else None,
            "seed": self.seed,
        }
