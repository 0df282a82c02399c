"""How long one question about a date takes: `timeline` is under 50 ms of work (issue 3), and so is the planner's answer."""

from datetime import date

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station import calendar, planner
from station.deadlines import lawful_timeline

EXAM = date(2027, 3, 13)  # half of it in a year without a notice, the slower way
LIMIT = 0.050


def held_to(benchmark: BenchmarkFixture) -> None:
    """Where it is measured, it is also judged."""
    if benchmark.stats:
        assert benchmark.stats.stats.median < LIMIT


@pytest.mark.django_db
def test_the_lawful_timeline_of_one_date(benchmark: BenchmarkFixture) -> None:
    def answer() -> date:
        return lawful_timeline(EXAM, unified=True, calendar=calendar.current()).file_by

    assert benchmark(answer) == date(2027, 2, 11)
    held_to(benchmark)


@pytest.mark.django_db
def test_the_lawful_timeline_of_one_date_in_a_process_that_has_just_begun(benchmark: BenchmarkFixture) -> None:
    """As the command pays for it: the calendar is read from the database and the statute is asked."""

    def begin_anew() -> None:
        calendar._loaded.clear()
        calendar.statutory_names.cache_clear()

    def answer() -> date:
        return lawful_timeline(EXAM, unified=True, calendar=calendar.current()).file_by

    assert benchmark.pedantic(answer, setup=begin_anew, rounds=10) == date(2027, 2, 11)
    held_to(benchmark)


@pytest.mark.django_db
def test_the_planner_s_whole_answer(benchmark: BenchmarkFixture) -> None:
    def answer() -> planner.Plan:
        return planner.plan(EXAM, unified=True, calendar=calendar.current(), today=date(2026, 11, 22), minimum=10)

    assert benchmark(answer).line.file_by == date(2027, 2, 11)
    held_to(benchmark)
