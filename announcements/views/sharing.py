"""What is taken along from the public board: calendar file, feed, short address, QR (R1.4)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import conditional_page, require_safe

from announcements import noticeboard, selectors
from announcements.enums import AnnouncementKind
from announcements.feeds import PublishedAnnouncements, assessment_calendar, short_address_of
from station.access import public
from station.papers.qr import qr_png, qr_svg_path


@public
@require_safe
def announcement_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    announcement = get_object_or_404(
        selectors.published_announcements().select_related("assessment__place"),
        public_id=public_id,
        kind=AnnouncementKind.ASSESSMENT,
    )
    supplements = selectors.published_supplements(announcement).defer(*noticeboard.LONG_TEXTS)
    content = assessment_calendar(announcement, supplements)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    name = escape_uri_path(f"{announcement.assessment.title}.ics")
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{name}"
    return response


@public
@require_safe
@conditional_page
def announcement_feed(request: HttpRequest) -> HttpResponse:
    """Atom. A reader that asks again with what it was told last time gets an empty 304."""
    return PublishedAnnouncements()(request)


@public
@require_safe
def announcement_short(request: HttpRequest, code: str) -> HttpResponse:
    """The short address on posters and in messages; typed from paper, so capitals don't matter."""
    if not code.isalnum():  # nothing of the kind is on any paper, and not every database can be asked for it
        raise Http404
    announcement = get_object_or_404(
        selectors.published_announcements().only("public_id"), document__verification_code=code.upper()
    )
    return redirect("announcements:announcement_detail", announcement.public_id)


@public
@require_safe
def announcement_qr(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The short address as a picture; public and unchanging, so it may be kept."""
    announcement = get_object_or_404(
        selectors.published_announcements().select_related("document").defer("document__facts"), public_id=public_id
    )
    address = short_address_of(announcement)
    if kind not in ("png", "svg"):
        raise Http404
    if kind == "png":
        response = HttpResponse(qr_png(address, scale=12), content_type="image/png")
    else:
        side, path = qr_svg_path(address)
        response = render(
            request, "announcements/public/announcement_qr.svg", {"side": side, "path": path, "address": address},
            content_type="image/svg+xml",
        )  # fmt: skip
    response["Cache-Control"] = "public, max-age=86400"
    return response
