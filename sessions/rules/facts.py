"""What the rules are asked about: plain facts, gathered by `sessions.plan_facts`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from station.refusals import Reason


class Weight(StrEnum):
    MUST = "must"  # stands against submission and approval
    ADVICE = "advice"  # shown, and left to judgement


@dataclass(frozen=True)
class Finding:
    """What is wrong with a plan or a package: the fact, its clause, what would help, where it is mended."""

    text: str
    clause: str
    remedy: str = ""
    weight: Weight = Weight.MUST
    anchor: str = ""
    url: str = ""

    @property
    def reason(self) -> Reason:
        return Reason(self.text, self.clause, self.remedy, url=self.url)


def musts(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.weight is Weight.MUST]


@dataclass(frozen=True)
class Ratios:
    """The station's own figures (station.profile)."""

    theory_invigilator: int = 15
    practical_examiner: int = 5
    review_examiners: int = 3


@dataclass(frozen=True)
class Member:
    id: int
    name: str
    employer: str
    card_kind: str
    card_valid_until: date | None
    occupations: frozenset[int]


@dataclass(frozen=True)
class SeatFacts:
    subject_id: int
    candidate_id: int
    name: str
    employer: str
    group: str
    occupation_id: int
    offering: str
    level: int
    minutes: int
    row: int
    column: int


@dataclass(frozen=True)
class RoomFacts:
    """A room in one sitting."""

    id: int
    room_id: int
    label: str
    capacity: int
    seats: tuple[SeatFacts, ...] = ()


@dataclass(frozen=True)
class Sitting:
    id: int
    label: str
    subject: str
    starts: datetime
    ends: datetime
    day: date
    rooms: tuple[RoomFacts, ...] = ()

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds() // 60)

    def overlaps(self, other: "Sitting") -> bool:
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True)
class DutyFacts:
    id: int
    member: Member
    post: str
    sitting_id: int | None = None
    room_id: int | None = None


@dataclass(frozen=True)
class ToSeat:
    """One subject of one registered applicant: each has to have exactly one place."""

    subject_id: int
    name: str
    subject: str
    offering: str


@dataclass(frozen=True)
class Booking:
    """A sitting of another assessment's approved plan: what is taken by it."""

    label: str
    starts: datetime
    ends: datetime
    rooms: frozenset[int] = frozenset()
    members: frozenset[int] = frozenset()
    candidates: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PlanFacts:
    sections: dict[str, str]
    person_in_charge: bool
    first_day: date
    last_day: date
    sittings: tuple[Sitting, ...] = ()
    duties: tuple[DutyFacts, ...] = ()
    to_seat: tuple[ToSeat, ...] = ()
    one_paper_per_room: bool = True
    ratios: Ratios = field(default_factory=Ratios)
    own_institution: str = ""
    booked: tuple[Booking, ...] = ()

    def rooms(self) -> Iterator[tuple[Sitting, RoomFacts]]:
        for sitting in self.sittings:
            for room in sitting.rooms:
                yield sitting, room

    def in_room(self, room: RoomFacts) -> list[DutyFacts]:
        return [duty for duty in self.duties if duty.room_id == room.id]
