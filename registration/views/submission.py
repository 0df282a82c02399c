"""The second half of an application: photo and papers, declaration and submission, withdrawal (R2.1, R2.2, R2.5)."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from registration import consents, exports, journey, retakes, rules, selectors, services, workflow
from registration.candidate_forms import DeclarationForm, MaterialForm, PhotoForm, WithdrawForm, WorkYearsForm
from registration.enums import WITH_APPLICANT, ApplicationState, ConsentKind, MaterialKind
from registration.models import Application
from registration.paper_guide import GUIDE, OPTIONAL
from registration.services import undertakings
from registration.services.own import facts_of, submit_own_application
from registration.views.apply import around, is_locked, locked
from registration.views.candidate import own_application, papers_of, sent
from registration.views.condition import advice_for
from station import clock, profile
from station import workflow as kernel
from station.access import candidate
from station.forms import show_refusal
from station.refusals import Reason, Refused

# --- 3 photo and papers ----------------------------------------------------------------------------------------------


@candidate()
def my_application_papers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Each upload is checked at once and says why when it is refused; the papers follow from the condition (R2.1)."""
    application = own_application(request, public_id)
    if is_locked(request, application):
        return locked(request, application)
    kind = request.POST.get("kind", "")
    photo_form = PhotoForm(needs_consent=_needs_photo_consent(application))
    refused: dict[str, MaterialForm] = {}
    if request.method == "POST" and kind == "photo":
        photo_form = PhotoForm(request.POST, request.FILES, needs_consent=_needs_photo_consent(application))
        if photo_form.is_valid() and take_photo(request, application, photo_form):
            return redirect(f"{request.path}#photo")
    elif request.method == "POST":
        form = _material_form(kind)(request.POST, request.FILES, auto_id=f"id_{kind}_%s")
        if form.is_valid() and take_material(request, application, kind, form):
            return redirect(f"{request.path}#{kind}")
        refused[kind] = form
    papers = papers_of(application)
    shown = {paper["kind"] for paper in papers}
    extra = [{"kind": each, "guide": GUIDE[each]} for each in OPTIONAL if each not in shown]
    for paper in (*papers, *extra):
        kind = paper["kind"]
        paper["form"] = refused.get(kind) or _material_form(kind)(auto_id=f"id_{kind}_%s")
    context = {
        **around(application, application.offering),
        "number": 3,
        "photo_form": photo_form,
        "photo": selectors.photo_of(application.candidate),
        "photo_text": consents.current(ConsentKind.PHOTO),
        "photo_minimum": profile.value("photo.minimum"),
        "papers": papers,
        "extra": extra,
        "undertaking": undertakings.is_allowed(),
        "stray": next((form for kind, form in refused.items() if kind not in MaterialKind.values), None),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "registration/candidate/application_papers.html", context, status=status)


def _material_form(kind: str) -> type[MaterialForm]:
    return WorkYearsForm if kind == MaterialKind.WORK_YEARS and undertakings.is_allowed() else MaterialForm


