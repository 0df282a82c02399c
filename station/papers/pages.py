"""The page: sizes and margins, head and foot, page numbers, metadata.

Margins of an official paper are 37/35/28/26 mm and its type area holds 22 lines of 28
letters (GB/T 9704); forms and lists have less air and name the number of pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .blocks import Imprint, Layout, Paper
from .fonts import HEI, SONG, MissingGlyph, register
from .ink import FAINT, HAIR, INK, draw_line
from .qr import draw_qr

PRODUCER = "Assessment station papers"


@dataclass(frozen=True)
class Geometry:
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    foot: float  # height of the strip for serial and QR code, from the paper's edge
    numbered_of: bool

    @property
    def room(self) -> float:
        return self.width - self.left - self.right


GEOMETRIES: dict[Layout, Geometry] = {
    "official": Geometry(A4[0], A4[1], 37 * mm, 35 * mm, 28 * mm, 26 * mm, 8 * mm, False),
    "form": Geometry(A4[0], A4[1], 18 * mm, 26 * mm, 22 * mm, 18 * mm, 7 * mm, True),
    "landscape": Geometry(A4[1], A4[0], 18 * mm, 25 * mm, 18 * mm, 18 * mm, 7 * mm, True),
}


class _FixedMoment:
    """The time written into the file: the paper's own, never the clock's."""

    def __init__(self, moment: datetime) -> None:
        self.t = moment.timestamp()
        self.lt = moment.timetuple()
        self.YMDhms = tuple(self.lt)[:6]
        self.dhh, self.dmm = 8, 0
        self.tzname = "CST"


def fixed_moment(issued: date | datetime) -> datetime:
    """Midnight in Shanghai for a date; a naive moment is taken as Shanghai time."""
    zone = ZoneInfo("Asia/Shanghai")
    if not isinstance(issued, datetime):
        return datetime.combine(issued, time(), tzinfo=zone)
    return issued.replace(tzinfo=zone) if issued.tzinfo is None else issued.astimezone(zone)


class PaperCanvas(Canvas):
    """A canvas with fixed metadata that knows the number of pages when it draws the foot."""

    def __init__(
        self,
        target: Any,
        *,
        imprint: Imprint,
        title: str,
        pagesize: tuple[float, float],
        missing: str = "mark",
        foot: Any = None,
        **_: Any,
    ) -> None:
        register()
        super().__init__(
            target,
            pagesize=pagesize,
            invariant=1,
            pageCompression=1,
            lang="zh-CN",
            initialFontName=SONG,
            pdfVersion=(1, 5),
        )
        self._doc._timeStamp = _FixedMoment(fixed_moment(imprint.issued))
        self.setTitle(title)
        self.setAuthor(imprint.issuer)
        self.setSubject(imprint.serial or title)
        self.setCreator(imprint.issuer)
        self.setProducer(PRODUCER)
        self._missing = missing
        self._foot = foot
        self._pages: list[dict[str, Any]] = []
        self.missing_here: list[str] = []
        self._missing_anywhere: list[str] = []

    def showPage(self) -> None:  # noqa: N802 -- ReportLab's name
        if self._foot is None:
            self._close_page()
            return
        self._pages.append(dict(self.__dict__))
        self._missing_anywhere += self.missing_here
        self.missing_here = []
        self._startPage()

    def _close_page(self) -> None:
        self._missing_anywhere += self.missing_here
        self.missing_here = []
        Canvas.showPage(self)

    def save(self) -> None:
        if self._foot is not None:
            pages, gone = self._pages, self._missing_anywhere
            for state in pages:
                self.__dict__.update(state)
                self._foot(self, self._pageNumber, len(pages))
                Canvas.showPage(self)
            self._missing_anywhere = gone
        if self._missing == "raise" and self._missing_anywhere:
            raise MissingGlyph(self._missing_anywhere)
        super().save()


def draw_foot(canvas: Any, paper: Paper, number: int, count: int) -> None:
    """Page number, serial, short text and QR code; and what could not be printed."""
    geometry = GEOMETRIES[paper.layout]
    if paper.layout == "official":
        _official_number(canvas, geometry, number)
    imprint = paper.imprint
    x, y = geometry.left, geometry.foot
    size = 13 * mm
    if imprint.verify_url:
        draw_qr(canvas, imprint.verify_url, x, y, size)
        x += size + 3 * mm
    lines = [line for line in (_serial(imprint), imprint.foot if imprint.verify_url else "") if line]
    base = y + (size + len(lines) * 4.2 * mm) / 2 - 3.1 * mm
    room = geometry.room * 0.68
    canvas.setFillColor(INK)
    for n, line in enumerate(lines):
        draw_line(canvas, line, HEI if n == 0 else SONG, 8, x, base - n * 4.2 * mm, room=room)
    right = geometry.width - geometry.right
    if geometry.numbered_of:
        canvas.setStrokeColor(FAINT)
        canvas.setLineWidth(HAIR)
        canvas.line(geometry.left, y + size + 2 * mm, right, y + size + 2 * mm)
        draw_line(canvas, f"第 {number} 页　共 {count} 页", SONG, 9, right, y + size / 2 - 3, "right")
    draw_missing_note(canvas, geometry.left, y - 3.4 * mm)


def _serial(imprint: Imprint) -> str:
    return f"编号：{imprint.serial}" if imprint.serial else ""


def _official_number(canvas: Any, geometry: Geometry, number: int) -> None:
    """— n — seven millimetres under the type area, outer side, one letter in."""
    y = geometry.bottom - 7 * mm
    text = f"— {number} —"
    if number % 2:
        draw_line(canvas, text, SONG, 14, geometry.width - geometry.right - 14, y, "right")
    else:
        draw_line(canvas, text, SONG, 14, geometry.left + 14, y)


def draw_missing_note(canvas: Any, x: float, y: float) -> None:
    if not canvas.missing_here:
        return
    named = "、".join(f"U+{ord(c):04X}" for c in canvas.missing_here)
    draw_line(canvas, f"〓为字库未收之字，请按证件人工补写：{named}", SONG, 7, x, y)


def new_canvas(
    title: str, imprint: Imprint, pagesize: tuple[float, float], missing: str
) -> tuple[PaperCanvas, BytesIO]:
    """A bare canvas for papers that draw each page themselves."""
    out = BytesIO()
    return (
        PaperCanvas(out, imprint=imprint, title=title, pagesize=pagesize, missing=missing),
        out,
    )


def pdf_moment(issued: date | datetime) -> str:
    """The moment as the PDF format writes it."""
    moment = fixed_moment(issued).astimezone(UTC)
    return f"D:{moment:%Y%m%d%H%M%S}Z"
