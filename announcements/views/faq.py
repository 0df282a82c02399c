"""Frequent questions at the desk: words, order, shown or kept back (R1.4)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements import policies, services
from announcements.enquiry_forms import FrequentQuestionForm
from announcements.models import Enquiry, FrequentQuestion
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.identifiers import is_public_id
from station.refusals import Refused

PAGE = 50


@staff(*policies.ENQUIRY_ROLES)
def frequent_question_desk(request: HttpRequest) -> HttpResponse:
    rows = FrequentQuestion.objects.select_related("edited_by").order_by("position", "id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "announcements/staff/frequent_question_desk.html", {"page": page})


@staff(*policies.ENQUIRY_ROLES)
def frequent_question_add(request: HttpRequest) -> HttpResponse:
    """From nothing, or from an answered enquiry (?enquiry=)."""
    wanted = request.GET.get("enquiry", "")
    source = Enquiry.objects.filter(public_id=wanted).first() if is_public_id(wanted) else None
    initial = {"question": source.question[:200], "answer": source.answer} if source else None
    form = FrequentQuestionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_frequent_question(source=source, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已添加，排在最后。")
            return redirect("announcements:frequent_question_desk")
    return render(request, "announcements/staff/frequent_question_form.html", {"form": form, "source": source})


@staff(*policies.ENQUIRY_ROLES)
def frequent_question_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    entry = get_object_or_404(FrequentQuestion.objects.select_related("source"), public_id=public_id)
    initial = {"question": entry.question, "answer": entry.answer, "is_shown": entry.is_shown}
    form = FrequentQuestionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_frequent_question(entry=entry, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已修改。")
            return redirect("announcements:frequent_question_desk")
    context = {"form": form, "entry": entry, "source": entry.source}
    return render(request, "announcements/staff/frequent_question_form.html", context)


@staff(*policies.ENQUIRY_ROLES)
@require_POST
def frequent_question_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    entry = get_object_or_404(FrequentQuestion, public_id=public_id)
    up = request.POST.get("to") == "up"
    services.move_frequent_question(entry=entry, up=up, actor=request.user, now=clock.now())
    return redirect("announcements:frequent_question_desk")


@staff(*policies.ENQUIRY_ROLES)
@require_POST
def frequent_question_show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show it, or keep it back."""
    entry = get_object_or_404(FrequentQuestion, public_id=public_id)
    shown = request.POST.get("shown") == "1"
    services.edit_frequent_question(entry=entry, is_shown=shown, actor=request.user, now=clock.now())
    return redirect("announcements:frequent_question_desk")
