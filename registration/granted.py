"""Certificates that this station has handed to somebody before, as a later stage tells of them.

The last stage registers itself in `apps.ready()` and is never imported here:

    from registration.granted import Granted, register_granted

    register_granted(lambda candidates: {candidate_id: [Granted(…)]})
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from station.enums import Level


@dataclass(frozen=True)
class Granted:
    """One certificate; `occupation` by its name, as conditions and rosters speak of it."""

    number: str
    occupation_id: int
    occupation: str
    level: int
    issued_on: date

    @property
    def level_label(self) -> str:
        return Level(self.level).label


Provider = Callable[[Sequence[int]], Mapping[int, Sequence[Granted]]]
_providers: list[Provider] = []


def register_granted(provider: Provider) -> None:
    """Let the stage that keeps certificates tell of them. Registering again replaces (tests, reloading)."""
    _providers[:] = [provider]


def granted_to(candidates: Sequence[int]) -> dict[int, list[Granted]]:
    """By candidate, the highest level first; asked once for all."""
    found: dict[int, list[Granted]] = {}
    for provider in _providers:
        for candidate, certificates in provider(candidates).items():
            found[candidate] = sorted(certificates, key=lambda each: (each.level, -each.issued_on.toordinal()))
    return found
