"""Eight questions from one address at once, and five are allowed: five are kept, whatever the number of workers (R1.4)."""

from threading import Barrier

import pytest

from announcements import services
from announcements.models import Assessment, Enquiry
from announcements.services import enquiries
from station.refusals import Refused
from tests.factories.announcements import ANNOUNCED
from tests.factories.noticeboard import hang_up
from tests.postgres.crowd import EIGHT, at_once

ALLOWED = 5


def ask_at_once() -> list[object]:
    """About two assessments by turns: the limit is the address's, not the page's."""
    asked = [announcement.assessment_id for announcement in hang_up(2)]

    def ask(number: int) -> str:
        assessment = Assessment.objects.get(pk=asked[number % 2])
        question = f"第{number}个问题是什么"
        return services.ask_enquiry(
            assessment=assessment, question=question, now=ANNOUNCED, address="203.0.113.7"
        ).question

    return at_once(ask)


def test_of_eight_questions_at_once_as_many_are_kept_as_are_allowed() -> None:
    answers = ask_at_once()
    assert sum(isinstance(answer, str) for answer in answers) == ALLOWED
    assert sum(isinstance(answer, Refused) for answer in answers) == EIGHT - ALLOWED
    assert Enquiry.objects.count() == ALLOWED


def test_without_the_queue_all_eight_slip_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The losing control: with the lock taken away everyone counts before anyone has written."""
    everyone_counted, count = Barrier(EIGHT), enquiries._refuse_flood

    def count_and_wait(*given: object) -> None:
        count(*given)
        everyone_counted.wait(timeout=30)

    monkeypatch.setattr(enquiries, "_queue_up", lambda: None)
    monkeypatch.setattr(enquiries, "_refuse_flood", count_and_wait)
    ask_at_once()
    assert Enquiry.objects.count() == EIGHT
