"""The workbook that goes back: everything the sender had, and our remark beside each person (R2.4)."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill

from registration.roster.annotating import annotate
from registration.roster.judging import Judgement, judge
from registration.roster.reading import RosterTable, read_roster
from tests.registration.roster.corpus import (
    HEADER,
    OFFERINGS,
    TODAY,
    csv_text,
    lines,
    person,
    roster,
    saved,
    with_wrong_check_digit,
)

FILES = Path(__file__).parent / "files"


def returned(data: bytes, name: str = "名单.xlsx") -> tuple[Workbook, RosterTable, Judgement, bytes]:
    table = read_roster(data, name)
    judgement = judge(table, offerings=OFFERINGS, on=TODAY)
    back = annotate(data, name, table, judgement)
    return load_workbook(io.BytesIO(back)), table, judgement, back


def dirty_workbook() -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "报名"
    sheet["A1"] = "报名汇总表"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.merge_cells("A1:W1")
    wrong = person(2)
    wrong["证件号码"] = with_wrong_check_digit(str(wrong["证件号码"]))
    for row, line in enumerate(lines([person(1, 备注="=1+1"), wrong, person(1), person(3, 手机号码="15412345678")]), 2):
        for column, value in enumerate(line, 1):
            if value != "":
                sheet.cell(row, column).value = value
    sheet["F3"].number_format = "yyyy/m/d"
    sheet["B3"].fill = PatternFill("solid", start_color="00FF00")
    sheet.column_dimensions["D"].width = 33
    sheet.row_dimensions[3].height = 41
    sheet.freeze_panes = "A3"
    other = workbook.create_sheet("说明")
    other["A1"] = "本表由班主任填写"
    workbook.create_sheet("隐藏").sheet_state = "hidden"
    return saved(workbook)


def test_each_person_gets_a_remark_and_the_faulty_boxes_a_colour() -> None:
    workbook, _, judgement, _ = returned(dirty_workbook())
    sheet = workbook["报名"]
    assert sheet["X2"].value == "修改意见"
    remarks = [sheet.cell(row, 24).value for row in range(3, 7)]
    assert remarks[0] == "可以导入"
    assert remarks[1] == "退回修改：" + judgement.rows[1].reason
    assert remarks[2].startswith("重复：与第 3 行重复")
    assert remarks[3].startswith("可以导入。提示：")
    assert sheet["D4"].fill.fgColor.rgb == "00F8D7DA" == sheet["X4"].fill.fgColor.rgb
    assert sheet["D6"].fill.fill_type is None
    assert "退回修改 1" in sheet["X2"].comment.text


def test_values_formats_merges_widths_formulas_and_other_sheets_are_kept() -> None:
    before, (after, *_) = load_workbook(io.BytesIO(dirty_workbook())), returned(dirty_workbook())
    assert after.sheetnames == before.sheetnames
    assert after["隐藏"].sheet_state == "hidden"
    assert after["说明"]["A1"].value == "本表由班主任填写"
    old, new = before["报名"], after["报名"]
    for line in old.iter_rows():
        for cell in line:
            twin = new[cell.coordinate]
            assert (twin.value, twin.data_type, twin.number_format) == (cell.value, cell.data_type, cell.number_format)
            assert repr(twin.font) == repr(cell.font)
    assert new.merged_cells.ranges == old.merged_cells.ranges
    assert new.column_dimensions["D"].width == 33
    assert new.row_dimensions[3].height == 41
    assert new.freeze_panes == "A3"
    assert new["W3"].value == "=1+1"
    assert new["B3"].fill.fgColor.rgb == "0000FF00"


def test_the_returned_workbook_reads_and_judges_as_before_and_keeps_one_column_of_remarks() -> None:
    _, table, judgement, back = returned(dirty_workbook())
    again = read_roster(back, "修改意见.xlsx")
    assert [row.number for row in again.rows] == [row.number for row in table.rows]
    assert judge(again, offerings=OFFERINGS, on=TODAY).as_json()["rows"] == judgement.as_json()["rows"]
    workbook, *_ = returned(back)
    assert [cell.value for cell in workbook["报名"][2]].count("修改意见") == 1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_text_becomes_a_formula_on_its_way_through_us(sign: str) -> None:
    payload = f'{sign}HYPERLINK("x")'
    rows = [person(1, 备注=payload), person(2, 申报职业=payload), person(3, 手机号码=payload), person(4, 姓名=payload)]
    data = csv_text(lines(rows)).encode("gb18030")
    workbook, _, judgement, _ = returned(data, "名单.csv")
    assert [row.verdict for row in judgement.rows] == ["accepted", "rejected", "rejected", "accepted"]
    cells = [cell for line in workbook.worksheets[0].iter_rows() for cell in line]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.coordinate for cell in cells if cell.value == payload and not cell.quotePrefix] == []
    assert [cell.value for cell in cells].count(payload) == 4


def test_a_text_in_the_senders_own_workbook_that_looks_like_a_formula_stays_text() -> None:
    workbook = load_workbook(io.BytesIO(roster([person(1, 备注="x")])))
    cell = workbook.worksheets[0].cell(2, len(HEADER))
    cell.value, cell.data_type = "=1+1", "s"
    after, *_ = returned(saved(workbook))
    assert after.worksheets[0].cell(2, len(HEADER)).data_type == "s"


def test_text_files_and_old_workbooks_come_back_as_new_workbooks_with_their_values() -> None:
    rows = [person(1), person(2, 手机号码="1")]
    guarded = [row | {"证件号码": f'="{row["证件号码"]}"'} for row in rows]
    workbook, *_ = returned(csv_text(lines(guarded)).encode("utf-8-sig"), "a/学校[1]:名单.csv")
    sheet = workbook.worksheets[0]
    assert sheet["D2"].value == rows[0]["证件号码"]
    assert sheet["D2"].number_format == "@"
    assert sheet["X3"].value.startswith("退回修改：手机号码")
    old, *_ = returned((FILES / "old_format.xls").read_bytes(), "名单.xls")
    assert "A1:W1" in old["报名"].merged_cells
    assert old["报名"]["X4"].value.startswith("退回修改：证件号码被 Excel")


def test_what_stands_in_a_column_without_a_title_is_not_written_over() -> None:
    workbook = load_workbook(io.BytesIO(dirty_workbook()))
    workbook["报名"]["X4"] = "班主任：已核对"
    workbook["报名"].merge_cells("Y3:Z4")
    after, *_ = returned(saved(workbook))
    assert after["报名"]["X4"].value == "班主任：已核对"
    assert after["报名"]["AA2"].value == "修改意见"


def test_a_fault_put_right_loses_its_colour_and_the_senders_own_colours_stay() -> None:
    _, _, _, back = returned(dirty_workbook())
    workbook = load_workbook(io.BytesIO(back))
    workbook["报名"]["D4"] = person(2)["证件号码"]
    after, _, judgement, _ = returned(saved(workbook))
    sheet = after["报名"]
    assert judgement.rows[1].verdict == "accepted"
    assert sheet["D4"].fill.fill_type is None
    assert sheet["X4"].value == "可以导入"
    assert sheet["B3"].fill.fgColor.rgb == "0000FF00"
