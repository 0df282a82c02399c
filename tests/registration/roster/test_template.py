"""The workbook for filling in: what is chosen from its lists is read back without a remark (R2.1, R2.4)."""

import io

import pytest
from openpyxl import load_workbook

from registration.roster.columns import Field
from registration.roster.examining import EDUCATION_CODES
from registration.roster.judging import judge
from registration.roster.reading import read_roster
from registration.roster.template import CHOICES, CONDITIONS, SHEET, ConditionFacts, template
from tests.registration.roster.corpus import OFFERINGS, TODAY, identity, saved

SUBJECTS = (Field.THEORY, Field.PRACTICAL)


@pytest.fixture
def empty():
    data = template("2026年第3次鉴定", OFFERINGS, [ConditionFacts("2023-4-1", "累计从事本职业工作满5年。")], SUBJECTS)
    return load_workbook(io.BytesIO(data))


def columns(workbook) -> dict[str, int]:
    return {str(cell.value).rstrip("*"): cell.column for cell in workbook[SHEET][1]}


def choices(workbook, label: str) -> list[str]:
    offered = workbook[CHOICES]
    column = next(cell.column for cell in offered[1] if cell.value == label)
    texts = (offered.cell(row, column).value for row in range(2, offered.max_row + 1))
    return [text for text in texts if text]


def filled(workbook, row: int, **said: str) -> None:
    place = columns(workbook)
    for label, text in said.items():
        workbook[SHEET].cell(row, place[label]).value = text


def test_every_choice_offered_is_understood(empty) -> None:
    """R2.4: a list that offers what the import remarks on would be worse than no list."""
    labels = ("文化程度", "民族", "申报条件", "理论考试", "操作技能考试")
    longest = max(len(choices(empty, label)) for label in labels)
    for number in range(longest):
        said = {label: (offered := choices(empty, label))[number % len(offered)] for label in labels}
        filled(
            empty, number + 3, 姓名=f"张{'甲乙丙丁戊己庚辛壬癸'[number % 10]}", 证件类型="居民身份证", 证件号码=identity(number + 1),
            手机号码="13912345678", 工作单位="某校", 申报职业="电工", 申报等级="四级/中级工", **said,
        )  # fmt: skip
    judgement = judge(read_roster(saved(empty)), offerings=OFFERINGS, on=TODAY)
    assert (judgement.read, judgement.accepted) == (longest, longest)
    assert {warning for row in judgement.rows for warning in row.warnings if "同日出生" not in warning} == set()
    assert set(choices(empty, "文化程度")) <= set(EDUCATION_CODES)


@pytest.mark.parametrize("offering", OFFERINGS, ids=lambda offering: offering.key)
def test_every_offering_can_be_chosen(empty, offering) -> None:
    assert offering.occupation_name in choices(empty, "申报职业")
    assert offering.label.removeprefix(f"{offering.occupation_name} ") in choices(empty, "申报等级")


def test_the_example_row_is_no_person_and_the_empty_template_says_so(empty) -> None:
    from registration.roster.errors import RosterUnreadable

    with pytest.raises(RosterUnreadable, match="没有考生信息"):
        read_roster(saved(empty))


def test_numbers_are_text_before_anybody_types(empty) -> None:
    sheet = empty[SHEET]
    for cell in sheet[1]:
        assert sheet.column_dimensions[cell.column_letter].number_format == "@"
    assert sheet.freeze_panes == "C2"


def test_lists_reach_below_the_example_and_stand_on_a_sheet_of_their_own(empty) -> None:
    rules = empty[SHEET].data_validations.dataValidation
    assert len(rules) == 9
    assert all(rule.formula1.startswith(f"'{CHOICES}'!") and "5000" in str(rule.sqref) for rule in rules)
    assert CONDITIONS in empty.sheetnames
