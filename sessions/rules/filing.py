"""The filing window (R4.2), the centre that is called for, and what is due to it (R4.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from station.enums import Level
from station.refusals import Reason
from station.wording import long_date

RESCHEDULE = "请由补充公告另定鉴定日期，使期限重新满足后再申报。"


def window_reasons(*, received_on: date, today: date, built_on: date, due: date, working_days: int) -> list[Reason]:
    """What counts is the centre's date of receipt; nothing is entered after the last permitted day (R4.2)."""
    limit = f"鉴定前第 {working_days} 个工作日{long_date(due)}"
    if received_on > due:
        text = f"中心签收日期{long_date(received_on)}晚于申报期限{limit}"
        return [Reason(text, "R4.2", RESCHEDULE, field="received_on")]
    if today > due:
        text = f"今天是{long_date(today)}，已过申报期限{limit}，不能再登记申报"
        return [Reason(text, "R4.2", RESCHEDULE)]
    if received_on > today:
        text = f"中心签收日期{long_date(received_on)}还没有到"
        return [Reason(text, "R4.2", "请在中心签收后登记。", field="received_on")]
    if received_on < built_on:
        text = f"中心签收日期早于本版材料的生成日期{long_date(built_on)}"
        return [Reason(text, "R4.1", "请核对签收日期，或报送最新一版材料。", field="received_on")]
    return []


def centre_reasons(*, unified: bool, centre_name: str, handles_unified: bool, category: str) -> list[Reason]:
    if unified and not handles_unified:
        text = f"{centre_name}不受理统一鉴定，而本次鉴定属于{category}"
        return [Reason(text, "R4.1", "请选择受理统一鉴定的鉴定中心。", field="centre")]
    return []


@dataclass(frozen=True)
class FeeRule:
    """What the station pays the centre for each applicant of a level; for one subject, or "" for all of it."""

    name: str
    level: int
    subject: str
    amount: Decimal


@dataclass(frozen=True)
class DueLine:
    name: str
    level: int
    people: int
    rate: Decimal

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    @property
    def amount(self) -> Decimal:
        return self.rate * self.people


def amount_lines(
    people: Mapping[int, int], sittings: Mapping[tuple[int, str], int], rules: Iterable[FeeRule]
) -> list[DueLine]:
    """People per level, and per level and subject, times the standard (R4.3)."""
    lines = []
    for rule in rules:
        number = sittings.get((rule.level, rule.subject), 0) if rule.subject else people.get(rule.level, 0)
        if number:
            lines.append(DueLine(rule.name, rule.level, number, rule.amount))
    return sorted(lines, key=lambda line: (-line.level, line.name))


def levels_without_fee(people: Mapping[int, int], rules: Iterable[FeeRule]) -> list[str]:
    covered = {rule.level for rule in rules}
    return [str(Level(level).label) for level in sorted(people, reverse=True) if people[level] and level not in covered]
