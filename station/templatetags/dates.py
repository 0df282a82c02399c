"""Dates, times and remainders on screen: `station.wording`, in the station's time zone. Empty stays empty."""

from datetime import date, datetime

from django import template

from station import wording

register = template.Library()


@register.filter(expects_localtime=True)
def longdate(value: date | None) -> str:
    return wording.long_date(value) if value else ""


@register.filter(expects_localtime=True)
def plaindate(value: date | None) -> str:
    return wording.plain_date(value) if value else ""


@register.filter(expects_localtime=True)
def shortdate(value: date | None) -> str:
    return wording.short_date(value) if value else ""


@register.filter(expects_localtime=True)
def clocktime(value: datetime | None) -> str:
    return wording.clock_time(value) if value is not None else ""


@register.filter(expects_localtime=True)
def dateandtime(value: datetime | None) -> str:
    return wording.date_and_time(value) if value else ""


@register.filter(expects_localtime=True)
def closingmoment(value: datetime | None) -> str:
    return wording.closing_moment(value) if value else ""


@register.filter(expects_localtime=True)
def machinedate(value: date | None) -> str:
    """For the datetime attribute of <time>."""
    return value.isoformat() if value else ""


@register.filter
def stagenumber(number: int) -> str:
    return wording.stage_number(number)
