"""The State Council's yearly notice enters the calendar: one person records it, a second puts it in force (R4.2).

Before anybody confirms, `outlook` says which days and which open deadlines it would change.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse

from station import audit, calendar, clock, deadline_book, stages
from station.calendar import EARLIEST, LATEST, SATURDAY, WorkingCalendar, days_between
from station.deadline_book import Move
from station.enums import Role
from station.models import (
    CalendarNotice,
    CalendarRevision,
    CalendarStatus,
    CalendarYear,
    NoticeDay,
    NoticeState,
    SpecialDay,
    SpecialDayKind,
    User,
)
from station.notice_reading import Day
from station.notifications import holders_of, notify
from station.refusals import ALLOWED, Decision, Reason, Refused, denied, refuse_unless
from station.stages import Todo
from station.verbs import verb
from station.workflow import Transition, Workflow, fire

CLAUSE = "R4.2"
RECORDERS = (Role.ADMINISTRATOR,)
DECIDERS = (Role.ADMINISTRATOR, Role.DIRECTOR)
USUALLY_OUT = 11  # the State Council publishes next year's notice around November
SOURCE = "录入并经第二人确认"
CANNOT = "不能录入放假安排"

audit.register_verbs({"calendar.propose": "录入放假安排"})


def a_second_person(user: User, notice: CalendarNotice) -> Decision:
    if user.pk == notice.proposed_by_id:
        return denied("录入人不得确认自己录入的安排，须由另一名系统管理员或所长确认", CLAUSE)
    return ALLOWED


workflow = Workflow()
CONFIRM = workflow.add(
    Transition(
        verb="calendar.confirm",
        label="确认放假安排",
        sources=(NoticeState.PROPOSED,),
        target=NoticeState.CONFIRMED,
        roles=DECIDERS,
        who=a_second_person,
        clause=CLAUSE,
    )
)
DISCARD = workflow.add(
    Transition(
        verb="calendar.discard",
        label="作废放假安排",
        sources=(NoticeState.PROPOSED,),
        target=NoticeState.DISCARDED,
        roles=DECIDERS,
        clause=CLAUSE,
    )
)


@dataclass(frozen=True)
class DayChange:
    """One day that is counted otherwise than before; the words say how it stood and stands."""

    date: date
    before: str
    after: str


@dataclass(frozen=True)
class Outlook:
    """What a notice changes: days that count otherwise, open deadlines that move, days only named otherwise."""

    days: tuple[DayChange, ...]
    moves: tuple[Move, ...]
    renamed: int

    @property
    def into_the_past(self) -> int:
        return sum(move.into_the_past for move in self.moves)


def outlook(notice: CalendarNotice, now: datetime) -> Outlook:
    """What confirming would change, against the calendar in force; nothing is written."""
    present = calendar.current()
    planned = planned_calendar(notice, present)
    moves = tuple(deadline_book.moves(planned, now))
    changes = day_changes(present, planned, notice.year)
    return Outlook(changes, moves, _renamed(present, planned, notice.year) - len(changes))


def consequences(foreseen: Outlook) -> list[str]:
    """What confirming will do, for the page on which it is done."""
    said = [
        f"{len(foreseen.days)} 天的算法改变，日历多一个版本。" if foreseen.days else "日历多一个版本。",
        f"{len(foreseen.moves)} 项未办结的期限改期，经办岗位照新日期办理。" if foreseen.moves else "没有期限改期。",
    ]
    if foreseen.into_the_past:
        said.append(f"其中 {foreseen.into_the_past} 项落到今天以前，报所长处理，不记为逾期。")
    return said


def planned_calendar(notice: CalendarNotice, present: WorkingCalendar) -> WorkingCalendar:
    rows = list(notice.days.all())
    return calendar.with_year(
        present,
        notice.year,
        {row.date: row.kind == SpecialDayKind.WORKING for row in rows},
        {row.date: row.name for row in rows},
        published=notice.status == CalendarStatus.PUBLISHED,
        replaced=frozenset(SpecialDay.objects.filter(year=notice.year).values_list("date", flat=True)),
    )


def day_changes(before: WorkingCalendar, after: WorkingCalendar, year: int) -> tuple[DayChange, ...]:
    """The days a notice of `year` may name that are worked in one calendar and off in the other."""
    return tuple(
        DayChange(day, day_word(before, day), day_word(after, day))
        for day in _days_in_reach(year)
        if before.is_working_day(day) != after.is_working_day(day)
    )


def _renamed(before: WorkingCalendar, after: WorkingCalendar, year: int) -> int:
    """Days that stand otherwise in the list, whether or not that changes any count."""
    return sum(
        (before.special.get(day), before.name_of(day)) != (after.special.get(day), after.name_of(day))
        for day in _days_in_reach(year)
    )


def day_word(working: WorkingCalendar, day: date) -> str:
    name = working.name_of(day)
    weekend = day.weekday() >= SATURDAY
    if working.is_working_day(day):
        return _with_name("调休上班", name) if weekend else "工作日"
    return _with_name("放假", name) if name or not weekend else "周末"


def _with_name(word: str, name: str) -> str:
    return f"{word}（{name}）" if name else word


def _days_in_reach(year: int) -> list[date]:
    return list(days_between(date(year - 1, 12, 1), date(year, 12, 31)))


def todos(user: User, now: datetime) -> list[Todo]:
    """For the second person: what waits to be confirmed. From November on, for the administrator: next year's notice."""
    if not user.has_role(*DECIDERS):
        return []
    waiting = list(CalendarNotice.objects.filter(state=NoticeState.PROPOSED))
    found = [
        Todo("确认放假安排", str(notice), CLAUSE, notice_url(notice), "去核对")
        for notice in waiting
        if CONFIRM.may(user, notice)
    ]
    today = clock.local_date(now)
    year = today.year + 1
    is_missing = year not in calendar.current().announced and year not in {notice.year for notice in waiting}
    if user.has_role(*RECORDERS) and today.month >= USUALLY_OUT and is_missing:
        url = f"{reverse('station:calendar_notice_create')}?year={year}"
        found.append(Todo("录入放假安排", f"{year}年，通知公布后录入", CLAUSE, url, "去录入"))
    return found


