"""Shared reads of this stage. What concerns plan, seats and approval is asked of the stage before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from announcements.models import Assessment, OfferingSubject
from exams import rules
from exams.enums import BagState, CheckInOutcome
from exams.models import AdmissionTicket, CheckIn, CustodyEntry, MarkingCode, PaperBag, ResultRelease, Score, ScoreEntry
from registration.enums import REGISTERED
from registration.models import Application
from sessions import selectors as sessions_selectors
from sessions.enums import AnswerOutcome, PlanState
from sessions.models import ExamSession, ImplementationPlan, RefusedApplicant, Seat, SessionRoom, Settlement
from station.models import User

KEPT_DAYS = 365


# --- plan, rooms, seats ----------------------------------------------------------------------------------------------------


def plans_in_force() -> QuerySet[ImplementationPlan]:
    """Of each assessment the newest approved plan."""
    approved = ImplementationPlan.objects.filter(state=PlanState.APPROVED)
    newer = approved.filter(assessment=OuterRef("assessment"), version__gt=OuterRef("version"))
    return approved.filter(~Exists(newer))


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
    refused = RefusedApplicant.objects.filter(application=OuterRef("application_subject__application")).exclude(
        answer__outcome=AnswerOutcome.RETURNED
    )
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


# --- tickets (R5.2) ---------------------------------------------------------------------------------------------------------


def tickets_of(assessment: Assessment) -> QuerySet[AdmissionTicket]:
    return AdmissionTicket.objects.filter(application__offering__assessment=assessment).select_related(
        "application__candidate", "application__offering__occupation", "application__offering__assessment"
    )


def with_hand_outs(tickets: QuerySet[AdmissionTicket]) -> QuerySet[Any]:
    return tickets.annotate(first_handed_out_at=Min("hand_outs__at"), times_handed_out=Count("hand_outs"))


def without_ticket(assessment: Assessment) -> QuerySet[Application]:
    """Approved by the centre and without a ticket (R5.2)."""
    return sessions_selectors.approved_applications(assessment).filter(ticket=None)


def tickets_not_handed_out(assessment: Assessment) -> QuerySet[AdmissionTicket]:
    """R5.2: who is missing three working days before is an alarm."""
    return tickets_of(assessment).filter(hand_outs=None, application__state__in=REGISTERED)


def ticket_figures(assessment: Assessment) -> dict[str, int]:
    """How many were made, how many reached their candidates, how many approved people have none."""
    figures = (
        tickets_of(assessment)
        .filter(application__state__in=REGISTERED)
        .aggregate(made=Count("pk", distinct=True), handed_out=Count("hand_outs__ticket", distinct=True))
    )
    return {**figures, "missing": without_ticket(assessment).count()}


def preparation_figures(assessment: Assessment) -> dict[str, int]:
    return assessment.preparation_items.aggregate(
        items=Count("pk"), ready=Count("pk", filter=Q(ready_at__isnull=False))
    )


# --- custody (R5.4) ---------------------------------------------------------------------------------------------------------


def bags_of(assessment: Assessment) -> QuerySet[PaperBag]:
    return (
        PaperBag.objects.filter(session_room__exam_session__plan__assessment=assessment)
        .select_related("session_room__room__place", "session_room__exam_session")
        .order_by("session_room__exam_session__starts_at", "number")
    )


def custody_of(bags: Iterable[PaperBag]) -> QuerySet[CustodyEntry]:
    return (
        CustodyEntry.objects.filter(bag__in=list(bags))
        .select_related("bag", "handed_over_by", "received_by")
        .order_by("sequence")
    )


def bag_figures(assessment: Assessment) -> dict[str, int]:
    figures = bags_of(assessment).aggregate(
        bags=Count("pk"), returned=Count("pk", filter=Q(state__in=[BagState.RETURNED, BagState.MARKING]))
    )
    alarms = CustodyEntry.objects.filter(bag__session_room__exam_session__plan__assessment=assessment)
    return {**figures, "alarms": alarms.exclude(alarms=[]).count()}


def bags_not_returned(assessment: Assessment) -> QuerySet[PaperBag]:
    return bags_of(assessment).exclude(state__in=[BagState.RETURNED, BagState.MARKING])


# --- the day ---------------------------------------------------------------------------------------------------------------


def attendance(assessment: Assessment) -> dict[int, bool]:
    """Seat id → whether its candidate was admitted (R5.6); for the record of invigilation."""
    admitted = set(
        CheckIn.objects.filter(
            seat__session_room__exam_session__plan__assessment=assessment, outcome=CheckInOutcome.ADMITTED
        ).values_list("seat_id", flat=True)
    )
    return {seat.pk: seat.pk in admitted for seat in seats_of(assessment)}


# --- scores (R5.9, R5.10) -----------------------------------------------------------------------------------------------------


def codes_of(assessment: Assessment) -> QuerySet[MarkingCode]:
    """Marking codes of candidates who are still registered, in the order of the codes, which says nothing of people."""
    return MarkingCode.objects.filter(
        seat__session_room__exam_session__plan__assessment=assessment,
        seat__application_subject__application__state__in=REGISTERED,
    ).order_by("code")


def _both_entries() -> QuerySet[Any]:
    first = ScoreEntry.objects.filter(marking_code=OuterRef("marking_code"), round=1)
    return MarkingCode.objects.annotate(
        entered=Count("entries", filter=Q(entries__round__in=[1, 2])),
        decided=Exists(ScoreEntry.objects.filter(marking_code=OuterRef("pk"), round=3)),
        differs=Exists(
            ScoreEntry.objects.filter(marking_code=OuterRef("pk"), round=2).exclude(
                Exists(first.filter(status=OuterRef("status"), points=OuterRef("points")))
                | Exists(
                    first.filter(status=OuterRef("status"), points=None, status__in=["absent", "misconduct", "void"])
                )
            )
        ),
    )


def codes_with_progress(assessment: Assessment) -> QuerySet[Any]:
    """Codes with how many clerks have entered, whether they differ, and whether a third person decided."""
    return _both_entries().filter(pk__in=codes_of(assessment).values("pk")).order_by("code")


def codes_to_adjudicate() -> QuerySet[Any]:
    """Where two clerks differ and nobody has decided."""
    return _both_entries().filter(
        differs=True, decided=False, seat__score=None, seat__application_subject__application__state__in=REGISTERED
    )


def codes_to_enter(clerk: User, now: datetime) -> QuerySet[MarkingCode]:
    """What this clerk may still enter: held, not entered by them, not entered twice, not locked. Never anyone's points."""
    return (
        MarkingCode.objects.annotate(entered=Count("entries"))
        .filter(
            entered__lt=2,
            seat__score=None,
            seat__application_subject__application__state__in=REGISTERED,
            seat__session_room__exam_session__starts_at__lte=now,
        )
        .exclude(entries__entered_by=clerk)
        .order_by("code")
    )


