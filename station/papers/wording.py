"""Numbers, dates and sums as official papers write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_WEEKDAYS = "一二三四五六日"


def chinese_date(day: date | None, *, weekday: bool = False) -> str:
    """2026年10月24日（周六）; blanks to be filled by hand when there is no date."""
    if day is None:
        return "　　年　　月　　日"
    text = f"{day.year}年{day.month}月{day.day}日"
    return f"{text}（周{_WEEKDAYS[day.weekday()]}）" if weekday else text


def chinese_number(number: int) -> str:
    """1 to 99 as section numbers are counted: 十, 十一, 二十, 二十一."""
    if not 1 <= number <= 99:
        raise ValueError(f"section numbers run from 1 to 99, not {number}")
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def rmb_in_words(amount: Decimal | int | str) -> str:
    """人民币大写, by the rules for bills: 壹仟零伍拾元整, 叁元零伍分."""
    value = Decimal(amount)
    if value != value.quantize(Decimal("0.01")):
        raise ValueError(f"{amount} is finer than a fen")
    if value < 0:
        return "负" + rmb_in_words(-value)
    fen_total = int(value * 100)
    yuan, rest = divmod(fen_total, 100)
    if yuan >= 10**12:
        raise ValueError(f"{amount} is beyond what a bill is written for")
    jiao, fen = divmod(rest, 10)
    words = _formal_integer(yuan) + "元" if yuan else ""
    if not rest:
        return (words or "零元") + "整"
    if jiao:
        words += f"{_FORMAL[jiao]}角"
    elif words:
        words += "零"
    return words + (f"{_FORMAL[fen]}分" if fen else "整")


def _formal_integer(number: int) -> str:
    words, gap = "", False
    for power, unit in ((8, "亿"), (4, "万"), (0, "")):
        group = number // 10**power % 10**4
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _formal_group(group) + unit
        gap = False
    return words


def _formal_group(group: int) -> str:
    words, gap = "", False
    for power, unit in ((3, "仟"), (2, "佰"), (1, "拾"), (0, "")):
        digit = group // 10**power % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _FORMAL[digit] + unit
        gap = False
    return words
