"""校核报名数据: what is missing, contradictory or doubtful among the registrations of one assessment (R2.4). Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registration.enums import ApplicationState


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


def findings(rows: Iterable[ProofRow], *, today: date) -> list[Finding]:
    """Missing, contradictory, doubtful, in the order of the register; drafts and ended applications say nothing."""
    rows = list(rows)
    found = [finding for row in rows for finding in _of_one(row, today)]
    return found + _namesakes(rows)


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


def _namesakes(rows: list[ProofRow]) -> list[Finding]:
    """Same name and birth date, another identity number: a person decides whether they are one (R2.4)."""
    twins: dict[tuple[str, date], dict[int, ProofRow]] = defaultdict(dict)
    for row in rows:
        twins[row.name, row.birth_date].setdefault(row.person, row)
    found = []
    for people in twins.values():
        if len(people) > 1:
            first, *others = people.values()
            numbers = "、".join(row.number for row in others)
            text = f"与报名序号 {numbers} 同名且同日出生，证件号码不同"
            found.append(_finding(first, "namesake", text, "请核对原件，确认是否为同一人。"))
    return found
