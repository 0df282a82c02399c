"""One met condition is enough; in each, every clause must be met (R2.1). The outcome, and the argument for it.

Where a null fact could still decide, the outcome is `manual`; where it could not, the verdict does not wait for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registration.eligibility.clauses import Finding
from registration.eligibility.facts import Facts
from registration.eligibility.rules import Alternative, Rule
from registration.eligibility.tenure import all_of, any_of

_NOT_BY_WAITING = 1_000_000  # days; more than any life has


class Outcome(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    MANUAL = "manual"

    @property
    def label(self) -> str:
        return {"eligible": "符合", "not_eligible": "不符合", "manual": "需人工核查"}[self.value]


@dataclass(frozen=True)
class Weighed:
    """One alternative of a condition."""

    parts: tuple[Finding, ...]

    @property
    def met(self) -> bool | None:
        return all_of(*(part.met for part in self.parts))

    @property
    def distance(self) -> tuple[int, int, int]:
        """Clauses not met, clauses that can't be told, and how long time would take to mend: the least is nearest."""
        answers = [part.met for part in self.parts]
        waiting = sum(_NOT_BY_WAITING if part.days is None else part.days for part in self.parts if part.met is False)
        return answers.count(False), answers.count(None), waiting


@dataclass(frozen=True)
class Judged:
    """A condition with its alternatives, as they were weighed."""

    rule: Rule
    alternatives: tuple[Weighed, ...]

    @property
    def met(self) -> bool | None:
        return any_of(each.met for each in self.alternatives)

    @property
    def nearest(self) -> Weighed:
        """The alternative that decides: the one that is met, or least far from it; of equals the first."""
        return min(self.alternatives, key=lambda each: each.distance)


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    conditions: tuple[Judged, ...]
    general_documents: tuple[str, ...]

    @property
    def met(self) -> Judged | None:
        """The condition that carries the verdict: of several the first as announced."""
        return next((each for each in self.conditions if each.met), None)

    @property
    def nearest(self) -> Judged:
        return min(self.conditions, key=lambda each: each.nearest.distance)

    @property
    def documents(self) -> tuple[str, ...]:
        """What to bring: for the condition that is met; for those that a person still has to look at; nothing in vain."""
        if self.outcome is Outcome.NOT_ELIGIBLE:
            return ()
        resting_on = [self.met] if self.met else [each for each in self.conditions if each.met is None]
        proofs = [text for each in resting_on for text in each.rule.documents]
        return tuple(dict.fromkeys([*self.general_documents, *proofs]))

    def as_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome.value,
            "condition": self.met.rule.key if self.met else None,
            "conditions": [_condition_as_json(each) for each in self.conditions],
            "documents": list(self.documents),
        }


def judge(facts: Facts, rules: Sequence[Rule], *, general_documents: Sequence[str] = ()) -> Verdict:
    conditions = tuple(
        Judged(rule, tuple(_weigh(alternative, facts) for alternative in rule.alternatives)) for rule in rules
    )
    answer = any_of(each.met for each in conditions)
    outcome = {True: Outcome.ELIGIBLE, False: Outcome.NOT_ELIGIBLE, None: Outcome.MANUAL}[answer]
    return Verdict(outcome, conditions, tuple(general_documents))


def _weigh(alternative: Alternative, facts: Facts) -> Weighed:
    return Weighed(tuple(clause.examine(facts) for clause in alternative))


def _condition_as_json(judged: Judged) -> dict[str, Any]:
    parts = [{"text": part.text, "met": part.met, "short_by": part.short_by} for part in judged.nearest.parts]
    return {"id": judged.rule.key, "clause": judged.rule.text, "met": judged.met, "parts": parts}
