"""Shared reads of the last stage."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from announcements.models import Assessment
from certificates.enums import CertificateState, ConfirmationOutcome
from certificates.models import Certificate, Confirmation, ConfirmedResult, Dossier, StampingRequest
from exams import selectors as examined
from exams.models import ResultRelease
from registration.enums import REGISTERED
from registration.granted import Granted
from registration.models import Application
from registration.roster.normalising import clean_document_number, clean_name
from station.models import User

IN_HAND = (CertificateState.PROOF_READ, CertificateState.HANDED_OUT)


def granted_certificates(candidates: Sequence[int]) -> dict[int, list[Granted]]:
    """What was handed out here before, for the counter; never of a registration lost by fraud (R2.5)."""
    rows = certificates().filter(
        state=CertificateState.HANDED_OUT,
        result__application__candidate__in=candidates,
        result__application__state__in=REGISTERED,
    )
    found: dict[int, list[Granted]] = {}
    for row in rows:
        application = row.result.application
        offering = application.offering
        found.setdefault(application.candidate_id, []).append(
            Granted(row.number, offering.occupation_id, offering.occupation.name, offering.level, row.issued_on)
        )
    return found


def passed_applications(assessment: Assessment) -> list[Application]:
    """Who passed every subject, once results are released; empty before."""
    return [result.application for result in examined.results(assessment) if result.passed]


def dossier_of(assessment: Assessment) -> Dossier | None:
    """The dossier with all that was recorded of it."""
    return (
        Dossier.objects.filter(assessment=assessment)
        .select_related("document", "sent_by", "confirmation__recorded_by", "confirmation__stamping_request")
        .first()
    )


def confirmation_of(assessment: Assessment) -> Confirmation | None:
    return Confirmation.objects.filter(dossier__assessment=assessment).select_related("dossier").first()


def stamping_of(assessment: Assessment) -> StampingRequest | None:
    return StampingRequest.objects.filter(confirmation__dossier__assessment=assessment).first()


def _results(assessment: Assessment) -> QuerySet[ConfirmedResult]:
    return ConfirmedResult.objects.filter(confirmation__dossier__assessment=assessment).select_related(
        "confirmation__dossier__assessment",
        "application__candidate",
        "application__offering__occupation",
        "application__offering__assessment",
        "application__ticket",
    )


def confirmed_results(assessment: Assessment) -> QuerySet[ConfirmedResult]:
    """Confirmed, and still registered: whoever lost the registration by fraud is no longer among them (R2.5)."""
    return _results(assessment).filter(outcome=ConfirmationOutcome.CONFIRMED, application__state__in=REGISTERED)


def refused_results(assessment: Assessment) -> QuerySet[ConfirmedResult]:
    return _results(assessment).filter(outcome=ConfirmationOutcome.REFUSED).order_by("id")


def results_awaiting_certificates(assessment: Assessment) -> QuerySet[ConfirmedResult]:
    """Confirmed, and no certificate number yet."""
    return confirmed_results(assessment).filter(certificate=None).order_by("-application__offering__level", "id")


def certificates() -> QuerySet[Certificate]:
    """Certificates with all that a line, a label and an audit row need."""
    return Certificate.objects.select_related(
        "result__confirmation__dossier__assessment",
        "result__application__candidate",
        "result__application__offering__occupation",
        "result__application__offering__assessment",
        "result__application__ticket",
        "proof_read_by",
        "hand_out__handed_out_by",
    )


def certificates_of(assessment: Assessment) -> QuerySet[Certificate]:
    return certificates().filter(result__confirmation__dossier__assessment=assessment)


def certificates_issued(level: int, year: int) -> int:
    """How many certificate numbers of a level and year are known: the sequence runs per year, station and level."""
    return Certificate.objects.filter(
        number__startswith=f"{year % 100:02d}", result__application__offering__level=level
    ).count()


def counts(assessments: Iterable[Assessment]) -> dict[int, dict[str, int]]:
    """Certificates of each assessment by state, in one query: assessment id → state → number. Lost ones left out (R2.5)."""
    rows = (
        Certificate.objects.filter(
            result__confirmation__dossier__assessment__in=list(assessments),
            result__application__state__in=REGISTERED,
        )
        .values_list("result__confirmation__dossier__assessment", "state")
        .annotate(number=Count("id"))
    )
    found: dict[int, dict[str, int]] = {}
    for assessment, state, number in rows:
        found.setdefault(assessment, {})[state] = number
    return found


def released_assessments() -> QuerySet[Any]:
    """Assessments this stage has to do with: their results are released. With the rows that lists and to-dos show."""
    waiting = ConfirmedResult.objects.filter(
        confirmation__dossier__assessment=OuterRef("pk"),
        outcome=ConfirmationOutcome.CONFIRMED,
        application__state__in=REGISTERED,
        certificate=None,
    )
    return (
        Assessment.objects.filter(Exists(ResultRelease.objects.filter(assessment=OuterRef("pk"))))
        .select_related("result_release", "dossier__confirmation__stamping_request")
        .annotate(lacks_numbers=Exists(waiting))
        .order_by("-exam_date", "-id")
    )


def unfinished_assessments() -> QuerySet[Any]:
    """Of these, the ones in which something is still to be done at the desk."""
    in_hand = Certificate.objects.filter(
        result__confirmation__dossier__assessment=OuterRef("pk"), result__application__state__in=REGISTERED
    ).exclude(state=CertificateState.HANDED_OUT)
    return (
        released_assessments()
        .filter(Q(dossier=None) | Q(dossier__confirmation=None) | Q(lacks_numbers=True) | Exists(in_hand))
        .order_by("exam_date", "id")
    )


def with_counts(assessments: Sequence[Any]) -> Sequence[Any]:
    """The assessments of a page, each with its certificates by state, in one query for all."""
    found = counts(assessments)
    for assessment in assessments:
        states = found.get(assessment.pk, {})
        assessment.by_state = {state.value: states.get(state.value, 0) for state in CertificateState}
        assessment.certificates_known = sum(assessment.by_state.values())
        assessment.certificates_left = assessment.certificates_known - assessment.by_state["handed_out"]
    return assessments


def certificates_of_candidate(user: User) -> QuerySet[Certificate]:
    return (
        Certificate.objects.filter(result__application__candidate__user=user, result__application__state__in=REGISTERED)
        .select_related(
            "result__application__offering__occupation", "result__application__offering__assessment", "hand_out"
        )
        .order_by("-issued_on", "number")
    )


def certificates_awaited_by(user: User) -> QuerySet[ConfirmedResult]:
    """A candidate's confirmed results for which the centre has sent no number yet."""
    return (
        ConfirmedResult.objects.filter(
            application__candidate__user=user,
            application__state__in=REGISTERED,
            outcome=ConfirmationOutcome.CONFIRMED,
            certificate=None,
        )
        .select_related("application__offering__occupation", "application__offering__assessment")
        .order_by("-id")
    )


def look_up(number: str, name: str) -> Certificate | None:
    """Whether a certificate of that number belongs to somebody of that name: both must be known to ask (R6.3).

    Only what passed proof-reading is a certificate; what is with the printer, or was lost by fraud (R2.5), is none.
    """
    return (
        Certificate.objects.select_related("result__application__offering__occupation")
        .filter(
            state__in=IN_HAND,
            number=clean_document_number(number),
            result__application__candidate__name=clean_name(name),
            result__application__state__in=REGISTERED,
        )
        .first()
    )


def search(rows: QuerySet[Certificate], number: str) -> QuerySet[Certificate]:
    """By certificate or ticket number: what may stand in an address."""
    if not number:
        return rows
    return rows.filter(Q(number=number) | Q(result__application__ticket__number=number))


def search_person(rows: QuerySet[Certificate], name: str, number: str, identity_index: str) -> QuerySet[Certificate]:
    """By whatever a person brings to the counter; the identity number through its keyed index."""
    return rows.filter(
        Q(number=number)
        | Q(result__application__ticket__number=number)
        | Q(result__application__candidate__name=name)
        | Q(result__application__candidate__identity_index=identity_index)
    )
