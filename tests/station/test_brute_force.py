"""Every date of 2019 to 2026 counted a second time, by a counter that knows nothing of ours (R4.2, R5.2).

What is off and what is made up stands here as the State Council's notices print it, year by year, each holiday with the
weekend in it; the counter walks a list of days. Neither `station.calendar` nor the package it is seeded from is asked.
"""

from datetime import date, timedelta

import pytest

from station.calendar import WorkingCalendar, from_chinesecalendar
from station.deadlines import lawful_timeline

# As printed: "month.day-month.day" off, "month.day" worked on a weekend. 2020's Spring Festival as it was extended.
NOTICES = {
    2018: ("12.30-12.31", "12.29"),
    2019: (
        "1.1-1.1 2.4-2.10 4.5-4.7 5.1-5.4 6.7-6.9 9.13-9.15 10.1-10.7",
        "2.2 2.3 4.28 5.5 9.29 10.12",
    ),
    2020: (
        "1.1-1.1 1.24-2.2 4.4-4.6 5.1-5.5 6.25-6.27 10.1-10.8",
        "1.19 4.26 5.9 6.28 9.27 10.10",
    ),
    2021: (
        "1.1-1.3 2.11-2.17 4.3-4.5 5.1-5.5 6.12-6.14 9.19-9.21 10.1-10.7",
        "2.7 2.20 4.25 5.8 9.18 9.26 10.9",
    ),
    2022: (
        "1.1-1.3 1.31-2.6 4.3-4.5 4.30-5.4 6.3-6.5 9.10-9.12 10.1-10.7 12.31-12.31",
        "1.29 1.30 4.2 4.24 5.7 10.8 10.9",
    ),
    2023: (
        "1.1-1.2 1.21-1.27 4.5-4.5 4.29-5.3 6.22-6.24 9.29-10.6 12.30-12.31",
        "1.28 1.29 4.23 5.6 6.25 10.7 10.8",
    ),
    2024: (
        "1.1-1.1 2.10-2.17 4.4-4.6 5.1-5.5 6.8-6.10 9.15-9.17 10.1-10.7",
        "2.4 2.18 4.7 4.28 5.11 9.14 9.29 10.12",
    ),
    2025: (
        "1.1-1.1 1.28-2.4 4.4-4.6 5.1-5.5 5.31-6.2 10.1-10.8",
        "1.26 2.8 4.27 9.28 10.11",
    ),
    2026: (
        "1.1-1.3 2.15-2.23 4.4-4.6 5.1-5.5 6.19-6.21 9.25-9.27 10.1-10.7",
        "1.4 2.14 2.28 5.9 9.20 10.10",
    ),
}
ONE = timedelta(days=1)
COUNTS = (3, 5, 10, 22)


def day_of(year: int, text: str) -> date:
    month, day = text.split(".")
    return date(year, int(month), int(day))


def working_list() -> list[date]:
    """All working days from the autumn of 2018 to the end of 2026, in order."""
    off: set[date] = set()
    made_up: set[date] = set()
    for year, (holidays, worked) in NOTICES.items():
        for span in holidays.split():
            first, last = (day_of(year, part) for part in span.split("-"))
            while first <= last:
                off.add(first)
                first += ONE
        made_up |= {day_of(year, text) for text in worked.split()}
    listed, day = [], date(2018, 10, 8)
    while day <= date(2026, 12, 31):
        if day in made_up or (day.strftime("%w") not in "06" and day not in off):
            listed.append(day)
        day += ONE
    return listed


def every_date() -> list[date]:
    return [date(2019, 1, 1) + ONE * number for number in range((date(2026, 12, 31) - date(2019, 1, 1)).days + 1)]


@pytest.fixture(scope="module")
def seeded() -> WorkingCalendar:
    days, years = from_chinesecalendar()
    return WorkingCalendar(special={day: worked for day, (worked, _) in days.items()}, announced=frozenset(years))


@pytest.mark.parametrize("count", COUNTS)
def test_every_date_of_eight_years_is_counted_back_to_the_same_day(seeded: WorkingCalendar, count: int) -> None:
    listed = working_list()
    place, wrong = 0, []
    for exam in every_date():
        while place < len(listed) and listed[place] < exam:
            place += 1
        if seeded.working_days_before(exam, count) != listed[place - count]:
            wrong.append(exam)
    assert len(every_date()) == 2922
    assert wrong == []


def test_the_whole_timeline_of_every_date_is_the_same(seeded: WorkingCalendar) -> None:
    listed, place, wrong = working_list(), 0, []
    for exam in every_date():
        while place < len(listed) and listed[place] < exam:
            place += 1
        for unified, count in ((True, 22), (False, 10)):
            line = lawful_timeline(exam, unified=unified, calendar=seeded)
            expected = (exam - 45 * ONE, listed[place - count], listed[place - 5], listed[place - 3])
            if (line.announce_by, line.file_by, line.tickets_from, line.tickets_until) != expected:
                wrong.append((exam, unified))
    assert wrong == []


def test_counting_monday_to_friday_is_wrong_for_most_dates(seeded: WorkingCalendar) -> None:
    """Why there is a calendar at all; and the comparison above could fail."""
    naive = WorkingCalendar(special={}, announced=frozenset(range(2018, 2027)))
    dates = every_date()
    wrong = sum(seeded.working_days_before(exam, 22) != naive.working_days_before(exam, 22) for exam in dates)
    assert wrong > len(dates) / 2


@pytest.mark.parametrize(
    ("exam", "back", "expected"),
    [
        ("2026-10-24", 22, "2026-09-18"),
        ("2026-03-07", 10, "2026-02-24"),
        ("2026-05-09", 3, "2026-05-06"),
        ("2026-10-11", 5, "2026-09-29"),
    ],
)
def test_the_second_counter_gives_the_golden_dates(exam: str, back: int, expected: str) -> None:
    before = [day for day in working_list() if day < date.fromisoformat(exam)]
    assert str(before[-back]) == expected
