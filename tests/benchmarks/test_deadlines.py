"""A full sweep of a great station's deadlines, and the counting back from one exam date (R1.2, R4.2)."""

from datetime import date, timedelta

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station import calendar, clock, deadline_book, sweep
from station.deadlines import lawful_timeline
from station.enums import Role
from station.models import DeadlineEvent
from tests.factories.deadlines import rounds
from tests.factories.station import make_place, make_user

TODAY = date(2026, 9, 1)
EVENING_BEFORE, MORNING = clock.at(TODAY - timedelta(days=1), 23, 59), clock.at(TODAY, 9)
ASSESSMENTS, ACTS = 1000, 200
SECONDS = 5
What = DeadlineEvent.What


def open_assessments(number: int) -> int:
    """`number` assessments in the book; a twentieth each with a window to open, one to close, a miss, and reminders."""
    for role in (Role.ANNOUNCEMENT_OFFICER, Role.REGISTRATION_OFFICER, Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR):
        user = make_user(role.value, role)
        user.email = f"{role.value}@station.example"
        user.save(update_fields=["email"])
    share = number // 20
    common = {"officer": make_user("maker", Role.ANNOUNCEMENT_OFFICER), "place": make_place()}
    working = calendar.current()
    near = working.working_days_after(working.working_days_after(TODAY, 10), 10)
    midnight, until = clock.at(TODAY), clock.end_of(date(2026, 9, 30))
    open_since = clock.at(date(2026, 8, 10), 8)
    made = [
        *rounds(share, "OPENS", registration_from=midnight, registration_until=until, **common),
        *rounds(share, "CLOSES", registration_from=open_since, registration_until=midnight, **common),
        *rounds(share, "MISSED", exam_date=TODAY + timedelta(days=44), announced_at=None, **common),
        # Filing, and the closing before it, are due in ten working days: the first reminder.
        *rounds(share, "NEAR", exam_date=near, registration_from=open_since, registration_until=until, **common),
    ]
    made += rounds(number - len(made), "QUIET", **common)
    for assessment in made:
        deadline_book.keep(assessment, now=clock.at(date(2026, 8, 3), 9))
    sweep.sweep_deadlines(now=EVENING_BEFORE)
    return DeadlineEvent.objects.count()


@pytest.mark.django_db
def test_a_full_sweep_over_a_thousand_open_assessments_with_two_hundred_acts_due(benchmark: BenchmarkFixture) -> None:
    number = ASSESSMENTS if benchmark.enabled else 40
    before = open_assessments(number)
    acts = benchmark.pedantic(sweep.sweep_deadlines, kwargs={"now": MORNING}, rounds=1)
    assert acts >= ACTS * number // ASSESSMENTS
    assert DeadlineEvent.objects.count() - before == acts
    happened = set(DeadlineEvent.objects.filter(at=MORNING).values_list("what", flat=True))
    assert happened == {What.OPENED, What.CLOSED, What.MISSED, What.REMINDED}
    assert sweep.sweep_deadlines(now=MORNING) == 0
    if benchmark.enabled:
        assert benchmark.stats.stats.max < SECONDS


@pytest.mark.django_db
def test_a_sweep_that_finds_nothing_due(benchmark: BenchmarkFixture) -> None:
    """What runs every five minutes, all year."""
    open_assessments(ASSESSMENTS if benchmark.enabled else 40)
    sweep.sweep_deadlines(now=MORNING)
    assert benchmark(sweep.sweep_deadlines, now=MORNING + timedelta(minutes=5)) == 0


@pytest.mark.django_db
def test_the_timeline_of_one_exam_date(benchmark: BenchmarkFixture) -> None:
    """What `manage.py timeline` and the planner count, the calendar read from the database each time."""

    def count() -> date:
        return lawful_timeline(date(2026, 10, 24), unified=True, calendar=calendar.load()).file_by

    assert benchmark(count) == date(2026, 9, 18)
    if benchmark.enabled:
        assert benchmark.stats.stats.mean < 0.05
