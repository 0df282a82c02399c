"""How the conditions count time (R2.1): united, by the calendar, exact to the day. No database."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.eligibility import spans

DAY = timedelta(days=1)
DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))
SPANS = st.lists(
    st.builds(lambda start, length: (start, start + length * DAY), DAYS, st.integers(1, 1500)), min_size=1, max_size=6
)


def every_day(listed: list[spans.Span]) -> set[date]:
    return {start + number * DAY for start, end in listed for number in range((end - start).days)}


def months_by_hand(listed: list[spans.Span]) -> Fraction:
    """Day by day, with nothing of the code under test: 1 to 27 a thirtieth each, the rest of the month the other three."""
    total = Fraction(0)
    for day in every_day(listed):
        last = ((day.replace(day=1) + 31 * DAY).replace(day=1) - DAY).day
        total += Fraction(1, 30) if day.day <= 27 else Fraction(3, 30) / (last - 27)
    return total


@given(SPANS)
def test_united_months_are_those_of_a_count_day_by_day(listed: list[spans.Span]) -> None:
    assert Fraction(spans.weight(listed), spans.MONTH) == months_by_hand(listed)


@given(SPANS)
def test_uniting_keeps_every_day_once_and_leaves_gaps_between(listed: list[spans.Span]) -> None:
    merged = spans.united(listed)
    assert every_day(merged) == every_day(listed)
    assert sum((end - start).days for start, end in merged) == len(every_day(listed))
    assert all(one[1] < two[0] for one, two in pairwise(merged))
    assert spans.united(reversed(listed)) == merged


@given(DAYS, st.integers(1, 12))
def test_years_are_full_on_the_corresponding_day_and_not_a_day_before(start: date, years: int) -> None:
    """From 29 February, the day after 28 February in a common year."""
    try:
        full = start.replace(year=start.year + years)
    except ValueError:
        full = date(start.year + years, 3, 1)
    assert spans.weight([(start, full)]) >= years * spans.YEAR > spans.weight([(start, full - DAY)])
    assert spans.day_when(start, years * spans.YEAR) == full


@given(DAYS.filter(lambda day: day.day <= 28), st.integers(1, 100))
def test_months_are_exact_too(start: date, months: int) -> None:
    full = date(start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, start.day)
    assert spans.weight([(start, full)]) == months * spans.MONTH
    assert spans.add_months(start, months) == full
    assert spans.day_when(start, months * spans.MONTH) == full


def test_two_and_a_half_years_twice_are_five_years_whichever_halves_they_hold() -> None:
    halves = [(date(2010, 1, 1), date(2012, 7, 1)), (date(2014, 1, 1), date(2016, 7, 1))]
    assert spans.weight(halves) == 5 * spans.YEAR
    shifted = [(date(2010, 7, 1), date(2013, 1, 1)), (date(2014, 7, 1), date(2017, 1, 1))]
    assert spans.weight(shifted) == 5 * spans.YEAR


@given(SPANS, st.integers(1, 20_000))
def test_the_day_when_enough_is_reached_is_the_first_such_day(listed: list[spans.Span], missing: int) -> None:
    start = listed[0][0]
    reached = spans.day_when(start, missing)
    assert spans.weight([(start, reached)]) >= missing > spans.weight([(start, reached - DAY)])


def test_the_longest_run_and_the_one_that_lasts() -> None:
    on = date(2026, 12, 1)
    listed = [(date(2010, 1, 1), date(2013, 1, 1)), (date(2025, 12, 1), on)]
    assert (spans.longest(listed), spans.running(listed, on)) == (3 * spans.YEAR, spans.YEAR)
    assert (spans.longest([]), spans.running(listed[:1], on)) == (0, 0)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 12, 1), date(2027, 3, 1), "3 个月"),
        (date(2026, 12, 1), date(2026, 12, 2), "1 天"),
        (date(2026, 12, 1), date(2029, 3, 6), "2 年 3 个月 5 天"),
        (date(2026, 8, 31), date(2026, 11, 30), "3 个月"),
        (date(2026, 12, 1), date(2026, 12, 1), "0 天"),
    ],
)
def test_a_distance_is_said_in_years_months_and_days(start: date, end: date, words: str) -> None:
    assert spans.distance(start, end) == words


def test_years_that_merely_pass_from_29_february_end_with_february() -> None:
    """《民法典》第二百零二条: where there is no corresponding day, the last of the month."""
    assert spans.add_years(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert spans.add_years(date(2008, 2, 29), 16) == date(2024, 2, 29)
