"""Assessments at the desk; the page of one assessment is the heart of the house."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements import policies, selectors, services
from announcements.forms import AssessmentForm, OfferingAddForm, OfferingEditForm, ReasonForm
from announcements.mending import ways_out_of_lock
from announcements.models import Assessment, Offering, PlannedAssessment
from announcements.workflow import DRAFTERS
from station import calendar, clock, documents, stages
from station.access import may_open, staff
from station.deadlines import against_locked, locks
from station.enums import Category
from station.forms import show_refusal
from station.refusals import Refused, refuse_unless

PAGE = 20
DOCUMENTS_SHOWN = 100


@staff()
def assessment_list(request: HttpRequest) -> HttpResponse:
    rows = selectors.assessments_visible_to(request.user).select_related("place")
    year, words, category = (request.GET.get(name, "").strip() for name in ("year", "q", "category"))
    if year.isdecimal():
        rows = rows.filter(exam_date__year=int(year[:4]))
    if words:
        rows = rows.filter(title__icontains=words) | rows.filter(code__icontains=words)
    if category in Category.values:
        rows = rows.filter(category=category)
    page = Paginator(rows.prefetch_related("offerings__occupation"), PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    context = {
        "page": page,
        "now": now,
        "today": clock.local_date(now),
        "search": request.GET,
        "categories": Category.choices,
        "filtered": bool(year or words or category),
        "may_prepare": bool(policies.can_prepare(request.user)),
    }
    return render(request, "announcements/staff/assessment_list.html", context)


@staff()
def assessment_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Walks the registry: stepper, timeline, what holds it up, every stage's panel."""
    assessment = get_object_or_404(
        selectors.assessments_visible_to(request.user).select_related("place", "planned__plan"), public_id=public_id
    )
    now = clock.now()
    working_calendar = calendar.current()
    walked = [_walk(stage, assessment, request.user, now) for stage in stages.all_stages()]
    current = next((item["number"] for item in walked if item["status"] != stages.StageStatus.DONE), 6)
    pressing, later = _obstacles(walked, current)
    papers = documents.of_scope(str(assessment.public_id))
    shown = list(papers.filter(subject="")[:DOCUMENTS_SHOWN])
    for paper in shown:
        paper.is_readable = bool(documents.kind_of(paper).may_read(request.user, paper))
    deadlines, today = stages.deadlines(assessment, working_calendar), clock.local_date(now)
    locked = locks(deadlines, today)
    context = {
        "assessment": assessment,
        "stages": walked,
        "current": current,
        "deadlines": deadlines,
        "locked": locked,
        "ways_out": ways_out_of_lock(assessment) if locked and policies.can_prepare(request.user) else [],
        "calendar": working_calendar,
        "today": today,
        "blockers": pressing,
        "later_blockers": later,
        "documents": shown,
        "personal_papers": papers.exclude(subject="").count(),
        "may_edit": policies.may_edit(request.user, assessment),
    }
    return render(request, "announcements/staff/assessment_detail.html", context)


def _walk(stage: stages.Stage, assessment: Assessment, user: Any, now: Any) -> dict[str, Any]:
    status = stage.status(assessment, now)
    never_begun = assessment.withdrawn_at is not None and status == stages.StageStatus.NOT_BEGUN
    return {
        "number": stage.number,
        "title": stage.title,
        "clause": stage.clause,
        "status": status,
        "url": f"#stage-{stage.number}",
        "note": "",
        "blockers": [_for_this_user(blocker, user) for blocker in stage.blockers(assessment, now)],
        "panel": None if never_begun else stage.panel(assessment, user, now),
    }


def _for_this_user(blocker: stages.Blocker, user: Any) -> stages.Blocker:
    """Everybody reads what holds it up; the way there is offered to those who may go it."""
    return blocker if may_open(user, blocker.url) else replace(blocker, url="")


def _obstacles(walked: list[dict[str, Any]], current: int) -> tuple[list[stages.Blocker], list[stages.Blocker]]:
    """What holds up the stages under way, and what those still to come will ask for."""
    pressing, later = [], []
    for item in walked:
        waits = item["status"] == stages.StageStatus.NOT_BEGUN and item["number"] != current
        (later if waits else pressing).extend(item["blockers"])
    return pressing, later


