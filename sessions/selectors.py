"""Shared reads. Later stages read plans, seats and filings through these."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from announcements.models import Assessment
from registration.enums import REGISTERED
from registration.models import Application, RegistrationClosing
from sessions.enums import AnswerOutcome, CardKind, PackageState, PlanState
from sessions.models import (
    CentreAnswer,
    Duty,
    ExamSession,
    Filing,
    FilingPackage,
    ImplementationPlan,
    RefusedApplicant,
    Seat,
    SessionRoom,
    Settlement,
    StaffMember,
)
from sessions.rules.facts import Ratios
from station import profile


def ratios() -> Ratios:
    """The station's own figures for staffing."""
    return Ratios(
        theory_invigilator=int(profile.value("theory.invigilator_ratio")),
        practical_examiner=int(profile.value("practical.examiner_ratio")),
        review_examiners=int(profile.value("review.examiners")),
    )


# --- plans ------------------------------------------------------------------------------------------------------------


def latest_plan(assessment: Assessment) -> ImplementationPlan | None:
    return assessment.plans.select_related("person_in_charge", "drafted_by", "approved_by").order_by("-version").first()


def approved_plan(assessment: Assessment) -> ImplementationPlan | None:
    """The plan that counts: the newest approved one (R3.1)."""
    return assessment.plans.filter(state=PlanState.APPROVED).order_by("-version").first()


def seats_of(assessment: Assessment) -> QuerySet[Seat]:
    """Every seat of the approved plan, all the way to room, sitting, candidate and offering; none before approval."""
    plan = approved_plan(assessment)
    return seats_of_plan(plan) if plan else Seat.objects.none()


def seats_of_plan(plan: ImplementationPlan) -> QuerySet[Seat]:
    return (
        Seat.objects.filter(session_room__exam_session__plan=plan)
        .select_related(
            "session_room__room__place",
            "session_room__exam_session__plan__assessment",
            "application_subject__application__candidate",
            "application_subject__application__offering__occupation",
        )
        .order_by("session_room__exam_session__sequence", "session_room__number", "number")
    )


def sittings_of(plan: ImplementationPlan) -> QuerySet[ExamSession]:
    """Sittings with their rooms, seats and duties: a constant number of queries whatever the size."""
    rooms = SessionRoom.objects.select_related("room__place").prefetch_related(
        Prefetch(
            "seats",
            queryset=Seat.objects.select_related(
                "application_subject__application__candidate",
                "application_subject__application__offering__occupation",
            ).order_by("number"),
        ),
        Prefetch("duties", queryset=Duty.objects.select_related("member").order_by("id")),
    )
    return plan.exam_sessions.prefetch_related(Prefetch("session_rooms", queryset=rooms.order_by("number"))).order_by(
        "starts_at", "sequence"
    )


def duties_of(plan: ImplementationPlan) -> QuerySet[Duty]:
    return plan.duties.select_related("member", "exam_session", "session_room__room", "session_room__exam_session")


def assignable_members() -> QuerySet[StaffMember]:
    """Who may be given a duty. Supervisors are sent by the centre and serve nobody here."""
    return (
        StaffMember.objects.filter(is_active=True)
        .exclude(card_kind=CardKind.SUPERVISOR)
        .select_related("user")
        .prefetch_related("occupations", "user__role_grants")
    )


# --- the filing -------------------------------------------------------------------------------------------------------


def latest_package(assessment: Assessment) -> FilingPackage | None:
    return (
        assessment.packages.select_related("document", "plan", "filing__answer__settlement", "filing__centre")
        .order_by("-version")
        .first()
    )


def standing_filing(assessment: Assessment) -> Filing | None:
    """The filing that was not returned: awaiting its answer, or answered."""
    return (
        Filing.objects.filter(package__assessment=assessment)
        .exclude(answer__outcome=AnswerOutcome.RETURNED)
        .select_related("package__document", "centre", "answer__settlement")
        .order_by("-id")
        .first()
    )


def standing_answer(assessment: Assessment) -> CentreAnswer | None:
    """The centre's approval, whole or in part."""
    return (
        CentreAnswer.objects.filter(filing__package__assessment=assessment)
        .exclude(outcome=AnswerOutcome.RETURNED)
        .select_related("filing__package", "settlement")
        .order_by("-id")
        .first()
    )


def settled(assessment: Assessment) -> bool:
    """Whether the centre has been paid, whole; nothing goes on before (R4.3)."""
    return Settlement.objects.filter(answer__filing__package__assessment=assessment).exists()


def registered(assessment: Assessment) -> QuerySet[Application]:
    """Accepted and paid, in the order of every list of this stage."""
    return (
        Application.objects.filter(offering__assessment=assessment, state__in=REGISTERED)
        .select_related("candidate", "offering__occupation", "offering__assessment")
        .order_by("offering__occupation__name", "-offering__level", "number")
    )


def approved_applications(assessment: Assessment) -> QuerySet[Application]:
    """Registered applicants less those whom the centre refused (R4.3)."""
    refused = RefusedApplicant.objects.filter(
        application=OuterRef("pk"), answer__filing__package__assessment=assessment
    ).exclude(answer__outcome=AnswerOutcome.RETURNED)
    return registered(assessment).exclude(Exists(refused))


# --- over all assessments, for to-dos and lists ------------------------------------------------------------------------


def closed_assessments() -> QuerySet[Assessment]:
    """Registration is closed: plan and filing can be made. With the newest rows loaded, in a constant number of queries."""
    plans = ImplementationPlan.objects.select_related("drafted_by").order_by("-version")
    packages = FilingPackage.objects.select_related("filing__answer__settlement").order_by("-version")
    return (
        Assessment.objects.filter(Exists(RegistrationClosing.objects.filter(assessment=OuterRef("pk"))))
        .prefetch_related(
            Prefetch("plans", queryset=plans, to_attr="newest_plans"),
            Prefetch("packages", queryset=packages, to_attr="newest_packages"),
        )
        .order_by("exam_date", "id")
    )


def unsettled_assessments() -> QuerySet[Assessment]:
    done = Settlement.objects.filter(answer__filing__package__assessment=OuterRef("pk"))
    return closed_assessments().exclude(Exists(done))


def filed_packages(assessment: Assessment) -> QuerySet[FilingPackage]:
    return (
        assessment.packages.filter(state=PackageState.FILED)
        .select_related("filing__centre", "filing__answer__settlement", "document")
        .order_by("-version")
    )


def is_closed(assessment: Assessment) -> bool:
    return RegistrationClosing.objects.filter(assessment=assessment).exists()


def names_of(applications: Iterable[Application], limit: int = 3) -> str:
    names = [application.candidate.name for application in applications]
    return "、".join(names[:limit]) + (f"等 {len(names)} 人" if len(names) > limit else "")
