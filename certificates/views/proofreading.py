"""Certificates against the register (R6.3): the list of a batch, one certificate field by field, faults, reprints."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from certificates import acts, policies, rules, selectors, services
from certificates.enums import CertificateState
from certificates.forms import FaultForm, ProofReadForm
from certificates.models import Certificate
from certificates.views.staff import batch_or_404
from registration.roster.normalising import clean_document_number
from station import clock
from station.access import staff
from station.crypto import mask_identity
from station.forms import show_refusal
from station.models import User
from station.refusals import Refused

PAGE = 50


@staff(*acts.READERS)
def certificate_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = batch_or_404(public_id)
    state, words = request.GET.get("state", ""), clean_document_number(request.GET.get("q", ""))
    rows = selectors.search(selectors.certificates_of(assessment), words)
    if state in CertificateState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("number"), PAGE).get_page(request.GET.get("page"))
    for certificate in page.object_list:
        certificate.found = services.compare(certificate)
    selectors.with_counts([assessment])
    context = {
        "assessment": assessment,
        "page": page,
        "search": request.GET,
        "states": CertificateState.choices,
        "filtered": bool(state or words),
        "may": bool(acts.PRINT_REGISTER.may(request.user)),
    }
    return render(request, "certificates/staff/certificate_list.html", context)


@staff(*acts.DESK)
@require_POST
def chosen_proof_read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Those ticked: the register against what the centre's list says was printed."""
    assessment = batch_or_404(public_id)
    chosen = [value for value in request.POST.getlist("chosen") if _is_uuid(value)]
    rows = selectors.certificates_of(assessment).filter(public_id__in=chosen).order_by("number")
    counted = services.proof_read_many(certificates=list(rows), actor=request.user, now=clock.now())
    if not chosen:
        messages.warning(request, "没有勾选证书。请在名单里勾选后再核对。")
    elif counted["faulty"]:
        messages.warning(request, f"核对无误 {counted['sound']} 本，有差错 {counted['faulty']} 本，差错已列在名单里。")
    else:
        messages.success(request, f"核对无误 {counted['sound']} 本。")
    if counted["passed_over"]:
        messages.info(request, f"{counted['passed_over']} 本不是待核对的，没有改动。")
    return redirect("certificates:certificate_list", public_id=public_id)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def certificate_or_404(user: User, public_id: UUID) -> Certificate:
    return get_object_or_404(policies.visible_to(user), public_id=public_id)


@staff(*acts.READERS)
def certificate_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _show(request, certificate_or_404(request.user, public_id))


@staff(*acts.DESK)
@require_POST
def certificate_unmask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same page with the identity numbers in full, once, and on record."""
    certificate = certificate_or_404(request.user, public_id)
    shown = services.unmask(certificate=certificate, actor=request.user, now=clock.now())
    return _show(request, certificate, whole=shown)


@staff(*acts.DESK)
@require_POST
def certificate_proof_read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    certificate = certificate_or_404(request.user, public_id)
    form = ProofReadForm(request.POST)
    if form.is_valid():
        try:
            services.proof_read(
                certificate=certificate,
                printed=form.printed(),
                remark=form.cleaned_data["remark"],
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return _told(request, certificate)
    return _show(request, certificate, proof_read_form=form)


def _told(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    if certificate.state == CertificateState.PROOF_READ:
        messages.success(request, "与名册一致，可以发放。")
    else:
        messages.warning(request, f"有 {len(certificate.differences)} 处差错，已登记为待重印。")
    return redirect("certificates:certificate_detail", public_id=certificate.public_id)


@staff(*acts.DESK)
@require_POST
def certificate_find_faulty(request: HttpRequest, public_id: UUID) -> HttpResponse:
    certificate = certificate_or_404(request.user, public_id)
    form = FaultForm(request.POST)
    if form.is_valid():
        try:
            services.find_faulty(
                certificate=certificate, fault=form.cleaned_data["fault"], actor=request.user, now=clock.now()
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return _told(request, certificate)
    return _show(request, certificate, fault_form=form)


@staff(*acts.DESK)
@require_POST
def certificate_reprint(request: HttpRequest, public_id: UUID) -> HttpResponse:
    certificate = certificate_or_404(request.user, public_id)
    services.reprint(certificate=certificate, actor=request.user, now=clock.now())
    messages.success(request, f"已登记第 {certificate.prints} 次印制，请重新核对。")
    return redirect("certificates:certificate_detail", public_id=public_id)


def _show(request, certificate: Certificate, *, whole=None, proof_read_form=None, fault_form=None) -> HttpResponse:
    """Side by side; on a form that was refused, with what was typed."""
    may = bool(acts.IMPORT_NUMBERS.may(request.user))
    printed = certificate.printed
    initial = {field: printed.get(field, "") for field in rules.FIELDS if field != "identity_number"}
    context = {
        "certificate": certificate,
        "assessment": certificate.result.application.offering.assessment,
        "rows": _side_by_side(certificate, whole or {}),
        "remarks": [row["printed"] for row in certificate.differences if row["field"] == rules.REMARK],
        "whole": bool(whole),
        "hand_out": getattr(certificate, "hand_out", None),
        "may": may,
        "proof_read_form": (proof_read_form or ProofReadForm(initial=initial))
        if certificate.state == CertificateState.REGISTERED
        else None,
        "fault_form": (fault_form or FaultForm())
        if certificate.state == CertificateState.PROOF_READ or fault_form
        else None,
    }
    return render(request, "certificates/staff/certificate_detail.html", context)


def _side_by_side(certificate: Certificate, whole: dict[str, tuple[str, str]]) -> list[dict[str, object]]:
    """Field, register, printed, whether they differ; identity numbers masked unless they were asked for."""
    register = services.register_facts(certificate)
    differing = {difference.field for difference in services.compare(certificate)}
    rows = []
    for field, label in rules.FIELDS.items():
        ours, theirs = register[field], certificate.printed.get(field, "")
        if field == "identity_number":
            ours, theirs = whole.get(field) or (mask_identity(ours), mask_identity(clean_document_number(theirs)))
        rows.append(
            {
                "field": field,
                "label": label,
                "register": ours,
                "printed": theirs,
                "differs": field in differing,
                "masked": field == "identity_number" and not whole,
            }
        )
    return rows
