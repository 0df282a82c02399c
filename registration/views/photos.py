"""Photographs beside the case: the original, a copy in a taker's size, the takers' profiles; and whole ZIPs (R2.1, R2.4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from announcements.models import Assessment
from registration import policies, services
from registration.models import Photo, PhotoProfile, PreparedFile
from registration.photo_forms import PhotoProfileForm
from registration.services.photo_archives import JSON, PhotoReport, report_of
from registration.views.cases import found
from registration.views.private_files import private_file
from station import clock
from station.access import group_contact, signed_in, staff
from station.enums import Role
from station.forms import show_refusal
from station.models import Job
from station.refusals import Refused

JPEG = "image/jpeg"


def require_may_see(request: HttpRequest, photo: Photo) -> None:
    """Outsiders are told nothing, insiders why not."""
    decision = policies.can_view_candidate(request.user, photo.candidate)
    if not decision and not request.user.is_station_staff:
        raise Http404
    decision.require()


def _photo(request: HttpRequest, public_id: UUID) -> Photo:
    photo = get_object_or_404(Photo.objects.select_related("candidate"), public_id=public_id)
    require_may_see(request, photo)
    return photo


@signed_in
@require_GET
def photo_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The photograph as papers show it, for whoever may see one of the person's applications."""
    return private_file(_photo(request, public_id).rendition, JPEG, "照片.jpg")


@signed_in
@require_GET
def photo_original(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """As it came, whole and upright, without its metadata."""
    photo = _photo(request, public_id)
    policies.can_view_original(request.user, photo.candidate).require()
    return private_file(photo.original, JPEG, "照片原图.jpg")


@staff(*policies.EXPORTERS)
@require_POST
def photo_export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """In a taker's size and under the name the taker wants; on record, hence POST."""
    application = found(request, public_id)
    profile = get_object_or_404(PhotoProfile, key=request.POST.get("profile", ""))
    answer = services.export_photo(application=application, profile=profile, actor=request.user, now=clock.now())
    response = HttpResponse(answer.content, content_type=JPEG)
    response["Content-Disposition"] = content_disposition_header(True, answer.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


# --- profiles --------------------------------------------------------------------------------------------------------


@staff()
@require_GET
def photo_profile_list(request: HttpRequest) -> HttpResponse:
    """Who takes photographs in which size and weight, and by which paper."""
    may_keep = request.user.has_role(*policies.PHOTO_PROFILE_KEEPERS)
    context = {"profiles": PhotoProfile.objects.all(), "may_keep": may_keep, "papers": PhotoProfile.PAPERS}
    return render(request, "registration/staff/photo_profile_list.html", context)


@staff(*policies.PHOTO_PROFILE_KEEPERS)
def photo_profile_create(request: HttpRequest) -> HttpResponse:
    return _edited(request, PhotoProfile())


@staff(*policies.PHOTO_PROFILE_KEEPERS)
def photo_profile_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _edited(request, get_object_or_404(PhotoProfile, public_id=public_id))


def _edited(request: HttpRequest, row: PhotoProfile) -> HttpResponse:
    form = PhotoProfileForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_photo_profile(row=form.save(commit=False), actor=request.user, now=clock.now())
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"照片规格“{saved.name}”已保存。")
            return redirect("registration:photo_profile_list")
    context = {"form": form, "row": row if row.pk else None}
    status = 422 if form.is_bound else 200
    return render(request, "registration/staff/photo_profile_edit.html", context, status=status)


# --- whole groups ----------------------------------------------------------------------------------------------------


def attached(request: HttpRequest, assessment: Assessment, upload: Any, *, page: str) -> PhotoReport | Job:
    """The report at once, or the job where the ZIP holds many; `page` is the URL name that will show its report."""
    who = {"assessment": assessment, "actor": request.user, "now": clock.now()}
    job = services.attach_later(content=upload.file, page=page, **who)
    return job or services.attach_photos(content=upload.file, **who)


def _report(request: HttpRequest, public_id: UUID) -> dict[str, Any]:
    """Only whoever sent the photographs."""
    mine = PreparedFile.objects.select_related("assessment").filter(owner=request.user, mime=JSON)
    prepared = get_object_or_404(mine, public_id=public_id)
    try:
        report = report_of(prepared)
    except FileNotFoundError as swept:
        raise Http404 from swept
    return {"assessment": prepared.assessment, "report": report}


@staff(Role.REGISTRATION_OFFICER)
@require_GET
def photos_report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return render(request, "registration/staff/photos_attached.html", _report(request, public_id))


@group_contact()
@require_GET
def group_photos_report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return render(request, "registration/group/photos_report.html", _report(request, public_id))
