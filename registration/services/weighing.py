"""What a roster deserves: judged by the pure roster code, with what the database knows of its people (R2.1, R2.4)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from announcements.enums import Audience
from announcements.models import Assessment, Offering
from registration import rules, selectors
from registration.enums import GONE
from registration.models import Application, Candidate
from registration.roster import judging
from registration.roster.columns import Field
from registration.roster.findings import Fault
from registration.roster.judging import Judgement, KnownPerson, RowVerdict, judge
from registration.roster.normalising import clean_name
from registration.roster.offerings import OfferingFacts
from registration.roster.reading import RosterTable
from registration.services.candidates import identity_index, locked_by_index
from registration.services.retaking import weigh_retakes
from station import profile

# Databases take only so many values in one question.
PORTION = 500
Weigh = Callable[[RowVerdict], RowVerdict]


def weigh_roster(
    table: RosterTable,
    assessment: Assessment,
    offerings: list[Offering],
    *,
    on: date,
    locked: bool = False,
    report: judging.Report | None = None,
) -> Judgement:
    """With `locked`, inside a verb: places and people stay as they were judged until it commits."""
    if locked:
        _lock_limited(offerings)
    people = _known_people(judging.identity_numbers(table), locked=locked)
    facts = [offering_facts(offering) for offering in offerings]
    judgement = judge(
        table, offerings=facts, on=on, known=_known(people, offerings), namesakes=_namesakes(table, on), report=report
    )
    judgement = _with_results_kept(judgement, offerings, people)
    return _within_places(_within_scope(judgement, assessment), offerings)


def _with_results_kept(judgement: Judgement, offerings: list[Offering], people: Mapping[str, Candidate]) -> Judgement:
    """补考: what a row does not sit must have been passed and still count (R2.1)."""
    changed = weigh_retakes(judgement.rows, offerings, people)
    if not changed:
        return judgement
    return replace(judgement, rows=tuple(changed.get(row.row, row) for row in judgement.rows))


def offering_facts(offering: Offering) -> OfferingFacts:
    occupation = offering.occupation
    codes = (occupation.code,) if occupation.code else ()
    return OfferingFacts(str(offering.pk), occupation.name, offering.level, codes, tuple(occupation.aliases))


def _lock_limited(offerings: list[Offering]) -> None:
    """The last place is given once: whoever submits for a limited offering waits for the roster, or the roster for them."""
    limited = [offering.pk for offering in offerings if offering.capacity is not None]
    list(Offering.objects.select_for_update().filter(pk__in=limited).order_by("pk").values_list("pk"))


def _known_people(numbers: Iterable[str], *, locked: bool) -> dict[str, Candidate]:
    """Number → person on record, asked by blind index in portions that every database takes."""
    by_index = {identity_index(number): number for number in numbers}
    if locked:
        return {by_index[index]: person for index, person in locked_by_index(by_index).items()}
    found: dict[str, Candidate] = {}
    indexes = list(by_index)
    for start in range(0, len(indexes), PORTION):
        for person in Candidate.objects.filter(identity_index__in=indexes[start : start + PORTION]):
            found[by_index[person.identity_index]] = person
    return found


def _known(people: Mapping[str, Candidate], offerings: list[Offering]) -> dict[str, KnownPerson]:
    """What they applied for this time; another assessment's applications are no matter of this roster."""
    applied: dict[int, set[str]] = {}
    ids = [person.pk for person in people.values()]
    for start in range(0, len(ids), PORTION):
        rows = Application.objects.filter(candidate__in=ids[start : start + PORTION], offering__in=offerings).exclude(
            state__in=GONE
        )
        for candidate, offering in rows.values_list("candidate_id", "offering_id"):
            applied.setdefault(candidate, set()).add(str(offering))
    return {
        number: KnownPerson(person.name, frozenset(applied.get(person.pk, ()))) for number, person in people.items()
    }


def _namesakes(table: RosterTable, on: date) -> dict[tuple[str, date], str]:
    """People on record who bear a name of the table, for the remark on near-duplicates."""
    names = sorted({name for row in table.rows if (name := clean_name(row.cell(Field.NAME)))})
    found: dict[tuple[str, date], str] = {}
    for start in range(0, len(names), PORTION):
        for person in Candidate.objects.filter(name__in=names[start : start + PORTION]):
            found[person.name, person.birth_date] = person.identity_number
    return found


def _within_scope(judgement: Judgement, assessment: Assessment) -> Judgement:
    """适应范围: an assessment for the institution takes its own people only (R2.1)."""
    if assessment.audience != Audience.INSTITUTION:
        return judgement
    institution = profile.value("scope.institution_names")

    def weigh(row: RowVerdict) -> RowVerdict:
        employer = str(row.values.get(Field.EMPLOYER, ""))
        reasons = rules.scope_reasons(
            for_institution=True, scope=assessment.scope, employer=employer, institution=institution
        )
        return _rejected(row, Field.EMPLOYER, str(reasons[0])) if reasons else row

    return _reweighed(judgement, weigh)


def _within_places(judgement: Judgement, offerings: list[Offering]) -> Judgement:
    """Rows beyond an offering's announced places are rejected in the order of the file."""
    limited = {str(each.pk): each for each in offerings if each.capacity is not None}
    if not limited:
        return judgement
    left = {key: (each.capacity or 0) - selectors.places_taken(each) for key, each in limited.items()}

    def weigh(row: RowVerdict) -> RowVerdict:
        key = str(row.values.get("offering", ""))
        if key not in left:
            return row
        left[key] -= 1
        if left[key] >= 0:
            return row
        offering = limited[key]
        reasons = rules.capacity_reasons(
            capacity=offering.capacity, taken=offering.capacity or 0, offering=str(offering)
        )
        return _rejected(row, Field.OCCUPATION, str(reasons[0]))

    return _reweighed(judgement, weigh)


def _reweighed(judgement: Judgement, weigh: Weigh) -> Judgement:
    rows = (weigh(row) if row.verdict is judging.Verdict.ACCEPTED else row for row in judgement.rows)
    return replace(judgement, rows=tuple(rows))


def _rejected(row: RowVerdict, wanted: Field, text: str) -> RowVerdict:
    fault = Fault(wanted, text)
    return replace(row, verdict=judging.Verdict.REJECTED, field=wanted.value, reason=text, faults=(*row.faults, fault))
