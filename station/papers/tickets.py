"""Admission tickets by the thousand (R5.1, R5.2).

What all tickets share is drawn once as a form and referred to; a ticket adds its words,
its photograph (undecoded) and its QR code.  That makes hundreds a second.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from .blocks import Image, Imprint, Seal
from .fonts import HEI, HEI_BOLD, SONG, SONG_BOLD, register
from .ink import BOLD_RULE, FAINT, FINE, HAIR, INK, PALE, draw_line, text_width
from .pages import PaperCanvas, draw_missing_note
from .photographs import draw_image
from .qr import draw_qr
from .seal import draw_seal
from .typesetting import SHRUNK, Style, break_prose, draw_fitted, draw_lines
from .wording import chinese_date

SUBJECT_HEADS = (
    ("科目", 0.13),
    ("日期", 0.265),
    ("时间", 0.165),
    ("考场", 0.29),
    ("座（工）位号", 0.15),
)


@dataclass(frozen=True)
class TicketSubject:
    """One subject's sitting; ``seat`` is the seat or station number."""

    name: str
    day: str
    time: str
    room: str
    seat: str


@dataclass(frozen=True)
class Ticket:
    """One candidate's ticket; ``identity`` is printed as given, masked or whole."""

    number: str
    name: str
    sex: str
    identity_kind: str
    identity: str
    occupation: str
    level: str
    subjects: Sequence[TicketSubject]
    photo: Image | None = None
    verify_url: str = ""
    site: str = ""
    serial: str = ""


@dataclass(frozen=True)
class TicketDesign:
    """What all tickets of a batch share."""

    station: str
    assessment: str
    imprint: Imprint
    notices: Sequence[str] = ()
    seal: Seal | None = None
    issued_on: date | None = None
    title: str = "准　考　证"
    per_page: Literal[1, 2] = 1
    missing: Literal["mark", "raise"] = "mark"


@dataclass(frozen=True)
class _Measures:
    """Sizes of a ticket on a whole or a half page, in points."""

    height: float
    title: float
    head: float  # height of the title lines
    row: float
    text: float
    small: float
    photo: float  # width of the photo box
    subject: float
    foot: float
    top: float
    left: float = 20 * mm
    room: float = A4[0] - 40 * mm


_WHOLE = _Measures(
    height=A4[1],
    title=25,
    head=30 * mm,
    row=11 * mm,
    text=12,
    small=10.5,
    photo=41 * mm,
    subject=11 * mm,
    foot=58 * mm,
    top=20 * mm,
)
_HALF = _Measures(
    height=A4[1] / 2,
    title=17,
    head=16 * mm,
    row=7.6 * mm,
    text=9.5,
    small=7.4,
    photo=28.5 * mm,
    subject=6.6 * mm,
    foot=33 * mm,
    top=7 * mm,
)


