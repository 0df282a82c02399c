"""Whole files made dirty on purpose: every person in them is accounted for, or the file is refused and says why (R2.4)."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from registration.roster.errors import RosterUnreadable
from registration.roster.judging import judge
from registration.roster.reading import read_roster
from tests.registration.roster.corpus import (
    OFFERINGS,
    TODAY,
    csv_text,
    identity,
    lines,
    person,
    saved,
    with_wrong_check_digit,
    xlsx,
)

PEOPLE = [person(index) for index in range(4)]
LIST = lines(PEOPLE)
SHORT = ["姓名", "证件号码", "手机号码", "申报职业", "申报等级"]


def somebody(serial: int = 1) -> list[object]:
    return [f"张{'一二三四五六七八九'[serial - 1]}", identity(serial), f"1391234567{serial}", "电工", "四级"]


def sheet(*content: Sequence[object], merges: Sequence[str] = ()) -> bytes:
    return xlsx(("名单", content), merges=merges)


def headed(*titles: str) -> bytes:
    return sheet(titles, somebody(1), somebody(2))


def _swallowing() -> bytes:
    return csv_text(LIST).replace("泉城电力工程公司", '"泉城电力工程公司', 1).encode()


def _of_the_old_macintosh() -> bytes:
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    born = datetime.date.fromisoformat(str(PEOPLE[1]["出生日期"]))
    for line in lines([PEOPLE[1] | {"出生日期": born}]):
        workbook.active.append(line)
    return saved(workbook)


def _with_hidden_rows_and_columns() -> bytes:
    workbook = Workbook()
    for line in LIST:
        workbook.active.append(line)
    workbook.active.row_dimensions[3].hidden = True
    workbook.active.column_dimensions["D"].hidden = True
    return saved(workbook)


@dataclass(frozen=True)
class FileDirt:
    kind: str
    make: Callable[[], bytes]
    read: int = 4
    rejected: int = 0
    duplicate: int = 0
    refused: str = ""
    """Words of the refusal where the whole file is refused."""
    noted: str = ""


# fmt: off
FILE_DIRT = (
    FileDirt("text with the separator named in the first line", lambda: ("sep=,\r\n" + csv_text(LIST)).encode("utf-8-sig")),
    FileDirt("text with the line ends of an old Macintosh", lambda: csv_text(LIST).replace("\r\n", "\r").encode()),
    FileDirt("rare characters in GB18030", lambda: csv_text(lines([PEOPLE[0] | {"姓名": "钱𬭚"}, PEOPLE[1] | {"姓名": "赵䶮"}])).encode("gb18030"), read=2),
    FileDirt("text with a mark in front and semicolons", lambda: csv_text(LIST, ";").encode("utf-8-sig")),
    FileDirt("text with empty columns behind", lambda: csv_text([line + [""] * 5 for line in LIST]).encode()),
    FileDirt("text with every second line empty", lambda: csv_text([line for pair in zip(LIST, [[""]] * 9, strict=False) for line in pair]).encode()),
    FileDirt("text with quotation marks inside a word", lambda: csv_text(LIST).replace("泉城电力工程公司", '泉城"电力"工程公司').encode()),
    FileDirt("text with line breaks in the header", lambda: csv_text([["姓名\n(必填)", "身份证号\n(18位)", *SHORT[2:]], somebody()]).encode(), read=1),
    FileDirt("text with a title and a header of two lines", lambda: csv_text([["2026年报名表"], ["姓名", "证件号码", "手机号码", "申报信息", "", "原证书", ""], ["", "", "", "职业", "等级", "等级", "编号"], [*somebody(), "五级", "1"]]).encode(), read=1),
    FileDirt("rows of blanks between people", lambda: sheet(LIST[0], [" ", "\u3000"], *LIST[1:])),
    FileDirt("a title, signatures and totals around the list", lambda: sheet(["某校报名汇总表"], ["单位（盖章）：", "", "", "填表日期：2026-1-1"], SHORT, somebody(), ["合计：1人"], ["填表人：王五", "", "审核人：赵六", "电话：13800000000"], merges=["A1:E1"]), read=1, noted="合计"),
    FileDirt("headings of classes between people", lambda: sheet(SHORT, ["机电一班"], somebody(1), ["机电二班"], somebody(2), merges=["A2:E2", "A4:E4"]), read=2, noted="机电二班"),
    FileDirt("one person merged over two offerings", lambda: sheet(SHORT, somebody(), ["", "", "", "电工", "三级"], merges=["A2:A3", "B2:B3", "C2:C3"]), read=2),
    FileDirt("the header printed on each page", lambda: sheet(*LIST, LIST[0], lines([person(9)])[1]), read=5, noted="重复的表头"),
    FileDirt("a cover sheet first", lambda: xlsx(("封面", [["报名表"], ["2026"]]), ("名单", LIST))),
    FileDirt("a second sheet of people", lambda: xlsx(("一班", LIST), ("二班", lines([person(9)]))), noted="二班"),
    FileDirt("an example that looks like a person", lambda: sheet([*SHORT, "备注"], [*somebody(1), "示例，请删除"], [*somebody(2), ""]), read=1, noted="填写示例"),
    FileDirt("notes with numbers below the list", lambda: sheet(SHORT, somebody(), [], ["注：1.号码设为文本格式"], ["2.手机号码须为本人 13800000000"]), read=1, noted="说明文字"),
    FileDirt("dates counted from 1904", _of_the_old_macintosh, read=1),
    FileDirt("hidden rows and columns count", _with_hidden_rows_and_columns),
    FileDirt("an error where the sex should be", lambda: sheet([*SHORT, "性别"], [*somebody(), "=1/0"]), read=1),
    FileDirt("a number that Excel has shortened", lambda: sheet(SHORT, [*somebody()[:1], int(identity(1)[:15] + "000"), *somebody()[2:]]), read=1, rejected=1),
    FileDirt("the same row twice", lambda: sheet(SHORT, somebody(), somebody()), read=2, duplicate=1),
    FileDirt("one number under two names", lambda: sheet(SHORT, somebody(), ["李某", *somebody()[1:]]), read=2, rejected=1),
    FileDirt("the wrong row corrected below", lambda: sheet(SHORT, ["张一", with_wrong_check_digit(identity(1)), *somebody()[2:]], somebody(1)), read=2, rejected=1),
    # --- headers in other words
    FileDirt("headers with stars and advice", lambda: headed("*姓名（必填）", "*身份证号码（18位，末位X大写）", "*手机号码（本人）", "*申报职业（工种）", "*申报等级（初、中、高级）"), read=2),
    FileDirt("headers with line breaks and wide blanks", lambda: headed("姓 名", "身份证\n号　码", "联系电话（手机）", "申报职业(工种)", "等级(级别)"), read=2),
    FileDirt("headers that ask for the examination", lambda: headed("考生 姓名", "公民身份号码", "移动电话", "鉴定职业(工种)名称", "鉴定级别"), read=2),
    FileDirt("headers of a training course", lambda: headed("学员姓名", "学员身份证", "学员电话", "培训工种", "培训等级"), read=2),
    FileDirt("headers in roundabout words", lambda: headed("姓名(与身份证一致)", "身份证号(请设置为文本格式)", "联系电话1", "职业（工种）名称及方向", "申请鉴定等级"), read=2),
    FileDirt("headers in two languages", lambda: headed("姓名Name", "证件号码ID No.", "手机Mobile", "申报的职业", "申报的等级"), read=2),
    FileDirt("a parent's telephone is not the candidate's", lambda: headed("姓名", "身份证号", "家长电话", "职业", "等级"), read=2, rejected=2, noted="家长电话"),
    # --- refused as a whole
    FileDirt("a quotation mark that swallows the rest", _swallowing, refused="引号不成对"),
    FileDirt("two lists side by side", lambda: sheet([*SHORT, *SHORT], [*somebody(1), *somebody(2)]), refused="并排"),
    FileDirt("a list on its side", lambda: sheet(*map(list, zip(SHORT, somebody(1), somebody(2), strict=True))), refused="表头"),
    FileDirt("a form instead of a list", lambda: sheet(["姓名", "张三", "性别", "男", "民族", "汉"], ["证件号码", identity(1)]), refused="表头缺少"),
    FileDirt("text with a broken character", lambda: csv_text(LIST).encode()[:-9] + b"\xff\n", refused="编码有损坏"),
    FileDirt("a number in two columns", lambda: sheet(["姓名", "身份证号前6位", "身份证号后12位", *SHORT[2:]], ["张三", identity(1)[:6], identity(1)[6:], *somebody()[2:]]), read=1, rejected=1, noted="后12位"),
    FileDirt("something in the last row of the sheet", lambda: sheet(*LIST, *[[]] * 400_000, [""] * 30 + ["x"]), refused="范围过大"),
    FileDirt("two hundred megabytes", lambda: b"PK\x03\x04" + bytes(200 * 1024 * 1024), refused="200 MB"),
)
# fmt: on


@pytest.mark.parametrize("dirt", FILE_DIRT, ids=lambda dirt: dirt.kind)
def test_a_dirty_file_loses_nobody(dirt: FileDirt) -> None:
    if dirt.refused:
        with pytest.raises(RosterUnreadable) as refusal:
            read_roster(dirt.make(), "名单")
        assert dirt.refused in refusal.value.message
        return
    judgement = judge(read_roster(dirt.make(), "名单"), offerings=OFFERINGS, on=TODAY)
    accepted = dirt.read - dirt.rejected - dirt.duplicate
    counted = (judgement.read, judgement.accepted, judgement.rejected, judgement.duplicate)
    assert counted == (dirt.read, accepted, dirt.rejected, dirt.duplicate), judgement.rows
    assert not dirt.noted or any(dirt.noted in note for note in judgement.notes)


def test_each_kind_of_file_is_named_once_and_there_are_many() -> None:
    assert len({dirt.kind for dirt in FILE_DIRT}) == len(FILE_DIRT) >= 35
