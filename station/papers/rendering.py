"""From a described paper to PDF bytes: the same description gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer
from reportlab.platypus import PageBreak as BreakPage

from .blocks import (
    Block,
    Checks,
    Closing,
    Grid,
    Heading,
    KeyValues,
    Layout,
    Note,
    PageBreak,
    Paper,
    Picture,
    SeatPlan,
    Signatures,
    Space,
    Table,
    Text,
)
from .flowables import (
    CheckLine,
    ClosingLines,
    FactLines,
    PictureBox,
    SignatureLines,
    leading_of,
)
from .fonts import BOLD_OF, HEI, SONG, SONG_BOLD, register
from .grids import FormGrid
from .opening import Opening, OpeningLines, opening_of
from .pages import GEOMETRIES, PaperCanvas, draw_foot
from .seating import RoomPicture
from .tables import RuledTable
from .typesetting import Paragraph, Style
from .wording import chinese_number

# Body and table sizes: 三号 is 16 pt, and 28 letters must fill 156 mm of an official paper.
BODY_SIZES: dict[Layout, float] = {"official": 15.78, "form": 11, "landscape": 10.5}
TABLE_SIZES: dict[Layout, float] = {"official": 10.5, "form": 9.5, "landscape": 9}


def render(paper: Paper) -> bytes:
    """The paper as PDF.  Raises ``MissingGlyph`` if the paper asks for that."""
    register()
    geometry = GEOMETRIES[paper.layout]
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=(geometry.width, geometry.height),
        leftMargin=geometry.left,
        rightMargin=geometry.right,
        topMargin=geometry.top,
        bottomMargin=geometry.bottom,
        title=paper.title,
        author=paper.imprint.issuer,
        subject=paper.imprint.serial or paper.title,
        creator=paper.imprint.issuer,
        lang="zh-CN",
    )
    frame = Frame(
        geometry.left,
        geometry.bottom,
        geometry.room,
        geometry.height - geometry.top - geometry.bottom,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates(PageTemplate(frames=[frame]))

    def foot(canvas: Any, number: int, count: int) -> None:
        draw_foot(canvas, paper, number, count)

    maker = partial(PaperCanvas, imprint=paper.imprint, title=paper.title, foot=foot)

    def canvas_for(target: Any, pagesize: Any = None, **rest: Any) -> PaperCanvas:
        return maker(target, pagesize=pagesize, missing=paper.missing)

    document.build(list(story_of(paper)), canvasmaker=canvas_for)
    return out.getvalue()


def story_of(paper: Paper) -> Iterator[Flowable]:
    """The paper as flowables, the head first unless its blocks bring their own."""
    blocks = tuple(paper.blocks)
    if not (blocks and isinstance(blocks[0], Opening)):
        yield OpeningLines(opening_of(paper), paper.layout)
    setter = _Setter(paper.layout)
    story = [flowable for block in blocks for flowable in setter.set(block)]
    for index, flowable in enumerate(story):
        _keep_from_stranding(flowable, story[index + 1 :][:6], GEOMETRIES[paper.layout].room)
        yield flowable


def _keep_from_stranding(flowable: Flowable, following: Sequence[Flowable], room: float) -> None:
    """GB/T 9704: seal and date never stand on a page without text. What can part leaves its last lines or rows to them."""
    closing = _closing_part(following)
    if isinstance(flowable, RoomPicture):
        flowable.trailing = _until_break(following)
    elif isinstance(flowable, SignatureLines):
        flowable.keepWithNext = int(bool(_closing_part(following[:1])))
    elif isinstance(flowable, RuledTable) or (isinstance(flowable, Paragraph) and _is_last_text(flowable, closing)):
        flowable.trailing = closing
        if closing and not flowable.can_part(room):
            flowable.keepWithNext = 1


def _is_last_text(flowable: Paragraph, closing: Sequence[Flowable]) -> bool:
    """No heading, and nothing before signatures and seal but, at most, one more paragraph such as 特此公告。"""
    paragraphs = sum(isinstance(each, Paragraph) for each in closing)
    return bool(closing) and paragraphs <= 1 and not flowable.getKeepWithNext()


class _Setter:
    """Turns blocks into flowables and counts the headings."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.size = BODY_SIZES[layout]
        self.table_size = TABLE_SIZES[layout]
        self.leading = leading_of(layout)
        self.counts = [0, 0, 0]

    def set(self, block: Block) -> Iterator[Flowable]:
        match block:
            case Opening():
                yield OpeningLines(block, self.layout)
            case Heading():
                yield self._heading(block)
            case Text():
                yield self._text(block)
            case Note():
                style = Style(SONG, self.size * 0.8, self.size * 1.2, "justify", space_before=5)
                yield Paragraph(f"{block.title}：{block.text}" if block.title else block.text, style)
            case KeyValues():
                yield FactLines(block, self.size, self.leading)
            case Table():
                yield from self._table(block)
            case Grid():
                yield FormGrid(block, self.table_size + 0.5)
            case Checks():
                yield CheckLine(block, self.size, self.leading)
            case Signatures():
                yield SignatureLines(block, min(self.size, 12))
            case Closing():
                yield ClosingLines(block, self.size, self.leading)
            case Picture():
                yield PictureBox(block)
            case SeatPlan():
                yield RoomPicture(block)
            case Space():
                yield Spacer(1, block.mm * mm)
            case PageBreak():
                self.counts = [0, 0, 0]
                yield BreakPage()
            case _:
                raise TypeError(f"{type(block).__name__} is not a block of a paper")

    def _heading(self, heading: Heading) -> Flowable:
        level = heading.level
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (3 - level)
        number = self.counts[level - 1]
        mark = ""
        if heading.numbered:
            mark = (
                f"{chinese_number(number)}、",
                f"（{chinese_number(number)}）",
                f"{number}. ",
            )[level - 1]
        face = (HEI, SONG_BOLD, SONG)[level - 1]
        before = self.leading * (0.15 if self.layout == "official" else 0.35)
        style = Style(face, self.size, self.leading, first_indent=2, space_before=before)
        flowable = Paragraph(mark + heading.text, style)
        flowable.keepWithNext = 1
        return flowable

    def _text(self, text: Text) -> Flowable:
        size = text.size or self.size
        face = HEI if text.sans else SONG
        style = Style(
            BOLD_OF[face] if text.bold else face,
            size,
            self.leading * size / self.size,
            text.align,
            first_indent=2 if text.indent else 0,
        )
        return Paragraph(text.text, style)

    def _table(self, table: Table) -> Iterator[Flowable]:
        if table.caption:
            style = Style(HEI, self.table_size + 1, (self.table_size + 1) * 1.9, "center")
            caption = Paragraph(table.caption, style)
            caption.keepWithNext = 1
            yield caption
        yield RuledTable(table, self.table_size)


def _until_break(flowables: Sequence[Flowable]) -> list[Flowable]:
    """What shares the page with the flowable before: up to the next page break."""
    stop = next((n for n, f in enumerate(flowables) if isinstance(f, BreakPage)), None)
    return list(flowables[:stop])


def _closing_part(flowables: Sequence[Flowable]) -> list[Flowable]:
    """Signatures and closing that must not stand on a page of their own, if they follow."""
    out: list[Flowable] = []
    for flowable in flowables:
        if isinstance(flowable, SignatureLines | ClosingLines):
            out.append(flowable)
        elif isinstance(flowable, Paragraph) and not any(isinstance(f, SignatureLines | ClosingLines) for f in out):
            out.append(flowable)
        else:
            break
    closes = any(isinstance(f, SignatureLines | ClosingLines) for f in out)
    return out if closes else []
