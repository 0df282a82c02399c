"""The centre's 鉴定准备清单 as it comes, and files that are none (R5.3)."""

import io
import zipfile

import pytest

from exams.preparation_list import PreparationLine, read_preparation_list
from station.refusals import Refused
from tests.factories.exams import workbook

HEADER = ("序号", "类别", "名称", "单位", "数量", "要求")


def refusal_of(content: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_preparation_list(content, "清单.xlsx")
    return caught.value


def test_title_rows_are_passed_over_and_the_header_is_recognised() -> None:
    lines = read_preparation_list(
        workbook(
            ("职业技能鉴定准备清单",),
            HEADER,
            (1, "场地", "理论考场", "间", 2, "单人单桌"),
            (2, None, "数字万用表", "只", 14.0, None),
            (None, None, None, None, None, None),
            ("合计", None, None, None, None, None),
        )
    )
    assert lines == [
        PreparationLine("理论考场", "场地", "单人单桌", "间", "2"),
        PreparationLine("数字万用表", "场地", "", "只", "14"),
    ]


def test_other_words_and_another_order_of_columns_are_understood() -> None:
    lines = read_preparation_list(
        workbook(("物品名称", "规格型号", "需要数量", "备注"), ("剥线钳", "6 寸", 14, "自带"))
    )
    assert lines == [PreparationLine("剥线钳", "", "6 寸", "", "14", "自带")]


def test_the_header_may_stand_on_a_second_sheet() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook(("填表说明",), title="说明")))
    sheet = book.create_sheet("清单")
    for row in (HEADER, (1, "设备", "实训台", "台", 12, "")):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    assert [line.name for line in read_preparation_list(out.getvalue())] == ["实训台"]


def test_what_is_missing_is_said_with_sheet_row_and_column() -> None:
    refusal = refusal_of(
        workbook(("清单",), HEADER, (1, "场地", "理论考场", "间", None, ""), (2, "场地", None, "间", 3, ""))
    )
    assert [reason.text for reason in refusal.reasons] == [
        "工作表「准备清单」第 3 行 E 列：没有填写数量",
        "工作表「准备清单」第 4 行 C 列：没有填写名称",
    ]


def test_an_overlong_answer_is_named_and_not_cut() -> None:
    refusal = refusal_of(workbook(HEADER, (1, "场地", "长" * 121, "间", 1, "")))
    assert "C 列：名称超过 120 个字" in str(refusal)


def test_many_mistakes_are_summed_up() -> None:
    refusal = refusal_of(workbook(HEADER, *[(n, "场地", f"项{n}", "间", None, "") for n in range(1, 31)]))
    assert len(refusal.reasons) == 21
    assert refusal.reasons[-1].text == "另有 10 处同类问题"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "文件是空的"),
        (b"not a workbook", "不是 Excel 工作簿"),
        (b"PK\x03\x04 broken", "已经损坏"),
        (workbook(("职业技能鉴定",), ("姓名", "证件号码")), "找不到表头"),
        (workbook(HEADER), "没有内容"),
        (b"x" * (5 * 1024 * 1024 + 1), "超过 5 MB"),
    ],
)
def test_a_file_that_is_no_list_is_answered_in_chinese(content: bytes, word: str) -> None:
    refusal = refusal_of(content)
    assert word in str(refusal)
    assert refusal.reasons[0].remedy


def test_a_workbook_that_would_overwhelm_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (61 * 1024 * 1024))
    assert "展开后过大" in str(refusal_of(out.getvalue()))
