"""A year's special days as people write them, read into days; what can't be read is said line by line. Pure.

The same reading serves the table on the page and an uploaded sheet (station.notice_sheet), so that a date is understood,
or refused, in the same words wherever it stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from station.calendar import EARLIEST, LATEST, ONE_DAY, SATURDAY, days_between, statutory_names
from station.models import SpecialDayKind
from station.wording import long_date, plain_date

LONGEST = 31  # no notice has ever given more days in one piece; more is a slip in a year or a month
NAME_LENGTH = 40
SERIAL_START = date(1899, 12, 30)  # day 0 of a spreadsheet

HOLIDAY_WORDS = {"放假", "放", "休", "休息", "休假", "假", "假日", "节假日", "法定节假日", "放假调休", "holiday", "off"}
WORKING_WORDS = {"上班", "调休上班", "补班", "调班", "班", "工作", "工作日", "working", "work", "workday"}

_WEEKDAY = re.compile(r"\(?(?:周|星期|礼拜)[一二三四五六日天]\)?")
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SHORT = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_TIME_OF_DAY = re.compile(r"[Tt\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_ALSO = re.compile(r"[、,;和]")
_KIND_AT_THE_END = re.compile(r"(放假调休|放假|休息|调休上班|上班|补班)$")
_RANGE = re.compile(r"至|到|[~～—–―]|(?<=[日号])-")


@dataclass(frozen=True)
class Line:
    """One line as it was typed: `number` is the row of the sheet, or of the table, that people see."""

    number: int
    first: str
    last: str = ""
    kind: str = ""
    name: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.first or self.last or self.name)


@dataclass(frozen=True)
class Day:
    date: date
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Fault:
    number: int
    text: str

    def __str__(self) -> str:
        return f"第 {self.number} 行：{self.text}"


@dataclass(frozen=True)
class Reading:
    days: tuple[Day, ...]
    faults: tuple[Fault, ...]

    def faults_of(self, number: int) -> list[str]:
        return [fault.text for fault in self.faults if fault.number == number]


class Unreadable(ValueError):
    """Why one line can't be read, in the words the page will show."""


def read(lines: Iterable[Line], year: int) -> Reading:
    """Every line is either days or a fault; a line without date, end and name is blank."""
    days: dict[date, tuple[Day, int]] = {}
    faults: list[Fault] = []
    for line in lines:
        if line.is_blank:
            continue
        try:
            found = _days_of(line, year)
            _refuse_twice(found, days)
        except Unreadable as error:
            faults.append(Fault(line.number, str(error)))
        else:
            days |= {day.date: (day, line.number) for day in found}
    return Reading(tuple(days[each][0] for each in sorted(days)), tuple(faults))


def _refuse_twice(found: Sequence[Day], known: Mapping[date, tuple[Day, int]]) -> None:
    seen: set[date] = set()
    for day in found:
        if day.date in known:
            before, number = known[day.date]
            word = SpecialDayKind(before.kind).label
            raise Unreadable(f"{long_date(day.date)}在第 {number} 行已列为“{word}”，同一天只列一次，请删去其中一行。")
        if day.date in seen:
            raise Unreadable(f"{long_date(day.date)}在本行写了两次，同一天只列一次。")
        seen.add(day.date)


def _days_of(line: Line, year: int) -> list[Day]:
    line = _as_the_notice_says_it(line)
    if len(line.name) > NAME_LENGTH:
        raise Unreadable(f"名称最多 {NAME_LENGTH} 个字，现在是 {len(line.name)} 个。")
    pieces = [line.first] if line.last.strip() else _ALSO.split(unicodedata.normalize("NFKC", line.first))
    spans = [_span_within(piece, line.last, year) for piece in pieces]
    kind = read_kind(line.kind)
    return [Day(day, kind, line.name.strip()) for first, last in spans for day in days_between(first, last)]


def _as_the_notice_says_it(line: Line) -> Line:
    """2月14日（星期六）、2月28日（星期六）上班: the kind stands behind the dates."""
    found = None if line.kind.strip() else _KIND_AT_THE_END.search(_plain(line.first))
    if not found:
        return line
    return replace(line, first=re.sub(rf"{found[1]}\s*$", "", line.first.strip()), kind=found[1])


def _span_within(text: str, until: str, year: int) -> tuple[date, date]:
    first, last = read_span(text, until, year)
    if first > last:
        raise Unreadable(f"起于{plain_date(first)}，止于{plain_date(last)}，止日早于起日，请核对。")
    for day in (first, last):
        if not belongs(day, year):
            raise Unreadable(f"{plain_date(day)}不在 {year} 年内，请改正；别的年份另行录入。")
    if (last - first).days >= LONGEST:
        raise Unreadable(f"{plain_date(first)}至{plain_date(last)}超过 {LONGEST} 天，请核对起止日期。")
    return first, last


def belongs(day: date, year: int) -> bool:
    """Whether a year's notice may name the day: New Year's holiday reaches back into December of the year before."""
    return day.year == year or (day.year, day.month) == (year - 1, 12)


