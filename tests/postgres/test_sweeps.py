"""The sweep on PostgreSQL: eight at once, killed in the middle, its Redis away (R1.2, R2.1, R4.2).

Whatever happens, each reminder, each miss, each opening stands once, and each e-mail was sent at most once.
"""

import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlparse

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from announcements.models import Assessment
from station import calendar, clock, deadline_book, sweep
from station.deliveries import with_state
from station.enums import Role
from station.models import (
    AuditEntry,
    DeadlineEvent,
    DeliveryState,
    EmailDelivery,
    Notification,
    StatutoryDeadline,
    User,
)
from tests import services
from tests.factories.deadlines import rounds
from tests.factories.station import make_place, make_user
from tests.postgres.crowd import EIGHT, at_once
from tests.running_clockwork import Clockwork, clockwork
from tests.running_station import eventually

MORNING = clock.at(date(2026, 9, 1), 9)
HALF = 6
What = DeadlineEvent.What


@pytest.fixture
def station(postgres_database: str) -> list[Assessment]:
    """Half with registration opening today, half ten working days before filing; the clock stands still at nine."""
    for role in (Role.REGISTRATION_OFFICER, Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR):
        user = make_user(role.value, role)
        user.email = f"{role.value}@station.example"
        user.save(update_fields=["email"])
    common = {"officer": make_user("maker", Role.ANNOUNCEMENT_OFFICER), "place": make_place()}
    opening = rounds(HALF, "OPENS", registration_from=MORNING, **common)
    working = calendar.current()
    near = rounds(
        HALF,
        "NEAR",
        exam_date=working.working_days_after(working.working_days_after(MORNING.date(), 10), 10),
        registration_from=clock.at(date(2026, 8, 10), 8),
        registration_until=clock.end_of(date(2026, 9, 10)),
        **common,
    )
    made = [*opening, *near]
    before = MORNING - timedelta(days=14)
    for assessment in made:
        deadline_book.keep(assessment, now=before)
    sweep.sweep_deadlines(now=before)
    clock.move_to(MORNING, frozen=True)
    return made


def due_acts() -> Counter[str]:
    """What the sweep has written for nine o'clock."""
    return Counter(acts_of_the_sweep().values_list("what", flat=True))


def acts_of_the_sweep() -> QuerySet[DeadlineEvent]:
    by_the_clock = (What.OPENED, What.CLOSED, What.MISSED, What.REMINDED, What.ESCALATED)
    return DeadlineEvent.objects.filter(at=MORNING, what__in=by_the_clock)


EXPECTED = {What.OPENED.value: HALF, What.REMINDED.value: 3 * HALF}


def each_stands_once() -> None:
    events = acts_of_the_sweep()
    assert due_acts() == EXPECTED
    assert len(set(events.values_list("deadline", "what"))) == events.count()
    keys = [deadline_book.notification_key(event) for event in events]
    told = Counter(Notification.objects.filter(key__in=keys).values_list("key", flat=True))
    assert told == Counter(keys)
    assert AuditEntry.objects.filter(verb="deadline.open", at=MORNING).count() == HALF


def test_the_occasion_is_what_the_tests_think(station: list[Assessment]) -> None:
    sweep.sweep_deadlines(now=MORNING)
    each_stands_once()


def test_eight_sweeps_at_once_do_everything_once(station: list[Assessment]) -> None:
    found = at_once(lambda number: sweep.sweep_deadlines(now=MORNING))
    assert sum(found) == sum(EXPECTED.values())
    each_stands_once()


def test_eight_at_once_record_one_miss(station: list[Assessment]) -> None:
    after = clock.end_of(date(2026, 9, 30))
    at_once(lambda number: sweep.sweep_deadlines(now=after))
    missed = DeadlineEvent.objects.filter(what=What.MISSED)
    assert missed.count() == StatutoryDeadline.objects.exclude(missed_at=None).count() > 0


def miss_without_the_condition(number: int) -> None:
    """The losing control: looked at first and written afterwards, as one would who trusts to be alone."""
    with transaction.atomic():
        row = StatutoryDeadline.objects.filter(key="file").order_by("id").first()
        if row.missed_at is None:
            sleep(0.05)
            row.missed_at = MORNING
            row.save(update_fields=["missed_at"])
            Notification.objects.create(recipient=User.objects.first(), kind="trial", text="逾期", created_at=MORNING)


def test_without_the_condition_a_miss_is_told_more_than_once(station: list[Assessment]) -> None:
    at_once(miss_without_the_condition)
    assert Notification.objects.filter(kind="trial").count() > 1