def with_absence(codes: QuerySet[MarkingCode]) -> QuerySet[Any]:
    """Whether the cordon saw nobody for this code: a hint that the candidate was absent, for the clerk to judge."""
    admitted = CheckIn.objects.filter(seat=OuterRef("seat"), outcome=CheckInOutcome.ADMITTED)
    return codes.annotate(seems_absent=~Exists(admitted))


@dataclass(frozen=True)
class ScoreProgress:
    """How far score entry is; figures only."""

    codes: int = 0
    entered_once: int = 0
    entered_twice: int = 0
    differing: int = 0
    locked: int = 0

    @property
    def is_complete(self) -> bool:
        return self.codes > 0 and self.entered_twice == self.codes and self.differing == 0


def score_progress(assessment: Assessment) -> ScoreProgress:
    figures = codes_with_progress(assessment).aggregate(
        all=Count("pk"),
        once=Count("pk", filter=Q(entered__gte=1)),
        twice=Count("pk", filter=Q(entered__gte=2)),
        open=Count("pk", filter=Q(differs=True, decided=False)),
    )
    locked = Score.objects.filter(seat__session_room__exam_session__plan__assessment=assessment).count()
    return ScoreProgress(figures["all"], figures["once"], figures["twice"], figures["open"], locked)


def is_released(assessment: Assessment) -> bool:
    return ResultRelease.objects.filter(assessment=assessment).exists()


@dataclass(frozen=True)
class SubjectResult:
    subject: str
    label: str
    seat: Seat
    mark: rules.Mark
    pass_mark: Decimal
    status_label: str

    @property
    def passed(self) -> bool:
        return rules.subject_passed(self.mark, self.pass_mark)

    @property
    def text(self) -> str:
        """82.5, or the word for why there are no points."""
        return f"{self.mark.points.normalize():f}" if self.mark.points is not None else self.status_label


@dataclass(frozen=True)
class Result:
    """One candidate's result: each subject by itself, nothing averaged (R5.10)."""

    application: Application
    subjects: tuple[SubjectResult, ...]
    kept: frozenset[str]
    passed: bool

    @property
    def by_subject(self) -> dict[str, SubjectResult]:
        return {item.subject: item for item in self.subjects}


def results(assessment: Assessment) -> list[Result]:
    """What was released; before the release nothing (R5.9)."""
    return locked_results(assessment) if is_released(assessment) else []


def released_results_of(user: User) -> list[Result]:
    """A candidate's own results, of assessments whose results are released."""
    scores = _scores().filter(
        seat__application_subject__application__candidate__user=user,
        seat__session_room__exam_session__plan__assessment__result_release__isnull=False,
    )
    return _results(list(scores))


def results_awaited_by(user: User) -> QuerySet[Application]:
    """Own applications with a ticket whose results are not out."""
    return (
        Application.objects.filter(
            candidate__user=user,
            ticket__isnull=False,
            state__in=REGISTERED,
            offering__assessment__result_release=None,
        )
        .select_related("offering__assessment", "offering__occupation")
        .order_by("-offering__assessment__exam_date")
    )


