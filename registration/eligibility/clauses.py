"""The clauses that conditions are made of. Each looks at the facts and says met, not met, or not to be told from them (R2.1).

`met` is None only where a null fact could decide, or where a competition, an achievement or a licence must be looked at by a
person. Certificates and titles above the one asked for count as it (docs/decisions/0014-eligibility.md).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from registration.eligibility import spans
from registration.eligibility.facts import LEVELS, Facts, Rank
from registration.eligibility.tenure import Held, Scope, Tenure, certificates_held, titles_held, work_periods

SCOPES: dict[Scope, str] = {"own": "本职业", "related": "本职业或相关职业"}


@dataclass(frozen=True)
class Finding:
    """What one clause says of one person: the demand and what there is of it; for a demand not met, what is short.

    `days` tells what mere time would mend from what it would not, and orders conditions by how near they are.
    """

    text: str
    met: bool | None
    short_by: str | None = None
    days: int | None = None


class Clause(Protocol):
    def examine(self, facts: Facts) -> Finding: ...


class Basis(Protocol):
    """A paper after which years are counted."""

    @property
    def name(self) -> str: ...

    def held(self, facts: Facts) -> Held: ...


@dataclass(frozen=True)
class Age:
    years: int

    def examine(self, facts: Facts) -> Finding:
        demand = f"年满 {self.years} 周岁"
        if facts.born is None:
            return _open(f"{demand}：出生日期未知")
        reached = spans.add_years(facts.born, self.years)
        if reached <= facts.on:
            return Finding(f"{demand}：出生于 {facts.born}，已于 {reached} 年满", True)
        return _until(reached, f"{demand}：出生于 {facts.born}，{reached} 年满", facts)


@dataclass(frozen=True)
class Intends:
    """拟从事: whoever applies means to."""

    scope: Scope = "related"

    def examine(self, facts: Facts) -> Finding:
        return Finding(f"拟从事{SCOPES[self.scope]}工作：申报即为意向", True)


@dataclass(frozen=True)
class AtWork:
    """从事本职业（或相关职业）, however briefly."""

    scope: Scope = "related"

    def examine(self, facts: Facts) -> Finding:
        demand, work = f"从事{SCOPES[self.scope]}工作", work_periods(facts, self.scope)
        if work.certain:
            return Finding(f"{demand}：已有 {spans.in_words(spans.weight(work.certain))}", True)
        return (
            _open(f"{demand}：工作经历不详")
            if work.possible
            else Finding(f"{demand}：没有工作经历", False, "缺工作经历")
        )


@dataclass(frozen=True)
class HoldsCertificate:
    level: int
    scope: Scope = "related"

    @property
    def name(self) -> str:
        return f"{SCOPES[self.scope]}{LEVELS[self.level]}证书"

    def held(self, facts: Facts) -> Held:
        return certificates_held(facts, self.level, self.scope)

    def examine(self, facts: Facts) -> Finding:
        held = self.held(facts)
        higher = f"持有{LEVELS[held.shown]}证书，" if held.shown in LEVELS and held.shown != self.level else ""
        return _holding(self, held, f"缺{LEVELS[self.level]}证书", higher)


@dataclass(frozen=True)
class HoldsTitle:
    rank: Rank

    @property
    def name(self) -> str:
        return f"{self.rank.label}职称"

    def held(self, facts: Facts) -> Held:
        return titles_held(facts, self.rank)

    def examine(self, facts: Facts) -> Finding:
        held = self.held(facts)
        higher = f"持有{held.shown.label}职称，" if isinstance(held.shown, Rank) and held.shown != self.rank else ""
        return _holding(self, held, f"缺{self.name}", higher)


@dataclass(frozen=True)
class HeldFor:
    """Years that pass with the certificate in hand, worked or not (证书满N年)."""

    basis: HoldsCertificate
    years: int

    def examine(self, facts: Facts) -> Finding:
        demand, held = f"取得{self.basis.name}满 {self.years} 年", self.basis.held(facts)
        if held.since:
            reached = spans.add_years(held.since, self.years)
            if reached <= facts.on:
                return Finding(f"{demand}：取得于 {held.since}，已于 {reached} 满", True)
        if held.possibly_since and spans.add_years(held.possibly_since, self.years) <= facts.on:
            return _open(f"{demand}：取得日期不详")
        if held.since:
            return _until(reached, f"{demand}：取得于 {held.since}，{reached} 满", facts)
        return _until(spans.add_years(facts.on, self.years), f"{demand}：尚未取得，无从起算", facts)


@dataclass(frozen=True)
class WorkYears:
    """N years of work, in all (累计) or without a break (连续); counted from the day the basis was obtained, if there is one."""

    years: int
    scope: Scope = "related"
    after: HoldsCertificate | HoldsTitle | None = None
    continuous: bool = False

    def examine(self, facts: Facts) -> Finding:
        work = work_periods(facts, self.scope)
        start = ""
        if self.after:
            held = self.after.held(facts)
            work, start = work.after(held), f"取得{self.after.name}后，"
        manner = "连续" if self.continuous else "累计"
        demand = f"{start}{manner}从事{SCOPES[self.scope]}工作满 {self.years} 年"
        return self._weigh(demand, work, facts)

    def _weigh(self, demand: str, work: Tenure, facts: Facts) -> Finding:
        measure = spans.longest if self.continuous else spans.weight
        there, needed = measure(work.certain), self.years * spans.YEAR
        if there >= needed:
            return Finding(f"{demand}：已有 {spans.in_words(there)}", True)
        if measure(work.possible) >= needed:
            return _open(f"{demand}：能确定的有 {spans.in_words(there)}，其余资料不详")
        lasting = spans.running(work.certain, facts.on) if self.continuous else there
        reached = spans.day_when(facts.on, needed - lasting)
        return _until(reached, f"{demand}：现有 {spans.in_words(there)}", facts)


@dataclass(frozen=True)
class Trained:
    """正规培训达到标准学时并结业."""

    hours: int

    def examine(self, facts: Facts) -> Finding:
        demand, there = f"经正规培训达 {self.hours} 标准学时", facts.training_hours
        if there is None:
            return _open(f"{demand}：培训学时未知")
        if there >= self.hours:
            return Finding(f"{demand}：已有 {there:g} 学时", True)
        return Finding(f"{demand}：现有 {there:g} 学时", False, f"差 {self.hours - there:g} 学时")


Statement = Literal["apprenticeship_completed", "preparatory_technician_certificate", "technician_class_student"]
STATEMENTS: dict[Statement, tuple[str, str]] = {
    "apprenticeship_completed": ("学徒期满", "学徒期未满"),
    "preparatory_technician_certificate": ("取得预备技师证书", "缺预备技师证书"),
    "technician_class_student": ("技师学院预备技师班、技师班学生", "不是预备技师班、技师班学生"),
}


@dataclass(frozen=True)
class Stated:
    """A fact that is simply so or not."""

    fact: Statement

    def examine(self, facts: Facts) -> Finding:
        demand, lacking = STATEMENTS[self.fact]
        stated: bool | None = getattr(facts, self.fact)
        if stated is None:
            return _open(f"{demand}：没有说明")
        return Finding(f"{demand}：{'是' if stated else '否'}", stated, None if stated else lacking)


@dataclass(frozen=True)
class ByHand:
    """What no register of facts decides: rank in a competition, achievement, licence. A person looks at the proof."""

    kind: Literal["competition", "achievement", "licence"]
    demand: str

    def examine(self, facts: Facts) -> Finding:
        return _open(f"{self.demand}：须核查证明原件")


def _holding(basis: Basis, held: Held, lacking: str, higher: str) -> Finding:
    demand = f"取得{basis.name}"
    if held.held:
        return Finding(f"{demand}：{higher}{f'取得于 {held.since}' if held.since else '已取得，日期不详'}", True)
    return _open(f"{demand}：资料不详") if held.held is None else Finding(f"{demand}：尚未取得", False, lacking)


def _open(text: str) -> Finding:
    return Finding(f"{text}，须人工核查", None)


def _until(reached: date, text: str, facts: Facts) -> Finding:
    return Finding(text, False, f"差 {spans.distance(facts.on, reached)}", (reached - facts.on).days)
