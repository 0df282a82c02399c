"""Results after the lock: for the director before the release, for the stages that need them afterwards (R5.9, R5.10)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from exams import acts, policies, selectors, services
from exams.forms import ReleaseForm
from exams.views.desk import exam_or_404
from station import audit, clock
from station.access import staff
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Refused

PAGE = 50


@staff()
def result_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Each reading is on record, whoever reads."""
    assessment = exam_or_404(public_id)
    released = selectors.is_released(assessment)
    policies.can_read_results(request.user, released=released).require()
    rows = selectors.locked_results(assessment)
    audit.record_alone(
        verb=acts.READ_SCORES.verb,
        actor=request.user,
        obj=assessment,
        now=clock.now(),
        facts={"released": released, "rows": len(rows)},
    )
    context = {
        "assessment": assessment,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "released": released,
        "release": getattr(assessment, "result_release", None),
        "passed": sum(row.passed for row in rows),
        "candidates": len(rows),
    }
    return render(request, "exams/staff/result_list.html", context)


@staff(Role.DIRECTOR)
def result_release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = exam_or_404(public_id)
    now = clock.now()
    form = ReleaseForm(request.POST or None, initial={"reported_on": clock.local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            services.release_results(
                assessment=assessment, reported_on=form.cleaned_data["reported_on"], actor=request.user, now=now
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "成绩已公布，已出具成绩评分汇总表和鉴定结果数据。")
            return redirect("exams:score_overview", public_id=public_id)
    context = {"assessment": assessment, "form": form, "progress": selectors.score_progress(assessment)}
    return render(request, "exams/staff/result_release.html", context)
