"""Plans, assessments and offerings: what is written, and what is refused with its reason (R1.1, R1.2, R1.4)."""

from datetime import date

import pytest

from announcements import services
from announcements.enums import Audience
from announcements.facts import SubjectFacts
from announcements.models import AnnualPlan, Offering, PlannedAssessment
from station import clock
from station.enums import Category, Level
from station.models import AuditEntry
from station.refusals import NotPermitted, Refused
from tests.factories.announcements import (
    ANNOUNCED,
    EXAM_DATE,
    Desk,
    make_announced_assessment,
    make_assessment,
    make_plan,
    make_planned,
    offering_of,
)
from tests.factories.station import NOW, make_charlie, make_occupation, make_place

pytestmark = pytest.mark.django_db


def fields_of(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.field for reason in refusal.value.reasons]


# --- the annual plan ---------------------------------------------------------------------------------------------------------


def test_a_year_has_one_plan() -> None:
    make_plan()
    with pytest.raises(Refused) as refusal:
        services.create_annual_plan(
            year=2026, qualifications="甲", enquiry_phone="1", notes="乙", actor=Desk().officer, now=NOW
        )
    assert fields_of(refusal) == ["year"]
    assert AnnualPlan.objects.count() == 1


def test_lines_are_counted_in_the_order_they_are_added() -> None:
    lines = [make_planned(), make_planned(exam_date=date(2026, 11, 21))]
    assert [line.sequence for line in lines] == [1, 2]
    services.remove_planned_assessment(planned=lines[0], actor=Desk().officer, now=NOW)
    assert list(PlannedAssessment.objects.values_list("sequence", flat=True)) == [2]


@pytest.mark.parametrize(
    ("exam_date", "offerings", "field"),
    [
        (date(2027, 1, 9), [4], "exam_date"),
        (EXAM_DATE, [], "offerings"),
        (EXAM_DATE, [4, 4], "offerings"),
    ],
)
def test_a_line_of_another_year_without_offerings_or_with_one_twice_is_refused(exam_date, offerings, field) -> None:
    with pytest.raises(Refused) as refusal:
        services.add_planned_assessment(
            plan=make_plan(),
            category=Category.ORDINARY,
            audience=Audience.PUBLIC,
            scope="职工",
            exam_date=exam_date,
            offerings=[(make_occupation(), level) for level in offerings],
            actor=Desk().officer,
            now=NOW,
        )
    assert fields_of(refusal) == [field]
    assert PlannedAssessment.objects.count() == 0


def test_a_line_is_edited_with_its_offerings() -> None:
    planned = make_planned()
    edited = services.edit_planned_assessment(
        planned=planned,
        actor=Desk().officer,
        now=NOW,
        offerings=[(make_occupation(), 3), (make_occupation(), 2)],
        scope="职工",
    )
    assert (edited.scope, sorted(edited.offerings.values_list("level", flat=True))) == ("职工", [2, 3])


def test_a_line_with_an_assessment_stays() -> None:
    assessment = make_assessment()
    with pytest.raises(Refused, match="已经建立了鉴定批次"):
        services.remove_planned_assessment(planned=assessment.planned, actor=Desk().officer, now=NOW)


# --- the assessment -----------------------------------------------------------------------------------------------------------


def test_an_assessment_takes_category_audience_and_scope_from_the_plan_and_its_code_from_the_counter() -> None:
    closes = clock.end_of(date(2026, 9, 14))
    first = make_assessment(category=Category.PROVINCIAL_UNIFIED, registration_until=closes)
    second = make_assessment(exam_date=date(2026, 11, 21))
    assert (first.category, first.audience, first.scope) == (
        Category.PROVINCIAL_UNIFIED,
        Audience.PUBLIC,
        "本市符合申报条件的人员",
    )
    assert [first.code, second.code] == ["2026-001", "2026-002"]
    assert make_assessment(exam_date=date(2026, 12, 5), code="DEMO-OPEN").code == "DEMO-OPEN"


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"exam_date": date(2026, 8, 3)}, ["exam_date", "registration_from"]),
        ({"exam_date": date(2026, 9, 20)}, ["registration_until"]),
        ({"registration_until": clock.end_of(date(2026, 10, 12))}, ["registration_until"]),
        ({"exam_until": date(2026, 10, 23)}, ["exam_until"]),
        ({"registration_until": clock.at(date(2026, 9, 7), 8)}, ["registration_until"]),
        (
            {"registration_from": clock.at(date(2026, 10, 24)), "registration_until": clock.at(date(2026, 10, 25))},
            ["registration_from"],
        ),
        ({"title": ""}, ["title"]),
        ({"notes": " \u200b"}, ["notes"]),
        ({"enquiry_phone": "1" * 61}, ["enquiry_phone"]),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(values: dict, fields: list[str]) -> None:
    given = {
        "title": "第三次鉴定",
        "planned": make_planned(),
        "exam_date": EXAM_DATE,
        "exam_time": "9:00",
        "place": make_place(),
        "registration_from": clock.at(date(2026, 9, 7), 8),
        "registration_until": clock.at(date(2026, 9, 25), 17),
        "registration_place": "大厅",
        "enquiry_phone": "0531-00000000",
        "notes": "带身份证",
        "actor": Desk().officer,
        "now": NOW,
    }
    with pytest.raises(Refused) as refusal:
        services.create_assessment(**given | values)
    assert fields_of(refusal) == fields


