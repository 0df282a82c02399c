"""Calendar files: the dates of one announced assessment, from its frozen text (R1.4)."""

from datetime import UTC, timedelta

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from announcements.facts import revived
from announcements.models import Announcement


def assessment_calendar(announcement: Announcement) -> bytes:
    """Registration and the exam days; the same bytes each time, stamped with the moment of publication."""
    content = revived(announcement.content or {})
    url = settings.PUBLIC_URL + reverse("announcements:announcement_detail", args=[announcement.public_id])
    calendar = Calendar()
    calendar.add("prodid", f"-//{content['issuer']}//ZH")
    calendar.add("version", "2.0")
    window = _event(announcement, "registration", f"报名：{content['assessment_title']}", url)
    # In UTC: a bare offset is no time zone that calendars know.
    window.add("dtstart", content["registration_from"].astimezone(UTC))
    window.add("dtend", content["registration_until"].astimezone(UTC))
    window.add("location", content["registration_place"])
    calendar.add_component(window)
    exam = _event(announcement, "exam", f"鉴定：{content['assessment_title']}", url)
    exam.add("dtstart", content["exam_date"])
    exam.add("dtend", content["exam_until"] + timedelta(days=1))
    exam.add("location", f"{content['place']}（{content['address']}）")
    exam.add("description", content["exam_time"])
    calendar.add_component(exam)
    return calendar.to_ical()


def _event(announcement: Announcement, what: str, summary: str, url: str) -> Event:
    event = Event()
    event.add("uid", f"{announcement.public_id}-{what}")
    event.add("dtstamp", announcement.published_at)
    event.add("summary", summary)
    event.add("url", url)
    return event
