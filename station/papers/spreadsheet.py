"""Workbooks: the same rows give the same bytes, and no cell ever becomes a formula.

Identity numbers and other codes are text, never numbers: Excel keeps fifteen digits.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from .pages import fixed_moment

Kind = Literal["text", "number", "date", "datetime"]
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_FORMULA_STARTS = ("=", "@", "\t", "\r", "\n")
_HARMLESS_SIGN = re.compile(r"[+-]+|[+-]\d[\d ]*(\.\d+)?")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_MOST_LETTERS = 32_767


@dataclass(frozen=True)
class SheetColumn:
    """``key`` names a mapping's key or attribute, or is a function of the row."""

    title: str
    key: str | Callable[[Any], Any]
    width: float = 14
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """One worksheet; ``heading`` is an optional title row above the column titles."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Any]
    heading: str = ""
    notes: Sequence[str] = ()


def neutral(text: str) -> str:
    """Text that no spreadsheet, nor a CSV made of it, will run.

    A leading ``= + - @`` or control character gets an apostrophe before it.  Signs that
    can't compute anything stay as they are: ``--`` (no job variant), ``+86 138…``, ``-5``.
    """
    text = _ILLEGAL.sub("", text)[:_MOST_LETTERS]
    if text.startswith(_FORMULA_STARTS):
        return "'" + text
    if text[:1] in ("+", "-") and not _HARMLESS_SIGN.fullmatch(text):
        return "'" + text
    return text


def workbook(sheets: Sequence[Sheet], *, title: str, author: str, issued: date | datetime) -> bytes:
    """The workbook as bytes; ``issued`` stands in its properties instead of today."""
    book = Workbook(write_only=True)
    moment = fixed_moment(issued).replace(tzinfo=None)
    book.properties.title = title
    book.properties.creator = author
    book.properties.lastModifiedBy = author
    for sheet in sheets:
        _write_sheet(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return _fixed(out.getvalue(), moment)


_THIN = Side(style="thin", color="FF999999")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FONT = Font(name="宋体", bold=True, size=11)
_HEAD_FILL = PatternFill("solid", fgColor="FFF3F2EE")
_TITLE_FONT = Font(name="宋体", bold=True, size=15)
_FONT = Font(name="宋体", size=11)
_FORMATS: dict[str, str] = {
    "text": "@",
    "number": "General",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}


def _write_sheet(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", sheet.title)[:31])
    head = 2 if sheet.heading else 1
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = f"A{head + 1}"
    page.print_title_rows = f"1:{head}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.heading:
        page.append([_styled(page, neutral(sheet.heading), _TITLE_FONT)])
    page.append([_head_cell(page, column.title) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, column, _value(row, column)) for column in sheet.columns])
    for note in sheet.notes:
        page.append([_styled(page, neutral(note), _FONT)])


def _styled(page: Any, value: str, font: Font) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value)
    cell.data_type = "s"
    cell.font = font
    return cell


def _head_cell(page: Any, title: str) -> WriteOnlyCell:
    cell = _styled(page, neutral(title), _HEAD_FONT)
    cell.fill = _HEAD_FILL
    cell.border = _FRAME
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _value(row: Any, column: SheetColumn) -> Any:
    if callable(column.key):
        return column.key(row)
    return row[column.key] if isinstance(row, Mapping) else getattr(row, column.key)


def _cell(page: Any, column: SheetColumn, value: Any) -> WriteOnlyCell:
    """A cell of the declared kind; a value of another kind is written as text, unchanged."""
    cell = WriteOnlyCell(page)
    cell.font = _FONT
    cell.border = _FRAME
    if value is None or value == "":
        cell.number_format = _FORMATS[column.kind]
        return cell
    if column.kind == "number" and isinstance(value, int | float | Decimal):
        cell.value = value
    elif column.kind == "date" and isinstance(value, date):
        cell.value = value.date() if isinstance(value, datetime) else value
    elif column.kind == "datetime" and isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
    else:
        cell.value = neutral(str(value))
        cell.data_type = "s"
        cell.number_format = _FORMATS["text"]
        return cell
    cell.number_format = _FORMATS[column.kind]
    return cell


_STAMPED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def _fixed(data: bytes, moment: datetime) -> bytes:
    """The same workbook with the clock taken out of its properties and its ZIP entries."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _STAMPED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3
            target.writestr(info, content)
    return out.getvalue()
