"""Files as people send them: layouts, encodings, and what is no roster at all (R2.4)."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from registration.roster.columns import Field
from registration.roster.errors import RosterUnreadable
from registration.roster.grids import MAX_BYTES, MAX_ROWS
from registration.roster.judging import judge
from registration.roster.reading import RosterTable, read_roster
from tests.registration.roster.corpus import HEADER, OFFERINGS, TODAY, csv_text, lines, person, roster, saved, xlsx

FILES = Path(__file__).parent / "files"
PEOPLE = [person(index) for index in range(3)]


def names(table: RosterTable) -> list[object]:
    return [row.cell(Field.NAME) for row in table.rows]


def everyone_accepted(table: RosterTable) -> bool:
    judgement = judge(table, offerings=OFFERINGS, on=TODAY)
    return judgement.accepted == judgement.read > 0


def test_the_plain_layout_is_read_with_the_sheets_own_row_numbers_and_letters() -> None:
    table = read_roster(roster(PEOPLE))
    assert names(table) == [person["姓名"] for person in PEOPLE]
    assert [row.number for row in table.rows] == [2, 3, 4]
    assert (table.letter(Field.NAME), table.letter(Field.IDENTITY), table.letter(Field.LEVEL)) == ("B", "D", "O")
    assert table.letter(Field.EMAIL) == ""


def test_titles_notes_totals_empty_rows_and_repeated_headers_are_no_people() -> None:
    plain = lines(PEOPLE)
    content = [
        ["2026年职业技能鉴定报名汇总表"], ["单位：泉城电力工程公司", "", "", "填表日期：2026年11月1日"], plain[0], plain[1], [],
        plain[0], plain[2], [1], plain[3], ["合计", "3人"], [], ["注：请务必核对身份证号，联系人见教务处。"],
        ["填表人：", "王老师", "", "", "", "", "", "", "0531-88880000"], ["", "（盖章）"],
    ]  # fmt: skip
    table = read_roster(xlsx(("Sheet1", content)))
    assert [row.number for row in table.rows] == [4, 7, 9]
    assert everyone_accepted(table)
    passed_over = "".join(table.notes)
    assert all(f"第 {row} 行" in passed_over for row in (6, 10, 12, 13, 14))
    assert "第 8 行" not in passed_over


def test_a_row_with_a_number_and_no_name_is_a_person_and_so_is_a_name_without_a_number() -> None:
    rows = [person(0, 姓名=""), person(1, 证件号码="")]
    assert len(read_roster(roster(rows)).rows) == 2


def test_who_signed_below_the_list_is_no_person_wherever_the_telephone_and_the_date_stand() -> None:
    footers = [
        ["填表人：王老师", "", "", "联系电话：13912345678"],
        ["填表人：", "王老师", "", "13912345678", "", "2026-11-01"],
        ["", "", "", "2026年11月1日"],
        ["合计", "", "", "12345"],
    ]
    table = read_roster(xlsx(("Sheet1", [*lines(PEOPLE), *footers])))
    assert len(table.rows) == 3
    assert sum("未计入考生" in note for note in table.notes) == 4


def test_a_number_cut_short_still_makes_a_person() -> None:
    rows = [person(0, 姓名="", 证件号码="370102"), person(1, 姓名="", 证件号码="H123456")]
    assert len(read_roster(roster(rows)).rows) == 2


def test_a_row_prepared_with_number_occupation_and_level_but_without_a_person_is_empty() -> None:
    prepared = {"序号": 4, "申报职业": "电工", "申报等级": "四级/中级工", "证件类型": "居民身份证", "民族": "汉族"}
    table = read_roster(roster([*PEOPLE, prepared]))
    assert len(table.rows) == 3
    assert table.notes == ()


def test_an_example_row_is_no_person() -> None:
    table = read_roster(roster([person(9, 序号="示例"), *PEOPLE]))
    assert len(table.rows) == 3


def test_columns_renamed_and_reordered_are_found_and_unknown_ones_reported() -> None:
    header = {"身份证号": "证件号码", "考生姓名": "姓名", "性 别": "性别", "联系电话*": "手机号码", "班级/单位": "工作单位",
              "报考职业（工种）": "申报职业", "级别": "申报等级", "是否住宿": "备注", "出生年月": "出生日期"}  # fmt: skip
    content = [list(header), *([row[title] for title in header.values()] for row in PEOPLE)]
    table = read_roster(xlsx(("Sheet1", content)))
    assert everyone_accepted(table)
    assert any("H 列“是否住宿”" in note for note in table.notes)


def test_of_two_columns_of_one_meaning_the_surer_word_is_read() -> None:
    header = [*HEADER, "联系电话", "家长电话"]
    rows = [row | {"联系电话": "0531-88880000", "家长电话": "13800000000"} for row in PEOPLE]
    table = read_roster(roster(rows, header))
    assert table.columns[Field.MOBILE].title == "手机号码"
    assert everyone_accepted(table)
    assert any("联系电话" in note for note in table.notes)


def two_line_content() -> list[list[object]]:
    upper = ["序号", "考生信息", "", "", "手机", "原证书", "", "申报", ""]
    lower = ["", "姓名", "身份证号", "性别", "", "等级", "编号", "职业", "等级"]
    body = [
        [
            n,
            row["姓名"],
            row["证件号码"],
            row["性别"],
            row["手机号码"],
            "五级/初级工",
            f"19150120035{n:05d}",
            "电工",
            "四级",
        ]
        for n, row in enumerate(PEOPLE, 1)
    ]
    return [["报名表"], upper, lower, *body]


@pytest.mark.parametrize(
    "merges", [("A1:I1", "A2:A3", "B2:D2", "E2:E3", "F2:G2", "H2:I2"), ()], ids=["merged", "not merged"]
)
def test_a_header_of_two_lines_tells_the_old_certificates_level_from_the_level_applied_for(
    merges: tuple[str, ...],
) -> None:
    table = read_roster(xlsx(("Sheet1", two_line_content()), merges=merges))
    assert table.header_rows == (2, 3)
    assert [row.number for row in table.rows] == [4, 5, 6]
    assert (
        table.letter(Field.LEVEL),
        table.letter(Field.CERTIFICATE_LEVEL),
        table.letter(Field.CERTIFICATE_NUMBER),
    ) == ("I", "F", "G")
    assert everyone_accepted(table)


def test_a_box_merged_downwards_speaks_for_every_row_it_covers_and_makes_no_person() -> None:
    content = lines(
        [PEOPLE[0], PEOPLE[1] | {"申报职业": "", "工作单位": ""}, {}, PEOPLE[2] | {"申报职业": "", "工作单位": ""}]
    )
    table = read_roster(xlsx(("Sheet1", content), merges=("M2:M5", "K2:K5")))
    assert [row.number for row in table.rows] == [2, 3, 5]
    assert everyone_accepted(table)
    assert table.rows[1].cell(Field.EMPLOYER) == "泉城电力工程公司"


def test_one_person_merged_over_two_rows_may_apply_for_two_offerings() -> None:
    second = dict.fromkeys(HEADER, "") | {"申报职业": "汽车维修工", "申报等级": "技师"}
    merges = [f"{letter}2:{letter}3" for letter in "ABCDEFI"]
    table = read_roster(xlsx(("Sheet1", lines([PEOPLE[0], second])), merges=merges))
    judgement = judge(table, offerings=OFFERINGS, on=TODAY)
    assert [row.values["offering"] for row in judgement.rows] == ["electrician-4", "mechanic-2"]


def test_extra_sheets_are_passed_over_and_those_that_hold_people_are_named() -> None:
    data = xlsx(
        ("填表说明", [["本表由班主任填写"]]),
        ("一班", lines(PEOPLE)),
        ("二班", lines([person(8)])),
        ("代码", [["职业", "等级"]]),
    )
    table = read_roster(data)
    assert table.sheet == "一班"
    assert any("二班" in note for note in table.notes)
    assert names(read_roster(data, sheet="二班")) == [person(8)["姓名"]]


def test_the_example_sheet_and_the_hidden_sheet_come_last() -> None:
    workbook = Workbook()
    first: Worksheet = workbook.worksheets[0]
    first.title = "填写示例"
    hidden, real = workbook.create_sheet("旧名单"), workbook.create_sheet("报名")
    hidden.sheet_state = "hidden"
    for sheet, people in ((first, [person(5)]), (hidden, [person(6)]), (real, PEOPLE)):
        for line in lines(people):
            sheet.append(line)
    assert read_roster(saved(workbook)).sheet == "报名"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_files_are_read_in_each_encoding_and_with_each_delimiter(encoding: str, delimiter: str) -> None:
    rows = [row | {"证件号码": f'="{row["证件号码"]}"', "手机号码": f"{row['手机号码']}\t"} for row in PEOPLE]
    table = read_roster(csv_text(lines(rows), delimiter).encode(encoding), "名单.csv")
    assert everyone_accepted(table)
    assert [row.number for row in table.rows] == [2, 3, 4]


def test_the_old_binary_format_is_read() -> None:
    table = read_roster((FILES / "old_format.xls").read_bytes(), "名单.xls")
    assert table.source_format == "xls"
    assert [row.number for row in table.rows] == [3, 4, 5]
    assert [row.verdict for row in judge(table, offerings=OFFERINGS, on=TODAY).rows] == [
        "accepted",
        "rejected",
        "accepted",
    ]


def test_a_file_is_known_by_its_content_and_not_by_its_name() -> None:
    assert read_roster(roster(PEOPLE), "名单.csv").source_format == "xlsx"
    assert read_roster(csv_text(lines(PEOPLE)).encode(), "名单.xlsx").source_format == "csv"


def test_a_list_that_begins_in_a_later_column_keeps_its_letters() -> None:
    table = read_roster(xlsx(("Sheet1", [[], [], *(["", "", *line] for line in lines(PEOPLE))])))
    assert (table.letter(Field.NAME), table.rows[0].number) == ("D", 4)
    assert everyone_accepted(table)


def zipped(**entries: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def stray_cell() -> bytes:
    workbook = Workbook()
    workbook.worksheets[0]["XFD1048576"] = "x"
    return saved(workbook)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\xef\xbb\xbf\r\n\r\n", "空的"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
        (bytes(range(256)) * 20, "不是工作簿"),
        (b"<html><table><tr><td>\xe5\xa7\x93\xe5\x90\x8d</td></tr></table></html>", "另存为 .xlsx"),
        (zipped(word__document="x"), "Word"),
        (zipped(a="x"), "压缩包"),
        (roster(PEOPLE)[:900], "损坏"),
        (b"PK\x03\x04" + bytes(60), "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏"),
        ((FILES / "locked.xlsx").read_bytes(), "密码"),
        (bytes(range(1, 9)) * (MAX_BYTES // 8 + 1), "上限"),
        (stray_cell(), "XFD1048576"),
        ("只有一句话，没有表格。".encode(), "表头"),
        ('姓名,身份证号\n"张三,370102'.encode(), "没有考生"),
    ],
    ids=range(16),
)
def test_what_is_no_roster_is_answered_in_chinese_with_what_would_help(data: bytes, words: str) -> None:
    with pytest.raises(RosterUnreadable) as refusal:
        read_roster(data, "名单.xlsx")
    assert words in refusal.value.message
    assert refusal.value.message.endswith("。")


def test_an_empty_sheet_a_missing_header_and_a_header_without_people_are_named_with_their_place() -> None:
    with pytest.raises(RosterUnreadable, match="工作表「空表」：工作表是空的"):
        read_roster(xlsx(("空表", [])))
    with pytest.raises(RosterUnreadable, match="找不到表头行"):
        read_roster(xlsx(("Sheet1", [["张三", "13912345678"], ["李四", "13812345678"]])))
    with pytest.raises(RosterUnreadable, match="工作表「名单」第 3 行：表头下面没有考生信息"):
        read_roster(xlsx(("名单", [["报名表"], [], list(HEADER)])))


def test_a_header_without_the_identity_number_says_which_column_is_missing_and_where_the_header_stands() -> None:
    content = [["报名表"], ["序号", "姓名", "性别", "手机"], [1, "张三", "男", "13912345678"]]
    with pytest.raises(RosterUnreadable) as refusal:
        read_roster(xlsx(("名单", content)))
    assert (refusal.value.sheet, refusal.value.row, refusal.value.column) == ("名单", 2, "A")
    assert "“证件号码”" in refusal.value.text
    assert "“姓名”和" not in refusal.value.text


def test_more_rows_than_the_limit_are_refused_with_the_row_where_it_is_passed() -> None:
    content = csv_text([["姓名", "证件号码"], *(["张三", str(n)] for n in range(MAX_ROWS + 1))])
    with pytest.raises(RosterUnreadable, match=f"超过 {MAX_ROWS} 行"):
        read_roster(content.encode())


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(RosterUnreadable, match="报名信息"):
        read_roster(roster(PEOPLE), sheet="三班")
