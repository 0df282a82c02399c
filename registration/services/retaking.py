"""Rows of a roster that sit a subject again: the same question as everybody's, answered for all of them (R2.1; spec 3).

A roster is judged as data. What we know to have lapsed is rejected; what we know nothing of may lie with another station,
so the row is taken with a remark, and the desk asks for the paper.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from announcements.models import Offering
from registration import retakes, rules
from registration.kept_results import kept_results
from registration.models import Candidate
from registration.roster import judging
from registration.roster.columns import Field
from registration.roster.findings import Fault
from registration.roster.judging import RowVerdict
from registration.rules import KeptResult
from registration.services.taking_in import SUBJECT_COLUMNS, subjects_of
from station.enums import Subject

ALL_AGAIN = "各科都要考，没有保留的科目，审核时按新考办理"
UNKNOWN = "本次不考{names}，没有查到保留的合格成绩；审核时须交原科目成绩单，由审核人员核查"


def weigh_retakes(
    rows: Iterable[RowVerdict], offerings: Iterable[Offering], people: Mapping[str, Candidate]
) -> dict[int, RowVerdict]:
    """Row number → the row as it is after this question; only of those who sit something again."""
    by_key = {str(each.pk): each for each in offerings}
    again: dict[str, list[RowVerdict]] = defaultdict(list)
    for row in rows:
        if row.verdict is judging.Verdict.ACCEPTED and subjects_of(row):
            again[str(row.values["offering"])].append(row)
    return {row.row: row for key, group in again.items() for row in _weighed(by_key[key], group, people)}


def _weighed(offering: Offering, rows: list[RowVerdict], people: Mapping[str, Candidate]) -> list[RowVerdict]:
    known = {row.row: people.get(str(row.values.get(Field.IDENTITY, ""))) for row in rows}
    ids = [person.pk for person in known.values() if person is not None]
    kept = kept_results(ids, offering.occupation_id, offering.level, offering.assessment.exam_date) if ids else {}
    return [_answer(offering, row, kept.get(person.pk, {}) if (person := known[row.row]) else {}) for row in rows]


def _answer(offering: Offering, row: RowVerdict, kept: Mapping[str, KeptResult]) -> RowVerdict:
    announced = retakes.announced_subjects(offering)
    chosen = {subject: attempt for subject, attempt in (subjects_of(row) or {}).items() if subject in announced}
    left_out = [subject for subject in announced if subject not in chosen]
    if not chosen:
        return row
    if not left_out:
        return replace(row, warnings=(*row.warnings, ALL_AGAIN))
    unknown = [subject for subject in left_out if subject not in kept]
    reasons = rules.kept_reasons(
        announced=announced,
        chosen=dict.fromkeys((*chosen, *unknown), ""),
        kept=kept,
        elsewhere=None,
        exam_day=offering.assessment.exam_date,
    )
    if reasons:
        fault = Fault(_column_of(chosen), str(reasons[0]))
        return replace(
            row,
            verdict=judging.Verdict.REJECTED,
            field=fault.field.value,
            reason=fault.text,
            faults=(*row.faults, fault),
        )
    if not unknown:
        return row
    remark = UNKNOWN.format(names="、".join(Subject(subject).label for subject in unknown))
    values = {**row.values, retakes.STATION: retakes.NOT_NAMED}
    return replace(row, warnings=(*row.warnings, remark), values=values)


def _column_of(chosen: Mapping[str, str]) -> Field:
    """Where the sheet says 补考."""
    return next(column for column, subject in SUBJECT_COLUMNS.items() if subject in chosen)
