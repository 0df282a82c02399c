"""Supplements: corrections that stand beside the original (R1.1, R1.2)."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from announcements import selectors, services
from announcements.enums import AnnouncementKind, AnnouncementState
from announcements.forms import SupplementForm, show_refusal
from announcements.models import Announcement, PlannedAssessment
from announcements.workflow import DRAFTERS
from station import clock
from station.access import staff
from station.refusals import Refused


@staff(*DRAFTERS)
def supplement_draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(
        selectors.published_announcements().select_related("amends", "plan", "assessment"), public_id=public_id
    )
    original = found.amends or found
    form = SupplementForm(
        request.POST or None, lines=_lines_to_add(original), initial={"title": f"{original.title}的补充公告"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            supplement = services.draft_supplement(
                amends=original, actor=request.user, now=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:announcement_desk", supplement.public_id)
    return render(request, "announcements/staff/supplement_form.html", {"form": form, "original": original})


@staff(*DRAFTERS)
def supplement_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    supplement = get_object_or_404(
        Announcement.objects.select_related("amends", "plan"),
        public_id=public_id,
        kind=AnnouncementKind.SUPPLEMENT,
        state=AnnouncementState.DRAFT,
    )
    initial = {
        "title": supplement.title,
        "changes": supplement.changes,
        "adds": list(supplement.planned_assessments_added.all()),
    }
    lines = _lines_to_add(supplement.amends, supplement)
    form = SupplementForm(request.POST or None, lines=lines, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_supplement(announcement=supplement, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("announcements:announcement_desk", public_id)
    context = {"form": form, "original": supplement.amends, "supplement": supplement}
    return render(request, "announcements/staff/supplement_form.html", context)


def _lines_to_add(original: Announcement, supplement: Announcement | None = None) -> Any:
    """Lines of the year's plan that no announcement has named yet; None where the original is not the annual one."""
    if original.kind != AnnouncementKind.ANNUAL:
        return None
    own = Q(added_by_supplement=None) | Q(added_by_supplement=supplement)
    rows = PlannedAssessment.objects.filter(own, plan=original.plan, announced_at=None)
    return rows.select_related("plan").prefetch_related("offerings__occupation").order_by("sequence")
