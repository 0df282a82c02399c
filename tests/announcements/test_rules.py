"""R1.1 and R1.2 as rules, without a database."""

from dataclasses import replace
from datetime import date

import pytest

from announcements import rules
from announcements.facts import (
    AssessmentFacts,
    OfferingFacts,
    PlanFacts,
    PlannedFacts,
    PlannedLine,
    SubjectFacts,
)
from station import clock
from station.calendar import WorkingCalendar
from station.enums import Category, Level

# Autumn 2026 as the State Council's notice has it (spec 8.2).
CALENDAR = WorkingCalendar(
    special=dict.fromkeys([date(2026, 9, 25), *(date(2026, 10, day) for day in (1, 2, 5, 6, 7))], False)
    | dict.fromkeys([date(2026, 9, 20), date(2026, 10, 10)], True),
    announced=frozenset({2026}),
)
LAST_DAY = date(2026, 9, 9)
ELECTRICIAN = OfferingFacts(
    "电工", 4, (SubjectFacts("theory", "paper", 90, "60"),), "累计从事本职业满5年", "居民身份证原件"
)
LAWFUL = AssessmentFacts(
    title="2026年第三次职业技能鉴定",
    code="2026-003",
    category=Category.ORDINARY,
    audience="public",
    scope="本市企业职工",
    exam_date=date(2026, 10, 24),
    exam_until=date(2026, 10, 24),
    exam_time="9:00至11:00",
    place="主校区",
    address="济南市（示例）",
    registration_from=clock.at(date(2026, 9, 14), 8),
    registration_until=clock.end_of(date(2026, 10, 9)),
    registration_place="报名大厅",
    enquiry_phone="0531-00000000",
    notes="携带身份证",
    offerings=(ELECTRICIAN,),
    planned=PlannedFacts(
        name="2026年第3次鉴定",
        exam_date=date(2026, 10, 24),
        category=Category.ORDINARY,
        audience="public",
        scope="本市企业职工",
        offerings=frozenset({("电工", 4)}),
        announced=True,
    ),
)


def found(facts: AssessmentFacts, today: date = LAST_DAY) -> list[tuple[str, str]]:
    return [(reason.field, reason.clause) for reason in rules.publication_findings(facts, today, CALENDAR)]


def test_a_complete_announcement_forty_five_days_ahead_is_lawful() -> None:
    assert rules.publication_findings(LAWFUL, LAST_DAY, CALENDAR) == []


@pytest.mark.parametrize(
    ("today", "lawful"),
    [(date(2026, 9, 8), True), (date(2026, 9, 9), True), (date(2026, 9, 10), False), (date(2026, 9, 13), False)],
)
def test_every_assessment_is_announced_at_least_45_days_ahead(today: date, lawful: bool) -> None:
    assert (found(LAWFUL, today) == []) is lawful


def test_a_missed_notice_says_the_last_day_and_the_earliest_new_date() -> None:
    (reason,) = rules.publication_findings(LAWFUL, date(2026, 9, 10), CALENDAR)
    assert reason.text == ("距鉴定日期2026年10月24日（周六）只有44天，不足45天，最迟应在2026年9月9日（周三）发布")
    assert "今天发布最早可定在2026年10月25日（周日）" in reason.remedy
    assert (reason.field, reason.clause) == ("exam_date", "R1.2")


@pytest.mark.parametrize("today", [date(2026, 10, 24), date(2026, 11, 1)])
def test_an_exam_date_that_has_come_or_gone_is_refused_as_such(today: date) -> None:
    texts = [reason.text for reason in rules.publication_findings(LAWFUL, today, CALENDAR)]
    assert "鉴定日期2026年10月24日（周六）已到或已过" in texts


@pytest.mark.parametrize("name", ["scope", "exam_time", "place", "registration_place", "enquiry_phone", "notes"])
def test_none_of_what_the_clause_lists_may_be_empty(name: str) -> None:
    assert found(replace(LAWFUL, **{name: "  "})) == [(name, "R1.2")]


def test_an_announcement_names_occupations_and_levels() -> None:
    assert found(replace(LAWFUL, offerings=())) == [("offerings", "R1.2")]


@pytest.mark.parametrize(("name", "empty"), [("subjects", ()), ("qualifications", ""), ("documents_to_bring", " \n")])
def test_subjects_qualifications_and_papers_to_bring_are_spelled_out_for_each_offering(name: str, empty) -> None:
    facts = replace(LAWFUL, offerings=(replace(ELECTRICIAN, **{name: empty}),))
    (reason,) = rules.publication_findings(facts, LAST_DAY, CALENDAR)
    assert (reason.field, reason.clause) == (name, "R1.2")
    assert "电工 四级/中级工" in reason.text


def test_an_assessment_outside_the_annual_plan_is_refused() -> None:
    assert found(replace(LAWFUL, planned=None)) == [("planned", "R1.1")]


def test_a_planned_line_that_no_announcement_named_is_refused() -> None:
    assert found(replace(LAWFUL, planned=replace(LAWFUL.planned, announced=False))) == [("planned", "R1.1")]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"exam_date": date(2026, 10, 25)}, "exam_date"),
        ({"category": Category.COMPETENCE_TEST}, "category"),
        ({"offerings": frozenset({("电工", 3)})}, "offerings"),
    ],
)
def test_what_differs_from_the_annual_announcement_needs_a_supplement(change: dict, field: str) -> None:
    assert found(replace(LAWFUL, planned=replace(LAWFUL.planned, **change))) == [(field, "R1.1")]


