"""Fee standards, the cash desk, receipt books and the receipt register (R2.3)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements.models import Assessment
from registration import policies, selectors, services, supplements
from registration.enums import Payer
from registration.forms import FeeStandardForm, LastDayForm, PaymentForm, ReceiptBookForm
from registration.models import Charge, FeeStandard, Payment
from registration.views.queue import _uuid
from station import clock, documents
from station.access import public, staff
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Refused

PAGE = 30


@public
def fee_standard_list(request: HttpRequest) -> HttpResponse:
    """收费公示: basis and amounts, for everyone to read."""
    today = clock.local_date(clock.now())
    standard = selectors.fee_standard_in_force(today)
    items = standard.items.filter(payer=Payer.CANDIDATE).order_by("-level", "id") if standard else []
    context = {"standard": standard, "items": items, "today": today}
    return render(request, "registration/public/fee_standard_list.html", context)


@staff(*policies.FEE_KEEPERS)
def fee_standard_register(request: HttpRequest) -> HttpResponse:
    today = clock.local_date(clock.now())
    context = {
        "standards": selectors.fee_standards(),
        "in_force": selectors.fee_standard_in_force(today),
        "today": today,
        "form": LastDayForm(),
    }
    return render(request, "registration/staff/fee_standard_register.html", context)


@staff(*policies.FEE_KEEPERS)
def fee_standard_create(request: HttpRequest) -> HttpResponse:
    form = FeeStandardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.create_fee_standard(
                title=data["title"],
                basis=data["basis"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                is_example=data["is_example"],
                items=form.items,
                actor=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "收费标准已登记，并在收费公示页公布。")
            return redirect("registration:fee_standard_register")
    status = 400 if form.is_bound else 200
    return render(request, "registration/staff/fee_standard_create.html", {"form": form}, status=status)


@staff(*policies.FEE_KEEPERS)
@require_POST
def fee_standard_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    standard = get_object_or_404(FeeStandard, public_id=public_id)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写最后适用日期。")
        return redirect("registration:fee_standard_register")
    last_day = form.cleaned_data["last_day"]
    services.end_fee_standard(standard=standard, last_day=last_day, actor=request.user, now=clock.now())
    messages.success(request, f"{standard.title}适用至{last_day.isoformat()}。")
    return redirect("registration:fee_standard_register")


@staff(Role.CASHIER)
def charge_list(request: HttpRequest) -> HttpResponse:
    """Who waits to pay: accepted, charged, no receipt yet."""
    rows = selectors.unpaid_charges()
    words = request.GET.get("q", "").strip()
    if assessment := _uuid(request.GET.get("assessment", "")):
        rows = rows.filter(application__offering__assessment__public_id=assessment)
    if words:
        by_name = rows.filter(application__candidate__name__contains=words)
        rows = by_name | rows.filter(application__number__iexact=words) | rows.filter(number__iexact=words)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "search": request.GET,
        "filtered": bool(words or assessment),
        "assessments": _announced(),
    }
    return render(request, "registration/staff/charge_list.html", context)


def _announced() -> object:
    return Assessment.objects.filter(announced_at__isnull=False).only("public_id", "title", "exam_date")


@staff(Role.CASHIER)
def payment_take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    charges = Charge.objects.select_related(
        "standard", "application__candidate", "application__offering__occupation", "application__offering__assessment"
    ).prefetch_related("lines__item")
    charge = get_object_or_404(charges, public_id=public_id)
    books = [(book, services.next_number(book)) for book in selectors.receipt_books()]
    first = next((book for book, number in books if number), None)
    form = PaymentForm(request.POST if request.method == "POST" else None, initial={"book": first})
    if request.method == "POST" and form.is_valid():
        try:
            payment = services.take_payment(charge=charge, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            said = f"已收款 {payment.amount} 元，票据 {payment.receipt}。"
            messages.success(request, f"{charge.application.candidate.name}：{said}")
            return redirect("registration:charge_list")
    context = {
        "charge": charge,
        "paid": Payment.objects.filter(charge=charge).select_related("receipt", "taken_by").first(),
        "unanswered": supplements.unanswered_by(charge.application),
        "form": form,
        "books": books,
    }
    return render(request, "registration/staff/payment_take.html", context, status=409 if form.is_bound else 200)


@staff(*policies.RECEIPT_READERS)
def receipt_book_list(request: HttpRequest) -> HttpResponse:
    books = [
        {"book": book, "total": book.last - book.first + 1, "left": book.last - book.first + 1 - book.used}
        for book in selectors.receipt_books()
    ]
    may_register = request.user.has_role(*policies.BOOK_KEEPERS)
    context = {"books": books, "may_register": may_register}
    return render(request, "registration/staff/receipt_book_list.html", context)


@staff(*policies.BOOK_KEEPERS)
def receipt_book_register(request: HttpRequest) -> HttpResponse:
    form = ReceiptBookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.register_receipt_book(**form.cleaned_data, actor=request.user, now=clock.now())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "票据已登记。")
            return redirect("registration:receipt_book_list")
    status = 400 if form.is_bound else 200
    return render(request, "registration/staff/receipt_book_register.html", {"form": form}, status=status)


@staff(*policies.RECEIPT_READERS)
def receipt_register(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """票据登记表: every payment of an assessment beside its receipt."""
    assessment = get_object_or_404(Assessment, public_id=public_id)
    rows = selectors.payments_of(assessment)
    context = {
        "assessment": assessment,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "total": rows.aggregate(total=Sum("amount"))["total"] or 0,
        "lines": selectors.fee_lines(assessment),
        "refunds": selectors.refund_totals(selectors.refunds_of(assessment)),
    }
    return render(request, "registration/staff/receipt_register.html", context)


@staff(*policies.RECEIPT_READERS)
@require_POST
def receipt_register_issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = get_object_or_404(Assessment, public_id=public_id)
    mime = documents.XLSX if request.POST.get("format") == "xlsx" else documents.PDF
    document = services.issue_receipt_register(assessment=assessment, actor=request.user, now=clock.now(), mime=mime)
    return redirect("station:document_download", document.public_id)
