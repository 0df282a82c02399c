"""People who serve at assessments, and the centres the station files with."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sessions import policies, services, workflow
from sessions.enums import CardKind
from sessions.forms import CentreForm, StaffMemberForm
from sessions.models import Centre, StaffMember
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.refusals import Refused

MEMBER_FIELDS = (
    "name",
    "sex",
    "employer",
    "title",
    "phone",
    "card_kind",
    "card_number",
    "card_valid_until",
    "is_active",
)


@staff(*policies.READERS)
def staff_member_list(request: HttpRequest) -> HttpResponse:
    rows = StaffMember.objects.prefetch_related("occupations").select_related("user")
    words, card = request.GET.get("q", "").strip(), request.GET.get("card", "")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(employer__icontains=words) | Q(card_number__icontains=words))
    if card in CardKind.values:
        rows = rows.filter(card_kind=card)
    context = {
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "cards": CardKind.choices,
        "q": words,
        "card": card,
        "today": clock.local_date(clock.now()),
        "may_edit": bool(policies.can_keep_people(request.user)),
    }
    return render(request, "sessions/staff/staff_member_list.html", context)


@staff(*workflow.PLANNERS)
def staff_member_add(request: HttpRequest) -> HttpResponse:
    form = StaffMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = services.add_staff_member(actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记{member.name}。")
            return redirect("sessions:staff_member_list")
    return _member_form(request, form, "登记考务人员", "登记")


@staff(*workflow.PLANNERS)
def staff_member_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    member = get_object_or_404(StaffMember, public_id=public_id)
    initial = {name: getattr(member, name) for name in MEMBER_FIELDS}
    initial |= {"occupations": list(member.occupations.all()), "user": member.user_id}
    form = StaffMemberForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_staff_member(member=member, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect("sessions:staff_member_list")
    return _member_form(request, form, f"修改{member.name}", "保存")


def _member_form(request: HttpRequest, form: StaffMemberForm, title: str, verb: str) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": title, "verb": verb}
    return render(request, "sessions/staff/staff_member_form.html", context, status=status)


@staff(*policies.CENTRE_KEEPERS)
def centre_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(Centre.objects.all(), 30).get_page(request.GET.get("page"))
    return render(request, "sessions/staff/centre_list.html", {"page": page})


@staff(*policies.CENTRE_KEEPERS)
def centre_add(request: HttpRequest) -> HttpResponse:
    form = CentreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_centre(actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记。")
            return redirect("sessions:centre_list")
    return _centre_form(request, form, "登记鉴定中心", "登记")


@staff(*policies.CENTRE_KEEPERS)
def centre_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    centre = get_object_or_404(Centre, public_id=public_id)
    initial = {"name": centre.name, "handles_unified": centre.handles_unified}
    form = CentreForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_centre(centre=centre, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect("sessions:centre_list")
    return _centre_form(request, form, f"修改{centre.name}", "保存")


def _centre_form(request: HttpRequest, form: CentreForm, title: str, verb: str) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": title, "verb": verb}
    return render(request, "sessions/staff/centre_form.html", context, status=status)
