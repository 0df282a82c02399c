"""One of a contact's own people: followed, put right where it came back, handed in again, printed (R2.1, R2.2)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from registration import selectors, services, workflow
from registration.candidate_forms import MaterialForm, PhotoForm
from registration.enums import WITH_APPLICANT, ApplicationState, MaterialKind
from registration.history import history_of
from registration.models import Application
from registration.person_forms import ContactAmendForm
from registration.views.candidate import current_form, papers_of
from registration.views.group import brought_by
from registration.views.private_files import private_file
from registration.views.submission import take_material, take_photo
from station import clock
from station import workflow as kernel
from station.access import group_contact
from station.forms import show_refusal
from station.refusals import Refused


def own_group_application(request: HttpRequest, public_id: UUID) -> Application:
    mine = selectors.whole().filter(pk__in=brought_by(request).values("pk"))
    return get_object_or_404(mine.prefetch_related("subjects"), public_id=public_id)


def _around(application: Application) -> dict[str, Any]:
    return {"application": application, "assessment": application.offering.assessment}


@group_contact()
@require_GET
def group_application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = own_group_application(request, public_id)
    is_open = application.state in WITH_APPLICANT
    transition = workflow.RESUBMIT if application.state == ApplicationState.RETURNED else workflow.SUBMIT
    now = clock.now()
    context = {
        **_around(application),
        "condition": selectors.condition_for(application),
        "papers": papers_of(application),
        "photo": selectors.photo_of(application.candidate),
        "history": history_of(application),
        "is_open": is_open,
        "refusals": kernel.refusals(application, transition, actor=request.user, now=now) if is_open else [],
        "until": application.correct_until or application.offering.assessment.registration_until,
    }
    return render(request, "registration/group/application_detail.html", context)


@group_contact()
def group_application_amend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The identity number stays: another person is another application."""
    application = own_group_application(request, public_id)
    if application.state not in WITH_APPLICANT:
        return _locked(request, application)
    data = request.POST if request.method == "POST" else None
    form = ContactAmendForm(data, application=application, actor=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.amend_application(
                application=application,
                person=form.facts,
                subjects=form.subjects,
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "信息已更改。核对无误后请重新提交。")
            return redirect("registration:group_application", public_id)
    status = 422 if form.is_bound else 200
    context = _around(application) | {"form": form}
    response = render(request, "registration/group/application_amend.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _locked(request: HttpRequest, application: Application) -> HttpResponse:
    messages.info(
        request, f"这份报名的状态是“{application.get_state_display()}”，内容已锁定；需要更改的，请审核人员先退回修改。"
    )
    return redirect("registration:group_application", application.public_id)


@group_contact()
def group_application_papers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The photograph at any time before the closing; scans of papers while it is with us."""
    application = own_group_application(request, public_id)
    is_open, kind = application.state in WITH_APPLICANT, request.POST.get("kind", "")
    photo_form, refused = PhotoForm(needs_consent=False), {}
    if request.method == "POST" and kind == "photo":
        photo_form = PhotoForm(request.POST, request.FILES, needs_consent=False)
        if photo_form.is_valid() and take_photo(request, application, photo_form):
            return redirect(f"{request.path}#photo")
    elif request.method == "POST":
        form = MaterialForm(request.POST, request.FILES, auto_id=f"id_{kind}_%s")
        if form.is_valid() and take_material(request, application, kind, form):
            return redirect(f"{request.path}#{kind}")
        refused[kind] = form
    papers = papers_of(application)
    for paper in papers:
        paper["form"] = refused.get(paper["kind"]) or MaterialForm(auto_id=f"id_{paper['kind']}_%s")
    context = _around(application) | {
        "papers": papers,
        "photo": selectors.photo_of(application.candidate),
        "photo_form": photo_form,
        "is_open": is_open,
        "stray": next((form for kind, form in refused.items() if kind not in MaterialKind.values), None),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "registration/group/application_papers.html", context, status=status)


@group_contact()
@require_POST
def group_application_submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand in again what was put right; the unit's undertaking stands for the person's (R2.1, R2.5)."""
    application = own_group_application(request, public_id)
    if application.state not in WITH_APPLICANT:
        return _locked(request, application)
    services.submit_application(application=application, actor=request.user, now=clock.now())
    messages.success(request, f"{application.candidate.name}的报名已重新提交，等候审核。")
    return redirect("registration:group_application", public_id)


@group_contact()
@require_POST
def group_application_form(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = own_group_application(request, public_id)
    document = current_form(application) or services.issue_registration_form(
        application=application, actor=request.user, now=clock.now()
    )
    return redirect("station:document_download", document.public_id)


@group_contact()
@require_GET
@cache_control(private=True, no_store=True)
def group_photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    photo = selectors.photo_of(own_group_application(request, public_id).candidate)
    if photo is None:
        raise Http404
    return private_file(photo.rendition, "image/jpeg", "照片.jpg")