def admission_tickets(
    tickets: Iterable[Ticket],
    design: TicketDesign,
    *,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """All tickets as one PDF, one or two to a page; ``progress`` hears how many are done."""
    register()
    sheet = _Sheet(design)
    done = 0
    for done, ticket in enumerate(tickets, 1):
        sheet.add(ticket)
        if progress is not None:
            progress(done)
    if not done:
        raise ValueError("没有可打印的准考证：本批次尚无考生。")
    return sheet.finish()


@dataclass
class _Sheet:
    design: TicketDesign
    out: io.BytesIO = field(default_factory=io.BytesIO)
    on_page: int = 0

    def __post_init__(self) -> None:
        self.measures = _WHOLE if self.design.per_page == 1 else _HALF
        self.canvas = PaperCanvas(
            self.out,
            imprint=self.design.imprint,
            title=f"{self.design.assessment} 准考证",
            pagesize=A4,
            missing=self.design.missing,
        )
        register()

    def add(self, ticket: Ticket) -> None:
        if self.on_page == self.design.per_page:
            self._turn()
        self.on_page += 1
        canvas, m = self.canvas, self.measures
        form = self._form(len(ticket.subjects))
        canvas.saveState()
        canvas.translate(0, A4[1] - self.on_page * m.height)
        canvas.doForm(form)
        canvas.setFillColor(INK)
        self._values(ticket)
        if self._seal:  # over the print, not in the shared form: its blend belongs to the page
            middle, base = self._closing_place()
            draw_seal(canvas, self._seal, middle, base + self.measures.text * 0.9)
        canvas.restoreState()

    def finish(self) -> bytes:
        self._turn()
        self.canvas.save()
        return self.out.getvalue()

    def _turn(self) -> None:
        canvas = self.canvas
        if self.design.per_page == 2:
            canvas.setStrokeColor(FAINT)
            canvas.setLineWidth(HAIR)
            canvas.setDash(3, 3)
            canvas.line(0, A4[1] / 2, A4[0], A4[1] / 2)
            canvas.setDash()
        draw_missing_note(canvas, self.measures.left, 3 * mm)
        canvas.showPage()
        self.on_page = 0

    # -- what all tickets share

    def _form(self, subjects: int) -> str:
        name = f"ticket{subjects}"
        if not self.canvas.hasForm(name):
            self.canvas.beginForm(name, 0, 0, A4[0], self.measures.height)
            self._draw_shared(subjects)
            self.canvas.endForm()
        return name

    @property
    def _seal(self) -> Seal | None:
        """The seal, no higher than the foot of the ticket."""
        seal = self.design.seal
        if seal is None:
            return None
        return replace(seal, diameter_mm=min(seal.diameter_mm, self.measures.foot / mm * 0.86))

    def _tops(self, subjects: int) -> tuple[float, float, float]:
        """Upper edges of the fields, of the subjects' table and of the notices."""
        m = self.measures
        fields = m.height - m.top - m.head
        table = fields - 5 * m.row - 0.35 * m.row
        return fields, table, table - (subjects + 1) * m.subject - 0.3 * m.row

    def _draw_shared(self, subjects: int) -> None:
        canvas, m, design = self.canvas, self.measures, self.design
        canvas.setFillColor(INK)
        canvas.setStrokeColor(INK)
        middle = A4[0] / 2
        head = m.height - m.top
        draw_line(
            canvas,
            f"{design.station}　{design.assessment}",
            SONG,
            m.text,
            middle,
            head - m.text,
            "center",
            m.room,
        )
        draw_line(canvas, design.title, SONG_BOLD, m.title, middle, head - m.head * 0.78, "center")
        fields, table, notices = self._tops(subjects)
        self._draw_fields(fields)
        self._draw_table(table, subjects)
        self._draw_notices(notices)
        self._draw_closing()

    def _draw_fields(self, top: float) -> None:
        canvas, m = self.canvas, self.measures
        canvas.setLineWidth(FINE)
        wide = m.room - m.photo
        for n in range(1, 5):
            canvas.line(m.left, top - n * m.row, m.left + wide, top - n * m.row)
        canvas.line(m.left + wide, top, m.left + wide, top - 5 * m.row)
        for column, (x, label_wide) in enumerate(self._label_edges()):
            for row, label in enumerate(_LABELS[column]):
                if not label:
                    continue
                upper = top - row * m.row
                canvas.line(x + label_wide, upper, x + label_wide, upper - m.row)
                if column:
                    canvas.line(x, upper, x, upper - m.row)
                self._middle(label, HEI, m.text * 0.92, x, label_wide, upper, m.row)
        canvas.setLineWidth(BOLD_RULE)
        canvas.rect(m.left, top - 5 * m.row, m.room, 5 * m.row)

    def _label_edges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Left edge and width of the two label columns."""
        m = self.measures
        wide = m.room - m.photo
        label = wide * 0.185
        return (m.left, label), (m.left + wide * 0.465, label)

    def _draw_table(self, top: float, subjects: int) -> None:
        canvas, m = self.canvas, self.measures
        canvas.setFillColor(PALE)
        canvas.rect(m.left, top - m.subject, m.room, m.subject, stroke=0, fill=1)
        canvas.setFillColor(INK)
        canvas.setLineWidth(FINE)
        for n in range(1, subjects + 1):
            canvas.line(m.left, top - n * m.subject, m.left + m.room, top - n * m.subject)
        x = m.left
        for n, (title, share) in enumerate(SUBJECT_HEADS):
            if n:
                canvas.line(x, top, x, top - (subjects + 1) * m.subject)
            self._middle(title, HEI, m.text * 0.92, x, share * m.room, top, m.subject)
            x += share * m.room
        canvas.setLineWidth(BOLD_RULE)
        canvas.rect(m.left, top - (subjects + 1) * m.subject, m.room, (subjects + 1) * m.subject)

    def _draw_notices(self, top: float) -> None:
        if not self.design.notices:
            return
        canvas, m = self.canvas, self.measures
        style = Style(SONG, m.small, m.small * 1.5, "justify")
        canvas.setFillColor(INK)
        top = draw_lines(
            canvas,
            break_prose("考生须知", style.but(face=HEI_BOLD), m.room),
            style.but(face=HEI_BOLD),
            m.left,
            top,
            m.room,
        )
        for n, notice in enumerate(self.design.notices, 1):
            mark = f"{n}. "
            inset = text_width(mark, SONG, m.small)
            lines = break_prose(notice, style, m.room - inset)
            draw_line(canvas, mark, SONG, m.small, m.left, top - style.leading + m.small * 0.38)
            top = draw_lines(canvas, lines, style, m.left + inset, top, m.room - inset)
        if top < m.foot:
            raise ValueError("考生须知过长，准考证上放不下：请缩短须知，或改为每页一证。")

    def _draw_closing(self) -> None:
        canvas, m, design = self.canvas, self.measures, self.design
        middle, base = self._closing_place()
        draw_line(canvas, design.station, SONG, m.text, middle, base + m.text * 1.7, "center")
        draw_line(canvas, chinese_date(design.issued_on), SONG, m.text, middle, base, "center")

    def _closing_place(self) -> tuple[float, float]:
        """Where the date stands: the middle of the issuer's name, and the baseline."""
        m = self.measures
        half = text_width(self.design.station, SONG, m.text) / 2
        return m.left + m.room - m.text - half, m.foot * 0.46

    # -- what is each ticket's own

    def _values(self, ticket: Ticket) -> None:
        m = self.measures
        fields, table, _ = self._tops(len(ticket.subjects))
        columns = (
            (ticket.number, ticket.name, ticket.identity_kind, ticket.occupation, ticket.site),
            ("", ticket.sex, ticket.identity, ticket.level, ""),
        )
        wide = m.room - m.photo
        for column, (x, label_wide) in enumerate(self._label_edges()):
            for row, value in enumerate(columns[column]):
                if column and not _LABELS[1][row]:
                    continue
                alone = not _LABELS[1][row]
                end = m.left + wide if column or alone else self._label_edges()[1][0]
                face, size = (HEI_BOLD, m.text * 1.25) if not row else (SONG, m.text)
                left = x + label_wide
                self._middle(value, face, size, left, end - left, fields - row * m.row, m.row)
        self._photo(ticket, fields)
        for row, subject in enumerate(ticket.subjects, 1):
            self._subject(subject, table - row * m.subject)
        self._foot(ticket)

    def _photo(self, ticket: Ticket, top: float) -> None:
        m = self.measures
        x, high = m.left + m.room - m.photo, 5 * m.row
        if ticket.photo is None:
            self._middle("照片", SONG, m.text, x, m.photo, top, high)
            return
        wide, tall = min(35 * mm, m.photo - 5), min(49 * mm, high - 5)
        draw_image(self.canvas, ticket.photo, x + (m.photo - wide) / 2, top - (high + tall) / 2, wide, tall)

    def _subject(self, subject: TicketSubject, top: float) -> None:
        m = self.measures
        x = m.left
        values = (subject.name, subject.day, subject.time, subject.room, subject.seat)
        for n, (value, (_, share)) in enumerate(zip(values, SUBJECT_HEADS, strict=True)):
            face, size = (HEI_BOLD, m.text * 1.1) if n == 4 else (SONG, m.text * 0.95)
            self._middle(value, face, size, x, share * m.room, top, m.subject)
            x += share * m.room

    def _foot(self, ticket: Ticket) -> None:
        canvas, m = self.canvas, self.measures
        side = min(28 * mm, m.foot * 0.66)
        base = m.foot * 0.26
        x = m.left
        if ticket.verify_url:
            draw_qr(canvas, ticket.verify_url, x, base, side)
            x += side + 3 * mm
            draw_line(canvas, "入场核验码", HEI, m.small, x, base + side * 0.55)
        if ticket.serial:
            draw_line(canvas, f"编号：{ticket.serial}", SONG, m.small, x, base + side * 0.3)

    def _middle(self, text: str, face: str, size: float, x: float, wide: float, top: float, high: float) -> None:
        """Centred in a box, narrowed when it is too long for it, and broken when that would be too small to read."""
        if text_width(text, face, size) * SHRUNK > wide - 4:
            draw_fitted(self.canvas, text, face, size, x + 2, top, wide - 4, high)
            return
        draw_line(
            self.canvas,
            text,
            face,
            size,
            x + wide / 2,
            top - high / 2 - size * 0.36,
            "center",
            wide - 4,
        )


_LABELS = (
    ("准考证号", "姓　　名", "证件类型", "报考职业", "考　　点"),
    ("", "性　　别", "证件号码", "报考等级", ""),
)
