"""Well-formed numbers and field-by-field comparison (R6.2, R6.3). No database."""

import pytest

from certificates import rules

REGISTER = {
    "name": "王娟",
    "identity_number": "37010219900501001X",
    "occupation": "电工",
    "level": "四级/中级工",
    "number": "2615012003400001",
    "issued_on": "2026-12-28",
}


@pytest.mark.parametrize(
    ("number", "level"),
    [("2615012003400001", 4), ("2615012003199999", 1), ("2615010003500001", 5)],
)
def test_a_number_of_sixteen_digits_carries_year_station_level_and_sequence(number: str, level: int) -> None:
    assert rules.number_fault(number, level) == ""
    assert rules.level_in(number) == level


@pytest.mark.parametrize(
    "number",
    [
        "",
        "261501200340001",  # 15
        "26150120034000011",  # 17
        "2615015003400001",  # there is no station kind 5
        "2615012003600001",  # there is no level 6
        "2615012003400000",  # sequences begin at 1
        "26150120O3400001",  # the letter O
        "２６１５０１２００３４００００１",
        "2615012003400001\n",
    ],
)
def test_a_number_that_is_not_well_formed_is_refused(number: str) -> None:
    assert "不合编码规则" in rules.number_fault(number, 4)


def test_the_level_digit_must_be_the_level_that_was_confirmed() -> None:
    fault = rules.number_fault("2615012003400001", 3)
    assert "等级位是 4" in fault
    assert "等级 3 不符" in fault


def test_the_newer_code_of_twenty_two_places_is_taken_with_its_level() -> None:
    number = "Y" + "0003" + "37" + "010000" + "01" + "4" + "000001"
    assert len(number) == 22
    assert rules.number_fault(number, 4) == ""
    assert rules.number_fault(number, 3) != ""
    assert rules.level_in(number) == 4
    assert rules.level_in("x") is None


def test_the_same_facts_in_another_spelling_are_no_difference() -> None:
    printed = {
        **REGISTER,
        "name": "王 娟",
        "identity_number": "37010219900501001x",
        "level": "四级",
        "issued_on": "2026年12月28日",
    }
    assert rules.differences(REGISTER, printed) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "王捐"),
        ("identity_number", "370102199005010011"),
        ("occupation", "焊工"),
        ("level", "三级/高级工"),
        ("number", "2615012003400002"),
        ("issued_on", "2026-12-29"),
        ("issued_on", ""),
        ("level", "四级三级"),
    ],
)
def test_each_field_that_differs_is_named_with_both_readings(field: str, value: str) -> None:
    found = rules.differences(REGISTER, {**REGISTER, field: value})
    assert [(item.field, item.register, item.printed) for item in found] == [(field, REGISTER[field], value)]
    assert found[0].label == rules.FIELDS[field]
