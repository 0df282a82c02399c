from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from station.papers import chinese_date, chinese_number, rmb_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("10", "壹拾元整"),
        ("260.50", "贰佰陆拾元伍角整"),
        ("260.05", "贰佰陆拾元零伍分"),
        ("0.36", "叁角陆分"),
        ("0.05", "伍分"),
        ("1050", "壹仟零伍拾元整"),
        ("10005", "壹万零伍元整"),
        ("100000", "壹拾万元整"),
        ("100500.30", "壹拾万零伍佰元叁角整"),
        ("20010000", "贰仟零壹万元整"),
        ("100000001", "壹亿零壹元整"),
        ("-12", "负壹拾贰元整"),
        (Decimal("6252.00"), "陆仟贰佰伍拾贰元整"),
    ],
)
def test_sums_in_words_follow_the_rules_for_bills(amount, words: str):
    assert rmb_in_words(amount) == words


def test_a_sum_finer_than_a_fen_is_no_sum():
    with pytest.raises(ValueError, match="fen"):
        rmb_in_words("1.005")


@pytest.mark.parametrize(("n", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_sections_are_counted_in_chinese(n: int, text: str):
    assert chinese_number(n) == text


def test_dates_carry_the_weekday_where_it_helps():
    assert chinese_date(date(2026, 10, 24), weekday=True) == "2026年10月24日（周六）"
    assert chinese_date(None).split() == ["年", "月", "日"]