def read_kind(text: str) -> str:
    word = _plain(text)
    if word in HOLIDAY_WORDS:
        return SpecialDayKind.HOLIDAY
    if word in WORKING_WORDS:
        return SpecialDayKind.WORKING
    if not word:
        raise Unreadable("没有写明是放假还是上班，请在“性质”一栏填写放假或上班。")
    raise Unreadable(f"“{text.strip()}”分不清是放假还是上班，请在“性质”一栏填写放假或上班。")


def read_span(first: str, last: str, year: int) -> tuple[date, date]:
    """From and until; one cell may hold both (1月1日至3日). Without an end it is one day."""
    begin, dash, end = _split(first)
    if dash and last.strip():
        raise Unreadable(f"“{first.strip()}”已经是一段日期，“止”一栏请留空。")
    start = read_day(begin, year)
    end = end if dash else last
    if not end.strip():
        if dash:
            raise Unreadable(f"“{first.strip()}”只有起没有止，请写全，如 1月1日至3日。")
        return start, start
    if only := _DAY_ONLY.fullmatch(_plain(end)):
        return start, _date(start.year, start.month, int(only[1]), end)
    until = read_day(end, start.year)
    if until < start and start.month == 12 and _SHORT.fullmatch(_plain(end)):
        until = read_day(end, start.year + 1)  # 2026年12月31日至1月2日
    return start, until


def _split(text: str) -> tuple[str, str, str]:
    parts = _RANGE.split(unicodedata.normalize("NFKC", text), maxsplit=1)
    return (parts[0], "至", parts[1]) if len(parts) == 2 else (text, "", "")


def read_day(text: str, year: int) -> date:
    """2027-01-01, 2027/1/1, 2027年1月1日, 20270101, 1月1日 (of `year`), or a spreadsheet's serial number."""
    plain = _plain(text)
    if not plain:
        raise Unreadable("没有写日期。")
    if found := _FULL.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _date(int(found[1]), int(found[2]), int(found[3]), text)
    if found := _SHORT.fullmatch(plain):
        return _date(year, int(found[1]), int(found[2]), text)
    if found := _SERIAL.fullmatch(plain):
        day = SERIAL_START + timedelta(days=int(found[1]))
        if EARLIEST <= day.year <= LATEST:
            return day
    raise Unreadable(f"“{text.strip()}”不是日期，请写成 2027-01-01 或 1月1日 的样子。")


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unreadable(f"“{text.strip()}”不是实有的日期，请核对月和日。") from None
    if not EARLIEST <= found.year <= LATEST:
        raise Unreadable(f"“{text.strip()}”的年份须在 {EARLIEST} 至 {LATEST} 之间。")
    return found


def _plain(text: str) -> str:
    """Full-width figures as figures; the day of the week, the time of day and all space taken out."""
    text = _TIME_OF_DAY.sub("", unicodedata.normalize("NFKC", text).strip())
    return _WEEKDAY.sub("", re.sub(r"\s", "", text)).lower()


def looks_like_a_date(text: str) -> bool:
    plain = _plain(text)
    return bool(re.match(r"\d{1,4}[-/.年月]\d|\d{5}(\.0+)?$|\d{8}$", plain))


def as_text(value: object) -> str:
    """A cell of a sheet as a person would have typed it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip()


def lines_of(days: Iterable[Day]) -> list[Line]:
    """Days as lines: what follows one another under one name is one line, weekends between included."""
    lines: list[Line] = []
    open_day: Day | None = None
    for day in sorted(days, key=lambda each: each.date):
        if open_day and lines and _continues(open_day, day):
            lines[-1] = replace(lines[-1], last=day.date.isoformat())
        else:
            lines.append(Line(len(lines) + 1, day.date.isoformat(), "", SpecialDayKind(day.kind).label, day.name))
        open_day = day
    return lines


def _continues(before: Day, day: Day) -> bool:
    if (before.kind, before.name) != (day.kind, day.name) or day.kind == SpecialDayKind.WORKING:
        return False
    between = days_between(before.date + ONE_DAY, day.date - ONE_DAY)
    return all(each.weekday() >= SATURDAY for each in between)


def remarks(days: Sequence[Day], year: int, *, published: bool) -> list[str]:
    """What may be right but is worth a second look, for whoever enters and whoever confirms."""
    found = [
        f"{long_date(day.date)}本来就是工作日，却列为调休上班，请核对。"
        for day in days
        if day.kind == SpecialDayKind.WORKING and day.date.weekday() < SATURDAY
    ]
    if not published:
        return found
    listed = {day.date: day.kind for day in days}
    for day, name in sorted(statutory_names(year).items()):
        if listed.get(day) == SpecialDayKind.WORKING:
            found.append(f"{long_date(day)}是法定节日（{name}），却列为调休上班，请核对。")
        elif day not in listed and day.weekday() < SATURDAY:
            found.append(f"{long_date(day)}是法定节日（{name}），没有列为放假，请核对。")
    if SpecialDayKind.WORKING not in listed.values():
        found.append("没有一天列为调休上班；历年通知都有调休，请核对是否漏列。")
    return found
