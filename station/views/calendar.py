from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from station import calendar, clock, notices, planner
from station.access import staff
from station.calendar import EARLIEST, LATEST, days_between
from station.calendar_forms import NoticeForm, lines_from, with_spare_lines
from station.forms import show_refusal
from station.models import CalendarNotice, CalendarRevision, CalendarStatus, CalendarYear, NoticeState
from station.notice_reading import Day, Line, Reading, lines_of, read, remarks
from station.notice_sheet import MAX_BYTES, SheetUnreadable, lines_of_sheet
from station.refusals import Refused
from station.wording import span_of_days

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _year(request: HttpRequest) -> int:
    """The year that is asked for; the present one when it is none."""
    typed = request.GET.get("year", "")
    if typed.isdecimal() and len(typed) == 4 and EARLIEST <= int(typed) <= LATEST:
        return int(typed)
    return clock.local_date(clock.now()).year


def _year_days(year: int) -> dict[date, Any]:
    working = calendar.current()
    whole = days_between(date(year, 1, 1), date(year, 12, 31))
    return {day: planner.month_day(working, day) for day in whole}


def _in_words(days: list[Day]) -> list[dict[str, str]]:
    return [
        {
            "days": span_of_days(date.fromisoformat(line.first), date.fromisoformat(line.last or line.first)),
            "kind": line.kind,
            "name": line.name,
        }
        for line in lines_of(days)
    ]


@staff()
def calendar_detail(request: HttpRequest) -> HttpResponse:
    """The working calendar of one year: what is off, what is worked, and by which notice."""
    year = _year(request)
    this_year = clock.local_date(clock.now()).year
    known = CalendarYear.objects.filter(year=year).first()
    context = {
        "year": year,
        "years": sorted(
            {this_year - 1, this_year, this_year + 1, max(year - 1, EARLIEST), min(year + 1, LATEST), year}
        ),
        "known": known,
        "lines": _in_words(notices.days_of(year, known)),
        "days": _year_days(year),
        "version": calendar.current().version,
        "open_notices": CalendarNotice.objects.filter(state=NoticeState.PROPOSED).select_related("proposed_by"),
        "may_record": request.user.has_role(*notices.RECORDERS),
    }
    return render(request, "station/manage/calendar_detail.html", context)


@staff()
def calendar_history(request: HttpRequest) -> HttpResponse:
    """Every version of the calendar: who entered it, who confirmed it, and what it changed."""
    revisions = CalendarRevision.objects.select_related("made_by", "notice__proposed_by")
    context = {
        "page": Paginator(revisions, 20).get_page(request.GET.get("page")),
        "without_effect": CalendarNotice.objects.filter(
            Q(state=NoticeState.PROPOSED) | Q(state=NoticeState.DISCARDED)
        ).select_related("proposed_by", "decided_by")[:20],
    }
    return render(request, "station/manage/calendar_history.html", context)


