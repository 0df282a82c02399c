"""Supplements of the tests, published by the three people that R1.3 asks for."""

from datetime import date, datetime, timedelta
from typing import Any

from announcements import services
from announcements.enums import Purpose
from announcements.models import Announcement, Assessment
from station import clock
from tests.factories.announcements import Desk, publish


def issue(
    assessment: Assessment, purpose: str, *, now: datetime, title: str = "补充公告", **values: Any
) -> Announcement:
    supplement = services.draft_supplement(
        amends=assessment.announcements.get(kind="assessment"),
        title=title,
        changes="情况有变，特此公告。",
        purpose=purpose,
        actor=Desk().officer,
        now=now,
        **values,
    )
    published = publish(supplement, now=now)
    assessment.refresh_from_db()
    return published


def correct(assessment: Assessment, *, now: datetime, **fields: Any) -> Announcement:
    """Something of the assessment that does not touch its day; the notes when nothing is named."""
    amended = fields or {"notes": "考生须提前三十分钟到场。"}
    return issue(assessment, Purpose.CORRECTION, now=now, title="更正公告", amendments={"assessment": amended})


def correct_offering(offering: Any, *, now: datetime, **fields: Any) -> Announcement:
    named = {"offerings": {str(offering.public_id): fields or {"documents_to_bring": "身份证原件。"}}}
    return issue(offering.assessment, Purpose.CORRECTION, now=now, title="更正公告", amendments=named)


def postpone(assessment: Assessment, *, now: datetime, day: date | None = None, **order: Any) -> Announcement:
    """By order of the centre, thirty-five days later unless another day is given."""
    day = day or assessment.exam_date + timedelta(days=35)
    return issue(
        assessment,
        Purpose.POSTPONEMENT,
        now=now,
        title="延期公告",
        amendments={"assessment": {"exam_date": day.isoformat()}},
        ordered_by="centre",
        order_number="济鉴〔2026〕40号",
        order_date=clock.local_date(now),
        waives_notice=True,
        **order,
    )


def call_off(assessment: Assessment, *, now: datetime) -> Announcement:
    return issue(assessment, Purpose.WITHDRAWAL, now=now, title="撤销公告")
