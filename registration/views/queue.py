"""The review desk's queue: filters live in the address, rows are paged in the database."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from announcements.models import Assessment
from registration import policies, selectors
from registration.enums import ApplicationState, Channel
from registration.models import Application, NameChange
from registration.roster.normalising import clean_document_number
from registration.services.candidates import identity_index
from station.access import staff
from station.enums import Level, Role
from station.models import Occupation

PAGE = 30
FILTERS = ("assessment", "state", "occupation", "level", "channel", "q")


@staff(*policies.READERS)
def application_list(request: HttpRequest) -> HttpResponse:
    rows = filtered(policies.visible_to(request.user), request.GET)
    page = Paginator(_in_order(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "search": request.GET,
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "place": place_in_list(request.GET),
        "assessments": Assessment.objects.filter(announced_at__isnull=False).only("public_id", "title", "exam_date"),
        "occupations": Occupation.objects.filter(offerings__isnull=False).distinct(),
        "states": ApplicationState.choices,
        "levels": sorted(Level.choices, reverse=True),
        "channels": Channel.choices,
        "may_enter": request.user.has_role(Role.REGISTRATION_OFFICER),
    }
    return render(request, "registration/staff/application_list.html", context)


def _in_order(rows: QuerySet[Application]) -> QuerySet[Application]:
    wanted = rows.select_related("candidate", "entered_by", "offering__occupation", "offering__assessment")
    wanted = wanted.prefetch_related("candidate__name_changes")
    return selectors.with_photo_flag(wanted).order_by("submitted_at", "id")


def filtered(rows: QuerySet[Application], query: QueryDict) -> QuerySet[Application]:
    """What cannot be read as a filter filters nothing."""
    said = {name: query.get(name, "").strip() for name in FILTERS}
    if assessment := _uuid(said["assessment"]):
        rows = rows.filter(offering__assessment__public_id=assessment)
    if said["state"] in ApplicationState.values:
        rows = rows.filter(state=said["state"])
    if occupation := _uuid(said["occupation"]):
        rows = rows.filter(offering__occupation__public_id=occupation)
    if said["level"].isdecimal():
        rows = rows.filter(offering__level=int(said["level"][:2]))
    if said["channel"] in Channel.values:
        rows = rows.filter(channel=said["channel"])
    return rows.filter(_words(said["q"])) if said["q"] else rows


def _words(words: str) -> Q:
    """By name, also one borne before; by number of the application; by the whole identity number's blind index."""
    former = NameChange.objects.filter(candidate=OuterRef("candidate"), name_before__contains=words)
    found = Q(candidate__name__contains=words) | Q(number__iexact=words) | Q(Exists(former))
    number = clean_document_number(words)
    return found | Q(candidate__identity_index=identity_index(number)) if number else found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def place_in_list(query: QueryDict) -> str:
    """The filters as a query string: a case keeps its place in the list it was opened from."""
    kept = [(name, query[name]) for name in FILTERS if query.get(name)]
    return f"?{urlencode(kept)}" if kept else ""


def neighbours(application: Application, rows: QuerySet[Application]) -> dict[str, Any]:
    """The cases before and after this one in the filtered list; two small queries."""
    at = application.submitted_at
    if at is None:
        before = rows.filter(submitted_at=None, pk__lt=application.pk)
        after = rows.filter(Q(submitted_at__isnull=False) | Q(pk__gt=application.pk))
    else:
        same = Q(submitted_at=at)
        before = rows.filter(Q(submitted_at__lt=at) | same & Q(pk__lt=application.pk) | Q(submitted_at=None))
        after = rows.filter(Q(submitted_at__gt=at) | same & Q(pk__gt=application.pk))
    return {
        "previous": before.order_by("-submitted_at", "-id").values_list("public_id", flat=True).first(),
        "next": after.order_by("submitted_at", "id").values_list("public_id", flat=True).first(),
    }
