"""Rosters and photographs of whole groups at the desk: first the preview of every row, then the writing (R2.1, R2.4)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from registration import likeness, policies
from registration.models import ImportBatch
from registration.roster_forms import MAX_PHOTOS, MAX_ROSTER, PhotosForm, RosterForm
from registration.views import waiting
from registration.views.intake import announced
from registration.views.photos import attached
from registration.views.waiting import DESK
from station import clock
from station.access import staff
from station.enums import Role
from station.forms import show_refusal
from station.models import Job
from station.refusals import Refused
from station.uploads import oversized, takes_upload

ROWS = 50


@staff(Role.REGISTRATION_OFFICER)
@takes_upload(MAX_ROSTER)
def roster_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the file in and look at it; nothing of it is written before the preview was confirmed."""
    assessment = announced(public_id)
    posted = request.method == "POST"
    form = RosterForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and (answer := waiting.take_in(request, DESK, assessment, form)):
        return answer
    context = {
        "assessment": assessment,
        "form": form,
        "photo_form": PhotosForm(),
        "waiting": assessment.roster_checks.filter(owner=request.user)[:10],
        "batches": assessment.import_batches.select_related("imported_by")[:20],
        "is_open": assessment.is_registration_open(clock.now()),
    }
    return render(request, "registration/staff/roster_import.html", context, status=400 if form.is_bound else 200)


@staff(Role.REGISTRATION_OFFICER)
@require_GET
def roster_template_download(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.template_answer(announced(public_id))


@staff(Role.REGISTRATION_OFFICER)
@require_GET
def roster_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.preview(request, DESK, waiting.own_check(request, public_id))


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def roster_take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.import_checked(request, DESK, waiting.own_check(request, public_id))


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def roster_give_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.give_up(request, DESK, waiting.own_check(request, public_id))


@staff(Role.REGISTRATION_OFFICER)
def roster_columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.columns(request, DESK, waiting.own_check(request, public_id))


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def roster_annotated(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.annotated(request, DESK, waiting.own_check(request, public_id))


@staff(Role.REGISTRATION_OFFICER)
def column_meanings(request: HttpRequest) -> HttpResponse:
    return waiting.meanings(request, DESK)


@staff(Role.REGISTRATION_OFFICER)
@require_POST
@takes_upload(MAX_PHOTOS)
def photos_attach(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A ZIP of photographs: every file and every person accounted for on the answer."""
    assessment = announced(public_id)
    form = PhotosForm(request.POST, request.FILES)
    report = None
    if refusal := oversized(request, what="不能导入照片", field="photos"):
        form.errors.pop("photos", None)
        show_refusal(form, refusal)
    elif form.is_valid():
        try:
            report = attached(request, assessment, form.cleaned_data["photos"], page="registration:photos_report")
        except Refused as refusal:
            show_refusal(form, refusal)
    if isinstance(report, Job):
        return redirect("station:job_detail", report.public_id)
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
        "alike": _alike(request, batch),
    }
    return render(request, "registration/staff/import_batch_detail.html", context)


def _alike(request: HttpRequest, batch: ImportBatch) -> int:
    """Likenesses of the assessment that nobody has decided upon, for who may look at them: an import remarks on them."""
    if not request.user.has_role(*policies.LIKENESS_READERS):
        return 0
    return likeness.undecided(batch.assessment).count()


def _batch(public_id: UUID) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("assessment", "imported_by"), public_id=public_id)


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def import_batch_annotated(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.annotated_batch(request, DESK, _batch(public_id))
