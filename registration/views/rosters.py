"""Rosters and photographs of whole groups: first the preview of every row, then the writing (R2.1, R2.4)."""

import hashlib
import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from announcements.models import Assessment
from registration import policies, services
from registration.exports import roster_template
from registration.forms import ColumnsForm, PhotoArchiveForm, RosterForm
from registration.models import ImportBatch
from registration.previews import Preview, discard_verdicts, keep_verdicts, verdicts_of
from registration.roster import judging
from registration.roster.grids import MAX_BYTES
from registration.roster.reading import headings
from registration.services import RosterUnreadable, files
from registration.views.intake import announced
from station import clock
from station.access import staff
from station.documents import XLSX
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Reason, Refused

ROWS = 50
MAX_ARCHIVE = 300 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


@staff(Role.REGISTRATION_OFFICER)
def roster_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the file in and look at it; nothing of it is written before the preview was confirmed."""
    assessment = announced(public_id)
    form = RosterForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    unknown = ""
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["roster"]
        try:
            content = _content(upload)
            report = _preview(request, assessment, content, upload.name)
        except (Refused, RosterUnreadable) as trouble:
            _show(form, trouble)
            unknown = _kept_for_asking(request, content, upload.name) if isinstance(trouble, RosterUnreadable) else ""
        else:
            return _parked(request, assessment, content, upload.name, report)
    context = {
        "assessment": assessment,
        "unknown": unknown,
        "form": form,
        "photo_form": PhotoArchiveForm(),
        "batches": assessment.import_batches.select_related("imported_by")[:20],
        "is_open": assessment.is_registration_open(clock.now()),
    }
    return render(request, "registration/staff/roster_import.html", context, status=400 if form.is_bound else 200)


def _content(upload: Any) -> bytes:
    if upload.size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise Refused("不能导入名单", Reason(f"文件超过 {limit} MB", "R2.1", "请将名单分成几个文件。", "roster"))
    return bytes(upload.read())


def _show(form: RosterForm, trouble: Exception) -> None:
    if isinstance(trouble, Refused):
        show_refusal(form, trouble)
    else:
        form.add_error("roster", str(trouble))


def _parked(
    request: HttpRequest, assessment: Assessment, content: bytes, name: str, report: services.ImportReport
) -> HttpResponse:
    """The file waits for its confirmation among the private files, under its own user and hash, its verdicts beside it."""
    digest = hashlib.sha256(content).hexdigest()
    files.keep(_folder(request), content, digest, "bin")
    request.session[f"roster-{digest}"] = {"name": name[-200:], "people": report.read}
    keep_verdicts(_folder(request), _mark(assessment, digest), report)
    return redirect("registration:roster_preview", assessment.public_id, digest)


def _kept_for_asking(request: HttpRequest, content: bytes, name: str) -> str:
    """The hash under which a file waits whose headings nobody knew; empty where there is nothing to ask about."""
    try:
        if not headings(content, name, services.learned_by(request.user)):
            return ""
    except RosterUnreadable:
        return ""
    digest = hashlib.sha256(content).hexdigest()
    files.keep(_folder(request), content, digest, "bin")
    request.session[f"roster-{digest}"] = {"name": name[-200:], "people": 0}
    return digest


def _folder(request: HttpRequest) -> str:
    return f"rosters-waiting/{request.user.public_id}"


def _mark(assessment: Assessment, digest: str) -> str:
    return f"{digest}-{assessment.public_id}"


def _waiting(request: HttpRequest, digest: str) -> Preview:
    """A file this user uploaded, under the name its sender gave it; 404 for anything else."""
    if not _DIGEST.fullmatch(digest):
        raise Http404
    stored = f"{_folder(request)}/{digest[:2]}/{digest}.bin"
    try:
        content = files.read(stored)
    except FileNotFoundError as missing:
        raise Http404 from missing
    said = request.session.get(f"roster-{digest}", {"name": "名单", "people": 0})
    return Preview(content, said["name"], stored, said["people"])


def _preview(request: HttpRequest, assessment: Assessment, content: bytes, name: str) -> services.ImportReport:
    return services.import_roster(
        assessment=assessment, content=content, file_name=name, actor=request.user, now=clock.now(), dry_run=True
    )


@staff(Role.REGISTRATION_OFFICER)
def roster_preview(request: HttpRequest, public_id: UUID, digest: str) -> HttpResponse:
    """Every row's verdict before anything is written; confirmed by POST."""
    assessment = announced(public_id)
    kept = _waiting(request, digest)
    content, name = kept.content, kept.file_name
    if request.method == "POST":
        discard_verdicts(_folder(request), _mark(assessment, digest))
        if kept.people > services.JOB_FROM:
            return _import_later(request, assessment, kept, digest)
        report = services.import_roster(
            assessment=assessment, content=content, file_name=name, actor=request.user, now=clock.now()
        )
        files.discard(kept.stored)
        if report.batch is None:
            messages.info(request, "这份名单此前已经导入，本次没有新增。")
            return redirect("registration:roster_import", public_id)
        messages.success(
            request, f"已导入 {report.accepted} 人，退回 {report.rejected} 人，重复 {report.duplicate} 人。"
        )
        return redirect("registration:import_batch_detail", report.batch.public_id)
    judgement, sheet = _looked_at(request, assessment, kept, digest)
    wanted = request.GET.get("verdict", "")
    rows = [row for row in judgement.rows if not wanted or row.verdict == wanted]
    context = {
        "assessment": assessment,
        "report": judgement,
        "sheet": sheet,
        "file_name": name,
        "digest": digest,
        "wanted": wanted,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "registration/staff/roster_preview.html", context)


