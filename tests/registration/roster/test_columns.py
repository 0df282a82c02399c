"""The words above a column, as different hands write them."""

import pytest

from registration.roster.columns import SYNONYMS, Field, recognise_header, title_key
from registration.roster.errors import RosterUnreadable
from registration.roster.judging import judge
from registration.roster.reading import headings, read_roster
from tests.registration.roster.corpus import OFFERINGS, TODAY, identity, xlsx


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        (Field.NAME, ["姓名", "姓 名", "*姓名", "考生姓名：", "学生姓名", "姓名（必填）", "姓\n名"]),
        (
            Field.IDENTITY,
            [
                "证件号码",
                "身份证号",
                "身份证号码*",
                "身份证号（18位）",
                "公民身份号码",
                "居民身份证号码",
                "身份证号码（末位X大写）",
            ],
        ),
        (Field.SEX, ["性别", "性 别", "性别（男/女）"]),
        (Field.BIRTH, ["出生日期", "出生年月", "出生年月日", "出生日期（1990-01-01）"]),
        (Field.MOBILE, ["手机", "手机号码", "联系电话", "移动电话", "本人手机号", "手机号（接收准考证）", "联系方式"]),
        (
            Field.OCCUPATION,
            ["申报职业", "职业工种名称", "鉴定工种", "职业（工种）", "报考职业（工种）", "认定职业", "职业/工种"],
        ),
        (Field.TRADE, ["工种", "工种/职业方向"]),
        (Field.LEVEL, ["申报等级", "认定等级", "级别", "报考级别", "职业技能等级", "鉴定等级（级）"]),
        (Field.CERTIFICATE_LEVEL, ["原证书等级", "证书等级", "原职业资格等级", "现有等级"]),
        (Field.CERTIFICATE_NUMBER, ["原证书编号", "证书编号", "原职业资格证书编号"]),
        (Field.EDUCATION, ["文化程度", "学历", "最高学历"]),
        (Field.EMPLOYER, ["工作单位", "单位", "学校", "所在单位", "班级/单位", "报名单位"]),
        (Field.GROUP, ["班级", "所在班级", "部门"]),
        (Field.ETHNICITY, ["民族"]),
        (Field.SOURCE, ["考生来源"]),
        (Field.DOCUMENT_TYPE, ["证件类型", "证件类别"]),
        (Field.WORK_YEARS, ["工作年限", "本职业工龄（年）", "从业年限"]),
        (Field.CONDITION, ["申报条件", "考生申报条件"]),
        (Field.EMAIL, ["邮箱", "E-mail", "电子邮箱"]),
        (Field.ADDRESS, ["通讯地址", "家庭住址", "邮寄地址"]),
        (Field.SEQUENCE, ["序号", "No."]),
    ],
)
def test_a_column_is_known_by_each_of_its_usual_words(field: Field, headers: list[str]) -> None:
    assert {header: found[0] if (found := recognise_header(header)) else None for header in headers} == dict.fromkeys(
        headers, field
    )


@pytest.mark.parametrize(
    "header",
    [
        "",
        "是否住宿",
        "家长手机",
        "紧急联系人电话",
        "班主任手机号码",
        "缴费情况",
        "照片",
        "身份证复印件",
        "监护人身份证号",
    ],
)
def test_a_column_of_somebody_else_or_of_no_use_is_not_taken(header: str) -> None:
    assert recognise_header(header) is None


def test_each_field_knows_its_own_printed_word() -> None:
    assert {field: recognise_header(field.label) for field in Field} == {field: (field, 0) for field in Field}
    assert set(SYNONYMS) == set(Field)


# --- what a sender's own words mean, told once ---------------------------------------------------------------------------


def test_a_header_nobody_knows_is_read_once_somebody_said_what_it_means() -> None:
    """R2.4: the user maps unknown columns; our own words need no telling."""
    head = ["尊姓大名", "证照", "手机号码", "申报职业", "申报等级"]
    data = xlsx(("名单", [head, ["张三", identity(1), "13912345678", "电工", "四级"]]))
    with pytest.raises(RosterUnreadable):
        read_roster(data)
    learned = {title_key("尊姓大名"): Field.NAME, title_key("* 证 照："): Field.IDENTITY}
    judgement = judge(read_roster(data, learned=learned), offerings=OFFERINGS, on=TODAY)
    assert [(row.name, row.verdict.value) for row in judgement.rows] == [("张三", "accepted")]


def test_what_was_said_of_a_header_stands_before_what_we_would_make_of_it() -> None:
    head = ["姓名", "证件号码", "联系电话", "紧急电话", "申报职业", "申报等级"]
    row = ["张三", identity(1), "0531-88888888", "13912345678", "电工", "四级"]
    learned = {title_key("联系电话"): None, title_key("紧急电话"): Field.MOBILE}
    table = read_roster(xlsx(("名单", [head, row])), learned=learned)
    assert table.rows[0].cell(Field.MOBILE) == "13912345678"
    assert [column.title for column in table.extra_columns] == ["联系电话"]


def test_rows_of_people_are_never_taken_for_headings_to_be_explained() -> None:
    assert headings(xlsx(("名单", [["张三", identity(1), "13912345678"], ["李四", identity(2), "13912345679"]]))) == {}
    asked = headings(xlsx(("名单", [["某校名单"], ["尊姓大名", "证照", "手机"], ["李四", identity(2), "13912345679"]])))
    assert asked == {"尊姓大名": None, "证照": None, "手机": Field.MOBILE}
