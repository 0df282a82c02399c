"""The year at a glance on everybody's home page: which assessment stands when (R1.1)."""

from collections.abc import Collection
from datetime import datetime

from announcements import selectors
from announcements.models import Assessment
from station import clock
from station.deadline_states import locked_scopes
from station.models import User
from station.pictures.year_plan import YearEntry
from station.stages import Panel


def year_at_a_glance(user: User, now: datetime) -> Panel | None:
    """This year's assessments, as far as the reader may see them, from their announcement to their exam day."""
    today = clock.local_date(now)
    visible = selectors.assessments_visible_to(user).filter(exam_date__year=today.year)
    assessments = list(visible.order_by("exam_date", "id"))
    if not assessments:
        return None
    locked = locked_scopes(today)
    context = {
        "year": today.year,
        "entries": [_entry(assessment, now, locked) for assessment in assessments],
        "ahead": [each for each in assessments if each.exam_until >= today and not each.withdrawn_at],
    }
    return Panel("announcements/staff/_year.html", context)


def _entry(assessment: Assessment, now: datetime, locked: Collection[str]) -> YearEntry:
    announced = assessment.announced_at
    begins = clock.local_date(announced) if announced else clock.local_date(assessment.created_at)
    word, tone = _where_it_stands(assessment, now, locked)
    return YearEntry(assessment.title, min(begins, assessment.exam_date), assessment.exam_date, word, tone)


def _where_it_stands(assessment: Assessment, now: datetime, locked: Collection[str]) -> tuple[str, str]:
    """By the clock and the book of deadlines; what each stage says stands on the assessment's own page."""
    if assessment.withdrawn_at:
        return "已撤销", "quiet"
    if str(assessment.public_id) in locked:
        return "已锁定", "seal"
    if not assessment.announced_at:
        return "未公告", "attention"
    if now < assessment.registration_from:
        return "待报名", "quiet"
    if assessment.is_registration_open(now):
        return "报名中", "action"
    return ("待鉴定", "action") if clock.local_date(now) <= assessment.exam_until else ("已鉴定", "done")
