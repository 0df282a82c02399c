"""A school's or employer's contact: what is to be done next, and where their own people stand; nobody else's are seen."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from announcements.models import Assessment
from announcements.selectors import announced_assessments, open_for_registration
from registration import policies, selectors, services, supplements
from registration.enums import ENDED, ApplicationState
from registration.group_work import Work, tasks_of, what_is_missing, work_of
from registration.models import Application
from registration.views.waiting import workbook_answer
from station import clock
from station.access import group_contact, public
from station.jobs import as_told
from station.models import Job
from station.refusals import Refused

PAGE = 30


def brought_by(request: HttpRequest) -> QuerySet[Application]:
    return policies.brought_by(request.user)


def assessment_of(request: HttpRequest, public_id: UUID) -> Assessment:
    """Announced ones: open to bring people in, or where this contact has some already."""
    return get_object_or_404(announced_assessments(), public_id=public_id)


@public
@require_GET
def group_guide(request: HttpRequest) -> HttpResponse:
    """How a school or an employer registers its people, and how its contact gets an account (R2.1)."""
    page = Paginator(open_for_registration(clock.now()).order_by("registration_until"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "registration/public/group_guide.html", {"page": page})


@group_contact()
@require_GET
def group_home(request: HttpRequest) -> HttpResponse:
    """What to do next and by when, one card for each assessment."""
    now = clock.now()
    mine = brought_by(request).values("offering__assessment")
    known = announced_assessments().filter(Q(pk__in=mine) | Q(pk__in=open_for_registration(now).values("pk")))
    page = Paginator(known.order_by("-exam_date", "-id"), PAGE).get_page(request.GET.get("page"))
    assessments = list(page.object_list)
    work = work_of(request.user, assessments)
    entries = [
        {
            "assessment": assessment,
            "counts": work[assessment.pk].counts,
            "tasks": tasks_of(assessment, work[assessment.pk], now=now),
            "is_open": assessment.is_registration_open(now),
        }
        for assessment in assessments
    ]
    return render(request, "registration/group/home.html", {"page": page, "entries": entries})


@group_contact()
@require_GET
def group_assessment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Progress of our people, by state, with what is still to be done for each; filters in the address."""
    now, assessment = clock.now(), assessment_of(request, public_id)
    mine = brought_by(request).filter(offering__assessment=assessment)
    work: Work = work_of(request.user, [assessment])[assessment.pk]
    filters = {name: request.GET.get(name, "").strip() for name in ("state", "words", "photo")}
    page = Paginator(_filtered(mine, **filters), PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.missing = what_is_missing(row)
    context = {
        "assessment": assessment,
        "is_open": assessment.is_registration_open(now),
        "page": page,
        "counts": work.counts,
        "tasks": tasks_of(assessment, work, now=now),
        "states": ApplicationState.choices,
        **filters,
        "unanswered": supplements.waiting_of(mine),
        "batches": assessment.import_batches.filter(imported_by=request.user)[:10],
        "prepared": request.user.prepared_files.filter(assessment=assessment)[:5],
    }
    return render(request, "registration/group/assessment_detail.html", context)


def _filtered(rows: QuerySet[Application], *, state: str, words: str, photo: str) -> QuerySet[Application]:
    rows = selectors.with_photo_flag(rows.select_related("candidate", "offering__occupation"))
    if state in ApplicationState.values:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(candidate__name__icontains=words) | Q(number=words))
    if photo == "missing":
        rows = rows.filter(has_photo=False).exclude(state__in=ENDED)
    return rows.order_by("number", "id")


@group_contact()
@require_GET
def group_progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far the worker is. Asked again every second; without script the page reloads itself."""
    job = as_told(get_object_or_404(Job, public_id=public_id, requested_by=request.user))
    template = "components/progress.html" if request.htmx else "registration/group/roster_progress.html"
    return render(request, template, {"job": job, "url": request.path})


@group_contact()
@require_POST
def group_forms(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The forms of all our people in one go; the worker binds them (R2.2)."""
    assessment = assessment_of(request, public_id)
    try:
        job = services.print_later(assessment=assessment, actor=request.user, now=clock.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("registration:group_assessment", public_id)
    return redirect("registration:group_roster_progress", job.public_id)


@group_contact()
@require_POST
def group_people_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Our people as a workbook; taking it is on record, hence POST."""
    assessment = assessment_of(request, public_id)
    content = services.people_sheet(assessment=assessment, actor=request.user, now=clock.now())
    return workbook_answer(content, f"{assessment.title}集体报名人员.xlsx")
