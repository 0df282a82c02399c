"""What later stages have to say about a supplement, without stage 1 knowing them (R1.2).

They register in `AppConfig.ready()`. Guards are asked at every step of a supplement towards its publication; effects run
inside the publication, after the rows have been amended: both succeed or fail together.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from announcements.models import Announcement, Assessment
from station.models import User
from station.refusals import Reason


class Guard(Protocol):
    """Reasons of a later stage against publishing `supplement` now; empty when nothing stands against it."""

    def __call__(self, supplement: Announcement, *, now: datetime) -> list[Reason]: ...


class Effect(Protocol):
    """What a later stage does when `supplement` is published: tells the applicants, asks for an answer."""

    def __call__(self, supplement: Announcement, *, actor: User, now: datetime) -> None: ...


FilingLookup = Callable[[Assessment], bool]

_guards: list[Guard] = []
_effects: list[Effect] = []
_filings: list[FilingLookup] = []


def before_publication(guard: Guard) -> Guard:
    _guards.append(guard)
    return guard


def after_publication(effect: Effect) -> Effect:
    _effects.append(effect)
    return effect


def filing_lookup(lookup: FilingLookup) -> FilingLookup:
    """Who keeps the filings says whether one stands: with the centre and not refused (R4.2)."""
    _filings.append(lookup)
    return lookup


def reasons_against(supplement: Announcement, *, now: datetime) -> list[Reason]:
    return [reason for guard in _guards for reason in guard(supplement, now=now)]


def run_effects(supplement: Announcement, *, actor: User, now: datetime) -> None:
    for effect in _effects:
        effect(supplement, actor=actor, now=now)


def has_standing_filing(assessment: Assessment) -> bool:
    return any(lookup(assessment) for lookup in _filings)
