"""Shared reads. Later stages read assessments through these."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from announcements import rules
from announcements.enums import AnnouncementKind, AnnouncementState
from announcements.facts import (
    AssessmentFacts,
    OfferingFacts,
    PlanFacts,
    PlannedFacts,
    PlannedLine,
    SubjectFacts,
    SupplementFacts,
)
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
from station import calendar, clock
from station.enums import Role
from station.identifiers import is_public_id
from station.models import User

Facts = AssessmentFacts | PlanFacts | SupplementFacts

# Their work begins when the rooms are opened: they see an assessment once it is announced.
DAY_ROLES = frozenset({Role.EXAMINER, Role.INVIGILATOR, Role.SCORE_CLERK, Role.ADJUDICATOR})


# --- lists ------------------------------------------------------------------------------------------------------------


def published_announcements() -> QuerySet[Announcement]:
    return Announcement.objects.filter(state=AnnouncementState.PUBLISHED)


def announced_assessments() -> QuerySet[Assessment]:
    return Assessment.objects.filter(announced_at__isnull=False)


def open_for_registration(now: datetime) -> QuerySet[Assessment]:
    """By the clock alone: half-open, so that a candidate is never let in late by a dead worker (R2.1)."""
    return announced_assessments().filter(registration_from__lte=now, registration_until__gt=now)


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


def public_list(
    *,
    now: datetime,
    words: str = "",
    occupation: int | None = None,
    level: int | None = None,
    month: date | None = None,
    open_only: bool = False,
) -> QuerySet[Announcement]:
    """Published announcements of assessments, the next exam first; occupation and level hold of one offering."""
    rows = published_announcements().filter(kind=AnnouncementKind.ASSESSMENT)
    if occupation or level:
        wanted = Offering.objects.filter(assessment=OuterRef("assessment"))
        wanted = wanted.filter(occupation=occupation) if occupation else wanted
        rows = rows.filter(Exists(wanted.filter(level=level) if level else wanted))
    if words:
        rows = rows.filter(
            Q(title__icontains=words)
            | Q(assessment__scope__icontains=words)
            | Exists(Offering.objects.filter(assessment=OuterRef("assessment"), occupation__name__icontains=words))
        )
    if month:
        rows = rows.filter(assessment__exam_date__year=month.year, assessment__exam_date__month=month.month)
    if open_only:
        rows = rows.filter(assessment__registration_from__lte=now, assessment__registration_until__gt=now)
    return (
        rows.select_related("assessment__place")
        .prefetch_related(Prefetch("assessment__offerings", queryset=Offering.objects.select_related("occupation")))
        .annotate(supplement_count=Count("supplements", filter=Q(supplements__state=AnnouncementState.PUBLISHED)))
        .order_by("-assessment__exam_date", "-id")
    )


def announcements_at_the_desk() -> QuerySet[Announcement]:
    return Announcement.objects.select_related("assessment", "plan", "amends", "drafted_by").order_by(
        "-drafted_at", "-id"
    )


def published_supplements(announcement: Announcement) -> QuerySet[Announcement]:
    return announcement.supplements.filter(state=AnnouncementState.PUBLISHED).order_by("published_at", "id")


def answered_enquiries(assessment: Assessment) -> QuerySet[Enquiry]:
    return assessment.enquiries.filter(answered_at__isnull=False).order_by("-answered_at", "-id")


def open_enquiries() -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(answered_at=None).select_related("assessment").order_by("asked_at", "id")


def latest_annual_announcement() -> Announcement | None:
    return (
        published_announcements()
        .filter(kind=AnnouncementKind.ANNUAL)
        .select_related("plan")
        .order_by("-plan__year")
        .first()
    )


def announcement_of(assessment: Assessment) -> Announcement | None:
    """The assessment's own announcement, in whatever state; supplements hang on it."""
    return assessment.announcements.filter(kind=AnnouncementKind.ASSESSMENT).select_related("document").first()


def annual_announcement_of(plan: AnnualPlan) -> Announcement | None:
    return plan.announcements.filter(kind=AnnouncementKind.ANNUAL).select_related("document").first()


# --- what an announcement says ----------------------------------------------------------------------------------------------


def facts_of(announcement: Announcement) -> Facts:
    if announcement.kind == AnnouncementKind.ANNUAL:
        assert announcement.plan is not None
        return plan_facts(announcement.plan, before_supplements=True)
    if announcement.kind == AnnouncementKind.ASSESSMENT:
        assert announcement.assessment is not None
        return assessment_facts(announcement.assessment)
    return supplement_facts(announcement)


