"""R5 as sentences, without a database."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from exams import rules
from exams.enums import BagState, CustodyAlarm, ScoreStatus, TicketTiming
from station.clock import ZONE

START = datetime(2026, 10, 24, 9, 0, tzinfo=ZONE)
END = START + timedelta(minutes=90)
HOURS = rules.Hours(START, END)
TICK = timedelta(microseconds=1)


def texts(reasons: list) -> str:
    return "；".join(str(reason) for reason in reasons)


# --- R5.2 --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "timing"),
    [
        (16, TicketTiming.EARLY),
        (18, TicketTiming.EARLY),
        (19, TicketTiming.IN_TIME),
        (21, TicketTiming.IN_TIME),
        (22, TicketTiming.LATE),
        (24, TicketTiming.LATE),
    ],
)
def test_tickets_are_given_out_three_to_five_working_days_before(day: int, timing: TicketTiming) -> None:
    given = rules.ticket_timing(date(2026, 10, day), date(2026, 10, 19), date(2026, 10, 21))
    assert given == timing


def test_a_ticket_is_not_given_out_once_every_subject_is_over() -> None:
    assert rules.why_ticket_cannot_be_handed_out(END - TICK, END) == []
    assert "R5.2" in texts(rules.why_ticket_cannot_be_handed_out(END, END))


def test_ticket_numbers_follow_the_stations_template() -> None:
    template = "{year:02d}{organisation}{batch:03d}{sequence:04d}"
    number = rules.ticket_number(template, year=2026, organisation="15012001", batch=7, sequence=12)
    assert number == "26150120010070012"


# --- R5.4 to R5.6: the clock ---------------------------------------------------------------------------------------------------


def test_a_room_is_unsealed_one_hour_before_the_start_and_not_earlier() -> None:
    opens = START - timedelta(hours=1)
    assert rules.why_room_cannot_open(HOURS, opens, opens) == []
    assert "R5.5" in texts(rules.why_room_cannot_open(HOURS, opens - TICK, START))


def test_an_unsealing_that_has_not_happened_yet_is_not_recorded() -> None:
    now = START - timedelta(minutes=50)
    assert "晚于现在" in texts(rules.why_room_cannot_open(HOURS, now + timedelta(minutes=1), now))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (START - timedelta(minutes=30) - TICK, False),
        (START - timedelta(minutes=30), True),
        (START, True),
        (START + timedelta(minutes=30) - TICK, True),
        (START + timedelta(minutes=30), False),
    ],
)
def test_candidates_pass_the_cordon_from_thirty_minutes_before(moment: datetime, is_open: bool) -> None:
    reasons = rules.why_doors_are_closed(HOURS, moment, 30)
    assert (not reasons) == is_open
    assert all(reason.clause == "R5.6" for reason in reasons)


def test_nobody_unseals_a_bag_before_the_start_but_for_the_ten_minutes_of_showing_the_seal() -> None:
    opens = START - timedelta(minutes=10)
    assert rules.why_bag_cannot_be_opened(HOURS, opens) == []
    assert "R5.4" in texts(rules.why_bag_cannot_be_opened(HOURS, opens - TICK))


# --- R5.4: custody -----------------------------------------------------------------------------------------------------------------


def handover(**changes: object) -> rules.Handover:
    values: dict = {
        "step": BagState.AT_OFFICE,
        "at": START - timedelta(minutes=65),
        "handed_over_by": 1,
        "received_by": 2,
        "seal_number": "F-1",
        "seal_intact": True,
        "copies_counted": 31,
        **changes,
    }
    return rules.Handover(**values)


HELD = rules.Held(state=BagState.STORED, copies=31, received_by=1, seal_number="F-1")


def test_a_proper_handover_is_signed_without_an_alarm() -> None:
    assert rules.why_handover_cannot_be_signed(handover(), HELD, HOURS) == []
    assert rules.custody_alarms(handover(), HELD, HOURS, 60) == []


@pytest.mark.parametrize("step", [item for item in BagState if item != BagState.AT_OFFICE])
def test_no_step_of_the_chain_may_be_left_out(step: str) -> None:
    given = handover(step=step, at=END)
    assert "请按次序逐环节交接" in texts(rules.why_handover_cannot_be_signed(given, HELD, HOURS))


def test_one_person_can_not_hand_over_to_himself() -> None:
    assert "两人" in texts(rules.why_handover_cannot_be_signed(handover(received_by=1), HELD, HOURS))


def test_a_broken_seal_without_a_word_about_it_is_refused() -> None:
    assert rules.why_handover_cannot_be_signed(handover(seal_intact=False), HELD, HOURS)
    assert not rules.why_handover_cannot_be_signed(handover(seal_intact=False, note="已报告"), HELD, HOURS)


@pytest.mark.parametrize(
    ("changes", "alarm"),
    [
        ({"seal_intact": False, "note": "翘角"}, CustodyAlarm.SEAL_BROKEN),
        ({"seal_number": "F-2"}, CustodyAlarm.SEAL_CHANGED),
        ({"handed_over_by": 3}, CustodyAlarm.GAP),
        ({"copies_counted": 30}, CustodyAlarm.COUNT_DIFFERS),
        ({"at": START - timedelta(minutes=60) + TICK}, CustodyAlarm.LATE),
        ({"at": START - timedelta(minutes=120) - TICK}, CustodyAlarm.EARLY),
    ],
)
def test_what_is_odd_about_a_handover_is_an_alarm(changes: dict, alarm: CustodyAlarm) -> None:
    assert rules.custody_alarms(handover(**changes), HELD, HOURS, 60) == [alarm]


def test_papers_that_enter_the_office_exactly_one_hour_before_are_in_time() -> None:
    assert rules.custody_alarms(handover(at=START - timedelta(minutes=60)), HELD, HOURS, 60) == []


def test_a_bag_is_sealed_anew_when_the_papers_are_collected() -> None:
    held = rules.Held(state=BagState.OPENED, copies=31, received_by=1, seal_number="F-1")
    assert rules.custody_alarms(handover(step=BagState.RESEALED, seal_number="F-9", at=END), held, HOURS, 60) == []


def test_the_chain_ends_at_marking() -> None:
    held = rules.Held(state=BagState.MARKING, copies=31)
    assert "全部完成" in texts(rules.why_handover_cannot_be_signed(handover(), held, HOURS))


# --- R5.9, R5.10: scores -------------------------------------------------------------------------------------------------------------


def mark(points: str | None = None, status: str = ScoreStatus.NORMAL) -> rules.Mark:
    return rules.Mark(status, None if points is None else Decimal(points))


@pytest.mark.parametrize("points", ["0", "59.5", "100", "100.0"])
def test_points_from_nought_to_a_hundred_are_well_formed(points: str) -> None:
    assert rules.why_mark_is_not_well_formed(mark(points)) == []


@pytest.mark.parametrize(
    "given",
    [
        mark("-0.1"),
        mark("100.1"),
        mark("77.25"),
        mark(None),
        mark("60", ScoreStatus.ABSENT),
        mark("0", ScoreStatus.VOID),
    ],
)
def test_other_marks_are_refused(given: rules.Mark) -> None:
    assert rules.why_mark_is_not_well_formed(given)


def test_two_entries_agree_only_when_they_are_the_same() -> None:
    assert rules.entries_agree(mark("80"), mark("80.0"))
    assert not rules.entries_agree(mark("80"), mark("80.5"))
    assert not rules.entries_agree(mark("0"), mark(None, ScoreStatus.ABSENT))
    assert not rules.entries_agree(mark(None, ScoreStatus.MISCONDUCT), mark(None, ScoreStatus.ABSENT))


def test_sixty_passes_and_less_does_not() -> None:
    assert rules.subject_passed(mark("60"), Decimal(60))
    assert not rules.subject_passed(mark("59.9"), Decimal(60))
    assert not rules.subject_passed(mark(None, ScoreStatus.ABSENT), Decimal(0))


def test_each_subject_must_be_passed_and_nothing_is_averaged() -> None:
    assert rules.whole_passed(["theory", "practical"], {"theory": True, "practical": True})
    assert not rules.whole_passed(["theory", "practical"], {"theory": True, "practical": False})
    assert not rules.whole_passed(["theory", "practical"], {"theory": True})
    assert not rules.whole_passed([], {})


def test_a_subject_passed_earlier_counts_unless_it_is_sat_again() -> None:
    assert rules.whole_passed(["theory", "practical"], {"practical": True}, kept=["theory"])
    assert not rules.whole_passed(["theory", "practical"], {"theory": False, "practical": True}, kept=["theory"])


def test_the_totals_reconcile() -> None:
    marks = [mark("80"), mark("59"), mark(None, ScoreStatus.ABSENT), mark(None, ScoreStatus.MISCONDUCT)]
    totals = rules.totals_of([(given, Decimal(60)) for given in marks])
    assert totals == rules.Totals(expected=4, normal=2, absent=1, misconduct=1, void=0, passed=1)
    assert totals.reconciles
    assert not rules.Totals(expected=5, normal=2, absent=1, misconduct=1, void=0, passed=1).reconciles


def test_results_are_reported_after_the_assessment_and_not_in_the_future() -> None:
    now = datetime(2026, 10, 28, 10, tzinfo=ZONE)
    until = date(2026, 10, 24)
    assert rules.why_results_cannot_be_reported(date(2026, 10, 28), until, now) == []
    assert rules.why_results_cannot_be_reported(date(2026, 10, 29), until, now)
    assert rules.why_results_cannot_be_reported(date(2026, 10, 23), until, now)
