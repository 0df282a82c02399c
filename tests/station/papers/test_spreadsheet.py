from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from station.papers import Sheet, SheetColumn, workbook
from station.papers.spreadsheet import neutral

COLUMNS = [
    SheetColumn("姓名", "name"),
    SheetColumn("身份证号", "identity", 22),
    SheetColumn("成绩", "score", 8, "number"),
    SheetColumn("出生日期", "born", 12, "date"),
]
ROWS = [
    {"name": "张䶮", "identity": "370102199001011234", "score": 88, "born": date(1990, 1, 1)},
    {"name": "=HYPERLINK(1)", "identity": "37010219900101123X", "score": Decimal("59.5"), "born": None},
]


def book(rows=ROWS, **options) -> bytes:
    return workbook(
        [Sheet("人员名册", COLUMNS, rows, **options)], title="名册", author="某鉴定所", issued=date(2026, 9, 1)
    )


def cells(data: bytes) -> list[list[object]]:
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("--", "--"),
        ("+86 13812345678", "+86 13812345678"),
        ("-5", "-5"),
        ("-0.5", "-0.5"),
        ("张三", "张三"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_cells_that_begin_like_formulas_are_neutralised(text: str, written: str):
    assert neutral(text) == written


@settings(max_examples=40)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=10))
def test_no_text_ever_becomes_a_formula(texts: list[str]):
    data = workbook(
        [Sheet("表", [SheetColumn("文", lambda text: text)], texts)], title="t", author="a", issued=date(2026, 1, 1)
    )
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    for row in page.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert not str(cell.value or "").startswith(("=", "@", "\t", "\r"))


def test_the_same_rows_give_the_same_bytes_at_another_time(monkeypatch):
    first = book()

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2031, 5, 5, tzinfo=UTC)

    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later)
    assert book() == first


def test_no_entry_carries_the_day_it_was_written():
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert properties.count("2026-09-01T00:00:00Z") == 2


def test_identity_numbers_are_text_and_numbers_are_numbers():
    rows = cells(book())
    assert rows[0] == ["姓名", "身份证号", "成绩", "出生日期"]
    assert rows[1] == ["张䶮", "370102199001011234", 88, datetime(1990, 1, 1)]
    assert rows[2][:3] == ["'=HYPERLINK(1)", "37010219900101123X", 59.5]


def test_an_identity_number_handed_over_as_a_number_is_still_text():
    [_, row] = cells(book([{"name": "甲", "identity": 370102199001011234, "score": "缺考", "born": "1990-01"}]))
    assert row == ["甲", "370102199001011234", "缺考", "1990-01"]


def test_another_reader_reads_back_the_same():
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book())).get_sheet_by_index(0)
    assert sheet.to_python()[1] == ["张䶮", "370102199001011234", 88.0, date(1990, 1, 1)]


def test_heading_and_notes_frame_the_table():
    rows = cells(book(heading="职业技能鉴定人员名册", notes=["制表：某某"]))
    assert rows[0][0] == "职业技能鉴定人员名册"
    assert rows[1][0] == "姓名"
    assert rows[-1][0] == "制表：某某"


def test_a_sheet_title_excel_would_refuse_is_made_acceptable():
    data = workbook([Sheet("a/b:c*" + "长" * 40, COLUMNS, [])], title="t", author="a", issued=date(2026, 1, 1))
    [name] = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert len(name) == 31
    assert "/" not in name
