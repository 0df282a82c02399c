"""Dates, times and remainders in the words of the house, for screens and papers alike.

A moment is said by the station's clocks, whatever zone it comes in: the database hands out UTC.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.utils import timezone

Day = TypeVar("Day", bound=date | time)

WEEKDAYS = "一二三四五六日"
CHINESE_DIGITS = "〇一二三四五六七八九十"


def _here(value: Day) -> Day:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value, timezone.get_default_timezone())  # type: ignore[return-value]
    return value


def long_date(value: date) -> str:
    """2026年10月24日（周六）."""
    value = _here(value)
    return f"{value.year}年{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


def plain_date(value: date) -> str:
    """2026年10月24日, as papers have it."""
    value = _here(value)
    return f"{value.year}年{value.month}月{value.day}日"


def short_date(value: date) -> str:
    """10月24日（周六）, where the year stands above."""
    value = _here(value)
    return f"{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


def clock_time(value: time | datetime) -> str:
    """08:30."""
    value = _here(value)
    return f"{value.hour:02d}:{value.minute:02d}"


def date_and_time(value: datetime) -> str:
    """2026年10月24日（周六）08:30."""
    return f"{long_date(value)}{clock_time(value)}"


def closing_moment(value: datetime) -> str:
    """The first moment that is too late, as people say it: midnight is 24:00 of the day before."""
    value = _here(value)
    if (value.hour, value.minute) == (0, 0):
        return f"{long_date(value.date() - timedelta(days=1))}24:00"
    return date_and_time(value)


def span_of_days(first: date, last: date) -> str:
    """2026年10月24日（周六）至10月25日（周日）; the year is said once."""
    if first == last:
        return long_date(first)
    return f"{long_date(first)}至{short_date(last) if first.year == last.year else long_date(last)}"


def stage_number(number: int) -> str:
    """The chapters of the regulation are counted 一 to 六."""
    return CHINESE_DIGITS[number]


def remaining(working_days: int, due: date, today: date) -> str:
    """What remains until `due`, the last permitted day, itself included. `working_days` as the calendar counts them."""
    if due < today:
        return f"已逾期 {-working_days} 个工作日" if working_days else "已逾期"
    if due == today:
        return "今天到期"
    return f"剩余 {working_days} 个工作日" if working_days else "今天是最后一个工作日"


def dialable(text: str) -> str:
    """The part of a telephone number that a telephone takes: what stands before a remark or an extension."""
    found = re.match(r"[+\d][\d\- ]*", text.strip())
    return found[0].strip().replace(" ", "") if found else ""
