"""Two supplements at once, publication against editing, and what the database itself refuses (R1.2, R1.3)."""

from dataclasses import replace
from datetime import date
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import IntegrityError, connection, transaction

from announcements import services
from announcements.models import Announcement, Assessment
from announcements.services import publication
from station import audit, clock, numbering
from station.models import User
from station.refusals import Refused
from station.workflow import fire
from tests.factories.announcements import Desk, make_announced_assessment, publish
from tests.postgres.crowd import at_once

LATER = clock.at(date(2026, 9, 3), 9)


def approved(assessment: Assessment, **changes) -> int:
    """A supplement that only waits to be published."""
    people = Desk()
    supplement = services.draft_supplement(
        amends=assessment.announcements.get(kind="assessment"),
        title="更正公告",
        changes="原公告有误。",
        purpose="correction",
        amendments={"assessment": changes},
        actor=people.officer,
        now=LATER,
    )
    services.submit_announcement(announcement=supplement, actor=people.officer, now=LATER)
    services.review_announcement(announcement=supplement, actor=people.reviewer, now=LATER)
    services.approve_announcement(announcement=supplement, actor=people.director, now=LATER)
    return supplement.pk


def published_at_once(waiting: list[int]) -> list[str | Exception | None]:
    officer = Desk().officer.pk

    def press(number: int) -> str | None:
        supplement = Announcement.objects.get(pk=waiting[number])
        return services.publish_announcement(
            announcement=supplement, actor=User.objects.get(pk=officer), now=LATER
        ).number

    return at_once(press, people=len(waiting))


def test_of_two_supplements_to_one_field_published_at_once_the_second_is_reviewed_again() -> None:
    assessment = make_announced_assessment()
    waiting = [approved(assessment, notes="甲"), approved(assessment, notes="乙")]
    answers = published_at_once(waiting)
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "str"]
    published = Announcement.objects.get(kind="supplement", state="published")
    assessment.refresh_from_db()
    assert assessment.notes == published.content["amendments"][0]["after"]
    assert assessment.amended_by == published
    assert numbering.last("announcement", 2026) == 3
    assert audit.walk().damage is None


def test_two_supplements_to_different_fields_published_at_once_both_come_into_force() -> None:
    assessment = make_announced_assessment()
    waiting = [approved(assessment, notes="甲"), approved(assessment, scope="本校学生")]
    answers = published_at_once(waiting)
    assert sorted(answers) == ["鉴公告〔2026〕3号", "鉴公告〔2026〕4号"]
    assessment.refresh_from_db()
    assert (assessment.notes, assessment.scope) == ("甲", "本校学生")
    last = Announcement.objects.get(number="鉴公告〔2026〕4号")
    assert (last.content["in_force"]["notes"], last.content["in_force"]["scope"]) == ("甲", "本校学生")
    assert assessment.amended_by == last


