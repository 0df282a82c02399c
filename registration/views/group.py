"""A school's or employer's contact: brings in their own people, follows them, prints their forms; sees nobody else's."""

import hashlib
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from announcements.models import Assessment
from announcements.selectors import announced_assessments, open_for_registration
from registration import selectors, services, supplements
from registration.candidate_forms import PhotosForm, RosterForm
from registration.enums import ApplicationState, Channel
from registration.exports import roster_template
from registration.forms import ColumnsForm
from registration.history import history_of
from registration.models import Application, ImportBatch
from registration.previews import Preview, discard_preview, hand_over_preview, keep_preview, preview_of
from registration.roster.errors import RosterUnreadable
from registration.roster.reading import headings
from registration.views.candidate import current_form, papers_of, sent
from station import clock
from station.access import group_contact
from station.forms import show_refusal
from station.jobs import as_told
from station.models import Job
from station.refusals import Reason, Refused

PAGE = 30
ROWS_SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def brought_by(request: HttpRequest) -> QuerySet[Application]:
    """Those this contact's own rosters brought, and nobody else."""
    return Application.objects.filter(entered_by=request.user, channel=Channel.IMPORT)


def _assessment(request: HttpRequest, public_id: UUID) -> Assessment:
    """Announced ones: open to bring people in, or where this contact has some already."""
    return get_object_or_404(announced_assessments(), public_id=public_id)