@staff(Role.REGISTRATION_OFFICER)
def roster_columns(request: HttpRequest, public_id: UUID, digest: str) -> HttpResponse:
    """Which column is what: asked once per heading, remembered for who told it, then judged anew."""
    assessment = announced(public_id)
    kept = _waiting(request, digest)
    known = services.learned_by(request.user)
    form = ColumnsForm(request.POST or None, headings=headings(kept.content, kept.file_name, known))
    if request.method == "POST" and form.is_valid():
        services.learn_columns(meanings=form.meanings(), actor=request.user, now=clock.now())
        discard_verdicts(_folder(request), _mark(assessment, digest))
        try:
            report = _preview(request, assessment, kept.content, kept.file_name)
        except (Refused, RosterUnreadable) as trouble:
            form.add_error(None, str(trouble))
        else:
            return _parked(request, assessment, kept.content, kept.file_name, report)
    context = {"assessment": assessment, "form": form, "file_name": kept.file_name, "digest": digest}
    status = 400 if form.is_bound else 200
    return render(request, "registration/staff/roster_columns.html", context, status=status)


def _looked_at(
    request: HttpRequest, assessment: Assessment, kept: Preview, digest: str
) -> tuple[judging.Judgement, str]:
    """As it was judged when it came in."""
    folder, mark = _folder(request), _mark(assessment, digest)
    found = verdicts_of(folder, mark)
    if found is None:
        report = _preview(request, assessment, kept.content, kept.file_name)
        keep_verdicts(folder, mark, report)
        return report.judgement, report.table.sheet
    return found


def _import_later(request: HttpRequest, assessment: Assessment, kept: Preview, digest: str) -> HttpResponse:
    job = services.import_later(
        assessment=assessment,
        stored=kept.stored,
        digest=digest,
        file_name=kept.file_name,
        page="registration:import_batch_detail",
        actor=request.user,
        now=clock.now(),
    )
    return redirect("station:job_detail", job.public_id)


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def roster_annotated(request: HttpRequest, public_id: UUID, digest: str) -> HttpResponse:
    """The sender's workbook with 修改意见, to be sent back before anything is imported."""
    assessment = announced(public_id)
    kept = _waiting(request, digest)
    report = _preview(request, assessment, kept.content, kept.file_name)
    return workbook_answer(report.annotated(kept.content, kept.file_name), kept.file_name)


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    stem = name.rpartition(".")[0] or name
    response.headers["Content-Disposition"] = attachment(f"{stem}（修改意见）.xlsx")
    return response


def template_answer(assessment: Assessment) -> HttpResponse:
    response = HttpResponse(roster_template(assessment), content_type=XLSX)
    response.headers["Content-Disposition"] = attachment(f"{assessment.title}报名名单模板.xlsx")
    return response


@staff(Role.REGISTRATION_OFFICER)
@require_GET
def roster_template_download(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The empty workbook; there is nothing personal in it."""
    return template_answer(announced(public_id))


def attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def photos_attach(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A ZIP of photographs: every file and every person accounted for on the answer."""
    assessment = announced(public_id)
    form = PhotoArchiveForm(request.POST, request.FILES)
    report = None
    if form.is_valid():
        upload = form.cleaned_data["photos"]
        try:
            if upload.size > MAX_ARCHIVE:
                reason = Reason("压缩包超过 300 MB", "R2.4", "请分成几个压缩包。", "photos")
                raise Refused("不能导入照片", reason)
            report = services.attach_photos(
                assessment=assessment, content=upload.read(), actor=request.user, now=clock.now()
            )
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {"assessment": assessment, "form": form, "report": report}
    return render(request, "registration/staff/photos_attached.html", context, status=200 if report else 400)


@staff(*policies.READERS)
def import_batch_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(public_id)
    rows = batch.rows.select_related("application")
    wanted = request.GET.get("verdict", "")
    if wanted in ("accepted", "rejected", "duplicate"):
        rows = rows.filter(verdict=wanted)
    context = {
        "batch": batch,
        "assessment": batch.assessment,
        "wanted": wanted,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "may_annotate": request.user.has_role(*policies.IMPORTERS),
    }
    return render(request, "registration/staff/import_batch_detail.html", context)


def _batch(public_id: UUID) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("assessment", "imported_by"), public_id=public_id)


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def import_batch_annotated(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(public_id)
    content = services.annotated_batch(batch=batch, actor=request.user, now=clock.now())
    return workbook_answer(content, batch.file_name)
