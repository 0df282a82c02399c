"""Each condition of each edition, met, and missed by one day or one fact (R2.1; spec 2.1 to 2.3). No database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from announcements.conditions import CONDITIONS
from registration.eligibility import (
    Certificate,
    Facts,
    Major,
    Rank,
    School,
    Schooling,
    Title,
    Work,
    general_documents,
    judge,
    rules_for,
)
from registration.eligibility.editions import CLAUSES
from registration.eligibility.spans import add_years
from registration.eligibility.verdict import Judged

ON = date(2026, 12, 1)
DAY = timedelta(days=1)
NOBODY = Facts("电工", 3, "2023", ON, born=date(1980, 5, 1))


def ago(years: int, late: int = 0) -> date:
    return add_years(ON, -years) + late * DAY


def worked(years: int, late: int = 0) -> Work:
    return Work(ago(years, late), None, "电工")


def certified(level: int, years: int = 20, late: int = 0) -> Certificate:
    return Certificate(level, "电工", ago(years, late))


def titled(rank: Rank, years: int = 20, late: int = 0) -> Title:
    return Title(rank, ago(years, late))


def diploma(school: School, major: Major = Major.OWN, *, assessed: bool = False, late: int = 0) -> Schooling:
    return Schooling(school, major, ON + late * DAY, False, assessed)


def student(school: School, major: Major = Major.OWN, *, assessed: bool = False) -> Schooling:
    return Schooling(school, major, date(2027, 7, 1), True, assessed)


def weighed(key: str, **facts: object) -> Judged:
    edition, level, _ = key.split("-")
    person = replace(NOBODY, profile=edition, level=int(level), **facts)
    return next(each for each in judge(person, rules_for(edition, int(level))).conditions if each.rule.key == key)


def person(
    work: tuple[Work, ...] = (),
    certificates: tuple[Certificate, ...] = (),
    education: tuple[Schooling, ...] = (),
    titles: tuple[Title, ...] = (),
    **others: object,
) -> dict[str, object]:
    return {"work": work, "certificates": certificates, "education": education, "titles": titles, **others}


# --- years: met on the day, missed by a day --------------------------------------------------------------------------

SENIOR_GRADUATE = (Schooling(School.SENIOR_TECHNICAL, Major.OTHER, ago(20)),)
COLLEGE_GRADUATE = (Schooling(School.HIGHER_VOCATIONAL, Major.OWN, ago(20)),)
TECHNICIAN_GRADUATE = (Schooling(School.TECHNICIAN_COLLEGE, Major.OTHER, ago(20)),)

IN_ALL = [
    ("2018-5-1", 1, person()),
    ("2018-4-2", 6, person()),
    ("2018-2-2", 3, person(certificates=(certified(3),), education=SENIOR_GRADUATE)),
    ("2018-2-2", 2, person(education=TECHNICIAN_GRADUATE, preparatory_technician_certificate=True)),
    ("2023-4-1", 5, person()),
    ("2023-3-1", 10, person()),
    ("2023-2-4", 2, person(certificates=(certified(3),), education=SENIOR_GRADUATE)),
    ("2012-5-2", 2, person()),
    ("2012-4-3", 7, person()),
    ("2012-3-4", 2, person(certificates=(certified(4),), education=COLLEGE_GRADUATE)),
    ("2012-2-3", 2, person(certificates=(certified(3),), education=(diploma(School.SENIOR_TECHNICAL),))),
]


@pytest.mark.parametrize(("key", "years", "facts"), IN_ALL)
def test_years_of_work_in_all(key: str, years: int, facts: dict[str, object]) -> None:
    assert weighed(key, **{**facts, "work": (worked(years),)}).met is True
    missed = weighed(key, **{**facts, "work": (worked(years, late=1),)})
    assert missed.met is False
    assert [part.short_by for part in missed.nearest.parts if part.met is False] == ["差 1 天"]


AFTER_CERTIFICATE = [
    ("2018-4-1", 5, 4, {}),
    ("2018-3-1", 4, 5, {}),
    ("2018-3-3", 4, 2, {"education": COLLEGE_GRADUATE}),
    ("2018-2-1", 3, 4, {}),
    ("2018-1-1", 2, 4, {}),
    ("2023-4-2", 5, 3, {}),
    ("2023-3-2", 4, 4, {}),
    ("2023-2-1", 3, 5, {}),
    ("2023-2-2", 3, 1, {"titles": (titled(Rank.JUNIOR),)}),
    ("2023-1-1", 2, 5, {}),
    ("2023-1-2", 2, 1, {"titles": (titled(Rank.INTERMEDIATE),)}),
    ("2012-4-1", 5, 3, {"training_hours": 400}),
    ("2012-4-2", 5, 5, {}),
    ("2012-3-1", 4, 4, {"training_hours": 300}),
    ("2012-3-2", 4, 7, {}),
    ("2012-2-1", 3, 5, {"training_hours": 300}),
    ("2012-2-2", 3, 8, {}),
    ("2012-1-1", 2, 3, {"training_hours": 200}),
    ("2012-1-2", 2, 5, {}),
]


@pytest.mark.parametrize(("key", "level", "years", "facts"), AFTER_CERTIFICATE)
def test_years_of_work_since_a_certificate(key: str, level: int, years: int, facts: dict[str, object]) -> None:
    at_work = (worked(20),)
    assert weighed(key, work=at_work, certificates=(certified(level, years),), **facts).met is True
    late = weighed(key, work=at_work, certificates=(certified(level, years, late=1),), **facts)
    assert (late.met, [part.short_by for part in late.nearest.parts if part.met is False]) == (False, ["差 1 天"])
    assert weighed(key, work=(), certificates=(certified(level),), **facts).met is False
    assert weighed(key, work=at_work, certificates=(), **facts).met is False
    if level < 5:
        assert weighed(key, work=at_work, certificates=(certified(level + 1),), **facts).met is False


AFTER_TITLE = [
    ("2023-3-3", Rank.JUNIOR, 1, {}),
    ("2023-2-2", Rank.JUNIOR, 5, {"certificates": (certified(3),)}),
    ("2023-2-3", Rank.INTERMEDIATE, 1, {}),
    ("2023-1-2", Rank.INTERMEDIATE, 5, {"certificates": (certified(2),)}),
    ("2023-1-3", Rank.SENIOR, 1, {}),
]


@pytest.mark.parametrize(("key", "rank", "years", "facts"), AFTER_TITLE)
def test_years_of_work_since_a_title(key: str, rank: Rank, years: int, facts: dict[str, object]) -> None:
    at_work = (worked(20),)
    assert weighed(key, work=at_work, titles=(titled(rank, years),), **facts).met is True
    late = weighed(key, work=at_work, titles=(titled(rank, years, late=1),), **facts)
    assert (late.met, [part.short_by for part in late.nearest.parts if part.met is False]) == (False, ["差 1 天"])
    for lower in [each for each in Rank if each.height < rank.height]:
        assert weighed(key, work=at_work, titles=(titled(lower),), **facts).met is False


def test_the_title_and_the_certificate_each_have_their_own_years() -> None:
    """2023 版二级（2）: five years since the title, one since the certificate."""
    facts = person(work=(worked(20),), titles=(titled(Rank.JUNIOR, 5),), certificates=(certified(3, 1),))
    assert weighed("2023-2-2", **facts).met is True


def test_a_certificate_held_for_two_years_by_a_student_of_the_technician_class() -> None:
    facts = person(technician_class_student=True)
    assert weighed("2023-2-5", **{**facts, "certificates": (certified(3, 2),)}).met is True
    late = weighed("2023-2-5", **{**facts, "certificates": (certified(3, 2, late=1),)})
    assert (late.met, late.nearest.parts[-1].short_by) == (False, "差 1 天")
    assert weighed("2023-2-5", certificates=(certified(3),)).met is False


# --- age, apprenticeship, training -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["2023-5-1", "2023-5-2"])
def test_sixteen_years_of_age_on_the_birthday(key: str) -> None:
    at_work = (Work(ON - DAY, None, "电工"),)
    assert weighed(key, born=ago(16), work=at_work).met is True
    missed = weighed(key, born=ago(16, late=1), work=at_work)
    assert (missed.met, missed.nearest.parts[0].short_by) == (False, "差 1 天")


def test_who_applies_intends_to_work_in_the_occupation_and_who_works_has_a_first_day_of_it() -> None:
    assert weighed("2023-5-1").met is True
    assert weighed("2023-5-2").met is False
    assert weighed("2023-5-2", work=(Work(ON, None, "电工"),)).met is False
    assert weighed("2023-5-2", work=(Work(ON - DAY, ON - DAY, "电工"),)).met is True


@pytest.mark.parametrize("key", ["2018-5-2", "2012-5-3"])
def test_apprenticeship_completed(key: str) -> None:
    assert weighed(key, apprenticeship_completed=True).met is True
    assert weighed(key, apprenticeship_completed=False).met is False


TRAINED = [("2012-5-1", 500), ("2012-4-1", 400), ("2012-3-1", 300), ("2012-2-1", 300), ("2012-1-1", 200)]


@pytest.mark.parametrize(("key", "hours"), TRAINED)
def test_training_up_to_the_standard_hours(key: str, hours: int) -> None:
    facts = person(work=(worked(20),), certificates=(certified(1),))
    assert weighed(key, **facts, training_hours=hours).met is True
    missed = weighed(key, **facts, training_hours=hours - 1)
    assert (missed.met, missed.nearest.parts[-1].short_by) == (False, "差 1 学时")


# --- diplomas: exactly these schools, these majors, with or without final-year students --------------------------------

SKILLED = {School.TECHNICAL, School.SENIOR_TECHNICAL, School.TECHNICIAN_COLLEGE}
SENIOR = {School.SENIOR_TECHNICAL, School.TECHNICIAN_COLLEGE}
COLLEGES = {School.HIGHER_VOCATIONAL, School.UNIVERSITY}
VOCATIONAL = {School.SECONDARY_VOCATIONAL, School.HIGHER_VOCATIONAL}
RELATED = {Major.OWN, Major.RELATED}
WITH_4, WITH_3 = {"certificates": (certified(4),)}, {"certificates": (certified(3),), "work": (worked(2),)}

# key, what else there is, schools without assessment, schools once assessed, majors, final-year students
DIPLOMAS = [
    ("2018-4-3", {}, SKILLED, SKILLED | VOCATIONAL, RELATED, True),
    ("2018-3-3", {**WITH_4, "work": (worked(2),)}, COLLEGES, COLLEGES, RELATED, False),
    ("2018-2-2", {**WITH_3, "work": (worked(3),)}, SENIOR, SENIOR, set(Major), False),
    ("2023-4-3", {}, set(School), set(School), RELATED, True),
    ("2023-3-4", {}, SENIOR, SENIOR, RELATED, True),
    ("2023-3-5", WITH_4, COLLEGES, COLLEGES, RELATED, True),
    ("2023-3-6", {}, set(), COLLEGES, RELATED, True),
    ("2023-2-4", WITH_3, SENIOR, SENIOR, set(Major), False),
    ("2012-4-4", {}, set(), SKILLED | VOCATIONAL, {Major.OWN}, False),
    ("2012-3-3", {}, SENIOR, SENIOR | {School.HIGHER_VOCATIONAL}, {Major.OWN}, False),
    ("2012-3-4", {**WITH_4, "work": (worked(2),)}, COLLEGES, COLLEGES, RELATED, False),
    ("2012-2-3", WITH_3, SENIOR, SENIOR, {Major.OWN}, False),
]


@pytest.mark.parametrize(("key", "facts", "plain", "assessed", "majors", "students"), DIPLOMAS)
def test_diplomas(
    key: str, facts: dict[str, object], plain: set[School], assessed: set[School], majors: set[Major], students: bool
) -> None:
    def accepted(schooling: Schooling) -> bool | None:
        return weighed(key, **facts, education=(schooling,)).met

    assert {school for school in School if accepted(diploma(school))} == plain
    assert {school for school in School if accepted(diploma(school, assessed=True))} == assessed
    school = sorted(assessed)[0]
    assert {major for major in Major if accepted(diploma(school, major, assessed=True))} == majors
    assert accepted(student(school, assessed=True)) is students
    assert accepted(diploma(school, assessed=True, late=1)) is False
    assert weighed(key, **facts, education=()).met is False


def test_the_senior_classes_need_no_major_beside_a_certificate_of_level_4_in_2018_and_vocational_colleges_do() -> None:
    for school, major, is_assessed, met in [
        (School.SENIOR_TECHNICAL, Major.OTHER, False, True),
        (School.TECHNICIAN_COLLEGE, Major.OTHER, False, True),
        (School.HIGHER_VOCATIONAL, Major.OWN, True, True),
        (School.HIGHER_VOCATIONAL, Major.OTHER, True, False),
        (School.HIGHER_VOCATIONAL, Major.OWN, False, False),
        (School.UNIVERSITY, Major.OWN, True, False),
        (School.TECHNICAL, Major.OWN, True, False),
    ]:
        found = weighed("2018-3-2", **WITH_4, education=(diploma(school, major, assessed=is_assessed),))
        assert found.met is met, school
    assert weighed("2018-3-2", **WITH_4, education=(student(School.TECHNICIAN_COLLEGE, Major.OTHER),)).met is True
    assert weighed("2018-3-2", education=(diploma(School.TECHNICIAN_COLLEGE),)).met is False


def test_the_preparatory_technician_certificate_is_for_graduates_of_technician_colleges() -> None:
    facts = {"preparatory_technician_certificate": True, "work": (worked(2),)}
    accepted = {school for school in School if weighed("2018-2-2", **facts, education=(diploma(school),)).met}
    assert accepted == {School.TECHNICIAN_COLLEGE}


def test_who_is_about_to_graduate_is_told_when() -> None:
    facts = {**WITH_3, "education": (replace(student(School.TECHNICIAN_COLLEGE), graduated=date(2027, 7, 1)),)}
    found = weighed("2023-2-4", **facts)
    assert [part.short_by for part in found.nearest.parts if part.met is False] == ["差 7 个月毕业"]


# --- the tables are complete -----------------------------------------------------------------------------------------

TESTED = {
    *(key for key, *_ in [*IN_ALL, *AFTER_CERTIFICATE, *AFTER_TITLE, *TRAINED, *DIPLOMAS]),
    *("2018-3-2", "2018-5-2", "2023-5-1", "2023-5-2", "2023-2-5", "2012-5-3"),
}


def test_every_announced_condition_has_its_clauses_and_its_cases() -> None:
    announced = {condition.key for conditions in CONDITIONS.values() for condition in conditions}
    assert CLAUSES.keys() == announced
    pattern = {rule.key for level in range(1, 6) for rule in rules_for("2012", level)}
    assert announced | pattern == TESTED


def test_the_pattern_of_2012_has_as_many_conditions_as_the_domain_file() -> None:
    assert [len(rules_for("2012", level)) for level in (5, 4, 3, 2, 1)] == [3, 4, 4, 3, 2]


def test_what_is_weighed_is_what_was_announced() -> None:
    for (edition, level), conditions in CONDITIONS.items():
        rules = rules_for(edition, level)
        assert [(rule.key, rule.text) for rule in rules] == [(each.key, each.text) for each in conditions]


def test_the_words_of_a_clause_carry_the_years_of_the_condition() -> None:
    """The number of years in the announced text is the number that is counted."""
    for key in CLAUSES:
        edition, level, _ = key.split("-")
        rule = next(each for each in rules_for(edition, int(level)) if each.key == key)
        counted = [clause.years for clauses in rule.alternatives for clause in clauses if hasattr(clause, "years")]
        assert [f"{years}年" in rule.text or f"{years}周岁" in rule.text for years in counted] == [True] * len(counted)


def test_technicians_bring_review_papers_whichever_condition_they_meet() -> None:
    assert len(general_documents(2)) == len(general_documents(3)) + 3
    facts = replace(NOBODY, level=2, work=(worked(5),), certificates=(certified(3),))
    verdict = judge(facts, rules_for("2023", 2), general_documents=general_documents(2))
    assert {"技术论文1份。", "本人技术服务工作总结1份。", "所在单位出具并盖章的综合推荐材料1份。"} <= set(
        verdict.documents
    )
    assert [text for text in verdict.documents if "工作年限证明" in text or "三级/高级工职业资格证书" in text]