@group_contact()
@require_GET
def group_home(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    mine = brought_by(request).values("offering__assessment")
    known = announced_assessments().filter(Q(pk__in=mine) | Q(pk__in=open_for_registration(now).values("pk")))
    page = Paginator(known.order_by("-exam_date", "-id"), PAGE).get_page(request.GET.get("page"))
    assessments = list(page.object_list)
    counts = _counts(request, assessments)
    for assessment in assessments:
        assessment.counts = counts.get(assessment.pk, [])
        assessment.is_open = assessment.is_registration_open(now)
    context = {"page": page, "assessments": assessments}
    return render(request, "registration/group/home.html", context)


def _counts(request: HttpRequest, assessments: list[Assessment]) -> dict[int, list[tuple[ApplicationState, int]]]:
    rows = brought_by(request).filter(offering__assessment__in=assessments)
    counted = rows.values_list("offering__assessment_id", "state").annotate(n=Count("id")).order_by()
    found: dict[int, dict[str, int]] = {}
    for assessment, state, number in counted:
        found.setdefault(assessment, {})[state] = number
    return {
        pk: [(state, states[state]) for state in ApplicationState if state in states] for pk, states in found.items()
    }


@group_contact()
@require_GET
def group_assessment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Progress of our people, by state; filters in the address."""
    assessment = _assessment(request, public_id)
    rows = brought_by(request).filter(offering__assessment=assessment)
    state, words = request.GET.get("state", ""), request.GET.get("words", "").strip()
    if state in ApplicationState.values:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(candidate__name__icontains=words) | Q(number=words))
    rows = selectors.with_photo_flag(rows.select_related("candidate", "offering__occupation")).order_by("number", "id")
    context = {
        "assessment": assessment,
        "is_open": assessment.is_registration_open(clock.now()),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counts": _counts(request, [assessment]).get(assessment.pk, []),
        "states": ApplicationState.choices,
        "state": state,
        "words": words,
        "unanswered": supplements.waiting_of(brought_by(request).filter(offering__assessment=assessment)),
        "batches": assessment.import_batches.filter(imported_by=request.user)[:10],
    }
    return render(request, "registration/group/assessment_detail.html", context)


# --- the roster: checked first, then imported -----------------------------------------------------------------------


@group_contact()
def group_roster(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every row's verdict before anything is written (R2.4)."""
    assessment = _assessment(request, public_id)
    form = RosterForm(*sent(request))
    unknown = False
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["roster"]
        content = upload.read()
        report = _judged(request, assessment, form, content, upload.name)
        if report is not None:
            return _previewed(request, assessment, report, content, upload.name)
        unknown = _kept_for_asking(request, assessment, content, upload.name)
    status = 422 if form.errors else 200
    context = {"assessment": assessment, "form": form, "unknown": unknown}
    return render(request, "registration/group/roster_upload.html", context, status=status)


def _previewed(
    request: HttpRequest, assessment: Assessment, report: services.ImportReport, content: bytes, name: str
) -> HttpResponse:
    kept = {"content": content, "file_name": name, "people": report.read}
    keep_preview(request.session, assessment=str(assessment.public_id), **kept)
    return render(request, "registration/group/roster_preview.html", _preview(assessment, report, name))


def _kept_for_asking(request: HttpRequest, assessment: Assessment, content: bytes, name: str) -> bool:
    """Whether the file waits now to have its columns explained: its headings are words that nobody knew."""
    try:
        asked = bool(headings(content, name, services.learned_by(request.user)))
    except RosterUnreadable:
        return False
    if asked:
        keep_preview(request.session, content=content, file_name=name, assessment=str(assessment.public_id), people=0)
    return asked


@group_contact()
def group_roster_columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which column is what: asked once per heading, remembered for this contact, then judged anew (R2.4)."""
    assessment = _assessment(request, public_id)
    kept = preview_of(request.session, str(public_id))
    if kept is None:
        return redirect("registration:group_roster", public_id)
    known = services.learned_by(request.user)
    form = ColumnsForm(request.POST or None, headings=headings(kept.content, kept.file_name, known))
    if request.method == "POST" and form.is_valid():
        services.learn_columns(meanings=form.meanings(), actor=request.user, now=clock.now())
        report = _judged(request, assessment, form, kept.content, kept.file_name)
        if report is not None:
            return _previewed(request, assessment, report, kept.content, kept.file_name)
    context = {"assessment": assessment, "form": form, "file_name": kept.file_name}
    status = 422 if form.is_bound else 200
    return render(request, "registration/group/roster_columns.html", context, status=status)


@group_contact()
@require_GET
def group_roster_template(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The empty workbook with this assessment's choices."""
    assessment = _assessment(request, public_id)
    name = f"{assessment.title}报名名单模板.xlsx"
    return FileResponse(io.BytesIO(roster_template(assessment)), as_attachment=True, filename=name, content_type=XLSX)


def _judged(
    request: HttpRequest, assessment: Assessment, form: RosterForm | ColumnsForm, content: bytes, name: str
) -> services.ImportReport | None:
    """The verdicts, or nothing and the reason at the form."""
    try:
        return services.import_roster(
            assessment=assessment, content=content, file_name=name, actor=request.user, now=clock.now(), dry_run=True
        )
    except RosterUnreadable as error:
        show_refusal(form, Refused("不能导入名单", Reason(str(error), "R2.4", field="roster")))
    except Refused as refusal:
        show_refusal(form, refusal)
    return None


def _preview(assessment: Assessment, report: services.ImportReport, name: str) -> dict[str, Any]:
    troubled = [row for row in report.rows if row.verdict.value != "accepted" or row.warnings]
    return {
        "assessment": assessment,
        "report": report,
        "file_name": name,
        "troubled": troubled[:ROWS_SHOWN],
        "more": max(len(troubled) - ROWS_SHOWN, 0),
    }


@group_contact()
@require_POST
def group_roster_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same file that was looked at, judged again: what changed meanwhile counts."""
    assessment = _assessment(request, public_id)
    kept = preview_of(request.session, str(public_id))
    if kept is None:
        messages.info(request, "要导入的名单已不在，可能已在另一窗口导入。请核对下面的人数，需要时重新上传。")
        return redirect("registration:group_assessment", public_id)
    if kept.people > services.JOB_FROM:
        return _import_later(request, assessment, kept)
    report = services.import_roster(
        assessment=assessment,
        content=kept.content,
        file_name=kept.file_name,
        actor=request.user,
        now=clock.now(),
    )
    discard_preview(request.session)
    if report.batch is None:
        messages.info(request, "这份名单此前已经导入，没有新的变化。")
        return redirect("registration:group_assessment", public_id)
    messages.success(
        request, f"已导入 {report.accepted} 人，退回修改 {report.rejected} 人，重复 {report.duplicate} 人。"
    )
    return redirect("registration:group_batch", report.batch.public_id)


def _import_later(request: HttpRequest, assessment: Assessment, kept: Preview) -> HttpResponse:
    job = services.import_later(
        assessment=assessment,
        stored=kept.stored,
        digest=hashlib.sha256(kept.content).hexdigest(),
        file_name=kept.file_name,
        page="registration:group_batch",
        actor=request.user,
        now=clock.now(),
    )
    hand_over_preview(request.session)
    return redirect("registration:group_roster_progress", job.public_id)


@group_contact()
@require_GET
def group_roster_progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far the import of a long roster is. Asked again every second; without script the page reloads itself."""
    job = as_told(get_object_or_404(Job, public_id=public_id, requested_by=request.user))
    template = "components/progress.html" if request.htmx else "registration/group/roster_progress.html"
    return render(request, template, {"job": job, "url": request.path})


def _own_batch(request: HttpRequest, public_id: UUID) -> ImportBatch:
    rows = ImportBatch.objects.select_related("assessment").filter(imported_by=request.user)
    return get_object_or_404(rows, public_id=public_id)


@group_contact()
@require_GET
def group_batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What became of every row of one roster."""
    batch = _own_batch(request, public_id)
    page = Paginator(batch.rows.order_by("row"), PAGE).get_page(request.GET.get("page"))
    context = {"batch": batch, "assessment": batch.assessment, "page": page}
    return render(request, "registration/group/batch_detail.html", context)


@group_contact()
@require_POST
def group_batch_annotated(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Their own workbook with 修改意见; taking it is on record, hence POST."""
    batch = _own_batch(request, public_id)
    content = services.annotated_batch(batch=batch, actor=request.user, now=clock.now())
    stem = batch.file_name.rsplit(".", 1)[0]
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=f"{stem}（修改意见）.xlsx", content_type=XLSX)