def test_a_line_of_the_plan_is_one_assessment() -> None:
    taken = replace(LAWFUL, planned=replace(LAWFUL.planned, taken_by="2026-002 第二次"))
    (reason,) = rules.publication_findings(taken, LAST_DAY, CALENDAR)
    assert "2026-002" in reason.text


@pytest.mark.parametrize(
    ("until", "refused"),
    [
        (clock.at(date(2026, 10, 12)), False),  # the whole of the day before the last filing day
        (clock.at(date(2026, 10, 12), 0, 1), True),
        (clock.end_of(date(2026, 10, 12)), True),
    ],
)
def test_registration_ends_before_the_package_has_to_be_filed(until, refused: bool) -> None:
    assert found(replace(LAWFUL, registration_until=until)) == ([("registration_until", "R4.2")] if refused else [])


def test_a_unified_assessment_files_22_working_days_ahead_and_so_closes_earlier() -> None:
    planned = replace(LAWFUL.planned, category=Category.PROVINCIAL_UNIFIED)
    unified = replace(LAWFUL, category=Category.PROVINCIAL_UNIFIED, planned=planned)
    assert found(unified) == [("registration_until", "R4.2")]
    in_time = replace(unified, registration_until=clock.end_of(date(2026, 9, 17)))
    assert found(in_time) == []


def test_registration_that_outlasts_the_exam_is_said_as_such() -> None:
    assert found(replace(LAWFUL, registration_until=clock.at(date(2026, 10, 24), 8))) == [
        ("registration_until", "R1.2")
    ]


def test_registration_opens_after_publication() -> None:
    assert found(replace(LAWFUL, registration_from=clock.at(LAST_DAY, 23))) == [("registration_from", "R1.4")]
    assert found(replace(LAWFUL, registration_from=clock.at(date(2026, 9, 10)))) == []


def test_an_empty_window_is_refused() -> None:
    assert found(replace(LAWFUL, registration_until=LAWFUL.registration_from)) == [("registration_until", "R1.2")]


def test_a_year_without_a_notice_is_a_remark_not_a_refusal() -> None:
    exam = date(2027, 3, 13)
    facts = replace(
        LAWFUL,
        exam_date=exam,
        exam_until=exam,
        planned=replace(LAWFUL.planned, exam_date=exam),
        registration_from=clock.at(date(2027, 1, 11)),
        registration_until=clock.at(date(2027, 2, 1)),
    )
    checks = rules.publication_checks(facts, date(2026, 12, 1), CALENDAR)
    assert rules.findings(checks) == []
    assert ["暂定" in remark.text for check in checks for remark in check.remarks] == [True]


def test_a_short_time_between_announcement_and_filing_is_remarked() -> None:
    planned = replace(LAWFUL.planned, category=Category.NATIONAL_UNIFIED)
    facts = replace(
        LAWFUL,
        category=Category.NATIONAL_UNIFIED,
        planned=planned,
        registration_from=clock.at(date(2026, 9, 10)),
        registration_until=clock.end_of(date(2026, 9, 16)),
    )
    remarks = [remark for check in rules.publication_checks(facts, LAST_DAY, CALENDAR) for remark in check.remarks]
    assert [(remark.clause) for remark in remarks] == ["R4.2", "R2.4"]


# --- annual ---------------------------------------------------------------------------------------------------------------

LINE = PlannedLine(1, Category.ORDINARY, "public", "本市企业职工", date(2026, 10, 24), (("电工", 4),))
PLAN = PlanFacts(2026, "符合职业标准的人员", "0531-00000000", "以每次公告为准", (LINE,))


def test_the_annual_announcement_says_how_many_and_what_each_one_is() -> None:
    assert rules.annual_findings(PLAN) == []


@pytest.mark.parametrize(
    "change",
    [
        {"lines": ()},
        {"qualifications": ""},
        {"enquiry_phone": " "},
        {"notes": ""},
        {"lines": (replace(LINE, offerings=()),)},
        {"lines": (replace(LINE, scope=""),)},
        {"lines": (replace(LINE, exam_date=date(2027, 1, 9)),)},
    ],
)
def test_an_annual_announcement_lacking_anything_is_refused(change: dict) -> None:
    assert [reason.clause for reason in rules.annual_findings(replace(PLAN, **change))] == ["R1.1"]


def test_the_annual_announcement_belongs_to_the_beginning_of_the_year() -> None:
    def remarks(today: date) -> int:
        return sum(len(check.remarks) for check in rules.annual_checks(PLAN, today))

    assert (remarks(date(2026, 3, 31)), remarks(date(2026, 4, 1))) == (0, 1)


@pytest.mark.parametrize(
    ("said", "clauses"),
    [
        ("10月24日9:00至10:30", []),
        ("2026年10月24日（周六）9:00，2026-10-24 13:30", []),
        ("10月25日9:00至10:30", ["R1.2"]),
        ("2025年10月24日9:00", ["R1.2"]),
        ("13月40日9:00，2026/10/25", ["R1.2", "R1.2"]),
        ("9:00至10:30，分值100，限24人", []),
    ],
)
def test_the_exact_time_names_no_other_date_than_the_exam_date(said: str, clauses: list[str]) -> None:
    assert [reason.clause for reason in rules.other_day_findings(replace(LAWFUL, exam_time=said))] == clauses


@pytest.mark.parametrize("level", list(Level))
def test_technicians_and_senior_technicians_have_a_comprehensive_review_too(level: Level) -> None:
    subjects = [subject.value for subject, _ in rules.default_subjects(level)]
    assert subjects == ["theory", "practical", *(["comprehensive"] if level <= 2 else [])]
