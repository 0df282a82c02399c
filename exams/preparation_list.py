"""Reading the centre's 鉴定准备清单 (R5.3): an Excel sheet with title rows, a header somewhere, one item a row.

The file is taken whole or not at all; what is wrong is said with sheet, row and column.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from station.refusals import Reason, Refused

WHAT = "不能导入鉴定准备清单"
MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ITEMS = 2000
HEADER_WITHIN = 20

# Field → titles the centre is known to use, and how long the answer may be.
TITLES: dict[str, tuple[str, ...]] = {
    "category": ("类别", "分类", "项目类别", "种类"),
    "name": ("名称", "物品名称", "设备名称", "项目", "品名", "准备项目"),
    "specification": ("要求", "规格", "规格型号", "型号规格", "型号", "技术要求", "规格要求"),
    "unit": ("单位", "计量单位"),
    "quantity": ("数量", "需要数量", "准备数量"),
    "note": ("备注", "说明"),
}
LENGTHS = {"category": 40, "name": 120, "specification": 200, "unit": 20, "quantity": 20, "note": 200}
LABELS = {
    "category": "类别",
    "name": "名称",
    "specification": "要求",
    "unit": "单位",
    "quantity": "数量",
    "note": "备注",
}
NUMBER_TITLES = ("序号", "编号", "项次")
_FOOT = re.compile(r"^(合计|小计|总计|注|备注|说明|填表|制表|审核|日期)")


@dataclass(frozen=True)
class PreparationLine:
    name: str
    category: str = ""
    specification: str = ""
    unit: str = ""
    quantity: str = ""
    note: str = ""


def read_preparation_list(content: bytes, file_name: str = "") -> list[PreparationLine]:
    """The items of the first sheet that has a header, or `Refused` with where and why."""
    sheets = list(_sheets(content))
    for sheet, rows in sheets:
        header = _header(rows)
        if header is not None:
            return _lines(sheet, rows, *header)
    names = "、".join(f"「{name}」" for name, _ in sheets)
    raise _refused(
        f"工作表{names}的前 {HEADER_WITHIN} 行里找不到表头",
        "表头须有一行列名，至少包括“名称”和“数量”。",
    )


def _refused(text: str, remedy: str) -> Refused:
    return Refused(WHAT, Reason(text, "R5.3", remedy, "file"))


def _sheets(content: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    remedy = "请上传鉴定中心下发的 Excel 文件（.xlsx 或 .xls）。"
    if not content:
        raise _refused("文件是空的", remedy)
    if len(content) > MAX_BYTES:
        raise _refused("文件超过 5 MB", "请只保留清单本身后重新上传。")
    _refuse_overwhelming(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names
        ]
    except (CalamineError, ValueError, OSError) as error:
        raise _refused("读不出这个文件，它不是 Excel 工作簿、设有密码，或者已经损坏", remedy) from error
    if not sheets:
        raise _refused("工作簿里没有工作表", remedy)
    yield from sheets


def _refuse_overwhelming(content: bytes) -> None:
    """A workbook is a ZIP: look at what it unpacks to before anything is unpacked."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _refused("读不出这个文件，它已经损坏", "请重新下载后再上传。") from error
    if unpacked > MAX_UNPACKED:
        raise _refused("文件展开后过大", "请只保留清单本身后重新上传。")


def _text(cell: Any) -> str:
    """As a person reads the cell: 2.0 is 2."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return re.sub(r"\s+", " ", str(cell)).strip() if cell is not None else ""


def _title(cell: Any) -> str:
    return re.sub(r"[\s*＊:：（(].*$|\s", "", _text(cell))


def _header(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]] | None:
    """The first row that names both what and how many."""
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            for field, titles in TITLES.items():
                if field not in found and _title(cell) in titles:
                    found[field] = column
        if {"name", "quantity"} <= found.keys():
            return index, found
    return None


def _lines(sheet: str, rows: Sequence[Sequence[Any]], at: int, columns: dict[str, int]) -> list[PreparationLine]:
    found: list[PreparationLine] = []
    problems: list[Reason] = []
    category = ""
    for number, row in enumerate(rows[at + 1 :], at + 2):
        values = {field: _text(row[column]) if column < len(row) else "" for field, column in columns.items()}
        if not any(values.values()) or _is_foot(row, values):
            continue
        # A merged box of the category stands only in its first row.
        category = values["category"] = values.get("category") or category
        problems += _problems(sheet, number, columns, values)
        found.append(PreparationLine(**values))
    if problems:
        more = [Reason(f"另有 {len(problems) - 20} 处同类问题", "R5.3")] if len(problems) > 20 else []
        raise Refused(WHAT, *problems[:20], *more)
    if not found:
        raise _refused(f"工作表「{sheet}」的表头下面没有内容", "请从表头的下一行起逐行填写。")
    if len(found) > MAX_ITEMS:
        raise _refused(f"清单有 {len(found)} 项，超过 {MAX_ITEMS} 项", "请核对文件。")
    return found


def _is_foot(row: Sequence[Any], values: dict[str, str]) -> bool:
    """Totals, remarks and signatures under the table are no items."""
    first = next((text for cell in row if (text := _text(cell))), "")
    return bool(_FOOT.match(first)) and not (values.get("name") and values.get("quantity"))


def _problems(sheet: str, number: int, columns: dict[str, int], values: dict[str, str]) -> list[Reason]:
    def place(field: str) -> str:
        return f"工作表「{sheet}」第 {number} 行 {_letter(columns[field])} 列"

    found = [
        Reason(f"{place(field)}：没有填写{LABELS[field]}", "R5.3", "请补填后重新上传。", "file")
        for field in ("name", "quantity")
        if not values[field]
    ]
    for field, value in values.items():
        if field in columns and len(value) > LENGTHS[field]:
            text = f"{place(field)}：{LABELS[field]}超过 {LENGTHS[field]} 个字"
            found.append(Reason(text, "R5.3", "请精简后重新上传。", "file"))
    return found


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters
