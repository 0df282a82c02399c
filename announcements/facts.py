"""What an announcement says, as plain values: what the rules judge and what is frozen at publication (R1.1, R1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from announcements.enums import Audience, OrderedBy, Purpose
from station import clock
from station.enums import Category, ExamMode, Level, Subject


@dataclass(frozen=True)
class SubjectFacts:
    subject: str
    mode: str
    minutes: int
    pass_mark: str

    def as_content(self) -> dict[str, Any]:
        return {
            "subject": Subject(self.subject).label,
            "mode": ExamMode(self.mode).label,
            "minutes": self.minutes,
            "pass_mark": self.pass_mark,
        }


@dataclass(frozen=True)
class OfferingFacts:
    """`public_id` leads to the application form; it is part of what was announced."""

    occupation: str
    level: int
    subjects: tuple[SubjectFacts, ...] = ()
    qualifications: str = ""
    documents_to_bring: str = ""
    capacity: int | None = None
    occupation_code: str = ""
    public_id: str = ""

    @property
    def name(self) -> str:
        return f"{self.occupation} {Level(self.level).label}"

    def as_content(self) -> dict[str, Any]:
        return {
            "id": self.public_id,
            "occupation": self.occupation,
            "occupation_code": self.occupation_code,
            "level": self.level,
            "level_label": Level(self.level).label,
            "capacity": self.capacity,
            "subjects": [subject.as_content() for subject in self.subjects],
            "qualifications": self.qualifications,
            "documents_to_bring": self.documents_to_bring,
        }


@dataclass(frozen=True)
class PlannedFacts:
    """The line of the annual plan an assessment belongs to; `announced` once an annual announcement or supplement named it."""

    name: str
    exam_date: date
    category: str
    audience: str
    scope: str
    offerings: frozenset[tuple[str, int]]
    announced: bool
    taken_by: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class AssessmentFacts:
    title: str
    code: str
    category: str
    audience: str
    scope: str
    exam_date: date
    exam_until: date
    exam_time: str
    place: str
    address: str
    registration_from: datetime
    registration_until: datetime
    registration_place: str
    enquiry_phone: str
    notes: str
    offerings: tuple[OfferingFacts, ...]
    planned: PlannedFacts | None = None

    @property
    def is_unified(self) -> bool:
        return Category(self.category).is_unified

    def as_content(self) -> dict[str, Any]:
        """Canonical JSON values: dates ISO, moments in Shanghai time, words as they were announced."""
        return {
            "assessment_title": self.title,
            "code": self.code,
            "category": Category(self.category).label,
            "audience": Audience(self.audience).label,
            "scope": self.scope,
            "exam_date": self.exam_date.isoformat(),
            "exam_until": self.exam_until.isoformat(),
            "exam_time": self.exam_time,
            "place": self.place,
            "address": self.address,
            "registration_from": self.registration_from.astimezone(clock.ZONE).isoformat(),
            "registration_until": self.registration_until.astimezone(clock.ZONE).isoformat(),
            "registration_place": self.registration_place,
            "enquiry_phone": self.enquiry_phone,
            "notes": self.notes,
            "offerings": [offering.as_content() for offering in self.offerings],
        }


@dataclass(frozen=True)
class PlannedLine:
    """One line as the annual announcement names it."""

    sequence: int
    category: str
    audience: str
    scope: str
    exam_date: date
    offerings: tuple[tuple[str, int], ...]
    withdrawn: bool = False

    @property
    def name(self) -> str:
        return f"第{self.sequence}次鉴定"

    def as_content(self) -> dict[str, Any]:
        # Only said of a line that was withdrawn: what was announced without the word stands as it was.
        standing = {"withdrawn": True} if self.withdrawn else {}
        return standing | {
            "sequence": self.sequence,
            "category": Category(self.category).label,
            "audience": Audience(self.audience).label,
            "scope": self.scope,
            "exam_date": self.exam_date.isoformat(),
            "offerings": [
                {"occupation": occupation, "level": level, "level_label": Level(level).label}
                for occupation, level in self.offerings
            ],
        }


@dataclass(frozen=True)
class PlanFacts:
    year: int
    qualifications: str
    enquiry_phone: str
    notes: str
    lines: tuple[PlannedLine, ...]

    def as_content(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "times": sum(not line.withdrawn for line in self.lines),
            "qualifications": self.qualifications,
            "enquiry_phone": self.enquiry_phone,
            "notes": self.notes,
            "lines": [line.as_content() for line in self.lines],
        }


@dataclass(frozen=True)
class Difference:
    """One thing as it was announced and as it shall be, in the words of the page and the paper. `of`: which row."""

    key: str
    label: str
    of: str
    before: str
    after: str

    def as_content(self) -> dict[str, str]:
        return {"key": self.key, "label": self.label, "of": self.of, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class LineChange:
    """A line of the annual plan before and after; `held_by` the announced assessment that belongs to it."""

    before: PlannedLine
    after: PlannedLine
    key: str = ""
    held_by: str = ""


@dataclass(frozen=True)
class OrderFacts:
    """The document that orders a postponement, and what it waives (R4.2)."""

    by: str = ""
    number: str = ""
    day: date | None = None
    waives_notice: bool = False
    waives_filing: bool = False

    def as_content(self) -> dict[str, str]:
        by = OrderedBy(self.by).label if self.by else ""
        return {"by": by, "number": self.number, "date": self.day.isoformat() if self.day else ""}

    @property
    def waived(self) -> list[str]:
        found = []
        if self.waives_notice:
            found.append("依该文件，本次改定日期不受鉴定前45天发布公告的限制（R1.2）")
        if self.waives_filing:
            found.append("依该文件，已提交的申报材料继续有效，不再另行申报（R4.2）")
        return found


@dataclass(frozen=True)
class SupplementFacts:
    """What a supplement says, and what would be in force with it. `before` and `after` for an assessment's announcement."""

    changes: str
    original_title: str
    original_number: str
    original_date: date | None
    adds: tuple[PlannedLine, ...] = ()
    purpose: str = Purpose.ADDITION
    differences: tuple[Difference, ...] = ()
    before: AssessmentFacts | None = None
    after: AssessmentFacts | None = None
    lines: tuple[LineChange, ...] = ()
    plan: PlanFacts | None = None
    order: OrderFacts = OrderFacts()
    filed: bool = False
    withdrawn: bool = False
    stale: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def changed(self) -> frozenset[str]:
        """The fields of the assessment that it amends."""
        return frozenset(item.key for item in self.differences if not item.of)

    @property
    def moves_the_day(self) -> bool:
        return self.before is not None and self.after is not None and self.before.exam_date != self.after.exam_date

    def as_content(self) -> dict[str, Any]:
        content: dict[str, Any] = {
            "purpose": self.purpose,
            "purpose_label": Purpose(self.purpose).label,
            "changes": self.changes,
            "original_title": self.original_title,
            "original_number": self.original_number,
            "original_date": self.original_date.isoformat() if self.original_date else "",
            "adds": [line.as_content() for line in self.adds],
            "amendments": [item.as_content() for item in self.differences],
        }
        if self.purpose == Purpose.POSTPONEMENT:
            content |= {"order": self.order.as_content(), "waived": self.order.waived}
        if self.purpose != Purpose.WITHDRAWAL or self.plan:
            in_force = self.after or self.plan
            content |= {"in_force": in_force.as_content()} if in_force else {}
        return content


def revived(content: Mapping[str, Any]) -> dict[str, Any]:
    """Frozen content with its dates and moments as such again, for pages and papers; everything else as it was written."""
    made = dict(content)
    for key in ("exam_date", "exam_until", "original_date"):
        if made.get(key):
            made[key] = date.fromisoformat(made[key])
    for key in ("registration_from", "registration_until"):
        if made.get(key):
            made[key] = datetime.fromisoformat(made[key])
    for key in ("lines", "adds"):
        if key in made:
            made[key] = [{**line, "exam_date": date.fromisoformat(line["exam_date"])} for line in made[key]]
    if made.get("order", {}).get("date"):
        made["order"] = {**made["order"], "date": date.fromisoformat(made["order"]["date"])}
    if made.get("in_force"):
        made["in_force"] = revived(made["in_force"])
    return made
