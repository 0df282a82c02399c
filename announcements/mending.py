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
        mended = mended_at(reason, assessment)
        return reason if mended == _desk(announcement) else replace(reason, url=mended)
    if reason.field == "planned_date" and assessment.planned:
        wanted = announcement.amendments.get("assessment", {}).get("exam_date", "")
        return replace(reason, url=_move_the_line(assessment.planned, wanted))
    return reason


def mended_at(reason: Reason, assessment: Assessment) -> str:
    """For an assessment that is not announced yet: its own form, or the annual plan and supplements to it; while its
    announcement is on its way, the desk where that is recalled first (R1.3)."""
    planned = assessment.planned
    if reason.field == "planned":
        return (
            reverse("announcements:plan_detail", args=[planned.plan.year])
            if planned
            else reverse("announcements:plan_list")
        )
    if planned and reason.clause == "R1.1" and reason.field == "exam_date":
        return _move_the_line(planned, assessment.exam_date.isoformat())
    announcement = announcement_of(assessment)
    if announcement and announcement.state != AnnouncementState.DRAFT:
        return _desk(announcement)
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


def ways_out_of_lock(assessment: Assessment) -> list[WayOut]:
    """The pages from which a locked assessment gets another date or is given up, the likeliest first (R1.2, R4.2)."""
    announcement = announcement_of(assessment)
    if assessment.announced_at is None:
        return _before_announcement(assessment, announcement)
    return _after_announcement(announcement) if announcement else []


def _before_announcement(assessment: Assessment, draft: Announcement | None) -> list[WayOut]:
    """Its own form; where the year's announcement named the old date, a supplement to that too."""
    if draft and draft.state != AnnouncementState.DRAFT:
        return [WayOut("先收回公告，再另定鉴定日期", _desk(draft))]
    ways = [WayOut("另定鉴定日期", reverse("announcements:assessment_edit", args=[assessment.public_id]))]
    planned = assessment.planned
    if planned and planned.announced_at:
        ways.append(WayOut("年度计划中改期", _move_the_line(planned, "")))
    if draft:
        return [
            *ways,
            WayOut("不再举行：作废草稿", reverse("announcements:announcement_discard", args=[draft.public_id])),
        ]
    return [*ways, WayOut("不再举行：撤销批次", reverse("announcements:assessment_drop", args=[assessment.public_id]))]


def _after_announcement(announcement: Announcement) -> list[WayOut]:
    ended = (AnnouncementState.PUBLISHED, AnnouncementState.DISCARDED)
    begun = announcement.supplements.filter(purpose=Purpose.RESCHEDULING).exclude(state__in=ended).order_by("id").last()
    if begun is not None:
        return [WayOut("继续办理改期公告", _desk(begun))]
    draft = reverse("announcements:supplement_draft", args=[announcement.public_id])
    return [
        WayOut("起草改期补充公告", f"{draft}?{urlencode({'purpose': Purpose.RESCHEDULING})}"),
        WayOut("不再举行：起草撤销公告", f"{draft}?{urlencode({'purpose': Purpose.WITHDRAWAL})}"),
    ]


def _desk(announcement: Announcement) -> str:
    return reverse("announcements:announcement_desk", args=[announcement.public_id])
