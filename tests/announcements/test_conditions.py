"""The texts that are generated: who may apply, and what to bring (R1.2, R2.1, R2.2; spec 2.2, 2.3)."""

import pytest

from announcements.conditions import (
    CONDITIONS,
    conditions_for,
    documents_text,
    papers_beyond_the_condition,
    qualifications_text,
)
from announcements.enums import QualificationProfile
from announcements.prose import tidy
from station.enums import Category, Level

COUNTS = {
    ("2018", 5): 2,
    ("2018", 4): 3,
    ("2018", 3): 3,
    ("2018", 2): 2,
    ("2018", 1): 1,
    ("2023", 5): 2,
    ("2023", 4): 3,
    ("2023", 3): 6,
    ("2023", 2): 5,
    ("2023", 1): 3,
}


def test_each_edition_has_its_conditions_for_every_level() -> None:
    assert {key: len(conditions) for key, conditions in CONDITIONS.items()} == COUNTS
    assert set(CONDITIONS) == {(profile, level) for profile in QualificationProfile.values for level in Level.values}


def test_keys_are_unique_and_say_edition_and_level() -> None:
    keys = [condition.key for conditions in CONDITIONS.values() for condition in conditions]
    assert len(keys) == len(set(keys)) == sum(COUNTS.values())
    for (profile, level), conditions in CONDITIONS.items():
        assert [item.key for item in conditions] == [f"{profile}-{level}-{n}" for n in range(1, len(conditions) + 1)]


@pytest.mark.parametrize(
    ("profile", "level", "years"),
    [
        ("2018", 4, ["4年", "6年"]),
        ("2023", 4, ["满5年", "满3年"]),
        ("2018", 1, ["4年"]),
        ("2023", 1, ["满5年", "满1年"]),
    ],
)
def test_the_years_are_those_of_the_standard(profile: str, level: int, years: list[str]) -> None:
    text = qualifications_text(profile, level, "电工")
    assert [part in text for part in years] == [True] * len(years)
    assert text.startswith(f"申报电工{Level(level).label}，须具备以下条件")


def test_a_single_condition_is_not_called_one_of_several() -> None:
    assert "之一" not in qualifications_text("2018", 1, "电工")
    assert "之一" in qualifications_text("2023", 1, "电工")


def test_technicians_bring_summary_thesis_and_recommendation() -> None:
    kinds = [paper.kind for paper in papers_beyond_the_condition(2, Category.ORDINARY)]
    assert kinds == ["work_summary", "thesis", "recommendation"]
    assert papers_beyond_the_condition(3, Category.NATIONAL_UNIFIED) == ()


@pytest.mark.parametrize(
    ("category", "more"),
    [
        (Category.NATIONAL_UNIFIED, True),
        (Category.PROVINCIAL_UNIFIED, True),
        (Category.COMPETENCE_TEST, False),
        (Category.ORDINARY, False),
    ],
)
def test_unified_levels_one_and_two_bring_a_professional_thesis_or_design(category: Category, more: bool) -> None:
    assert ("unified_thesis" in [paper.kind for paper in papers_beyond_the_condition(1, category)]) is more


def test_the_papers_to_bring_name_each_condition_and_the_stamp() -> None:
    text = documents_text("2023", 3, Category.ORDINARY)
    assert [f"按第（{n}）项条件申报的" in text for n in range(1, 8)] == [True] * 6 + [False]
    assert "居民身份证原件" in text
    assert "《职业技能鉴定考评表》" in text
    assert "《原件已审》" in text
    assert "技术论文" not in text
    assert "技术论文" in documents_text("2023", 2, Category.ORDINARY)


def test_every_condition_but_the_mere_age_names_papers_that_prove_it() -> None:
    without = [
        item.key
        for conditions in CONDITIONS.values()
        for item in conditions
        if not [paper for paper in item.papers if paper.kind != "identity"]
    ]
    assert without == ["2023-5-1"]
    assert "按第（1）项条件申报的，不另交材料。" in documents_text("2023", 5, Category.ORDINARY)
    assert conditions_for("2023", Level.FIVE)[0].text.startswith("年满16周岁")


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        ("  电工\u200b考试\ufeff ", "电工考试"),
        ("一\r\n\r\n\r\n\r\n二", "一\n\n二"),
        ("甲\u00a0 乙\t丙", "甲 乙 丙"),
        ("行\u2028行", "行\n行"),
        ("姓名\u3000电话", "姓名\u3000电话"),
        ("\u0007响", "响"),
    ],
)
def test_text_pasted_from_word_loses_what_nobody_sees(pasted: str, clean: str) -> None:
    assert tidy(pasted) == clean
