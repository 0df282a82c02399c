"""Pictures in a page: one drawn wide, one for a phone, and the same figures as a table."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from station.deadlines import Deadline, locks
from station.pictures.bars import Bar, bars
from station.pictures.months import MonthDay, month_leaf
from station.pictures.seating import SeatMark, seating_chart
from station.pictures.timeline import Mark, timeline
from station.pictures.year_plan import YearEntry, year_plan

register = template.Library()


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 -- made by ElementTree, which escapes every text


def _deadline_mark(deadline: Deadline, today: date) -> Mark:
    if deadline.met_on:
        tone, word = "done", "已办"
    elif deadline.is_missed(today):
        tone, word = "seal", "已逾期"
    else:
        tone, word = "quiet", "暂定" if deadline.provisional else ""
    return Mark(deadline.title, deadline.due, deadline.opens, deadline.clause, tone, word)


@register.inclusion_tag("components/picture_timeline.html")
def timeline_picture(
    deadlines: Iterable[Deadline], exam_date: date, today: date, ident: str = "timeline"
) -> dict[str, Any]:
    deadlines = sorted(deadlines, key=lambda deadline: deadline.due)
    marks = [_deadline_mark(deadline, today) for deadline in deadlines]
    held = exam_date < today and not locks(deadlines, today)  # what is locked was never held
    marks.append(Mark("鉴定日", exam_date, tone="done" if held else "action", word="已办" if held else ""))
    return {
        "wide": _drawn(timeline(marks, today, ident=f"{ident}-wide")),
        "narrow": _drawn(timeline(marks, today, ident=f"{ident}-narrow", narrow=True)),
        "deadlines": deadlines,
        "marks": marks,
    }


@register.inclusion_tag("components/picture_seating.html")
def seating_picture(
    title: str,
    rows: int,
    columns: int,
    seats: Iterable[SeatMark],
    broken: Collection[tuple[int, int]] = (),
    accessible: Collection[tuple[int, int]] = (),
    place_word: str = "座位",
    ident: str = "seating",
) -> dict[str, Any]:
    seats = sorted(seats, key=lambda seat: (seat.row, seat.column))
    drawn = seating_chart(
        rows, columns, seats, title=title, broken=broken, accessible=accessible, place_word=place_word, ident=ident
    )
    return {"title": title, "picture": _drawn(drawn), "seats": seats, "place_word": place_word, "columns": columns}


@register.inclusion_tag("components/picture_bars.html")
def bars_picture(title: str, entries: Iterable[Bar], unit: str = "", ident: str = "bars") -> dict[str, Any]:
    entries = list(entries)
    return {
        "title": title,
        "unit": unit,
        "entries": entries,
        "wide": _drawn(bars(entries, title=title, unit=unit, ident=f"{ident}-wide")),
        "narrow": _drawn(bars(entries, title=title, unit=unit, ident=f"{ident}-narrow", narrow=True)),
    }


@register.inclusion_tag("components/picture_year.html")
def year_picture(year: int, entries: Iterable[YearEntry], today: date, ident: str = "year") -> dict[str, Any]:
    entries = sorted(entries, key=lambda entry: entry.exam)
    return {
        "year": year,
        "entries": entries,
        "wide": _drawn(year_plan(year, entries, today, ident=f"{ident}-wide")),
        "narrow": _drawn(year_plan(year, entries, today, ident=f"{ident}-narrow", narrow=True)),
    }


@register.inclusion_tag("components/picture_timeline.html")
def marks_picture(marks: Iterable[Mark], today: date, ident: str = "timeline") -> dict[str, Any]:
    """The line of dates that belong to no assessment yet."""
    marks = list(marks)
    return {
        "wide": _drawn(timeline(marks, today, ident=f"{ident}-wide")),
        "narrow": _drawn(timeline(marks, today, ident=f"{ident}-narrow", narrow=True)),
        "marks": marks,
    }


@register.inclusion_tag("components/picture_months.html")
def months_picture(days: Mapping[date, MonthDay], ident: str = "month", small: bool = False) -> dict[str, Any]:
    """A leaf for every month that has a day here. What is on them as words stands in each leaf's description."""
    months = sorted({(day.year, day.month) for day in days})
    leaves = [
        _drawn(month_leaf(year, month, days, ident=f"{ident}-{year}-{month:02d}", small=small))
        for year, month in months
    ]
    return {"leaves": leaves, "small": small, "numbered": any(day.number for day in days.values())}
