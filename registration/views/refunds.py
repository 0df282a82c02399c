"""Refunds at the cash desk: what falls due, what was paid out and against which voucher (R2.3)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements.models import Assessment
from registration import policies, selectors, services, workflow
from registration.enums import RefundState
from registration.forms import RefundForm
from registration.models import Refund
from registration.views.queue import _uuid
from station import clock
from station.access import staff
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Refused

PAGE = 30


@staff(*policies.REFUND_READERS)
def refund_list(request: HttpRequest) -> HttpResponse:
    rows = selectors.refunds()
    state, words = request.GET.get("state", RefundState.DUE), request.GET.get("q", "").strip()
    if assessment := _uuid(request.GET.get("assessment", "")):
        rows = rows.filter(payment__charge__application__offering__assessment__public_id=assessment)
    if state in RefundState.values:
        rows = rows.filter(state=state)
    if words:
        person = Q(payment__charge__application__candidate__name__contains=words)
        rows = rows.filter(person | Q(number__iexact=words) | Q(voucher__iexact=words))
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "totals": selectors.refund_totals(rows),
        "states": RefundState.choices,
        "state": state,
        "search": request.GET,
        "assessments": Assessment.objects.filter(announced_at__isnull=False).only("public_id", "title", "exam_date"),
        "may_pay": request.user.has_role(Role.CASHIER),
    }
    return render(request, "registration/staff/refund_list.html", context)


@staff(*policies.REFUND_READERS)
def refund_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One refund; the cashier who did not approve it pays it out here."""
    refund = get_object_or_404(selectors.refunds(), public_id=public_id)
    form = RefundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.pay_out_refund(refund=refund, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"退费单 {refund.number} 已办理：{refund.amount} 元，凭证号 {refund.voucher}。")
            return redirect("registration:refund_list")
    return _page(request, refund, form)


@staff(Role.CASHIER)
@require_POST
def refund_mobile_unmask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The number to ring whom the money goes back to; shown on this answer only."""
    refund = get_object_or_404(selectors.refunds(), public_id=public_id)
    application = refund.payment.charge.application
    number = services.unmask_mobile(application=application, actor=request.user, now=clock.now())
    response = _page(request, refund, RefundForm(), mobile=number)
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, refund: Refund, form: RefundForm, mobile: str = "") -> HttpResponse:
    context = {
        "refund": refund,
        "form": form,
        "right": workflow.PAY_OUT.may(request.user, refund),
        "due": refund.state == RefundState.DUE,
        "mobile": mobile,
        "may_call": request.user.has_role(Role.CASHIER),
    }
    return render(request, "registration/staff/refund_detail.html", context, status=409 if form.is_bound else 200)
