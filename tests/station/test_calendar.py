"""Working days and the lawful timeline: golden dates, properties, provisional years (R1.2, R4.2, R5.2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.calendar import WorkingCalendar, from_chinesecalendar, statutory_holidays, with_year
from station.deadlines import lawful_timeline

SPECIAL, YEARS = from_chinesecalendar()
CALENDAR = WorkingCalendar(
    special={day: worked for day, (worked, _) in SPECIAL.items()}, announced=frozenset(YEARS), version="test"
)
DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("exam", "announce", "unified", "ordinary", "tickets_from", "tickets_until"),
    [
        ("2026-03-14", "2026-01-28", "2026-02-06", "2026-03-02", "2026-03-09", "2026-03-11"),
        ("2026-05-23", "2026-04-08", "2026-04-21", "2026-05-11", "2026-05-18", "2026-05-20"),
        ("2026-06-27", "2026-05-13", "2026-05-27", "2026-06-12", "2026-06-22", "2026-06-24"),
        ("2026-10-24", "2026-09-09", "2026-09-18", "2026-10-12", "2026-10-19", "2026-10-21"),
    ],
)
def test_golden_dates(
    exam: str, announce: str, unified: str, ordinary: str, tickets_from: str, tickets_until: str
) -> None:
    day = date.fromisoformat(exam)
    line = lawful_timeline(day, unified=True, calendar=CALENDAR)
    assert [str(value) for value in (line.announce_by, line.file_by, line.tickets_from, line.tickets_until)] == [
        announce,
        unified,
        tickets_from,
        tickets_until,
    ]
    assert str(lawful_timeline(day, unified=False, calendar=CALENDAR).file_by) == ordinary
    assert not line.provisional


@pytest.mark.parametrize(
    ("exam", "back", "expected"),
    [
        ("2026-10-17", 10, "2026-09-29"),
        ("2026-03-07", 10, "2026-02-24"),
        ("2026-05-09", 5, "2026-04-29"),
        ("2026-05-09", 3, "2026-05-06"),
        ("2026-10-11", 5, "2026-09-29"),
        ("2026-10-11", 3, "2026-10-08"),
    ],
)
def test_golden_dates_around_holidays_and_make_up_days(exam: str, back: int, expected: str) -> None:
    assert str(CALENDAR.working_days_before(date.fromisoformat(exam), back)) == expected


@given(DAYS, st.integers(1, 30))
def test_more_working_days_back_is_strictly_earlier(day: date, count: int) -> None:
    assert CALENDAR.working_days_before(day, count + 1) < CALENDAR.working_days_before(day, count)


@given(DAYS, st.integers(1, 30))
def test_a_later_exam_never_has_an_earlier_deadline(day: date, count: int) -> None:
    assert CALENDAR.working_days_before(day + timedelta(days=1), count) >= CALENDAR.working_days_before(day, count)


@given(DAYS, st.integers(1, 30), st.integers(0, 45))
def test_a_new_holiday_never_makes_a_deadline_later(day: date, count: int, offset: int) -> None:
    holiday = day - timedelta(days=offset)
    stricter = WorkingCalendar(special={**CALENDAR.special, holiday: False}, announced=CALENDAR.announced)
    assert stricter.working_days_before(day, count) <= CALENDAR.working_days_before(day, count)


@given(DAYS, st.integers(1, 30), st.integers(0, 45))
def test_a_new_make_up_day_never_makes_a_deadline_earlier(day: date, count: int, offset: int) -> None:
    made_up = day - timedelta(days=offset)
    looser = WorkingCalendar(special={**CALENDAR.special, made_up: True}, announced=CALENDAR.announced)
    assert looser.working_days_before(day, count) >= CALENDAR.working_days_before(day, count)


@given(DAYS, st.integers(1, 30))
def test_the_counted_days_are_working_days_and_the_last_of_them_is_the_deadline(day: date, count: int) -> None:
    counted = CALENDAR.counted_days(day, count)
    assert len(counted) == count
    assert all(CALENDAR.is_working_day(each) and each < day for each in counted)
    assert counted == sorted(counted, reverse=True)
    assert counted[-1] == CALENDAR.working_days_before(day, count)


@given(DAYS, st.integers(1, 30))
def test_days_left_on_the_deadline_s_day_are_what_was_counted_back(day: date, count: int) -> None:
    due = CALENDAR.working_days_before(day, count)
    assert CALENDAR.working_days_left(due, day - timedelta(days=1)) == count - 1


@given(DAYS, st.integers(0, 30))
def test_days_left_is_the_inverse_of_counting_back(day: date, count: int) -> None:
    due = CALENDAR.working_days_after(day, count) if count else day
    assert CALENDAR.working_days_left(day, due) == count


def test_a_year_without_a_notice_is_provisional_and_still_answers() -> None:
    line = lawful_timeline(date(2027, 4, 10), unified=True, calendar=CALENDAR)
    assert line.provisional
    assert date(2027, 2, 6) in statutory_holidays(2027)  # the first day of the lunar year
    assert not CALENDAR.is_working_day(date(2027, 10, 1))


def test_a_holiday_has_its_name_with_a_notice_and_without() -> None:
    named = WorkingCalendar(
        special={date(2026, 10, 1): False}, announced=frozenset({2026}), names={date(2026, 10, 1): "国庆节"}
    )
    assert named.name_of(date(2026, 10, 1)) == "国庆节"
    assert named.name_of(date(2026, 5, 1)) == ""  # the notice is out and does not list it
    assert named.name_of(date(2027, 2, 5)) == "除夕"


def test_another_year_s_days_replace_only_that_year_s() -> None:
    other = with_year(CALENDAR, 2027, {date(2027, 2, 20): True}, {}, published=True)
    assert other.is_working_day(date(2027, 2, 20))
    assert other.is_working_day(date(2027, 10, 1))  # no longer off by statute: the notice alone says what is off
    assert not other.is_provisional(date(2027, 1, 1), date(2027, 12, 31))
    assert other.is_working_day(date(2026, 10, 10)) is CALENDAR.is_working_day(date(2026, 10, 10)) is True
    assert CALENDAR.is_provisional(date(2027, 1, 1))
    assert with_year(other, 2027, {}, {}, published=False).is_provisional(date(2027, 1, 1))


def test_an_exam_in_january_touches_two_years() -> None:
    early = lawful_timeline(date(2026, 1, 10), unified=True, calendar=CALENDAR)
    assert not early.provisional
    assert CALENDAR.is_provisional(date(2026, 12, 20), date(2027, 1, 10))


def test_skipped_days_are_what_a_naive_count_gets_wrong() -> None:
    skipped = CALENDAR.skipped_days(date(2026, 9, 18), date(2026, 10, 12))
    assert date(2026, 9, 20) in skipped
    assert date(2026, 10, 1) in skipped
    assert date(2026, 10, 3) not in skipped
