"""What the desk and a group's contact do alike with a roster that waits: look, explain its columns, import, give up.

Each side has its own addresses and templates, named by a `Door`; nobody finds a roster but who uploaded it (404).
"""

import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from announcements.models import Assessment
from registration import services
from registration.exports import roster_template
from registration.models import RosterCheck
from registration.roster.columns import Field
from registration.roster.judging import Judgement, RowVerdict
from registration.roster.reading import headings
from registration.roster_forms import ColumnsForm
from registration.services import RosterUnreadable, files
from station import clock
from station.access import signed_in
from station.documents import XLSX
from station.forms import show_refusal
from station.refusals import Reason, Refused
from station.uploads import oversized

ROWS = 50
DOUBTFUL = "doubtful"
FILTERS = (
    ("", "全部"),
    ("accepted", "可以导入"),
    ("rejected", "退回修改"),
    ("duplicate", "重复"),
    (DOUBTFUL, "有提示"),
)


@dataclass(frozen=True)
class Door:
    """`prefix` goes before the URL names of the roster pages; `batch` and `job` show a result and a progress."""

    folder: str
    prefix: str
    upload: str
    batch: str
    job: str

    def url(self, name: str, *args: object) -> str:
        return reverse(f"registration:{self.prefix}{name}", args=args)

    def template(self, name: str) -> str:
        return f"registration/{self.folder}/{name}.html"

    @property
    def preview(self) -> str:
        return f"registration:{self.prefix}roster_preview"


DESK = Door("staff", "", "registration:roster_import", "registration:import_batch_detail", "station:job_detail")
CONTACT = Door(
    "group", "group_", "registration:group_roster", "registration:group_batch", "registration:group_roster_progress"
)


def own_check(request: HttpRequest, public_id: UUID) -> RosterCheck:
    rows = RosterCheck.objects.select_related("assessment", "owner", "job").filter(owner=request.user)
    return get_object_or_404(rows, public_id=public_id)


# --- the file comes in -----------------------------------------------------------------------------------------------


def take_in(request: HttpRequest, door: Door, assessment: Assessment, form: Any) -> HttpResponse | None:
    """Where the upload leads, or nothing and the reason at the form."""
    too_large = oversized(request, what="不能导入名单", field="roster")
    if too_large:
        form.errors.pop("roster", None)
        show_refusal(form, too_large)
        return None
    if not form.is_valid():
        return None
    upload = form.cleaned_data["roster"]
    try:
        check = services.receive_roster(
            assessment=assessment,
            content=upload.read(),
            file_name=upload.name,
            page=door.preview,
            actor=request.user,
            now=clock.now(),
        )
    except RosterUnreadable as error:
        show_refusal(form, Refused("不能导入名单", Reason(str(error), "R2.1", field="roster")))
    except Refused as refusal:
        show_refusal(form, refusal)
    else:
        if check.trouble:
            return redirect(door.url("roster_columns", check.public_id))
        return _onwards(door, check)
    return None


def _onwards(door: Door, check: RosterCheck) -> HttpResponse:
    if check.job is not None and not check.is_judged:
        return redirect(door.job, check.job.public_id)
    return redirect(door.preview, check.public_id)


# --- the look at it --------------------------------------------------------------------------------------------------


def preview(request: HttpRequest, door: Door, check: RosterCheck) -> HttpResponse:
    """Every row's verdict before anything is written (R2.4)."""
    if check.trouble:
        return redirect(door.url("roster_columns", check.public_id))
    if not check.is_judged:
        return _onwards(door, check) if check.job else redirect(door.upload, check.assessment.public_id)
    judgement = services.verdicts_of(check)
    wanted = request.GET.get("verdict", "")
    rows = [row for row in judgement.rows if _is_wanted(row, wanted)]
    context = {
        "assessment": check.assessment,
        "check": check,
        "report": judgement,
        "filters": _filters(judgement, wanted),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "is_long": services.is_long(check),
        "importing": check.job if services.is_being_imported(check) else None,
        "urls": {
            name: door.url(f"roster_{name}", check.public_id) for name in ("take", "columns", "annotated", "give_up")
        },
    }
    return render(request, door.template("roster_preview"), context)


def _is_wanted(row: RowVerdict, wanted: str) -> bool:
    if wanted == DOUBTFUL:
        return bool(row.warnings)
    return wanted not in ("accepted", "rejected", "duplicate") or row.verdict.value == wanted


def _filters(judgement: Judgement, wanted: str) -> list[dict[str, Any]]:
    counts = {
        "": judgement.read,
        "accepted": judgement.accepted,
        "rejected": judgement.rejected,
        "duplicate": judgement.duplicate,
        DOUBTFUL: sum(bool(row.warnings) for row in judgement.rows),
    }
    return [
        {"key": key, "label": label, "count": counts[key], "chosen": key == wanted}
        for key, label in FILTERS
        if key == "" or counts[key]
    ]


