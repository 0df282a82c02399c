"""日历订阅与邮件: each person's own private calendar addresses, and whether the daily digest comes."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from station import calendar_links, clock
from station.access import public, staff
from station.deadline_feed import role_calendar as calendar_of
from station.deadline_feed import rows_for
from station.enums import Role
from station.models import CalendarLink
from station.refusals import Refused


@staff()
def calendar_link_list(request: HttpRequest) -> HttpResponse:
    return _page(request)


@staff()
@require_POST
@never_cache
def calendar_link_make(request: HttpRequest) -> HttpResponse:
    """Answers with the page itself: the address is shown this once, so it may not wait anywhere for a redirect."""
    try:
        secret = calendar_links.make_link(user=request.user, role=request.POST.get("role", ""), now=clock.now())
    except Refused as refusal:
        return _page(request, refusal=refusal)
    address = settings.PUBLIC_URL + reverse("station:role_calendar", args=[secret])
    return _page(request, address=address)


@staff()
@require_POST
def calendar_link_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    link = get_object_or_404(CalendarLink, public_id=public_id, user=request.user)
    calendar_links.revoke_link(link=link, actor=request.user, now=clock.now())
    messages.success(request, "订阅已停用，原地址不再可用。")
    return redirect("station:calendar_link_list")


@staff()
@require_POST
def digest_choose(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("wanted") == "1"
    calendar_links.choose_digest(user=request.user, wanted=wanted, now=clock.now())
    messages.success(request, "以后每个工作日发送期限汇总邮件。" if wanted else "以后不再发送期限汇总邮件。")
    return redirect("station:calendar_link_list")


def _page(request: HttpRequest, address: str = "", refusal: Refused | None = None) -> HttpResponse:
    links = list(CalendarLink.objects.filter(user=request.user).order_by("revoked_at", "-id")[:50])
    for link in links:
        link.role_label = Role(link.role).label if link.role in Role.values else link.role
    context = {
        "links": links,
        "roles": [(role.value, role.label) for role in calendar_links.roles_with_deadlines(request.user)],
        "address": address,
        "refusal": refusal,
    }
    return render(request, "station/staff/calendar_link_list.html", context, status=409 if refusal else 200)


@public
@require_safe
@never_cache
def role_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """For calendar programs, which can't sign in: who has the address reads. Revoked, inactive, out of the role: 404."""
    link = calendar_links.find(secret)
    if link is None:
        raise Http404
    now = clock.now()
    calendar_links.note_reading(link, now=now)
    answer = HttpResponse(
        calendar_of(link.role, rows_for(link.role, now), now), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer
