"""R2.1 and R2.2 without a database: who may apply, when, with which papers."""

from datetime import date, datetime, timedelta

import pytest

from announcements.conditions import CONDITIONS
from registration import rules
from registration.conditions import condition_named, condition_of
from registration.enums import MaterialKind
from registration.rules import Claims, PersonFacts
from station.clock import ZONE
from station.enums import Category, IdentityType, Sex

OPENS = datetime(2026, 9, 7, 8, tzinfo=ZONE)
CLOSES = datetime(2026, 9, 26, tzinfo=ZONE)
MOMENT = timedelta(microseconds=1)
ON = date(2026, 9, 9)
IDENTITY = "11010519491231002X"  # the example of GB 11643


def facts(**changes: object) -> PersonFacts:
    return PersonFacts(
        **{"name": "张三", "identity_number": IDENTITY, "mobile": "13900000001", **changes}  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (OPENS - MOMENT, False),
        (OPENS, True),
        (OPENS + MOMENT, True),
        (CLOSES - MOMENT, True),
        (CLOSES, False),
        (CLOSES + MOMENT, False),
    ],
)
def test_registration_runs_from_its_first_moment_to_the_last_before_its_end(now: datetime, open_: bool) -> None:
    reasons = rules.window_reasons(announced_at=OPENS - timedelta(days=7), opens=OPENS, closes=CLOSES, now=now)
    assert (reasons == []) is open_


def test_nobody_registers_for_what_was_not_announced() -> None:
    [reason] = rules.window_reasons(announced_at=None, opens=OPENS, closes=CLOSES, now=OPENS)
    assert reason.clause == "R1.2"


def test_what_was_returned_may_be_corrected_until_the_window_ends() -> None:
    assert rules.correction_reasons(closes=CLOSES, correct_until=None, now=CLOSES - MOMENT) == []
    [reason] = rules.correction_reasons(closes=CLOSES, correct_until=None, now=CLOSES)
    assert reason.clause == "R2.1"


def test_one_person_may_correct_after_the_window_until_the_day_named_for_them() -> None:
    until = CLOSES + timedelta(days=3)
    assert rules.correction_reasons(closes=CLOSES, correct_until=until, now=until - MOMENT) == []
    assert rules.correction_reasons(closes=CLOSES, correct_until=until, now=until)


def test_a_deadline_before_the_window_ends_takes_nothing_away() -> None:
    early = CLOSES - timedelta(days=3)
    assert rules.correction_reasons(closes=CLOSES, correct_until=early, now=early) == []


@pytest.mark.parametrize(
    ("for_institution", "employer", "inside"),
    [(False, "", True), (True, "山东职业学院机电系", True), (True, "某某公司", False), (True, "", False)],
)
def test_an_assessment_for_the_institution_takes_its_own_people_only(
    for_institution: bool, employer: str, inside: bool
) -> None:
    reasons = rules.scope_reasons(
        for_institution=for_institution, scope="本院在校生", employer=employer, institution=["山东职业学院", ""]
    )
    assert (reasons == []) is inside


def test_the_last_place_is_given_once() -> None:
    assert rules.capacity_reasons(capacity=None, taken=999, offering="电工") == []
    assert rules.capacity_reasons(capacity=2, taken=1, offering="电工") == []
    assert rules.capacity_reasons(capacity=2, taken=2, offering="电工")


def test_technicians_bring_summary_thesis_and_recommendation() -> None:
    materials = rules.required_materials(level=2, category=Category.ORDINARY, condition=condition_of("2023-2-1"))
    assert set(materials) == {
        MaterialKind.IDENTITY,
        MaterialKind.LOWER_CERTIFICATE,
        MaterialKind.WORK_YEARS,
        MaterialKind.WORK_SUMMARY,
        MaterialKind.THESIS,
        MaterialKind.RECOMMENDATION,
    }


@pytest.mark.parametrize("category", [Category.NATIONAL_UNIFIED, Category.PROVINCIAL_UNIFIED])
@pytest.mark.parametrize("level", [1, 2])
def test_unified_assessments_of_levels_1_and_2_ask_for_a_thesis_or_design(level: int, category: Category) -> None:
    condition = condition_of(f"2023-{level}-1")
    materials = rules.required_materials(level=level, category=category, condition=condition)
    assert MaterialKind.UNIFIED_THESIS in materials


@pytest.mark.parametrize("category", [Category.ORDINARY, Category.COMPETENCE_TEST, Category.INTERNATIONAL])
def test_other_assessments_do_not_ask_for_it(category: Category) -> None:
    materials = rules.required_materials(level=1, category=category, condition=condition_of("2023-1-1"))
    assert MaterialKind.UNIFIED_THESIS not in materials