stages.add_ground_floor_todos(todos)


# --- what stands, as lines to begin with ------------------------------------------------------------------------------


def days_in_force(year: int) -> list[Day]:
    """What the notice of a year named, as it stands; without one, the statutory holidays that are deducted meanwhile."""
    rows = [Day(row.date, row.kind, row.name) for row in SpecialDay.objects.filter(year=year)]
    if rows or CalendarYear.objects.filter(year=year).exists():
        return rows
    return [Day(day, SpecialDayKind.HOLIDAY, name) for day, name in sorted(calendar.statutory_names(year).items())]


def days_of(year: int, known: CalendarYear | None) -> list[Day]:
    """The special days that lie in a year, whichever notice named them; provisional ones where it has none."""
    found = {row.date: Day(row.date, row.kind, row.name) for row in SpecialDay.objects.filter(date__year=year)}
    meanwhile = {} if known else calendar.statutory_names(year)
    return [found.get(day) or Day(day, SpecialDayKind.HOLIDAY, meanwhile[day]) for day in sorted({*found, *meanwhile})]


# --- verbs ------------------------------------------------------------------------------------------------------------


@verb
def propose_notice(
    *,
    year: int,
    status: str,
    notice_number: str,
    notice_date: date | None,
    days: Sequence[Day],
    actor: User,
    now: datetime,
    file_name: str = "",
) -> CalendarNotice:
    """Record a year's special days; nothing counts by them until a second person has confirmed."""
    if not actor.has_role(*RECORDERS):
        denied("放假安排须由系统管理员录入", CLAUSE).require()
    refuse_unless(CANNOT, _against(year, status, notice_number, notice_date, days, now))
    notice = CalendarNotice(
        year=year,
        status=status,
        notice_number=notice_number.strip(),
        notice_date=notice_date,
        file_name=file_name[:200],
        proposed_by=actor,
        proposed_at=now,
    )
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(CANNOT, _one_is_open(year)) from error
    NoticeDay.objects.bulk_create(NoticeDay(notice=notice, **asdict(day)) for day in days)
    facts = {"year": year, "status": status, "number": notice.notice_number, "days": len(days)}
    audit.record(verb="calendar.propose", actor=actor, obj=notice, now=now, facts=facts)
    others = [user for user in holders_of(*DECIDERS) if user.pk != actor.pk]
    text = f"{actor.name}录入了{notice}，请核对后确认；确认前期限不变。"
    notify(others, kind="calendar", text=text, now=now, url=notice_url(notice), key=f"calendar:{notice.public_id}")
    return notice


def against_head(
    *, year: int, status: str, notice_number: str, notice_date: date | None, now: datetime
) -> list[Reason]:
    """What is missing or wrong in the head of a notice, each reason at its field."""
    reasons = []
    if not EARLIEST <= year <= LATEST:
        reasons.append(Reason(f"年份须在 {EARLIEST} 至 {LATEST} 之间", field="year"))
    if status == CalendarStatus.PUBLISHED and not notice_number.strip():
        reasons.append(
            Reason("已公布的安排须填写通知文号", CLAUSE, "请照通知填写，如 国办发明电〔2025〕7号。", "notice_number")
        )
    if status == CalendarStatus.PUBLISHED and notice_date is None:
        reasons.append(Reason("已公布的安排须填写通知日期", CLAUSE, field="notice_date"))
    if notice_date and notice_date > clock.local_date(now):
        reasons.append(Reason("通知日期晚于今天", remedy="请照通知的成文日期填写。", field="notice_date"))
    return reasons