@group_contact()
def group_photos(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A ZIP of photographs; every file and every person is accounted for by name."""
    assessment = _assessment(request, public_id)
    form = PhotosForm(*sent(request))
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            report = services.attach_photos(
                assessment=assessment,
                content=form.cleaned_data["photos"].read(),
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {"assessment": assessment, "form": form, "report": report}
    return render(request, "registration/group/photos.html", context, status=422 if form.errors else 200)


# --- one person ------------------------------------------------------------------------------------------------------


def own_group_application(request: HttpRequest, public_id: UUID) -> Application:
    mine = selectors.whole().filter(pk__in=brought_by(request).values("pk"))
    return get_object_or_404(mine.prefetch_related("subjects"), public_id=public_id)


@group_contact()
@require_GET
def group_application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = own_group_application(request, public_id)
    context = {
        "application": application,
        "assessment": application.offering.assessment,
        "condition": selectors.condition_for(application),
        "papers": papers_of(application),
        "photo": selectors.photo_of(application.candidate),
        "history": history_of(application),
    }
    return render(request, "registration/group/application_detail.html", context)


@group_contact()
@require_POST
def group_application_form(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = own_group_application(request, public_id)
    document = current_form(application) or services.issue_registration_form(
        application=application, actor=request.user, now=clock.now()
    )
    return redirect("station:document_download", document.public_id)


@group_contact()
@require_GET
@cache_control(private=True, no_store=True)
def group_photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    photo = selectors.photo_of(own_group_application(request, public_id).candidate)
    if photo is None:
        raise Http404
    return FileResponse(photo.rendition.open("rb"), content_type="image/jpeg")
