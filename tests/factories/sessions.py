"""Plans and filings of the tests: an assessment whose registration is closed, rooms, and people to serve."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from announcements.models import Assessment, Offering
from registration import services as registration
from registration.models import Application, ReceiptBook
from sessions import selectors, services
from sessions.enums import CardKind
from sessions.models import Centre, FilingPackage, ImplementationPlan, StaffMember
from station import clock
from station.enums import Category, Role, RoomKind, Sex
from station.models import Occupation, Room, User
from tests.factories.announcements import announce, make_assessment
from tests.factories.registration import Counter, paid, receipt_book
from tests.factories.station import make_occupation, make_room, make_user

CLOSED = clock.at(date(2026, 9, 28), 9)
PLANNED = clock.at(date(2026, 9, 29), 9)
FILED = clock.at(date(2026, 10, 9), 15)  # one working day before the last permitted one, 2026-10-12
ANSWERED = clock.at(date(2026, 10, 13), 10)


@dataclass
class Office:
    """Who plans, who approves, who pays, and who has no business here."""

    @cached_property
    def planner(self) -> User:
        return self._holder("planner", Role.EXAM_AFFAIRS_OFFICER, "考务员壬")

    @cached_property
    def director(self) -> User:
        return self._holder("director", Role.DIRECTOR, "所长丙")

    @cached_property
    def cashier(self) -> User:
        return self._holder("cashier", Role.CASHIER, "收费员己")

    @cached_property
    def administrator(self) -> User:
        return self._holder("administrator", Role.ADMINISTRATOR, "管理员癸")

    @cached_property
    def charlie(self) -> User:
        return self._holder("charlie", Role.SEAL_KEEPER, "查理")

    @staticmethod
    def _holder(username: str, role: Role, name: str) -> User:
        return User.objects.filter(username=username).first() or make_user(username, role, name=name)


def make_member(
    name: str, *, card: str = CardKind.NONE, occupations: Sequence[Occupation] = (), **values: object
) -> StaffMember:
    examiner = card in (CardKind.EXAMINER, CardKind.SENIOR_EXAMINER)
    facts: dict[str, object] = {
        "sex": Sex.MALE,
        "employer": "济南市技能人才服务中心",
        "card_number": f"KP{StaffMember.objects.count():04d}" if examiner else "",
        "card_valid_until": date(2027, 12, 31) if examiner else None,
        "phone": "13900000000",
    }
    return services.add_staff_member(
        name=name, card_kind=card, occupations=occupations, actor=Office().planner, now=PLANNED, **{**facts, **values}
    )


def make_members(
    occupations: Sequence[Occupation], *, others: int = 6, examiners: int = 5, seniors: int = 3
) -> list[StaffMember]:
    """Enough for a small assessment: people without a card, 考评员 and 高级考评员."""
    found = [make_member(f"监考{number}") for number in range(1, others + 1)]
    found += [
        make_member(f"考评{number}", card=CardKind.EXAMINER, occupations=occupations)
        for number in range(1, examiners + 1)
    ]
    found += [
        make_member(f"高评{number}", card=CardKind.SENIOR_EXAMINER, occupations=occupations)
        for number in range(1, seniors + 1)
    ]
    return found


def make_rooms(*, theory: int = 1, practical: int = 1, review: int = 0) -> list[Room]:
    rooms = [make_room(f"理论{number}", RoomKind.THEORY, rows=6, columns=5) for number in range(1, theory + 1)]
    rooms += [make_room(f"实操{number}", RoomKind.PRACTICAL, rows=2, columns=4) for number in range(1, practical + 1)]
    return rooms + [make_room(f"评审{number}", RoomKind.REVIEW, rows=1, columns=3) for number in range(1, review + 1)]


def make_centre(name: str = "济南市职业技能鉴定中心", *, handles_unified: bool = False) -> Centre:
    return Centre.objects.get_or_create(name=name, defaults={"handles_unified": handles_unified})[0]


@dataclass
class Round:
    """One assessment with everything around it."""

    assessment: Assessment
    applications: list[Application]
    rooms: list[Room] = field(default_factory=list)
    members: list[StaffMember] = field(default_factory=list)

    @property
    def plan(self) -> ImplementationPlan:
        plan = selectors.latest_plan(self.assessment)
        assert plan is not None
        return plan

    @property
    def package(self) -> FilingPackage:
        package = selectors.latest_package(self.assessment)
        assert package is not None
        return package


def closed_round(
    people: int = 2,
    *,
    levels: Sequence[int] = (4,),
    category: str = Category.ORDINARY,
    exam_date: date = date(2026, 10, 24),
    close: bool = True,
    photo: bool = False,
) -> Round:
    """`people` registered and paid in each level of 电工, registration closed."""
    electrician = make_occupation()
    assessment = make_assessment(*[(electrician, level) for level in levels], exam_date=exam_date, category=category)
    announce(assessment)
    if not ReceiptBook.objects.exists():
        receipt_book(last=500)
    applications = []
    for offering in assessment.offerings.order_by("-level"):
        applications += [register(offering, len(applications) + number + 1, photo=photo) for number in range(people)]
    if close:
        close_registration(assessment)
    return Round(assessment, applications)


CONDITIONS = {5: "2023-5-1", 4: "2023-4-1", 3: "2023-3-1", 2: "2023-2-1"}


def register(offering: Offering, serial: int, *, photo: bool = False, **facts: object) -> Application:
    employers = ("山东甲公司", "山东乙公司", "山东丙公司", "山东丁公司")
    facts = {"employer": employers[serial % 4], "condition": CONDITIONS[offering.level], **facts}
    return paid(offering, serial, photo=photo, **facts)


def close_registration(assessment: Assessment, now: datetime = CLOSED) -> None:
    findings = registration.proof_reading(assessment)
    registration.close_registration(
        assessment=assessment,
        settled=[(finding.key, "已核对") for finding in findings],
        actor=Counter().director,
        now=now,
    )


def proposed_round(people: int = 2, *, levels: Sequence[int] = (4,), seed: int = 1, **options: object) -> Round:
    """The same with a proposed plan, still a draft."""
    made = closed_round(people, levels=levels, **options)  # type: ignore[arg-type]
    made.rooms = make_rooms(theory=len(levels), practical=len(levels), review=int(min(levels) <= 2))
    made.members = make_members([make_occupation()])
    plan = services.create_plan(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    services.propose_plan(
        plan=plan, rooms=made.rooms, members=made.members, seed=seed, actor=Office().planner, now=PLANNED
    )
    return made


def approved_round(people: int = 2, **options: object) -> Round:
    made = proposed_round(people, **options)  # type: ignore[arg-type]
    services.submit_plan(plan=made.plan, actor=Office().planner, now=PLANNED)
    services.approve_plan(plan=made.plan, actor=Office().director, now=PLANNED, opinion="同意")
    return made


def built_round(people: int = 2, **options: object) -> Round:
    made = approved_round(people, **options)
    services.build_package(assessment=made.assessment, actor=Office().planner, now=PLANNED)
    return made


def filed_round(people: int = 2, **options: object) -> Round:
    made = built_round(people, **options)
    services.file_package(
        package=made.package,
        centre=make_centre(handles_unified=made.assessment.is_unified),
        method="in_person",
        received_on=clock.local_date(FILED),
        actor=Office().planner,
        now=FILED,
    )
    return made


def answered_round(people: int = 2, **options: object) -> Round:
    made = filed_round(people, **options)
    filing = selectors.standing_filing(made.assessment)
    services.record_answer(
        filing=filing,
        outcome="approved",
        document_number="济鉴核〔2026〕12号",
        answered_on=clock.local_date(ANSWERED),
        actor=Office().planner,
        now=ANSWERED,
    )
    return made
