"""Sheets as they arrive: with titles, empty rows and columns nobody asked for, or not sheets at all (R4.2)."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from station.models import SpecialDayKind as Kind
from station.notice_reading import read
from station.notice_sheet import MAX_BYTES, MAX_LINES, SheetUnreadable, lines_of_sheet
from station.papers.spreadsheet import Sheet, SheetColumn, workbook


def book(*rows: list[Any], before: list[list[Any]] | None = None) -> bytes:
    made = openpyxl.Workbook()
    if before is not None:
        for row in before:
            made.active.append(row)
        made.create_sheet("安排")
    sheet = made.worksheets[-1]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read_2027(content: bytes) -> list[tuple[str, str, str]]:
    reading = read(lines_of_sheet(content), 2027)
    assert reading.faults == ()
    return [(day.date.isoformat(), str(day.kind), day.name) for day in reading.days]


NEW_YEAR = [("2027-01-01", "holiday", "元旦"), ("2027-01-10", "working", "元旦")]


def test_a_sheet_with_title_empty_rows_extra_columns_and_a_note() -> None:
    content = book(
        ["2027年部分节假日安排"],
        [],
        ["序号", "日期", "星期", "性质", "名称", "经办"],
        [1, date(2027, 1, 1), "星期五", "放假", "元旦", "张三"],
        [],
        [2, "2027年1月10日（周日）", "", "上班", "元旦", None],
        ["注：以国务院办公厅通知为准"],
    )
    assert read_2027(content) == NEW_YEAR
    assert [line.number for line in lines_of_sheet(content)] == [4, 6]


@pytest.mark.parametrize(
    "cell", [date(2027, 1, 1), datetime(2027, 1, 1, 8), 46388, 46388.0, "46388", "2027/1/1", "1月1日", 20270101]
)
def test_a_date_may_be_a_date_a_text_or_a_serial_number(cell: Any) -> None:
    content = book(["日期", "性质", "名称"], [cell, "休", "元旦"], ["2027-01-10", "补班", "元旦"])
    assert read_2027(content) == NEW_YEAR


def test_a_sheet_without_a_head_is_read_by_its_cells() -> None:
    content = book(["元旦", "2027-01-01", "星期五", "放假"], ["元旦", "2027-01-10", "星期日", "上班"])
    assert read_2027(content) == NEW_YEAR


def test_begin_and_end_may_stand_in_two_columns() -> None:
    content = book(["名称", "开始日期", "结束日期", "类型"], ["国庆节", date(2027, 10, 1), date(2027, 10, 3), "放假"])
    assert [day for day, _, _ in read_2027(content)] == ["2027-10-01", "2027-10-02", "2027-10-03"]


def test_the_usual_table_with_one_column_for_each_kind() -> None:
    content = book(
        ["节日", "放假时间", "调休上班日期", "放假天数"],
        ["元旦", "1月1日至3日", "1月10日（周日）上班", "3天"],
        ["清明节", "4月5日放假", "不调休", "1天"],
    )
    reading = read(lines_of_sheet(content), 2027)
    assert reading.faults == ()
    assert [(day.date.isoformat(), str(day.kind)) for day in reading.days] == [
        ("2027-01-01", "holiday"),
        ("2027-01-02", "holiday"),
        ("2027-01-03", "holiday"),
        ("2027-01-10", "working"),
        ("2027-04-05", "holiday"),
    ]


def test_the_first_sheet_with_days_is_taken() -> None:
    content = book(["日期", "性质"], ["2027-01-01", "放假"], before=[["说明"], ["请看第二张表"]])
    assert [line.first for line in lines_of_sheet(content)] == ["2027-01-01"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_a_sheet_too(encoding: str) -> None:
    content = "日期,性质,名称\r\n2027-01-01,放假,元旦\r\n2027-01-10,上班,元旦\r\n".encode(encoding)
    assert read_2027(content) == NEW_YEAR


def test_our_own_sheet_is_read_back_equal() -> None:
    columns = [SheetColumn(title, title) for title in ("起", "止", "性质", "名称")]
    rows = [
        {"起": "2027-01-01", "止": "2027-01-03", "性质": "放假", "名称": "元旦"},
        {"起": "2027-01-10", "止": "", "性质": "调休上班", "名称": "元旦"},
    ]
    sheet = Sheet("2027年", columns, rows, "2027年节假日安排", ["注：日期写成 2027-01-01 或 1月1日。本行不读入。"])
    reading = read(lines_of_sheet(workbook([sheet], title="x", author="x", issued=date(2026, 11, 4))), 2027)
    assert reading.faults == ()
    assert [day.kind for day in reading.days] == [Kind.HOLIDAY] * 3 + [Kind.WORKING]


def test_a_row_that_means_a_day_but_can_t_be_read_is_a_fault_at_its_row() -> None:
    content = book(
        ["日期", "性质", "名称"],
        ["2027-02-30", "放假", "春节"],
        [None, "放假", "春节"],
        ["2027-01-01", "调休", "元旦"],
        ["2026-11-30", "放假", "元旦"],
    )
    faults = read(lines_of_sheet(content), 2027).faults
    assert [fault.number for fault in faults] == [2, 3, 4, 5]


def zipped(name: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"\r\n\r\n", "文件是空的"),
        (b"x" * (MAX_BYTES + 1), "超过 1 MB"),
        (zipped("word/document.xml"), "不是 Excel 工作簿"),
        (zipped("xl/workbook.xml"), "不能作为工作簿打开"),
        (zipped("xl/workbook.xml", b"0" * (21 * MAX_BYTES)), "展开后过大"),
        (b"PK\x03\x04 broken", "不能作为工作簿打开"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "旧版工作簿"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是 Excel 工作簿"),
        (b"hello,world\n", "没有一行像日期"),
        (book(["日期", "性质"]), "没有一行像日期"),
        (("日期,性质\n" + "1月1日,放假\n" * (MAX_LINES + 1)).encode(), "请只留这一年的"),
    ],
)
def test_what_is_no_sheet_of_days_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(SheetUnreadable, match=said):
        lines_of_sheet(content)


def chart_sheet_without_a_chart() -> bytes:
    made = openpyxl.Workbook()
    made.create_chartsheet()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_a_flag_of_each_entry(content: bytes, flag: int) -> bytes:
    """The general purpose bits stand eight bytes into each entry of a zip's directory, six into each local head."""
    damaged = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = damaged.find(mark)
        while place >= 0:
            damaged[place + offset] |= flag
            place = damaged.find(mark, place + 4)
    return bytes(damaged)


def with_a_torn_stream(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo("xl/workbook.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    return content[:start] + b"\xff" * 20 + content[start + 20 :]


@pytest.mark.parametrize(
    "content",
    [
        chart_sheet_without_a_chart(),
        with_a_flag_of_each_entry(book(["日期", "性质"]), 1),  # a zip with a password
        with_a_torn_stream(book(["日期", "性质"])),
    ],
)
def test_whatever_a_damaged_workbook_trips_over_is_one_sentence(content: bytes) -> None:
    with pytest.raises(SheetUnreadable, match="不能作为工作簿打开"):
        lines_of_sheet(content)


def test_one_stray_cell_far_away_does_no_harm() -> None:
    made = openpyxl.Workbook()
    made.active.append(["日期", "性质"])
    made.active.append(["2027-01-01", "放假"])
    made.active["XFD1048576"] = "x"
    out = io.BytesIO()
    made.save(out)
    assert len(lines_of_sheet(out.getvalue())) == 1