@staff(*DRAFTERS)
def assessment_create(request: HttpRequest) -> HttpResponse:
    form = AssessmentForm(request.POST or None, initial=_from_plan(request.GET.get("planned", "")))
    if request.method == "POST" and form.is_valid():
        try:
            assessment = services.create_assessment(actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已建立鉴定批次，请添加职业和等级。")
            return redirect("announcements:assessment_detail", assessment.public_id)
    return render(request, "announcements/staff/assessment_form.html", {"form": form})


def _from_plan(planned_id: str) -> dict[str, Any]:
    """Start from a line of the plan when its page led here."""
    try:
        planned = PlannedAssessment.objects.select_related("plan").filter(public_id=UUID(planned_id)).first()
    except ValueError:
        planned = None
    if planned is None:
        return {}
    return {
        "planned": planned,
        "title": f"{planned.plan.year}年第{planned.sequence}次职业技能鉴定",
        "scope": planned.scope,
        "exam_date": planned.exam_date,
        "enquiry_phone": planned.plan.enquiry_phone,
    }


@staff(*DRAFTERS)
def assessment_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = get_object_or_404(Assessment, public_id=public_id)
    policies.may_write_assessment(request.user, assessment).require()
    if request.method != "POST":  # what was typed meanwhile is refused at the form, and stays
        refuse_unless("不能修改鉴定批次", policies.against_editing(assessment))
    form = AssessmentForm(request.POST or None, initial=AssessmentForm.initial_of(assessment))
    if request.method == "POST" and form.is_valid():
        try:
            changes = _with_the_plan(form.cleaned_data)
            services.edit_assessment(assessment=assessment, actor=request.user, now=clock.now(), **changes)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:assessment_detail", public_id)
    locked = against_locked(assessment, clock.now())
    ways_out = ways_out_of_lock(assessment)[1:] if locked else []  # the first is this page
    context = {"form": form, "assessment": assessment, "locked": locked, "ways_out": ways_out}
    return render(request, "announcements/staff/assessment_form.html", context)


def _with_the_plan(data: dict[str, Any]) -> dict[str, Any]:
    """Category and audience follow the planned line."""
    planned = data["planned"]
    return {**data, "category": planned.category, "audience": planned.audience}


@staff(*DRAFTERS)
def assessment_drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = get_object_or_404(Assessment, public_id=public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.drop_assessment(
                assessment=assessment, actor=request.user, now=clock.now(), reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "批次已撤销。")
            return redirect("announcements:assessment_detail", public_id)
    context = {"assessment": assessment, "form": form}
    return render(request, "announcements/staff/assessment_drop.html", context, status=422 if form.errors else 200)


@staff(*DRAFTERS)
def offering_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = get_object_or_404(Assessment, public_id=public_id)
    policies.may_write_assessment(request.user, assessment).require()
    form = OfferingAddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offering = services.add_offering(
                assessment=assessment, actor=request.user, now=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已按申报条件生成报考资格和应携带的材料，请核对。")
            return redirect("announcements:offering_edit", offering.public_id)
    context = {"form": form, "assessment": assessment}
    return render(request, "announcements/staff/offering_add.html", context)


@staff(*DRAFTERS)
def offering_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    offering = get_object_or_404(selectors.offerings_in_order().select_related("assessment"), public_id=public_id)
    policies.may_write_assessment(request.user, offering.assessment).require()
    form = OfferingEditForm(request.POST or None, initial=OfferingEditForm.initial_of(offering))
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in ("capacity", "qualifications", "documents_to_bring")}
        try:
            services.edit_offering(
                offering=offering, subjects=form.subjects(), actor=request.user, now=clock.now(), **changes
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:assessment_detail", offering.assessment.public_id)
    context = {"form": form, "offering": offering, "assessment": offering.assessment}
    return render(request, "announcements/staff/offering_edit.html", context)


@staff(*DRAFTERS)
@require_POST
def offering_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    offering = get_object_or_404(Offering.objects.select_related("assessment", "occupation"), public_id=public_id)
    name = str(offering)
    services.remove_offering(offering=offering, actor=request.user, now=clock.now())
    messages.success(request, f"已删去{name}。")
    return redirect("announcements:assessment_detail", offering.assessment.public_id)


@staff(*DRAFTERS)
@require_POST
def announcement_draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = get_object_or_404(Assessment, public_id=public_id)
    announcement = services.draft_assessment_announcement(assessment=assessment, actor=request.user, now=clock.now())
    return redirect("announcements:announcement_desk", announcement.public_id)
