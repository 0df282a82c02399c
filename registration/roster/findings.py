"""What is found in one row: values put right, faults that refuse it, warnings that only speak."""

import datetime
from dataclasses import dataclass, field

from registration.roster.columns import Field


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, and what to do about it."""

    field: Field
    text: str


@dataclass(slots=True)
class Findings:
    values: dict[str, object] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def refuse(self, what: Field, text: str) -> None:
        self.faults.append(Fault(what, text))

    def warn(self, text: str) -> None:
        if text:
            self.warnings.append(text)

    @property
    def name(self) -> str:
        return str(self.values.get(Field.NAME, ""))

    @property
    def identity_number(self) -> str:
        """Empty unless the number keeps its rules."""
        return str(self.values.get(Field.IDENTITY, ""))

    @property
    def born(self) -> datetime.date | None:
        born = self.values.get(Field.BIRTH)
        return born if isinstance(born, datetime.date) else None
