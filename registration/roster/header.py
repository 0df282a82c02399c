"""Where in a sheet the header stands, in one line or two, and what its columns mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from registration.roster.cells import Cell, column_letter
from registration.roster.columns import (
    NOTHING,
    Field,
    Learned,
    recognise_header,
    speaks_of_certificate,
    speaks_of_others,
)
from registration.roster.grids import Grid, Merge
from registration.roster.normalising import clean_text

SEARCHED_ROWS = 40
"""A header further down than this is not looked for."""
_NEEDED = {Field.NAME, Field.IDENTITY}


@dataclass(frozen=True, slots=True)
class Column:
    index: int
    title: str

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Header:
    """`first` and `last` are grid rows, from 0; `others` are columns nobody asked for, `doubles` lost to a better word."""

    first: int
    last: int
    columns: Mapping[Field, Column]
    others: tuple[Column, ...] = ()
    doubles: tuple[tuple[Column, Field], ...] = ()


def find_header(grid: Grid, learned: Learned = NOTHING) -> Header | None:
    """The first row, or pair of rows, that names both the person and the identity document.

    The row after it is weighed too: a line of particulars above a header of two lines makes a pair of its own.
    """
    for row in _searched(grid):
        if complete := _complete(grid, row, learned):
            found = [*complete, *_complete(grid, row + 1, learned)]
            return max(found, key=lambda header: (len(header.columns), header.first - header.last))
    return None


def _searched(grid: Grid) -> list[int]:
    """The rows at the top that hold anything; empty ones above the header count for nothing."""
    filled = (row for row, line in enumerate(grid.rows) if any(cell != "" for cell in line))
    return list(islice(filled, SEARCHED_ROWS))


def header_again(grid: Grid, row: int, learned: Learned = NOTHING) -> Header | None:
    """A header further down, printed again for a part of the list, perhaps with its columns in another order."""
    if _holds_people(grid.rows[row]):
        return None
    line = _one_line(grid, row, learned)
    return line if set(line.columns) >= _NEEDED else None


def _complete(grid: Grid, row: int, learned: Learned) -> list[Header]:
    if row >= len(grid.rows):
        return []
    return [
        header
        for header in (_one_line(grid, row, learned), _two_lines(grid, row, learned))
        if header and set(header.columns) >= _NEEDED
    ]


def nearest_header(grid: Grid, learned: Learned = NOTHING) -> Header | None:
    """The row that looks most like a header though it lacks the name or the identity number; for telling what is missing."""
    readings = [_one_line(grid, row, learned) for row in _searched(grid)]
    best = max(readings, key=lambda header: len(header.columns), default=None)
    return best if best and len(best.columns) >= 2 else None


def likely_header(grid: Grid, learned: Learned = NOTHING) -> Header | None:
    """The header, or the row that most looks like one, be it in words nobody knows: for asking what its columns mean."""
    if found := find_header(grid, learned):
        return found
    rows = [row for row in _searched(grid) if not _holds_people(grid.rows[row])]
    lines = [_one_line(grid, row, learned) for row in rows]
    # People themselves are no headings: what is remembered of a heading must be nobody's name or number. The first of the widest: people below a header fill no more boxes than it does.
    best = max(lines, key=lambda line: (bool(line.columns), len(line.columns) + len(line.others)), default=None)
    return best if best and len(best.columns) + len(best.others) > 1 else None


def _holds_people(line: Sequence[Cell]) -> bool:
    return any(_looks_like_data(cell) for cell in line if cell != "")


def _texts(grid: Grid, row: int) -> list[str]:
    """A header line's texts; a range merged sideways names each of its columns."""
    texts = [clean_text(cell) for cell in grid.rows[row]]
    for merge in grid.merges:
        if merge.top == row and merge.left < len(texts):
            for column in range(merge.left, min(merge.right + 1, len(texts))):
                texts[column] = texts[merge.left]
    return texts


def _one_line(grid: Grid, row: int, learned: Learned) -> Header:
    return _assigned(row, row, [(text, (text,)) for text in _texts(grid, row)], learned)


