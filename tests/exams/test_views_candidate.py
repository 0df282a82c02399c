"""A candidate's own tickets and results: without script, and nobody else's (R5.2, R5.9)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.models import AdmissionTicket, TicketHandOut
from registration import services as registration
from registration.models import Candidate
from station import clock
from station.models import AuditEntry
from tests.factories import exams as make
from tests.factories.sessions import Round

pytestmark = pytest.mark.django_db


def alice_of(made: Round) -> Client:
    """Alice is the first of the applicants."""
    alice = make.Site().alice
    Candidate.objects.filter(pk=made.applications[0].candidate_id).update(user=alice)
    client = Client()
    client.force_login(alice)
    return client


def tickets_of(made: Round) -> tuple[AdmissionTicket, AdmissionTicket]:
    mine = AdmissionTicket.objects.get(application=made.applications[0])
    return mine, AdmissionTicket.objects.get(application=made.applications[1])


def address(ticket: AdmissionTicket) -> str:
    return reverse("exams:my_ticket", args=[ticket.public_id])


def test_a_candidate_downloads_the_own_ticket_and_that_is_its_hand_out(ticketed: Round) -> None:
    clock.move_to(make.IN_TIME, frozen=True)
    mine, _ = tickets_of(ticketed)
    response = alice_of(ticketed).get(address(mine))
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF")
    row = TicketHandOut.objects.get()
    assert (row.issue.ticket, row.method, row.by) == (mine, "download", make.Site().alice)
    assert AuditEntry.objects.get(verb="ticket.hand_out").facts["warning"] == ""


def test_another_s_ticket_does_not_exist_for_her(ticketed: Round) -> None:
    clock.move_to(make.IN_TIME, frozen=True)
    client = alice_of(ticketed)
    _, other = tickets_of(ticketed)
    assert client.get(address(other)).status_code == 404
    page = client.get(reverse("exams:my_tickets")).content.decode()
    assert other.number not in page
    assert not TicketHandOut.objects.exists()


def test_the_page_says_where_to_be_and_when(ticketed: Round) -> None:
    clock.move_to(make.IN_TIME, frozen=True)
    page = alice_of(ticketed).get(reverse("exams:my_tickets")).content.decode()
    mine, _ = tickets_of(ticketed)
    for subject in mine.facts["subjects"]:
        assert f"{subject['day']} {subject['time']}" in page
        assert subject["seat"] in page
    assert mine.number in page


def test_after_the_exam_there_is_nothing_to_download(ticketed: Round) -> None:
    clock.move_to(make.MARKED, frozen=True)
    client = alice_of(ticketed)
    mine, _ = tickets_of(ticketed)
    refused = client.get(address(mine))
    assert refused.status_code == 409
    assert "R5.2" in refused.content.decode()
    assert address(mine) not in client.get(reverse("exams:my_tickets")).content.decode()


def test_a_cancelled_registration_has_no_ticket_any_more(ticketed: Round) -> None:
    clock.move_to(make.IN_TIME, frozen=True)
    client = alice_of(ticketed)
    mine, _ = tickets_of(ticketed)
    registration.cancel_application(
        application=mine.application, reason="提供虚假材料", actor=make.Site().director, now=make.IN_TIME
    )
    assert client.get(address(mine)).status_code == 404


def test_results_are_seen_after_the_release_and_not_before(locked: Round) -> None:
    clock.move_to(make.RELEASED, frozen=True)
    client, url = alice_of(locked), reverse("exams:my_results")
    waiting = client.get(url).content.decode()
    assert "成绩还没有公布" in waiting
    assert ">80<" not in waiting
    make.release(locked)
    out = client.get(url).content.decode()
    assert ">80<" in out
    assert "合格" in out
    assert locked.applications[1].candidate.name not in out


def test_before_there_is_anything_the_pages_say_what_will_come(noticed: Round) -> None:
    client = alice_of(noticed)
    assert "还没有准考证" in client.get(reverse("exams:my_tickets")).content.decode()
    assert "还没有成绩" in client.get(reverse("exams:my_results")).content.decode()


def test_staff_have_no_pages_of_a_candidate(ticketed: Round) -> None:
    client = Client()
    client.force_login(make.Site().affairs)
    mine, _ = tickets_of(ticketed)
    for url in (reverse("exams:my_tickets"), reverse("exams:my_results"), address(mine)):
        assert client.get(url).status_code == 404


def test_more_candidates_do_not_make_her_page_dearer(released: Round) -> None:
    client = alice_of(released)
    for url in (reverse("exams:my_tickets"), reverse("exams:my_results")):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) < 20
