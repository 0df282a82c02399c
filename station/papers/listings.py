"""Lists over as many pages as they need: rosters, registers, receipts, contents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .blocks import (
    Block,
    Closing,
    Column,
    Imprint,
    KeyValues,
    Layout,
    Note,
    Paper,
    Seal,
    Signatures,
    Table,
    Text,
)
from .wording import chinese_date, rmb_in_words


def listing(
    title: str,
    *,
    columns: Sequence[Column],
    rows: Iterable[object],
    imprint: Imprint,
    facts: Sequence[tuple[str, str]] = (),
    fact_columns: int = 3,
    totals: Sequence[str] | None = None,
    summary: str = "",
    signatures: Sequence[str | tuple[str, str]] = (),
    notes: str = "",
    copies: str = "",
    subtitle: str = "",
    issuer: str = "",
    dated: date | None = None,
    seal: Seal | None = None,
    layout: Layout = "landscape",
    numbered: bool = True,
    row_height_mm: float | None = None,
    size: float | None = None,
) -> Paper:
    """A table with many rows; ``numbered`` puts 序号 before the first column.

    With ``issuer`` the list closes with issuer, date and seal, with ``signatures`` with
    lines to sign on; it may have both.
    """
    rows = list(rows)
    if numbered:
        columns = (Column("序号", key="no", width=0.8), *columns)
        inner = columns[1:]
        rows = [_numbered(n, row, inner) for n, row in enumerate(rows, 1)]
        columns = tuple(Column(c.title, width=c.width, align=c.align, group=c.group) for c in columns)
    blocks: list[Block] = []
    if facts:
        blocks.append(KeyValues(tuple(facts), columns=fact_columns))
    blocks.append(Table(tuple(columns), tuple(rows), totals=totals, row_height_mm=row_height_mm, size=size))
    if summary:
        blocks.append(Text(summary, indent=False))
    if notes:
        blocks.append(Note(notes))
    if signatures:
        blocks.append(Signatures(tuple(signatures), columns=min(4, len(signatures))))
    if issuer:
        blocks.append(Closing(issuer, dated, seal))
    return Paper(
        title=title,
        blocks=tuple(blocks),
        imprint=imprint,
        layout=layout,
        subtitle=subtitle,
        copies=copies,
    )


def _numbered(number: int, row: object, columns: Sequence[Column]) -> tuple[str, ...]:
    from .tables import cell_text

    return (str(number), *(cell_text(row, column, n) for n, column in enumerate(columns)))


@dataclass(frozen=True)
class Receipt:
    """One charge with its official receipt (R2.3); a refund carries a negative amount."""

    payer: str
    purpose: str
    amount: Decimal
    receipt_number: str
    paid_on: date
    basis: str = ""
    channel: str = ""
    remark: str = ""


def receipt_list(
    title: str,
    *,
    receipts: Sequence[Receipt],
    imprint: Imprint,
    facts: Sequence[tuple[str, str]] = (),
    signatures: Sequence[str | tuple[str, str]] = ("出纳", "会计", "负责人"),
    notes: str = "",
    copies: str = "",
) -> Paper:
    """收费票据清单: every charge beside its receipt number, the sum in figures and words."""
    total = sum((receipt.amount for receipt in receipts), Decimal(0))
    columns = (
        Column("缴款人", "payer"),
        Column("收费项目", "purpose", align="left"),
        Column("收费依据", "basis", align="left"),
        Column("金额（元）", lambda r: f"{r.amount:,.2f}", align="right"),
        Column("票据号码", "receipt_number"),
        Column("收款日期", lambda r: chinese_date(r.paid_on)),
        Column("方式", "channel"),
        Column("备注", "remark", align="left"),
    )
    return listing(
        title,
        columns=columns,
        rows=receipts,
        imprint=imprint,
        facts=facts,
        totals=("合计", "", "", "", f"{total:,.2f}", "", "", "", ""),
        summary=f"合计人民币（大写）：{rmb_in_words(total)}　　共 {len(receipts)} 笔",
        signatures=signatures,
        notes=notes,
        copies=copies,
    )


@dataclass(frozen=True)
class Enclosure:
    """A line of a package's contents."""

    title: str
    pages: int | None = None
    clause: str = ""
    copies: str = ""
    remark: str = ""


def cover_with_contents(
    title: str,
    *,
    entries: Sequence[Enclosure],
    imprint: Imprint,
    facts: Sequence[tuple[str, str]] = (),
    addressee: str = "",
    issuer: str = "",
    dated: date | None = None,
    seal: Seal | None = None,
    subtitle: str = "材料目录",
    notes: str = "",
    layout: Layout = "form",
) -> Paper:
    """The sheet on top of a package: facts, then what is inside with clause and pages."""
    pages = sum(entry.pages or 0 for entry in entries)
    columns = (
        Column("序号", lambda row: row[0], 0.8),
        Column("材料名称", lambda row: row[1].title, 5, "left"),
        Column("条款", lambda row: row[1].clause, 0.9),
        Column("页数", lambda row: row[1].pages or "", 0.8),
        Column("份数", lambda row: row[1].copies, 1.2),
        Column("备注", lambda row: row[1].remark, 1.8, "left"),
    )
    blocks: list[Block] = []
    if addressee:
        blocks.append(Text(addressee, indent=False))
    if facts:
        blocks.append(KeyValues(tuple(facts), columns=1))
    blocks.append(
        Table(
            columns,
            tuple(enumerate(entries, 1)),
            totals=("合计", f"{len(entries)} 项", "", str(pages), "", ""),
        )
    )
    if notes:
        blocks.append(Note(notes))
    if issuer:
        blocks.append(Closing(issuer, dated, seal))
    return Paper(title=title, blocks=tuple(blocks), imprint=imprint, layout=layout, subtitle=subtitle)
