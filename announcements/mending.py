"""Where a finding of the rule check is mended: the page that leads on from it (R1.1, R1.2)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from announcements.enums import AnnouncementKind, AnnouncementState, Purpose
from announcements.models import Announcement, Assessment, PlannedAssessment
from announcements.rules import Check
from announcements.selectors import announcement_of, annual_announcement_of
from station.refusals import Reason


def with_links(checks: Iterable[Check], announcement: Announcement) -> list[Check]:
    """The same checks; each finding that can be mended on a page of its own leads there."""
    return [
        replace(check, reasons=tuple(_linked(reason, announcement) for reason in check.reasons)) for check in checks
    ]


def _linked(reason: Reason, announcement: Announcement) -> Reason:
    if reason.url or announcement.kind == AnnouncementKind.ANNUAL:
        return reason
    assessment = announcement.assessment
    if assessment is None:
        return reason
    if announcement.kind == AnnouncementKind.ASSESSMENT:
        return replace(reason, url=mended_at(reason, assessment))
    if reason.field == "planned_date" and assessment.planned:
        wanted = announcement.amendments.get("assessment", {}).get("exam_date", "")
        return replace(reason, url=_move_the_line(assessment.planned, wanted))
    return reason


def mended_at(reason: Reason, assessment: Assessment) -> str:
    """For an assessment that is not announced yet: its own form, or the annual plan and supplements to it."""
    planned = assessment.planned
    if reason.field == "planned":
        return (
            reverse("announcements:plan_detail", args=[planned.plan.year])
            if planned
            else reverse("announcements:plan_list")
        )
    if planned and reason.clause == "R1.1" and reason.field == "exam_date":
        return _move_the_line(planned, assessment.exam_date.isoformat())
    return reverse("announcements:assessment_edit", args=[assessment.public_id])


def _move_the_line(planned: PlannedAssessment, day: str | date) -> str:
    """A line that was made public moves by a supplement to the annual announcement; before that it is simply edited."""
    annual = annual_announcement_of(planned.plan)
    if annual is None or annual.state != AnnouncementState.PUBLISHED or planned.announced_at is None:
        return reverse("announcements:planned_edit", args=[planned.public_id])
    query = urlencode({"purpose": Purpose.RESCHEDULING, "line": planned.public_id, "exam_date": day})
    return f"{reverse('announcements:supplement_draft', args=[annual.public_id])}?{query}"


@dataclass(frozen=True)
class WayOut:
    label: str
    url: str


def way_out_of_lock(assessment: Assessment) -> WayOut | None:
    """The page from which a locked assessment gets another date: announced, by a supplement; before, on its own form."""
    if assessment.announced_at is None:
        return WayOut("另定鉴定日期", reverse("announcements:assessment_edit", args=[assessment.public_id]))
    announcement = announcement_of(assessment)
    if announcement is None:
        return None
    ended = (AnnouncementState.PUBLISHED, AnnouncementState.DISCARDED)
    begun = announcement.supplements.filter(purpose=Purpose.RESCHEDULING).exclude(state__in=ended).order_by("id").last()
    if begun is not None:
        return WayOut("继续办理改期公告", reverse("announcements:announcement_desk", args=[begun.public_id]))
    query = urlencode({"purpose": Purpose.RESCHEDULING})
    url = f"{reverse('announcements:supplement_draft', args=[announcement.public_id])}?{query}"
    return WayOut("起草改期补充公告", url)
