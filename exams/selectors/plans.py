"""Plan, rooms and seats in force: of each assessment the plan for its day, and who still stands in it."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from announcements.models import Assessment
from exams.enums import CheckInOutcome
from exams.models import CheckIn
from registration.enums import REGISTERED
from sessions.models import ExamSession, Seat, SessionRoom
from sessions.selectors import plans_in_force, standing_refusals


def rooms_in_force() -> QuerySet[SessionRoom]:
    return SessionRoom.objects.filter(exam_session__plan__in=plans_in_force()).select_related(
        "room__place", "exam_session__plan__assessment"
    )


def rooms_of(assessment: Assessment) -> QuerySet[Any]:
    """The rooms of the plan in force, in the order of the day, with what is known of each."""
    return with_counts(rooms_in_force().filter(exam_session__plan__assessment=assessment)).order_by(
        "exam_session__starts_at", "exam_session__sequence", "number"
    )


def standing_seats() -> QuerySet[Seat]:
    """Seats whose candidates are still registered (R2.5) and were not refused by the centre (R4.3)."""
    refused = standing_refusals().filter(application=OuterRef("application_subject__application"))
    return Seat.objects.filter(application_subject__application__state__in=REGISTERED).exclude(Exists(refused))


def with_counts(rooms: QuerySet[SessionRoom]) -> QuerySet[Any]:
    """How many sit there, how many of them were admitted, whether it is open."""
    seats = standing_seats().filter(session_room=OuterRef("pk")).order_by().values("session_room")
    admitted = seats.filter(check_ins__outcome=CheckInOutcome.ADMITTED)
    return rooms.select_related("opening__opened_by").annotate(
        seated=Coalesce(Subquery(seats.annotate(n=Count("pk")).values("n")), 0),
        admitted=Coalesce(Subquery(admitted.annotate(n=Count("pk")).values("n")), 0),
    )


def exam_sessions_of(assessment: Assessment) -> QuerySet[ExamSession]:
    return ExamSession.objects.filter(plan__in=plans_in_force(), plan__assessment=assessment).order_by("starts_at")


def seats_of(assessment: Assessment) -> QuerySet[Seat]:
    """Seats of the plan in force whose candidates are still registered, loaded all the way."""
    return (
        standing_seats()
        .filter(
            session_room__exam_session__plan__in=plans_in_force(),
            session_room__exam_session__plan__assessment=assessment,
        )
        .select_related(
            "session_room__room__place",
            "session_room__exam_session__plan__assessment",
            "application_subject__application__candidate",
            "application_subject__application__offering__occupation",
            "application_subject__application__ticket",
        )
        .order_by("session_room__exam_session__starts_at", "session_room__number", "number")
    )


def seats_by_application(assessment: Assessment) -> dict[int, list[Seat]]:
    found: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats_of(assessment):
        found[seat.application_subject.application_id].append(seat)
    return found


def attendance(assessment: Assessment) -> dict[int, bool]:
    """Seat id → whether its candidate was admitted (R5.6); for the record of invigilation."""
    admitted = set(
        CheckIn.objects.filter(
            seat__session_room__exam_session__plan__assessment=assessment, outcome=CheckInOutcome.ADMITTED
        ).values_list("seat_id", flat=True)
    )
    return {seat.pk: seat.pk in admitted for seat in seats_of(assessment)}
