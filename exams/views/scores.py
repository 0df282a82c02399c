"""Scores in secrecy: figures for the desk, codes for the clerks, differences for the third person (R5.9)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from exams import acts, documents, policies, selectors, services
from exams.acts import DESK
from exams.forms import ScoreForm
from exams.models import MarkingCode, ScoreEntry
from exams.views.desk import exam_or_404
from station import audit, clock
from station.access import staff
from station.documents import of_scope
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Refused

PAGE = 30
OVERVIEW = (*DESK, Role.PAPER_CUSTODIAN, Role.ADJUDICATOR)
CODES = (*DESK, Role.PAPER_CUSTODIAN)
LOCKERS = (*DESK, Role.ADJUDICATOR)


@staff(*OVERVIEW)
def score_overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far score entry is. Figures only: nobody learns a score here."""
    assessment = exam_or_404(public_id)
    progress = selectors.score_progress(assessment)
    context = {
        "assessment": assessment,
        "progress": progress,
        "release": getattr(assessment, "result_release", None),
        "code_lists": of_scope(assessment.audit_scope, documents.MARKING_CODES.key).filter(superseded_by=None),
        "uncoded": selectors.seats_of(assessment).filter(marking_code=None).count(),
        "may_code": bool(acts.MAKE_CODES.may(request.user)),
        "may_lock": bool(acts.LOCK_SCORES.may(request.user)),
        "may_read": bool(policies.can_read_results(request.user, released=hasattr(assessment, "result_release"))),
        "may_release": bool(acts.RELEASE_RESULTS.may(request.user)),
        "may_overview": request.user.has_role(*CODES),
    }
    return render(request, "exams/staff/score_overview.html", context)


@staff(*CODES)
@require_POST
def marking_code_make(request: HttpRequest, public_id: UUID) -> HttpResponse:
    codes = services.make_marking_codes(assessment=exam_or_404(public_id), actor=request.user, now=clock.now())
    messages.success(request, f"已编制密号，共 {len(codes)} 个。")
    return redirect("exams:score_overview", public_id=public_id)


@staff(*CODES)
@require_POST
def marking_code_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    services.print_marking_codes(assessment=exam_or_404(public_id), actor=request.user, now=clock.now())
    messages.success(request, "已出具密号对照表，请封存保管。")
    return redirect("exams:score_overview", public_id=public_id)


@staff(*LOCKERS)
def score_lock(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What will happen is said before it does: locked scores don't change again."""
    assessment = exam_or_404(public_id)
    if request.method == "POST":
        count = services.lock_scores(assessment=assessment, actor=request.user, now=clock.now())
        messages.success(request, f"已锁定 {count} 个成绩，可由所长公布。")
        return redirect("exams:score_overview", public_id=public_id)
    context = {"assessment": assessment, "progress": selectors.score_progress(assessment)}
    return render(request, "exams/staff/score_lock.html", context)


def _marking_code(form: ScoreForm) -> MarkingCode | None:
    code = MarkingCode.objects.filter(code=form.cleaned_data["code"]).first()
    if code is None:
        form.add_error("code", "没有这个密号，请核对答卷上的密号。")
    return code


@staff(Role.SCORE_CLERK)
def score_enter(request: HttpRequest) -> HttpResponse:
    """A clerk's own desk: codes still to be entered, never what anybody entered, their own points included (R5.9)."""
    now = clock.now()
    initial = {"code": request.GET.get("code", ""), "status": "normal"}
    form = ScoreForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (code := _marking_code(form)):
        values = form.cleaned_data
        try:
            services.enter_score(
                marking_code=code, points=values["points"], status=values["status"], actor=request.user, now=now
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"密号 {code.code} 已登。")
            return redirect("exams:score_enter")
    rows = selectors.codes_to_enter(request.user, now).select_related(
        "seat__session_room__exam_session",
        "seat__application_subject__application__offering__occupation",
        "seat__application_subject__application__offering__assessment",
    )
    context = {
        "form": form,
        "page": Paginator(selectors.with_absence(rows), PAGE).get_page(request.GET.get("page")),
        "entered": ScoreEntry.objects.filter(entered_by=request.user, marking_code__seat__score=None).count(),
    }
    return render(request, "exams/staff/score_enter.html", context)


@staff(Role.ADJUDICATOR)
def score_adjudicate(request: HttpRequest) -> HttpResponse:
    """Both entries side by side, for the third person alone; that they were read is on record (R5.9)."""
    now = clock.now()
    form = ScoreForm(request.POST or None, initial={"code": request.GET.get("code", ""), "status": "normal"})
    if request.method == "POST" and form.is_valid() and (code := _marking_code(form)):
        values = form.cleaned_data
        try:
            services.adjudicate_score(
                marking_code=code, points=values["points"], status=values["status"], actor=request.user, now=now
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"密号 {code.code} 已裁定。")
            return redirect("exams:score_adjudicate")
    rows = (
        selectors.codes_to_adjudicate()
        .exclude(entries__entered_by=request.user)
        .select_related("seat__session_room__exam_session")
        .prefetch_related(Prefetch("entries", queryset=ScoreEntry.objects.order_by("round"), to_attr="both"))
        .order_by("code")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    if page.object_list:
        audit.record_alone(
            verb=acts.READ_SCORES.verb, actor=request.user, obj=None, now=now, facts={"codes": len(page.object_list)}
        )
    return render(request, "exams/staff/score_adjudicate.html", {"form": form, "page": page})
