"""`manage.py timeline`: its JSON is relied on by outsiders (design 5), its dates are the golden ones (spec 8.3)."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import date

import pytest
from django.conf import settings as project
from django.core.management import call_command

from station import clock, notices
from station.enums import Role
from station.models import CalendarRevision
from tests.factories.notices import ENTERED, make_notice
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings) -> None:
    settings.CLOCK_MOVABLE = True
    clock.move_to(clock.at(date(2026, 9, 9), 9), frozen=True)


def timeline(day: str, category: str) -> dict[str, object]:
    out = io.StringIO()
    with redirect_stdout(out):
        call_command("timeline", day, "--category", category, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_json_has_these_keys_and_no_others() -> None:
    assert timeline("2026-10-24", "unified") == {
        "exam_date": "2026-10-24",
        "category": "unified",
        "announce_by": "2026-09-09",
        "file_by": "2026-09-18",
        "tickets_from": "2026-10-19",
        "tickets_until": "2026-10-21",
        "days_between_announcement_and_filing": 9,
        "feasible": True,
        "provisional": False,
        "calendar_version": str(CalendarRevision.objects.latest("id").pk),
    }


@pytest.mark.parametrize(
    ("exam", "announce", "unified", "ordinary", "tickets_from", "tickets_until"),
    [
        ("2026-03-14", "2026-01-28", "2026-02-06", "2026-03-02", "2026-03-09", "2026-03-11"),
        ("2026-05-23", "2026-04-08", "2026-04-21", "2026-05-11", "2026-05-18", "2026-05-20"),
        ("2026-06-27", "2026-05-13", "2026-05-27", "2026-06-12", "2026-06-22", "2026-06-24"),
        ("2026-10-24", "2026-09-09", "2026-09-18", "2026-10-12", "2026-10-19", "2026-10-21"),
    ],
)
def test_the_golden_dates(
    exam: str, announce: str, unified: str, ordinary: str, tickets_from: str, tickets_until: str
) -> None:
    found = timeline(exam, "unified")
    assert [found[key] for key in ("announce_by", "file_by", "tickets_from", "tickets_until")] == [
        announce,
        unified,
        tickets_from,
        tickets_until,
    ]
    assert timeline(exam, "ordinary")["file_by"] == ordinary


@pytest.mark.parametrize(
    ("exam", "key", "expected"),
    [
        ("2026-10-17", "file_by", "2026-09-29"),
        ("2026-03-07", "file_by", "2026-02-24"),
        ("2026-05-09", "tickets_from", "2026-04-29"),
        ("2026-05-09", "tickets_until", "2026-05-06"),
        ("2026-10-11", "tickets_from", "2026-09-29"),
        ("2026-10-11", "tickets_until", "2026-10-08"),
    ],
)
def test_the_golden_dates_around_holidays(exam: str, key: str, expected: str) -> None:
    assert timeline(exam, "ordinary")[key] == expected


def test_a_day_later_it_is_too_late() -> None:
    clock.move_to(clock.at(date(2026, 9, 10)), frozen=True)
    assert timeline("2026-10-24", "unified")["feasible"] is False


def test_a_notice_changes_the_answer_and_its_version() -> None:
    before = timeline("2027-03-13", "unified")
    assert before["provisional"] is True
    revision = notices.confirm_notice(notice=make_notice(), actor=make_user("head", Role.DIRECTOR), now=ENTERED)
    after = timeline("2027-03-13", "unified")
    assert (after["provisional"], after["calendar_version"]) == (False, str(revision.pk))
    assert str(after["file_by"]) < str(before["file_by"])


def test_in_a_database_that_nobody_has_migrated_it_says_what_to_do(tmp_path) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    command = [sys.executable, "manage.py", "timeline", "2026-10-24", "--category", "unified", "--json"]
    asked = subprocess.run(command, cwd=project.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60)
    assert asked.returncode == 2
    assert "manage.py migrate" in json.loads(asked.stdout)["error"]
    assert "Traceback" not in asked.stderr
