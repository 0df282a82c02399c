"""One announcement, eight hands on the button: published once, one number, nothing of it can be changed (R1.2)."""

import pytest
from django.db import IntegrityError, connection, transaction

from announcements import services
from announcements.models import Announcement
from station import audit, numbering
from station.models import Document, User
from station.refusals import Refused
from tests.factories.announcements import (
    ANNOUNCED,
    Desk,
    make_announced_assessment,
    make_assessment,
    make_line_public,
)
from tests.postgres.crowd import EIGHT, at_once


def test_of_eight_who_publish_at_once_one_succeeds_and_no_number_is_lost() -> None:
    assessment = make_assessment()
    make_line_public(assessment.planned, now=ANNOUNCED)
    people = Desk()
    draft = services.draft_assessment_announcement(assessment=assessment, actor=people.officer, now=ANNOUNCED)
    services.submit_announcement(announcement=draft, actor=people.officer, now=ANNOUNCED)
    services.review_announcement(announcement=draft, actor=people.reviewer, now=ANNOUNCED)
    services.approve_announcement(announcement=draft, actor=people.director, now=ANNOUNCED)
    hands = [people.officer.pk, people.reviewer.pk, people.director.pk]

    def press(number: int) -> str | None:
        actor = User.objects.get(pk=hands[number % 3])
        announcement = Announcement.objects.get(pk=draft.pk)
        return services.publish_announcement(announcement=announcement, actor=actor, now=ANNOUNCED).number

    answers = at_once(press)
    assert [answer for answer in answers if isinstance(answer, str)] == ["鉴公告〔2026〕2号"]
    assert sum(isinstance(answer, Refused) for answer in answers) == EIGHT - 1
    assert numbering.last("announcement", 2026) == 2
    assert Document.objects.filter(scope=str(assessment.public_id)).count() == 1
    assert audit.walk().damage is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE announcements_announcement SET title = 'x'",
        "DELETE FROM announcements_announcement",
        "UPDATE announcements_opinion SET text = 'x'",
        "UPDATE announcements_assessment SET exam_time = 'x'",
        "UPDATE announcements_offering SET capacity = 1",
        "UPDATE announcements_offeringsubject SET minutes = 10",
        "DELETE FROM announcements_offeringsubject",
        "UPDATE announcements_plannedassessment SET scope = 'x'",
        "UPDATE announcements_plannedoffering SET level = 1",
        "DELETE FROM announcements_plannedoffering",
    ],
)
def test_raw_sql_against_what_was_announced_is_refused(statement: str) -> None:
    make_announced_assessment()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_is_not_announced_yet_can_be_written_and_taken_back() -> None:
    assessment = make_assessment()
    officer = Desk().officer
    services.edit_assessment(assessment=assessment, actor=officer, now=ANNOUNCED, notes="改")
    services.remove_offering(offering=assessment.offerings.get(), actor=officer, now=ANNOUNCED)
    assert assessment.offerings.count() == 0