def test_a_refused_assessment_gives_its_number_back() -> None:
    planned, place, officer = make_planned(), make_place(), Desk().officer
    values = {
        "planned": planned,
        "exam_date": EXAM_DATE,
        "exam_time": "9:00",
        "place": place,
        "registration_from": clock.at(date(2026, 9, 7)),
        "registration_until": clock.at(date(2026, 9, 8)),
        "registration_place": "大厅",
        "enquiry_phone": "1",
        "notes": "无",
        "actor": officer,
        "now": NOW,
    }
    with pytest.raises(Refused):
        services.create_assessment(title="", **values)
    assert services.create_assessment(title="第三次鉴定", **values).code == "2026-001"


def test_only_the_officer_and_the_director_prepare() -> None:
    with pytest.raises(NotPermitted) as denial:
        services.create_annual_plan(
            year=2026, qualifications="甲", enquiry_phone="1", notes="乙", actor=make_charlie(), now=NOW
        )
    assert str(denial.value) == "拟订计划和公告须由公告员、所长办理（R1.3）"


# --- offerings -------------------------------------------------------------------------------------------------------------------


def test_an_offering_comes_with_subjects_qualifications_and_papers_of_its_level() -> None:
    assessment = make_assessment((make_occupation(), Level.TWO))
    offering = offering_of(assessment)
    assert list(offering.subjects.values_list("subject", "mode", "minutes")) == [
        ("theory", "paper", 90),
        ("practical", "operation", 120),
        ("comprehensive", "defence", 30),
    ]
    assert {float(mark) for mark in offering.subjects.values_list("pass_mark", flat=True)} == {60.0}
    assert "三级/高级工" in offering.qualifications
    assert "技术论文" in offering.documents_to_bring


def test_the_same_occupation_and_level_is_listed_once() -> None:
    assessment = make_assessment()
    with pytest.raises(Refused, match="电工四级/中级工已经列出"):
        services.add_offering(
            assessment=assessment, occupation=make_occupation(), level=4, actor=Desk().officer, now=NOW
        )
    assert assessment.offerings.count() == 1


def test_a_retired_occupation_is_refused() -> None:
    retired = make_occupation("钳工", code="6-05-02-01", is_active=False)
    with pytest.raises(Refused, match="已停止鉴定"):
        services.add_offering(assessment=make_assessment(), occupation=retired, level=4, actor=Desk().officer, now=NOW)


def test_an_offering_is_edited_and_removed_while_unannounced() -> None:
    assessment = make_assessment()
    offering = offering_of(assessment)
    subjects = [SubjectFacts("theory", "computer", 100, "60"), SubjectFacts("foreign_language", "paper", 60, "70")]
    services.edit_offering(
        offering=offering, actor=Desk().officer, now=NOW, subjects=subjects, capacity=40, qualifications="另定"
    )
    offering.refresh_from_db()
    assert (offering.capacity, offering.qualifications) == (40, "另定")
    assert list(offering.subjects.values_list("subject", "minutes")) == [("theory", 100), ("foreign_language", 60)]
    services.remove_offering(offering=offering, actor=Desk().officer, now=NOW)
    assert Offering.objects.count() == 0


@pytest.mark.parametrize(
    "subjects",
    [[], [SubjectFacts("theory", "paper", 90, "60")] * 2, [SubjectFacts("theory", "paper", 721, "60")]],
)
def test_no_subject_one_twice_or_one_that_lasts_all_day_is_refused(subjects) -> None:
    offering = offering_of(make_assessment())
    with pytest.raises(Refused):
        services.edit_offering(offering=offering, actor=Desk().officer, now=NOW, subjects=subjects)
    assert offering.subjects.count() == 2


def test_an_edit_says_on_the_trail_which_columns_changed() -> None:
    assessment = make_assessment()
    services.edit_assessment(assessment=assessment, actor=Desk().officer, now=NOW, notes="改", title=assessment.title)
    entry = AuditEntry.objects.get(verb="assessment.edit")
    assert (entry.facts, entry.scope) == ({"changed": ["notes"]}, str(assessment.public_id))


# --- supplements in draft -----------------------------------------------------------------------------------------------------


def test_a_draft_supplement_can_be_rewritten_and_gives_back_the_lines_it_named() -> None:
    assessment = make_announced_assessment()
    annual = assessment.planned.plan.announcements.get(kind="annual")
    lines = [make_planned(exam_date=date(2026, 11, 21)), make_planned(exam_date=date(2026, 12, 5))]
    officer = Desk().officer
    draft = services.draft_supplement(
        amends=annual, title="补充", changes="增加两次。", adds=lines, actor=officer, now=ANNOUNCED
    )
    services.edit_supplement(
        announcement=draft, title="补充", changes="增加一次。", adds=lines[1:], actor=officer, now=ANNOUNCED
    )
    assert list(draft.planned_assessments_added.values_list("sequence", flat=True)) == [3]


def test_a_supplement_adds_only_lines_of_its_year_that_nothing_has_named() -> None:
    assessment = make_announced_assessment()
    annual = assessment.planned.plan.announcements.get(kind="annual")
    other_year = make_planned(exam_date=date(2027, 3, 13))
    with pytest.raises(Refused) as refusal:
        services.draft_supplement(
            amends=annual,
            title="补充",
            changes="增加。",
            adds=[assessment.planned, other_year],
            actor=Desk().officer,
            now=ANNOUNCED,
        )
    assert sorted(fields_of(refusal)) == ["adds", "adds"]
