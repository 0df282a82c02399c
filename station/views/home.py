from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from station import calendar, clock, stages
from station.access import signed_in, staff
from station.enums import Role
from station.models import Notification


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Where each role begins: staff at the desk, candidates and group contacts at their own pages."""
    if request.user.is_station_staff:
        return redirect("station:dashboard")
    if request.user.has_role(Role.GROUP_CONTACT):
        return redirect("registration:group_home")
    if request.user.has_role(Role.CANDIDATE):
        return redirect("registration:candidate_home")
    return redirect("/")


@staff()
def dashboard(request: HttpRequest) -> HttpResponse:
    """待办: what, for which assessment, why, until when, one button. Below it what lies ahead."""
    now = clock.now()
    context = {
        "todos": stages.todos(request.user, now),
        "today": clock.local_date(now),
        "calendar": calendar.current(),
        "panels": stages.dashboard_panels(request.user, now),
        "notifications": Notification.objects.filter(recipient=request.user, read_at=None)[:5],
        "notifications_url": reverse("station:notification_list"),
    }
    return render(request, "station/staff/dashboard.html", context)
