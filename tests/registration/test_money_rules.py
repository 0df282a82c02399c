"""R2.3 without a database: what is owed, and which receipt comes next."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from registration import pricing
from registration.pricing import PricedItem
from station.enums import Subject

ITEMS = [
    PricedItem(1, "理论", 4, Subject.THEORY, Decimal(50)),
    PricedItem(2, "技能", 4, Subject.PRACTICAL, Decimal(120)),
    PricedItem(3, "理论", 3, Subject.THEORY, Decimal(60)),
]


def test_the_amount_is_the_sum_of_the_subjects_sat() -> None:
    owed = pricing.price(ITEMS, level=4, subjects=[Subject.THEORY, Subject.PRACTICAL])
    assert owed.amount == Decimal(170)


def test_who_sits_one_subject_again_pays_for_that_one() -> None:
    owed = pricing.price(ITEMS, level=4, subjects=[Subject.PRACTICAL])
    assert [line.key for line in owed.lines] == [2]


def test_what_is_charged_once_per_person_is_added_once() -> None:
    general = PricedItem(9, "报名", 4, "", Decimal(10))
    owed = pricing.price([*ITEMS, general], level=4, subjects=[Subject.THEORY, Subject.PRACTICAL])
    assert owed.amount == Decimal(180)


def test_a_subject_that_the_standard_does_not_list_cannot_be_charged() -> None:
    [reason] = pricing.pricing_reasons(ITEMS, level=3, subjects=[Subject.THEORY, Subject.PRACTICAL])
    assert "操作技能" in reason.text
    assert reason.clause == "R2.3"
    assert pricing.pricing_reasons(ITEMS, level=4, subjects=[Subject.THEORY]) == []


def test_paper_receipts_are_taken_in_order_and_the_book_ends() -> None:
    assert pricing.paper_number(first=7, last=9, width=8, taken=None) == "00000007"
    assert pricing.paper_number(first=7, last=9, width=8, taken=8) == "00000009"
    assert pricing.paper_number(first=7, last=9, width=8, taken=9) is None


@given(st.integers(0, 500), st.integers(0, 50))
def test_a_book_gives_each_of_its_numbers_once(first: int, length: int) -> None:
    taken, given_out = None, []
    while number := pricing.paper_number(first=first, last=first + length, width=8, taken=taken):
        taken = int(number)
        given_out.append(taken)
    assert given_out == list(range(first, first + length + 1))


@given(st.integers(0, 100), st.integers(0, 20), st.integers(0, 100), st.integers(0, 20))
def test_ranges_overlap_exactly_when_they_share_a_number(low: int, size: int, first: int, length: int) -> None:
    shared = set(range(low, low + size + 1)) & set(range(first, first + length + 1))
    overlap = pricing.ranges_overlap(first, first + length, [(low, low + size)])
    assert bool(overlap) is bool(shared)
