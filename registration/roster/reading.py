"""From a file to the table of people in it: which sheet, which header, which rows are people (R2.4).

Titles, repeated headers, empty rows, totals and notes are no people and are told apart here, each with a note where something
was written; every person keeps the sheet's own row number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from registration.roster.cells import Cell
from registration.roster.columns import NOTHING, Field, Learned
from registration.roster.errors import RosterUnreadable
from registration.roster.grids import Grid, open_workbook
from registration.roster.header import Column, Header, find_header, header_again, likely_header, nearest_header
from registration.roster.normalising import clean_text, tidy_text
from registration.roster.people import RowKind, kind_of_row

_NAMED = 12
"""Columns named in one note; of a sheet that reaches to XFD nobody reads them all."""
_NOT_A_LIST = ("示例", "样例", "样表", "范例", "说明", "字典", "代码", "须知", "选项")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as typed. `inherited` are boxes that a merged range above fills for this row."""

    number: int
    cells: Mapping[Field, Cell]
    inherited: frozenset[Field] = field(default=frozenset())
    moved: Mapping[Field, Column] | None = None
    """Where its columns stand, below a header printed again in another order."""

    def cell(self, wanted: Field) -> Cell:
        return self.cells.get(wanted, "")


@dataclass(frozen=True, slots=True)
class RosterTable:
    """The recognised list. Row numbers count from 1 as the sheet shows them; `notes` say what was passed over, and why."""

    source_format: str
    sheet: str
    title: str
    header_rows: tuple[int, int]
    columns: Mapping[Field, Column]
    rows: tuple[RosterRow, ...]
    notes: tuple[str, ...] = ()
    extra_columns: tuple[Column, ...] = ()
    """Columns that are not read: nobody asked for them, or another column says the same better."""

    def letter(self, wanted: Field, row: RosterRow | None = None) -> str:
        """The column letter of a field (for this row), empty where the sheet has no such column."""
        columns = self.columns if row is None or row.moved is None else row.moved
        return columns[wanted].letter if wanted in columns else ""


def read_roster(data: bytes, name: str = "", *, sheet: str | None = None, learned: Learned = NOTHING) -> RosterTable:
    """The people in a file, or `RosterUnreadable`. Without `sheet`, the first sheet that lists any.

    `learned` is what this sender's headers mean beyond the words we know.
    """
    workbook = open_workbook(data, name)
    if not workbook.grids:
        raise RosterUnreadable("工作簿里没有工作表，读不到名单。")
    tables, empty = [], None
    for grid in _in_order(workbook.grids, sheet):
        if header := find_header(grid, learned):
            _refuse_lists_side_by_side(grid, header)
            table = _table(workbook.source_format, grid, header, learned)
            if table.rows:
                tables.append(table)
            empty = empty or table
    if tables:
        return _with_notes(tables[0], _left_aside(tables, sheet))
    if empty:
        raise RosterUnreadable(
            "表头下面没有考生信息。请从表头的下一行起逐行填写。", sheet=empty.sheet, row=empty.header_rows[1]
        )
    raise _no_header(workbook.grids, sheet, learned)


def headings(data: bytes, name: str = "", learned: Learned = NOTHING) -> dict[str, Field | None]:
    """The columns of a file in their order, each with what it is taken for; empty where nothing looks like a header."""
    for grid in _in_order(open_workbook(data, name).grids, None):
        if header := likely_header(grid, learned):
            told: list[tuple[Column, Field | None]] = [(column, meaning) for meaning, column in header.columns.items()]
            told += [(column, None) for column in header.others]
            told += [(column, None) for column, _ in header.doubles]
            return {column.title: meaning for column, meaning in sorted(told, key=lambda pair: pair[0].index)}
    return {}


def _refuse_lists_side_by_side(grid: Grid, header: Header) -> None:
    """姓名, 证件号码 … 姓名, 证件号码: half of the people stand in columns that nobody reads."""
    again: dict[Field, Column] = {}
    for column, meaning in header.doubles:
        if column.title == header.columns[meaning].title:
            again.setdefault(meaning, column)
    if Field.NAME not in again or Field.IDENTITY not in again:
        return
    below = [grid.rows[row] for row in range(header.last + 1, len(grid.rows))]
    columns = (again[Field.NAME].index, again[Field.IDENTITY].index)
    if any(all(column < len(line) and clean_text(line[column]) for column in columns) for line in below):
        raise RosterUnreadable(
            "名单分成左右几栏并排填写，右边各栏的考生会读不到。请改为每名考生一行、从上到下排成一栏后再上传。",
            sheet=grid.name, row=header.first + 1, column=again[Field.NAME].letter,
        )  # fmt: skip


def _in_order(grids: Sequence[Grid], wanted: str | None) -> list[Grid]:
    """Visible sheets first, instructions and examples last; only the wanted one if one is named."""
    if wanted is not None:
        chosen = [grid for grid in grids if grid.name == wanted]
        if not chosen:
            raise RosterUnreadable(f"没有名为「{wanted}」的工作表。现有：{'、'.join(grid.name for grid in grids)}。")
        return chosen
    return sorted(grids, key=lambda grid: (grid.hidden, any(word in grid.name for word in _NOT_A_LIST)))


