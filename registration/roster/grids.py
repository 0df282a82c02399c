"""A file's bytes as grids of cells: what kind of file it really is, told by content and never by its name."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import filetype

from registration.roster.cells import Cell, column_index
from registration.roster.errors import RosterUnreadable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_AREA = 8_000_000
"""Rows × columns that a sheet may span: the reader lays out the whole rectangle in memory, empty or not."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOO_LARGE = "请删去与报名无关的内容，或将名单分成几个文件，再分别导入。"
_ACCEPTED = "可以导入的是 Excel 工作簿（.xlsx、.xls）和逗号分隔的文本（.csv）。"
# No tag holds another: with [^>] alone a heap of "<c " in a comment would cost a day.
_XLSX_CELL = re.compile(rb'<(?:\w{1,20}:)?c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^<>]*?(/?)>')


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, all four numbers from 0 and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: `rows[r][c]` counts from the sheet's own A1, so that row and column can be named to the sender."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Workbook:
    source_format: str
    grids: tuple[Grid, ...]


def open_workbook(data: bytes, name: str = "") -> Workbook:
    """The sheets in these bytes, or the reason in Chinese why there are none."""
    if len(data) > MAX_BYTES:
        raise RosterUnreadable(too_large(len(data)))
    if not data.startswith((b"PK", _OLE, b"\xff\xfe", b"\xfe\xff")):
        data = data.rstrip(b"\x1a\x00")  # how DOS ended a text
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise RosterUnreadable("文件是空的，没有任何内容。请确认选择的文件后重新上传。")
    if data.startswith(b"PK\x03\x04"):
        kind = _zip_kind(data)
        return _with_guards(data, _calamine(data, kind)) if kind == "xlsx" else _calamine(data, kind)
    if data.startswith(_OLE):
        _refuse_foreign_ole(data)
        return _calamine(data, "xls")
    return Workbook("csv", (_csv(data, name),))


def too_large(size: int) -> str:
    return f"文件有 {size / 1024 / 1024:.0f} MB，超过 {MAX_BYTES // 1024 // 1024} MB 的上限。{_TOO_LARGE}"


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise RosterUnreadable(f"工作簿展开后超过 {MAX_UNPACKED // 1024 // 1024} MB。{_TOO_LARGE}")
            names = {entry.filename for entry in entries}
            if "xl/workbook.bin" in names:
                return "xlsb"
            if "xl/workbook.xml" in names:
                _refuse_sprawling_sheets(archive)
                return "xlsx"
            if "content.xml" in names and b"spreadsheet" in archive.read("mimetype"):
                return "ods"
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise RosterUnreadable(
            f"文件已损坏，不能作为工作簿打开。请用 Excel 或 WPS 重新保存后再上传。{_ACCEPTED}"
        ) from error
    kind = "Word 文档" if any(entry.startswith("word/") for entry in names) else "压缩包"
    raise RosterUnreadable(f"这是{kind}，不是工作簿。{_ACCEPTED}")


def _refuse_sprawling_sheets(archive: zipfile.ZipFile) -> None:
    """One stray cell in XFD1048576 would make the reader lay out seventeen thousand million cells."""
    for part in archive.namelist():
        if part == "xl/sharedStrings.xml":
            archive.read(part)  # a part longer than it declares fails its checksum here, not in the reader's memory
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", part):
            continue
        last_row = last_column = 0
        last = ""
        for found in _XLSX_CELL.finditer(archive.read(part)):
            if found[3]:
                continue
            row, column = int(found[2]), column_index(found[1].decode()) + 1
            if row > last_row or column > last_column:
                last = (found[1] + found[2]).decode()
            last_row, last_column = max(last_row, row), max(last_column, column)
        if last_row * last_column > MAX_AREA:
            raise RosterUnreadable(f"工作表里最远的内容在 {last}，范围过大。请删去名单以外的零散内容后重新保存。")


