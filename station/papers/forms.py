"""Application forms, approval forms and record sheets: grids of cells under a title."""

from __future__ import annotations

from collections.abc import Sequence

from .blocks import Block, Cell, Grid, Imprint, KeyValues, Label, Layout, Note, Paper, Value


def form(
    title: str,
    *,
    grids: Sequence[Grid | Block],
    imprint: Imprint,
    facts: Sequence[tuple[str, str]] = (),
    fact_columns: int = 2,
    notes: Sequence[str] | str = (),
    copies: str = "",
    subtitle: str = "",
    number: str = "",
    layout: Layout = "form",
) -> Paper:
    """A form: ``facts`` above the grid (编号：… 填表日期：…), ``notes`` below it.

    ``grids`` may also hold other blocks between grids.
    """
    blocks: list[Block] = []
    if facts:
        blocks.append(KeyValues(tuple(facts), columns=fact_columns))
    blocks += grids
    lines = [notes] if isinstance(notes, str) else list(notes)
    if lines:
        text = lines[0] if len(lines) == 1 else " ".join(f"{n}. {t}" for n, t in enumerate(lines, 1))
        blocks.append(Note(text))
    return Paper(
        title=title,
        blocks=tuple(blocks),
        imprint=imprint,
        layout=layout,
        subtitle=subtitle,
        number=number,
        copies=copies,
    )


def form_grid(
    pairs: Sequence[tuple[str, str]],
    *,
    per_row: int = 2,
    label_width: float = 1.1,
    value_width: float = 2.2,
    row_mm: float = 9,
) -> Grid:
    """A plain grid of label and answer cells; the last row's last answer takes what is left."""
    rows: list[list[Cell]] = []
    for start in range(0, len(pairs), per_row):
        part = pairs[start : start + per_row]
        row: list[Cell] = []
        for n, (name, value) in enumerate(part):
            lacking = (per_row - len(part)) * 2 if n == len(part) - 1 else 0
            row += [Label(name), Value(value, span=1 + lacking)]
        rows.append(row)
    return Grid(widths=(label_width, value_width) * per_row, rows=tuple(rows), row_mm=row_mm)
