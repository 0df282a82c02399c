"""The centre's list of numbers: every row answered, nothing guessed, broken files told plainly (R6.2)."""

import io
from datetime import date

import pytest
from django.db import transaction
from openpyxl import Workbook

from certificates import selectors
from certificates.number_list import read_numbers
from station.refusals import Refused
from tests.factories import certificates as make

PERSON = ("考生一", "370102199005010017", "电工", "四级/中级工", "2615012001400001", "2026-11-06")


def book(*rows: tuple[object, ...], before: tuple[tuple[object, ...], ...] = (), title: str = "证书编号") -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in (*before, *rows):
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


HEADER = ("姓名", "证件号码", "职业", "等级", "证书编号", "发证日期")


# --- reading, without a database --------------------------------------------------------------------------------------------


def test_title_rows_above_the_header_are_passed_and_rows_keep_the_sheet_s_numbers() -> None:
    content = book(HEADER, PERSON, before=(("2026年第1次鉴定证书编号名单",), (), ("填表单位：鉴定中心",)))
    (row,) = read_numbers(content, "x.xlsx").rows
    assert (row.sheet, row.row, row.name, row.identity_number) == ("证书编号", 5, PERSON[0], PERSON[1])
    assert (row.number, row.issued_on) == (PERSON[4], "2026-11-06")


def test_other_titles_marks_and_orders_are_understood() -> None:
    header = ("*证书号码", "考生姓名", "身份证号（必填）", "备注", "备注")
    (row,) = read_numbers(book(header, (PERSON[4], "考生 一", "370102 19900501 0017", "", "")), "x.xlsx").rows
    assert (row.name, row.identity_number, row.number) == ("考生一", PERSON[1], PERSON[4])


def test_totals_and_remarks_below_are_no_certificates_and_are_said_so() -> None:
    read = read_numbers(book(HEADER, PERSON, (), ("合计 1 人",), ("注：请核对",)), "x.xlsx")
    assert len(read.rows) == 1
    assert len(read.notes) == 2


def test_all_sheets_with_the_header_are_read() -> None:
    workbook = Workbook()
    workbook.active.append(("说明",))
    for title in ("四级", "三级"):
        sheet = workbook.create_sheet(title)
        sheet.append(HEADER)
        sheet.append(PERSON)
    out = io.BytesIO()
    workbook.save(out)
    read = read_numbers(out.getvalue(), "x.xlsx")
    assert [(row.sheet, row.row) for row in read.rows] == [("四级", 2), ("三级", 2)]
    assert "未读取" in read.notes[0]


def test_a_number_that_excel_has_cut_short_is_not_relied_on() -> None:
    (row,) = read_numbers(book(HEADER, (*PERSON[:4], 2615012001400001, PERSON[5])), "x.xlsx").rows
    assert "只保留前 15 位" in row.unreadable


def test_a_list_as_comma_separated_text_is_read_too() -> None:
    text = "\r\n".join(",".join(row) for row in (HEADER, PERSON)).encode("gb18030")
    assert [row.number for row in read_numbers(text, "x.csv").rows] == [PERSON[4]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"PK\x03\x04 not a workbook", "损坏"),
        (b"%PDF-1.7 something", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
        (bytes(range(256)) * 4, "不是工作簿"),
        (book(("姓名", "证件号码"), ("考生一", "370102199005010017")), "“证书编号”"),
        (book(("甲", "乙")), "没有找到表头"),
        (book(HEADER), "表头下面没有内容"),
    ],
)
def test_a_file_that_is_no_list_is_told_plainly(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        read_numbers(content, "证书编号.xlsx")
    assert caught.value.what == "不能导入证书编号"
    assert caught.value.reasons[0].field == "file"


# --- importing --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_row_is_answered_and_the_sums_agree() -> None:
    made = make.stamped_round(6)
    rows = make.number_rows(made)
    rows[1][5] = make.number_of(2, 3)  # the level digit of another level
    rows[2][5] = rows[0][5]  # a number twice
    rows[3][1] = "另一个人"
    rows[4][6] = "2026年13月1日"
    rows += [rows[0], [9, "外人", "370102199005011234", "电工", "四级", make.number_of(9), "2026-11-06"]]
    rows += [[10, "没有证号", "", "电工", "四级", make.number_of(10), "2026-11-06"]]
    report = make.import_numbers(made, make.number_file(made, rows))
    assert (report.read, report.accepted, report.rejected) == (9, 2, 7)
    reasons = [row.reason for row in report.rows]
    assert [row.row for row in report.rows] == list(range(2, 11))
    assert reasons[0] == reasons[5] == ""
    assert "等级位是 3" in reasons[1]
    assert "已登记在别人名下" in reasons[2]
    assert "证件号码与姓名不符" in reasons[3]
    assert "不是完整的日期" in reasons[4]
    assert "没有重复登记" in reasons[6]
    assert "不在核准名单里" in reasons[7]
    assert "没有证件号码" in reasons[8]
    assert len(report.missing) == 4
    assert selectors.results_awaiting_certificates(made.assessment).count() == 4


@pytest.mark.django_db
def test_what_was_missing_comes_with_the_next_list() -> None:
    made = make.stamped_round(2)
    make.import_numbers(made, make.number_file(made, make.number_rows(made)[:1]))
    rest = make.number_rows(made)
    rest[0][5] = make.number_of(2)
    report = make.import_numbers(made, make.number_file(made, rest))
    assert (report.accepted, report.missing) == (1, [])


@pytest.mark.django_db
def test_a_list_without_dates_needs_the_date_beside_it() -> None:
    made = make.stamped_round(1)
    rows = [row[:6] for row in make.number_rows(made)]
    report = make.import_numbers(made, make.number_file(made, rows))
    assert report.rows[0].reason == "没有发证日期"
    report = make.import_numbers(made, make.number_file(made, rows), issued_on=date(2026, 11, 6))
    assert report.accepted == 1
    assert make.certificates_of(made)[0].issued_on == date(2026, 11, 6)


@pytest.mark.django_db
def test_a_broken_workbook_of_the_old_format_changes_nothing() -> None:
    made = make.stamped_round(1)
    with pytest.raises(Refused), transaction.atomic():
        make.import_numbers(made, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", file_name="证书编号.xls")
    assert selectors.results_awaiting_certificates(made.assessment).count() == 1
