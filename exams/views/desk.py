"""The desk of stage 5: which assessments are being run, the overview of one, notice, preparation list, charts."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from announcements.models import Assessment
from exams import acts, documents, selectors, services
from exams.acts import DESK
from exams.forms import PreparationFileForm, RecordNoticeForm
from exams.models import PreparationItem
from exams.services.tickets import timeline_of
from exams.stage import Running
from station import calendar, clock
from station.access import staff
from station.documents import of_scope
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Refused

OVERVIEW = (*DESK, Role.PAPER_CUSTODIAN, Role.REGISTRATION_OFFICER)
PAGE = 20


def exam_or_404(public_id: UUID) -> Assessment:
    """An assessment this stage has to do with: its settlement is recorded."""
    return get_object_or_404(selectors.settled_assessments(), public_id=public_id)


@staff(*OVERVIEW)
def exam_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.settled_assessments().order_by("-exam_date", "-id"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "exams/staff/exam_list.html", {"page": page})


@staff(*OVERVIEW)
def exam_overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything of the day on one page, each part with what it leads to."""
    assessment = exam_or_404(public_id)
    now = clock.now()
    stage = Running()
    tickets = selectors.ticket_figures(assessment)
    papers = of_scope(
        assessment.audit_scope,
        documents.TICKETS.key,
        documents.DOOR_CHARTS.key,
        documents.PAPERS_CHARTS.key,
        documents.ROOM_SUMMARY.key,
        documents.SCORE_SUMMARY.key,
        documents.RESULT_DATA.key,
    ).filter(superseded_by=None)
    context = {
        "assessment": assessment,
        "notice": selectors.notice_of(assessment),
        "briefing": selectors.briefing_of(assessment),
        "release": getattr(assessment, "result_release", None),
        "status": stage.status(assessment, now),
        "blockers": stage.blockers(assessment, now),
        "deadlines": stage.deadlines(assessment, calendar.current()),
        "today": clock.local_date(now),
        "calendar": calendar.current(),
        "window": timeline_of(assessment),
        "tickets": tickets,
        "preparation": selectors.preparation_figures(assessment),
        "rooms": list(selectors.rooms_of(assessment)),
        "bags": selectors.bag_figures(assessment),
        "incidents": assessment.incidents.count(),
        "progress": selectors.score_progress(assessment),
        "papers": papers,
        "may": {act.verb.replace(".", "_"): bool(act.may(request.user)) for act in acts.all_acts()},
    }
    return render(request, "exams/staff/exam_overview.html", context)


@staff(*DESK)
def notice_record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = exam_or_404(public_id)
    overview = reverse("exams:exam_overview", args=[public_id])
    form = RecordNoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_notice(assessment=assessment, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记鉴定通知书，可以制作准考证。")
            return redirect(overview)
    context = {
        "assessment": assessment,
        "form": form,
        "title": "登记鉴定通知书",
        "lead": "收到鉴定中心下发的《鉴定通知书》后登记。登记后不能更改，准考证、座位表随即可以打印。",
        "clause": "R5.1",
        "verb": "登记鉴定通知书",
        "back_url": overview,
        "tone": "seal",
    }
    return render(request, "exams/staff/act_form.html", context)


@staff(*DESK)
def preparation_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The centre's list: import it, tick off what is ready (R5.3)."""
    assessment = exam_or_404(public_id)
    form = PreparationFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            count = services.import_preparation_list(
                assessment=assessment, content=file.read(), file_name=file.name, actor=request.user, now=clock.now()
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已导入 {count} 项。")
            return redirect("exams:preparation_list", public_id=public_id)
    rows = assessment.preparation_items.select_related("ready_by")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {
        "assessment": assessment,
        "form": form,
        "page": page,
        "figures": selectors.preparation_figures(assessment),
    }
    return render(request, "exams/staff/preparation_list.html", context)


@staff(*DESK)
@require_POST
def preparation_tick(request: HttpRequest, public_id: UUID, sequence: int) -> HttpResponse:
    item = get_object_or_404(
        PreparationItem.objects.select_related("assessment"), assessment__public_id=public_id, sequence=sequence
    )
    services.tick_preparation_item(item=item, actor=request.user, now=clock.now())
    page = request.POST.get("page", "")
    query = f"?page={int(page)}" if page.isdecimal() else ""
    return redirect(f"{reverse('exams:preparation_list', args=[public_id])}{query}#item-{sequence}")


@staff(*DESK)
@require_POST
def chart_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    services.print_seating_charts(assessment=exam_or_404(public_id), actor=request.user, now=clock.now())
    messages.success(request, "已出具座（工）位排列表两份：一份张贴于考场入口，一份随试卷。")
    return redirect(f"{reverse('exams:exam_overview', args=[public_id])}#papers")


@staff(*DESK)
@require_POST
def room_summary_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    services.print_room_summary(assessment=exam_or_404(public_id), actor=request.user, now=clock.now())
    messages.success(request, "已出具考场按职业分布情况汇总表。")
    return redirect(f"{reverse('exams:exam_overview', args=[public_id])}#papers")
