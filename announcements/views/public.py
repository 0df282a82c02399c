"""What the public reads: the list, the archive, an announcement on screen and on paper, how to apply (R1.4)."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from announcements import noticeboard, selectors
from announcements.conditions import GENERAL_PAPERS, REVIEW_PAPERS, conditions_for
from announcements.enquiry_forms import EnquiryForm, SearchForm
from announcements.enums import AnnouncementKind, QualificationProfile
from announcements.facts import revived
from announcements.feeds import page_of, short_address_of
from announcements.models import Announcement
from announcements.public_panels import public_panels
from station import calendar, clock
from station.access import public
from station.calendar import EARLIEST, LATEST
from station.enums import Level, Role
from station.models import Occupation

PAGE = 20
ARCHIVE_PAGE = 50
ENQUIRIES_SHOWN = 20
FREQUENT_SHOWN = 3


@public
@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    now = clock.now()
    rows = noticeboard.public_list(now=now, **form.values())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    working = calendar.current()
    for announcement in page.object_list:
        announcement.standing = noticeboard.standing_of(announcement.assessment, now, working)
    context = {
        "page": page,
        "search": request.GET,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "occupations": Occupation.objects.filter(is_active=True),
        "levels": Level.choices,
        "annual": selectors.latest_annual_announcement(),
        "years": noticeboard.years_with_announcements(),
    }
    return render(request, "announcements/public/announcement_list.html", context)


@public
@require_safe
def announcement_archive(request: HttpRequest, year: int) -> HttpResponse:
    """Everything published in a year, supplements too: what stood there is found again."""
    if not EARLIEST <= year <= LATEST:
        raise Http404
    page = Paginator(noticeboard.published_in(year), ARCHIVE_PAGE).get_page(request.GET.get("page"))
    context = {"year": year, "page": page, "years": noticeboard.years_with_announcements()}
    return render(request, "announcements/public/announcement_archive.html", context)


@public
@require_safe
def announcement_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return detail_page(request, public_id, EnquiryForm())


def detail_page(request: HttpRequest, public_id: UUID, form: EnquiryForm, status: int = 200) -> HttpResponse:
    """Also when a question was refused: the page comes back with what was typed."""
    announcement = get_object_or_404(noticeboard.announcement_for_reading(), public_id=public_id)
    context = reading(announcement) | {
        "form": form,
        "short_address": short_address_of(announcement),
        "page_address": page_of(announcement),
    }
    if announcement.kind == AnnouncementKind.ASSESSMENT:
        names = {each["id"]: f"{each['occupation']} {each['level_label']}" for each in context["content"]["offerings"]}
        context |= _for_applicants(request, announcement, names)
    template = f"announcements/public/{announcement.kind}_detail.html"
    return render(request, template, context, status=status)


def reading(announcement: Announcement) -> dict[str, Any]:
    """The frozen text, the chain of its supplements, and what is in force by the newest of them (R1.2)."""
    supplements = list(selectors.published_supplements(announcement).defer("amendments", "changes"))
    for supplement in supplements:
        supplement.text = revived(supplement.content)
    content = revived(announcement.content)
    newest = next((each.text["in_force"] for each in reversed(supplements) if each.text.get("in_force")), {})
    amended = [item for each in supplements for item in each.text.get("amendments", [])]
    return {
        "announcement": announcement,
        "content": content,
        "in_force": content | newest,
        "amended": {item["key"] for item in amended if not item["of"]},
        "amended_offerings": {item["of"] for item in amended if item["of"]},
        "supplements": supplements,
    }


def _for_applicants(request: HttpRequest, announcement: Announcement, names: dict[str, str]) -> dict[str, Any]:
    now, assessment = clock.now(), announcement.assessment
    return {
        "standing": noticeboard.standing_of(assessment, now, calendar.current()),
        "may_apply": not request.user.is_authenticated or request.user.has_role(Role.CANDIDATE),
        "panels": public_panels(assessment, names, now),
        "frequent": list(noticeboard.frequent_questions()[:FREQUENT_SHOWN]),
        "enquiries": noticeboard.answered_enquiries(assessment)[:ENQUIRIES_SHOWN],
    }


@public
@require_safe
def announcement_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """For the notice board, black on white: the text as it was published, and every supplement after it."""
    announcement = get_object_or_404(noticeboard.announcement_for_reading(), public_id=public_id)
    context = reading(announcement) | {"short_address": short_address_of(announcement), "printed_at": clock.now()}
    return render(request, "announcements/public/announcement_print.html", context)


@public
@require_safe
def announcement_poster(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One page for the notice board: what is in force now, and the code that leads to the whole of it."""
    assessments = noticeboard.announcement_for_reading().filter(kind=AnnouncementKind.ASSESSMENT)
    announcement = get_object_or_404(assessments, public_id=public_id)
    now = clock.now()
    context = reading(announcement) | {
        "short_address": short_address_of(announcement),
        "standing": noticeboard.standing_of(announcement.assessment, now, calendar.current()),
        "printed_at": now,
    }
    return render(request, "announcements/public/announcement_poster.html", context)


@public
@require_safe
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


@public
@require_safe
def frequent_question_list(request: HttpRequest) -> HttpResponse:
    """常见问题, in the order staff chose."""
    page = Paginator(noticeboard.frequent_questions(), ARCHIVE_PAGE).get_page(request.GET.get("page"))
    return render(request, "announcements/public/frequent_question_list.html", {"page": page})
