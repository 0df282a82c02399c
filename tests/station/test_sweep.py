"""Reminders come at ten, five, three and one working days, once each, however often the sweep runs (R1.2, R4.2)."""

from datetime import date, datetime, timedelta

import pytest

from station import audit, clock, stages, sweep
from station.chain import Walk
from station.deadlines import Deadline
from station.enums import Role
from station.identifiers import new_public_id
from station.models import Notification
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 12)


class Assessment:
    def __init__(self):
        self.public_id = new_public_id()

    def __str__(self):
        return "秋季鉴定"


@pytest.fixture
def officer():
    return make_user("affairs", Role.EXAM_AFFAIRS_OFFICER)


@pytest.fixture
def director():
    return make_user("director", Role.DIRECTOR)


@pytest.fixture
def deadline(monkeypatch):
    found = {"met_on": None}
    assessment = Assessment()
    monkeypatch.setattr(stages, "assessments_under_way", lambda now: iter([assessment]))
    monkeypatch.setattr(
        stages,
        "deadlines",
        lambda item, working: [
            Deadline("file", "申报", "R4.2", DUE, role=Role.EXAM_AFFAIRS_OFFICER, met_on=found["met_on"])
        ],
    )
    return found


def sweep_on(day: date) -> int:
    return sweep.sweep_deadlines(now=clock.at(day, 9))


def test_each_threshold_reminds_once_and_the_last_day_reaches_the_director(officer, director, deadline):
    # Before 2026-10-12 lie the National Day holidays and a worked Saturday, the tenth.
    days = [DUE - timedelta(days=number) for number in range(24, -1, -1)]
    told = [day for day in days if sweep_on(day)]
    assert told == [date(2026, 9, 21), date(2026, 9, 29), date(2026, 10, 8), date(2026, 10, 10), DUE]
    assert Notification.objects.filter(recipient=officer).count() == 4
    assert [row.recipient for row in Notification.objects.filter(recipient=director)] == [director]


def test_running_twice_tells_nobody_twice(officer, deadline):
    assert (sweep_on(date(2026, 10, 8)), sweep_on(date(2026, 10, 8))) == (1, 0)


def test_after_days_of_outage_only_the_nearest_reminder_is_sent(officer, deadline):
    sweep_on(date(2026, 10, 10))
    assert "剩余 1 个工作日" in Notification.objects.get().text


def test_a_deadline_that_is_met_or_past_reminds_nobody(officer, deadline):
    deadline["met_on"] = date(2026, 10, 9)
    assert sweep_on(date(2026, 10, 10)) == 0
    deadline["met_on"] = None
    assert sweep_on(DUE + timedelta(days=1)) == 0


def test_damage_in_the_trail_is_told_to_auditor_and_director(director, monkeypatch):
    monkeypatch.setattr(sweep, "walk_all", lambda: {"audit": Walk(4, (5, "内容与摘要不符"))})
    now = datetime(2026, 10, 10, 2, 30, tzinfo=clock.ZONE)
    assert sweep.check_records(now=now) == ["audit 链第 5 条：内容与摘要不符"]
    sweep.check_records(now=now)
    assert Notification.objects.get(recipient=director).text == "记录核对发现损坏，audit 链第 5 条：内容与摘要不符"
    assert audit.walk().damage is None
