"""Assessments being run in the tests: settled with the centre, noticed, ticketed, held, scored, released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db import transaction

from announcements.models import Assessment
from exams import selectors, services
from exams.enums import BagState, CheckInOutcome, HandOutMethod, ScoreStatus
from exams.models import AdmissionTicket, MarkingCode, PaperBag
from registration.models import Application
from sessions.enums import Post
from sessions.models import (
    CentreAnswer,
    Duty,
    Filing,
    FilingPackage,
    RefusedApplicant,
    Seat,
    SessionRoom,
    Settlement,
    StaffMember,
)
from station import clock, numbering
from station.enums import Role
from station.identifiers import new_code, new_public_id
from station.models import Document, User
from tests.factories.sessions import Office, Round, approved_round, make_centre
from tests.factories.station import make_user

SETTLED = clock.at(date(2026, 10, 14), 10)
NOTICED = clock.at(date(2026, 10, 15), 10)
EARLY = clock.at(date(2026, 10, 16), 10)  # one working day before the window opens
IN_TIME = clock.at(date(2026, 10, 20), 10)  # the window is 10-19 to 10-21
LATE = clock.at(date(2026, 10, 22), 10)
DAY_BEFORE = clock.at(date(2026, 10, 23), 15)
MARKED = clock.at(date(2026, 10, 26), 9)
RELEASED = clock.at(date(2026, 10, 28), 10)


@dataclass
class Site:
    """Who runs the day and who touches the scores; each a person of their own."""

    @cached_property
    def affairs(self) -> User:
        return self._holder("affairs", Role.EXAM_AFFAIRS_OFFICER, "考务员子")

    @cached_property
    def director(self) -> User:
        return self._holder("director", Role.DIRECTOR, "所长丙")

    @cached_property
    def custodian(self) -> User:
        return self._holder("custodian", Role.PAPER_CUSTODIAN, "保密员丑")

    @cached_property
    def registrar(self) -> User:
        return self._holder("registrar", Role.REGISTRATION_OFFICER, "受理员丁")

    @cached_property
    def first_clerk(self) -> User:
        return self._holder("clerk1", Role.SCORE_CLERK, "登分员寅")

    @cached_property
    def second_clerk(self) -> User:
        return self._holder("clerk2", Role.SCORE_CLERK, "登分员卯")

    @cached_property
    def third_clerk(self) -> User:
        return self._holder("clerk3", Role.SCORE_CLERK, "登分员未")

    @cached_property
    def adjudicator(self) -> User:
        return self._holder("adjudicator", Role.ADJUDICATOR, "裁定员辰")

    @cached_property
    def charlie(self) -> User:
        """An insider without any business here."""
        return self._holder("charlie", Role.SEAL_KEEPER, "查理")

    @cached_property
    def alice(self) -> User:
        return self._holder("alice", Role.CANDIDATE, "爱丽丝")

    @staticmethod
    def _holder(username: str, role: Role, name: str) -> User:
        found = User.objects.filter(username=username).first()
        return found or make_user(username, role, name=name, password="kaowu-2026")


PASSWORD = "kaowu-2026"


def settled_round(people: int = 2, **options: object) -> Round:
    """Approved by the centre and paid for (R4.3); nothing of this stage done yet. The filing is written as bare rows."""
    made = approved_round(people, **options)
    settle(made)
    made.assessment.refresh_from_db()
    return made


def settle(made: Round, *, refused: Sequence[Application] = ()) -> None:
    """The filing, the centre's answer and the settlement."""
    people, number = Office(), FilingPackage.objects.count() + 1
    with transaction.atomic():
        version = numbering.take("package.version", made.assessment.pk)
    document = Document.objects.create(
        kind="package", title="申报材料", serial=f"SB-2026-{number:04d}", facts_hash="0", file="x.zip", mime="application/zip",
        sha256="0", size=1, issued_at=SETTLED,
    )  # fmt: skip
    package = FilingPackage.objects.create(
        assessment=made.assessment, plan=made.plan, version=version,
        state="filed", document=document, manifest={},
        built_by=people.planner, built_at=SETTLED,
    )  # fmt: skip
    filing = Filing.objects.create(
        package=package, centre=make_centre(), method="in_person", received_on=date(2026, 10, 9),
        due=date(2026, 10, 12), filed_by=people.planner, recorded_at=SETTLED,
    )  # fmt: skip
    answer = CentreAnswer.objects.create(
        filing=filing, outcome="partly" if refused else "approved", document_number="济鉴核〔2026〕12号",
        answered_on=date(2026, 10, 13), recorded_by=people.planner, recorded_at=SETTLED,
    )  # fmt: skip
    for application in refused:
        RefusedApplicant.objects.create(answer=answer, application=application, reason="材料不符")
    Settlement.objects.create(
        answer=answer, lines=[], amount=0, receipt_number=f"示例-{number:04d}", paid_on=clock.local_date(SETTLED),
        paid_by=people.planner, recorded_at=SETTLED,
    )  # fmt: skip


