"""What a candidate's own page says of ticket and result, and when (R5.2, R5.9)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exams import journey, services
from exams.enums import HandOutMethod
from exams.models import AdmissionTicket
from registration import selectors
from registration.models import Application
from tests.factories.exams import IN_TIME, RELEASED, Site, ticketed_round

pytestmark = pytest.mark.django_db


def whole(people: int = 1) -> list[Application]:
    made = ticketed_round(people)
    return list(selectors.whole().filter(pk__in=[each.pk for each in made.applications]))


def test_a_ticket_that_was_made_waits_to_be_taken_and_is_done_once_it_was() -> None:
    [application] = whole()
    step = journey.ticket_steps([application], IN_TIME)[application.pk]
    assert (step.status, step.verb) == ("current", "下载准考证")
    services.hand_out_ticket(
        ticket=AdmissionTicket.objects.get(), method=HandOutMethod.COUNTER, actor=Site().registrar, now=IN_TIME
    )
    assert journey.ticket_steps([application], IN_TIME)[application.pk].status == "done"


def test_when_the_exam_is_over_there_is_nothing_to_take() -> None:
    [application] = whole()
    step = journey.ticket_steps([application], IN_TIME + timedelta(days=10))[application.pk]
    assert (step.status, step.url) == ("done", "")


def test_before_the_release_not_a_word_of_the_result() -> None:
    assert journey.result_steps(whole(), RELEASED) == {}


def test_three_applications_take_as_many_questions_as_one() -> None:
    applications = whole(3)
    counts = []
    for asked in (applications[:1], applications):
        with CaptureQueriesContext(connection) as queries:
            journey.ticket_steps(asked, IN_TIME)
            journey.result_steps(asked, IN_TIME)
        counts.append(len(queries))
    assert counts == [2, 2]
