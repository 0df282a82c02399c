"""The package, its filing, the centre's answer and the settlement (R4)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements.models import Assessment
from registration.rules import withdrawn_reasons
from sessions import package_check, policies, selectors, services, workflow
from sessions.enums import AnswerOutcome
from sessions.forms import AnswerForm, FilingForm, SettlementForm
from sessions.models import CentreAnswer, Filing, FilingPackage
from sessions.papers import standing_papers
from sessions.rules import musts
from sessions.rules.facts import Weight
from sessions.tasks import BUILD
from station import calendar, clock, jobs
from station.access import staff
from station.enums import Category
from station.forms import show_refusal
from station.models import Job
from station.refusals import Refused, refuse_unless


@staff(*policies.FILING_READERS, *(role for role in policies.PAYERS if role not in policies.FILING_READERS))
def filing_list(request: HttpRequest) -> HttpResponse:
    """Every assessment whose registration is closed: package, filing, answer, settlement."""
    page = Paginator(selectors.closed_assessments().order_by("-exam_date", "-id"), 20).get_page(request.GET.get("page"))
    context = {"page": page, "may_read": request.user.has_role(*policies.FILING_READERS)}
    return render(request, "sessions/staff/filing_list.html", context)


def _assessment(public_id: UUID) -> Assessment:
    return get_object_or_404(Assessment.objects.select_related("place"), public_id=public_id)


def _package(public_id: UUID) -> FilingPackage:
    rows = FilingPackage.objects.select_related(
        "assessment__place", "plan", "document", "filing__centre", "filing__answer__settlement"
    )
    return get_object_or_404(rows, public_id=public_id)


def window(assessment: Assessment, now: datetime) -> dict[str, Any]:
    """The lawful window as the pages show it (R4.2)."""
    timeline = services.filing_timeline(assessment)
    today = clock.local_date(now)
    working = calendar.current()
    return {
        "due": timeline.file_by,
        "working_days": Category(assessment.category).filing_working_days,
        "provisional": timeline.provisional,
        "left": working.working_days_left(today, timeline.file_by),
        "passed": today > timeline.file_by,
        "today": today,
    }


@staff(*policies.FILING_READERS)
def package_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = _assessment(public_id)
    found = package_check.package_findings(assessment)
    package = selectors.latest_package(assessment)
    filing = selectors.standing_filing(assessment)
    may_file = bool(policies.can_file(request.user)) and assessment.withdrawn_at is None
    job = Job.objects.filter(kind=BUILD, scope=assessment.audit_scope, finished_at=None).first()
    context = {
        "assessment": assessment,
        "blockers": [finding.reason for finding in musts(found)],
        "advice": [finding for finding in found if finding.weight is Weight.ADVICE],
        "counts": package_check.counts(assessment),
        "papers": standing_papers(assessment),
        "package": package,
        "contents": _contents(package),
        "window": window(assessment, clock.now()),
        "filed": list(selectors.filed_packages(assessment)),
        "filing": filing,
        "overtaken": _overtaken(assessment, filing),
        "of_another_day": package is not None
        and not selectors.counts_now(package.built_at, assessment, stands=filing is not None),
        "answer": getattr(filing, "answer", None) if filing else None,
        "job": job,
        "may_build": may_file and filing is None,
        "may_file": may_file and filing is None and package is not None and package.state == "built",
        "may_answer": may_file,
        "may_settle": bool(policies.can_settle(request.user)),
    }
    return render(request, "sessions/staff/package_detail.html", context)


def _overtaken(assessment: Assessment, filing: Filing | None) -> Filing | None:
    """What had been filed for another day: shown, and no longer counted (R4.2)."""
    if filing is not None or assessment.rescheduled_at is None:
        return None
    before = Filing.objects.filter(package__assessment=assessment, recorded_at__lt=assessment.rescheduled_at)
    return before.select_related("package", "centre").order_by("-id").first()


def _contents(package: FilingPackage | None) -> dict[str, Any]:
    """The manifest for people: what is about everybody line by line, applicants' folders as one."""
    if package is None:
        return {}
    rows = package.manifest.get("entries", [])
    return {
        "collective": [row for row in rows if "/" not in row["path"]],
        "applicant_papers": sum("/" in row["path"] for row in rows),
        "applicants": len(package.manifest.get("facts", {}).get("applications", [])),
        "totals": package.manifest.get("totals", {}),
    }


