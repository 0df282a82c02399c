"""The end of registration: proof-reading, the signature, the data for the provincial system (R2.4)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from registration import policies, selectors, services
from registration.forms import ClosingForm
from registration.stage import closing_of
from registration.views.intake import announced
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.refusals import Refused


@staff(*policies.READERS)
def registration_close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What must be mended or settled by name, and the signature below it. Read by the whole office."""
    assessment = announced(public_id)
    closing = closing_of(assessment)
    findings = [] if closing else services.proof_reading(assessment)
    form = ClosingForm(request.POST if request.method == "POST" else None, findings=findings)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_registration(
                assessment=assessment, actor=request.user, now=clock.now(), settled=form.settled
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "报名数据已校核，报名结束。")
            return redirect("registration:registration_close", public_id)
    now = clock.now()
    context = {
        "assessment": assessment,
        "closing": closing,
        "form": form,
        "offerings": selectors.offering_counts(assessment),
        "is_over": now >= assessment.registration_until,
        "may_close": request.user.has_role(*policies.CLOSERS),
        "may_export": request.user.has_role(*policies.EXPORTERS),
    }
    return render(request, "registration/staff/registration_close.html", context, status=409 if form.is_bound else 200)


@staff(*policies.EXPORTERS)
@require_POST
def registration_data_issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = announced(public_id)
    document = services.issue_registration_data(assessment=assessment, actor=request.user, now=clock.now())
    return redirect("station:document_download", document.public_id)