def _left_aside(tables: Sequence[RosterTable], wanted: str | None) -> tuple[str, ...]:
    """Other sheets with people are named, so that nobody believes them imported."""
    if wanted is not None:
        return ()
    return tuple(
        f"工作表「{table.sheet}」中另有 {len(table.rows)} 行考生信息，本次只读取工作表「{tables[0].sheet}」；如需导入，请另存为单独的文件。"
        for table in tables[1:]
    )


def _with_notes(table: RosterTable, notes: tuple[str, ...]) -> RosterTable:
    return RosterTable(
        table.source_format, table.sheet, table.title, table.header_rows, table.columns, table.rows,
        (*notes, *table.notes), table.extra_columns,
    )  # fmt: skip


def _no_header(grids: Sequence[Grid], wanted: str | None, learned: Learned) -> RosterUnreadable:
    ordered = _in_order(grids, wanted)
    if not any(clean_text(cell) for grid in ordered for row in grid.rows for cell in row):
        return RosterUnreadable("工作表是空的，没有任何内容。", sheet=ordered[0].name)
    for grid in ordered:
        if near := nearest_header(grid, learned):
            missing = [f"“{wanted.label}”" for wanted in (Field.NAME, Field.IDENTITY) if wanted not in near.columns]
            return RosterUnreadable(
                f"表头缺少{'和'.join(missing)}列，无法确定考生身份。请补上该列（如“姓名”“证件号码”）后重新上传。",
                sheet=grid.name, row=near.first + 1, column=min(near.columns.values(), key=lambda c: c.index).letter,
            )  # fmt: skip
    return RosterUnreadable(
        "找不到表头行。名单须有一行列名，至少包括“姓名”和“证件号码”，每名考生一行。", sheet=ordered[0].name, row=1
    )


def _table(source_format: str, grid: Grid, header: Header, learned: Learned) -> RosterTable:
    people, notes = [], [*_column_notes(header)]
    for row, passed_over in _people(grid, header, learned):
        if row:
            people.append(row)
        if passed_over:
            notes.append(passed_over)
    title = " ".join(clean_text(cell) for line in grid.rows[: header.first] for cell in line if clean_text(cell))
    return RosterTable(
        source_format,
        grid.name,
        title,
        (header.first + 1, header.last + 1),
        header.columns,
        tuple(people),
        tuple(notes),
        header.others,
    )


def _column_notes(header: Header) -> Iterator[str]:
    if header.others:
        named = "、".join(f"{column.letter} 列“{column.title}”" for column in header.others[:_NAMED])
        more = f"等 {len(header.others)} 列" if len(header.others) > _NAMED else ""
        yield f"下列各列与报名无关，未读取：{named}{more}。"
    for column, meaning in header.doubles:
        used = header.columns[meaning]
        yield f"{column.letter} 列“{column.title}”与 {used.letter} 列“{used.title}”都是{meaning.label}，以 {used.letter} 列为准。"


def _people(grid: Grid, header: Header, learned: Learned) -> Iterator[tuple[RosterRow | None, str]]:
    filled = _filled_down(grid, header)
    columns, moved = header.columns, None
    by_column = {column.index: meaning for meaning, column in columns.items()}
    for index in range(header.last + 1, len(grid.rows)):
        line, lent = grid.rows[index], filled.get(index, {})
        if not lent and not any(cell != "" for cell in line):
            continue
        if (again := header_again(grid, index, learned)) and _elsewhere(again, columns):
            columns = moved = again.columns
            by_column = {column.index: meaning for meaning, column in columns.items()}
        cells = {
            meaning: lent.get(column, line[column] if column < len(line) else "")
            for column, meaning in by_column.items()
        }
        inherited = frozenset(by_column[column] for column in lent if column in by_column)
        row = RosterRow(index + 1, cells, inherited, moved)
        kind = kind_of_row(row.cells, row.inherited, line, columns)
        if kind is RowKind.PERSON:
            yield row, ""
        elif kind is not RowKind.EMPTY:
            first = next(text for cell in line if (text := tidy_text(cell)))
            yield None, f"第 {index + 1} 行“{first[:30]}{'…' if len(first) > 30 else ''}”{kind.value}，未计入考生。"


def _elsewhere(again: Header, columns: Mapping[Field, Column]) -> bool:
    """Whether a header further down puts its columns in other places than the one before."""
    return any(
        meaning not in columns or columns[meaning].index != column.index for meaning, column in again.columns.items()
    )


def _filled_down(grid: Grid, header: Header) -> dict[int, dict[int, Cell]]:
    """Row → column → value, for boxes merged downwards below the header (one 职业 or 单位 over a whole class)."""
    filled: dict[int, dict[int, Cell]] = {}
    for merge in grid.merges:
        if merge.top <= header.last or merge.top >= len(grid.rows) or merge.left != merge.right:
            continue
        line = grid.rows[merge.top]
        if merge.left >= len(line) or line[merge.left] == "":
            continue
        for row in range(merge.top + 1, min(merge.bottom + 1, len(grid.rows))):
            filled.setdefault(row, {})[merge.left] = line[merge.left]
    return filled
