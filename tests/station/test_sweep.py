"""The clock reminds at ten, five, three and one working days, records misses and windows, each once (R1.2, R2.1, R4.2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from station import audit, clock, deadline_book, profile, stages, sweep
from station.chain import Walk
from station.deadlines import Deadline
from station.enums import Role
from station.models import (
    AuditEntry,
    CalendarRevision,
    DeadlineEvent,
    Notification,
    ProfileValue,
    StatutoryDeadline,
)
from tests.factories.deadlines import Registry
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 12)
What = DeadlineEvent.What
FILE = Deadline("file", "申报", "R4.2", DUE, role=Role.EXAM_AFFAIRS_OFFICER, binding=True)
WINDOW = Deadline(
    "registration",
    "报名",
    "R2.1",
    date(2026, 9, 30),
    role=Role.REGISTRATION_OFFICER,
    opens_at=clock.at(date(2026, 9, 15), 8, 30),
    closes_at=clock.at(date(2026, 9, 30), 17),
)


@pytest.fixture
def officer():
    return make_user("affairs", Role.EXAM_AFFAIRS_OFFICER)


@pytest.fixture
def director():
    return make_user("director", Role.DIRECTOR)


@pytest.fixture
def registry(monkeypatch):
    return Registry(monkeypatch)


def sweep_on(day: date, hour: int = 9) -> int:
    return sweep.sweep_deadlines(now=clock.at(day, hour))


def events(what: str) -> int:
    return DeadlineEvent.objects.filter(what=what).count()


def told(user) -> list[str]:
    return list(Notification.objects.filter(recipient=user).order_by("id").values_list("text", flat=True))


def test_each_threshold_reminds_once_and_the_last_day_reaches_the_director(officer, director, registry):
    # Before 2026-10-12 lie the National Day holidays and a worked Saturday, the tenth.
    registry.add(FILE)
    sweep_on(date(2026, 9, 1))
    days = [DUE - timedelta(days=number) for number in range(24, -1, -1)]
    reminded = [day for day in days if sweep_on(day)]
    assert reminded == [date(2026, 9, 21), date(2026, 9, 29), date(2026, 10, 8), date(2026, 10, 10), DUE]
    assert len(told(officer)) == 4
    assert told(director) == ["秋季鉴定：申报，2026年10月12日（周一）截止（R4.2），今天到期"]


def test_a_threshold_is_a_value_of_the_profile(officer, registry):
    ProfileValue.objects.create(
        key="reminders.working_days", profile=profile.PROFILE, value=[2], valid_from=date(2026, 1, 1), basis="本所规定"
    )
    registry.add(FILE)
    sweep_on(date(2026, 10, 8))
    assert told(officer) == []
    sweep_on(date(2026, 10, 9))
    assert len(told(officer)) == 1


def test_running_twice_tells_nobody_twice(officer, registry):
    registry.add(FILE)
    sweep_on(date(2026, 10, 8))
    assert sweep_on(date(2026, 10, 8)) == 0
    assert len(told(officer)) == events(What.REMINDED) == 1


def test_after_days_of_outage_only_the_nearest_reminder_is_sent(officer, registry):
    registry.add(FILE)
    sweep_on(date(2026, 10, 10))
    assert told(officer) == ["秋季鉴定：申报，2026年10月12日（周一）截止（R4.2），剩余 1 个工作日"]


def test_where_nobody_holds_the_role_the_director_is_reminded(director, registry):
    registry.add(FILE)
    sweep_on(date(2026, 10, 8))
    assert len(told(director)) == 1


def test_nobody_is_woken_by_a_reminder(officer, registry):
    registry.add(FILE)
    sweep_on(date(2026, 10, 10), hour=0)
    assert told(officer) == []
    sweep_on(date(2026, 10, 10), hour=7)
    assert len(told(officer)) == 1


def test_a_provisional_date_is_reminded_of_as_such(officer, registry):
    registry.add(replace(FILE, provisional=True))
    sweep_on(date(2026, 10, 10))
    assert "2026年10月12日（周一）（暂定）截止" in told(officer)[0]


def test_a_deadline_that_is_met_reminds_nobody_even_if_no_act_told_the_book(officer, registry):
    assessment = registry.add(FILE)
    sweep_on(date(2026, 9, 1))
    registry.declared[assessment] = (replace(FILE, met_on=date(2026, 10, 9)),)
    sweep_on(date(2026, 10, 10))
    sweep_on(DUE + timedelta(days=1))
    assert told(officer) == []
    assert StatutoryDeadline.objects.get().met_on == date(2026, 10, 9)


def test_a_missed_deadline_is_recorded_once_and_told_to_the_role_and_the_director(officer, director, registry):
    registry.add(FILE)
    sweep_on(date(2026, 9, 1))
    for _ in range(3):
        sweep_on(DUE + timedelta(days=1), hour=0)
    text = "秋季鉴定：申报逾期，期限是2026年10月12日（周一）（R4.2），本次鉴定已锁定"
    assert told(officer) == told(director) == [text]
    assert events(What.MISSED) == AuditEntry.objects.filter(verb="deadline.miss", actor=None).count() == 1
    assert audit.walk().damage is None


def test_after_days_of_outage_a_miss_is_recorded_and_no_old_reminder_is_sent(officer, registry):
    registry.add(FILE)
    sweep_on(date(2026, 9, 1))
    sweep_on(DUE + timedelta(days=9))
    assert len(told(officer)) == 1
    assert (events(What.MISSED), events(What.REMINDED), events(What.ESCALATED)) == (1, 0, 0)


def test_what_nobody_answers_for_yet_is_neither_reminded_of_nor_missed(officer, director, registry):
    """What comes after an announcement waits for it."""
    registry.add(replace(FILE, role=""))
    sweep_on(DUE)
    sweep_on(DUE + timedelta(days=1))
    assert told(officer) == told(director) == []
    assert events(What.MISSED) == 0


def test_registration_opens_and_closes_by_itself_once_each(registry, director):
    clerk = make_user("clerk", Role.REGISTRATION_OFFICER)
    registry.add(WINDOW)
    one = timedelta(microseconds=1)
    sweep.sweep_deadlines(now=WINDOW.opens_at - one)
    assert events(What.OPENED) == 0
    sweep.sweep_deadlines(now=WINDOW.opens_at)
    sweep.sweep_deadlines(now=WINDOW.opens_at + timedelta(minutes=5))
    assert events(What.OPENED) == 1
    sweep.sweep_deadlines(now=WINDOW.closes_at - one)
    assert events(What.CLOSED) == 0
    sweep.sweep_deadlines(now=WINDOW.closes_at)
    sweep.sweep_deadlines(now=WINDOW.closes_at + timedelta(days=3))
    assert (events(What.OPENED), events(What.CLOSED), events(What.MISSED)) == (1, 1, 0)
    verbs = (
        AuditEntry.objects.filter(verb__startswith="deadline.", actor=None)
        .order_by("sequence")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["deadline.open", "deadline.close"]
    assert [text for text in told(clerk) if "已于" in text] == [
        "秋季鉴定：报名已于2026年9月15日（周二）08:30开始（R2.1）",
        "秋季鉴定：报名已于2026年9月30日（周三）17:00截止（R2.1）",
    ]
    assert told(director) == []
    row = StatutoryDeadline.objects.get()
    assert (row.met_on, row.missed_at) == (WINDOW.due, None)


def test_a_window_that_passed_during_an_outage_is_recorded_as_opened_and_closed_and_told_to_nobody(registry):
    clerk = make_user("clerk", Role.REGISTRATION_OFFICER)
    registry.add(WINDOW)
    sweep_on(date(2026, 10, 5))
    assert (events(What.OPENED), events(What.CLOSED)) == (1, 1)
    assert told(clerk) == []


def test_a_window_that_a_supplement_prolongs_closes_again(registry):
    assessment = registry.add(WINDOW)
    sweep_on(date(2026, 10, 1))
    later = replace(WINDOW, due=date(2026, 10, 9), closes_at=clock.at(date(2026, 10, 9), 17))
    registry.declared[assessment] = (later,)
    deadline_book.keep(assessment, now=clock.at(date(2026, 10, 1), 10))
    assert StatutoryDeadline.objects.get().closed_at is None
    sweep_on(date(2026, 10, 9), hour=18)
    sweep_on(date(2026, 10, 9), hour=19)
    assert (events(What.CLOSED), events(What.REOPENED)) == (2, 1)


def test_one_broken_assessment_does_not_keep_the_others_from_being_told(officer, registry, monkeypatch, caplog):
    broken = registry.add(FILE)
    registry.add(FILE)
    sound = stages.deadlines

    def declared(assessment, working):
        if assessment is broken:
            raise ValueError("a record that can't be read")
        return sound(assessment, working)

    monkeypatch.setattr(stages, "deadlines", declared)
    sweep_on(date(2026, 10, 8))
    assert len(told(officer)) == 1
    assert "An act of the sweep failed" in caplog.text


def test_a_year_that_comes_with_an_upgrade_is_counted_by_the_next_sweep_however_far_away_it_is(registry):
    """Nobody confirms it, so nobody's act counts the deadlines again."""
    registry.add(FILE)
    sweep_on(date(2026, 9, 1))
    revision = CalendarRevision.objects.create(made_at=timezone.now(), note="载入 2027 至 2027 年")
    assert StatutoryDeadline.objects.get().calendar_version != str(revision.pk)
    sweep_on(date(2026, 9, 1))
    assert StatutoryDeadline.objects.get().calendar_version == str(revision.pk)


def queries_of(day: date) -> int:
    with CaptureQueriesContext(connection) as queries:
        sweep_on(day)
    return len(queries)


def test_a_sweep_with_nothing_to_do_asks_the_same_questions_of_one_and_of_three(registry):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            registry.add(FILE)
        sweep_on(date(2026, 10, 8))
        counts.append(queries_of(date(2026, 10, 8)))
    assert counts[0] == counts[1]


def test_damage_in_the_trail_is_told_to_auditor_and_director(director, monkeypatch):
    monkeypatch.setattr(sweep, "walk_all", lambda: {"audit": Walk(4, (5, "内容与摘要不符"))})
    now = datetime(2026, 10, 10, 2, 30, tzinfo=clock.ZONE)
    assert sweep.check_records(now=now) == ["audit 链第 5 条：内容与摘要不符"]
    sweep.check_records(now=now)
    assert told(director) == ["记录核对发现损坏，audit 链第 5 条：内容与摘要不符"]
    assert audit.walk().damage is None
