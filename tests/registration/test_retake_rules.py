"""新考 and 补考, undertakings, and what each paper is: the rules alone, without a database (R2.1, R2.2; spec 3)."""

from datetime import date

import pytest

from announcements.conditions import CONDITIONS, conditions_for
from registration import rules
from registration.advice import Typed, advise
from registration.enums import Attempt, Education, MaterialKind
from registration.kept_results import lapses_on
from registration.paper_guide import GUIDE
from registration.plain_conditions import PLAIN
from registration.rules import KeptResult, ResultsElsewhere

TWO = ["theory", "practical"]
THREE = [*TWO, "comprehensive"]
EXAM = date(2027, 4, 10)
NEW, AGAIN = Attempt.NEW, Attempt.RETAKE


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 10, 28), 12, date(2027, 10, 28)),
        (date(2026, 10, 28), 24, date(2028, 10, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_a_passed_subject_is_kept_to_the_same_day_of_a_later_month(start: date, months: int, last: date) -> None:
    assert rules.kept_until(start, months) == last


def test_the_last_day_counts_and_the_next_does_not() -> None:
    kept = KeptResult("theory", EXAM, "")
    assert kept.counts_on(EXAM)
    assert not kept.counts_on(date(2027, 4, 11))


def test_the_year_may_be_counted_from_three_days() -> None:
    days = {"released": date(2026, 11, 1), "exam": date(2026, 10, 24), "registration_until": date(2026, 9, 26)}
    assert [lapses_on(**days, rule=(12, each)) for each in days] == [
        date(2027, 11, 1), date(2027, 10, 24), date(2027, 9, 26),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("announced", "chosen", "said"),
    [
        (TWO, {"theory": NEW, "practical": NEW}, ""),
        (TWO, {"practical": AGAIN}, ""),
        (THREE, {"practical": AGAIN, "comprehensive": AGAIN}, ""),
        (TWO, {"theory": AGAIN, "practical": AGAIN}, "没有保留的科目，按新考报名"),
        (TWO, {"theory": NEW, "practical": AGAIN}, "没有保留的科目，按新考报名"),
        (TWO, {"practical": NEW}, "理论知识本次不考，其余科目却选了“新考”"),
        (THREE, {"practical": AGAIN, "comprehensive": NEW}, "却选了“新考”"),
    ],
)
def test_everything_for_the_first_time_or_only_what_was_failed(
    announced: list[str], chosen: dict[str, str], said: str
) -> None:
    reasons = rules.attempt_reasons(announced=announced, chosen=chosen)
    assert bool(reasons) == bool(said)
    assert said in "".join(map(str, reasons))


def kept_reasons(kept: dict[str, KeptResult], elsewhere: ResultsElsewhere | None = None, announced: list[str] = TWO):
    chosen = {"practical": AGAIN}
    return rules.kept_reasons(announced=announced, chosen=chosen, kept=kept, elsewhere=elsewhere, exam_day=EXAM)


def test_what_is_not_sat_must_count_on_the_day_of_the_exam() -> None:
    assert kept_reasons({"theory": KeptResult("theory", EXAM, "上次")}) == []
    [lapsed] = kept_reasons({"theory": KeptResult("theory", date(2027, 4, 9), "上次，80 分")})
    assert "上次，80 分）保留到2027年4月9日（周五），到鉴定日2027年4月10日（周六）已经失效" in str(lapsed)
    [absent] = kept_reasons({})
    assert "没有查到保留的理论知识合格成绩" in str(absent)
    assert (absent.clause, absent.field) == ("R2.1", "subjects")


def test_each_subject_left_out_is_asked_about() -> None:
    found = kept_reasons({"theory": KeptResult("theory", EXAM, "")}, announced=THREE)
    assert len(found) == 1
    assert "综合评审" in str(found[0])


def test_another_station_is_believed_until_the_desk_has_seen_the_paper_but_not_beyond_its_time() -> None:
    assert kept_reasons({}, ResultsElsewhere("青岛一所")) == []
    assert kept_reasons({}, ResultsElsewhere("青岛一所", EXAM)) == []
    [lapsed] = kept_reasons({}, ResultsElsewhere("青岛一所", date(2027, 4, 9)))
    assert "（青岛一所）保留到2027年4月9日" in str(lapsed)


def test_whoever_relies_on_another_station_shows_its_results() -> None:
    condition = conditions_for("2023", 4)[0]
    asked = rules.required_materials(level=4, category="ordinary", condition=condition, results_elsewhere=True)
    assert asked[-1] == MaterialKind.RESULTS
    assert MaterialKind.RESULTS not in rules.required_materials(level=4, category="ordinary", condition=condition)


@pytest.mark.parametrize(
    ("level", "category", "more"),
    [
        (3, "ordinary", []),
        (2, "ordinary", ["work_summary", "thesis", "recommendation"]),
        (1, "ordinary", ["work_summary", "thesis", "recommendation"]),
        (2, "national_unified", ["work_summary", "thesis", "recommendation", "unified_thesis"]),
        (3, "provincial_unified", []),
        (2, "competence_test", ["work_summary", "thesis", "recommendation"]),
    ],
)
def test_summary_thesis_and_recommendation_follow_from_level_and_category(
    level: int, category: str, more: list[str]
) -> None:
    """R2.2: 申请技师、高级技师的…；申请国家职业资格一级和二级统一鉴定的，须提交专业技术论文或设计方案."""
    condition = conditions_for("2023", level)[0]
    asked = rules.required_materials(level=level, category=category, condition=condition)
    assert asked[0] == MaterialKind.IDENTITY
    assert [each for each in asked if each not in {paper.kind for paper in condition.papers}][1:] == more


def test_an_undertaking_stands_for_years_alone_and_only_where_the_profile_says_so() -> None:
    assert rules.undertaking_reasons(MaterialKind.WORK_YEARS, allowed=True) == []
    assert "没有实行工作年限承诺制" in str(rules.undertaking_reasons(MaterialKind.WORK_YEARS, allowed=False)[0])
    assert "身份证不能用承诺书代替" in str(rules.undertaking_reasons(MaterialKind.IDENTITY, allowed=True)[0])


def test_every_condition_has_its_plain_words_and_every_paper_its_sentence() -> None:
    assert set(PLAIN) == {each.key for options in CONDITIONS.values() for each in options}
    assert set(GUIDE) == set(MaterialKind)
    assert all(each.what.endswith("。") and each.how.endswith("。") for each in GUIDE.values())


# --- advice ----------------------------------------------------------------------------------------------------------


def advice(level: int, typed: Typed, edition: str = "2023") -> dict[str, tuple[bool | None, str]]:
    told = advise(
        conditions_for(edition, level), typed, edition=edition, level=level, occupation="电工", on=date(2026, 9, 25)
    )
    return {key: (each.met, each.lacking) for key, each in told.items()}


BORN = date(1990, 5, 1)


def test_nothing_typed_nothing_said() -> None:
    assert advice(4, Typed(born=BORN)) == {}


def test_what_is_certain_is_said_and_what_is_not_stays_open() -> None:
    assert advice(4, Typed(BORN, Education.COLLEGE, work_years=5)) == {
        "2023-4-1": (True, ""),
        "2023-4-2": (False, "缺五级/初级工证书"),
        "2023-4-3": (None, ""),
    }


def test_years_that_are_short_are_counted_out() -> None:
    assert advice(4, Typed(BORN, Education.JUNIOR, work_years=3))["2023-4-1"] == (False, "差 2 年")
    assert advice(4, Typed(BORN, Education.JUNIOR, work_years=3))["2023-4-3"] == (False, "缺毕业证书")


def test_a_certificate_without_its_date_never_counts_years_for_certain() -> None:
    typed = Typed(BORN, Education.JUNIOR, work_years=8, certificate_level=5, certificate_number="1")
    assert advice(4, typed)["2023-4-2"] == (None, "")


@pytest.mark.parametrize("edition", ["2018", "2023"])
@pytest.mark.parametrize("level", [5, 4, 3, 2, 1])
def test_every_page_can_be_advised_on(edition: str, level: int) -> None:
    for education in ("", *Education):
        told = advice(level, Typed(BORN, education, 40, 1, "1"), edition)
        assert set(told) == {each.key for each in conditions_for(edition, level)}


def test_the_twenty_ninth_of_february_has_a_day_in_every_year() -> None:
    typed = Typed(BORN, work_years=1)
    told = advise(conditions_for("2018", 5), typed, edition="2018", level=5, occupation="电工", on=date(2028, 2, 29))
    assert told["2018-5-1"].met is True
