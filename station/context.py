"""What every page shows around its content: who I am, which clock, the left rail."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from station import clock, stages
from station.models import Notification


def shell(request: HttpRequest) -> dict[str, Any]:
    user: Any = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "shell": {
            "station_name": settings.STATION_NAME,
            "phone": settings.STATION_PHONE,
            "address": settings.STATION_ADDRESS,
            "office_hours": settings.STATION_OFFICE_HOURS,
            "demo": settings.DEMO_MODE,
            "now": clock.now(),
            "clock_moved": clock.is_moved(),
            "nav": navigation(request) if signed_in else [],
            "roles": user.role_labels if signed_in else [],
            "unread": Notification.objects.filter(recipient=user, read_at=None).count() if signed_in else 0,
            "notifications_url": reverse("station:notification_list") if signed_in else "",
            "large_text": request.COOKIES.get("large_text") == "1",
        }
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The left rail for this user: each stage's lines, then the ground floor's."""
    user: Any = request.user
    held = user.roles
    lines = []
    for stage in stages.all_stages():
        for item in stage.nav:
            if held.intersection(item.roles):
                lines.append(_line(item, stage.number, stage.title))
    for item in stages.ground_floor_nav():
        if held.intersection(item.roles):
            lines.append(_line(item, 0, ""))
    # Of several lines above this page the nearest is the present one; /desk/, above every page, is only itself.
    home = reverse("station:dashboard")
    above = [line for line in lines if request.path.startswith(line["url"]) and line["url"] != home]
    above = above or [line for line in lines if line["url"] == request.path]
    if above:
        max(above, key=lambda line: len(line["url"]))["active"] = True
    return lines


def _line(item: stages.NavItem, number: int, stage_title: str) -> dict[str, Any]:
    url = reverse(item.url_name, args=item.args)
    return {
        "label": item.label,
        "url": url,
        "icon": item.icon,
        "stage": number,
        "stage_title": stage_title,
        "active": False,
    }
