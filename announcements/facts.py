"""What an announcement says, as plain values: what the rules judge and what is frozen at publication (R1.1, R1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from announcements.enums import Audience
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

    def as_content(self) -> dict[str, Any]:
        return {
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
            "times": len(self.lines),
            "qualifications": self.qualifications,
            "enquiry_phone": self.enquiry_phone,
            "notes": self.notes,
            "lines": [line.as_content() for line in self.lines],
        }


@dataclass(frozen=True)
class SupplementFacts:
    changes: str
    original_title: str
    original_number: str
    original_date: date | None
    adds: tuple[PlannedLine, ...] = ()

    def as_content(self) -> dict[str, Any]:
        return {
            "changes": self.changes,
            "original_title": self.original_title,
            "original_number": self.original_number,
            "original_date": self.original_date.isoformat() if self.original_date else "",
            "adds": [line.as_content() for line in self.adds],
        }


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
    return made
