"""Papers and photographs: received, sighted, and served to those who may see them (R2.1, R2.2)."""

from uuid import UUID

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from registration import policies, services
from registration.forms import MaterialForm, PhotoForm, SightingForm
from registration.models import Material
from registration.uploads import EXTENSIONS
from registration.views.cases import case, found
from registration.views.private_files import private_file
from registration.views.queue import place_in_list
from station import clock
from station.access import signed_in, staff
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Decision, Refused


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def material_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = found(request, public_id)
    form = MaterialForm(request.POST, request.FILES, prefix="material")
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            material = services.add_material(
                application=application,
                kind=form.cleaned_data["kind"],
                content=upload.read() if upload else None,
                file_name=upload.name if upload else "",
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{material}已接收。")
            return _back(request, public_id, material)
    return case(request, application, status=400, forms_shown={"material_form": form})


def _back(request: HttpRequest, public_id: UUID, material: Material | None = None) -> HttpResponse:
    """To the case, at its place in the list, with this document on the right."""
    query = place_in_list(request.GET)
    if material is not None and material.file:
        query += f"{'&' if query else '?'}material={material.public_id}"
    return redirect(reverse("registration:application_detail", args=[public_id]) + query)


@staff(*policies.REVIEWERS)
@require_POST
def material_sight(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sight what was ticked; a paper that was brought without a scan is received in the same act."""
    application = found(request, public_id)
    form = SightingForm(request.POST, prefix="sight")
    if form.is_valid():
        try:
            sightings = services.sight_papers(
                application=application,
                kinds=request.POST.getlist("kind"),
                mode=form.cleaned_data["mode"],
                place=form.cleaned_data["place"],
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记 {len(sightings)} 件材料的查验。")
            return _back(request, public_id)
    return case(request, application, status=409, forms_shown={"sighting_form": form})


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def photo_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = found(request, public_id)
    form = PhotoForm(request.POST, request.FILES, prefix="photo")
    if form.is_valid():
        try:
            photo = services.add_photo(
                candidate=application.candidate,
                content=form.cleaned_data["photo"].read(),
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            text = "照片已接收，需人工核查，提示见照片旁。" if photo.advice else "照片已接收。"
            messages.success(request, text)
            return _back(request, public_id)
    return case(request, application, status=400, forms_shown={"photo_form": form})


@signed_in
@require_GET
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def material_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The scan itself, for whoever may see the application; a PDF may stand in a frame of our own page."""
    material = get_object_or_404(Material.objects.select_related("application__candidate"), public_id=public_id)
    _require(request, policies.can_read_papers(request.user, material.application))
    if not material.file:
        raise Http404
    return private_file(material.file, material.mime, f"{material.get_kind_display()}.{EXTENSIONS[material.mime]}")


def _require(request: HttpRequest, decision: Decision) -> None:
    """Outsiders are told nothing, insiders why not."""
    if not decision and not request.user.is_station_staff:
        raise Http404
    decision.require()