_GUARD = re.compile(
    rb'<(?:\w{1,20}:)?c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^<>]*>\s*<(?:\w+:)?f>\s*(?:&quot;|")([^<>&]*?)(?:&quot;|")\s*</(?:\w+:)?f>'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
"""A cell ="3701…" that no spreadsheet program has computed yet: it has a formula and no value."""


def _with_guards(data: bytes, workbook: Workbook) -> Workbook:
    """What a program wrote as a text guard stands in its formula alone until Excel has opened the file once."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = _sheet_parts(archive)
        for grid in workbook.grids:
            part = parts.get(grid.name, "")
            for found in _GUARD.finditer(archive.read(part)) if part in archive.namelist() else ():
                row, column = int(found[2]) - 1, column_index(found[1].decode())
                if row < len(grid.rows) and column < len(grid.rows[row]) and grid.rows[row][column] == "":
                    grid.rows[row][column] = found[3].decode("utf-8", "replace")
    return workbook


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part in the archive."""
    from html import unescape

    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    targets = {}
    for link in re.findall(r"<(?:\w{1,20}:)?Relationship\s[^<>]*>", links):
        said = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[said.get("Id", "")] = "xl/" + said.get("Target", "").removeprefix("/xl/").removeprefix("./")
    found = {}
    for sheet in re.findall(r"<(?:\w{1,20}:)?sheet\s[^<>]*>", book):
        said = dict(re.findall(r'(?:\w+:)?(\w+)="([^"]*)"', sheet))
        found[unescape(said.get("name", ""))] = targets.get(said.get("id", ""), "")
    return found


def cell_count(data: bytes) -> int:
    """Cells of all sheets of an .xlsx, empty ones with a format included."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [part for part in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part)]
        return sum(len(re.findall(rb"<(?:\w+:)?c[\s/>]", archive.read(part))) for part in parts)


def _refuse_foreign_ole(data: bytes) -> None:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise RosterUnreadable("工作簿设有打开密码。请在 Excel 中取消密码（文件—信息—保护工作簿）后重新保存。")
    if has("WordDocument") and not has("Workbook"):
        raise RosterUnreadable(f"这是 Word 文档，不是工作簿。{_ACCEPTED}")


def _calamine(data: bytes, kind: str) -> Workbook:
    import python_calamine

    damaged = f"文件已损坏，不能作为工作簿打开。请用 Excel 或 WPS 重新保存后再上传。{_ACCEPTED}"
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        grids = tuple(_sheets(workbook))
    except python_calamine.PasswordError as error:
        raise RosterUnreadable("工作簿设有打开密码。请在 Excel 中取消密码后重新保存。") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise RosterUnreadable(damaged) from error
    except BaseException as error:
        # A panic inside the reader is no Exception; every other BaseException is not ours to stop.
        if type(error).__name__ != "PanicException":
            raise
        raise RosterUnreadable(damaged) from error
    return Workbook(kind, grids)


def _sheets(workbook: "CalamineWorkbook") -> Iterator[Grid]:
    import python_calamine

    for meta in workbook.sheets_metadata:
        if meta.typ is python_calamine.SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_name(meta.name)
            merges = tuple(Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ())
            rows = _rows(sheet)
            yield Grid(meta.name, rows, merges, hidden=meta.visible is not python_calamine.SheetVisibleEnum.Visible)


def _rows(sheet: "CalamineSheet") -> list[list[Cell]]:
    left = [""] * sheet.start[1] if sheet.start else []
    rows: list[list[Cell]] = []
    filled = 0
    for row in sheet.iter_rows():
        trimmed: list[Cell] = [*left, *row][:MAX_COLUMNS]
        filled += any(cell != "" for cell in trimmed)
        if filled > MAX_ROWS:
            raise RosterUnreadable(f"有内容的行超过 {MAX_ROWS} 行。{_TOO_LARGE}", sheet=sheet.name, row=len(rows) + 1)
        rows.append(trimmed)
    return rows


def _csv(data: bytes, name: str) -> Grid:
    text = _decoded(data)
    _refuse_markup(text)
    delimiter = _delimiter(text)
    try:
        rows: list[list[Cell]] = [list(row[:MAX_COLUMNS]) for row in _records(text, delimiter)]
    except csv.Error as error:
        raise RosterUnreadable(
            "文本文件的引号不成对，分不清各列。请用 Excel 打开检查，另存为 .xlsx 后再上传。"
        ) from error
    if sum(any(row) for row in rows) > MAX_ROWS:
        raise RosterUnreadable(f"有内容的行超过 {MAX_ROWS} 行。{_TOO_LARGE}")
    _refuse_swallowed_lines(rows, delimiter)
    return Grid(re.sub(r"^.*[/\\]", "", name) or "CSV", rows)


def _refuse_swallowed_lines(rows: list[list[Cell]], delimiter: str) -> None:
    """A quotation mark that nobody closed makes one cell of whole lines: people would vanish in it."""
    columns = max((sum(cell != "" for cell in row) for row in rows), default=0)
    for number, row in enumerate(rows, 1):
        for cell in row:
            lines = str(cell).splitlines()
            if len(lines) > 1 and any(line.count(delimiter) >= max(columns // 2, 3) for line in lines[1:]):
                raise RosterUnreadable(
                    "引号不成对，后面各行都被并进了同一格。请补上或删去引号，或用 Excel 另存为 .xlsx 后再上传。",
                    row=number,
                )


def _decoded(data: bytes) -> str:
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
            return text
    kind = filetype.guess(data)
    if kind is None and b"\n" in data and not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data):
        raise RosterUnreadable(
            "文本的编码有损坏，既不是完整的 UTF-8，也不是完整的 GB18030。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。"
        )
    what = f"这是 {kind.extension.upper()} 文件" if kind else "文件内容无法识别"
    raise RosterUnreadable(f"{what}，不是工作簿。{_ACCEPTED}")


def _refuse_markup(text: str) -> None:
    start = text.lstrip()[:2000].lower()
    if start.startswith(("<html", "<!doctype html", "<table", "<meta", "<?xml", "<style")):
        raise RosterUnreadable(
            "这是网页格式的表格（只是扩展名写成了 .xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
        )
    if start.startswith("%pdf"):
        raise RosterUnreadable(f"这是 PDF 文件，不是工作簿。{_ACCEPTED}")


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str) -> str:
    """The one that gives the widest row near the top; a tab inside a cell widens nothing."""

    def width(delimiter: str) -> int:
        try:
            return max(
                (sum(map(bool, map(str.strip, row))) for row in islice(_records(text, delimiter), 40)), default=0
            )
        except csv.Error:
            return 0

    return max(",\t;|", key=width)