@staff()
def calendar_notice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One notice: its days, what it changes (or changed), and for the second person the act."""
    notice = get_object_or_404(
        CalendarNotice.objects.select_related("proposed_by", "decided_by", "revision").prefetch_related("days"),
        public_id=public_id,
    )
    days = [Day(row.date, row.kind, row.name) for row in notice.days.all()]
    is_open = notice.state == NoticeState.PROPOSED
    published = notice.status == CalendarStatus.PUBLISHED
    outlook = notices.outlook(notice, clock.now()) if is_open else None
    context = {
        "notice": notice,
        "lines": _in_words(days),
        "remarks": remarks(days, notice.year, published=published) if is_open else [],
        "outlook": outlook or _as_confirmed(notice),
        "is_open": is_open,
        "consequences": notices.consequences(outlook) if outlook else [],
        "confirm": notices.CONFIRM.may(request.user, notice),
        "may_discard": is_open and bool(notices.DISCARD.may(request.user, notice)),
    }
    return render(request, "station/manage/calendar_notice.html", context)


def _as_confirmed(notice: CalendarNotice) -> dict[str, Any] | None:
    """What it changed when it was confirmed; nothing of a notice that was put away."""
    revision = getattr(notice, "revision", None)
    if revision is None:
        return None
    days = [{**row, "date": date.fromisoformat(row["date"])} for row in revision.changes.get("days", [])]
    moves = [
        {**row, "before": date.fromisoformat(row["before"]), "after": date.fromisoformat(row["after"])}
        for row in revision.changes.get("moves", [])
    ]
    return {"days": days, "moves": moves, "into_the_past": sum(row["into_the_past"] for row in moves)}


@staff(*notices.DECIDERS)
@require_POST
def calendar_notice_confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    notice = get_object_or_404(CalendarNotice, public_id=public_id)
    notices.confirm_notice(notice=notice, actor=request.user, now=clock.now())
    messages.success(request, f"{notice}已生效，未办结的期限已重新计算。")
    return redirect("station:calendar_notice", public_id)


@staff(*notices.DECIDERS)
@require_POST
def calendar_notice_discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    notice = get_object_or_404(CalendarNotice, public_id=public_id)
    notices.discard_notice(notice=notice, actor=request.user, now=clock.now())
    messages.success(request, f"{notice}已作废，现行安排不变。")
    return redirect("station:calendar_notice", public_id)


@staff(*notices.RECORDERS)
def calendar_notice_create(request: HttpRequest) -> HttpResponse:
    """The head and the table, or a file; whatever is wrong is said at its row, and all of it is still there."""
    if request.method == "POST":
        return _take_notice(request)
    year = _year(request)
    known = CalendarYear.objects.filter(year=year).first()
    initial: dict[str, Any] = {"year": year, "status": CalendarStatus.PUBLISHED}
    if known:
        initial |= {"status": known.status, "notice_number": known.notice_number, "notice_date": known.notice_date}
    return _notice_page(request, NoticeForm(initial=initial), with_spare_lines(lines_of(notices.days_in_force(year))))


def _take_notice(request: HttpRequest) -> HttpResponse:
    form = NoticeForm(request.POST, request.FILES)
    lines, from_file = lines_from(request.POST), ""
    form.is_valid()
    if "more" in request.POST:
        form.errors.clear()
        return _notice_page(request, form, with_spare_lines(lines, 10))
    if uploaded := form.cleaned_data.get("sheet"):
        try:
            lines, from_file = lines_of_sheet(uploaded.read(MAX_BYTES + 1)), uploaded.name
        except SheetUnreadable as error:
            form.add_error("sheet", str(error))
    year = form.cleaned_data.get("year")
    reading = read(lines, year) if year else Reading((), ())
    for fault in reading.faults:
        form.add_error(None, str(fault))
    head = {name: form.cleaned_data.get(name) for name in ("year", "status", "notice_number", "notice_date")}
    if form.errors and not form.errors.keys() & head.keys():
        # All that is wrong at once: the head is judged although the days can't be read.
        for reason in notices.against_head(**head, now=clock.now()):
            form.add_error(reason.field, str(reason))
    if form.is_valid():
        source = from_file or request.POST.get("file_name", "")
        try:
            notice = notices.propose_notice(
                **head, days=reading.days, file_name=source, actor=request.user, now=clock.now()
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{notice}已录入，须由第二人确认后生效。")
            return redirect("station:calendar_notice", notice.public_id)
    return _notice_page(request, form, lines, reading, from_file)


def _notice_page(
    request: HttpRequest, form: NoticeForm, lines: list[Line], reading: Reading | None = None, from_file: str = ""
) -> HttpResponse:
    rows = [(line, reading.faults_of(line.number) if reading else []) for line in lines]
    year = str(form["year"].value() or "")
    waiting = CalendarNotice.objects.filter(state=NoticeState.PROPOSED).select_related("proposed_by")
    context = {
        "open_one": waiting.filter(year=year).first() if year.isdecimal() and len(year) == 4 else None,
        "form": form,
        "rows": rows,
        "from_file": from_file,
        "source": from_file or request.POST.get("file_name", ""),
        "year": year,
    }
    return render(request, "station/manage/calendar_notice_create.html", context)


@staff(*notices.RECORDERS)
def calendar_sheet(request: HttpRequest) -> HttpResponse:
    """A year's days as a workbook to fill in: the days that stand, one line each."""
    from station.papers.spreadsheet import Sheet, SheetColumn, workbook

    year = _year(request)
    columns = [
        SheetColumn("起", "first", 16),
        SheetColumn("止", "last", 16),
        SheetColumn("性质", "kind", 12),
        SheetColumn("名称", "name", 20),
    ]
    note = "日期写成 2027-01-01 或 1月1日；只有一天的不填“止”；性质写放假或调休上班。本行不读入。"
    sheet = Sheet(f"{year}年", columns, lines_of(notices.days_in_force(year)), f"{year}年节假日安排", [f"注：{note}"])
    author = request.user.name
    content = workbook([sheet], title=sheet.heading, author=author, issued=clock.local_date(clock.now()))
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{year}年节假日安排.xlsx")
    return response
