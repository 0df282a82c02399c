"""A candidate's own pages: where I stand, one application, its papers. Nobody else's is ever found here."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from announcements.enums import AnnouncementKind
from announcements.selectors import open_for_registration, published_announcements
from registration import journey, retakes, selectors, services, supplements, workflow
from registration.enums import ENDED, WITH_APPLICANT, MaterialKind
from registration.history import history_of
from registration.models import Application, Candidate, Material, Photo
from registration.paper_guide import GUIDE
from registration.services.papers import form_facts
from registration.standing import standing_of
from registration.uploads import EXTENSIONS
from registration.views.private_files import private_file
from station import audit, clock
from station.access import candidate
from station.models import Document
from station.refusals import Reason, Refused

PAGE = 5


def own_applications(request: HttpRequest) -> QuerySet[Application]:
    return selectors.whole().filter(candidate__user=request.user)


def own_application(request: HttpRequest, public_id: UUID) -> Application:
    return get_object_or_404(own_applications(request), public_id=public_id)


def own_person(request: HttpRequest) -> Candidate:
    """The person behind the account. One that was opened without an identity document can't apply."""
    person = Candidate.objects.filter(user=request.user).first()
    if person is None:
        reason = Reason(
            "这个账号没有登记身份证件", "R2.1", "请退出登录，用身份证件和手机号码注册考生账号，或到报名窗口办理。"
        )
        raise Refused("不能用这个账号报名", reason)
    return person


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: nothing before it is sent, and even an empty form once it is."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@candidate()
@require_GET
def candidate_home(request: HttpRequest) -> HttpResponse:
    """Where I am, what is missing, by when, whom to call; the next step large, one list of steps per application."""
    now = clock.now()
    rows = own_applications(request).select_related("charge__payment__refund").order_by("-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    applications = list(page.object_list)
    context = {
        "page": page,
        "entries": _entries(request, applications, now),
        "open_count": open_for_registration(now).count(),
        "now": now,
    }
    return render(request, "registration/candidate/home.html", context)


def _entries(request: HttpRequest, applications: list[Application], now: Any) -> list[dict[str, Any]]:
    """Every application with its steps, in a number of queries that does not grow with them."""
    has_photo = Photo.objects.filter(candidate__user=request.user).exists()
    kinds: dict[int, set[str]] = {}
    for pk, kind in Material.objects.filter(application__in=applications).values_list("application_id", "kind"):
        kinds.setdefault(pk, set()).add(kind)
    announced = dict(
        published_announcements()
        .filter(kind=AnnouncementKind.ASSESSMENT, assessment__offerings__applications__in=applications)
        .values_list("assessment_id", "public_id")
    )
    later = journey.later_steps(applications, now)
    closed = selectors.closed_assessments({each.offering.assessment_id for each in applications})
    unanswered = supplements.unanswered_of(applications)
    entries = []
    for application in applications:
        missing = journey.missing_in(application, has_photo=has_photo, kinds=kinds.get(application.pk, set()))
        public_id = announced.get(application.offering.assessment_id)
        url = reverse("announcements:announcement_detail", args=[public_id]) if public_id else ""
        steps = journey.steps_of(application, now=now, missing=missing, announcement_url=url, later=later)
        steps = journey.with_supplements(application, unanswered[application.pk], steps)
        entries.append(
            {
                "application": application,
                "standing": standing_of(
                    application, now=now, is_closed=application.offering.assessment_id in closed, later=later
                ),
                "steps": steps,
                "next": journey.next_step(steps),
                "may_apply_again": application.offering.assessment.is_registration_open(now),
            }
        )
    return entries


@candidate()
@require_GET
def my_application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One application whole: state, what to bring, money, history in plain words."""
    now = clock.now()
    rows = own_applications(request).select_related(
        "charge__standard", "charge__payment__receipt", "charge__payment__refund"
    )
    application = get_object_or_404(rows.prefetch_related("subjects", "charge__lines__item"), public_id=public_id)
    [entry] = _entries(request, [application], now)
    writing = application.state in WITH_APPLICANT
    context = {
        **entry,
        "now": now,
        "condition": selectors.condition_for(application),
        "papers": papers_of(application),
        "photo": selectors.photo_of(application.candidate),
        "charge": getattr(application, "charge", None),
        "payment": getattr(getattr(application, "charge", None), "payment", None),
        "history": history_of(application),
        "missing": journey.missing_now(application) if writing else [],
        "kept": retakes.relied_on(application),
        "can_withdraw": bool(workflow.WITHDRAW.is_open(application) and not workflow.not_closed(application)),
        "can_edit": writing,
        "ended": application.state in ENDED,
        "deadline": journey.last_moment(journey.deadline_of(application)),
        "later_keys": [key for key, _, _ in journey.LATER],
    }
    return render(request, "registration/candidate/application_detail.html", context)


def papers_of(application: Application) -> list[dict[str, Any]]:
    """What has to be shown, with what was uploaded and what the desk has seen of it (R2.1, R2.2)."""
    materials = selectors.current_materials(application)
    required = selectors.required_materials(application)
    condition = selectors.condition_for(application)
    said = {paper.kind: paper.text for paper in condition.papers} if condition else {}
    extra = [kind for kind in materials if kind not in required]
    papers = []
    for kind in (*required, *extra):
        material = materials.get(kind)
        papers.append(
            {
                "kind": MaterialKind(kind),
                "text": said.get(kind, ""),
                "guide": GUIDE[kind],
                "required": kind in required,
                "material": material,
                "sighting": getattr(material, "sighting", None) if material else None,
            }
        )
    return papers


@candidate()
@require_POST
def my_application_form(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """《职业技能鉴定考评表》, ready to sign (R2.2). What has not changed is not issued again."""
    application = own_application(request, public_id)
    document = current_form(application)
    if document is None:
        document = services.issue_registration_form(application=application, actor=request.user, now=clock.now())
    return redirect("station:document_download", document.public_id)


def current_form(application: Application) -> Document | None:
    """The form that was issued last, if it still says what stands on record."""
    rows = Document.objects.filter(
        kind="registration.form", subject=str(application.public_id), superseded_by=None, withdrawal=None
    )
    last = rows.first()
    if last is None:
        return None
    fresh = Application.objects.prefetch_related("subjects").get(pk=application.pk)
    return last if last.facts == audit.plain(form_facts(fresh)) else None


@candidate()
@require_GET
@cache_control(private=True, no_store=True)
def my_photo(request: HttpRequest) -> HttpResponse:
    """The rendition that goes on papers."""
    photo = selectors.photo_of(get_object_or_404(Candidate, user=request.user))
    if photo is None:
        raise Http404
    return private_file(photo.rendition, "image/jpeg", "照片.jpg")


@candidate()
@require_GET
@cache_control(private=True, no_store=True)
def my_material(request: HttpRequest, public_id: UUID) -> HttpResponse:
    material = get_object_or_404(Material, public_id=public_id, application__candidate__user=request.user)
    return material_response(material)


def material_response(material: Material) -> FileResponse:
    if not material.file:
        raise Http404
    return private_file(material.file, material.mime, f"{material.get_kind_display()}.{EXTENSIONS[material.mime]}")
