"""The window of R4.2 and the amount of R4.3, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from sessions.rules import filing
from sessions.rules.filing import FeeRule

DUE = date(2026, 10, 12)


def window(received: date, today: date, built: date = date(2026, 9, 29)) -> list[str]:
    found = filing.window_reasons(received_on=received, today=today, built_on=built, due=DUE, working_days=10)
    assert all(reason.clause in ("R4.1", "R4.2") for reason in found)
    return [reason.text for reason in found]


def test_received_and_entered_on_the_last_day_is_in_time() -> None:
    assert window(DUE, DUE) == []


def test_received_a_day_late_is_refused() -> None:
    assert window(date(2026, 10, 13), date(2026, 10, 13)) == [
        "中心签收日期2026年10月13日（周二）晚于申报期限鉴定前第 10 个工作日2026年10月12日（周一）"
    ]


def test_received_in_time_but_entered_a_day_late_is_refused() -> None:
    assert window(DUE, date(2026, 10, 13)) == [
        "今天是2026年10月13日（周二），已过申报期限鉴定前第 10 个工作日2026年10月12日（周一），不能再登记申报"
    ]


def test_what_is_not_received_yet_can_not_be_entered() -> None:
    assert window(date(2026, 10, 10), date(2026, 10, 9)) == ["中心签收日期2026年10月10日（周六）还没有到"]


def test_nothing_is_received_before_it_was_built() -> None:
    assert window(date(2026, 9, 28), date(2026, 9, 30)) == ["中心签收日期早于本版材料的生成日期2026年9月29日（周二）"]


@pytest.mark.parametrize(
    ("unified", "handles", "refused"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_a_unified_assessment_is_filed_with_a_centre_that_handles_them(
    unified: bool, handles: bool, refused: bool
) -> None:
    found = filing.centre_reasons(
        unified=unified, centre_name="市中心", handles_unified=handles, category="全国统一鉴定"
    )
    assert bool(found) is refused


RULES = (
    FeeRule("等级评定费", 4, "", Decimal(17)),
    FeeRule("等级评定费", 3, "", Decimal(17)),
    FeeRule("评审费", 2, "", Decimal(23)),
    FeeRule("综合评审费", 2, "comprehensive", Decimal(10)),
)


def test_the_amount_is_people_times_the_standard_level_by_level() -> None:
    lines = filing.amount_lines({4: 26, 2: 14}, {(2, "comprehensive"): 12, (2, "theory"): 14}, RULES)
    assert [(line.name, line.level, line.people, line.amount) for line in lines] == [
        ("等级评定费", 4, 26, Decimal(442)),
        ("综合评审费", 2, 12, Decimal(120)),
        ("评审费", 2, 14, Decimal(322)),
    ]


def test_a_level_without_a_standard_is_named_not_counted_as_free() -> None:
    assert filing.levels_without_fee({5: 2, 4: 1}, RULES) == ["五级/初级工"]
