from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from station import calendar, clock, planner, profile
from station.access import public
from station.calendar_forms import PlannerForm

KEY = "timeline.minimum_days"


def minimum_days() -> int:
    """How many days shall lie between announcement and filing; what is no such number counts as the shipped one."""
    value = profile.value(KEY)
    return value if isinstance(value, int) and 0 <= value <= 365 else profile.DEFAULTS[KEY][0]


@public
def planner_page(request: HttpRequest) -> HttpResponse:
    """From an exam date back to every date of the cycle. The answer lives in the address and is for anybody."""
    asked = bool(request.GET.get("exam_date") or request.GET.get("category"))
    form = PlannerForm(request.GET if asked else None)
    today, minimum, working = clock.local_date(clock.now()), minimum_days(), calendar.current()
    context: dict[str, Any] = {"form": form, "today": today, "minimum": minimum, "exam_day": planner.EXAM_DAY}
    if asked and form.is_valid():
        context["plan"] = planner.plan(
            form.cleaned_data["exam_date"],
            unified=form.cleaned_data["category"] == "unified",
            calendar=working,
            today=today,
            minimum=minimum,
        )
        context["category"] = form.cleaned_data["category"]
    else:
        context["earliest"] = [
            (label, key, planner.earliest_dates(today, unified=key == "unified", calendar=working, minimum=minimum))
            for key, label in form.fields["category"].choices
        ]
    return render(request, "station/public/planner.html", context)
