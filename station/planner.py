"""From an exam date back to every date of the cycle, and whether there is time for it (R1.2, R4.2, R5.2). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from station.calendar import ONE_DAY, SATURDAY, WorkingCalendar, days_between
from station.deadlines import ANNOUNCEMENT_DAYS, LawfulTimeline, lawful_timeline
from station.deadlines import ORDINARY_FILING_WORKING_DAYS as ORDINARY
from station.deadlines import TICKETS_FROM_WORKING_DAYS as TICKETS_FROM
from station.deadlines import TICKETS_UNTIL_WORKING_DAYS as TICKETS_UNTIL
from station.deadlines import UNIFIED_FILING_WORKING_DAYS as UNIFIED
from station.pictures.months import MonthDay
from station.pictures.timeline import Mark
from station.wording import long_date, span_of_days

FAR = 500  # days beyond which no search for a date goes on
EXAM_DAY = (
    ("前 60 分钟", "试卷送到考务室，考场启封检查", "R5.4"),
    ("前 30 分钟", "考生凭身份证和准考证入场", "R5.6"),
    ("前 15 分钟", "一切就绪", "R5.6"),
)


@dataclass(frozen=True)
class PlanDate:
    """One date of the cycle; `rule` says how it was counted, `hint` what a careful clerk would add."""

    title: str
    clause: str
    due: date
    rule: str
    opens: date | None = None
    provisional: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Span:
    """Days in a row that a count by Monday to Friday would get wrong."""

    first: date
    last: date
    word: str
    counted: bool
    working_days: int

    @property
    def days(self) -> str:
        return span_of_days(self.first, self.last)


@dataclass(frozen=True)
class Verdict:
    tone: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Earliest:
    """If the announcement were published today: the first lawful exam date, and the first that leaves enough time."""

    lawful: date
    roomy: date | None
    minimum: int
    provisional: bool


@dataclass(frozen=True)
class Plan:
    line: LawfulTimeline
    today: date
    filing_days: int
    dates: tuple[PlanDate, ...]
    spans: tuple[Span, ...]
    by_weekdays: date
    years_without_notice: tuple[int, ...]
    verdict: Verdict
    earliest: Earliest
    marks: tuple[Mark, ...]
    days: dict[date, MonthDay]


def plan(exam_date: date, *, unified: bool, calendar: WorkingCalendar, today: date, minimum: int) -> Plan:
    line = lawful_timeline(exam_date, unified=unified, calendar=calendar)
    filing_days = UNIFIED if unified else ORDINARY
    earliest = earliest_dates(today, unified=unified, calendar=calendar, minimum=minimum)
    dates = _dates(line, filing_days, calendar)
    return Plan(
        line=line,
        today=today,
        filing_days=filing_days,
        dates=dates,
        spans=tuple(_spans(calendar, line.file_by, exam_date - ONE_DAY)),
        by_weekdays=_by_weekdays(exam_date, filing_days),
        years_without_notice=tuple(
            year for year in range(line.file_by.year, exam_date.year + 1) if year not in calendar.announced
        ),
        verdict=verdict(line, today, minimum, earliest),
        earliest=earliest,
        marks=tuple(_marks(dates, line, today)),
        days=_month_days(line, filing_days, calendar, today),
    )


# --- the dates ---------------------------------------------------------------------------------------------------------


def _dates(line: LawfulTimeline, filing_days: int, calendar: WorkingCalendar) -> tuple[PlanDate, ...]:
    working = "从鉴定日的前一个工作日数起，鉴定日不计，往回数到第 {} 个工作日，当天为{}。"
    tickets = working.format(TICKETS_FROM, "最早日") + f"数到第 {TICKETS_UNTIL} 个工作日，当天为最迟日。"
    return (
        PlanDate(
            "最迟发布当次公告",
            "R1.2",
            line.announce_by,
            f"从鉴定日的前一天数起，鉴定日不计，往回数到第 {ANNOUNCEMENT_DAYS} 天（自然日），当天为最迟日。",
            hint=_day_off_hint(line.announce_by, calendar),
        ),
        PlanDate(
            "最迟向鉴定中心申报",
            "R4.2",
            line.file_by,
            working.format(filing_days, "最迟日") + "以鉴定中心签收日期为准。",
            provisional=calendar.is_provisional(line.exam_date, line.file_by),
        ),
        PlanDate(
            "发放准考证",
            "R5.2",
            line.tickets_until,
            tickets,
            opens=line.tickets_from,
            provisional=calendar.is_provisional(line.exam_date, line.tickets_from),
        ),
    )


def _day_off_hint(day: date, calendar: WorkingCalendar) -> str:
    """Calendar days are not moved by a day off: counting back, that would only shorten the notice."""
    if calendar.is_working_day(day):
        return ""
    name = calendar.name_of(day)
    what = f"{name}放假" if name else "休息日"
    before = calendar.working_days_before(day, 1)
    return f"这一天是{what}，期限不顺延，建议最迟在{long_date(before)}办理。"


def _spans(calendar: WorkingCalendar, start: date, end: date) -> Iterable[Span]:
    """What is skipped and what is added between two days, holidays as one piece with the weekend in them."""
    first = last = None
    for day in [*calendar.skipped_days(start, end), None]:
        if first and last and (day is None or not _one_piece(calendar, last, day)):
            yield _span(calendar, first, last)
            first = None
        if day is not None:
            first, last = first or day, day


def _one_piece(calendar: WorkingCalendar, last: date, day: date) -> bool:
    alike = calendar.is_working_day(last) == calendar.is_working_day(day)
    alike = alike and calendar.name_of(last) == calendar.name_of(day) and not calendar.is_working_day(day)
    return alike and not any(calendar.is_working_day(each) for each in days_between(last + ONE_DAY, day - ONE_DAY))


def _span(calendar: WorkingCalendar, first: date, last: date) -> Span:
    counted = calendar.is_working_day(first)
    name = calendar.name_of(first)
    word = "周末调休上班" if counted else f"{name}放假" if name else "放假"
    weekdays = sum(day.weekday() < SATURDAY for day in days_between(first, last))
    return Span(first, last, word, counted, 1 if counted else weekdays)


def _by_weekdays(exam_date: date, count: int) -> date:
    """What Monday to Friday alone would give."""
    plain = WorkingCalendar(special={}, announced=frozenset(range(exam_date.year - 1, exam_date.year + 1)))
    return plain.working_days_before(exam_date, count)


# --- is there time -----------------------------------------------------------------------------------------------------


def is_lawful(exam_date: date, *, unified: bool, calendar: WorkingCalendar, today: date) -> bool:
    """Whether an announcement published today, and a filing after it, would be in time for this date."""
    line = lawful_timeline(exam_date, unified=unified, calendar=calendar)
    return line.is_feasible(today) and today <= line.file_by


def earliest_dates(today: date, *, unified: bool, calendar: WorkingCalendar, minimum: int) -> Earliest:
    lawful = today + timedelta(days=ANNOUNCEMENT_DAYS)
    while not is_lawful(lawful, unified=unified, calendar=calendar, today=today):
        lawful += ONE_DAY
    roomy: date | None = lawful
    while roomy and _days_left(roomy, unified, calendar, today) < minimum:
        roomy = roomy + ONE_DAY if roomy < today + timedelta(days=FAR) else None
    filed = calendar.working_days_before(lawful, UNIFIED if unified else ORDINARY)
    return Earliest(lawful, roomy, minimum, calendar.is_provisional(filed, roomy or lawful))


def _days_left(exam_date: date, unified: bool, calendar: WorkingCalendar, today: date) -> int:
    return (lawful_timeline(exam_date, unified=unified, calendar=calendar).file_by - today).days


WORK = "报名、审查资格、录入数据和制订实施方案"


def verdict(line: LawfulTimeline, today: date, minimum: int, earliest: Earliest) -> Verdict:
    if not line.is_feasible(today) or line.file_by < today:
        return _too_late(line, today, earliest)
    between = line.days_between_announcement_and_filing
    if between >= minimum:
        return Verdict(
            "done",
            "来得及，时间够用",
            (
                f"今天公告也行，最迟{long_date(line.announce_by)}公告，还有 {(line.announce_by - today).days} 天可以准备。",
                f"最迟公告日到最迟申报日有 {between} 天，够 {minimum} 天，可以完成{WORK}。",
            ),
        )
    return _tight(line, today, minimum, between, earliest)


def _too_late(line: LawfulTimeline, today: date, earliest: Earliest) -> Verdict:
    late = (today - line.announce_by).days
    sentences = [
        f"当次公告最迟应在{long_date(line.announce_by)}发布，今天是{long_date(today)}，已晚 {late} 天（R1.2）。"
    ]
    if line.exam_date < today:
        sentences.insert(0, "这个鉴定日期已经过去，下面的日期只供查对。")
    else:
        sentences.append(f"今天公告，鉴定日期最早只能定在{long_date(earliest.lawful)}。")
    return Verdict("seal", "已来不及", tuple(sentences))


def _tight(line: LawfulTimeline, today: date, minimum: int, between: int, earliest: Earliest) -> Verdict:
    short = f"最迟公告日到最迟申报日只有 {between} 天，不足 {minimum} 天，{WORK}都要在这几天里完成。"
    better = line.file_by - timedelta(days=minimum)
    if better >= today:
        advice = f"请提前到{long_date(better)}以前公告，就有 {minimum} 天。"
        return Verdict("attention", "来得及，但不要等到最后一天公告", (short, advice))
    left = (line.file_by - today).days
    advice = f"即使今天公告，也只有 {left} 天。"
    if earliest.roomy:
        advice += f"要留足 {minimum} 天，请把鉴定日期改到{long_date(earliest.roomy)}或以后，并于今天公告。"
    return Verdict("attention", "来得及，但时间不够用", (short, advice))


# --- pictures ----------------------------------------------------------------------------------------------------------


def _marks(dates: Iterable[PlanDate], line: LawfulTimeline, today: date) -> Iterable[Mark]:
    for each in dates:
        passed = each.due < today
        word = "已过" if passed else "暂定" if each.provisional else ""
        yield Mark(each.title, each.due, each.opens, each.clause, "seal" if passed else "quiet", word)
    yield Mark("鉴定日", line.exam_date, tone="action", word="已过" if line.exam_date < today else "")


def _month_days(line: LawfulTimeline, filing_days: int, calendar: WorkingCalendar, today: date) -> dict[date, MonthDay]:
    """Every day of the months from the latest announcement to the exam."""
    numbers = {day: place for place, day in enumerate(calendar.counted_days(line.exam_date, filing_days), start=1)}
    marks = {
        line.announce_by: ("公告", "attention"),
        line.file_by: ("申报", "seal"),
        line.tickets_from: ("发证起", "quiet"),
        line.tickets_until: ("发证止", "quiet"),
        line.exam_date: ("鉴定日", "action"),
    }
    first = line.announce_by.replace(day=1)
    last = (line.exam_date.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY
    found = {}
    for day in days_between(first, last):
        mark, tone = marks.get(day, ("", "action"))
        found[day] = month_day(calendar, day, number=numbers.get(day), mark=mark, tone=tone)
    return found


def month_day(
    calendar: WorkingCalendar, day: date, *, number: int | None = None, mark: str = "", tone: str = "action"
) -> MonthDay:
    name = calendar.name_of(day)
    weekend = day.weekday() >= SATURDAY
    if calendar.is_working_day(day):
        kind = "make_up" if weekend else "working"
    else:
        kind = "holiday" if name or not weekend else "weekend"
    return MonthDay(kind, name, number, mark, tone)