@staff(*workflow.PLANNERS)
@require_POST
def package_build(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """As a job: its page shows how far it is. What stands against it is said before it begins."""
    assessment = _assessment(public_id)
    refuse_unless("不能生成申报材料", withdrawn_reasons(assessment.withdrawn_at))
    if selectors.standing_filing(assessment):
        raise Refused("不能生成申报材料", "本次鉴定的材料已经申报，中心退回后方可生成新的一版")
    found = musts(package_check.package_findings(assessment))
    if found:
        raise Refused("不能生成申报材料", *(finding.reason for finding in found))
    running = Job.objects.filter(kind=BUILD, scope=assessment.audit_scope, finished_at=None).first()
    if running is None:
        with transaction.atomic():
            running = jobs.enqueue(
                kind=BUILD,
                title=f"生成{assessment.title}申报材料",
                parameters={"assessment": assessment.pk},
                actor=request.user,
                now=clock.now(),
                scope=assessment.audit_scope,
            )
    return redirect("station:job_detail", running.public_id)


def _back(assessment: Assessment) -> HttpResponse:
    return redirect("sessions:package_detail", assessment.public_id)


def _page(request: HttpRequest, template: str, package: FilingPackage, form: Any, **more: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"package": package, "assessment": package.assessment, "form": form, **more}
    return render(request, template, context, status=status)


@staff(*workflow.PLANNERS)
def package_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    package, now = _package(public_id), clock.now()
    form = FilingForm(request.POST or None, initial={"received_on": clock.local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            services.file_package(package=package, actor=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记第 {package.version} 版材料的申报。")
            return _back(package.assessment)
    return _page(request, "sessions/staff/package_file.html", package, form, window=window(package.assessment, now))


def _filing(package: FilingPackage) -> Filing:
    return get_object_or_404(Filing.objects.select_related("package__assessment", "centre"), package=package)


@staff(*workflow.PLANNERS)
def answer_record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    package, now = _package(public_id), clock.now()
    filing = _filing(package)
    applications = list(selectors.registered(package.assessment))
    form = AnswerForm(request.POST or None, applications=applications, initial={"answered_on": clock.local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            services.record_answer(filing=filing, actor=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            said = dict(AnswerOutcome.choices)[form.cleaned_data["outcome"]]
            messages.success(request, f"已登记中心答复：{said}。")
            return _back(package.assessment)
    return _page(request, "sessions/staff/answer_form.html", package, form, filing=filing, applications=applications)


@staff(*policies.PAYERS)
def settlement_record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The amount is computed and shown; only the centre's receipt and the day are typed (R4.3)."""
    package, now = _package(public_id), clock.now()
    rows = CentreAnswer.objects.select_related("filing__package__assessment", "settlement__paid_by")
    answer = get_object_or_404(rows, filing__package=package)
    form = SettlementForm(request.POST or None, initial={"paid_on": clock.local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            services.settle(answer=answer, actor=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记，应缴费用一次结清。")
            return redirect("sessions:settlement_record", public_id)
    due, refusal = _due(answer)
    settlement = getattr(answer, "settlement", None)
    context = {"answer": answer, "due": due, "refusal": refusal, "settlement": settlement}
    return _page(request, "sessions/staff/settlement.html", package, form, **context)


def _due(answer: CentreAnswer) -> tuple[services.AmountDue | None, Refused | None]:
    if answer.outcome == AnswerOutcome.RETURNED:
        return None, Refused("没有应缴费用", "中心退回了这次申报")
    try:
        return services.amount_due(answer), None
    except Refused as refusal:
        return None, refusal
