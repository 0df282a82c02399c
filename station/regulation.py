"""The station's working rules, clause by clause: where every citation (R1.2) on a screen or paper leads."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_CHAPTER = re.compile(r"^([一二三四五六])、(.+)$")
_CLAUSE = re.compile(r"^(\d+)、(.+)$")


@dataclass(frozen=True)
class Clause:
    """`number` as cited (R1.2); `text` to the letter."""

    number: str
    text: str


@dataclass(frozen=True)
class Chapter:
    number: int
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Regulation:
    issuer: str
    title: str
    preamble: str
    chapters: tuple[Chapter, ...]

    @property
    def clauses(self) -> dict[str, Clause]:
        return {clause.number: clause for chapter in self.chapters for clause in chapter.clauses}


@cache
def regulation() -> Regulation:
    lines = Path(__file__).with_name("regulation.txt").read_text("utf-8").splitlines()
    issuer, title, preamble, *body = [line.strip() for line in lines if line.strip()]
    return Regulation(issuer, title, preamble, tuple(_chapters(body)))


def _chapters(lines: list[str]) -> list[Chapter]:
    """A chapter of a single unnumbered paragraph (the third) has that paragraph as its first clause."""
    parts: list[tuple[str, list[str]]] = []
    for line in lines:
        if heading := _CHAPTER.match(line):
            parts.append((heading.group(2), []))
        else:
            numbered = _CLAUSE.match(line)
            parts[-1][1].append(numbered.group(2) if numbered else line)
    return [
        Chapter(chapter, title, tuple(Clause(f"R{chapter}.{place}", text) for place, text in enumerate(texts, start=1)))
        for chapter, (title, texts) in enumerate(parts, start=1)
    ]
