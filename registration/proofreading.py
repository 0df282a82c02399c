"""校核报名数据: what is missing, contradictory or doubtful among the registrations of one assessment (R2.4). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import MappingProxyType

from registration.enums import ApplicationState, Likeness


@dataclass(frozen=True)
class ProofRow:
    """One application as the report reads it; identity numbers stay out."""

    key: str
    person: int
    number: str
    name: str
    state: str
    birth_date: date
    sex: int
    ethnicity: str
    education: str
    employer: str
    has_photo: bool
    has_receipt: bool
    missing_materials: tuple[str, ...] = ()
    unstamped: tuple[str, ...] = ()
    work_years: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing to mend or to settle by name. `key` is stable: a settlement refers to it."""

    key: str
    application: str
    number: str
    name: str
    kind: str
    text: str
    remedy: str = ""
    clause: str = "R2.4"


@dataclass(frozen=True)
class Settlement:
    """Why a finding may stand, in the words of who signs."""

    key: str
    note: str


YOUNGEST_WORKER = 16
_OPEN_CASES = {
    ApplicationState.SUBMITTED: ("还没有审核", "请审核。", "R2.1"),
    ApplicationState.RETURNED: ("退回后没有补正", "请催补正，或由申报人撤回。", "R2.1"),
    ApplicationState.ACCEPTED: ("审核通过后没有缴费", "请收款开票，或由申报人撤回。", "R2.3"),
}
_WANTED = (("ethnicity", "民族"), ("education", "文化程度"), ("employer", "单位或学校"))


Decisions = Mapping[tuple[int, int], str]
"""What was decided of two people (by id, the smaller first); a pair that is not named has not been looked at."""


def findings(
    rows: Iterable[ProofRow],
    *,
    today: date,
    decided: Decisions = MappingProxyType({}),
    elsewhere: Mapping[int, Sequence[str]] = MappingProxyType({}),
) -> list[Finding]:
    """Missing, contradictory, doubtful, in the order of the register; drafts and ended applications say nothing.

    `elsewhere`: person → masked numbers of people like them who are on record, but not here, and not decided upon.
    """
    rows = list(rows)
    found = [finding for row in rows for finding in _of_one(row, today)]
    return found + _namesakes(rows, decided) + _on_record(rows, elsewhere)


def _of_one(row: ProofRow, today: date) -> list[Finding]:
    found = []
    if row.state in _OPEN_CASES:
        text, remedy, clause = _OPEN_CASES[ApplicationState(row.state)]
        found.append(_finding(row, "open_case", text, remedy, clause))
        return found
    if not row.has_photo:
        found.append(_finding(row, "photo", "没有照片", "请补交照片。"))
    if not row.has_receipt:
        found.append(_finding(row, "receipt", "没有票据", "请核对收款记录。", "R2.3"))
    missing = [label for name, label in _WANTED if not getattr(row, name)]
    if missing:
        found.append(_finding(row, "missing", f"缺{'、'.join(missing)}", "请补填，或说明缺项原因。"))
    if row.missing_materials:
        text = f"没有查验原件：{'、'.join(row.missing_materials)}"
        found.append(_finding(row, "material", text, "请补验原件。", "R2.1"))
    if row.unstamped:
        text = f"复印件没有加盖《原件已审》：{'、'.join(row.unstamped)}"
        found.append(_finding(row, "stamp", text, "请重新查验该件。", "R2.2"))
    worked = row.work_years or 0
    age = today.year - row.birth_date.year
    if worked and age - worked < YOUNGEST_WORKER:
        text = f"从事本职业 {worked} 年，与年龄 {age} 岁不符"
        found.append(_finding(row, "work_years", text, "请核对工作年限证明。"))
    return found


def _finding(row: ProofRow, kind: str, text: str, remedy: str, clause: str = "R2.4") -> Finding:
    return Finding(f"{row.key}:{kind}", row.key, row.number, row.name, kind, text, remedy, clause)


def _namesakes(rows: list[ProofRow], decided: Decisions) -> list[Finding]:
    """Same name and birth date, another identity number: named until a person has decided that they are two (R2.4)."""
    twins: dict[tuple[str, date], dict[int, ProofRow]] = defaultdict(dict)
    for row in rows:
        twins[row.name, row.birth_date].setdefault(row.person, row)
    found = []
    for people in twins.values():
        for one, other in combinations(people.values(), 2):
            decision = decided.get((min(one.person, other.person), max(one.person, other.person)), "")
            if decision != Likeness.DIFFERENT:
                found.append(_alike(one, other, decision))
    return found


def _alike(one: ProofRow, other: ProofRow, decision: str) -> Finding:
    key = f"{one.key}:namesake:{other.key}"
    if decision == Likeness.SAME:
        text, remedy = f"已认定与报名序号 {other.number} 是同一人", "请撤回或取消其中一份报名。"
    else:
        text = f"与报名序号 {other.number} 同名且同日出生，证件号码不同"
        remedy = "请核对原件，认定是否为同一人。"
    return Finding(key, one.key, one.number, one.name, "namesake", text, remedy)


def _on_record(rows: list[ProofRow], elsewhere: Mapping[int, Sequence[str]]) -> list[Finding]:
    """The other one applied in another assessment, or not at all."""
    first = {row.person: row for row in reversed(rows)}
    return [
        _finding(
            row,
            "namesake",
            f"与在册的另一人（{'、'.join(elsewhere[row.person])}）同名且同日出生",
            "请认定是否为同一人。",
        )
        for row in rows
        if row.person in elsewhere and first[row.person] is row
    ]
