"""Shared reads. Later stages read assessments through these."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from announcements.enums import AnnouncementKind, AnnouncementState
from announcements.models import (
    Announcement,
    AnnualPlan,
    Assessment,
    Enquiry,
    Offering,
    OfferingSubject,
    PlannedAssessment,
    PlannedOffering,
)
from station import clock
from station.enums import Role
from station.identifiers import is_public_id
from station.models import User

# Their work begins when the rooms are opened: they see an assessment once it is announced.
DAY_ROLES = frozenset({Role.EXAMINER, Role.INVIGILATOR, Role.SCORE_CLERK, Role.ADJUDICATOR})


# --- lists ------------------------------------------------------------------------------------------------------------


def published_announcements() -> QuerySet[Announcement]:
    return Announcement.objects.filter(state=AnnouncementState.PUBLISHED)


def announced_assessments() -> QuerySet[Assessment]:
    return Assessment.objects.filter(announced_at__isnull=False)


def open_for_registration(now: datetime) -> QuerySet[Assessment]:
    """By the clock alone: half-open, so that a candidate is never let in late by a dead worker (R2.1)."""
    return announced_assessments().filter(registration_from__lte=now, registration_until__gt=now, withdrawn_at=None)


def assessments_visible_to(user: User) -> QuerySet[Assessment]:
    """All for the office; for those who only work on the day, what is announced; nothing for outsiders."""
    if not user.is_station_staff:
        return Assessment.objects.none()
    return Assessment.objects.all() if user.roles - DAY_ROLES - {Role.CANDIDATE} else announced_assessments()


def offerings_in_order() -> QuerySet[Offering]:
    """With occupation and subjects loaded; by occupation, the lowest level first."""
    return Offering.objects.select_related("occupation").prefetch_related(
        Prefetch("subjects", queryset=OfferingSubject.objects.order_by("id"))
    )


def announcements_at_the_desk() -> QuerySet[Announcement]:
    return Announcement.objects.select_related("assessment", "plan", "amends", "drafted_by").order_by(
        "-drafted_at", "-id"
    )


def published_supplements(announcement: Announcement) -> QuerySet[Announcement]:
    return announcement.supplements.filter(state=AnnouncementState.PUBLISHED).order_by("published_at", "id")


def open_enquiries() -> QuerySet[Enquiry]:
    return (
        Enquiry.objects.filter(answered_at=None, set_aside_at=None)
        .select_related("assessment")
        .order_by("asked_at", "id")
    )


def latest_annual_announcement() -> Announcement | None:
    return (
        published_announcements()
        .filter(kind=AnnouncementKind.ANNUAL)
        .select_related("plan")
        .defer("content", "amendments", "changes")
        .order_by("-plan__year")
        .first()
    )


def announcement_of(assessment: Assessment) -> Announcement | None:
    """The assessment's own announcement, in whatever state; supplements hang on it."""
    return _standing(assessment.announcements.filter(kind=AnnouncementKind.ASSESSMENT))


def annual_announcement_of(plan: AnnualPlan) -> Announcement | None:
    return _standing(plan.announcements.filter(kind=AnnouncementKind.ANNUAL))


def _standing(announcements: QuerySet[Announcement]) -> Announcement | None:
    """Of its kind there is one that was not discarded."""
    return announcements.exclude(state=AnnouncementState.DISCARDED).select_related("document").first()


def planned_assessments_of(plan: AnnualPlan) -> QuerySet[PlannedAssessment]:
    return plan.planned_assessments.prefetch_related(
        Prefetch("offerings", queryset=PlannedOffering.objects.select_related("occupation"))
    ).order_by("sequence")


def assessments_of_scopes(scopes: Collection[str]) -> QuerySet[Assessment]:
    """The assessments whose public ids these are; an audit scope may also be something else, or nothing."""
    return Assessment.objects.filter(public_id__in=[scope for scope in scopes if is_public_id(scope)])


def assessments_not_over(now: datetime) -> QuerySet[Assessment]:
    """Assessments whose last exam day has not passed, less the withdrawn: their deadlines are still watched."""
    standing = Assessment.objects.filter(exam_until__gte=clock.local_date(now), withdrawn_at=None)
    return standing.order_by("exam_date", "id")
