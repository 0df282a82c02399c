"""Applicants at once, through the whole web stack: no place given twice, nobody lost, one number each (R2.1).

Each browser is Django's own test client in a thread with its own connection: session, CSRF-free, every middleware.
"""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from announcements.models import Offering
from registration import selectors, services
from registration.enums import ApplicationState
from registration.models import Application
from station import audit, clock, numbering
from station.models import AuditEntry
from tests.factories import supplements as issued
from tests.factories.announcements import Desk, make_announced_assessment, offering_of
from tests.factories.applicants import browser_of, browsers_of, make_applicant, make_crowd
from tests.factories.registration import OPEN, open_offering
from tests.postgres.crowd import at_once

PLACES, CROWD = 50, 80


@pytest.fixture(autouse=True)
def in_the_window(postgres_database: str) -> None:
    clock.move_to(OPEN, frozen=True)


def submit_url(application: Application) -> str:
    return reverse("registration:my_application_submit", args=[application.public_id])


def hand_in(browser: Client, application: Application) -> object:
    return browser.post(submit_url(application), {"declared": "on"})


def everybody_at_once(applications: list[Application]) -> list[object]:
    browsers = browsers_of(applications)
    return at_once(lambda number: hand_in(browsers[number], applications[number]), len(applications))


def in_state(state: str) -> int:
    return Application.objects.filter(state=state).count()


def test_of_eighty_applicants_for_fifty_places_fifty_are_in_and_thirty_are_told() -> None:
    offering = open_offering(capacity=PLACES)
    applications = make_crowd(CROWD, offering)
    answers = everybody_at_once(applications)
    statuses = [getattr(answer, "status_code", answer) for answer in answers]
    assert statuses.count(302) == PLACES == in_state(ApplicationState.SUBMITTED)
    assert statuses.count(422) == CROWD - PLACES == in_state(ApplicationState.DRAFT)
    for answer in answers:
        if answer.status_code == 422:
            page = answer.content.decode()
            assert f"公告的名额 {PLACES} 人已报满" in page
            assert "填写的内容保存在草稿里" in page
    numbers = Application.objects.exclude(number=None).order_by("number").values_list("number", flat=True)
    code = offering.assessment.code
    assert list(numbers) == [f"{code}-{number:04d}" for number in range(1, PLACES + 1)]
    assert numbering.last("application", code) == PLACES
    assert AuditEntry.objects.filter(verb="application.submit").count() == PLACES
    assert audit.walk().damage is None


def test_without_the_offerings_lock_more_are_taken_in_than_there_are_places() -> None:
    """The losing control of the test above: same crowd, same pages, only the lock is taken away."""
    offering = open_offering(capacity=5)
    applications = make_crowd(16, offering)
    locking = QuerySet.select_for_update

    def unlocked(rows: QuerySet, *args: object, **kwargs: object) -> QuerySet:
        return rows.all() if rows.model is Offering else locking(rows, *args, **kwargs)

    with patch.object(QuerySet, "select_for_update", unlocked):
        everybody_at_once(applications)
    assert in_state(ApplicationState.SUBMITTED) > 5


def test_two_clicks_on_submit_are_one_submission_and_the_second_sees_the_result() -> None:
    application = make_applicant(1, open_offering(capacity=1))
    browser = browser_of(application)
    cookies = browser.cookies

    def click(_: int) -> object:
        window = Client()
        window.cookies = cookies
        return window.post(submit_url(application), {"declared": "on"}, follow=True)

    answers = at_once(click, 8)
    application.refresh_from_db()
    assert application.number == f"{application.offering.assessment.code}-0001"
    for answer in answers:
        assert answer.status_code == 200
        page = answer.content.decode()
        assert application.number in page
        assert "不能提交" not in page
    assert AuditEntry.objects.filter(verb="application.submit").count() == 1
    assert numbering.last("application", application.offering.assessment.code) == 1


def test_two_browsers_that_begin_the_same_application_at_once_share_one_draft() -> None:
    """R2.1: nothing typed is lost, nobody stands twice."""
    first = make_applicant(1, open_offering())
    offering = open_offering()
    browsers = browsers_of([first] * 6)
    typed = {
        "ethnicity": "汉族",
        "education": "college",
        "employer": "山东轨道交通装备有限公司",
        "mobile": "13900000001",
    }
    address = reverse("registration:application_enter", args=[offering.public_id])
    answers = at_once(lambda number: browsers[number].post(address, typed), 6)
    assert [getattr(answer, "status_code", answer) for answer in answers] == [302] * 6
    assert Application.objects.filter(offering=offering).count() == 1


def test_a_place_that_becomes_free_while_others_wait_goes_to_exactly_one_of_them() -> None:
    offering = open_offering(capacity=1)
    holder, *waiting = make_crowd(8, offering)
    assert hand_in(browser_of(holder), holder).status_code == 302
    browsers = browsers_of([holder, *waiting])

    def act(number: int) -> object:
        if number == 0:
            holder.refresh_from_db()
            return services.withdraw_application(application=holder, actor=holder.candidate.user, now=OPEN)
        return hand_in(browsers[number], waiting[number - 1])

    at_once(act, 8)
    assert selectors.places_taken(offering) <= 1
    for application in waiting:
        hand_in(browser_of(application), application)
    assert selectors.places_taken(offering) == 1
    assert audit.walk().damage is None


@pytest.mark.parametrize("change", [issued.call_off, issued.postpone])
def test_who_hands_in_while_a_supplement_is_published_is_concerned_by_it_or_has_read_it(change: Callable) -> None:
    """R1.2: nobody falls between the old text and the new one, nobody slips into what is called off."""
    assessment = make_announced_assessment()
    applications = make_crowd(6, offering_of(assessment))
    browsers = browsers_of(applications)
    Desk().officer, Desk().reviewer, Desk().director

    def act(number: int) -> object:
        if number == 6:
            return change(assessment, now=OPEN)
        return hand_in(browsers[number], applications[number])

    answers = at_once(act, 7)
    assert [each for each in answers if isinstance(each, Exception)] == []
    supplement = answers[6]
    for application in applications:
        application.refresh_from_db()
        told = supplement.supplement_notices.filter(application=application).exists()
        before = application.submitted_at is not None and not told
        if change is issued.call_off:
            assert application.state == ApplicationState.WITHDRAWN
        elif before:
            assert submitted_after_publication(application, supplement)


def submitted_after_publication(application: Application, supplement: object) -> bool:
    """By the order of the trail: the clock stands still here."""
    rows = AuditEntry.objects.filter(object_id__in=[str(application.public_id), str(supplement.public_id)])
    order = list(rows.order_by("sequence").values_list("verb", flat=True))
    return order.index("announcement.publish") < order.index("application.submit")