def _two_lines(grid: Grid, row: int, learned: Learned) -> Header | None:
    """Group titles above, column titles below (原证书 over 等级, 编号); None where the lower line is data already."""
    if row + 1 >= len(grid.rows):
        return None
    width = max(len(grid.rows[row]), len(grid.rows[row + 1]))
    upper, lower = _padded(_texts(grid, row), width), _padded([clean_text(cell) for cell in grid.rows[row + 1]], width)
    if not _is_second_line(grid, row, upper, lower, learned):
        return None
    if not any(merge.top == row and merge.right > merge.left for merge in grid.merges):
        upper = _carried_on(upper, lower)
    titles = [(above + below, _forms(above, below)) for above, below in zip(upper, lower, strict=True)]
    return _assigned(row, row + 1, titles, learned)


def _padded(texts: list[str], width: int) -> list[str]:
    return texts + [""] * (width - len(texts))


def _carried_on(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Where nothing is merged, a group's title reaches as far right as the boxes beside it are empty."""
    carried, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else "")
        carried.append(group)
    return carried


def _forms(above: str, below: str) -> tuple[str, ...]:
    """The words to try for a column: group and title together, then the title alone where the group changes nothing."""
    if not (above and below) or above == below:
        return (above or below,)
    if speaks_of_certificate(above):
        return above + below, "原证书" + below
    return (above + below,) if speaks_of_others(above) else (above + below, below)


def _is_second_line(grid: Grid, row: int, upper: Sequence[str], lower: Sequence[str], learned: Learned) -> bool:
    if any(_looks_like_data(cell) for cell in grid.rows[row + 1]):
        return False
    named = [column for column, text in enumerate(lower) if text and recognise_header(text, learned)]
    titled = {column for column, text in enumerate(upper) if text}
    if _spans_everything(grid.merges, row, max(len(upper), len(lower))) or len(titled) < 2:
        return False
    above = {found[0] for text in upper if (found := recognise_header(text, learned))}
    below = {recognise_header(lower[column], learned) for column in named}
    if not named or not below:
        return False
    complete_above = above >= _NEEDED
    repeats = sum(lower[column] == upper[column] for column in named if column < len(upper))
    return (not complete_above or _blank_under_name(upper, lower, learned)) and repeats < len(named)


def _blank_under_name(upper: Sequence[str], lower: Sequence[str], learned: Learned) -> bool:
    """A second header line leaves the boxes under 姓名 and 证件号码 empty (they are merged downwards)."""
    for column, text in enumerate(upper):
        found = recognise_header(text, learned)
        if found and found[0] in _NEEDED and column < len(lower) and lower[column]:
            return False
    return True


def _looks_like_data(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    return sum(char.isdigit() for char in cell) >= 6


def _spans_everything(merges: Sequence[Merge], row: int, width: int) -> bool:
    """A title merged over (nearly) the whole sheet is no group of columns."""
    return any(
        merge.top <= row <= merge.bottom and merge.right - merge.left + 1 >= max(width - 2, 4) for merge in merges
    )


def _assigned(first: int, last: int, titles: Sequence[tuple[str, tuple[str, ...]]], learned: Learned) -> Header:
    """Give each field its best column: the surest word wins, then the one further left."""
    claims: list[tuple[int, int, Field]] = []
    others: list[Column] = []
    for index, (title, forms) in enumerate(titles):
        found = next((meaning for form in forms if (meaning := recognise_header(form, learned))), None)
        if found:
            claims.append((found[1], index, found[0]))
        elif title:
            others.append(Column(index, title))
    columns: dict[Field, Column] = {}
    doubles: list[tuple[Column, Field]] = []
    for _, index, field in sorted(claims, key=lambda claim: (claim[0], claim[1])):
        column = Column(index, titles[index][0])
        if field in columns:
            doubles.append((column, field))
        else:
            columns[field] = column
    return Header(first, last, columns, tuple(others), tuple(sorted(doubles, key=lambda pair: pair[0].index)))
