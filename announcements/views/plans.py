"""The annual plan at the desk (R1.1)."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements import policies, selectors, services
from announcements.forms import PlanForm, PlannedForm
from announcements.models import AnnualPlan, PlannedAssessment
from announcements.workflow import DRAFTERS
from station import clock
from station.access import staff
from station.deadlines import ANNOUNCEMENT_DAYS
from station.forms import show_refusal
from station.pictures.year_plan import YearEntry
from station.refusals import Refused


@staff()
def plan_list(request: HttpRequest) -> HttpResponse:
    rows = AnnualPlan.objects.annotate(times=Count("planned_assessments")).order_by("-year")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = {"page": page, "may_prepare": bool(policies.can_prepare(request.user))}
    return render(request, "announcements/staff/plan_list.html", context)


@staff()
def plan_detail(request: HttpRequest, year: int) -> HttpResponse:
    plan = get_object_or_404(AnnualPlan, year=year)
    lines = list(
        selectors.planned_assessments_of(plan).select_related("added_by_supplement").prefetch_related("assessments")
    )
    for line in lines:
        line.is_held = any(each.withdrawn_at is None for each in line.assessments.all())
    may_prepare = bool(policies.can_prepare(request.user))
    may_write = bool(policies.may_write_plan(request.user, plan))
    context = {
        "plan": plan,
        "lines": lines,
        "announcement": selectors.annual_announcement_of(plan),
        "may_edit": may_write and not policies.against_editing_plan(plan),
        "may_add": may_write and not policies.against_adding_line(plan),
        "may_prepare": may_prepare,
        "may_write": may_write,
        "entries": _entries(lines),
        "today": clock.local_date(clock.now()),
    }
    return render(request, "announcements/staff/plan_detail.html", context)


def _entries(lines: list[PlannedAssessment]) -> list[YearEntry]:
    """Each line from the last day for its announcement to the exam."""
    return [
        YearEntry(
            label=f"第{line.sequence}次",
            begins=line.exam_date - timedelta(days=ANNOUNCEMENT_DAYS),
            exam=line.exam_date,
            word="已撤销" if line.withdrawn_at else "已公布" if line.announced_at else "未公布",
            tone="action" if line.announced_at and not line.withdrawn_at else "quiet",
        )
        for line in lines
    ]


@staff(*DRAFTERS)
def plan_create(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    form = PlanForm(request.POST or None, initial={"year": clock.local_date(now).year})
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.create_annual_plan(**form.cleaned_data, actor=request.user, now=now)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:plan_detail", plan.year)
    return render(request, "announcements/staff/plan_form.html", {"form": form})


@staff(*DRAFTERS)
def plan_edit(request: HttpRequest, year: int) -> HttpResponse:
    plan = get_object_or_404(AnnualPlan, year=year)
    policies.may_write_plan(request.user, plan).require()
    form = PlanForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_annual_plan(plan=plan, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:plan_detail", year)
    return render(request, "announcements/staff/plan_form.html", {"form": form, "plan": plan})


@staff(*DRAFTERS)
def planned_add(request: HttpRequest, year: int) -> HttpResponse:
    plan = get_object_or_404(AnnualPlan, year=year)
    policies.may_write_plan(request.user, plan).require()
    form = PlannedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_planned_assessment(plan=plan, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:plan_detail", year)
    return render(request, "announcements/staff/planned_form.html", {"form": form, "plan": plan})


@staff(*DRAFTERS)
def planned_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    planned = get_object_or_404(PlannedAssessment.objects.select_related("plan"), public_id=public_id)
    policies.may_write_line(request.user, planned).require()
    form = PlannedForm(request.POST or None, initial=PlannedForm.initial_of(planned))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_planned_assessment(planned=planned, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:plan_detail", planned.plan.year)
    context = {"form": form, "plan": planned.plan, "planned": planned}
    return render(request, "announcements/staff/planned_form.html", context)


@staff(*DRAFTERS)
@require_POST
def planned_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    planned = get_object_or_404(PlannedAssessment.objects.select_related("plan"), public_id=public_id)
    name = str(planned)
    services.remove_planned_assessment(planned=planned, actor=request.user, now=clock.now())
    messages.success(request, f"已把{name}移出年度计划。")
    return redirect("announcements:plan_detail", planned.plan.year)


@staff(*DRAFTERS)
@require_POST
def annual_announcement_draft(request: HttpRequest, year: int) -> HttpResponse:
    plan = get_object_or_404(AnnualPlan, year=year)
    announcement = services.draft_annual_announcement(plan=plan, actor=request.user, now=clock.now())
    return redirect("announcements:announcement_desk", announcement.public_id)
