"""The book follows what the stages declare: set, moved, met, undone, ended, a new round after a miss (R1.2, R4.2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from station import audit, calendar, clock, deadline_book, sweep
from station.calendar import WorkingCalendar
from station.deadline_states import DeadlineState, missed_rows, state_of
from station.deadlines import Deadline, lock_reason, locks
from station.enums import Role
from station.models import DeadlineEvent, Notification, StatutoryDeadline
from station.verbs import verb
from tests.factories.deadlines import Registry
from tests.factories.station import make_user

DUE = date(2026, 10, 12)
NOW = clock.at(date(2026, 9, 28), 9)
FILE = Deadline(
    "file", "申报", "R4.2", DUE, role=Role.EXAM_AFFAIRS_OFFICER, binding=True, way_out="请起草改期的补充公告。"
)


# --- rules, without a database -------------------------------------------------------------------------------------------


def test_a_binding_deadline_locks_from_the_day_after_until_it_is_met() -> None:
    assert locks([FILE], DUE) == []
    (reason,) = locks([FILE], DUE + timedelta(days=1))
    assert reason == lock_reason(FILE)
    assert reason.text == "“申报”的法定期限2026年10月12日（周一）已过，没有办结，本次鉴定已锁定"
    assert (reason.clause, reason.remedy) == ("R4.2", "请起草改期的补充公告。")
    assert locks([replace(FILE, met_on=DUE)], DUE + timedelta(days=1)) == []
    assert locks([replace(FILE, binding=False)], DUE + timedelta(days=1)) == []


@pytest.mark.parametrize(("values", "day", "state"), [
    ({}, DUE, DeadlineState.OPEN),
    ({}, DUE + timedelta(days=1), DeadlineState.MISSED),
    ({"role": ""}, DUE + timedelta(days=1), DeadlineState.OPEN),
    ({"closes_at": NOW}, DUE + timedelta(days=1), DeadlineState.OPEN),
    ({"missed_at": NOW}, DUE + timedelta(days=1), DeadlineState.MISSED),
    ({"missed_at": NOW, "met_on": DUE}, DUE, DeadlineState.LATE),
    ({"met_on": DUE}, DUE + timedelta(days=9), DeadlineState.MET),
    ({"overtaken_at": NOW}, DUE, DeadlineState.OVERTAKEN),
    ({"ended_at": NOW}, DUE, DeadlineState.ENDED),
])  # fmt: skip
def test_a_row_amounts_to_one_word_by_the_clock_and_not_by_the_worker(values, day, state) -> None:
    row = StatutoryDeadline(**{"role": Role.EXAM_AFFAIRS_OFFICER, "due": DUE, **values})
    assert state_of(row, day) == state


# --- the rows --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def registry(db, monkeypatch):
    return Registry(monkeypatch)


@pytest.fixture
def officer(db):
    return make_user("affairs", Role.EXAM_AFFAIRS_OFFICER)


def happened() -> list[str]:
    return list(DeadlineEvent.objects.order_by("id").values_list("what", flat=True))


def declare(registry: Registry, assessment: object, *deadlines: Deadline, now=NOW, **occasion: object) -> None:
    registry.declared[assessment] = deadlines
    deadline_book.keep(assessment, now=now, **occasion)


def test_a_row_is_begun_once(registry) -> None:
    assessment = registry.add(FILE)
    assert len(deadline_book.keep(assessment, now=NOW)) == 1
    assert deadline_book.keep(assessment, now=NOW + timedelta(days=1)) == []
    row = StatutoryDeadline.objects.get()
    assert (row.subject, row.title, row.due, row.binding, row.made_at) == ("秋季鉴定", "申报", DUE, True, NOW)
    assert happened() == ["set"]


def test_another_day_moves_it_and_the_old_one_stays_on_record(registry) -> None:
    assessment = registry.add(FILE)
    deadline_book.keep(assessment, now=NOW)
    declare(registry, assessment, replace(FILE, due=date(2026, 10, 19)))
    moved = DeadlineEvent.objects.get(what="moved")
    assert (moved.before, moved.due) == (DUE, date(2026, 10, 19))


def test_it_is_met_by_an_act_and_by_whoever_did_it(registry, officer) -> None:
    assessment = registry.add(FILE)
    deadline_book.keep(assessment, now=NOW)
    declare(registry, assessment, replace(FILE, met_on=date(2026, 10, 9)), act="package.file", actor=officer)
    row = StatutoryDeadline.objects.get()
    assert (row.met_on, row.met_act, row.met_by) == (date(2026, 10, 9), "package.file", officer)
    assert happened() == ["set", "met"]


def test_what_was_lawful_when_it_was_done_stays_lawful_when_the_day_moves(registry) -> None:
    assessment = registry.add(replace(FILE, met_on=DUE))
    deadline_book.keep(assessment, now=NOW)
    declare(registry, assessment, replace(FILE, met_on=DUE, due=DUE - timedelta(days=5)))
    row = StatutoryDeadline.objects.get()
    assert (row.due, state_of(row, DUE)) == (DUE, DeadlineState.MET)
    assert happened() == ["set", "met"]


def test_what_the_centre_returns_is_open_again(registry, officer) -> None:
    assessment = registry.add(replace(FILE, met_on=date(2026, 10, 9)))
    deadline_book.keep(assessment, now=NOW)
    declare(registry, assessment, FILE, act="centre.answer", actor=officer)
    row = StatutoryDeadline.objects.get()
    assert (row.met_on, row.met_act, row.is_open) == (None, "", True)
    assert happened() == ["set", "met", "reopened"]


def test_a_withdrawn_assessment_has_no_open_deadlines(registry) -> None:
    assessment = registry.add(FILE, replace(FILE, key="announce", met_on=date(2026, 9, 1)))
    deadline_book.keep(assessment, now=NOW)
    declare(registry, assessment)
    states = {row.key: state_of(row, DUE) for row in StatutoryDeadline.objects.all()}
    assert states == {"file": DeadlineState.ENDED, "announce": DeadlineState.MET}


def test_after_a_miss_another_day_begins_a_new_round_and_the_missed_row_stays(registry, officer) -> None:
    assessment = registry.add(FILE)
    deadline_book.keep(assessment, now=NOW)
    sweep.sweep_deadlines(now=clock.end_of(DUE))
    assert missed_rows(DUE + timedelta(days=1)).count() == 1
    later = replace(FILE, due=date(2026, 11, 30))
    declare(registry, assessment, later, now=clock.at(date(2026, 10, 14)))
    first, second = StatutoryDeadline.objects.order_by("round")
    assert (first.due, first.missed_at, first.met_on) == (DUE, clock.end_of(DUE), None)
    assert (second.round, second.due, second.is_open) == (2, date(2026, 11, 30), True)
    assert missed_rows(DUE + timedelta(days=2)).count() == 0
    declare(registry, assessment, later)
    assert StatutoryDeadline.objects.count() == 2


def test_what_is_done_late_stays_missed_and_is_said_to_be_done(registry) -> None:
    assessment = registry.add(FILE)
    deadline_book.keep(assessment, now=NOW)
    sweep.sweep_deadlines(now=clock.end_of(DUE))
    declare(registry, assessment, replace(FILE, met_on=date(2026, 10, 14)))
    row = StatutoryDeadline.objects.get()
    assert state_of(row, date(2026, 10, 20)) == DeadlineState.LATE
    declare(registry, assessment, replace(FILE, met_on=date(2026, 10, 14)))
    assert happened().count("met") == 1


# --- a new calendar --------------------------------------------------------------------------------------------------------


def another_calendar(**special: bool) -> WorkingCalendar:
    present = calendar.load()
    days = {date.fromisoformat(day.replace("_", "-").lstrip("d")): worked for day, worked in special.items()}
    return WorkingCalendar({**present.special, **days}, present.announced, version="9999")


def test_an_open_deadline_that_a_notice_moves_into_the_past_is_overtaken_and_goes_to_the_director(
    registry, officer
) -> None:
    director = make_user("director", Role.DIRECTOR)
    assessment = registry.add(FILE)
    deadline_book.keep(assessment, now=NOW)
    registry.declared[assessment] = (replace(FILE, due=date(2026, 9, 25)),)
    deadline_book.keep(assessment, now=NOW, act="calendar", calendar=another_calendar(d2026_10_09=False))
    row = StatutoryDeadline.objects.get()
    assert (row.overtaken_at, row.missed_at) == (NOW, None)
    (told,) = Notification.objects.all()
    assert told.recipient == director
    assert "由2026年10月12日（周一）提前到2026年9月25日（周五），已经过去" in told.text
    sweep.sweep_deadlines(now=NOW + timedelta(days=1))
    assert happened() == ["set", "moved", "overtaken"]


def test_what_would_move_is_told_before_anything_is_written(registry, monkeypatch) -> None:
    from station import stages

    assessment = registry.add(FILE)
    registry.add(replace(FILE, met_on=DUE))
    deadline_book.keep(assessment, now=NOW)
    other = another_calendar(d2026_10_09=False)
    earlier = replace(FILE, due=date(2026, 10, 10))
    present = stages.deadlines
    monkeypatch.setattr(stages, "dates", lambda item, by: [earlier] if by is other else present(item, by))
    (move,) = deadline_book.moves(other, NOW)
    assert (move.assessment, move.title, move.before, move.after) == ("秋季鉴定", "申报", DUE, date(2026, 10, 10))
    assert not move.into_the_past
    assert deadline_book.moves(other, clock.at(date(2026, 10, 11)))[0].into_the_past
    assert StatutoryDeadline.objects.get().due == DUE
    assert deadline_book.moves(calendar.current(), NOW) == []


# --- inside the verb -------------------------------------------------------------------------------------------------------


def test_the_book_is_written_in_the_transaction_of_the_act_or_not_at_all(registry, officer, monkeypatch) -> None:
    from station import stages

    monkeypatch.setattr(stages, "deadline_acts", lambda: frozenset({"trial.file"}))
    for name, label in {"trial.file": "试报", "trial.read": "试看"}.items():
        monkeypatch.setitem(audit._labels, name, label)
    assessment = registry.add(FILE)
    scope = str(assessment.public_id)

    @verb
    def act(name: str, fail: bool = False) -> None:
        audit.record(verb=name, actor=officer, obj=officer, now=NOW, scope=scope)
        registry.declared[assessment] = (replace(FILE, met_on=date(2026, 9, 28)),)
        if fail:
            raise ValueError("undone")

    act("trial.read")
    assert not StatutoryDeadline.objects.exists()
    with pytest.raises(ValueError, match="undone"):
        act("trial.file", fail=True)
    assert not StatutoryDeadline.objects.exists()
    act("trial.file")
    row = StatutoryDeadline.objects.get()
    assert (row.met_act, row.met_by) == ("trial.file", officer)