def noticed_round(people: int = 2, **options: object) -> Round:
    made = settled_round(people, **options)
    record_notice(made.assessment)
    return made


def record_notice(assessment: Assessment) -> None:
    services.record_notice(
        assessment=assessment,
        number="济鉴通〔2026〕8号",
        received_on=clock.local_date(NOTICED),
        actor=Site().affairs,
        now=NOTICED,
    )


def ticketed_round(people: int = 2, **options: object) -> Round:
    made = noticed_round(people, **options)
    make_tickets(made)
    return made


def make_tickets(made: Round) -> None:
    services.make_tickets(assessment=made.assessment, actor=Site().affairs, now=IN_TIME)


def first_ticket(made: Round) -> AdmissionTicket:
    return selectors.tickets_of(made.assessment).order_by("number").first()


def hand_out_all(made: Round, *, now: datetime = IN_TIME) -> None:
    for ticket in selectors.tickets_of(made.assessment):
        services.hand_out_ticket(ticket=ticket, method=HandOutMethod.COUNTER, actor=Site().affairs, now=now)


def rooms_of(made: Round) -> list[SessionRoom]:
    return list(selectors.rooms_of(made.assessment))


def seats_of(made: Round) -> list[Seat]:
    return list(selectors.seats_of(made.assessment))


def give_account(member: StaffMember, *roles: str) -> User:
    """A login for somebody who serves in the plan."""
    if member.user is None:
        member.user = make_user(f"member{member.pk}", *roles, name=member.name, password=PASSWORD)
        member.save(update_fields=["user"])
    return member.user


def invigilator_of(room: SessionRoom, *, other: bool = False) -> User:
    """Whoever the plan puts into this room: invigilator or examiner; with `other`, the second one."""
    duties = Duty.objects.filter(
        session_room=room, post__in=[Post.INVIGILATOR, Post.EXAMINER, Post.EXAMINER_HEAD]
    ).select_related("member__user")
    return give_account(duties.order_by("id")[1 if other else 0].member, Role.INVIGILATOR)


def bags_of(made: Round) -> list[PaperBag]:
    return services.register_bags(assessment=made.assessment, actor=Site().custodian, now=DAY_BEFORE)


def start_of(bag: PaperBag) -> datetime:
    return bag.session_room.exam_session.starts_at


def moment_of(bag: PaperBag, step: str) -> datetime:
    """When a well-run day reaches this step."""
    start, end = start_of(bag), bag.session_room.exam_session.ends_at
    return {
        BagState.STORED: start - timedelta(days=1),
        BagState.AT_OFFICE: start - timedelta(minutes=65),
        BagState.IN_ROOM: start - timedelta(minutes=30),
        BagState.OPENED: start - timedelta(minutes=5),
        BagState.RESEALED: end,
        BagState.RETURNED: end + timedelta(minutes=30),
        BagState.MARKING: end + timedelta(minutes=60),
    }[step]


