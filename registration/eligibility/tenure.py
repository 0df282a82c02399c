"""What the facts hold for certain, and what they leave possible: time worked, certificates and titles held.

Every fact that is null widens what is possible and leaves what is certain; a clause that holds either way is decided.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeVar

from registration.eligibility import spans
from registration.eligibility.facts import Certificate, Facts, Rank, Title, Work
from registration.eligibility.spans import Span

Listed = TypeVar("Listed", Certificate, Title)

Scope = Literal["own", "related"]
"""本职业, or 本职业或相关职业."""


def all_of(*answers: bool | None) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def any_of(answers: Iterable[bool | None]) -> bool | None:
    answers = list(answers)
    if True in answers:
        return True
    return None if None in answers else False


@dataclass(frozen=True)
class Tenure:
    """Time worked before the day asked about; `possible` contains what is certain."""

    certain: tuple[Span, ...]
    possible: tuple[Span, ...]

    def after(self, held: "Held") -> "Tenure":
        """What of it was worked since a certificate or title is held; none of it while there is none."""
        return Tenure(_since(self.certain, held.since), _since(self.possible, held.possibly_since))


@dataclass(frozen=True)
class Held:
    """Whether something is held; since when for certain (None: no date known), since when at the earliest thinkable.

    `shown` is what the certainty rests on: the level or rank of the first that serves.
    """

    held: bool | None
    since: date | None = None
    possibly_since: date | None = None
    shown: int | Rank | None = None


def work_periods(facts: Facts, scope: Scope) -> Tenure:
    if facts.work is None:
        return Tenure((), ((facts.earliest, facts.on),))
    certain, possible = [], []
    for period in facts.work:
        counts = _counts(period, facts.occupation, scope)
        day_after = facts.on if period.until is None else min(period.until + timedelta(days=1), facts.on)
        if counts is not False:
            possible.append((period.began or facts.earliest, day_after))
        if counts and period.began:
            certain.append((period.began, day_after))
    return Tenure(tuple(spans.united(certain)), tuple(spans.united(possible)))


def certificates_held(facts: Facts, level: int, scope: Scope) -> Held:
    """Of this level or a higher one: the smaller the code, the higher the level."""

    def fits(certificate: Certificate) -> bool | None:
        high_enough = None if certificate.level is None else certificate.level <= level
        return all_of(high_enough, _belongs(certificate, facts, scope))

    return _held(facts, facts.certificates, fits, lambda certificate: certificate.issued)


def titles_held(facts: Facts, rank: Rank) -> Held:
    def fits(title: Title) -> bool | None:
        return None if title.rank is None else title.rank.height >= rank.height

    return _held(facts, facts.titles, fits, lambda title: title.since)


def _held(
    facts: Facts,
    listed: Iterable[Listed] | None,
    fits: Callable[[Listed], bool | None],
    dated: Callable[[Listed], date | None],
) -> Held:
    """What is dated after the day asked about is not held yet."""
    if listed is None:
        return Held(None, None, facts.earliest)
    answers = [(fits(item), dated(item), item) for item in listed]
    answers = [each for each in answers if each[0] is not False and not (each[1] and each[1] > facts.on)]
    certain = sorted((day or date.max, repr(item), item) for fit, day, item in answers if fit)
    return Held(
        held=any_of(fit for fit, _, _ in answers),
        since=min((day for fit, day, _ in answers if fit and day), default=None),
        possibly_since=min((day or facts.earliest for _, day, _ in answers), default=None),
        shown=_height(certain[0][2]) if certain else None,
    )


def _height(item: Certificate | Title) -> int | Rank | None:
    return item.level if isinstance(item, Certificate) else item.rank


def _counts(period: Work, occupation: str, scope: Scope) -> bool | None:
    return _within(scope, period.occupation, period.related, occupation)


def _belongs(certificate: Certificate, facts: Facts, scope: Scope) -> bool | None:
    named = certificate.occupation
    related = certificate.related if named is None else any_of((certificate.related, facts.calls_related(named)))
    return _within(scope, named, related, facts.occupation)


def _within(scope: Scope, occupation: str | None, related: bool | None, asked: str) -> bool | None:
    own = None if occupation is None else occupation == asked
    return own if scope == "own" else any_of((own, related))


def _since(periods: tuple[Span, ...], day: date | None) -> tuple[Span, ...]:
    return tuple(spans.since(periods, day)) if day else ()
