"""Amounts side by side: applications by day, fees by day, pass rates by occupation."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.pictures.svg import Drawing, shortened

WIDE, HEIGHT, FOOT = 1040, 240, 34
NARROW, ROW = 360, 40


@dataclass(frozen=True)
class Bar:
    label: str
    amount: float
    tone: str = "action"


def bars(entries: Sequence[Bar], *, title: str, unit: str = "", ident: str = "bars", narrow: bool = False) -> str:
    """Wide: upright bars from left to right. Narrow: lying bars from top to bottom, every label whole."""
    highest = max([entry.amount for entry in entries], default=0) or 1
    total = sum(entry.amount for entry in entries)
    description = f"共 {len(entries)} 项，合计 {_said(total)}{unit}，最高 {_said(highest if total else 0)}{unit}。"
    draw = _lying if narrow else _upright
    return draw(entries, highest, title, description, ident)


def _said(amount: float) -> str:
    return f"{amount:g}" if amount != int(amount) else f"{int(amount)}"


def _upright(entries: Sequence[Bar], highest: float, title: str, description: str, ident: str) -> str:
    drawing = Drawing(WIDE, HEIGHT, ident=ident, title=title, description=description)
    base = HEIGHT - FOOT
    step = (WIDE - 16) / max(len(entries), 1)
    width = min(step * 0.66, 56)
    every = max(1, round(len(entries) * 58 / WIDE + 0.49))
    drawing.line(8, base, WIDE - 8, base, classes="pic-ink", width=2)
    for index, entry in enumerate(entries):
        middle = 8 + step * (index + 0.5)
        tall = (base - 36) * entry.amount / highest
        if entry.amount:
            drawing.rect(middle - width / 2, base - tall, width, tall, classes="pic-tone", tone=entry.tone)
            if width >= 18:
                drawing.text(
                    _said(entry.amount), middle, base - tall - 8, size=14, anchor="middle", classes="pic-text-strong"
                )
        if index % every == 0:
            drawing.text(entry.label, middle, base + 22, size=13, anchor="middle", classes="pic-text-soft")
    return drawing.render()


def _lying(entries: Sequence[Bar], highest: float, title: str, description: str, ident: str) -> str:
    drawing = Drawing(NARROW, max(len(entries), 1) * ROW + 6, ident=ident, title=title, description=description)
    for index, entry in enumerate(entries):
        top = index * ROW + 4
        drawing.text(shortened(entry.label, 15, 96), 100, top + 22, size=15, anchor="end", classes="pic-text")
        long = (NARROW - 110 - 52) * entry.amount / highest
        if entry.amount:
            drawing.rect(110, top + 4, max(long, 2), 26, classes="pic-tone", tone=entry.tone)
        drawing.text(_said(entry.amount), 110 + long + 8, top + 23, size=15, classes="pic-text-strong")
    return drawing.render()
