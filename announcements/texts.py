"""What an announcement says, read from the rows: its facts, its canonical text, the rule check as of now (R1.1 to R1.3)."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from announcements import amending, amendments, rules, selectors, supplement_rules
from announcements.amendments import FIELDS, Unreadable
from announcements.enums import AnnouncementKind
from announcements.facts import (
    AssessmentFacts,
    Difference,
    LineChange,
    OfferingFacts,
    OrderFacts,
    PlanFacts,
    PlannedFacts,
    PlannedLine,
    SubjectFacts,
    SupplementFacts,
)
from announcements.models import Announcement, AnnualPlan, Assessment, Offering, PlannedAssessment
from station import calendar, clock

Facts = AssessmentFacts | PlanFacts | SupplementFacts


def facts_of(announcement: Announcement) -> Facts:
    if announcement.kind == AnnouncementKind.ANNUAL:
        assert announcement.plan is not None
        return plan_facts(announcement.plan, before_supplements=True)
    if announcement.kind == AnnouncementKind.ASSESSMENT:
        assert announcement.assessment is not None
        return assessment_facts(announcement.assessment)
    return supplement_facts(announcement)


def assessment_facts(assessment: Assessment, offerings: Sequence[Offering] | None = None) -> AssessmentFacts:
    """As the rows stand; `offerings` where they are given are not those of the database."""
    if offerings is None:
        offerings = list(selectors.offerings_in_order().filter(assessment=assessment))
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
        offerings=tuple(map(_offering_facts, offerings)),
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
    others = planned.assessments.exclude(pk=assessment.pk)
    other = others.filter(announced_at__isnull=False, withdrawn_at=None).first()
    return PlannedFacts(
        name=str(planned),
        exam_date=planned.exam_date,
        category=planned.category,
        audience=planned.audience,
        scope=planned.scope,
        offerings=frozenset(planned.offerings.values_list("occupation__name", "level")),
        announced=planned.announced_at is not None,
        taken_by=str(other) if other else "",
        withdrawn=planned.withdrawn_at is not None,
    )


def planned_line(row: PlannedAssessment) -> PlannedLine:
    return PlannedLine(
        sequence=row.sequence,
        category=row.category,
        audience=row.audience,
        scope=row.scope,
        exam_date=row.exam_date,
        offerings=tuple((item.occupation.name, item.level) for item in row.offerings.all()),
        withdrawn=row.withdrawn_at is not None,
    )


def plan_facts(plan: AnnualPlan, *, before_supplements: bool = False) -> PlanFacts:
    rows = selectors.planned_assessments_of(plan)
    if before_supplements:
        rows = rows.filter(added_by_supplement=None)
    return _plan_facts(plan, tuple(map(planned_line, rows)))


def _plan_facts(plan: AnnualPlan, lines: tuple[PlannedLine, ...]) -> PlanFacts:
    return PlanFacts(
        year=plan.year,
        qualifications=plan.qualifications,
        enquiry_phone=plan.enquiry_phone,
        notes=plan.notes,
        lines=lines,
    )


# --- a supplement: what stands, and what would stand with it -------------------------------------------------------------------


def supplement_facts(announcement: Announcement) -> SupplementFacts:
    original = announcement.amends
    assert original is not None
    reading = _Reading(announcement)
    if original.assessment is not None:
        particulars = reading.of_assessment(original.assessment)
    else:
        assert original.plan is not None
        particulars = reading.of_plan(original.plan)
    return SupplementFacts(
        changes=announcement.changes,
        original_title=original.title,
        original_number=original.number or "",
        original_date=clock.local_date(original.published_at) if original.published_at else None,
        purpose=announcement.purpose,
        order=OrderFacts(
            announcement.ordered_by,
            announcement.order_number,
            announcement.order_date,
            announcement.waives_notice,
            announcement.waives_filing,
        ),
        differences=tuple(reading.differences),
        stale=tuple(reading.stale),
        unreadable=tuple(reading.unreadable),
        **particulars,
    )


class _Reading:
    """Reads the amendments against the rows as they stand now; keeps what differs and what no longer fits."""

    def __init__(self, announcement: Announcement) -> None:
        self.announcement = announcement
        self.amendments = announcement.amendments
        self.drafted_on = announcement.amendments.get("before", {})
        self.differences: list[Difference] = []
        self.stale: list[str] = []
        self.unreadable: list[str] = []

    def of_assessment(self, assessment: Assessment) -> dict[str, Any]:
        offerings = list(selectors.offerings_in_order().filter(assessment=assessment))
        amended = self._amended(
            assessment, self.amendments.get("assessment", {}), self.drafted_on.get("assessment", {})
        )
        made = [self._row("offerings", row, str(row)) for row in offerings]
        return {
            "before": assessment_facts(assessment, offerings),
            "after": assessment_facts(amended, made),
            "filed": amending.has_standing_filing(assessment),
            "withdrawn": assessment.withdrawn_at is not None,
        }

    def of_plan(self, plan: AnnualPlan) -> dict[str, Any]:
        rows = list(selectors.planned_assessments_of(plan).prefetch_related("assessments"))
        public = [row for row in rows if row.announced_at is not None]
        adds = [row for row in rows if row.announced_at is None and self._adds(row)]
        changes, lines = [], []
        for row in public:
            made = self._row("lines", row, planned_line(row).name)
            line = planned_line(made)
            withdrawn = line.withdrawn or bool(self._values("lines", row).get("withdrawn"))
            line = replace(line, withdrawn=withdrawn)
            lines.append(line)
            if line != planned_line(row):
                changes.append(LineChange(planned_line(row), line, str(row.public_id), _holder(row)))
        added = tuple(map(planned_line, adds))
        everything = tuple(sorted([*lines, *added], key=lambda line: line.sequence))
        return {"lines": tuple(changes), "adds": added, "plan": _plan_facts(plan, everything)}

    def _adds(self, row: PlannedAssessment) -> bool:
        """Of a draft that is not saved yet, what it would add is only proposed."""
        if self.announcement.pk is None:
            return row.pk in getattr(self.announcement, "proposed_adds", ())
        return row.added_by_supplement_id == self.announcement.pk

    def _values(self, section: str, row: Any) -> dict[str, Any]:
        values: dict[str, Any] = self.amendments.get(section, {}).get(str(row.public_id), {})
        return values

    def _row(self, section: str, row: Any, of: str) -> Any:
        drafted_on = self.drafted_on.get(section, {}).get(str(row.public_id), {})
        return self._amended(row, self._values(section, row), drafted_on, of)

    def _amended(self, row: Any, values: dict[str, Any], drafted_on: dict[str, Any], of: str = "") -> Any:
        """A copy of the row, in memory, as it would be; the row itself changes at publication alone."""
        made = copy(row)
        for name, spec in FIELDS[type(row)].items():
            if name not in values:
                continue
            label = f"{of}{spec.label}"
            try:
                after = amendments.read(row, name, values[name])
            except Unreadable as error:
                self.unreadable.append(f"{label}：{error}".rstrip("。"))
                continue
            stands = amendments.written(amendments.value_of(row, name))
            if name in drafted_on and drafted_on[name] != stands:
                self.stale.append(label)
            if amendments.written(after) != stands and not _said_by_the_day(row, made, name, after):
                self.differences.append(amendments.difference(row, name, after, of=of))
            if name != "withdrawn":
                setattr(made, name, after)
        return made


def _said_by_the_day(row: Any, made: Any, name: str, after: Any) -> bool:
    """An exam of one day that moves is told of once."""
    return name == "exam_until" and row.exam_until == row.exam_date and after == made.exam_date


def _holder(row: PlannedAssessment) -> str:
    """The announced assessment that belongs to this line, if one does; from what is loaded."""
    held = [each for each in row.assessments.all() if each.announced_at and not each.withdrawn_at]
    return held[0].title if held else ""


# --- its text and its rule check --------------------------------------------------------------------------------------------------


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
    checks = supplement_rules.supplement_checks(facts, now, calendar.current())
    later = tuple(amending.reasons_against(announcement, now=now))
    return [*checks, rules.Check("报名、方案、申报和考务的情况", "R1.2", later)]
