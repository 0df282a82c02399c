"""Handing out at the counter: find the certificate, check the person, have the register signed (R6.3)."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from certificates import acts, selectors, services
from certificates.enums import CertificateState
from certificates.forms import HandOutForm, HandOutSearchForm
from certificates.models import Certificate
from certificates.views.proofreading import certificate_or_404
from certificates.views.staff import batch_or_404
from registration.roster.normalising import clean_document_number, clean_name
from registration.services.candidates import identity_index
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.refusals import Refused

SHOWN = 20


@staff(*acts.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_out_desk(request: HttpRequest) -> HttpResponse:
    """One field for whatever the person brings; sent by POST, an identity number stands in no address.

    Where it finds one certificate ready to go, its form follows at once.
    """
    form = HandOutSearchForm(request.POST or None)
    context = {"form": form, "asked": False}
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"].strip()
        found = list(_find(words)[:SHOWN])
        ready = [row for row in found if row.state == CertificateState.PROOF_READ]
        if len(found) == 1 and ready:
            return redirect("certificates:certificate_hand_out", public_id=found[0].public_id)
        context |= {"asked": True, "found": found, "shown": SHOWN}
    return render(request, "certificates/staff/hand_out_desk.html", context)


def _find(words: str) -> QuerySet[Certificate]:
    number = clean_document_number(words)
    rows = selectors.search_person(selectors.certificates(), clean_name(words), number, identity_index(number))
    return rows.order_by("-issued_on", "number")


@staff(*acts.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_hand_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    certificate = certificate_or_404(request.user, public_id)
    application = certificate.result.application
    form = HandOutForm(request.POST or None, initial={"received_by": application.candidate.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_out_certificate(
                certificate=certificate, actor=request.user, now=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已发放 {certificate.number}，领取人{form.cleaned_data['received_by']}。")
            return redirect("certificates:hand_out_desk")
    context = {
        "certificate": certificate,
        "application": application,
        "assessment": application.offering.assessment,
        "form": form,
        "ready": certificate.state == CertificateState.PROOF_READ,
        "hand_out": getattr(certificate, "hand_out", None),
    }
    return render(request, "certificates/staff/certificate_hand_out.html", context)


@staff(*acts.DESK)
@require_POST
def register_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = batch_or_404(public_id)
    document = services.print_register(assessment=assessment, actor=request.user, now=clock.now())
    messages.success(request, f"已打印核发名册，编号 {document.serial}。")
    return redirect("certificates:assessment_certificates", public_id=public_id)