def hand_over(bag: PaperBag, step: str, **changes: object) -> object:
    """One proper handover; `changes` make it improper."""
    last = bag.custody_entries.select_related("received_by").order_by("-sequence").first()
    giver = last.received_by if last else Site().affairs
    values: dict[str, object] = {
        "handed_over_by": giver,
        "received_by": Site().custodian if giver == Site().affairs else Site().affairs,
        "seal_number": "F-0001" if step not in (BagState.RESEALED, BagState.RETURNED, BagState.MARKING) else "F-0002",
        "seal_intact": True,
        "copies_counted": bag.copies + bag.spare_copies,
        "place": "考务办公室",
        "now": moment_of(bag, step),
        **changes,
    }
    values.setdefault("actor", values["received_by"])
    return services.hand_over_bag(bag=bag, step=step, **values)


def carry_to(bag: PaperBag, target: str) -> None:
    """Properly, step by step, up to `target`."""
    steps = list(BagState)
    for step in steps[steps.index(bag.state) + 1 : steps.index(target) + 1]:
        hand_over(bag, step)
        bag.refresh_from_db()


def check_in_all(made: Round, *, absent: tuple[Seat, ...] = ()) -> None:
    for seat in seats_of(made):
        if seat not in absent:
            services.check_in(
                seat=seat,
                outcome=CheckInOutcome.ADMITTED,
                actor=Site().affairs,
                now=seat.session_room.exam_session.starts_at - timedelta(minutes=20),
            )


def codes_of(made: Round) -> list[MarkingCode]:
    return services.make_marking_codes(assessment=made.assessment, actor=Site().affairs, now=MARKED)


def enter(code: MarkingCode, points: object, *, clerk: User, status: str = ScoreStatus.NORMAL) -> None:
    services.enter_score(marking_code=code, points=points, status=status, actor=clerk, now=MARKED)


def score_all(made: Round, points: object = 80) -> list[MarkingCode]:
    """Both clerks enter the same for everyone."""
    codes = codes_of(made)
    for code in codes:
        enter(code, points, clerk=Site().first_clerk)
        enter(code, points, clerk=Site().second_clerk)
    return codes


def lock_all(made: Round, points: object = 80) -> None:
    score_all(made, points)
    services.lock_scores(assessment=made.assessment, actor=Site().adjudicator, now=MARKED)


def release(made: Round) -> object:
    return services.release_results(
        assessment=made.assessment, reported_on=clock.local_date(RELEASED), actor=Site().director, now=RELEASED
    )


def workbook(*rows: tuple[object, ...], title: str = "准备清单") -> bytes:
    """An Excel file with these rows."""
    import io

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def settled_copy(made: Round) -> Assessment:
    """Another assessment at the desk, settled and noticed, as bare rows: for lists that must not cost more."""
    count = Assessment.objects.count()
    columns = Assessment.objects.filter(pk=made.assessment.pk).values().get()
    copy = Assessment(**{**columns, "id": None, "public_id": new_public_id(), "code": f"2026-9{count:02d}"})
    copy.save(force_insert=True)
    package = FilingPackage.objects.get(assessment=made.assessment)
    document = Document.objects.get(pk=package.document_id)
    document.pk, document.public_id = None, new_public_id()
    document.serial, document.verification_code = f"SB-2026-9{count:02d}", new_code()
    document.save(force_insert=True)
    filed = FilingPackage.objects.create(
        assessment=copy, plan=package.plan, version=1, state="filed", document=document, manifest={},
        built_by=package.built_by, built_at=SETTLED,
    )  # fmt: skip
    filing = Filing.objects.create(
        package=filed, centre=package.filing.centre, method="in_person", received_on=date(2026, 10, 9),
        due=date(2026, 10, 12), filed_by=package.built_by, recorded_at=SETTLED,
    )  # fmt: skip
    answer = CentreAnswer.objects.create(
        filing=filing, outcome="approved", document_number="核", answered_on=date(2026, 10, 13),
        recorded_by=package.built_by, recorded_at=SETTLED,
    )  # fmt: skip
    Settlement.objects.create(
        answer=answer, lines=[], amount=0, receipt_number=f"示例-9{count:02d}", paid_on=clock.local_date(SETTLED),
        paid_by=package.built_by, recorded_at=SETTLED,
    )  # fmt: skip
    record_notice(copy)
    return copy