def test_eight_at_once_begin_the_rows_of_an_assessment_once(station: list[Assessment]) -> None:
    common = {"officer": User.objects.get(username="maker"), "place": station[0].place}
    (fresh,) = rounds(1, "FRESH", **common)
    answers = at_once(lambda number: len(deadline_book.keep(fresh, now=MORNING)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    rows = StatutoryDeadline.objects.filter(scope=str(fresh.public_id))
    assert rows.count() == DeadlineEvent.objects.filter(deadline__in=rows, what=What.SET).count() == sum(answers)
    assert len(answers) == EIGHT


# --- with real processes ---------------------------------------------------------------------------------------------------


@contextmanager
def held(username: str) -> Iterator[None]:
    """Keep a person's row locked, so that whoever tells them anything has to wait: a sweep stops in its middle."""
    locked, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            User.objects.select_for_update().get(username=username)
            locked.set()
            release.wait(timeout=120)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(timeout=20)
    try:
        yield
    finally:
        release.set()
        thread.join()


def nothing_waits() -> bool:
    return due_acts() == EXPECTED and not EmailDelivery.objects.filter(claimed_at=None).exists()


def every_letter_went_once(works: Clockwork, in_doubt: int = 0) -> None:
    """Sent once each; those in doubt at most once, and the page says that nobody knows."""
    later = with_state(EmailDelivery.objects.all(), MORNING + timedelta(minutes=11))
    states = Counter(later.values_list("delivery_state", flat=True))
    expected = {DeliveryState.SENT.value: EmailDelivery.objects.count() - in_doubt}
    assert states == Counter(expected | ({DeliveryState.UNCERTAIN.value: in_doubt} if in_doubt else {}))
    letters = works.letters()
    assert len(letters) == len(set(letters)) == EmailDelivery.objects.exclude(sent_at=None).count()


NOTIFY = """
from station import clock, notifications
from station.models import User
notifications.notify(User.objects.filter(username="director"), kind="trial", text="试发", now=clock.now())
"""

HAND_OVER = """
from datetime import timedelta
from station import clock, deliveries
deliveries.hand_over_again(now=clock.now() + timedelta(minutes=6))
"""


def hand_over_what_was_lost(works: Clockwork) -> None:
    """What beat does every five minutes by the clock, which stands still here."""
    works.shell(HAND_OVER)


def test_a_worker_killed_in_the_middle_of_a_sweep_loses_nothing_and_doubles_nothing(
    tmp_path: Path, station: list[Assessment], postgres_database: str, redis_url: str
) -> None:
    EmailDelivery.objects.all().delete()
    with clockwork(tmp_path, DATABASE_URL=postgres_database, REDIS_URL=redis_url) as works:
        (tmp_path / "hang").touch()
        worker = works.start_worker("first")
        works.shell(NOTIFY)
        eventually((tmp_path / "hanging").exists, "An e-mail in the sending", works.log)
        with held(Role.EXAM_AFFAIRS_OFFICER.value):
            works.start_beat()
            eventually(lambda: due_acts()[What.REMINDED] > 0, "The first reminder", works.log)
            works.kill(worker)
            assert due_acts()[What.REMINDED] < EXPECTED[What.REMINDED], "killed in the middle"
        in_doubt = EmailDelivery.objects.exclude(claimed_at=None).filter(sent_at=None).count()
        assert in_doubt == 1
        (tmp_path / "hang").unlink()
        works.start_worker("second")
        eventually(lambda: due_acts() == EXPECTED, "The rest of the sweep", works.log)
        hand_over_what_was_lost(works)
        eventually(nothing_waits, "Every e-mail taken up", works.log)
        eventually(
            lambda: EmailDelivery.objects.filter(sent_at=None).count() == in_doubt, "Every other e-mail", works.log
        )
        each_stands_once()
        every_letter_went_once(works, in_doubt)


def test_two_workers_and_a_sweep_every_second_do_everything_once(
    tmp_path: Path, station: list[Assessment], postgres_database: str, redis_url: str
) -> None:
    EmailDelivery.objects.all().delete()
    with clockwork(tmp_path, DATABASE_URL=postgres_database, REDIS_URL=redis_url) as works:
        works.start_worker("first"), works.start_worker("second"), works.start_beat()
        eventually(nothing_waits, "Every act and e-mail", works.log)
        more_sweeps_have_passed(works, station)
        eventually(lambda: not EmailDelivery.objects.filter(sent_at=None).exists(), "Every e-mail", works.log)
        each_stands_once()
        every_letter_went_once(works)
        assert "Traceback" not in works.log()


def more_sweeps_have_passed(works: Clockwork, station: list[Assessment]) -> None:
    """A new assessment appears in the book only by a later sweep: twice, so that one whole sweep lay between."""
    common = {"officer": User.objects.get(username="maker"), "place": station[0].place}
    for name in ("LATER", "LAST"):
        (made,) = rounds(1, name, **common)
        scope = str(made.public_id)
        eventually(StatutoryDeadline.objects.filter(scope=scope).exists, "A later sweep", works.log)


def test_redis_goes_away_and_comes_back(tmp_path: Path, station: list[Assessment], postgres_database: str) -> None:
    """Without it nothing is swept and nobody is kept waiting; with it again everything is done, once."""
    EmailDelivery.objects.all().delete()
    with services.redis() as first:
        port = urlparse(first).port
        works_on = clockwork(tmp_path, DATABASE_URL=postgres_database, REDIS_URL=first)
        works = works_on.__enter__()
        try:
            with held(Role.EXAM_AFFAIRS_OFFICER.value):
                works.start_worker("only"), works.start_beat()
                eventually(lambda: due_acts()[What.REMINDED] > 0, "The first reminder", works.log)
                stop_redis(port)
            began = monotonic()
            works.shell(NOTIFY)
            assert monotonic() - began < 30
            assert EmailDelivery.objects.get(notification__kind="trial").claimed_at is None
            with services.redis(port):
                eventually(lambda: due_acts() == EXPECTED, "The rest of the sweep", works.log)
                hand_over_what_was_lost(works)
                eventually(nothing_waits, "Every e-mail taken up", works.log)
                eventually(lambda: not EmailDelivery.objects.filter(sent_at=None).exists(), "Every e-mail", works.log)
                each_stands_once()
                every_letter_went_once(works)
        finally:
            works_on.__exit__(None, None, None)


def stop_redis(port: int) -> None:
    subprocess.run(["redis-cli", "-p", str(port), "shutdown", "nosave"], check=False, capture_output=True)
    eventually(lambda: not services.answers(port), "Redis gone", str)
