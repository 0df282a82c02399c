"""Official announcements and other papers in numbered sections (R1.1, R1.2, R3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from .blocks import Block, Closing, Heading, Imprint, Layout, Note, Paper, Seal, Section, Text


def notice(
    title: str,
    *,
    sections: Sequence[Section],
    issuer: str,
    dated: date | None,
    imprint: Imprint,
    number: str = "",
    masthead: str = "",
    subtitle: str = "",
    addressee: str = "",
    preamble: Sequence[str] | str = (),
    closing: Sequence[str] | str = ("特此公告。",),
    attachments: Sequence[str] = (),
    remarks: str = "",
    seal: Seal | None = None,
    copies: str = "",
    layout: Layout = "official",
) -> Paper:
    """An official announcement.

    ``addressee`` stands flush left before the text (某某中心：); ``sections`` are numbered
    一、二、…; a section's body is prose (each line a paragraph) or blocks such as a table
    of offerings; ``attachments`` become 附件：1. … ; the seal goes over the date.
    """
    blocks: list[Block] = []
    if addressee:
        blocks.append(Text(addressee, indent=False))
    blocks += paragraphs(preamble)
    for section in sections:
        blocks.append(Heading(section.title))
        blocks += section_blocks(section)
    blocks += paragraphs(closing)
    blocks += _attachments(attachments)
    blocks.append(Closing(issuer, dated, seal))
    if remarks:
        blocks.append(Note(remarks, title="附注"))
    return Paper(
        title=title,
        blocks=tuple(blocks),
        imprint=imprint,
        layout=layout,
        subtitle=subtitle,
        masthead=masthead,
        number=number,
        copies=copies,
    )


def paragraphs(prose: Sequence[str] | str) -> list[Block]:
    lines = [prose] if isinstance(prose, str) else prose
    return [Text(part) for line in lines for part in line.splitlines() if part.strip()]


def section_blocks(section: Section) -> Iterator[Block]:
    parts = [section.body] if isinstance(section.body, str) else section.body
    for part in parts:
        if isinstance(part, Block):
            yield part
        else:
            yield from paragraphs(part)


def _attachments(names: Sequence[str]) -> list[Block]:
    if not names:
        return []
    if len(names) == 1:
        return [Text(f"附件：{names[0]}")]
    first, *rest = [f"{n}. {name}" for n, name in enumerate(names, 1)]
    return [Text(f"附件：{first}"), *(Text(f"　　　{line}") for line in rest)]
