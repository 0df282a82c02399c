"""What can be taken home: the calendar file of an assessment, the Atom feed of announcements, the QR of a page (R1.4)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from icalendar import Calendar, Event

from announcements.enums import AnnouncementKind
from announcements.facts import revived
from announcements.models import Announcement, Assessment
from announcements.selectors import published_announcements
from station.wording import closing_moment, long_date, span_of_days

IN_THE_FEED = 50


def page_of(announcement: Announcement) -> str:
    """The whole address, as it is printed and shared."""
    return settings.PUBLIC_URL + reverse("announcements:announcement_detail", args=[announcement.public_id])


def short_address_of(announcement: Announcement) -> str:
    """Short enough to be read out and typed: by the verification code that stands on the paper as well."""
    assert announcement.document is not None
    path = reverse("announcements:announcement_short", args=[announcement.document.verification_code])
    return settings.PUBLIC_URL + path


# --- calendar -------------------------------------------------------------------------------------------------------------


def assessment_calendar(announcement: Announcement, supplements: Iterable[Announcement]) -> bytes:
    """Registration and the exam days as they are in force; the same bytes until another supplement is published.

    Each event keeps its identity and counts its versions (SEQUENCE), so that a calendar moves or strikes out what it
    already holds instead of adding to it.
    """
    assessment = announcement.assessment
    assert assessment is not None
    versions = [announcement, *supplements]
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.STATION_NAME}//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    window = _event(announcement, versions, "registration", "报名")
    # In UTC: a bare offset is no time zone that calendars know.
    window.add("dtstart", assessment.registration_from.astimezone(UTC))
    window.add("dtend", assessment.registration_until.astimezone(UTC))
    window.add("location", assessment.registration_place)
    calendar.add_component(window)
    exam = _event(announcement, versions, "exam", "鉴定")
    exam.add("dtstart", assessment.exam_date)
    exam.add("dtend", assessment.exam_until + timedelta(days=1))
    exam.add("location", f"{assessment.place.name}（{assessment.place.address}）")
    exam.add("description", assessment.exam_time)
    calendar.add_component(exam)
    return calendar.to_ical()


def _event(announcement: Announcement, versions: list[Announcement], what: str, word: str) -> Event:
    assessment = announcement.assessment
    assert assessment is not None
    event = Event()
    event.add("uid", f"{announcement.public_id}-{what}")
    event.add("sequence", len(versions) - 1)
    event.add("dtstamp", versions[-1].published_at)
    event.add("status", "CANCELLED" if assessment.withdrawn_at else "CONFIRMED")
    event.add("summary", f"{_mark(assessment)}{word}：{assessment.title}")
    event.add("url", page_of(announcement))
    return event


def _mark(assessment: Assessment) -> str:
    if assessment.withdrawn_at:
        return "【已撤销】"
    return "【已改期】" if assessment.rescheduled_at else ""


# --- feed ----------------------------------------------------------------------------------------------------------------


class PublishedAnnouncements(Feed):
    """Announcements and supplements as they are published. An entry never changes: corrections are entries of their own."""

    feed_type = Atom1Feed
    title = f"{settings.STATION_NAME}鉴定公告"
    subtitle = "鉴定公告和补充公告，按发布先后"
    author_name = settings.STATION_NAME

    def link(self) -> str:
        return settings.PUBLIC_URL + reverse("announcements:announcement_list")

    def feed_url(self) -> str:
        return settings.PUBLIC_URL + reverse("announcements:announcement_feed")

    def feed_guid(self) -> str:
        return self.feed_url()

    def items(self) -> Iterable[Announcement]:
        rows = published_announcements().select_related("amends", "assessment")
        return rows.order_by("-published_at", "-id")[:IN_THE_FEED]

    def item_title(self, item: Announcement) -> str:
        return item.title

    def item_description(self, item: Announcement) -> str:
        return escape(summary_of(item))  # a summary in Atom is HTML

    def item_link(self, item: Announcement) -> str:
        return page_of(item)

    def item_guid(self, item: Announcement) -> str:
        return item.public_id.urn

    def item_pubdate(self, item: Announcement) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Announcement) -> datetime | None:
        return item.published_at

    def item_categories(self, item: Announcement) -> list[str]:
        return [str(AnnouncementKind(item.kind).label)]


def summary_of(announcement: Announcement) -> str:
    """What, when, where, until when, in one paragraph of the frozen text. Nothing personal stands in it."""
    content: dict[str, Any] = revived(announcement.content or {})
    number = f"{content['number']}，{long_date(announcement.published_at)}发布。" if announcement.published_at else ""
    if announcement.kind == AnnouncementKind.ANNUAL:
        return f"{number}{content['year']}年计划组织鉴定{content['times']}次。"
    if announcement.kind == AnnouncementKind.SUPPLEMENT:
        return f"{number}对《{content['original_title']}》（{content['original_number']}）的补充：{content['changes']}"
    offered = "、".join(f"{item['occupation']}{item['level_label']}" for item in content["offerings"])
    return (
        f"{number}{offered}；{span_of_days(content['exam_date'], content['exam_until'])}，{content['place']}；"
        f"报名至{closing_moment(content['registration_until'])}；咨询电话{content['enquiry_phone']}。"
    )
