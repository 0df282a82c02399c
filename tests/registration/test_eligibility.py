"""The verdict and its argument (R2.1): what counts, what is not known, and what more of it can never do. No database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registration.eligibility import (
    Certificate,
    Facts,
    Major,
    Outcome,
    Rank,
    Rule,
    School,
    Schooling,
    Title,
    Verdict,
    Work,
    judge,
    rules_for,
)
from registration.eligibility.clauses import ByHand, HoldsCertificate, WorkYears

ON = date(2026, 12, 1)
DAY = timedelta(days=1)
BORN = date(1980, 5, 1)
NOBODY = Facts("电工", 3, "2023", ON, born=BORN)
TEN_YEARS = Work(date(2016, 12, 1), None, "电工")
LEVEL_4 = Certificate(4, "电工", date(2018, 5, 1))


def verdict(facts: Facts = NOBODY, **changes: object) -> Verdict:
    facts = replace(facts, **changes)
    return judge(facts, rules_for(facts.profile, facts.level))


def outcome(**changes: object) -> str:
    return verdict(**changes).outcome.value


def short(found: Verdict, key: str) -> list[str | None]:
    judged = next(each for each in found.conditions if each.rule.key == key)
    return [part.short_by for part in judged.nearest.parts]


# --- what counts -----------------------------------------------------------------------------------------------------


def test_one_met_condition_is_enough_and_is_named() -> None:
    found = verdict(work=(TEN_YEARS,))
    assert (found.outcome, found.met and found.met.rule.key) == (Outcome.ELIGIBLE, "2023-3-1")


def test_of_several_met_conditions_the_first_as_announced_is_named() -> None:
    education = (Schooling(School.TECHNICIAN_COLLEGE, Major.OWN, date(2010, 7, 1)),)
    assert verdict(work=(TEN_YEARS,), education=education).as_json()["condition"] == "2023-3-1"
    assert verdict(education=education).as_json()["condition"] == "2023-3-4"


def test_overlapping_periods_are_united_not_added() -> None:
    twice = (Work(date(2018, 1, 1), date(2023, 12, 31), "电工"), Work(date(2018, 1, 1), date(2023, 12, 31), "电工"))
    found = verdict(work=twice)
    assert found.outcome is Outcome.NOT_ELIGIBLE
    assert short(found, "2023-3-1") == ["差 4 年"]


def test_adjoining_and_separate_periods_are_added() -> None:
    parts = (
        Work(date(2010, 1, 1), date(2012, 6, 30), "电工"),
        Work(date(2012, 7, 1), date(2014, 12, 31), "电工"),
        Work(date(2016, 1, 1), date(2020, 12, 31), "电工"),
    )
    assert outcome(work=parts) == "eligible"
    assert outcome(work=(*parts[:2], replace(parts[2], began=date(2016, 1, 2)))) == "not_eligible"


def test_a_period_ends_with_its_last_day_and_an_open_one_lasts_until_the_day_asked_about() -> None:
    assert outcome(work=(Work(date(2010, 1, 1), date(2019, 12, 31), "电工"),)) == "eligible"
    assert outcome(work=(Work(date(2010, 1, 1), date(2019, 12, 30), "电工"),)) == "not_eligible"
    for last in (None, ON, ON - DAY, ON + 400 * DAY):
        assert outcome(work=(Work(date(2016, 12, 1), last, "电工"),)) == "eligible"
        assert outcome(work=(Work(date(2016, 12, 2), last, "电工"),)) == "not_eligible"


def test_what_comes_after_the_day_asked_about_does_not_count() -> None:
    assert outcome(work=(Work(ON, date(2046, 12, 1), "电工"),)) == "not_eligible"
    assert outcome(work=(TEN_YEARS,), on=date(2026, 11, 30)) == "not_eligible"
    later = replace(LEVEL_4, issued=ON + DAY)
    education = (Schooling(School.UNIVERSITY, Major.OWN, date(2010, 7, 1)),)
    assert outcome(certificates=(later,), education=education) == "not_eligible"
    assert outcome(certificates=(replace(later, issued=ON),), education=education) == "eligible"


def test_related_work_counts_and_other_work_does_not() -> None:
    assert outcome(work=(replace(TEN_YEARS, occupation="焊工"),)) == "not_eligible"
    assert outcome(work=(replace(TEN_YEARS, occupation="焊工", related=True),)) == "eligible"


def test_only_work_after_the_certificate_counts_where_the_condition_says_so() -> None:
    before = Work(date(2009, 5, 1), date(2018, 4, 30), "电工")
    after = Work(date(2018, 5, 1), date(2022, 4, 30), "电工")
    assert short(verdict(work=(before,), certificates=(LEVEL_4,)), "2023-3-2") == [None, "差 4 年"]
    assert verdict(work=(after,), certificates=(LEVEL_4,)).as_json()["condition"] == "2023-3-2"


def test_of_several_certificates_the_years_run_from_the_first() -> None:
    work = (Work(date(2018, 5, 1), date(2022, 4, 30), "电工"),)
    assert outcome(work=work, certificates=(replace(LEVEL_4, issued=date(2022, 1, 1)), LEVEL_4)) == "eligible"


def test_a_certificate_of_a_related_occupation_counts_and_of_another_does_not() -> None:
    work = (Work(date(2018, 5, 1), date(2022, 4, 30), "电工"),)
    other = replace(LEVEL_4, occupation="焊工")
    assert outcome(work=work, certificates=(other,)) == "not_eligible"
    assert outcome(work=work, certificates=(replace(other, related=True),)) == "eligible"
    once_a_welder = Work(date(2010, 1, 1), date(2010, 6, 30), "焊工", related=True)
    assert outcome(work=(*work, once_a_welder), certificates=(other,)) == "eligible"


def test_a_higher_certificate_or_title_counts_as_the_one_asked_for_and_a_lower_one_does_not() -> None:
    work = (Work(date(2018, 5, 1), date(2022, 4, 30), "电工"),)
    met = {
        level
        for level in range(1, 6)
        if outcome(work=work, certificates=(replace(LEVEL_4, level=level),)) == "eligible"
    }
    assert met == {4, 3, 2, 1}
    assert {
        rank.value for rank in Rank if outcome(work=work, titles=(Title(rank, date(2018, 5, 1)),)) == "eligible"
    } == {
        "junior",
        "intermediate",
        "senior",
    }


def test_what_was_shown_in_place_of_it_is_said() -> None:
    found = verdict(certificates=(replace(LEVEL_4, level=3),), titles=(Title(Rank.SENIOR, date(2020, 1, 1)),))
    texts = [part.text for each in found.conditions[1:3] for part in each.nearest.parts]
    assert texts[0] == "取得本职业或相关职业四级/中级工证书：持有三级/高级工证书，取得于 2018-05-01"
    assert texts[2] == "取得初级职称：持有高级职称，取得于 2020-01-01"


def test_years_without_a_break_are_not_made_of_pieces() -> None:
    """The pattern of 2012 says 连续."""
    pieces = (Work(date(2010, 1, 1), date(2015, 12, 31), "电工"), Work(date(2016, 1, 2), date(2020, 12, 31), "电工"))
    found = verdict(profile="2012", level=4, work=pieces)
    assert found.outcome is Outcome.NOT_ELIGIBLE
    assert short(found, "2012-4-3") == ["差 7 年"]
    joined = (pieces[0], replace(pieces[1], began=date(2016, 1, 1)))
    assert verdict(profile="2012", level=4, work=joined).outcome is Outcome.ELIGIBLE
    still = (pieces[0], Work(date(2021, 12, 1), None, "电工"))
    assert short(verdict(profile="2012", level=4, work=still), "2012-4-3") == ["差 2 年"]


def test_years_in_the_occupation_itself_are_not_made_of_related_work() -> None:
    related = replace(TEN_YEARS, occupation="焊工", related=True)
    assert verdict(profile="2012", level=4, work=(related,)).outcome is Outcome.NOT_ELIGIBLE
    assert verdict(profile="2012", level=4, work=(TEN_YEARS,)).outcome is Outcome.ELIGIBLE


# --- the argument ----------------------------------------------------------------------------------------------------


def test_a_failure_says_what_is_short_and_which_condition_is_nearest() -> None:
    found = verdict(
        work=(Work(date(2019, 3, 1), None, "电工"),), certificates=(replace(LEVEL_4, issued=date(2023, 3, 1)),)
    )
    assert short(found, "2023-3-1") == ["差 2 年 3 个月"]
    assert short(found, "2023-3-2") == [None, "差 3 个月"]
    assert found.nearest.rule.key == "2023-3-2"
    assert found.as_json()["documents"] == []


def test_what_is_short_is_short_by_exactly_so_much() -> None:
    begun = date(2019, 3, 17)
    [missing] = short(verdict(work=(Work(begun, None, "电工"),)), "2023-3-1")
    assert missing == "差 2 年 3 个月 16 天"
    assert outcome(work=(Work(begun, None, "电工"),), on=date(2029, 3, 17)) == "eligible"
    assert outcome(work=(Work(begun, None, "电工"),), on=date(2029, 3, 16)) == "not_eligible"


def test_each_condition_is_met_exactly_when_all_its_parts_are() -> None:
    for profile in ("2012", "2018", "2023"):
        for level in range(1, 6):
            for each in verdict(profile=profile, level=level, work=(TEN_YEARS,), certificates=(LEVEL_4,)).conditions:
                assert each.met is all(part.met for part in each.nearest.parts)
                assert all(part.text and bool(part.short_by) is not part.met for part in each.nearest.parts)


def test_the_alternative_that_is_nearest_argues_for_the_condition() -> None:
    graduate = (Schooling(School.TECHNICIAN_COLLEGE, Major.OWN, date(2010, 7, 1)),)
    facts = replace(NOBODY, profile="2018", level=2, education=graduate, preparatory_technician_certificate=True)
    found = verdict(facts, work=(Work(date(2024, 12, 2), None, "电工"),))
    assert short(found, "2018-2-2") == [None, None, "差 1 天"]
    assert len(found.conditions[1].alternatives) == 2


def test_the_papers_are_those_of_the_condition_that_is_met() -> None:
    found = judge(replace(NOBODY, work=(TEN_YEARS,)), rules_for("2023", 3), general_documents=("身份证",))
    assert found.documents[0] == "身份证"
    assert len(found.documents) == 2
    assert "工作满10年的工作年限证明" in found.documents[1]


# --- what is not known -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unknown",
    [
        {"work": None},
        {"work": (replace(TEN_YEARS, began=None),)},
        {"work": (replace(TEN_YEARS, occupation=None),)},
        {"work": (replace(TEN_YEARS, occupation="焊工", related=None),)},
        {"education": None},
        {"education": (Schooling(School.TECHNICIAN_COLLEGE, None, date(2010, 7, 1)),)},
        {"education": (Schooling(School.TECHNICIAN_COLLEGE, Major.OWN, None),)},
        {"education": (Schooling(None, Major.OWN, date(2010, 7, 1)),)},
        {"education": (Schooling(School.TECHNICIAN_COLLEGE, Major.OWN, date(2027, 7, 1), None),)},
        {"education": (Schooling(School.UNIVERSITY, Major.OWN, date(2010, 7, 1), assessed=None),)},
        {"titles": None, "work": (replace(TEN_YEARS, began=date(2020, 1, 1)),)},
        {"titles": (Title(Rank.JUNIOR, None),), "work": (replace(TEN_YEARS, began=date(2020, 1, 1)),)},
        {"titles": (Title(None, date(2020, 1, 1)),), "work": (replace(TEN_YEARS, began=date(2020, 1, 1)),)},
        {"certificates": None, "work": (replace(TEN_YEARS, began=date(2020, 1, 1)),)},
        {"certificates": (replace(LEVEL_4, issued=None),), "work": (replace(TEN_YEARS, began=date(2020, 1, 1)),)},
        {"certificates": (replace(LEVEL_4, level=None),), "work": (replace(TEN_YEARS, began=date(2020, 1, 1)),)},
    ],
)
def test_a_null_fact_that_could_decide_leaves_it_to_a_person(unknown: dict[str, object]) -> None:
    found = verdict(**unknown)
    assert (found.outcome, found.met) == (Outcome.MANUAL, None)
    assert found.documents
    assert any("须人工核查" in part.text for each in found.conditions for part in each.nearest.parts)


@pytest.mark.parametrize(
    ("decided", "answer"),
    [
        ({"work": (TEN_YEARS,), "education": None, "titles": None, "certificates": None, "born": None}, "eligible"),
        ({"born": None}, "not_eligible"),
        ({"apprenticeship_completed": None, "training_hours": None}, "not_eligible"),
        ({"certificates": None}, "not_eligible"),
        ({"titles": None}, "not_eligible"),
        ({"work": (Work(None, date(1985, 12, 31), "电工"),)}, "not_eligible"),
        ({"education": (Schooling(School.TECHNICAL, None, None),)}, "not_eligible"),
        ({"education": (Schooling(School.TECHNICIAN_COLLEGE, Major.OTHER, None),)}, "not_eligible"),
    ],
)
def test_a_null_fact_that_changes_nothing_is_not_waited_for(decided: dict[str, object], answer: str) -> None:
    assert outcome(**decided) == answer


@pytest.mark.parametrize(
    ("profile", "level", "fact"),
    [
        ("2018", 5, "apprenticeship_completed"),
        ("2023", 5, "born"),
        ("2012", 5, "training_hours"),
    ],
)
def test_each_statement_may_be_the_one_that_is_missing(profile: str, level: int, fact: str) -> None:
    assert outcome(profile=profile, level=level, **{fact: None}) == "manual"


def test_the_statements_about_technician_colleges_may_be_missing_too() -> None:
    graduate = (Schooling(School.TECHNICIAN_COLLEGE, Major.OWN, date(2010, 7, 1)),)
    facts = {"level": 2, "education": graduate, "work": (TEN_YEARS,)}
    assert outcome(profile="2018", preparatory_technician_certificate=None, **facts) == "manual"
    held = (Certificate(3, "电工", date(2018, 5, 1)),)
    assert outcome(level=2, technician_class_student=None, certificates=held) == "manual"


@pytest.mark.parametrize("kind", ["competition", "achievement", "licence"])
def test_competition_achievement_and_licence_are_looked_at_by_a_person(kind: str) -> None:
    proof = ByHand(kind, "省级技能竞赛前三名")  # type: ignore[arg-type]
    rules = (
        Rule("x-3-1", "累计满10年。", (), ((WorkYears(10),),)),
        Rule("x-3-2", "四级证书，并获省级技能竞赛前三名。", ("名次证书",), ((HoldsCertificate(4), proof),)),
    )
    assert judge(replace(NOBODY, certificates=(LEVEL_4,)), rules).outcome is Outcome.MANUAL
    assert judge(replace(NOBODY, certificates=(LEVEL_4,)), rules).documents == ("名次证书",)
    assert judge(replace(NOBODY, certificates=(LEVEL_4,), work=(TEN_YEARS,)), rules).outcome is Outcome.ELIGIBLE
    assert judge(NOBODY, rules).outcome is Outcome.NOT_ELIGIBLE
