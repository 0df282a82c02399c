"""Gathers what proof-reading looks at, in a number of queries that does not grow with the register (R2.4)."""

from collections import defaultdict
from collections.abc import Iterable

from announcements.models import Assessment
from registration import likeness, proofreading, selectors
from registration.enums import ApplicationState, MaterialKind
from registration.models import Application, Material, Payment
from registration.proofreading import Finding, ProofRow
from station import clock

_READ = (
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.ACCEPTED,
    ApplicationState.PAID,
)


def proof_reading(assessment: Assessment) -> list[Finding]:
    """What must be mended, or settled by name, before the registration is signed off."""
    rows = selectors.with_photo_flag(selectors.applications_of(assessment).filter(state__in=_READ)).order_by(
        "offering__occupation__name", "-offering__level", "number", "id"
    )
    applications = list(rows)
    materials = _newest_materials(assessment)
    paid = set(
        Payment.objects.filter(charge__application__offering__assessment=assessment).values_list(
            "charge__application_id", flat=True
        )
    )
    pairs = likeness.pairs_among({each.candidate_id: each.candidate for each in applications}.values())
    return proofreading.findings(
        (_proof_row(each, materials[each.pk], each.pk in paid) for each in applications),
        today=clock.local_date(assessment.registration_until),
        decided={(pair.one.pk, pair.other.pk): pair.decided.decision for pair in pairs if pair.decided},
        elsewhere=_elsewhere(pairs, {each.candidate_id for each in applications}),
    )


def _elsewhere(pairs: Iterable[likeness.Pair], here: set[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pair in pairs:
        if not pair.is_open:
            continue
        for person, twin in ((pair.one, pair.other), (pair.other, pair.one)):
            if person.pk in here and twin.pk not in here:
                found[person.pk].append(twin.masked_identity)
    return found


def _newest_materials(assessment: Assessment) -> dict[int, dict[str, Material]]:
    found: dict[int, dict[str, Material]] = defaultdict(dict)
    rows = Material.objects.filter(application__offering__assessment=assessment).select_related("sighting")
    for material in rows.order_by("id"):
        found[material.application_id][material.kind] = material
    return found


def _proof_row(application: Application, materials: dict[str, Material], has_receipt: bool) -> ProofRow:
    candidate = application.candidate
    sighted = {kind for kind, material in materials.items() if hasattr(material, "sighting")}
    missing = [kind for kind in selectors.required_materials(application) if kind not in sighted]
    unstamped = [kind for kind in sighted if materials[kind].file and materials[kind].sighting.stamped_copy_id is None]
    return ProofRow(
        key=str(application.public_id),
        person=candidate.pk,
        number=application.number or "",
        name=candidate.name,
        state=application.state,
        birth_date=candidate.birth_date,
        sex=candidate.sex,
        ethnicity=candidate.ethnicity,
        education=candidate.education,
        employer=candidate.employer,
        has_photo=bool(getattr(application, "has_photo", False)),
        has_receipt=has_receipt,
        missing_materials=tuple(MaterialKind(kind).label for kind in missing),
        unstamped=tuple(MaterialKind(kind).label for kind in sorted(unstamped)),
        work_years=application.work_years,
    )