@candidate()
@require_POST
def my_application_undertaking(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """《工作年限承诺书》 filled from the application, ready to sign; only where the profile allows it (R2.1)."""
    application = own_application(request, public_id)
    document = undertakings.issue_undertaking(application=application, actor=request.user, now=clock.now())
    return redirect("station:document_download", document.public_id)


def _needs_photo_consent(application: Application) -> bool:
    return not services.has_consent(application.candidate, ConsentKind.PHOTO)


def take_photo(request: HttpRequest, application: Application, form: PhotoForm) -> bool:
    """From the applicant, or from the contact of their group, whose form does not ask for their consent."""
    now, person = clock.now(), application.candidate
    try:
        content = form.cleaned_data["photo"].read()
        photo = services.add_photo(candidate=person, content=content, actor=request.user, now=now)
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    if "consent_photo" in form.fields:
        services.give_consent(candidate=person, kind=ConsentKind.PHOTO, actor=request.user, now=now)
    messages.success(request, "照片已收下，请看下面的提示。" if photo.advice else "照片已收下，检查合格。")
    return True


def take_material(request: HttpRequest, application: Application, kind: str, form: MaterialForm) -> bool:
    upload = form.cleaned_data["file"]
    try:
        services.add_material(
            application=application,
            kind=kind,
            content=upload.read(),
            file_name=upload.name,
            actor=request.user,
            now=clock.now(),
            is_undertaking=bool(form.cleaned_data.get("is_undertaking")),
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, f"{MaterialKind(kind).label}已收下。审核时请带原件。")
    return True


# --- 4 declaration and submission ------------------------------------------------------------------------------------


@candidate()
def my_application_submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What will be locked is said before it is locked; a second click finds what the first has done."""
    application = own_application(request, public_id)
    if application.state == ApplicationState.SUBMITTED:
        return _handed_in(request, application)
    if application.state not in WITH_APPLICANT:
        return locked(request, application)
    now = clock.now()
    context = _submit_context(request, application, now)
    form = DeclarationForm(*sent(request), summary=context["summary"])
    refusal = None
    if request.method == "POST" and form.is_valid() and not _shown_again(form):
        try:
            submit_own_application(application=application, actor=request.user, now=now, declared=True)
        except Refused as said:
            application.refresh_from_db()
            if application.state == ApplicationState.SUBMITTED:
                return _handed_in(request, application)
            refusal = said
        else:
            return _handed_in(request, application)
    context |= {"form": form, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "registration/candidate/application_submit.html", context, status=status)


def _shown_again(form: DeclarationForm) -> bool:
    """Nobody promises what they have not seen: another window, or a supplement, changed it since the page was opened."""
    if not form.changed_elsewhere():
        return False
    text = "您打开这一页以后内容有了变动：在另一个窗口改过，或者本所发布了补充公告。下面是现在的内容，请重新核对，再提交一次。"
    form.add_error(None, text)
    return True


def _submit_context(request: HttpRequest, application: Application, now: Any) -> dict[str, Any]:
    transition = workflow.RESUBMIT if application.state == ApplicationState.RETURNED else workflow.SUBMIT
    missing = journey.missing_now(application)
    barring = [Reason(item.text, remedy="去补齐", url=item.url) for item in missing if item.barring]
    reasons = kernel.refusals(application, transition, actor=request.user, now=now)
    shared = around(application, application.offering)
    if (places := shared["places"]) and places["left"] <= 0:
        offering = application.offering
        reasons += rules.capacity_reasons(capacity=places["capacity"], taken=places["taken"], offering=str(offering))
    papers, photo = papers_of(application), selectors.photo_of(application.candidate)
    subjects = list(application.subjects.order_by("id"))
    chosen = advice_for(application).get(application.condition)
    return {
        **shared,
        "number": 4,
        "person": application.candidate,
        "said": application.particulars or {},
        "certificate_level": exports.certificate_level(application),
        "condition": selectors.condition_for(application),
        "subjects": subjects,
        "kept": retakes.relied_on(application),
        "photo": photo,
        "papers": papers,
        "advice": chosen if chosen is not None and chosen.met is False else None,
        "blockers": [*barring, *reasons],
        "remarks": [item for item in missing if not item.barring],
        "summary": _summary(application, subjects, photo, papers),
    }


def _summary(application: Application, subjects: list[Any], photo: Any, papers: list[dict[str, Any]]) -> dict[str, Any]:
    """What is promised, for telling whether another window has changed it; only its digest leaves the server."""
    facts = asdict(facts_of(application.candidate, application))
    offering = application.offering
    return facts | {
        "announced": (offering.assessment.exam_date, offering.assessment.amended_by_id, offering.amended_by_id),
        "subjects": [(row.subject, row.attempt) for row in subjects],
        "photo": photo.sha256 if photo else "",
        "papers": [(paper["kind"].value, getattr(paper["material"], "pk", None)) for paper in papers],
    }


def _handed_in(request: HttpRequest, application: Application) -> HttpResponse:
    messages.success(request, f"报名已提交，报名序号 {application.number}，不必重复提交。接下来等候审核。")
    return redirect("registration:my_application", application.public_id)


@candidate()
def my_application_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Said first: what goes, what stays, and that it can't be taken back."""
    application = own_application(request, public_id)
    form = WithdrawForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_application(
                application=application,
                actor=request.user,
                now=clock.now(),
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "报名已撤回。在报名时间内可以重新报名。")
            return redirect("registration:my_application", application.public_id)
    reasons = workflow.not_closed(application)
    if not workflow.WITHDRAW.is_open(application):
        text = f"报名现在的状态是“{application.get_state_display()}”"
        reasons = [Reason(text, "R2.1", "缴费以后要退出的，请联系报名窗口。")]
    context = {"application": application, "form": form, "reasons": reasons}
    status = 422 if form.errors else 200
    return render(request, "registration/candidate/application_withdraw.html", context, status=status)
