"""Who serves in which room of one sitting: as many posts filled as can be, by augmenting paths."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Slot:
    """One post to fill in one room; `index` tells the posts of a room apart."""

    room: str
    index: int


def fill(slots: Sequence[Slot], members: Sequence[int], suits: Callable[[int, Slot], bool]) -> dict[Slot, int]:
    """A member for each slot, each member once, as many slots as possible. Members are tried in the order given,
    so that who comes first (the least loaded) is taken first.
    """
    holder: dict[int, Slot] = {}

    def place(slot: Slot, seen: set[int]) -> bool:
        for member in members:
            if member in seen or not suits(member, slot):
                continue
            seen.add(member)
            if member not in holder or place(holder[member], seen):
                holder[member] = slot
                return True
        return False

    for slot in slots:
        place(slot, set())
    return {slot: member for member, slot in holder.items()}
