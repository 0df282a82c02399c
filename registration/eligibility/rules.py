"""A condition as data: one way to qualify for a level, with the papers that prove it (spec 2.0)."""

from dataclasses import dataclass

from registration.eligibility.clauses import Clause

Alternative = tuple[Clause, ...]
"""Clauses that must all be met."""


@dataclass(frozen=True)
class Rule:
    """`key` and `text` are those of the announced condition. Most have one alternative; where the standard itself says
    或 between two sets of demands, there are two."""

    key: str
    text: str
    documents: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
