"""What a group's contact has to do next for their own people, and by when (R2.1, R2.3, R2.4).

Everything is counted for all assessments of a page at once: the queries do not grow with people or assessments.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from announcements.models import Assessment
from registration import policies, selectors, supplements
from registration.enums import ENDED, ApplicationState
from registration.models import RosterCheck
from station.models import User


@dataclass(frozen=True)
class Task:
    """One thing to do: what, until when, and the page that does it."""

    text: str
    url: str
    action: str
    until: datetime | None = None
    tone: str = "attention"
    clause: str = ""


@dataclass
class Work:
    """Where the people of one contact stand in one assessment."""

    states: dict[str, int] = field(default_factory=dict)
    without_photo: int = 0
    unanswered: int = 0
    correct_until: datetime | None = None
    checks: list[RosterCheck] = field(default_factory=list)

    @property
    def people(self) -> int:
        return sum(self.states.values())

    @property
    def counts(self) -> list[tuple[ApplicationState, int]]:
        return [(state, self.states[state]) for state in ApplicationState if state in self.states]


def work_of(user: User, assessments: Sequence[Assessment]) -> dict[int, Work]:
    """Assessment → what is to be counted there; five queries for any number of assessments."""
    found: dict[int, Work] = defaultdict(Work)
    mine = policies.brought_by(user).filter(offering__assessment__in=assessments)
    states = mine.values_list("offering__assessment", "state").annotate(n=Count("id"), until=Min("correct_until"))
    for assessment, state, number, until in states.order_by():
        found[assessment].states[state] = number
        if state == ApplicationState.RETURNED:
            found[assessment].correct_until = until
    bare = selectors.without_photo(mine.exclude(state__in=ENDED))
    for assessment, number in bare.values_list("offering__assessment").annotate(n=Count("id")).order_by():
        found[assessment].without_photo = number
    asked = supplements.unanswered().filter(application__in=mine)
    rows = asked.values_list("application__offering__assessment").annotate(n=Count("application", distinct=True))
    for assessment, number in rows.order_by():
        found[assessment].unanswered = number
    for check in RosterCheck.objects.filter(owner=user, assessment__in=assessments):
        found[check.assessment_id].checks.append(check)
    return found


def tasks_of(assessment: Assessment, work: Work, *, now: datetime) -> list[Task]:
    """In the order in which somebody would do them; what is for others to do is not in it."""
    if assessment.withdrawn_at:
        return []
    return [*_bringing(assessment, work, now), *_mending(assessment, work), *_going(assessment, work)]


def _bringing(assessment: Assessment, work: Work, now: datetime) -> Iterable[Task]:
    if not assessment.is_registration_open(now):
        return
    until = assessment.registration_until
    for check in work.checks:
        url = reverse("registration:group_roster_preview", args=[check.public_id])
        yield Task(f"“{check.file_name}”已上传，还没有导入", url, "看检查结果", until, clause="R2.1")
    if not work.people and not work.checks:
        url = reverse("registration:group_roster", args=[assessment.public_id])
        yield Task("还没有导入人员", url, "上传名单", until, tone="action", clause="R2.1")


def _mending(assessment: Assessment, work: Work) -> Iterable[Task]:
    people = reverse("registration:group_assessment", args=[assessment.public_id])
    if number := work.states.get(ApplicationState.RETURNED):
        until = max(filter(None, (work.correct_until, assessment.registration_until)))
        url = f"{people}?state={ApplicationState.RETURNED}"
        yield Task(f"{number} 人退回修改，改正后要重新提交", url, "看退回原因", until, tone="seal", clause="R2.1")
    if work.unanswered:
        yield Task(
            f"{work.unanswered} 人还没有答复补充公告，答复以前不能缴费和领取准考证",
            people, "去答复", clause="R1.2",
        )  # fmt: skip
    if work.without_photo:
        url = f"{people}?photo=missing"
        until = assessment.registration_until
        yield Task(f"{work.without_photo} 人缺照片", url, "看缺谁的照片", until, clause="R2.4")


def _going(assessment: Assessment, work: Work) -> Iterable[Task]:
    """What is done at the station's window, in person."""
    people = reverse("registration:group_assessment", args=[assessment.public_id])
    place = assessment.registration_place or "报名窗口"
    if number := work.states.get(ApplicationState.SUBMITTED):
        text = f"{number} 人待审核：请打印考评表由本人签字，连同材料原件带到{place}查验"
        yield Task(text, f"{people}?state={ApplicationState.SUBMITTED}", "看要带的材料", tone="action", clause="R2.2")
    if number := work.states.get(ApplicationState.ACCEPTED):
        text = f"{number} 人审核通过待缴费：请到{place}缴费并领取票据"
        yield Task(text, f"{people}?state={ApplicationState.ACCEPTED}", "看待缴费人员", clause="R2.3")


def what_is_missing(row: Any) -> str:
    """What the contact can do for this person now, in a few words; needs `has_photo`."""
    found = []
    if row.state == ApplicationState.RETURNED:
        found.append(f"退回修改：{row.decision_reason}")
    elif row.state == ApplicationState.REFUSED:
        found.append(f"审核不通过：{row.decision_reason}")
    if not row.has_photo and row.state not in ENDED:
        found.append("缺照片")
    if row.state == ApplicationState.ACCEPTED:
        found.append("待缴费")
    return "；".join(found)
