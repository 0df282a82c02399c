"""Reading the centre's list of certificate numbers: title rows, a header somewhere, one certificate a row (R6.2).

Nothing is judged here but whether a cell can be read; every row keeps the number that the sheet shows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registration.roster.cells import Cell
from registration.roster.errors import RosterUnreadable
from registration.roster.grids import Grid, open_workbook
from registration.roster.normalising import (
    FIRST_INEXACT,
    clean_document_number,
    clean_name,
    clean_optional,
    parse_date,
)
from station.refusals import Reason, Refused

WHAT = "不能导入证书编号"
HEADER_WITHIN = 20

TITLES: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "考生姓名", "持证人姓名"),
    "identity_number": (
        "证件号码",
        "证件号",
        "身份证号",
        "身份证号码",
        "身份证件号码",
        "公民身份号码",
        "居民身份证号码",
    ),
    "occupation": ("职业", "职业名称", "职业工种", "职业(工种)", "职业(工种)名称", "鉴定职业", "工种"),
    "level": ("等级", "职业等级", "级别", "技能等级", "资格等级", "鉴定等级", "职业技能等级", "认定等级"),
    "number": ("证书编号", "证书号", "证书号码", "证书编码", "职业资格证书编号"),
    "issued_on": ("发证日期", "核发日期", "证书日期", "发证时间", "核发时间"),
}
NEEDED = ("name", "identity_number", "number")
LABELS = {"name": "姓名", "identity_number": "证件号码", "number": "证书编号"}
_FOOT = re.compile(r"^(合计|小计|总计|共计|注|备注|说明|填表|制表|审核|经办)")


@dataclass(frozen=True)
class NumberRow:
    """One line of the list as written; `unreadable` says why a cell's value can't be relied on."""

    sheet: str
    row: int
    name: str
    identity_number: str
    number: str
    occupation: str = ""
    level: str = ""
    issued_on: str = ""
    unreadable: str = ""


@dataclass(frozen=True)
class NumberList:
    rows: tuple[NumberRow, ...]
    notes: tuple[str, ...] = ()


def read_numbers(content: bytes, file_name: str) -> NumberList:
    """All lines of all sheets that have the header, or `Refused` saying where and why there are none."""
    try:
        grids = [grid for grid in open_workbook(content, file_name).grids if not grid.hidden]
    except RosterUnreadable as error:
        raise Refused(WHAT, Reason(error.message.rstrip("。"), "R6.2", field="file")) from error
    rows: list[NumberRow] = []
    notes: list[str] = []
    headed = 0
    for grid in grids:
        found = _header(grid)
        if found is None:
            if any(clean_optional(cell) for line in grid.rows for cell in line):
                notes.append(f"工作表“{grid.name}”没有证书编号表头，未读取。")
            continue
        headed += 1
        lines, passed_over = _lines(grid, *found)
        rows += lines
        notes += passed_over
    if not headed:
        raise Refused(WHAT, _no_header(grids))
    if not rows:
        raise Refused(WHAT, Reason("表头下面没有内容", "R6.2", "请从表头的下一行起逐行填写。", "file"))
    return NumberList(tuple(rows), tuple(notes))


def _no_header(grids: Sequence[Grid]) -> Reason:
    remedy = "表头须有姓名、证件号码、证书编号三栏。"
    best = max((_columns(line) for grid in grids for line in grid.rows[:HEADER_WITHIN]), key=len, default={})
    lacking = "、".join(f"“{LABELS[key]}”" for key in NEEDED if key not in best)
    if best:
        return Reason(f"表头缺少{lacking}栏", "R6.2", remedy, "file")
    return Reason(f"前 {HEADER_WITHIN} 行里没有找到表头", "R6.2", remedy, "file")


def _title(cell: Cell) -> str:
    return re.sub(r"[\s*＊:：]|\((?:必填|选填|\d+位)\)", "", clean_optional(cell))


def _columns(line: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(line):
        title = _title(cell)
        for key, titles in TITLES.items():
            if title in titles and key not in found:
                found[key] = index
    return found


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for index, line in enumerate(grid.rows[:HEADER_WITHIN]):
        columns = _columns(line)
        if all(key in columns for key in NEEDED):
            return index, columns
    return None


def _lines(grid: Grid, head: int, columns: Mapping[str, int]) -> tuple[list[NumberRow], list[str]]:
    rows: list[NumberRow] = []
    notes: list[str] = []
    for index in range(head + 1, len(grid.rows)):
        line = grid.rows[index]
        cells = {key: line[column] if column < len(line) else "" for key, column in columns.items()}
        filled = [key for key in NEEDED if clean_optional(cells[key])]
        first = next((text for cell in line if (text := clean_optional(cell))), "")
        if not first or _columns(line).keys() >= set(NEEDED):
            continue
        if not filled or (len(filled) < 2 and _FOOT.match(first)):
            notes.append(f"工作表“{grid.name}”第 {index + 1} 行“{first[:30]}”不是证书，未读取。")
            continue
        rows.append(_row(grid.name, index + 1, cells))
    return rows, notes


def _has_lost_digits(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= FIRST_INEXACT


def _row(sheet: str, number: int, cells: Mapping[str, Cell]) -> NumberRow:
    unreadable = next(
        (
            f"{LABELS[key]}是数字格式，只保留前 15 位，后面的已经丢失；请向鉴定中心索取文本格式的名单"
            for key in ("identity_number", "number")
            if _has_lost_digits(cells[key])
        ),
        "",
    )
    day = cells.get("issued_on", "")
    reading = parse_date(day) if day not in ("", None) else None
    return NumberRow(
        sheet=sheet,
        row=number,
        name=clean_name(cells["name"]),
        identity_number=clean_document_number(cells["identity_number"]),
        number=clean_document_number(cells["number"]),
        occupation=clean_optional(cells.get("occupation", "")),
        level=clean_optional(cells.get("level", "")),
        # As the list has it; an Excel day number or a time of day is no date that anybody would print.
        issued_on=str(reading) if reading and reading.day else clean_optional(day),
        unreadable=unreadable,
    )
