"""Results of single subjects that still count: a later stage has them, this one asks (R2.1; spec 3).

The stage that holds the scores registers itself in `apps.ready()` and is never imported:

    from registration.kept_results import register_results

    register_results(provider)

A provider is asked once for all people of a page or a roster. It tells results that have lapsed as well: whoever is
refused is told since when.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from registration.rules import KeptResult, kept_until
from station import profile


class Provider(Protocol):
    def __call__(
        self, candidates: Collection[int], occupation_id: int, level: int, on: date
    ) -> Mapping[int, Sequence[KeptResult]]: ...


_providers: list[Provider] = []


def register_results(provider: Provider) -> None:
    """Registering the same again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def kept_results(
    candidates: Collection[int], occupation_id: int, level: int, on: date
) -> dict[int, dict[str, KeptResult]]:
    """Candidate → subject → the result that counts longest, of exams held before `on`; lapsed ones too."""
    found: dict[int, dict[str, KeptResult]] = {}
    for provider in _providers:
        for candidate, results in provider(candidates, occupation_id, level, on).items():
            mine = found.setdefault(candidate, {})
            for result in results:
                best = mine.get(result.subject)
                if best is None or best.valid_until < result.valid_until:
                    mine[result.subject] = result
    return found


COUNTED_FROM = ("released", "exam", "registration_until")


def validity() -> tuple[int, str]:
    """How many months a passed subject is kept, and from which day on they are counted: data of the profile."""
    said = profile.value("kept_results.counted_from")
    return int(profile.value("kept_results.months")), said if said in COUNTED_FROM else COUNTED_FROM[0]


def lapses_on(*, released: date, exam: date, registration_until: date, rule: tuple[int, str]) -> date:
    """The last day on which a subject passed then still counts."""
    months, counted_from = rule
    start = {"released": released, "exam": exam, "registration_until": registration_until}[counted_from]
    return kept_until(start, months)
