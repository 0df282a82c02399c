"""What the public sees: the list, an announcement, its calendar file, enquiries, how to apply (R1.4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_GET, require_POST

from announcements import selectors, services
from announcements.conditions import GENERAL_PAPERS, REVIEW_PAPERS, conditions_for
from announcements.enums import AnnouncementKind, QualificationProfile
from announcements.facts import revived
from announcements.forms import EnquiryForm, SearchForm, show_refusal
from announcements.models import Announcement
from station import clock
from station.access import public
from station.enums import Level, Role
from station.models import Occupation
from station.refusals import Refused

PAGE = 20
ENQUIRIES_SHOWN = 20
ENQUIRIES_PER_HOUR = 5


@public
@require_GET
def announcement_list(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    now = clock.now()
    rows = selectors.public_list(now=now, **form.values())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for announcement in page.object_list:
        announcement.window = window_of(announcement.assessment, now)
    context = {
        "page": page,
        "search": request.GET,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "occupations": Occupation.objects.filter(is_active=True),
        "levels": Level.choices,
        "annual": selectors.latest_annual_announcement(),
        "now": now,
    }
    return render(request, "announcements/public/announcement_list.html", context)


@public
@require_GET
def announcement_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _detail(request, public_id, EnquiryForm())


def _detail(request: HttpRequest, public_id: UUID, form: EnquiryForm, status: int = 200) -> HttpResponse:
    announcement = get_object_or_404(
        selectors.published_announcements().select_related("document", "amends", "assessment", "plan"),
        public_id=public_id,
    )
    supplements = list(selectors.published_supplements(announcement))
    for supplement in supplements:
        supplement.text = revived(supplement.content)
    context: dict[str, Any] = {
        "announcement": announcement,
        "content": revived(announcement.content),
        "supplements": supplements,
        "form": form,
    }
    if announcement.kind == AnnouncementKind.ASSESSMENT:
        now = clock.now()
        context |= {
            "window": window_of(announcement.assessment, now),
            "may_apply": not request.user.is_authenticated or request.user.has_role(Role.CANDIDATE),
            "enquiries": selectors.answered_enquiries(announcement.assessment)[:ENQUIRIES_SHOWN],
        }
    template = f"announcements/public/{announcement.kind}_detail.html"
    return render(request, template, context, status=status)


def window_of(assessment: Any, now: Any) -> str:
    """Where registration stands by the clock: upcoming, open or over."""
    if now < assessment.registration_from:
        return "upcoming"
    return "open" if assessment.is_registration_open(now) else "over"


@public
@require_POST
def enquiry_ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    announcement = _published_assessment(public_id)
    form = EnquiryForm(request.POST)
    if form.is_valid():
        try:
            _count_enquiry(request)
            services.ask_enquiry(
                assessment=announcement.assessment,
                question=form.cleaned_data["question"],
                actor=request.user if request.user.is_authenticated else None,
                now=clock.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "问题已收到，工作人员答复后会公开在本页。")
            return redirect("announcements:announcement_detail", public_id)
    return _detail(request, public_id, form, status=422)


def _count_enquiry(request: HttpRequest) -> None:
    """A handful an hour from one address, so that nobody drowns the desk; no address is stored longer than that."""
    key = f"enquiries:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, 3600)
    if cache.incr(key) > ENQUIRIES_PER_HOUR:
        raise Refused("提问过于频繁，请一小时后再试，或拨打咨询电话")


def _published_assessment(public_id: UUID) -> Announcement:
    return get_object_or_404(
        selectors.published_announcements().select_related("assessment"),
        public_id=public_id,
        kind=AnnouncementKind.ASSESSMENT,
    )


@public
@require_GET
def announcement_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    from announcements.feeds import assessment_calendar

    announcement = _published_assessment(public_id)
    response = HttpResponse(assessment_calendar(announcement), content_type="text/calendar; charset=utf-8")
    name = escape_uri_path(f"{announcement.content['assessment_title']}.ics")
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{name}"
    return response


@public
@require_GET
def how_to_apply(request: HttpRequest) -> HttpResponse:
    edition = QualificationProfile.EDITION_2023
    levels = [(level.label, conditions_for(edition, level)) for level in Level]
    context = {
        "levels": levels,
        "general_papers": GENERAL_PAPERS,
        "review_papers": REVIEW_PAPERS,
        "open_count": selectors.open_for_registration(clock.now()).count(),
    }
    return render(request, "announcements/public/how_to_apply.html", context)
