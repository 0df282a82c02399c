"""The sender's own workbook back, with a 修改意见 column and the faulty boxes coloured (R2.4).

An .xlsx keeps its values, formats, merges, widths, formulas and other sheets. What was .xls or .csv comes back as a new .xlsx. Nothing
that we write is ever a formula, whatever sign it begins with.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from registration.roster.cells import Cell, column_index
from registration.roster.columns import Field
from registration.roster.grids import Grid, cell_count, open_workbook
from registration.roster.judging import Judgement, RowVerdict, Verdict
from registration.roster.normalising import clean_text
from registration.roster.reading import RosterTable

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADING = Field.OPINION.label
_FAULTY, _REPEATED, _DOUBTFUL, _GOOD = "F8D7DA", "FFF3CD", "DDEBF7", "E2F0D9"
_WIDTH, _LINE_HEIGHT = 80.0, 15.0
_MOST_CELLS = 600_000
"""Cells, empty ones with a border too, of a workbook that is loaded with all its formats; each costs half a kilobyte."""
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def annotate(data: bytes, name: str, table: RosterTable, judgement: Judgement) -> bytes:
    """The workbook with every person's answer beside the row, as the bytes of an .xlsx."""
    workbook, sheet = (_own_workbook(data, table) if table.source_format == "xlsx" else None) or _rebuilt(
        data, name, table
    )
    _settle_formulas(data, sheet, table)
    column = _opinion_column(sheet, table)
    if Field.OPINION in table.columns:
        _forget_colours(sheet, table)
    _head(sheet, table, column, judgement)
    for verdict in judgement.rows:
        _answer(sheet, verdict, column)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def opinion(verdict: RowVerdict) -> str:
    """The sentence for the 修改意见 box; never empty, so that colour alone says nothing."""
    if verdict.verdict is Verdict.REJECTED:
        return "退回修改：" + _numbered(verdict.reasons)
    if verdict.verdict is Verdict.DUPLICATE:
        return "重复：" + verdict.reason
    return "可以导入。提示：" + _numbered(verdict.warnings) if verdict.warnings else "可以导入"


def _numbered(texts: tuple[str, ...]) -> str:
    return texts[0] if len(texts) == 1 else "".join(f"（{count}）{text}" for count, text in enumerate(texts, 1))


def write_text(cell: "SheetCell", text: str) -> None:
    """Put text into a cell as text: kept from turning into a formula now, and when somebody edits the cell later."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:32_767]
    cell.data_type = "s"
    if text.startswith(_RISKY):
        cell.quotePrefix = True


def _own_workbook(data: bytes, table: RosterTable) -> "tuple[Workbook, Worksheet] | None":
    """The workbook as sent; None where it is so large, or was written so loosely, that only its values can be had."""
    import warnings

    from openpyxl import load_workbook

    if cell_count(data) > _MOST_CELLS:
        return None
    try:
        with warnings.catch_warnings():
            # Of extensions it does not know openpyxl only says that they are left out.
            warnings.simplefilter("ignore")
            workbook = load_workbook(BytesIO(data))
        return workbook, workbook[table.sheet]
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OSError):
        return None


def _settle_formulas(data: bytes, sheet: "Worksheet", table: RosterTable) -> None:
    """In people's rows a formula gives way to the value it had: saved again it would have none, and ="3701…" is a guard."""
    rows = {row.number for row in table.rows}
    formulas = [cell for (row, _), cell in sheet._cells.items() if row in rows and cell.data_type == "f"]
    if not formulas or table.source_format != "xlsx":
        return
    from openpyxl import load_workbook

    values = load_workbook(BytesIO(data), data_only=True)[table.sheet]
    for cell in formulas:
        value = values.cell(cell.row, cell.column).value
        if value is None and (guarded := clean_text(str(cell.value))) != str(cell.value):
            value = guarded
        if isinstance(value, str):
            write_text(cell, value)
        elif value is not None:
            cell.value = value


def _rebuilt(data: bytes, name: str, table: RosterTable) -> "tuple[Workbook, Worksheet]":
    grids = open_workbook(data, name).grids
    workbook = _new_workbook(grids)
    return workbook, workbook.worksheets[[grid.name for grid in grids].index(table.sheet)]


def _new_workbook(grids: Iterable[Grid]) -> "Workbook":
    from openpyxl import Workbook

    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for grid in grids:
        sheet = workbook.create_sheet(_sheet_title(grid.name))
        sheet.sheet_state = "hidden" if grid.hidden else "visible"
        for row, line in enumerate(grid.rows, 1):
            for column, value in enumerate(line, 1):
                if value != "":
                    _copy(sheet, row, column, value)
        _fit(sheet, grid)
        for merge in grid.merges:
            sheet.merge_cells(None, merge.top + 1, merge.left + 1, merge.bottom + 1, merge.right + 1)
    return workbook


