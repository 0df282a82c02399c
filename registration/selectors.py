"""Reads that pages, papers and later stages share."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from announcements.conditions import Condition
from announcements.models import Assessment, Offering
from registration import pricing, rules
from registration.conditions import condition_of
from registration.enums import REGISTERED, ApplicationState, MaterialKind, Payer, RefundState
from registration.models import (
    Application,
    Candidate,
    Charge,
    FeeItem,
    FeeStandard,
    Material,
    Payment,
    Photo,
    ReceiptBook,
    Refund,
    RegistrationClosing,
)

PLACE_HOLDING = (
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.ACCEPTED,
    ApplicationState.PAID,
)


def whole() -> QuerySet[Application]:
    """Applications with all that a line of a list or a label needs."""
    return Application.objects.select_related(
        "candidate", "offering__occupation", "offering__assessment", "entered_by", "decided_by"
    )


def registered_applications(assessment: Assessment) -> QuerySet[Application]:
    """Who sits: examined and paid; in the order of every roster."""
    return (
        whole()
        .filter(offering__assessment=assessment, state__in=REGISTERED)
        .prefetch_related("subjects")
        .order_by("offering__occupation__name", "-offering__level", "number", "id")
    )


def applications_of(assessment: Assessment) -> QuerySet[Application]:
    return whole().filter(offering__assessment=assessment)


def photo_of(candidate: Candidate) -> Photo | None:
    """The newest; asked of what was prefetched, where it was."""
    return next(iter(candidate.photos.all()[:1]), None)


def without_photo(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.exclude(Exists(Photo.objects.filter(candidate=OuterRef("candidate"))))


def with_photo_flag(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.annotate(has_photo=Exists(Photo.objects.filter(candidate=OuterRef("candidate"))))


def closed_registrations(candidate: Candidate) -> QuerySet[Application]:
    """Where this person is registered and the lists are signed already (R2.4)."""
    closed = {"state__in": REGISTERED, "offering__assessment__registration_closing__isnull": False}
    return whole().filter(candidate=candidate, **closed).order_by("-offering__assessment__exam_date")


# --- materials -------------------------------------------------------------------------------------------------------


def condition_for(application: Application) -> Condition | None:
    return condition_of(application.condition)


def required_materials(application: Application) -> tuple[MaterialKind, ...]:
    """What this application must show, by its condition, level and category (R2.1, R2.2)."""
    return rules.required_materials(
        level=application.offering.level,
        category=application.offering.assessment.category,
        condition=condition_for(application),
        claims=rules.Claims(bool(application.lower_certificate_number), application.work_years or 0),
        results_elsewhere=bool((application.particulars or {}).get("results_station")),
    )


def current_materials(application: Application) -> dict[str, Material]:
    """The newest material of each kind, with its sighting. A changed scan is a new row, not yet sighted."""
    rows = application.materials.select_related("sighting__sighted_by", "sighting__stamped_copy", "added_by")
    return {material.kind: material for material in rows.order_by("id")}


def sighted_kinds(application: Application) -> set[str]:
    return {kind for kind, material in current_materials(application).items() if hasattr(material, "sighting")}


def closed_assessments(assessments: Collection[int]) -> set[int]:
    """Those of them whose registration has been signed off (R2.4)."""
    rows = RegistrationClosing.objects.filter(assessment__in=assessments)
    return set(rows.values_list("assessment_id", flat=True))


# --- places ----------------------------------------------------------------------------------------------------------


def places_taken(offering: Offering) -> int:
    return Application.objects.filter(offering=offering, state__in=PLACE_HOLDING).count()


# --- money -----------------------------------------------------------------------------------------------------------


def fee_standard_in_force(on: date) -> FeeStandard | None:
    """The newest standard valid on that day; standards do not add up (R2.3)."""
    valid = FeeStandard.objects.filter(valid_from__lte=on).filter(Q(valid_until=None) | Q(valid_until__gte=on))
    return valid.order_by("-valid_from", "-id").first()


def priced_items(standard: FeeStandard, payer: str = Payer.CANDIDATE) -> list[pricing.PricedItem]:
    rows = FeeItem.objects.filter(standard=standard, payer=payer).order_by("-level", "id")
    return [pricing.PricedItem(row.pk, row.name, row.level, row.subject, row.amount) for row in rows]


def fee_standards() -> QuerySet[FeeStandard]:
    return FeeStandard.objects.prefetch_related(Prefetch("items", FeeItem.objects.order_by("payer", "-level", "id")))


def unpaid_charges() -> QuerySet[Charge]:
    """Charges that wait at the cash desk, the oldest first."""
    waiting = Charge.objects.filter(payment=None, application__state=ApplicationState.ACCEPTED)
    return waiting.select_related(
        "application__candidate", "application__offering__occupation", "application__offering__assessment", "standard"
    ).order_by("made_at", "id")


def payments_of(assessment: Assessment) -> QuerySet[Payment]:
    """Every payment with its receipt, in the order taken: the receipt register."""
    rows = Payment.objects.filter(charge__application__offering__assessment=assessment)
    return rows.select_related(
        "receipt", "taken_by", "refund", "charge__standard", "charge__application__candidate",
        "charge__application__offering__occupation", "charge__application__offering__assessment",
    ).order_by("taken_at", "id")  # fmt: skip


def refunds() -> QuerySet[Refund]:
    """Every refund with the payment it returns, the oldest first."""
    return Refund.objects.select_related(
        "payment__receipt", "payment__charge__application__candidate", "approved_by", "paid_by", "supplement",
        "payment__charge__application__offering__occupation", "payment__charge__application__offering__assessment",
    ).order_by("due_at", "id")  # fmt: skip


def refunds_of(assessment: Assessment) -> QuerySet[Refund]:
    return refunds().filter(payment__charge__application__offering__assessment=assessment)


def refund_totals(rows: QuerySet[Refund]) -> dict[str, Any]:
    """How many and how much is due, and has gone back: beside every sum of fees that was taken (R2.3)."""
    due, paid = Q(state=RefundState.DUE), Q(state=RefundState.PAID)
    sums = rows.order_by().aggregate(
        due_count=Count("id", filter=due),
        due=Sum("amount", filter=due),
        paid_count=Count("id", filter=paid),
        paid=Sum("amount", filter=paid),
    )
    return {**sums, "due": sums["due"] or Decimal(0), "paid": sums["paid"] or Decimal(0)}


def refunds_waiting() -> list[dict[str, Any]]:
    """Refunds due by assessment, over all; one query."""
    path = "payment__charge__application__offering__assessment__"
    rows = Refund.objects.filter(state=RefundState.DUE).order_by()
    return list(rows.values(public_id_of=F(f"{path}public_id"), title=F(f"{path}title")).annotate(waiting=Count("id")))


def fee_lines(assessment: Assessment) -> list[dict[str, Any]]:
    """What was charged and paid per occupation and level, for totals on papers and pages."""
    rows = Payment.objects.filter(charge__application__offering__assessment=assessment).values_list(
        "charge__application__offering__occupation__name", "charge__application__offering__level", "amount"
    )
    sums: dict[tuple[str, int], list[Any]] = {}
    for occupation, level, amount in rows:
        line = sums.setdefault((occupation, level), [0, 0])
        line[0] += 1
        line[1] += amount
    ordered = sorted(sums.items(), key=lambda entry: (entry[0][0], -entry[0][1]))
    return [
        {"occupation": occupation, "level": level, "count": count, "amount": amount}
        for (occupation, level), (count, amount) in ordered
    ]


def receipt_books() -> QuerySet[ReceiptBook]:
    """Books with how many of their forms are used."""
    return ReceiptBook.objects.select_related("registered_by").annotate(used=Count("receipts"))


# --- counts ----------------------------------------------------------------------------------------------------------


def state_counts(assessment: Assessment) -> dict[str, int]:
    rows = Application.objects.filter(offering__assessment=assessment).values_list("state").annotate(n=Count("id"))
    return dict(rows.order_by())


def offering_counts(assessment: Assessment) -> list[dict[str, Any]]:
    """Registered people per offering, offerings without any included."""
    rows = Offering.objects.filter(assessment=assessment).select_related("occupation")
    counted = rows.annotate(
        registered=Count("applications", filter=Q(applications__state__in=REGISTERED)),
        open_cases=Count("applications", filter=Q(applications__state__in=_open_states())),
    ).order_by("occupation__name", "-level")
    return [
        {
            "occupation": offering.occupation.name,
            "level": offering.level,
            "level_label": offering.get_level_display(),
            "registered": offering.registered,
            "open": offering.open_cases,
        }
        for offering in counted
    ]


def _open_states() -> Sequence[str]:
    return (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.ACCEPTED)


def charge_of(application: Application) -> Charge | None:
    rows = Charge.objects.filter(application=application).select_related("standard", "payment__receipt")
    return rows.prefetch_related("lines__item").first()
