"""What an application owes, and which receipt comes next: pure arithmetic over the fee standard (R2.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from station.enums import Level, Subject
from station.refusals import Reason


@dataclass(frozen=True)
class PricedItem:
    """One line of a standard that candidates pay. An empty subject is charged once per person."""

    key: int
    name: str
    level: int
    subject: str
    amount: Decimal


@dataclass(frozen=True)
class Price:
    lines: tuple[PricedItem, ...]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def price(items: Iterable[PricedItem], *, level: int, subjects: Sequence[str]) -> Price:
    """The lines of the standard that fit: one for each subject, and those that are charged once per person."""
    fitting = [item for item in items if item.level == level]
    general = [item for item in fitting if not item.subject]
    by_subject = {item.subject: item for item in fitting if item.subject}
    return Price((*general, *(by_subject[subject] for subject in subjects if subject in by_subject)))


def pricing_reasons(items: Iterable[PricedItem], *, level: int, subjects: Sequence[str]) -> list[Reason]:
    """Nothing may be charged that the standard doesn't list, and nothing left out of it (R2.3)."""
    listed = {item.subject for item in items if item.level == level}
    missing = [Subject(subject).label for subject in subjects if subject not in listed]
    if not missing:
        return []
    return [
        Reason(
            f"现行收费标准没有{Level(level).label}“{'、'.join(missing)}”的收费项目",
            "R2.3",
            "请先登记有依据的收费标准。",
        )
    ]


def paper_number(*, first: int, last: int, width: int, taken: int | None) -> str | None:
    """The next form of a book in order, None when the book is used up. `taken` is the highest number used or void."""
    number = first if taken is None else taken + 1
    return None if number > last else f"{number:0{width}d}"


def ranges_overlap(first: int, last: int, others: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """The registered range that a new one would overlap."""
    return next(((low, high) for low, high in others if first <= high and low <= last), None)
