"""Subjects passed in an earlier assessment: kept for a while, so that only the others are sat again (R5.10; spec 3).

One source for both sides: registration asks before somebody is let in for 补考, the results ask what counts besides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from exams.models import Score
from registration.enums import REGISTERED
from registration.kept_results import lapses_on, validity
from registration.models import Application
from registration.retakes import recognised_elsewhere
from registration.rules import KeptResult
from station.clock import local_date
from station.wording import plain_date

# Databases take only so many values in one question.
PORTION = 500
_APPLICATION = "seat__application_subject__application__"
_ASSESSMENT = f"{_APPLICATION}offering__assessment__"


@dataclass(frozen=True)
class _Passed:
    candidate: int
    occupation: int
    level: int
    held_on: date
    result: KeptResult


def _released_passes(**conditions: Any) -> QuerySet[Score]:
    """Never of a registration that was cancelled: fraud costs all of it (R2.5)."""
    return Score.objects.filter(
        **{f"{_APPLICATION}state__in": REGISTERED, f"{_ASSESSMENT}result_release__isnull": False},
        entry__points__gte=F(f"{_APPLICATION}offering__subjects__pass_mark"),
        seat__application_subject__subject=F(f"{_APPLICATION}offering__subjects__subject"),
        **conditions,
    )


def _passed(candidates: Collection[int], **conditions: Any) -> Iterator[_Passed]:
    wanted, rule = sorted(candidates), validity()
    for start in range(0, len(wanted), PORTION):
        rows = _released_passes(**{f"{_APPLICATION}candidate__in": wanted[start : start + PORTION]}, **conditions)
        for candidate, occupation, level, subject, points, title, held_on, until, released_at in rows.values_list(
            f"{_APPLICATION}candidate",
            f"{_APPLICATION}offering__occupation",
            f"{_APPLICATION}offering__level",
            "seat__application_subject__subject",
            "entry__points",
            f"{_ASSESSMENT}title",
            f"{_ASSESSMENT}exam_date",
            f"{_ASSESSMENT}registration_until",
            f"{_ASSESSMENT}result_release__released_at",
        ):
            released = local_date(released_at)
            last = lapses_on(released=released, exam=held_on, registration_until=local_date(until), rule=rule)
            text = f"{title}，{points.normalize():f} 分，{plain_date(released)}公布"
            yield _Passed(candidate, occupation, level, held_on, KeptResult(subject, last, text))


def kept_results(candidates: Collection[int], occupation_id: int, level: int, on: date) -> dict[int, list[KeptResult]]:
    """What these people passed in exams held before `on`, lapsed or not; registered with registration."""
    conditions = {
        f"{_APPLICATION}offering__occupation": occupation_id,
        f"{_APPLICATION}offering__level": level,
        f"{_ASSESSMENT}exam_date__lt": on,
    }
    found: dict[int, list[KeptResult]] = defaultdict(list)
    for passed in _passed(candidates, **conditions):
        found[passed.candidate].append(passed.result)
    return dict(found)


def kept_subjects(applications: Iterable[Application]) -> dict[int, frozenset[str]]:
    """Application → subjects that count without being sat: passed here and not lapsed, or accepted from elsewhere."""
    everyone = list(applications)
    wanted: dict[tuple[int, int, int], list[Application]] = defaultdict(list)
    for row in everyone:
        wanted[row.candidate_id, row.offering.occupation_id, row.offering.level].append(row)
    found: dict[int, set[str]] = defaultdict(set)
    for passed in _passed({candidate for candidate, _, _ in wanted}) if wanted else ():
        for application in wanted.get((passed.candidate, passed.occupation, passed.level), ()):
            day = application.offering.assessment.exam_date
            if passed.held_on < day and passed.result.counts_on(day):
                found[application.pk].add(passed.result.subject)
    for pk, subjects in recognised_elsewhere(everyone).items():
        found[pk] |= subjects
    return {pk: frozenset(subjects) for pk, subjects in found.items()}