def locked_results(assessment: Assessment) -> list[Result]:
    """Locked scores, released or not: for whoever is assigned, and each reading is on record (R5.9)."""
    return _results(list(_scores().filter(seat__session_room__exam_session__plan__assessment=assessment)))


def _scores() -> QuerySet[Score]:
    return Score.objects.filter(seat__application_subject__application__state__in=REGISTERED).select_related(
        "entry",
        "seat__session_room__exam_session",
        "seat__application_subject__application__candidate",
        "seat__application_subject__application__ticket",
        "seat__application_subject__application__offering__occupation",
        "seat__application_subject__application__offering__assessment__result_release",
    )


def _results(scores: list[Score]) -> list[Result]:
    by_application: dict[int, list[Score]] = defaultdict(list)
    for score in scores:
        by_application[score.seat.application_subject.application_id].append(score)
    applications = {
        score.seat.application_subject.application_id: score.seat.application_subject.application for score in scores
    }
    required = _required_subjects({application.offering_id for application in applications.values()})
    kept = _kept_subjects(applications.values())
    found = [
        _result(application, by_application[pk], required[application.offering_id], kept.get(pk, frozenset()))
        for pk, application in applications.items()
    ]
    return sorted(found, key=_order)


def _order(result: Result) -> tuple[str, int, str]:
    application = result.application
    number = application.ticket.number if hasattr(application, "ticket") else str(application.pk)
    return application.offering.occupation.name, -application.offering.level, number


def _required_subjects(offerings: set[int]) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = {offering: {} for offering in offerings}
    for row in OfferingSubject.objects.filter(offering__in=offerings).order_by("id"):
        found[row.offering_id][row.subject] = row.pass_mark
    return found


def _kept_subjects(applications: Iterable[Application]) -> dict[int, frozenset[str]]:
    """Subjects passed in an earlier assessment of the same occupation and level, within a year of their release."""
    wanted = {(row.candidate_id, row.offering.occupation_id, row.offering.level): row for row in applications}
    if not wanted:
        return {}
    earlier = Score.objects.filter(
        seat__application_subject__application__candidate__in={key[0] for key in wanted},
        seat__session_room__exam_session__plan__assessment__result_release__isnull=False,
        entry__points__gte=F("seat__application_subject__application__offering__subjects__pass_mark"),
        seat__application_subject__subject=F("seat__application_subject__application__offering__subjects__subject"),
    ).values_list(
        "seat__application_subject__application__candidate",
        "seat__application_subject__application__offering__occupation",
        "seat__application_subject__application__offering__level",
        "seat__application_subject__subject",
        "seat__application_subject__application__offering__assessment__exam_date",
        "seat__application_subject__application__offering__assessment__result_release__reported_on",
    )
    found: dict[int, set[str]] = defaultdict(set)
    for candidate, occupation, level, subject, held_on, reported_on in earlier:
        application = wanted.get((candidate, occupation, level))
        if application and _is_kept(held_on, reported_on, application.offering.assessment.exam_date):
            found[application.pk].add(subject)
    return {pk: frozenset(subjects) for pk, subjects in found.items()}


def _is_kept(held_on: date, reported_on: date, exam_date: date) -> bool:
    return held_on < exam_date <= reported_on + timedelta(days=KEPT_DAYS)


def _result(
    application: Application, scores: list[Score], required: dict[str, Decimal], kept: frozenset[str]
) -> Result:
    subjects = []
    for score in scores:
        name = score.seat.application_subject
        mark = rules.Mark(score.entry.status, score.entry.points)
        subjects.append(
            SubjectResult(
                subject=name.subject,
                label=name.get_subject_display(),
                seat=score.seat,
                mark=mark,
                pass_mark=required.get(name.subject, Decimal(60)),
                status_label=score.entry.get_status_display(),
            )
        )
    order = list(required)
    subjects.sort(key=lambda item: order.index(item.subject) if item.subject in order else len(order))
    passed = rules.whole_passed(required, {item.subject: item.passed for item in subjects}, kept)
    return Result(application, tuple(subjects), kept, passed)


# --- over all assessments: for lists and to-dos --------------------------------------------------------------------------------


def settled_assessments() -> QuerySet[Any]:
    """Whose settlement is recorded: from there on this stage has work (R4.3, R5.1). With the figures that lists show."""
    settled = Settlement.objects.filter(answer__filing__package__assessment=OuterRef("pk"))
    tickets = AdmissionTicket.objects.filter(
        application__offering__assessment=OuterRef("pk"), application__state__in=REGISTERED
    )
    scores = Score.objects.filter(seat__session_room__exam_session__plan__assessment=OuterRef("pk"))
    return (
        Assessment.objects.filter(Exists(settled))
        .select_related("exam_notice", "result_release", "briefing", "place")
        .annotate(
            has_tickets=Exists(tickets),
            has_ticket_waiting=Exists(tickets.filter(hand_outs=None)),
            has_bags=Exists(PaperBag.objects.filter(session_room__exam_session__plan__assessment=OuterRef("pk"))),
            has_scores=Exists(scores),
        )
        .order_by("exam_date", "id")
    )
