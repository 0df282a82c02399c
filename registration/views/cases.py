"""One application at the desk: facts left, documents right, the decision below (R2.1, R2.2)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from registration import likeness, policies, retakes, selectors, services, supplements, workflow
from registration.enums import MaterialKind
from registration.forms import ConditionForm, MaterialForm, OpinionForm, PhotoForm, ReasonForm, ReturnForm, SightingForm
from registration.models import Application, Material, PhotoProfile
from registration.views.queue import filtered, neighbours, place_in_list
from station import audit, clock
from station.access import staff
from station.enums import Role
from station.forms import show_refusal
from station.models import AuditEntry, Document, User
from station.refusals import Refused
from station.workflow import refusals

HISTORY = 30


def found(request: HttpRequest, public_id: UUID) -> Application:
    rows = selectors.whole().prefetch_related("subjects").filter(pk__in=policies.visible_to(request.user).values("pk"))
    return get_object_or_404(rows, public_id=public_id)


@staff(*policies.READERS)
def application_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return case(request, found(request, public_id))


def case(
    request: HttpRequest,
    application: Application,
    *,
    status: int = 200,
    forms_shown: dict[str, forms.Form] | None = None,
    identity: str = "",
    mobile: str = "",
) -> HttpResponse:
    """The page itself; a verb that was refused shows it again with what was typed."""
    now = clock.now()
    current = selectors.current_materials(application)
    shown = _shown(current, request.GET.get("material", ""))
    checklist = _checklist(application, current)
    context = {
        "application": application,
        "candidate": application.candidate,
        "assessment": application.offering.assessment,
        "identity": identity,
        "mobile": mobile,
        "condition": selectors.condition_for(application),
        "kept": retakes.relied_on(application),
        "checklist": checklist,
        "unsighted": any(line["sighting"] is None for line in checklist),
        "shown": shown,
        "photo": selectors.photo_of(application.candidate),
        "may_see_original": bool(policies.can_view_original(request.user, application.candidate)),
        "photo_profiles": PhotoProfile.objects.all() if policies.can_export_photo(request.user, application) else (),
        "charge": selectors.charge_of(application),
        "unanswered": supplements.unanswered_by(application),
        "refund": selectors.refunds().filter(payment__charge__application=application).first(),
        "papers": Document.objects.filter(subject=str(application.public_id)).select_related("superseded_by"),
        "history": _history(application),
        "obstacles": refusals(application, workflow.ACCEPT, actor=request.user, now=now),
        "may": _rights(request.user, application),
        "query": place_in_list(request.GET),
        "likenesses": likeness.pairs_with(application.candidate),
        "name_changes": application.candidate.name_changes.select_related("decided_by").order_by("-id"),
        **neighbours(application, filtered(policies.visible_to(request.user), request.GET)),
        **_forms(application, forms_shown or {}),
    }
    return render(request, "registration/staff/application_detail.html", context, status=status)


def _forms(application: Application, typed: dict[str, forms.Form]) -> dict[str, Any]:
    fresh = {
        "opinion_form": OpinionForm(prefix="accept"),
        "return_form": ReturnForm(prefix="return"),
        "refuse_form": ReasonForm(prefix="refuse"),
        "material_form": MaterialForm(prefix="material"),
        "photo_form": PhotoForm(prefix="photo"),
        "sighting_form": SightingForm(prefix="sight"),
        "condition_form": ConditionForm(
            prefix="condition", application=application, initial={"condition": application.condition}
        ),
    }
    return fresh | typed


def _rights(user: User, application: Application) -> dict[str, bool]:
    open_verbs = {item.verb for item in workflow.APPLICATION.open_to(user, application)}
    return {
        "review": workflow.ACCEPT.verb in open_verbs,
        "submit": bool({workflow.SUBMIT.verb, workflow.RESUBMIT.verb} & open_verbs),
        "withdraw": workflow.WITHDRAW.verb in open_verbs,
        "cancel": workflow.CANCEL.verb in open_verbs,
        "act": bool(policies.can_act_for(user, application))
        and application.state in ("draft", "submitted", "returned"),
        "amend": bool(policies.can_act_for(user, application)) and application.state in ("draft", "returned"),
        "sight": bool(policies.can_review(user, application))
        and application.state in ("draft", "submitted", "returned"),
        "papers": bool(policies.can_read_papers(user, application)),
        "answer": user.has_role(*policies.ANSWER_KEEPERS),
        "unmask": bool(policies.can_unmask(user, application)),
        "rename": bool(policies.can_change_name(user, application.candidate)),
        "liken": user.has_role(*policies.LIKENESS_READERS),
        "collect": user.has_role(Role.REGISTRATION_OFFICER) and application.state in ("draft", "submitted", "returned"),
        "photo": user.has_role(Role.REGISTRATION_OFFICER) and application.state not in ("withdrawn", "cancelled"),
    }


def _checklist(application: Application, current: dict[str, Material]) -> list[dict[str, Any]]:
    """Required papers first, whatever else was brought after them; each with its newest material."""
    condition = selectors.condition_for(application)
    said = {paper.kind: paper.text for paper in condition.papers} if condition else {}
    required = list(selectors.required_materials(application))
    others = [kind for kind in current if kind not in required]
    return [
        {
            "kind": kind,
            "label": MaterialKind(kind).label,
            "text": said.get(kind, ""),
            "required": kind in required,
            "material": current.get(kind),
            "sighting": getattr(current.get(kind), "sighting", None),
        }
        for kind in [*required, *others]
    ]


def _shown(current: dict[str, Material], wanted: str) -> Material | None:
    """The document on the right: the one asked for, else the first that has a scan."""
    with_scan = [material for material in current.values() if material.file]
    return next((each for each in with_scan if str(each.public_id) == wanted), with_scan[0] if with_scan else None)


def _history(application: Application) -> list[dict[str, Any]]:
    rows = AuditEntry.objects.filter(
        object_type="registration.application", object_id=str(application.public_id)
    ).select_related("actor", "personal")
    return [
        {
            "at": entry.at,
            "label": audit.verb_label(entry.verb),
            "actor": entry.actor.name if entry.actor else "系统",
            "reason": entry.personal.values.get("reason", "") if hasattr(entry, "personal") else "",
        }
        for entry in rows.order_by("-sequence")[:HISTORY]
    ]


# --- verbs -----------------------------------------------------------------------------------------------------------


def _decide(
    request: HttpRequest, public_id: UUID, form: forms.Form, name: str, act: Callable[[Application], Any], done: str
) -> HttpResponse:
    """Run a verb with what was typed; a refusal shows the case again, nothing lost."""
    application, status = found(request, public_id), 400
    if form.is_valid():
        try:
            act(application)
        except Refused as refusal:
            show_refusal(form, refusal)
            status = 409
        else:
            messages.success(request, done)
            return redirect(_after(request, application))
    return case(request, application, status=status, forms_shown={name: form})


def _after(request: HttpRequest, application: Application) -> str:
    """Decided cases lead to the next one of the list, everything else back to the case."""
    query = place_in_list(request.GET)
    if following := request.POST.get("next", ""):
        rows = policies.visible_to(request.user)
        target = (
            rows.filter(public_id=following).values_list("public_id", flat=True).first()
            if _is_uuid(following)
            else None
        )
        if target:
            return reverse("registration:application_detail", args=[target]) + query
    return reverse("registration:application_detail", args=[application.public_id]) + query


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@staff(*policies.REVIEWERS)
@require_POST
def application_accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = OpinionForm(request.POST, prefix="accept")

    def act(application: Application) -> None:
        opinion = form.cleaned_data["opinion"]
        services.accept_application(application=application, actor=request.user, now=clock.now(), opinion=opinion)

    return _decide(request, public_id, form, "opinion_form", act, "已审核通过，收费单已生成。")


@staff(*policies.REVIEWERS)
@require_POST
def application_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = ReturnForm(request.POST, prefix="return")

    def act(application: Application) -> None:
        services.return_application(
            application=application,
            actor=request.user,
            now=clock.now(),
            reason=form.cleaned_data["reason"],
            until=form.deadline,
        )

    return _decide(request, public_id, form, "return_form", act, "已退回修改，并已通知申报人。")


@staff(*policies.REVIEWERS)
@require_POST
def application_refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="refuse")

    def act(application: Application) -> None:
        reason = form.cleaned_data["reason"]
        services.refuse_application(application=application, actor=request.user, now=clock.now(), reason=reason)

    return _decide(request, public_id, form, "refuse_form", act, "已作出审核不通过的结论，并已通知申报人。")


@staff(*policies.REVIEWERS)
@require_POST
def condition_choose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = ConditionForm(request.POST, prefix="condition", application=found(request, public_id))

    def act(application: Application) -> None:
        condition = form.cleaned_data["condition"]
        services.choose_condition(application=application, condition=condition, actor=request.user, now=clock.now())

    return _decide(request, public_id, form, "condition_form", act, "已选定申报条件，应查验的材料随之更新。")


@staff(Role.REGISTRATION_OFFICER)
@require_POST
def application_submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = found(request, public_id)
    declared = request.POST.get("declared") == "1"
    services.submit_application(application=application, actor=request.user, now=clock.now(), declared=declared)
    messages.success(request, f"已提交，报名序号 {application.number}。")
    return redirect("registration:application_detail", public_id)


@staff(Role.REGISTRATION_OFFICER)
def application_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _end(request, found(request, public_id), "withdraw")


@staff(*policies.CANCELLERS)
def application_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _end(request, found(request, public_id), "cancel")


def _end(request: HttpRequest, application: Application, act: str) -> HttpResponse:
    """The page before what can't be undone, and the act itself."""
    verb = {"withdraw": services.withdraw_application, "cancel": services.cancel_application}[act]
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            verb(application=application, actor=request.user, now=clock.now(), reason=reason)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{application.candidate.name}的报名{application.get_state_display()}。")
            return redirect("registration:application_detail", application.public_id)
    context = {"application": application, "form": form, "act": act}
    status = 409 if form.is_bound else 200
    return render(request, "registration/staff/application_end.html", context, status=status)


@staff(*policies.UNMASKERS)
@require_POST
def identity_unmask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Shown on this answer only; a reload asks, and records, anew."""
    application = found(request, public_id)
    number = services.unmask_identity(application=application, actor=request.user, now=clock.now())
    response = case(request, application, identity=number)
    response["Cache-Control"] = "no-store"
    return response


@staff(*policies.UNMASKERS)
@require_POST
def mobile_unmask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Shown on this answer only, as the identity number is."""
    application = found(request, public_id)
    number = services.unmask_mobile(application=application, actor=request.user, now=clock.now())
    response = case(request, application, mobile=number)
    response["Cache-Control"] = "no-store"
    return response


@staff(*policies.READERS)
@require_POST
def registration_form_issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = found(request, public_id)
    document = services.issue_registration_form(application=application, actor=request.user, now=clock.now())
    return redirect("station:document_download", document.public_id)
