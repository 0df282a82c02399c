"""The stage registry: the one idea that ties the application together.

Each stage app declares its `Stage`; the stepper, the timeline, the list of what holds an assessment up, the
dashboard's to-dos and the navigation all walk this registry. A stage's status is computed from that stage's own
records, never a flag set elsewhere. The station knows nothing of an assessment but that it has a `public_id`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import models

from station.calendar import WorkingCalendar
from station.deadlines import Deadline
from station.models import User


class StageStatus(models.TextChoices):
    NOT_BEGUN = "not_begun", "未开始"
    OPEN = "open", "进行中"
    BLOCKED = "blocked", "受阻"
    DONE = "done", "已完成"


@dataclass(frozen=True)
class Blocker:
    """An unmet condition: what is missing, by which clause, and the page where it is mended."""

    text: str
    clause: str
    url: str = ""


@dataclass(frozen=True)
class Todo:
    """One thing for one user to do. `title` what; `subject` for which assessment; `due` until when; `action` the button.

    `provisional`: `due` was counted over a year without its notice.
    """

    title: str
    subject: str
    clause: str
    url: str
    action: str
    due: date | None = None
    count: int = 1
    provisional: bool = False


def counted_back(todo: Todo, exam_date: date, calendar: WorkingCalendar) -> Todo:
    """The same, saying whether the days between its date and the exam touch a year without its notice (暂定)."""
    if todo.due is None:
        return todo
    return replace(todo, provisional=calendar.is_provisional(todo.due, exam_date))


@dataclass(frozen=True)
class Panel:
    """A stage's part of the assessment's page: a template and its context, `actions` as (label, url)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    actions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NavItem:
    """A line of the left rail, shown to holders of `roles`."""

    label: str
    url_name: str
    icon: str
    roles: tuple[str, ...]
    args: tuple[str, ...] = ()


class Stage:
    """Base of the six declarations. `number` 1 to 6, `clause` R1 to R6."""

    number: int
    key: str
    title: str
    clause: str
    nav: tuple[NavItem, ...] = ()
    # Audit verbs after which an assessment's deadlines are read again, in the same transaction.
    deadline_acts: tuple[str, ...] = ()

    def dates(self, assessment: Any, calendar: WorkingCalendar) -> list[Deadline]:
        """The statutory deadlines of this stage for one assessment, from its own row alone: no query."""
        return []

    def deadlines(self, assessment: Any, calendar: WorkingCalendar) -> list[Deadline]:
        """The same, each with the day on which it was met."""
        return self.dates(assessment, calendar)

    def status(self, assessment: Any, now: datetime) -> StageStatus:
        raise NotImplementedError

    def blockers(self, assessment: Any, now: datetime) -> list[Blocker]:
        """What stands against the stage being done; empty when nothing does."""
        return []

    def todos(self, user: User, now: datetime) -> list[Todo]:
        """What this user should do in this stage, over all assessments; a constant number of queries."""
        return []

    def panel(self, assessment: Any, user: User, now: datetime) -> Panel | None:
        return None


_stages: dict[int, Stage] = {}
_ground_floor: list[NavItem] = []


def add_ground_floor_nav(*items: NavItem) -> None:
    """Lines of the left rail that belong to no stage: people, places, calendar, audit."""
    _ground_floor.extend(items)


def ground_floor_nav() -> list[NavItem]:
    return list(_ground_floor)


def register(stage: Stage) -> None:
    _stages[stage.number] = stage


def all_stages() -> list[Stage]:
    """The registered stages in order."""
    return [_stages[number] for number in sorted(_stages)]


def deadline_acts() -> frozenset[str]:
    """The audit verbs that may meet, move or end a deadline."""
    return frozenset(act for stage in _stages.values() for act in stage.deadline_acts)


AssessmentsUnderWay = Callable[[datetime], Iterable[Any]]
AssessmentsByScope = Callable[[Collection[str]], Iterable[Any]]
_assessments_under_way: list[AssessmentsUnderWay] = []
_assessments_by_scope: list[AssessmentsByScope] = []


def add_assessments(under_way: AssessmentsUnderWay, by_scope: AssessmentsByScope) -> None:
    """Who keeps assessments says which are not over, and finds those of given public ids (the audit trail's scopes)."""
    _assessments_under_way.append(under_way)
    _assessments_by_scope.append(by_scope)


def assessments_of(scopes: Collection[str]) -> dict[str, Any]:
    """Scope → assessment, for those scopes that are one; one query however many."""
    if not scopes:
        return {}
    return {str(found.public_id): found for find in _assessments_by_scope for found in find(scopes)}


def assessments_under_way(now: datetime) -> Iterator[Any]:
    for under_way in _assessments_under_way:
        yield from under_way(now)


DashboardPanel = Callable[[User, datetime], "Panel | None"]
_dashboard_panels: list[DashboardPanel] = []


def add_dashboard_panel(build: DashboardPanel) -> None:
    """A picture or list for everybody's home page: the year at a glance, what runs now."""
    _dashboard_panels.append(build)


def dashboard_panels(user: User, now: datetime) -> list[Panel]:
    return [panel for build in _dashboard_panels if (panel := build(user, now))]


Todos = Callable[[User, datetime], list[Todo]]
_ground_floor_todos: list[Todos] = []


def add_ground_floor_todos(build: Todos) -> None:
    """What waits for somebody and belongs to no stage; a constant number of queries."""
    _ground_floor_todos.append(build)


def todos(user: User, now: datetime) -> list[Todo]:
    """Everything waiting for the user, the most urgent first; without a date last."""
    found = [todo for stage in all_stages() for todo in stage.todos(user, now)]
    found += [todo for build in _ground_floor_todos for todo in build(user, now)]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due or date.max))


def dates(assessment: Any, calendar: WorkingCalendar) -> list[Deadline]:
    return sorted(
        [item for stage in all_stages() for item in stage.dates(assessment, calendar)], key=lambda item: item.due
    )


def deadlines(assessment: Any, calendar: WorkingCalendar) -> list[Deadline]:
    found = [item for stage in all_stages() for item in stage.deadlines(assessment, calendar)]
    return sorted(found, key=lambda item: item.due)
