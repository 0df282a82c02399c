"""Chinese paragraphs: line breaking, punctuation rules, justified lines.

ReportLab's own paragraph leaves （ at a line's end and swallows the wide space of
姓　　名; this one keeps both right, breaks no number in two, and never loses a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.platypus import Flowable

from .blocks import Align, Prose, Strong
from .fonts import BOLD_OF, SONG, Run, runs, width
from .ink import draw_runs

NOT_FIRST = frozenset("，。、；：？！）】》〉」』”’％％〕…—·～,.;:?!)]}%°℃")
NOT_LAST = frozenset("（【《〈「『“‘〔([{")
LEAST_TO_PART = 4  # lines: two on either page
_WORD = re.compile(r"[!-~\u00A0-\u024F]+|.", re.DOTALL)


@dataclass(frozen=True)
class Style:
    face: str = SONG
    size: float = 12
    leading: float = 18
    align: Align = "left"
    first_indent: float = 0  # in letters
    space_before: float = 0
    space_after: float = 0

    def but(self, **changes: Any) -> Style:
        return replace(self, **changes)


@dataclass(frozen=True)
class Line:
    runs: tuple[Run, ...]
    width: float
    indent: float = 0
    spacing: float = 0


@dataclass(frozen=True)
class _Piece:
    """A stretch that is not broken: one Chinese character or one Western word."""

    run: Run
    width: float


def pieces_of(prose: Prose, face: str, size: float) -> list[list[_Piece]]:
    """Paragraph text as hard lines of pieces."""
    parts: Iterable[str | Strong] = [prose] if isinstance(prose, str) else prose
    lines: list[list[_Piece]] = [[]]
    for part in parts:
        bold = isinstance(part, Strong)
        text = part.text if isinstance(part, Strong) else part
        for run in runs(text, BOLD_OF[face] if bold else face):
            for word in _WORD.findall(run.text):
                if word == "\n":
                    lines.append([])
                    continue
                piece = Run(run.face, word, run.actual)
                lines[-1].append(_Piece(piece, width(word, run.face, size)))
    return lines


def break_prose(prose: Prose, style: Style, room: float) -> list[Line]:
    """Break into lines at most ``room`` wide (an overhang of half a comma is squeezed)."""
    room = max(room, style.size * 1.01)
    indent = style.first_indent * style.size
    lines: list[Line] = []
    for hard_line in pieces_of(prose, style.face, style.size):
        lines += _break_line(hard_line, style, room, indent)
    return lines


def _break_line(pieces: list[_Piece], style: Style, room: float, indent: float) -> list[Line]:
    pieces = [part for piece in pieces for part in _chopped(piece, style.size, room - indent)]
    lines: list[Line] = []
    start = 0
    while start < len(pieces):
        here = indent if not lines else 0
        end = _line_end(pieces, start, room - here, style.size)
        last = end == len(pieces)
        lines.append(_set_line(pieces[start:end], style, room - here, here, last))
        start = end
        while start < len(pieces) and pieces[start].run.text == " ":
            start += 1
    return lines or [Line((), 0, indent)]


def _chopped(piece: _Piece, size: float, room: float) -> Iterable[_Piece]:
    """A word wider than the line (a hash, an address) is broken by letters."""
    if piece.width <= room or len(piece.run.text) == 1:
        yield piece
        return
    for letter in piece.run.text:
        run = Run(piece.run.face, letter)
        yield _Piece(run, width(letter, run.face, size))


def _line_end(pieces: list[_Piece], start: int, room: float, size: float) -> int:
    """The index after the last piece that belongs on this line."""
    total, good = 0.0, start
    for index in range(start, len(pieces)):
        total += pieces[index].width
        text = pieces[index].run.text
        # Closing punctuation is half blank: it may overhang and be squeezed in.
        overhang = size * 0.5 if text in NOT_FIRST and len(text) == 1 else 0
        if total > room + overhang + 0.01:
            break
        if index + 1 == len(pieces) or _may_break(text, pieces[index + 1].run.text):
            good = index + 1
    else:
        return len(pieces)
    if good > start:
        return good
    return max(start + 1, index)


def _may_break(before: str, after: str) -> bool:
    if before[-1] in NOT_LAST or after[0] in NOT_FIRST:
        return False
    return not (before[-1:] in "—…" and after[0] == before[-1])


def _set_line(pieces: Sequence[_Piece], style: Style, room: float, indent: float, last: bool) -> Line:
    while pieces and pieces[-1].run.text == " ":
        pieces = pieces[:-1]
    total = sum(piece.width for piece in pieces)
    letters = sum(len(piece.run.text) for piece in pieces)
    spare = room - total
    spacing = 0.0
    squeeze = spare < 0
    fill = style.align == "justify" and not last and spare < style.size * 2.5
    if letters > 1 and (squeeze or fill):
        spacing = spare / (letters - 1)
        total = room
    return Line(_joined(pieces), total, indent, spacing)


def _joined(pieces: Sequence[_Piece]) -> tuple[Run, ...]:
    out: list[Run] = []
    for piece in pieces:
        run = piece.run
        if out and not run.actual and not out[-1].actual and out[-1].face == run.face:
            out[-1] = Run(run.face, out[-1].text + run.text)
        else:
            out.append(run)
    return tuple(out)


def draw_lines(canvas: Any, lines: Sequence[Line], style: Style, x: float, top: float, room: float) -> float:
    """Draw lines downwards from ``top``; returns the new top."""
    rise = (style.leading - style.size) / 2 + style.size * 0.13
    for line in lines:
        left = x + line.indent
        free = room - line.indent - line.width
        if style.align == "center":
            left += free / 2
        elif style.align == "right":
            left += free
        draw_runs(canvas, line.runs, left, top - style.leading + rise, style.size, line.spacing)
        top -= style.leading
    return top


SHRUNK = 0.72
"""To this share of its size a line is shrunk to stay one line; beyond, it is broken and set as large as its box allows."""


def fit(text: str, face: str, size: float, room: float, high: float) -> tuple[list[Line], Style]:
    """As few and as large lines as the box holds: a name of forty characters stays legible where a line would not."""
    style = Style(face, size, size * 1.16, "center")
    lines = break_prose(text, style, room)
    if len(lines) == 1:
        return lines, style
    whole = sum(width(run.text, run.face, size) for run in runs(text, face))
    if room / whole >= SHRUNK:
        smaller = size * room / whole * 0.995
        style = Style(face, smaller, smaller * 1.16, "center")
        return break_prose(text, style, room), style
    while len(lines) * style.leading > high and style.size > 3:
        smaller = style.size * 0.95
        style = Style(face, smaller, smaller * 1.16, "center")
        lines = break_prose(text, style, room)
    return lines, style


def draw_fitted(canvas: Any, text: str, face: str, size: float, x: float, top: float, room: float, high: float) -> None:
    """In the middle of the box whose upper left corner is (x, top)."""
    lines, style = fit(text, face, size, room, high)
    draw_lines(canvas, lines, style, x, top - (high - len(lines) * style.leading) / 2, room)


def trailing_height(flowables: Sequence[Flowable], room: float) -> float:
    """How much room what follows asks for, with the space around it."""
    return sum(f.wrap(room, 10_000)[1] + f.getSpaceBefore() + f.getSpaceAfter() for f in flowables)


class Paragraph(Flowable):
    """Prose that flows over pages, never leaving a single line alone.

    ``trailing`` are the flowables that must not stand on a page without lines of it.
    """

    def __init__(self, prose: Prose, style: Style, lines: list[Line] | None = None) -> None:
        super().__init__()
        self.prose = prose
        self.style = style
        self.spaceBefore = style.space_before
        self.spaceAfter = style.space_after
        self.trailing: Sequence[Flowable] = ()
        self._lines = lines
        self._given = lines is not None

    def can_part(self, room: float) -> bool:
        return len(break_prose(self.prose, self.style, room)) >= LEAST_TO_PART

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 -- ReportLab's names
        if not self._given:
            self._lines = break_prose(self.prose, self.style, availWidth)
        self.width = availWidth
        self.height = len(self._lines or ()) * self.style.leading
        if self.height <= availHeight < self.height + trailing_height(self.trailing, availWidth):
            return self.width, availHeight + 1  # too high on purpose: asks to be split
        return self.width, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        self.wrap(availWidth, availHeight)
        lines = self._lines or []
        fit = int((availHeight + 0.01) / self.style.leading)
        fit = min(fit, len(lines) - 2) if len(lines) >= LEAST_TO_PART else 0
        if fit < 2:
            return []
        first = Paragraph(self.prose, self.style.but(space_after=0), lines[:fit])
        rest = Paragraph(self.prose, self.style.but(space_before=0), lines[fit:])
        rest.trailing = self.trailing
        return [first, rest]

    def draw(self) -> None:
        draw_lines(self.canv, self._lines or (), self.style, 0, self.height, self.width)
