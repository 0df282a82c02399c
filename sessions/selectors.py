"""Shared reads. Later stages read plans, seats and filings through these."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

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


# --- after the day has moved --------------------------------------------------------------------------------------------


def since_the_day_moved(moment: str, assessment: str) -> Q:
    """What was done for another day no longer counts (R1.2, R3.1): `moment` lies after the newest move, if any."""
    moved = f"{assessment}__rescheduled_at"
    return Q(**{moved: None}) | Q(**{f"{moment}__gte": F(moved)})


def still_standing(moment: str, assessment: str) -> Q:
    """The same of what the centre has; it stands beyond the move where the order says so (R4.2)."""
    return since_the_day_moved(moment, assessment) | Q(**{f"{assessment}__filing_stands": True})


def counts_now(moment: datetime | None, assessment: Assessment, *, stands: bool = False) -> bool:
    """The same of rows that are loaded; `stands` for what the centre has."""
    moved = assessment.rescheduled_at
    return moved is None or (moment is not None and moment >= moved) or (stands and assessment.filing_stands)


# --- plans ------------------------------------------------------------------------------------------------------------


def latest_plan(assessment: Assessment) -> ImplementationPlan | None:
    return assessment.plans.select_related("person_in_charge", "drafted_by", "approved_by").order_by("-version").first()


def approved_plan(assessment: Assessment) -> ImplementationPlan | None:
    """The plan that counts: the newest one approved for the day that is announced now (R3.1)."""
    return plans_in_force().filter(assessment=assessment).first()


def plans_in_force() -> QuerySet[ImplementationPlan]:
    """Of each assessment the newest approved plan, unless the day has moved since it was approved."""
    approved = ImplementationPlan.objects.filter(
        since_the_day_moved("approved_at", "assessment"), state=PlanState.APPROVED
    )
    newer = ImplementationPlan.objects.filter(
        state=PlanState.APPROVED, assessment=OuterRef("assessment"), version__gt=OuterRef("version")
    )
    return approved.filter(~Exists(newer))


def is_arranged(assessment: Assessment) -> bool:
    """Filed, and planned for the day that is announced: plan and seats are not touched any more (R4.1)."""
    return standing_filing(assessment) is not None and approved_plan(assessment) is not None


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
    """The newest filing, if it was neither returned nor overtaken by another day: awaiting its answer, or answered."""
    return (
        standing_filings()
        .filter(package__assessment=assessment)
        .select_related("package__document", "centre", "answer__settlement")
        .first()
    )


def standing_filings() -> QuerySet[Filing]:
    newer = Filing.objects.filter(package__assessment=OuterRef("package__assessment"), pk__gt=OuterRef("pk"))
    return (
        Filing.objects.filter(still_standing("recorded_at", "package__assessment"))
        .filter(~Exists(newer))
        .exclude(answer__outcome=AnswerOutcome.RETURNED)
    )


def has_standing_filing(assessment: Assessment) -> bool:
    return standing_filings().filter(package__assessment=assessment).exists()


def standing_answer(assessment: Assessment) -> CentreAnswer | None:
    """The centre's approval, whole or in part."""
    return (
        CentreAnswer.objects.filter(filing__in=standing_filings().filter(package__assessment=assessment))
        .select_related("filing__package", "settlement")
        .first()
    )


def settled(assessment: Assessment) -> bool:
    """Whether the centre has been paid, whole; nothing goes on before (R4.3)."""
    return standing_settlements().filter(answer__filing__package__assessment=assessment).exists()


def standing_settlements() -> QuerySet[Settlement]:
    """Payments for filings that stand. What was paid for an overtaken one is set off at the next (`services.filing`)."""
    return Settlement.objects.filter(answer__filing__in=standing_filings())


def paid_before(answer: CentreAnswer) -> Decimal:
    """What the centre has had for this assessment by earlier filings: it is not paid twice (R4.3)."""
    earlier = Settlement.objects.filter(
        answer__filing__package__assessment=answer.filing.package.assessment_id
    ).exclude(answer=answer)
    return earlier.aggregate(paid=Sum("amount"))["paid"] or Decimal(0)


def registered(assessment: Assessment) -> QuerySet[Application]:
    """Accepted and paid, in the order of every list of this stage."""
    return (
        Application.objects.filter(offering__assessment=assessment, state__in=REGISTERED)
        .select_related("candidate", "offering__occupation", "offering__assessment")
        .order_by("offering__occupation__name", "-offering__level", "number")
    )


def approved_applications(assessment: Assessment) -> QuerySet[Application]:
    """Registered applicants less those whom the centre refused (R4.3)."""
    return registered(assessment).exclude(Exists(standing_refusals().filter(application=OuterRef("pk"))))


def standing_refusals() -> QuerySet[RefusedApplicant]:
    """Whom the centre refused on the filing that stands."""
    return RefusedApplicant.objects.filter(answer__filing__in=standing_filings())


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
    """What plan and filing have still to do: nothing of what was called off, and nothing done for another day."""
    settled_once = standing_settlements().filter(answer__filing__package__assessment=OuterRef("pk"))
    planned = plans_in_force().filter(assessment=OuterRef("pk"))
    return closed_assessments().filter(withdrawn_at=None).exclude(Exists(settled_once) & Exists(planned))


def filed_packages(assessment: Assessment) -> QuerySet[FilingPackage]:
    return (
        assessment.packages.filter(state=PackageState.FILED)
        .select_related("filing__centre", "filing__answer__settlement", "document")
        .order_by("-version")
    )


def is_closed(assessment: Assessment) -> bool:
    return RegistrationClosing.objects.filter(assessment=assessment).exists()
