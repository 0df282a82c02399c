"""An uploaded sheet of special days (.xlsx or .csv) as lines for `station.notice_reading`. Pure: bytes in, lines out.

Title rows, empty rows and columns nobody asked for are passed over; whatever looks like a day is a line, with its row.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from station.notice_reading import HOLIDAY_WORDS, WORKING_WORDS, Line, as_text, looks_like_a_date

MAX_BYTES = 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_LINES, MAX_LETTERS = 1000, 40, 200, 80
ACCEPTED = "可以上传的是 Excel 工作簿（.xlsx）和逗号分隔的文本（.csv）。"
# What a column may be called, the more telling words first.
HEADS = {
    "last": ("止", "结束", "截止"),
    "first": ("日期", "起", "开始", "时间"),
    "kind": ("性质", "类型", "类别", "安排", "放假或上班", "放假/上班"),
    "name": ("名称", "节日", "节假日", "假期", "说明", "备注"),
}
LONGEST_HEAD = 12
KIND_WORDS = HOLIDAY_WORDS | WORKING_WORDS
NOTE_STARTS = ("注", "说明", "备注", "来源", "依据")

Row = Sequence[str]


class SheetUnreadable(ValueError):
    """Why the file as a whole can't be used, in a sentence for the page."""


def lines_of_sheet(content: bytes) -> list[Line]:
    """The lines of the first sheet that has any; numbers are the sheet's own rows."""
    for rows in _sheets(content):
        lines = _lines(rows)
        if len(lines) > MAX_LINES:
            raise SheetUnreadable(f"像日期的有 {len(lines)} 行。一年的放假安排只有几十行，请只留这一年的，再上传。")
        if lines:
            return lines
    raise SheetUnreadable("表里没有一行像日期。请下载表样对照，日期写成 2027-01-01，性质写放假或上班。")


def _sheets(content: bytes) -> Iterator[list[Row]]:
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise SheetUnreadable("文件是空的，没有任何内容。请确认选择的文件后重新上传。")
    if len(content) > MAX_BYTES:
        raise SheetUnreadable("文件超过 1 MB 的上限。一年的放假安排只有几十行，请删去无关的内容后再上传。")
    if content.startswith(b"PK\x03\x04"):
        yield from _workbook(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetUnreadable(
            "这是旧版工作簿（.xls）、Word 文档或设有密码的文件。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"
        )
    else:
        yield _csv(content)


def _workbook(content: bytes) -> Iterator[list[Row]]:
    import openpyxl

    damaged = f"文件不能作为工作簿打开。请用 Excel 或 WPS 重新保存后再上传。{ACCEPTED}"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise SheetUnreadable(f"这个文件不是 Excel 工作簿。{ACCEPTED}")
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise SheetUnreadable("工作簿展开后过大。一年的放假安排只有几十行，请删去无关的内容后重新保存。")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that openpyxl leaves aside
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = [_cells(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except SheetUnreadable:
        raise
    except Exception as error:  # of a damaged file zipfile, zlib and openpyxl raise whatever they happen to trip over
        raise SheetUnreadable(damaged) from error
    yield from sheets


def _cells(sheet: Any) -> list[Row]:
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
    return [[as_text(value)[:MAX_LETTERS] for value in row] for row in rows]


def _csv(content: bytes) -> list[Row]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            break
    else:
        raise SheetUnreadable(f"这个文件不是 Excel 工作簿。{ACCEPTED}")
    delimiter = max(",\t;", key=text.count)
    try:
        records = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MAX_ROWS)
        return [[cell.strip()[:MAX_LETTERS] for cell in row[:MAX_COLUMNS]] for row in records]
    except csv.Error as error:
        raise SheetUnreadable("文本文件的引号不成对，分不清各列。请另存为 .xlsx 后再上传。") from error


def _lines(rows: Sequence[Row]) -> list[Line]:
    """By the head where there is one, else by what the cells hold."""
    for number, row in enumerate(rows[:20]):
        if columns := _head(row):
            found = [_by_columns(place, each, columns) for place, each in _numbered(rows, number + 1)]
            return [line for line in found if line is not None]
        if columns := _head_by_kind(row):
            return [line for place, each in _numbered(rows, number + 1) for line in _by_kind(place, each, columns)]
    return [line for place, each in _numbered(rows, 0) if (line := _by_content(place, each)) is not None]


def _numbered(rows: Sequence[Row], start: int) -> list[tuple[int, Row]]:
    return [(place + 1, row) for place, row in enumerate(rows) if place >= start and any(row)]


def _head(row: Row) -> dict[str, int]:
    """Which column is which; nothing unless both dates and kinds have one."""
    columns: dict[str, int] = {}
    for meaning, words in HEADS.items():
        for place, title in enumerate(row):
            if place not in columns.values() and not looks_like_a_date(title) and _is_called(title, words, meaning):
                columns[meaning] = place
                break
    return columns if {"first", "kind"} <= columns.keys() else {}


def _is_called(title: str, words: tuple[str, ...], meaning: str) -> bool:
    if len(title) > LONGEST_HEAD or (meaning == "first" and "通知" in title):
        return False
    return any(title == word if len(word) == 1 else word in title for word in words)


def _by_columns(number: int, row: Row, columns: dict[str, int]) -> Line | None:
    def cell(meaning: str) -> str:
        place = columns.get(meaning, len(row))
        return row[place] if place < len(row) else ""

    line = Line(number, cell("first"), cell("last"), cell("kind"), cell("name"))
    return None if _is_aside(line, row) else line


def _is_aside(line: Line, row: Row) -> bool:
    """A remark under the table, a line of the head repeated, or cells in columns nobody asked for."""
    if line.is_blank and not line.kind:
        return True
    alone = sum(bool(cell) for cell in row) == 1
    if alone and (line.first.startswith(NOTE_STARTS) or not any(letter.isdigit() for letter in line.first)):
        return True
    return bool(_head(row))


def _head_by_kind(row: Row) -> dict[str, int]:
    """节日 | 放假时间 | 调休上班日期: one column of dates for each kind."""
    columns: dict[str, int] = {}
    for meaning, words in (("上班", ("上班", "补班", "调休")), ("放假", ("放假", "休息")), ("name", HEADS["name"])):
        for place, title in enumerate(row):
            if place not in columns.values() and len(title) <= LONGEST_HEAD and any(word in title for word in words):
                columns.setdefault(meaning, place)
    return columns if {"上班", "放假"} <= columns.keys() and not any(map(looks_like_a_date, row)) else {}


def _by_kind(number: int, row: Row, columns: dict[str, int]) -> Iterator[Line]:
    name = row[columns["name"]] if columns.get("name", len(row)) < len(row) else ""
    for kind in ("放假", "上班"):
        cell = row[columns[kind]] if columns[kind] < len(row) else ""
        if any(letter.isdigit() for letter in cell):
            yield Line(number, cell.removesuffix(kind).removesuffix("调休"), "", kind, name)


def _by_content(number: int, row: Row) -> Line | None:
    dates = [cell for cell in row if looks_like_a_date(cell)]
    if not dates:
        return None
    kinds = [cell for cell in row if cell.strip().lower() in KIND_WORDS]
    names = [cell for cell in row if cell and cell not in dates and cell not in kinds and not _is_weekday(cell)]
    return Line(number, dates[0], "", kinds[0] if kinds else "", names[0] if names else "")


def _is_weekday(cell: str) -> bool:
    return cell.startswith(("周", "星期")) or cell.isdigit()
