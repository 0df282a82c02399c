"""A plan as the rules want to see it: gathered from the rows in a constant number of queries."""

from django.conf import settings

from announcements.models import OfferingSubject
from registration.enums import REGISTERED
from registration.models import ApplicationSubject, Candidate
from sessions import selectors
from sessions.enums import PlanState
from sessions.models import Duty, ExamSession, ImplementationPlan, SessionRoom, StaffMember
from sessions.rules import SECTIONS, Finding, plan_findings
from sessions.rules.facts import Booking, DutyFacts, Member, PlanFacts, RoomFacts, SeatFacts, Sitting, ToSeat
from station import clock

Minutes = dict[tuple[int, str], int]


def findings_of(plan: ImplementationPlan) -> list[Finding]:
    """Everything that stands against the plan, or should be looked at (R3.1)."""
    return plan_findings(gather(plan))


def gather(plan: ImplementationPlan) -> PlanFacts:
    assessment = plan.assessment
    minutes = minutes_of(plan)
    duties = plan.duties.select_related("member").prefetch_related("member__occupations")
    return PlanFacts(
        sections={key: getattr(plan, key) for key in SECTIONS},
        person_in_charge=plan.person_in_charge_id is not None,
        first_day=assessment.exam_date,
        last_day=assessment.exam_until,
        sittings=tuple(_sitting(row, minutes) for row in selectors.sittings_of(plan)),
        duties=tuple(map(_duty, duties)),
        to_seat=tuple(to_seat(plan)),
        one_paper_per_room=plan.one_paper_per_room,
        ratios=selectors.ratios(),
        own_institution=own_institution(),
        booked=tuple(booked_elsewhere(plan)),
    )


def booked_elsewhere(plan: ImplementationPlan) -> list[Booking]:
    """Sittings of other assessments on the same days, by their newest approved plans."""
    first, last = clock.at(plan.assessment.exam_date), clock.end_of(plan.assessment.exam_until)
    rows = (
        ExamSession.objects.filter(plan__state=PlanState.APPROVED, starts_at__lt=last, ends_at__gt=first)
        .exclude(plan__assessment=plan.assessment_id)
        .select_related("plan__assessment")
        .prefetch_related("session_rooms", "duties", "session_rooms__seats__application_subject__application")
        .order_by("-plan__version", "sequence")
    )
    newest: dict[int, int] = {}
    found = []
    for row in rows:
        if newest.setdefault(row.plan.assessment_id, row.plan_id) == row.plan_id:
            found.append(_booking(row))
    return found


def _booking(row: ExamSession) -> Booking:
    rooms = list(row.session_rooms.all())
    return Booking(
        label=f"{row.plan.assessment.title}{row}",
        starts=row.starts_at,
        ends=row.ends_at,
        rooms=frozenset(room.room_id for room in rooms),
        members=frozenset(duty.member_id for duty in row.duties.all()),
        candidates=frozenset(
            seat.application_subject.application.candidate_id for room in rooms for seat in room.seats.all()
        ),
    )


def own_institution() -> str:
    """山东职业学院职业技能鉴定所 belongs to 山东职业学院."""
    return settings.STATION_NAME.removesuffix("职业技能鉴定所").removesuffix("职业技能鉴定站")


def group_of(candidate: Candidate) -> str:
    """The class or department within its employer; without one, the employer."""
    return " ".join(part for part in (candidate.employer.strip(), candidate.group_name.strip()) if part)


def minutes_of(plan: ImplementationPlan) -> Minutes:
    """The least duration of each subject of each offering, as announced."""
    rows = OfferingSubject.objects.filter(offering__assessment_id=plan.assessment_id)
    return {
        (offering, subject): minutes
        for offering, subject, minutes in rows.values_list("offering_id", "subject", "minutes")
    }


def subjects_to_seat(plan: ImplementationPlan) -> list[ApplicationSubject]:
    """Every subject of every registered applicant, in the order of the lists."""
    return list(
        ApplicationSubject.objects.filter(
            application__offering__assessment_id=plan.assessment_id, application__state__in=REGISTERED
        )
        .select_related("application__candidate", "application__offering__occupation")
        .order_by(
            "application__offering__occupation__name", "-application__offering__level", "application__number", "id"
        )
    )


def to_seat(plan: ImplementationPlan) -> list[ToSeat]:
    return [
        ToSeat(row.pk, row.application.candidate.name, row.subject, str(row.application.offering))
        for row in subjects_to_seat(plan)
    ]


def _sitting(row: ExamSession, minutes: Minutes) -> Sitting:
    return Sitting(
        id=row.pk,
        label=str(row),
        subject=row.subject,
        starts=row.starts_at,
        ends=row.ends_at,
        day=clock.local_date(row.starts_at),
        rooms=tuple(_room(room, row.subject, minutes) for room in row.session_rooms.all()),
    )


def _room(row: SessionRoom, subject: str, minutes: Minutes) -> RoomFacts:
    seats = []
    for seat in row.seats.all():
        application = seat.application_subject.application
        candidate, offering = application.candidate, application.offering
        seats.append(
            SeatFacts(
                subject_id=seat.application_subject_id,
                candidate_id=candidate.pk,
                name=candidate.name,
                employer=candidate.employer.strip(),
                group=group_of(candidate),
                occupation_id=offering.occupation_id,
                offering=str(offering),
                level=offering.level,
                minutes=minutes.get((offering.pk, subject), 0),
                row=seat.row,
                column=seat.column,
            )
        )
    return RoomFacts(row.pk, row.room_id, str(row), row.room.capacity, tuple(seats))


def member_facts(member: StaffMember) -> Member:
    return Member(
        id=member.pk,
        name=member.name,
        employer=member.employer.strip(),
        card_kind=member.card_kind,
        card_valid_until=member.card_valid_until,
        occupations=frozenset(occupation.pk for occupation in member.occupations.all()),
    )


def _duty(duty: Duty) -> DutyFacts:
    return DutyFacts(duty.pk, member_facts(duty.member), duty.post, duty.exam_session_id, duty.session_room_id)
