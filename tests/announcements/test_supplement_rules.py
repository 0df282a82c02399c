"""What a supplement may change and when, as the clauses say it; no database (R1.1, R1.2, R4.2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from announcements.enums import OrderedBy, Purpose
from announcements.facts import (
    AssessmentFacts,
    Difference,
    LineChange,
    OfferingFacts,
    OrderFacts,
    PlanFacts,
    PlannedFacts,
    PlannedLine,
    SubjectFacts,
    SupplementFacts,
)
from announcements.rules import findings
from announcements.supplement_rules import supplement_checks
from station import clock
from station.calendar import WorkingCalendar
from station.enums import Category

CALENDAR = WorkingCalendar({}, frozenset({2026, 2027}))  # Monday to Friday: what is asked here is not the counting
OLD, NEW = date(2026, 10, 24), date(2026, 11, 21)
NOW = clock.at(date(2026, 9, 20), 10)
LAST_DAY_FOR_NEW = date(2026, 10, 7)
ORDER = OrderFacts(OrderedBy.CENTRE, "济鉴〔2026〕12号", date(2026, 9, 18))
PLANNED = PlannedFacts(
    "2026年第3次鉴定", NEW, Category.ORDINARY, "public", "本市企业职工", frozenset({("电工", 4)}), announced=True
)
BEFORE = AssessmentFacts(
    title="2026年第3次职业技能鉴定",
    code="2026-003",
    category=Category.ORDINARY,
    audience="public",
    scope="本市企业职工",
    exam_date=OLD,
    exam_until=OLD,
    exam_time="9:00至10:30",
    place="主校区",
    address="济南市（示例）",
    registration_from=clock.at(date(2026, 9, 7), 8),
    registration_until=clock.end_of(date(2026, 9, 25)),
    registration_place="报名大厅",
    enquiry_phone="0531-00000000",
    notes="凭身份证参加。",
    offerings=(OfferingFacts("电工", 4, (SubjectFacts("theory", "paper", 90, "60"),), "条件", "材料"),),
    planned=PLANNED,
)


def supplement(purpose: Purpose = Purpose.CORRECTION, *, facts: dict | None = None, **changes) -> SupplementFacts:
    """A supplement that puts `changes` in place of what stands."""
    after = replace(BEFORE, **changes)
    differences = tuple(
        Difference(name, name, "", str(getattr(BEFORE, name)), str(value)) for name, value in changes.items()
    )
    values = {"before": BEFORE, "after": after, "differences": differences, "purpose": purpose}
    return SupplementFacts("因故调整。", "原公告", "鉴公告〔2026〕2号", date(2026, 9, 1), **(values | (facts or {})))


def found(facts: SupplementFacts, now: datetime = NOW) -> list[tuple[str, str]]:
    return [(reason.field, reason.clause) for reason in findings(supplement_checks(facts, now, CALENDAR))]


def rescheduled(day: date = NEW, **facts) -> SupplementFacts:
    return supplement(Purpose.RESCHEDULING, facts=facts, exam_date=day, exam_until=day)


def postponed(day: date = NEW, order: OrderFacts = ORDER, **facts) -> SupplementFacts:
    return supplement(Purpose.POSTPONEMENT, facts={"order": order, **facts}, exam_date=day, exam_until=day)


# --- every supplement --------------------------------------------------------------------------------------------------------


def test_a_correction_that_leaves_everything_complete_is_lawful() -> None:
    assert found(supplement(exam_time="9:30至11:00")) == []


def test_a_supplement_says_what_it_changes_and_of_which_published_announcement() -> None:
    assert found(replace(supplement(scope="本校学生"), changes=" ")) == [("changes", "R1.1")]
    assert found(replace(supplement(scope="本校学生"), original_number="")) == [("", "R1.2")]


def test_a_supplement_that_changes_nothing_says_so_and_is_lawful() -> None:
    checks = supplement_checks(supplement(), NOW, CALENDAR)
    assert findings(checks) == []
    assert [remark.text for check in checks for remark in check.remarks] == [
        "本公告不改动原公告的任何一项，只补充文字说明"
    ]


@pytest.mark.parametrize("name", ["scope", "exam_time", "place", "registration_place", "enquiry_phone", "notes"])
def test_what_the_clause_lists_may_not_be_corrected_away(name: str) -> None:
    assert found(supplement(**{name: " "})) == [(name, "R1.2")]


def test_what_another_supplement_changed_meanwhile_is_reviewed_again() -> None:
    assert found(supplement(facts={"stale": ("鉴定地点",)}, place="西校区")) == [("", "R1.3")]


def test_a_withdrawn_assessment_takes_no_supplement_any_more() -> None:
    assert found(supplement(facts={"withdrawn": True}, scope="本校学生")) == [("", "R1.2")]


def test_after_the_day_its_place_and_time_are_not_put_right_any_more() -> None:
    over = clock.end_of(OLD)
    assert found(supplement(exam_time="9:30至11:00"), over - timedelta(microseconds=1)) == []
    assert found(supplement(exam_time="9:30至11:00"), over) == [("exam_time", "R1.2")]
    assert found(supplement(notes="证书另行通知领取。"), over) == []


# --- 改期 ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "lawful"),
    [
        (clock.end_of(LAST_DAY_FOR_NEW) - timedelta(microseconds=1), True),
        (clock.end_of(LAST_DAY_FOR_NEW), False),
    ],
)
def test_a_rescheduled_assessment_is_announced_45_days_ahead_of_its_new_date(now: datetime, lawful: bool) -> None:
    assert found(rescheduled(), now) == ([] if lawful else [("exam_date", "R1.2")])


def test_a_rescheduling_names_another_day() -> None:
    assert found(supplement(Purpose.RESCHEDULING)) == [("exam_date", "R1.2"), ("planned_date", "R1.1")]


def test_the_annual_plan_is_moved_first() -> None:
    moved_later = rescheduled(date(2026, 11, 28))
    assert found(moved_later) == [("planned_date", "R1.1")]
    reasons = findings(supplement_checks(moved_later, NOW, CALENDAR))
    assert "先发布年度公告的改期公告" in reasons[0].remedy


def test_who_wants_to_cross_the_year_moves_the_line_across_it_first() -> None:
    (reason,) = findings(supplement_checks(rescheduled(date(2027, 1, 9)), NOW, CALENDAR))
    assert "把2026年第3次鉴定改到2027年1月9日" in reason.remedy
    assert found(annual(Purpose.RESCHEDULING, exam_date=date(2027, 1, 9))) == []


def test_what_stands_with_the_centre_is_not_moved_by_the_station() -> None:
    facts = rescheduled(filed=True)
    assert found(facts) == [("exam_date", "R4.2")]
    assert "延期" in findings(supplement_checks(facts, NOW, CALENDAR))[0].remedy


def test_after_a_missed_filing_a_new_date_is_lawful_even_when_the_old_one_has_passed() -> None:
    later = date(2026, 12, 26)
    facts = rescheduled(later)
    after = replace(facts.after, planned=replace(PLANNED, exam_date=later))
    assert found(replace(facts, after=after), clock.at(date(2026, 11, 2), 9)) == []


def test_the_last_day_does_not_lie_before_the_first() -> None:
    facts = supplement(Purpose.RESCHEDULING, exam_date=NEW)
    assert found(facts) == [("exam_until", "R1.2")]


# --- 延期 ---------------------------------------------------------------------------------------------------------------------


def test_a_postponement_by_order_needs_number_date_and_who_ordered_it() -> None:
    assert found(postponed()) == []
    assert found(postponed(order=OrderFacts())) == [
        ("ordered_by", "R4.2"),
        ("order_number", "R4.2"),
        ("order_date", "R4.2"),
    ]
    assert found(postponed(order=replace(ORDER, day=date(2026, 9, 21)))) == [("order_date", "R4.2")]


def test_a_postponement_is_later_than_before() -> None:
    assert found(postponed(date(2026, 10, 17))) == [("exam_date", "R1.2")]


def test_the_45_days_are_waived_only_on_record() -> None:
    soon = date(2026, 10, 31)
    assert found(postponed(soon)) == [("exam_date", "R1.2")]
    waived = postponed(soon, replace(ORDER, waives_notice=True))
    assert found(waived) == []
    assert waived.as_content()["waived"] == ["依该文件，本次改定日期不受鉴定前45天发布公告的限制（R1.2）"]


def test_the_filing_window_is_waived_only_where_the_order_says_so_and_something_was_filed() -> None:
    """Thirteen days left: no way to file ten working days ahead."""
    now, soon = clock.at(date(2026, 10, 20), 9), date(2026, 10, 31)
    order = replace(ORDER, waives_notice=True)
    assert ("exam_date", "R4.2") in found(postponed(soon, order, filed=True), now)
    assert found(postponed(soon, replace(order, waives_filing=True), filed=True), now) == []
    assert found(postponed(NEW, replace(ORDER, waives_filing=True))) == [("waives_filing", "R4.2")]


def test_the_date_the_annual_announcement_named_gives_way_to_an_order() -> None:
    assert found(postponed(date(2026, 12, 5))) == []


def test_a_waiver_that_is_not_needed_is_remarked() -> None:
    checks = supplement_checks(postponed(order=replace(ORDER, waives_notice=True)), NOW, CALENDAR)
    assert any("不必免除" in remark.text for check in checks for remark in check.remarks)


def test_a_new_date_in_a_year_without_a_notice_is_a_remark_not_a_refusal() -> None:
    unknown = replace(CALENDAR, announced=frozenset({2025}))
    checks = supplement_checks(rescheduled(), NOW, unknown)
    assert findings(checks) == []
    assert [remark.clause for check in checks for remark in check.remarks] == ["R4.2"]


# --- registration -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "facts", "now", "expected"),
    [
        ({"registration_until": clock.end_of(date(2026, 9, 30))}, {}, NOW, []),
        ({"registration_until": clock.at(date(2026, 9, 7), 8)}, {}, NOW, [("registration_until", "R1.2")]),
        ({"registration_until": NOW}, {}, NOW, [("registration_until", "R1.2")]),
        ({"registration_until": NOW + timedelta(minutes=1)}, {}, NOW, []),
        ({"registration_until": clock.end_of(OLD)}, {}, NOW, [("registration_until", "R1.2")]),
        ({"registration_until": clock.end_of(date(2026, 10, 12))}, {}, NOW, [("registration_until", "R4.2")]),
        (
            {"registration_until": clock.end_of(date(2026, 9, 30))},
            {"filed": True},
            NOW,
            [("registration_until", "R4.2")],
        ),
        ({"registration_from": clock.at(date(2026, 9, 21), 8)}, {}, NOW, [("registration_from", "R1.2")]),
        (
            {"registration_from": clock.at(date(2026, 9, 4), 8)},
            {},
            clock.at(date(2026, 9, 5)),
            [("registration_from", "R1.4")],
        ),
        ({"registration_from": clock.at(date(2026, 9, 6), 8)}, {}, clock.at(date(2026, 9, 5)), []),
    ],
)
def test_registration_is_neither_emptied_nor_reopened_in_the_past_and_closes_before_filing(
    changes: dict, facts: dict, now: datetime, expected: list
) -> None:
    assert found(supplement(facts=facts, **changes), now) == expected


# --- 撤销 ---------------------------------------------------------------------------------------------------------------------


def test_an_assessment_is_withdrawn_until_it_was_held() -> None:
    withdrawal = supplement(Purpose.WITHDRAWAL)
    after = clock.end_of(OLD)
    assert found(withdrawal) == []
    assert found(replace(withdrawal, filed=True), after - timedelta(microseconds=1)) == []
    assert found(replace(withdrawal, filed=True), after) == [("", "R1.2")]
    assert found(withdrawal, after) == [], "never filed, never held"


def test_a_withdrawal_gives_its_reason() -> None:
    assert found(replace(supplement(Purpose.WITHDRAWAL), changes="")) == [("changes", "R1.1")]


# --- lines of the annual plan ---------------------------------------------------------------------------------------------------------

LINE = PlannedLine(3, Category.ORDINARY, "public", "本市企业职工", OLD, (("电工", 4),))
PLAN = PlanFacts(2026, "条件", "0531-00000000", "说明", (LINE,))


def annual(purpose: Purpose, held_by: str = "", **changes) -> SupplementFacts:
    change = LineChange(LINE, replace(LINE, **changes), "key", held_by)
    return SupplementFacts(
        "因故调整。", "年度公告", "鉴公告〔2026〕1号", date(2026, 1, 5), purpose=purpose, plan=PLAN, lines=(change,),
        differences=(Difference("x", "x", "第3次鉴定", "", ""),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 4), []),
        (date(2026, 11, 3), [("key.exam_date", "R1.2")]),
        (date(2027, 1, 9), []),
        (date(2028, 1, 8), [("key.exam_date", "R1.1")]),
        (date(2025, 12, 27), [("key.exam_date", "R1.1"), ("key.exam_date", "R1.2")]),
        (OLD, [("lines", "R1.1")]),
    ],
)
def test_a_line_moves_within_its_year_or_into_the_next_to_a_day_that_can_still_be_announced(
    day: date, expected: list
) -> None:
    assert found(annual(Purpose.RESCHEDULING, exam_date=day)) == expected


def test_a_line_whose_assessment_is_announced_moves_but_is_not_taken_away() -> None:
    moved = annual(Purpose.RESCHEDULING, "2026年第3次", exam_date=NEW)
    assert found(moved) == []
    assert any(check.remarks for check in supplement_checks(moved, NOW, CALENDAR))
    assert found(annual(Purpose.WITHDRAWAL, "2026年第3次", withdrawn=True)) == [("key.withdrawn", "R1.2")]
    assert found(annual(Purpose.WITHDRAWAL, withdrawn=True)) == []
    assert found(annual(Purpose.CORRECTION, "2026年第3次", category=Category.NATIONAL_UNIFIED)) == [
        ("key.category", "R1.2")
    ]


def test_a_withdrawal_from_the_plan_names_the_line() -> None:
    assert found(replace(annual(Purpose.WITHDRAWAL), lines=())) == [("lines", "R1.1")]
