"""The log of publicity work, on screen and on paper (R1.4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from announcements import policies, services
from announcements.enquiry_forms import PublicityForm
from announcements.models import Assessment, PublicityEntry
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.refusals import Refused

PAGE = 20
CHANNELS_SUGGESTED = 8
MOST_PRINTED = 500


@staff(*policies.PUBLICITY_ROLES)
def publicity_log(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = get_object_or_404(Assessment, public_id=public_id)
    now = clock.now()
    form = PublicityForm(request.POST or None, initial={"on": clock.local_date(now)}, used=_channels_used())
    if request.method == "POST" and form.is_valid():
        try:
            services.log_publicity(assessment=assessment, actor=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记。")
            return redirect("announcements:publicity_log", public_id)
    entries = _entries(assessment)
    context = {
        "assessment": assessment,
        "form": form,
        "page": Paginator(entries, PAGE).get_page(request.GET.get("page")),
        "in_time": _before_registration(assessment),
    }
    return render(request, "announcements/staff/publicity_log.html", context)


@staff(*policies.PUBLICITY_ROLES)
def publicity_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """For the file: the earliest first, with room for a signature."""
    assessment = get_object_or_404(Assessment, public_id=public_id)
    entries = _entries(assessment).order_by("on", "id")[:MOST_PRINTED]
    context = {"assessment": assessment, "entries": entries, "printed_at": clock.now()}
    return render(request, "announcements/staff/publicity_print.html", context)


def _entries(assessment: Assessment) -> Any:
    return assessment.publicity.select_related("by").order_by("-on", "-id")


def _before_registration(assessment: Assessment) -> int:
    """R1.4 asks for publicity before registration opens: how many entries are of that time."""
    return assessment.publicity.filter(on__lte=clock.local_date(assessment.registration_from)).count()


def _channels_used() -> list[str]:
    """What was written before, the latest first."""
    newest = PublicityEntry.objects.order_by("-id").values_list("channel", flat=True)[:50]
    return list(dict.fromkeys(newest))[:CHANNELS_SUGGESTED]