def import_checked(request: HttpRequest, door: Door, check: RosterCheck) -> HttpResponse:
    """The same file that was looked at, judged again: what changed meanwhile counts. All rows, or the good ones."""
    whole = request.POST.get("whole") == "1"
    wanted = {"assessment": check.assessment, "file_name": check.file_name, "actor": request.user, "now": clock.now()}
    if services.is_long(check):
        job = services.import_later(**wanted, stored=check.file.name, digest=check.sha256, page=door.batch, whole=whole)
        return redirect(door.job, job.public_id)
    try:
        content = files.read(check.file.name)
    except FileNotFoundError:  # the second of two clicks
        return redirect(door.upload, check.assessment.public_id)
    report = services.import_roster(**wanted, content=content, whole=whole)
    services.discard_check(check)
    if report.batch is None:
        messages.info(request, "这份名单此前已经导入，没有新的变化。")
        return redirect(door.upload, check.assessment.public_id)
    messages.success(
        request, f"已导入 {report.accepted} 人，退回修改 {report.rejected} 人，重复 {report.duplicate} 人。"
    )
    return redirect(door.batch, report.batch.public_id)


def give_up(request: HttpRequest, door: Door, check: RosterCheck) -> HttpResponse:
    """Rather mend it first: nothing of it is written, and it no longer waits here."""
    services.give_up_roster(check=check, actor=request.user, now=clock.now())
    messages.info(request, f"“{check.file_name}”没有导入，已从待导入名单中清除。改正后请重新上传。")
    return redirect(door.upload, check.assessment.public_id)


def annotated(request: HttpRequest, door: Door, check: RosterCheck) -> HttpResponse:
    """The sender's workbook with 修改意见, before anything is imported; a long one is written by the worker."""
    if not check.is_judged:
        return _onwards(door, check)
    if services.is_long(check):
        job = services.remarks_later(source=check, actor=request.user, now=clock.now())
        return redirect(door.job, job.public_id)
    return workbook_answer(services.annotated_check(check), services.remarks_name(check.file_name))


def annotated_batch(request: HttpRequest, door: Door, batch: Any) -> HttpResponse:
    """The same after the import, with the answers that were given then."""
    if batch.read > services.JOB_FROM:
        job = services.remarks_later(source=batch, actor=request.user, now=clock.now())
        return redirect(door.job, job.public_id)
    content = services.annotated_batch(batch=batch, actor=request.user, now=clock.now())
    return workbook_answer(content, services.remarks_name(batch.file_name))


# --- what its columns mean -------------------------------------------------------------------------------------------


def columns(request: HttpRequest, door: Door, check: RosterCheck) -> HttpResponse:
    """Which column is what: asked once per heading, remembered for who told it, then judged anew (R2.4)."""
    if services.is_being_imported(check):
        return redirect(door.preview, check.public_id)
    content = files.read(check.file.name)
    known = services.learned_by(request.user)
    form = ColumnsForm(request.POST or None, headings=headings(content, check.file_name, known))
    if request.method == "POST" and form.is_valid():
        services.learn_columns(meanings=form.meanings(), actor=request.user, now=clock.now())
        try:
            return _onwards(door, services.check_again(check, page=door.preview, now=clock.now()))
        except RosterUnreadable as error:
            form.add_error(None, str(error))
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {
        "assessment": check.assessment,
        "check": check,
        "form": form,
        "known": known,
        "back": reverse(door.upload, args=[check.assessment.public_id]),
        "meanings_url": door.url("column_meanings"),
    }
    return render(request, door.template("roster_columns"), context, status=422 if form.is_bound else 200)


def meanings(request: HttpRequest, door: Door) -> HttpResponse:
    """What was told, to be looked through and forgotten."""
    rows = request.user.column_meanings.all()
    if request.method == "POST":
        titles = list(rows.values_list("title", flat=True)) if "all" in request.POST else request.POST.getlist("title")
        forgotten = services.forget_columns(titles=titles, actor=request.user, now=clock.now())
        messages.success(request, f"已清除 {forgotten} 条列名说明。")
        return redirect(request.path)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.means = Field(row.field).label if row.field else "不读取"
    return render(request, door.template("column_meanings"), {"page": page})


# --- files that leave ------------------------------------------------------------------------------------------------


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)


def template_answer(assessment: Assessment) -> HttpResponse:
    """The empty workbook with this assessment's choices; there is nothing personal in it."""
    return workbook_answer(roster_template(assessment), f"{assessment.title}报名名单模板.xlsx")


@signed_in
def prepared_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a job made for this user, and nobody else's. Making it is on record; taking it away again is not counted."""
    row = get_object_or_404(request.user.prepared_files, public_id=public_id)
    answer = FileResponse(row.file.open("rb"), content_type=row.mime)
    answer["Content-Disposition"] = content_disposition_header(True, row.file_name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