def _copy(sheet: "Worksheet", row: int, column: int, value: Cell) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        write_text(cell, clean_text(value) if value.lstrip().startswith('="') else value.strip("\t"))
        cell.number_format = "@"
    else:
        cell.value = value


def _fit(sheet: "Worksheet", grid: Grid) -> None:
    """Columns wide enough to read an identity number, which the old formats' text did not bring along."""
    from openpyxl.utils import get_column_letter

    for column in range(max(map(len, grid.rows), default=0)):
        texts = (clean_text(line[column]) for line in grid.rows if column < len(line))
        widest = max((sum(1 if char.isascii() else 2 for char in text) for text in texts), default=0)
        sheet.column_dimensions[get_column_letter(column + 1)].width = float(min(max(widest + 2, 6), 40))


def _sheet_title(name: str) -> str:
    """A sheet's name within Excel's rules; a file name may break them."""
    return "".join(char for char in name if char not in r"[]:*?/\'")[:31] or "名单"


def _opinion_column(sheet: "Worksheet", table: RosterTable) -> int:
    """The first free column right of everything written, or the 修改意见 column of an earlier round. From 1."""
    if Field.OPINION in table.columns:
        return table.columns[Field.OPINION].index + 1
    first = table.header_rows[0]
    used = [column.index + 1 for column in (*table.columns.values(), *table.extra_columns)]
    # Only cells that are there: walking the rectangle would make one for each place up to a stray XFD1048576.
    used += [column for (row, column), cell in sheet._cells.items() if row >= first and cell.value is not None]
    rows = {*table.header_rows, *(row.number for row in table.rows)}
    used += [
        merge.max_col
        for merge in sheet.merged_cells.ranges
        if not rows.isdisjoint(range(merge.min_row, merge.max_row + 1))
    ]
    return max(used) + 1


def _forget_colours(sheet: "Worksheet", table: RosterTable) -> None:
    """What an earlier round coloured and the sender has put right since must not stay red."""
    from openpyxl.styles import PatternFill

    last = max(column.index for column in (*table.columns.values(), *table.extra_columns)) + 1
    ours = {f"00{colour}" for colour in (_FAULTY, _REPEATED, _DOUBTFUL, _GOOD)}
    for row in table.rows:
        for column in range(1, last + 1):
            cell = sheet.cell(row.number, column)
            if cell.has_style and cell.fill.fgColor.rgb in ours:
                cell.fill = PatternFill()


def _head(sheet: "Worksheet", table: RosterTable, column: int, judgement: Judgement) -> None:
    from copy import copy

    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    head = sheet.cell(table.header_rows[0], column)
    neighbour = sheet.cell(table.header_rows[0], column - 1)
    write_text(head, HEADING)
    head.font, head.border = Font(bold=True), copy(neighbour.border)
    head.fill = copy(neighbour.fill)
    head.alignment = Alignment(horizontal="center", vertical="center")
    counts = f"共读取 {judgement.read} 人：可以导入 {judgement.accepted}，退回修改 {judgement.rejected}，重复 {judgement.duplicate}。"
    head.comment = Comment("\n".join((counts, *judgement.notes)), HEADING, width=420, height=160)
    sheet.column_dimensions[get_column_letter(column)].width = _WIDTH


def _answer(sheet: "Worksheet", verdict: RowVerdict, column: int) -> None:
    from openpyxl.styles import Alignment

    box = sheet.cell(verdict.row, column)
    write_text(box, opinion(verdict))
    box.alignment = Alignment(wrap_text=True, vertical="center")
    _make_room(sheet, verdict.row, box.value)
    colour = {Verdict.REJECTED: _FAULTY, Verdict.DUPLICATE: _REPEATED}.get(
        verdict.verdict, _DOUBTFUL if verdict.warnings else _GOOD
    )
    _colour(box, colour)
    if verdict.verdict is Verdict.ACCEPTED:
        return
    for letter in verdict.columns:
        _colour(sheet.cell(verdict.row, column_index(letter) + 1), colour)


def _make_room(sheet: "Worksheet", row: int, text: str) -> None:
    """A row high enough for our sentence: not every program fits the height by itself."""
    lines = -(-sum(1 if char.isascii() else 2 for char in text) // int(_WIDTH - 4))
    height = sheet.row_dimensions[row].height
    if lines > 1 and (height or 0) < lines * _LINE_HEIGHT:
        sheet.row_dimensions[row].height = lines * _LINE_HEIGHT


def _colour(cell: "SheetCell", colour: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", start_color=colour, end_color=colour)
