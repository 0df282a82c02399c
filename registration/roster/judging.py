"""A whole roster judged: every person accepted, rejected or known as a duplicate, and none left out (R2.1, R2.4).

Data is judged, not eligibility. Of two rows with one identity number under two names the first stands. The caller says
what is in the database already; nothing is looked up here.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as stored
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from registration.roster.columns import Field
from registration.roster.examining import NO_CONDITION, examine
from registration.roster.findings import Fault, Findings
from registration.roster.identity import check_digit, ends_in_zeros, lost_digits, masked
from registration.roster.normalising import clean_document_number, clean_name, same_name, tidy_text
from registration.roster.offerings import OfferingBook, OfferingFacts
from registration.roster.reading import RosterRow, RosterTable

Report = Callable[[int, int, str], None]
_PORTION = 500
"""Rows between two words about the progress."""


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"

    @property
    def label(self) -> str:
        return {"accepted": "可以导入", "rejected": "退回修改", "duplicate": "重复"}[self]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody already on record: under which name, and applied to which offerings (by `OfferingFacts.key`)."""

    name: str
    offerings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """One person's answer. `field`, `column` and `reason` name the first fault; `reasons` and `columns` hold them all."""

    row: int
    name: str
    verdict: Verdict
    field: str = ""
    column: str = ""
    reason: str = ""
    faults: tuple[Fault, ...] = ()
    columns: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    values: Mapping[str, object] = stored(default_factory=dict)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(fault.text for fault in self.faults)

    def as_json(self) -> dict[str, object]:
        return {
            "row": self.row, "name": self.name, "verdict": self.verdict.value, "field": self.field, "reason": self.reason,
            "column": self.column, "reasons": list(self.reasons), "warnings": list(self.warnings),
            "columns": list(self.columns),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every person of the file in its order. `notes` speak of the file as a whole."""

    rows: tuple[RowVerdict, ...]
    notes: tuple[str, ...] = ()

    def count(self, verdict: Verdict) -> int:
        return sum(row.verdict is verdict for row in self.rows)

    @property
    def read(self) -> int:
        return len(self.rows)

    @property
    def accepted(self) -> int:
        return self.count(Verdict.ACCEPTED)

    @property
    def rejected(self) -> int:
        return self.count(Verdict.REJECTED)

    @property
    def duplicate(self) -> int:
        return self.count(Verdict.DUPLICATE)

    def of(self, verdict: Verdict) -> tuple[RowVerdict, ...]:
        return tuple(row for row in self.rows if row.verdict is verdict)

    def as_json(self) -> dict[str, object]:
        """The document that `import_applications --json` prints (design 5); identity numbers are not in it."""
        return {
            "read": self.read, "accepted": self.accepted, "rejected": self.rejected, "duplicate": self.duplicate,
            "rows": [row.as_json() for row in self.rows], "notes": list(self.notes),
        }  # fmt: skip


def judgement_from_json(said: Mapping[str, Any]) -> Judgement:
    """What `as_json` gave, for showing it again; what the rows would become (`values`) is not in it."""
    return Judgement(tuple(_row_from_json(row) for row in said["rows"]), tuple(said["notes"]))


def _row_from_json(row: Mapping[str, Any]) -> RowVerdict:
    faults = tuple(Fault(Field(row["field"]), text) for text in row["reasons"])
    return RowVerdict(
        row["row"], row["name"], Verdict(row["verdict"]), row["field"], row["column"], row["reason"], faults,
        tuple(row["columns"]), tuple(row["warnings"]),
    )  # fmt: skip


def identity_numbers(table: RosterTable) -> tuple[str, ...]:
    """The numbers as typed, put right, each once: what to look up before judging."""
    numbers = (
        clean_document_number(row.cell(Field.IDENTITY))
        for row in table.rows
        if not lost_digits(row.cell(Field.IDENTITY))
    )
    return tuple(dict.fromkeys(number for number in numbers if number))


def judge(
    table: RosterTable,
    *,
    offerings: Sequence[OfferingFacts],
    on: datetime.date,
    known: Mapping[str, KnownPerson] = MappingProxyType({}),
    namesakes: Mapping[tuple[str, datetime.date], str] = MappingProxyType({}),
    report: Report | None = None,
) -> Judgement:
    """Judge each person of the table, `on` being today for the station.

    `known` maps identity numbers on record to their holders, `namesakes` a name and birth date to a number on record.
    """
    book = OfferingBook(offerings, table)
    damaged = any(_shows_lost_digits(row) for row in table.rows)
    register = _Register(known, namesakes, {offering.key: offering.label for offering in offerings})
    weighed = []
    for row in table.rows:
        weighed.append(register.weigh(row, examine(row, book, on=on, file_lost_digits=damaged), table))
        if report and len(weighed) % _PORTION == 0:
            report(len(weighed), len(table.rows), "正在逐行检查")
    rows = tuple(weighed)
    notes = table.notes if Field.CONDITION in table.columns else (*table.notes, f"名单没有申报条件列：{NO_CONDITION}。")
    judgement = Judgement(rows, notes)
    totals = Counter(row.verdict for row in rows)
    if sum(totals[verdict] for verdict in Verdict) != len(table.rows):
        raise AssertionError("accepted + rejected + duplicate must equal read")
    return judgement


def _shows_lost_digits(row: RosterRow) -> bool:
    """A number that ends in 000 and is wrong for it: proof that this very file has been through Excel's 15 digits."""
    number = clean_document_number(row.cell(Field.IDENTITY))
    return ends_in_zeros(number) and number[-1] != check_digit(number)


class _Register:
    """What the rows so far, and the database, say of each identity number."""

    def __init__(
        self,
        known: Mapping[str, KnownPerson],
        namesakes: Mapping[tuple[str, datetime.date], str],
        labels: Mapping[str, str],
    ) -> None:
        self._known = known
        self._labels = labels
        self._first: dict[str, tuple[int, str]] = {}
        self._applied: dict[str, dict[str, int]] = {}
        self._namesakes: dict[tuple[str, datetime.date], list[tuple[str, int | None]]] = {
            key: [(number, None)] for key, number in namesakes.items()
        }

    def weigh(self, row: RosterRow, found: Findings, table: RosterTable) -> RowVerdict:
        self._other_name(row, found)
        if found.faults:
            return self._answer(row, found, table, Verdict.REJECTED)
        if repeated := self._repeated(found):
            found.faults.append(Fault(Field.IDENTITY, repeated))
            return self._answer(row, found, table, Verdict.DUPLICATE)
        self._remark(row, found)
        self._applied.setdefault(found.identity_number, {})[str(found.values["offering"])] = row.number
        return self._answer(row, found, table, Verdict.ACCEPTED)

    def _other_name(self, row: RosterRow, found: Findings) -> None:
        """One number under two names: the record stands before the file, the first row before the later ones."""
        number, name = found.identity_number, found.name
        if not (number and name):
            return
        if (holder := self._known.get(number)) and not same_name(holder.name, name):
            text = f"该证件号码已登记在另一姓名（{_veiled(holder.name)}）名下。请核对号码和姓名；确系更名的，持证明到报名窗口办理更名登记，登记后再导入。"
            found.faults.insert(0, Fault(Field.IDENTITY, text))
            return
        first_row, first_name = self._first.setdefault(number, (row.number, name))
        if not same_name(first_name, name):
            text = f"该证件号码在第 {first_row} 行已属于“{first_name}”，以先出现的一行为准。请核对本行的号码和姓名。"
            found.faults.insert(0, Fault(Field.IDENTITY, text))

    def _repeated(self, found: Findings) -> str:
        number, offering = found.identity_number, str(found.values["offering"])
        label = self._labels.get(offering, offering)
        if earlier := self._applied.get(number, {}).get(offering):
            return f"与第 {earlier} 行重复：同一考生已报 {label}。以先出现的一行为准，本行不再导入。"
        if (holder := self._known.get(number)) and offering in holder.offerings:
            return f"该考生已报 {label}，系统中已有记录，本行不再导入。如需更改信息，请在该报名记录中修改。"
        return ""

    def _remark(self, row: RosterRow, found: Findings) -> None:
        number, born = found.identity_number, found.born
        others = {
            **dict.fromkeys(self._known[number].offerings if number in self._known else ()),
            **self._applied.get(number, {}),
        }
        if others:
            found.warn(
                f"同一考生本次另报 {'、'.join(self._labels.get(key, key) for key in others)}，请确认考试时间不冲突"
            )
        if born is None:
            return
        twins = self._namesakes.setdefault((found.name, born), [])
        for other, where in twins:
            if other != number:
                place = f"第 {where} 行" if where else "系统中的一名考生"
                found.warn(f"与{place}（证件号码 {masked(other)}）同名且同日出生，请核对是否为同一人")
                break
        twins.append((number, row.number))

    def _answer(self, row: RosterRow, found: Findings, table: RosterTable, verdict: Verdict) -> RowVerdict:
        name = found.name or clean_name(row.cell(Field.NAME)) or tidy_text(row.cell(Field.NAME))
        first = found.faults[0] if found.faults else None
        return RowVerdict(
            row.number, name, verdict,
            field=first.field.value if first else "", column=table.letter(first.field, row) if first else "",
            reason=first.text if first else "", faults=tuple(found.faults),
            columns=tuple(dict.fromkeys(letter for fault in found.faults if (letter := table.letter(fault.field, row)))), warnings=tuple(found.warnings),
            values=MappingProxyType(dict(found.values)),
        )  # fmt: skip


def _veiled(name: str) -> str:
    """A name on record, shown to somebody who may only have mistyped a number: 张**."""
    return name[:1] + "*" * (len(name) - 1)