def _against(
    year: int, status: str, number: str, dated: date | None, days: Sequence[Day], now: datetime
) -> list[Reason]:
    reasons = against_head(year=year, status=status, notice_number=number, notice_date=dated, now=now)
    if not days:
        reasons.append(Reason("没有填写任何一天", remedy="请在表中填写，或上传表格。"))
    if CalendarNotice.objects.filter(year=year, state=NoticeState.PROPOSED).exists():
        reasons.append(_one_is_open(year))
    elif not reasons and _is_already_in_force(year, status, number, dated, days):
        reasons.append(Reason(f"与{year}年现行的安排完全相同，没有要改的"))
    return reasons


def _one_is_open(year: int) -> Reason:
    open_one = CalendarNotice.objects.filter(year=year, state=NoticeState.PROPOSED).first()
    return Reason(
        f"{year}年已有一份待确认的安排",
        remedy="请先确认或作废那一份。",
        url=notice_url(open_one) if open_one else "",
    )


def _is_already_in_force(year: int, status: str, number: str, dated: date | None, days: Sequence[Day]) -> bool:
    in_force = CalendarYear.objects.filter(year=year).first()
    if in_force is None or (in_force.status, in_force.notice_number, in_force.notice_date) != (status, number, dated):
        return False
    return set(SpecialDay.objects.filter(year=year).values_list("date", "kind", "name")) == {
        (day.date, str(day.kind), day.name) for day in days
    }


@verb
def confirm_notice(*, notice: CalendarNotice, actor: User, now: datetime) -> CalendarRevision:
    """Put a notice in force: new special days, a new version, and every open deadline counted again."""
    _lock_the_calendar()
    try:
        before = calendar.load()
        expected = deadline_book.moves(planned_calendar(notice, before), now)
        fire(notice, CONFIRM, actor=actor, now=now, changes={"decided_by": actor, "decided_at": now})
        _write_year(notice)
        calendar.forget()
        changes = day_changes(before, calendar.load(), notice.year)
        revision = CalendarRevision.objects.create(
            notice=notice,
            made_at=now,
            made_by=actor,
            note=f"{notice.year}年：{notice.notice_number or notice.get_status_display()}",
            changes={
                "days": audit.plain({"rows": [asdict(change) for change in changes]})["rows"],
                "moves": audit.plain({"rows": [asdict(move) for move in expected]})["rows"],
            },
        )
        deadline_book.recount(now=now, actor=actor)
        _tell_what_moved(notice, expected, now)
    except BaseException:
        calendar.forget()
        raise
    return revision


def _lock_the_calendar() -> None:
    """One confirmation after the other: each recount must see every year that was confirmed before it."""
    CalendarRevision.objects.select_for_update().order_by("id").first()


def _write_year(notice: CalendarNotice) -> None:
    CalendarYear.objects.update_or_create(
        year=notice.year,
        defaults={
            "status": notice.status,
            "notice_number": notice.notice_number,
            "notice_date": notice.notice_date,
            "source": SOURCE,
        },
    )
    days = list(notice.days.all())
    SpecialDay.objects.filter(Q(year=notice.year) | Q(date__in=[row.date for row in days])).delete()
    SpecialDay.objects.bulk_create(
        SpecialDay(date=row.date, kind=row.kind, name=row.name, year_id=notice.year) for row in days
    )


def _tell_what_moved(notice: CalendarNotice, moves: Sequence[Move], now: datetime) -> None:
    past = sum(move.into_the_past for move in moves)
    moved = f"{len(moves)} 项期限随之改期" if moves else "没有期限改期"
    text = f"{notice}已生效，{moved}" + (f"，其中 {past} 项落到今天以前，须由所长处理。" if past else "。")
    url = notice_url(notice)
    notify(
        holders_of(Role.DIRECTOR), kind="calendar", text=text, now=now, url=url, key=f"calendar-in-force:{notice.pk}"
    )
    notify([notice.proposed_by], kind="calendar", text=text, now=now, url=url, key=f"calendar-in-force:{notice.pk}")


@verb
def discard_notice(*, notice: CalendarNotice, actor: User, now: datetime, reason: str = "") -> CalendarNotice:
    """Put away a notice that nobody confirmed; it stays in the history as discarded."""
    changes: dict[str, Any] = {"decided_by": actor, "decided_at": now}
    return fire(notice, DISCARD, actor=actor, now=now, changes=changes, reason=reason)


def notice_url(notice: CalendarNotice) -> str:
    return reverse("station:calendar_notice", args=[notice.public_id])
