"""A contact's rosters and photographs: every row's verdict first, then the import (R2.1, R2.4)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from registration.models import ImportBatch
from registration.roster_forms import MAX_PHOTOS, MAX_ROSTER, PhotosForm, RosterForm
from registration.views import waiting
from registration.views.candidate import sent
from registration.views.group import PAGE, assessment_of
from registration.views.photos import attached
from registration.views.waiting import CONTACT
from station import clock
from station.access import group_contact
from station.forms import show_refusal
from station.models import Job
from station.refusals import Refused
from station.uploads import oversized, takes_upload


@group_contact()
@takes_upload(MAX_ROSTER)
def group_roster(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = assessment_of(request, public_id)
    form = RosterForm(*sent(request))
    if request.method == "POST" and (answer := waiting.take_in(request, CONTACT, assessment, form)):
        return answer
    context = {
        "assessment": assessment,
        "form": form,
        "waiting": assessment.roster_checks.filter(owner=request.user)[:10],
        "is_open": assessment.is_registration_open(clock.now()),
    }
    status = 422 if form.errors else 200
    return render(request, "registration/group/roster_upload.html", context, status=status)


@group_contact()
@require_GET
def group_roster_template(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.template_answer(assessment_of(request, public_id))


@group_contact()
@require_GET
def group_roster_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.preview(request, CONTACT, waiting.own_check(request, public_id))


@group_contact()
@require_POST
def group_roster_take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.import_checked(request, CONTACT, waiting.own_check(request, public_id))


@group_contact()
@require_POST
def group_roster_give_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.give_up(request, CONTACT, waiting.own_check(request, public_id))


@group_contact()
def group_roster_columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.columns(request, CONTACT, waiting.own_check(request, public_id))


@group_contact()
@require_POST
def group_roster_annotated(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return waiting.annotated(request, CONTACT, waiting.own_check(request, public_id))


@group_contact()
def group_column_meanings(request: HttpRequest) -> HttpResponse:
    return waiting.meanings(request, CONTACT)


# --- what became of it -----------------------------------------------------------------------------------------------


def _own_batch(request: HttpRequest, public_id: UUID) -> ImportBatch:
    rows = ImportBatch.objects.select_related("assessment").filter(imported_by=request.user)
    return get_object_or_404(rows, public_id=public_id)


@group_contact()
@require_GET
def group_batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What became of every row of one roster."""
    batch = _own_batch(request, public_id)
    rows = batch.rows.select_related("application").order_by("row")
    wanted = request.GET.get("verdict", "")
    if wanted in ("accepted", "rejected", "duplicate"):
        rows = rows.filter(verdict=wanted)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"batch": batch, "assessment": batch.assessment, "page": page, "wanted": wanted}
    return render(request, "registration/group/batch_detail.html", context)


@group_contact()
@require_POST
def group_batch_annotated(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Their own workbook with 修改意见; taking it is on record, hence POST."""
    return waiting.annotated_batch(request, CONTACT, _own_batch(request, public_id))


@group_contact()
@takes_upload(MAX_PHOTOS)
def group_photos(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A ZIP of photographs; every file and every person is accounted for by name."""
    assessment = assessment_of(request, public_id)
    form = PhotosForm(*sent(request))
    report = None
    if too_large := oversized(request, what="不能导入照片", field="photos"):
        form.errors.pop("photos", None)
        show_refusal(form, too_large)
    elif request.method == "POST" and form.is_valid():
        try:
            report = attached(request, assessment, form.cleaned_data["photos"], page="registration:group_photos_report")
        except Refused as refusal:
            show_refusal(form, refusal)
    if isinstance(report, Job):
        return redirect("registration:group_roster_progress", report.public_id)
    context = {"assessment": assessment, "form": form, "report": report}
    return render(request, "registration/group/photos.html", context, status=422 if form.errors else 200)