def test_without_the_lock_both_would_be_published_over_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The losing control: each finds the field as it was drafted, and the one overwrites what the other announced.

    The guards are asked a second time after the number was taken, which queues too: that look is taken away as well.
    """
    assessment = make_announced_assessment()
    waiting = [approved(assessment, notes="甲"), approved(assessment, notes="乙")]
    both_checked, number = Barrier(2), publication._number

    def after_both(now):
        both_checked.wait(timeout=30)
        return number(now)

    def unasked(row, transition, **arguments):
        return fire(row, replace(transition, guards=()), **arguments)

    monkeypatch.setattr(publication, "_lock", lambda row: Announcement.objects.get(pk=row.pk))
    monkeypatch.setattr(publication, "fire", unasked)
    monkeypatch.setattr(publication, "_number", after_both)
    answers = published_at_once(waiting)
    assert [isinstance(answer, str) for answer in answers] == [True, True], answers
    first, second = Announcement.objects.filter(kind="supplement").order_by("number")
    assert first.content["amendments"][0]["after"] != second.content["amendments"][0]["before"]


def test_with_the_lock_they_never_stand_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    assessment = make_announced_assessment()
    waiting = [approved(assessment, notes="甲"), approved(assessment, notes="乙")]
    both_checked, number = Barrier(2), publication._number

    def after_both(now):
        with pytest.raises(BrokenBarrierError):
            both_checked.wait(timeout=2)
        return number(now)

    monkeypatch.setattr(publication, "_number", after_both)
    assert sorted(type(answer).__name__ for answer in published_at_once(waiting)) == ["Refused", "str"]


def test_published_or_taken_back_but_never_both() -> None:
    assessment = make_announced_assessment()
    officer = Desk().officer.pk
    for _ in range(3):
        waiting = approved(assessment, notes=f"第{Announcement.objects.count()}次")

        def act(number: int, waiting: int = waiting) -> str:
            supplement, actor = Announcement.objects.get(pk=waiting), User.objects.get(pk=officer)
            if number:
                services.recall_announcement(announcement=supplement, actor=actor, now=LATER)
                values = {"title": "改", "changes": "改", "purpose": "correction", "actor": actor, "now": LATER}
                services.edit_supplement(announcement=supplement, amendments={}, **values)
                return "edited"
            services.publish_announcement(announcement=supplement, actor=actor, now=LATER)
            return "published"

        answers = at_once(act, people=2)
        assert [type(answer) for answer in answers].count(Refused) == 1
        row = Announcement.objects.get(pk=waiting)
        assessment.refresh_from_db()
        assert (row.state == "published") is ("published" in answers)
        assert (assessment.amended_by_id == waiting) is (row.state == "published")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE announcements_assessment SET notes = 'x'",
        "UPDATE announcements_assessment SET withdrawn_at = now()",
        "UPDATE announcements_assessment SET notes = 'x', amended_by_id = NULL",
        "UPDATE announcements_assessment SET notes = 'x', amended_by_id = "
        "(SELECT min(id) FROM announcements_announcement WHERE kind = 'supplement')",
        "UPDATE announcements_assessment SET notes = 'x', amended_by_id = "
        "(SELECT max(id) FROM announcements_announcement WHERE kind = 'supplement' AND state = 'draft')",
        "UPDATE announcements_offering SET capacity = 1, amended_by_id = "
        "(SELECT id FROM announcements_announcement WHERE kind = 'annual')",
        "UPDATE announcements_plannedassessment SET scope = 'x', amended_by_id = "
        "(SELECT max(id) FROM announcements_announcement WHERE kind = 'supplement' AND state = 'published')",
        "UPDATE announcements_offering SET capacity = 1, amended_by_id = "
        "(SELECT id FROM announcements_announcement WHERE amendments::text = '{}' AND title = '文字说明')",
        "DELETE FROM announcements_offering",
        "UPDATE announcements_announcement SET amendments = '{}' WHERE state = 'published'",
    ],
)
def test_raw_sql_changes_nothing_that_a_new_supplement_does_not_allow(statement: str) -> None:
    assessment = make_announced_assessment()
    for text in ("甲", "乙"):
        pk = approved(assessment, notes=text)
        services.publish_announcement(announcement=Announcement.objects.get(pk=pk), actor=Desk().officer, now=LATER)
    original = assessment.announcements.get(kind="assessment")
    words = {"title": "文字说明", "changes": "另行说明。", "actor": Desk().officer, "now": LATER}
    publish(services.draft_supplement(amends=original, **words), now=LATER)
    services.draft_supplement(
        amends=original,
        title="草稿",
        changes="草稿",
        actor=Desk().officer,
        now=LATER,
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assessment.refresh_from_db()
    assert assessment.notes == "乙"


def test_a_supplement_of_every_purpose_is_published_on_this_database_too() -> None:
    assessment = make_announced_assessment()
    original, line = assessment.announcements.get(), assessment.planned
    annual = Announcement.objects.get(kind="annual")
    day = "2026-11-21"
    order = {"ordered_by": "centre", "order_number": "济鉴〔2026〕12号", "order_date": date(2026, 9, 2)}
    steps = [
        (original, "correction", {"assessment": {"notes": "甲"}}, {}),
        (annual, "rescheduling", {"lines": {str(line.public_id): {"exam_date": day}}}, {}),
        (original, "rescheduling", {"assessment": {"exam_date": day}}, {}),
        (original, "postponement", {"assessment": {"exam_date": "2026-11-28"}}, order),
        (original, "withdrawal", {}, {}),
        (annual, "withdrawal", {"lines": {str(line.public_id): {"withdrawn": True}}}, {}),
    ]
    for amends, purpose, amendments, more in steps:
        draft = services.draft_supplement(
            amends=amends, title=purpose, changes="因故。", purpose=purpose, amendments=amendments,
            actor=Desk().officer, now=LATER, **more,
        )  # fmt: skip
        publish(draft, now=LATER)
    assessment.refresh_from_db()
    line.refresh_from_db()
    assert (assessment.exam_date, assessment.withdrawn_at, line.withdrawn_at) == (date(2026, 11, 28), LATER, LATER)
