"""What a paper is made of: plain, frozen descriptions, no drawing.

A paper is described first and drawn later, so that whoever builds one needs no drawing
library, and a test can look at the description instead of the ink.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

Image = bytes | Path
Align = Literal["left", "center", "right", "justify"]
Layout = Literal["official", "form", "landscape"]


@dataclass(frozen=True)
class Strong:
    """A bold stretch inside a ``Text``."""

    text: str


Prose = str | Sequence[str | Strong]


@dataclass(frozen=True)
class Seal:
    """The round seal of ``owner``.

    ``image`` is the station's own upload (PNG, transparent ground); without it the sample
    seal is drawn, which says 样章 and can't be mistaken for a real one.
    """

    owner: str
    image: bytes | None = None
    legend: str = "样章"
    diameter_mm: float = 40


@dataclass(frozen=True)
class Imprint:
    """Who answers for the paper, and how to check it.

    ``issued`` goes into the file's metadata and is never "now": two renders of one
    version must be equal.  ``serial`` and the QR code of ``verify_url`` stand in the foot.
    """

    issuer: str
    issued: date | datetime
    serial: str = ""
    verify_url: str = ""
    foot: str = "扫描二维码可核验本文书"


class Block:
    """Anything that can stand in a paper."""


@dataclass(frozen=True)
class Heading(Block):
    """``level`` 1 is 一、 2 is （一） 3 is 1. ; numbers are given while drawing."""

    text: str
    level: Literal[1, 2, 3] = 1
    numbered: bool = True


@dataclass(frozen=True)
class Text(Block):
    """A paragraph; line feeds inside start new lines with the same indent."""

    text: Prose
    indent: bool = True
    align: Align = "justify"
    bold: bool = False
    sans: bool = False
    size: float | None = None


@dataclass(frozen=True)
class Note(Block):
    """Small print: remarks under a table, hints for filling in."""

    text: str
    title: str = "注"


@dataclass(frozen=True)
class KeyValues(Block):
    """Short facts as 名称：内容, in one or more columns."""

    pairs: Sequence[tuple[str, str]]
    columns: int = 1


@dataclass(frozen=True)
class Column:
    """A column of a printed table.

    ``key`` names a mapping's key or an attribute, or is a function of the row; ``width`` is
    relative to the other columns (1 is about four letters) and follows from the contents
    when it is left out; neighbours with the same ``group`` share a head above.
    """

    title: str
    key: str | Callable[[Any], Any] = ""
    width: float | None = None
    align: Align = "center"
    group: str = ""


@dataclass(frozen=True)
class Table(Block):
    """A ruled table; its head is repeated on every page.

    Rows are mappings or objects read through ``Column.key``, or plain sequences.
    """

    columns: Sequence[Column]
    rows: Sequence[Any]
    totals: Sequence[str] | None = None
    caption: str = ""
    empty: str = "（无）"
    size: float | None = None
    row_height_mm: float | None = None


@dataclass(frozen=True)
class Cell:
    """A box of a form grid; ``span`` counts grid columns, ``rows`` grid rows."""

    text: str = ""
    span: int = 1
    rows: int = 1
    align: Align = "center"


@dataclass(frozen=True)
class Label(Cell):
    """What is asked."""


@dataclass(frozen=True)
class Value(Cell):
    """What is answered."""


@dataclass(frozen=True)
class PhotoCell(Cell):
    """The photograph, at most 35 × 49 mm; without one, the box says what belongs there."""

    image: Image | None = None
    text: str = "照\n片"


@dataclass(frozen=True)
class Ticks(Cell):
    """☑/☐ for each option; ``chosen`` holds the ticked ones."""

    options: Sequence[str] = ()
    chosen: Sequence[str] = ()
    align: Align = "left"


@dataclass(frozen=True)
class Opinion(Cell):
    """意见栏: the opinion, then at the foot signer, date and where the seal goes."""

    signer: str = "负责人签字"
    signed_by: str = ""
    dated: date | None = None
    seal_note: str = "（公章）"
    seal: Seal | None = None
    align: Align = "left"


@dataclass(frozen=True)
class Grid(Block):
    """A form: rows of cells on a grid.

    ``widths`` are relative, one per grid column.  A cell with ``rows`` > 1 takes its place
    in the rows below too, as in HTML: leave it out there.  ``heights_mm`` sets the least
    height of rows by index; every other row is ``row_mm`` high at least.
    """

    widths: Sequence[float]
    rows: Sequence[Sequence[Cell]]
    heights_mm: dict[int, float] = field(default_factory=dict)
    row_mm: float = 9
    size: float | None = None


@dataclass(frozen=True)
class Checks(Block):
    """A line of tick boxes with a label before it."""

    label: str
    options: Sequence[str]
    chosen: Sequence[str] = ()


@dataclass(frozen=True)
class Signatures(Block):
    """Lines to sign on; ``names`` may hold (role, printed name) pairs or roles alone."""

    names: Sequence[str | tuple[str, str]]
    columns: int = 3
    dated: bool = True


@dataclass(frozen=True)
class Closing(Block):
    """Issuer and date at the right, the seal over the date."""

    issuer: str
    dated: date | None = None
    seal: Seal | None = None


@dataclass(frozen=True)
class Picture(Block):
    image: Image
    width_mm: float
    caption: str = ""


@dataclass(frozen=True)
class Space(Block):
    mm: float


@dataclass(frozen=True)
class PageBreak(Block):
    pass


@dataclass(frozen=True)
class Section:
    """A numbered section of a notice: prose, or any blocks."""

    title: str
    body: str | Sequence[str | Block] = ()


@dataclass(frozen=True)
class Seat:
    """A place in a room, rows and columns from 1 as seen from the lectern.

    ``label`` is the seat or station number; the lines stand below it (name, ticket number,
    occupation).  ``state`` other than ``taken`` is drawn so that it is told apart without
    colour.
    """

    row: int
    column: int
    label: str = ""
    lines: Sequence[str] = ()
    state: Literal["taken", "empty", "spare", "broken"] = "taken"
    accessible: bool = False


@dataclass(frozen=True)
class SeatPlan(Block):
    """The room as a picture; the lectern at the bottom, where the viewer stands."""

    rows: int
    columns: int
    seats: Sequence[Seat]
    lectern: str = "讲　台"
    door: Literal["left", "right", ""] = "right"


@dataclass(frozen=True)
class Paper:
    """A paper to be rendered.

    ``layout``: ``official`` (margins 37/35/28/26 mm), ``form`` (tighter, portrait),
    ``landscape`` (tighter, landscape).  ``masthead`` is the red head of an official
    document, ``number`` its 文号, ``copies`` such as 一式两份 stands top right.
    """

    title: str
    blocks: Sequence[Block]
    imprint: Imprint
    layout: Layout = "official"
    subtitle: str = ""
    masthead: str = ""
    number: str = ""
    copies: str = ""
    missing: Literal["mark", "raise"] = "mark"
