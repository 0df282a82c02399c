"""Results per candidate, each subject by itself; before the release nothing (R5.9, R5.10)."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from announcements.models import Assessment, OfferingSubject
from exams import rules
from exams.models import ResultRelease, Score
from exams.selectors.kept import kept_subjects
from registration.enums import REGISTERED
from registration.models import Application
from sessions.models import Seat
from station.models import User


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
    kept = kept_subjects(applications.values())
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