@pytest.mark.parametrize("level", [5, 4, 3])
def test_skilled_workers_bring_no_review_papers(level: int) -> None:
    materials = rules.required_materials(level=level, category=Category.ORDINARY, condition=None)
    assert not {MaterialKind.WORK_SUMMARY, MaterialKind.THESIS, MaterialKind.RECOMMENDATION} & set(materials)


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        (Claims(), {MaterialKind.IDENTITY, MaterialKind.DIPLOMA}),
        (Claims(lower_certificate=True), {MaterialKind.IDENTITY, MaterialKind.LOWER_CERTIFICATE}),
        (Claims(work_years=6), {MaterialKind.IDENTITY, MaterialKind.WORK_YEARS}),
        (
            Claims(lower_certificate=True, work_years=3),
            {MaterialKind.IDENTITY, MaterialKind.LOWER_CERTIFICATE, MaterialKind.WORK_YEARS},
        ),
    ],
)
def test_without_a_condition_the_claims_say_what_must_be_shown(claims: Claims, wanted: set[str]) -> None:
    materials = rules.required_materials(level=4, category=Category.ORDINARY, condition=None, claims=claims)
    assert set(materials) == wanted


def test_the_lowest_level_asks_for_no_more_than_the_identity_card() -> None:
    assert rules.required_materials(level=5, category=Category.ORDINARY, condition=None) == (MaterialKind.IDENTITY,)


def test_every_paper_of_every_condition_is_a_material_that_can_be_ticked_off() -> None:
    for (_, level), conditions in CONDITIONS.items():
        for condition in conditions:
            materials = rules.required_materials(level=level, category=Category.ORDINARY, condition=condition)
            assert MaterialKind.IDENTITY in materials
            assert len(set(materials)) == len(materials)


def test_originals_that_were_not_sighted_are_named() -> None:
    wanted = [MaterialKind.IDENTITY, MaterialKind.DIPLOMA]
    assert rules.sighting_reasons(required=wanted, sighted=set(wanted)) == []
    [reason] = rules.sighting_reasons(required=wanted, sighted={MaterialKind.IDENTITY})
    assert MaterialKind.DIPLOMA.label in reason.text
    assert MaterialKind.IDENTITY.label not in reason.text


@pytest.mark.parametrize(
    ("two_persons", "counter", "entered_by", "alone"),
    [(True, True, 1, True), (True, True, 2, False), (False, True, 1, False), (True, False, 1, False)],
)
def test_who_entered_at_the_counter_does_not_sight_alone_where_two_are_asked_for(
    two_persons: bool, counter: bool, entered_by: int, alone: bool
) -> None:
    found = rules.needs_second_person(
        two_persons=two_persons, entered_at_counter=counter, entered_by=entered_by, actor=1
    )
    assert found is alone


def test_sex_and_birth_date_follow_from_the_identity_number() -> None:
    person, reasons = rules.examine_person(facts(), on=ON)
    assert reasons == []
    assert person is not None
    assert (person.sex, person.birth_date) == (Sex.FEMALE, date(1949, 12, 31))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"mobile": "12345"}, "mobile"),
        ({"mobile": "12900000001"}, "mobile"),
        ({"identity_number": "110105194912310021"}, "identity_number"),
        ({"identity_number": "1.10105E+17"}, "identity_number"),
        ({"sex": Sex.MALE}, "sex"),
        ({"birth_date": date(1950, 1, 1)}, "birth_date"),
        ({"identity_type": IdentityType.PASSPORT, "identity_number": "E12345678"}, "sex"),
        ({"identity_type": IdentityType.PASSPORT, "identity_number": "E12345678", "sex": Sex.MALE}, "birth_date"),
    ],
)
def test_what_is_wrong_with_a_person_s_facts_is_said_at_its_field(changes: dict[str, object], field: str) -> None:
    person, reasons = rules.examine_person(facts(**changes), on=ON)
    assert person is None
    assert field in {reason.field for reason in reasons}


def test_a_passport_holder_says_sex_and_birth_date_themselves() -> None:
    person, reasons = rules.examine_person(
        facts(
            identity_type=IdentityType.PASSPORT,
            identity_number="e12345678",
            sex=Sex.MALE,
            birth_date=date(1990, 5, 1),
        ),
        on=ON,
    )
    assert reasons == []
    assert person is not None
    assert (person.identity_number, person.birth_date) == ("E12345678", date(1990, 5, 1))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2023-4-2", "2023-4-2"),
        ("条件2", "2023-4-2"),
        ("2", "2023-4-2"),
        ("9", ""),
        ("2018-4-2", ""),
        ("累计从事本职业满5年", ""),
        ("", ""),
    ],
)
def test_a_condition_is_taken_from_a_roster_only_where_it_can_be_told(text: str, key: str) -> None:
    assert condition_named(text, "2023", 4) == key


@pytest.mark.parametrize("key", ["", "2023", "2023-4", "2023-4-99", "1999-4-1", "x-y-z"])
def test_a_key_of_no_condition_finds_none(key: str) -> None:
    assert condition_of(key) is None
