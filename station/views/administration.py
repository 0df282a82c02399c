from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from station import administration_forms as desk_forms
from station import clock, profile, roles, services
from station.access import staff
from station.enums import Role
from station.forms import show_refusal
from station.models import Occupation, Place, ProfileValue, RoleGrant, Room, User
from station.refusals import Refused

CATALOGUE = {
    "occupations": (Occupation, desk_forms.OccupationForm, "职业"),
    "places": (Place, desk_forms.PlaceForm, "考点"),
    "rooms": (Room, desk_forms.RoomForm, "考场"),
}


@staff(Role.ADMINISTRATOR)
def user_list(request: HttpRequest) -> HttpResponse:
    text, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    users = User.objects.prefetch_related(
        Prefetch("role_grants", RoleGrant.objects.filter(revoked_at=None), to_attr="grants_in_force")
    )
    if text:
        users = users.filter(Q(username__icontains=text) | Q(name__icontains=text))
    if role:
        users = users.filter(role_grants__role=role, role_grants__revoked_at=None)
    else:
        users = users.exclude(role_grants__role=Role.CANDIDATE, role_grants__revoked_at=None)
    page = Paginator(users.distinct(), 30).get_page(request.GET.get("page"))
    context = {"page": page, "q": text, "role": role, "all_roles": Role.choices}
    return render(request, "station/manage/user_list.html", context)


@staff(Role.ADMINISTRATOR)
def user_create(request: HttpRequest) -> HttpResponse:
    form = desk_forms.UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.create_user(**form.cleaned_data, actor=request.user, now=clock.now())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已为{user.name}开设账号，请授予角色。")
            return redirect("station:user_detail", user.public_id)
    return render(request, "station/manage/user_create.html", {"form": form})


@staff(Role.ADMINISTRATOR)
def user_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = get_object_or_404(User, public_id=public_id)
    context = {
        "person": user,
        "grants": user.role_grants.select_related("granted_by", "revoked_by").order_by("revoked_at", "granted_at"),
        "role_form": desk_forms.RoleForm(),
        "password_form": desk_forms.PasswordForm(),
    }
    return render(request, "station/manage/user_detail.html", context)


@staff(Role.ADMINISTRATOR)
@require_POST
def role_grant(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = get_object_or_404(User, public_id=public_id)
    form = desk_forms.RoleForm(request.POST)
    if form.is_valid():
        roles.grant_role(user=user, role=form.cleaned_data["role"], actor=request.user, now=clock.now())
    return redirect("station:user_detail", public_id)


@staff(Role.ADMINISTRATOR)
@require_POST
def role_revoke(request: HttpRequest, public_id: UUID, role: str) -> HttpResponse:
    grant = get_object_or_404(RoleGrant, user__public_id=public_id, role=role, revoked_at=None)
    roles.revoke_role(grant=grant, actor=request.user, now=clock.now())
    return redirect("station:user_detail", public_id)


@staff(Role.ADMINISTRATOR)
@require_POST
def user_deactivate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = get_object_or_404(User, public_id=public_id)
    services.deactivate_user(user=user, actor=request.user, now=clock.now())
    return redirect("station:user_detail", public_id)


@staff(Role.ADMINISTRATOR)
@require_POST
def user_reset_password(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = get_object_or_404(User, public_id=public_id)
    form = desk_forms.PasswordForm(request.POST)
    if form.is_valid():
        services.reset_password(user=user, actor=request.user, now=clock.now(), **form.cleaned_data)
        messages.success(request, f"已重置{user.name}的密码，请当面告知本人。")
    else:
        messages.error(request, "密码不少于 8 位，没有重置。")
    return redirect("station:user_detail", public_id)


def _catalogue(kind: str) -> tuple[Any, Any, str]:
    if kind not in CATALOGUE:
        raise Http404
    return CATALOGUE[kind]


@staff(*services.CATALOGUE_ROLES)
def catalogue_list(request: HttpRequest, kind: str) -> HttpResponse:
    model, _, label = _catalogue(kind)
    rows = model.objects.select_related("place") if model is Room else model.objects.all()
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, f"station/manage/{kind}_list.html", {"page": page, "label": label, "kind": kind})


@staff(*services.CATALOGUE_ROLES)
def catalogue_edit(request: HttpRequest, kind: str, public_id: UUID | None = None) -> HttpResponse:
    model, form_class, label = _catalogue(kind)
    row = get_object_or_404(model, public_id=public_id) if public_id else None
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_catalogue_row(row=form.save(commit=False), actor=request.user, now=clock.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{label}“{form.instance}”已保存。")
            return redirect("station:catalogue_list", kind)
    return render(
        request, "station/manage/catalogue_edit.html", {"form": form, "label": label, "kind": kind, "row": row}
    )


@staff()
def profile_list(request: HttpRequest) -> HttpResponse:
    """Rules kept as data, with their basis and how sure they are."""
    return render(request, "station/manage/profile_list.html", {"rows": ProfileValue.objects.select_related("set_by")})


@staff(Role.ADMINISTRATOR)
def profile_edit(request: HttpRequest, key: str) -> HttpResponse:
    if key not in profile.DEFAULTS:
        raise Http404
    current = ProfileValue.objects.filter(key=key).order_by("-valid_from", "-id").first()
    initial = {"value": current.value, "basis": current.basis, "certainty": current.certainty} if current else None
    form = desk_forms.ProfileValueForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_profile_value(key=key, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "规则参数已保存，自起用日期起生效。")
            return redirect("station:profile_list")
    return render(request, "station/manage/profile_edit.html", {"form": form, "label": profile.LABELS[key]})


@staff(Role.ADMINISTRATOR)
def clock_move(request: HttpRequest) -> HttpResponse:
    """Demo and development only: elsewhere there is no such page."""
    if not settings.CLOCK_MOVABLE:
        raise Http404
    form = desk_forms.ClockForm(request.POST or None, initial={"moment": clock.now().astimezone(clock.ZONE)})
    if request.method == "POST" and "reset" in request.POST:
        services.move_clock(moment=None, actor=request.user, now=clock.now())
        return redirect("station:clock_move")
    if request.method == "POST" and form.is_valid():
        services.move_clock(moment=form.cleaned_data["moment"], actor=request.user, now=clock.now())
        messages.success(request, "时钟已拨动。")
        return redirect("station:clock_move")
    return render(request, "station/manage/clock_move.html", {"form": form, "moved": clock.is_moved()})


@staff()
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with sample facts (demo and development only)."""
    if not (settings.DEBUG or settings.DEMO_MODE):
        raise Http404
    from station.styleguide import context

    return render(request, "station/manage/styleguide.html", context())