def assessment_facts(assessment: Assessment) -> AssessmentFacts:
    return AssessmentFacts(
        title=assessment.title,
        code=assessment.code,
        category=assessment.category,
        audience=assessment.audience,
        scope=assessment.scope,
        exam_date=assessment.exam_date,
        exam_until=assessment.exam_until,
        exam_time=assessment.exam_time,
        place=assessment.place.name,
        address=assessment.place.address,
        registration_from=assessment.registration_from,
        registration_until=assessment.registration_until,
        registration_place=assessment.registration_place,
        enquiry_phone=assessment.enquiry_phone,
        notes=assessment.notes,
        offerings=tuple(map(_offering_facts, offerings_in_order().filter(assessment=assessment))),
        planned=_planned_facts(assessment),
    )


def _offering_facts(offering: Offering) -> OfferingFacts:
    subjects = tuple(
        SubjectFacts(item.subject, item.mode, item.minutes, f"{item.pass_mark.normalize():f}")
        for item in offering.subjects.all()
    )
    return OfferingFacts(
        occupation=offering.occupation.name,
        occupation_code=offering.occupation.code,
        level=offering.level,
        subjects=subjects,
        qualifications=offering.qualifications,
        documents_to_bring=offering.documents_to_bring,
        capacity=offering.capacity,
        public_id=str(offering.public_id),
    )


def _planned_facts(assessment: Assessment) -> PlannedFacts | None:
    planned = assessment.planned
    if planned is None:
        return None
    other = planned.assessments.exclude(pk=assessment.pk).filter(announced_at__isnull=False).first()
    return PlannedFacts(
        name=str(planned),
        exam_date=planned.exam_date,
        category=planned.category,
        audience=planned.audience,
        scope=planned.scope,
        offerings=frozenset(planned.offerings.values_list("occupation__name", "level")),
        announced=planned.announced_at is not None,
        taken_by=str(other) if other else "",
    )


def planned_lines(rows: Iterable[PlannedAssessment]) -> tuple[PlannedLine, ...]:
    return tuple(
        PlannedLine(
            sequence=row.sequence,
            category=row.category,
            audience=row.audience,
            scope=row.scope,
            exam_date=row.exam_date,
            offerings=tuple((item.occupation.name, item.level) for item in row.offerings.all()),
        )
        for row in rows
    )


def planned_assessments_of(plan: AnnualPlan) -> QuerySet[PlannedAssessment]:
    return plan.planned_assessments.prefetch_related(
        Prefetch("offerings", queryset=PlannedOffering.objects.select_related("occupation"))
    ).order_by("sequence")


def plan_facts(plan: AnnualPlan, *, before_supplements: bool = False) -> PlanFacts:
    lines = planned_assessments_of(plan)
    if before_supplements:
        lines = lines.filter(added_by_supplement=None)
    return PlanFacts(
        year=plan.year,
        qualifications=plan.qualifications,
        enquiry_phone=plan.enquiry_phone,
        notes=plan.notes,
        lines=planned_lines(lines),
    )


def supplement_facts(announcement: Announcement) -> SupplementFacts:
    original = announcement.amends
    assert original is not None
    adds = announcement.planned_assessments_added.prefetch_related("offerings__occupation").order_by("sequence")
    return SupplementFacts(
        changes=announcement.changes,
        original_title=original.title,
        original_number=original.number or "",
        original_date=clock.local_date(original.published_at) if original.published_at else None,
        adds=planned_lines(adds),
    )


def content_of(announcement: Announcement, *, number: str = "", published_on: date | None = None) -> dict[str, Any]:
    """The canonical text: frozen when published, a preview before. The published one is read from the row itself."""
    if announcement.content is not None:
        return announcement.content
    return {
        "kind": announcement.kind,
        "title": announcement.title,
        "issuer": settings.STATION_NAME,
        "number": number,
        "published_on": published_on.isoformat() if published_on else "",
        **facts_of(announcement).as_content(),
    }


def checks_of(announcement: Announcement, now: datetime) -> list[rules.Check]:
    """The rule check as of now (R1.3), for the preview and for every step towards publication."""
    facts = facts_of(announcement)
    today = clock.local_date(now)
    if isinstance(facts, AssessmentFacts):
        return rules.publication_checks(facts, today, calendar.current())
    if isinstance(facts, PlanFacts):
        return rules.annual_checks(facts, today)
    return rules.supplement_checks(facts)


def assessments_of_scopes(scopes: Collection[str]) -> QuerySet[Assessment]:
    """The assessments whose public ids these are; an audit scope may also be something else, or nothing."""
    return Assessment.objects.filter(public_id__in=[scope for scope in scopes if is_public_id(scope)])


def assessments_not_over(now: datetime) -> QuerySet[Assessment]:
    """Assessments whose last exam day has not passed, less the withdrawn: their deadlines are still watched."""
    standing = Assessment.objects.filter(exam_until__gte=clock.local_date(now), withdrawn_at=None)
    return standing.order_by("exam_date", "id")
