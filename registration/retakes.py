"""补考 of one application: what was passed before, here or elsewhere, and whether it counts on the day (R2.1; spec 3)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from announcements.models import Offering
from registration import rules
from registration.enums import MaterialKind
from registration.kept_results import kept_results, validity
from registration.models import Application, Sighting
from registration.rules import KeptResult, ResultsElsewhere
from station.enums import Subject
from station.refusals import Reason

# In `particulars`: what the applicant says of a result that another station holds.
STATION, RELEASED = "results_station", "results_released"
NOT_NAMED = "名单未注明"
Weigh = Callable[..., list[Reason]]


def announced_subjects(offering: Offering) -> list[str]:
    return [row.subject for row in sorted(offering.subjects.all(), key=lambda row: row.pk)]


def chosen_subjects(application: Application) -> dict[str, str]:
    return {row.subject: row.attempt for row in application.subjects.all()}


def elsewhere(particulars: Mapping[str, Any]) -> ResultsElsewhere | None:
    """Until when it counts follows from the day they say it was published; without a day the desk has to see."""
    station = particulars.get(STATION)
    if not station:
        return None
    released = particulars.get(RELEASED)
    until = rules.kept_until(date.fromisoformat(released), validity()[0]) if released else None
    return ResultsElsewhere(str(station), until)


def kept_for(candidate_id: int | None, offering: Offering) -> dict[str, KeptResult]:
    """Subject → what this person passed before in the occupation and level, lapsed results too."""
    if candidate_id is None:
        return {}
    day = offering.assessment.exam_date
    return kept_results([candidate_id], offering.occupation_id, offering.level, day).get(candidate_id, {})


def reasons_for(
    offering: Offering, chosen: Mapping[str, str], *, candidate_id: int | None, particulars: Mapping[str, Any]
) -> list[Reason]:
    """Why these subjects can't be chosen together. Who sits everything for the first time costs no question."""
    announced = announced_subjects(offering)
    if found := rules.attempt_reasons(announced=announced, chosen=chosen):
        return found
    return kept_reasons(offering, chosen, candidate_id=candidate_id, particulars=particulars)


def kept_reasons(
    offering: Offering, chosen: Mapping[str, str], *, candidate_id: int | None, particulars: Mapping[str, Any]
) -> list[Reason]:
    announced = announced_subjects(offering)
    if set(announced) <= set(chosen):
        return []
    return rules.kept_reasons(
        announced=announced,
        chosen=chosen,
        kept=kept_for(candidate_id, offering),
        elsewhere=elsewhere(particulars),
        exam_day=offering.assessment.exam_date,
    )


def _weighed(application: Application, by: Weigh) -> list[Reason]:
    chosen = chosen_subjects(application)
    if not chosen:
        return []  # has its own refusal
    own = application.particulars or {}
    return by(application.offering, chosen, candidate_id=application.candidate_id, particulars=own)


def reasons_at_submission(application: Application) -> list[Reason]:
    return _weighed(application, reasons_for)


def reasons_at_review(application: Application) -> list[Reason]:
    """The desk looks at what is left out alone: a roster may call subjects 补考 that are all sat."""
    return _weighed(application, kept_reasons)


def relied_on(application: Application) -> list[dict[str, Any]]:
    """For the summary and the desk: each subject that is not sat, and what stands for it."""
    chosen = chosen_subjects(application)
    left_out = [subject for subject in announced_subjects(application.offering) if subject not in chosen]
    if not chosen or not left_out:
        return []
    kept, day = kept_for(application.candidate_id, application.offering), application.offering.assessment.exam_date
    other = elsewhere(application.particulars or {})
    return [_stands_for(subject, kept.get(subject), other, day) for subject in left_out]


def _stands_for(subject: str, known: KeptResult | None, other: ResultsElsewhere | None, day: date) -> dict[str, Any]:
    """`manual`: a person has to look (需人工核查)."""
    told: dict[str, Any] = {"subject": Subject(subject).label, "manual": False, "until": None, "text": ""}
    if known is not None and known.counts_on(day):
        return told | {"text": known.text, "until": known.valid_until}
    if other is not None:
        return told | {"text": f"{other.station}的成绩", "until": other.valid_until, "manual": True}
    return told


def recognised_elsewhere(applications: Iterable[Application]) -> dict[int, frozenset[str]]:
    """Subjects not sat because another station's result was accepted: the paper was seen by the desk (R2.1).

    For whoever works out the result. Two questions, however many applications.
    """
    claiming = {each.pk: each for each in applications if (each.particulars or {}).get(STATION)}
    if not claiming:
        return {}
    seen = set(
        Sighting.objects.filter(material__application__in=claiming, material__kind=MaterialKind.RESULTS).values_list(
            "material__application_id", flat=True
        )
    )
    rows = Application.objects.filter(pk__in=seen).select_related("offering")
    whole = rows.prefetch_related("subjects", "offering__subjects")
    return {each.pk: frozenset(announced_subjects(each.offering)) - frozenset(chosen_subjects(each)) for each in whole}
