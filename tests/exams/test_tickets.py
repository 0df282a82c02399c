"""Notice, preparation list, tickets, charts (R5.1 to R5.3)."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from exams import selectors, services
from exams.enums import HandOutMethod
from exams.models import AdmissionTicket, ExamNotice, PreparationItem, TicketHandOut
from exams.pdf import one_ticket
from registration import services as registration
from station import clock, jobs
from station.models import AuditEntry, Document, Job
from station.refusals import NotPermitted, Refused
from tests.factories import exams as make
from tests.factories.sessions import Round

pytestmark = pytest.mark.django_db


# --- the notice (R4.3, R5.1) ---------------------------------------------------------------------------------------------------


def test_the_notice_is_recorded_once_and_stands(noticed: Round) -> None:
    made = noticed
    with pytest.raises(Refused, match="已经登记"):
        make.record_notice(made.assessment)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExamNotice.objects.update(number="别的文号")


@pytest.mark.parametrize("who", ["custodian", "charlie", "first_clerk", "registrar"])
def test_the_notice_is_for_whoever_runs_the_exam(noticed: Round, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.record_notice(
            assessment=noticed.assessment, number="1", received_on=clock.local_date(make.NOTICED),
            actor=getattr(make.Site(), who), now=make.NOTICED,
        )  # fmt: skip


# --- the preparation list (R5.3) -------------------------------------------------------------------------------------------------


LIST = (("名称", "数量"), ("万用表", 14), ("剥线钳", 14))


def import_list(made: Round, *rows: tuple) -> int:
    return services.import_preparation_list(
        assessment=made.assessment, content=make.workbook(*rows), file_name="清单.xlsx",
        actor=make.Site().affairs, now=make.NOTICED,
    )  # fmt: skip


def test_items_are_ticked_off_with_person_and_time(noticed: Round) -> None:
    made = noticed
    assert import_list(made, *LIST) == 2
    item = made.assessment.preparation_items.get(sequence=1)
    services.tick_preparation_item(item=item, actor=make.Site().affairs, now=make.IN_TIME)
    item.refresh_from_db()
    assert (item.ready_by, item.ready_at) == (make.Site().affairs, make.IN_TIME)
    with pytest.raises(Refused, match="已由考务员子确认备妥"):
        services.tick_preparation_item(item=item, actor=make.Site().director, now=make.LATE)


def test_a_newer_list_replaces_one_that_nobody_has_worked_on_and_no_other(noticed: Round) -> None:
    made = noticed
    import_list(made, *LIST)
    assert import_list(made, ("名称", "数量"), ("电桥", 1)) == 1
    item = PreparationItem.objects.get()
    services.tick_preparation_item(item=item, actor=make.Site().affairs, now=make.IN_TIME)
    with pytest.raises(Refused, match="已有 1 项确认备妥"):
        import_list(made, *LIST)
    assert PreparationItem.objects.get().name == "电桥"


# --- tickets (R5.1, R5.2) ------------------------------------------------------------------------------------------------------------


def test_every_ticket_has_its_number_and_all_its_places(ticketed: Round) -> None:
    made = ticketed
    tickets = list(selectors.tickets_of(made.assessment).order_by("number"))
    assert [ticket.number for ticket in tickets] == [f"2615012001001{n:04d}" for n in (1, 2)]
    for ticket in tickets:
        subjects = ticket.facts["subjects"]
        assert [row["subject"] for row in subjects] == ["理论知识", "操作技能"]
        assert re.fullmatch(r"\d+ 号座位", subjects[0]["seat"])
        assert re.fullmatch(r"\d+ 号工位", subjects[1]["seat"])
        assert subjects[0]["day"] == "2026年10月24日（周六）"


def test_a_ticket_holds_no_whole_identity_number(ticketed: Round) -> None:
    made = ticketed
    ticket = make.first_ticket(made)
    assert ticket.application.candidate.identity_number not in str(ticket.facts)
    assert ticket.facts["identity"] == ticket.application.candidate.masked_identity


def test_a_ticket_stands_as_it_was_made(ticketed: Round) -> None:
    ticket = make.first_ticket(ticketed)
    before = one_ticket(ticket.facts, ticket.code, ticket.made_at)
    candidate = ticket.application.candidate
    type(candidate).objects.filter(pk=candidate.pk).update(name="改名")
    ticket = AdmissionTicket.objects.get(pk=ticket.pk)
    assert one_ticket(ticket.facts, ticket.code, ticket.made_at) == before
    with pytest.raises(DatabaseError), transaction.atomic():
        AdmissionTicket.objects.filter(pk=ticket.pk).update(number="1")


def test_the_photograph_is_pinned_by_its_digest(ticketed: Round) -> None:
    made = ticketed
    ticket = make.first_ticket(made)
    with_photo = one_ticket(ticket.facts, ticket.code, ticket.made_at)
    swapped = {**ticket.facts, "photo": {**ticket.facts["photo"], "sha256": "0" * 64}}
    assert len(one_ticket(swapped, ticket.code, ticket.made_at)) < len(with_photo)


@pytest.mark.parametrize(("moment", "warning"), [(make.EARLY, "early"), (make.IN_TIME, ""), (make.LATE, "late")])
def test_early_and_late_hand_out_is_possible_and_on_record(ticketed: Round, moment: object, warning: str) -> None:
    ticket = make.first_ticket(ticketed)
    services.hand_out_ticket(ticket=ticket, method=HandOutMethod.COUNTER, actor=make.Site().registrar, now=moment)
    assert TicketHandOut.objects.get().at == moment
    entry = AuditEntry.objects.get(verb="ticket.hand_out")
    assert (entry.facts["warning"], entry.facts["again"]) == (warning, False)


def test_a_second_hand_out_is_recorded_as_such(ticketed: Round) -> None:
    ticket = make.first_ticket(ticketed)
    for _ in range(2):
        services.hand_out_ticket(
            ticket=ticket, method=HandOutMethod.COUNTER, actor=make.Site().affairs, now=make.IN_TIME
        )
    assert [entry.facts["again"] for entry in AuditEntry.objects.filter(verb="ticket.hand_out")] == [True, False]


def test_hand_out_ends_with_the_candidates_last_subject(ticketed: Round) -> None:
    made = ticketed
    last = max(seat.session_room.exam_session.ends_at for seat in make.seats_of(made))
    for moment, possible in ((last - timedelta(microseconds=1), True), (last, False)):
        try:
            services.hand_out_ticket(
                ticket=make.first_ticket(made), method="counter", actor=make.Site().affairs, now=moment
            )
        except Refused:
            assert not possible
        else:
            assert possible


def test_a_cancelled_registration_takes_its_ticket_with_it(ticketed: Round) -> None:
    made = ticketed
    ticket = make.first_ticket(made)
    registration.cancel_application(
        application=ticket.application, reason="提供虚假材料", actor=make.Site().director, now=make.IN_TIME
    )
    with pytest.raises(Refused, match="已失效"):
        services.hand_out_ticket(ticket=ticket, method="counter", actor=make.Site().affairs, now=make.IN_TIME)
    document = services.print_tickets(assessment=made.assessment, actor=make.Site().affairs, now=make.IN_TIME)
    assert document.pages == 1
    assert len(make.seats_of(made)) == 2, "of two people with two subjects each, one is left"


def test_a_stranger_can_not_take_a_ticket(ticketed: Round) -> None:
    ticket = make.first_ticket(ticketed)
    for who in (make.Site().charlie, make.Site().alice):
        with pytest.raises(NotPermitted):
            services.hand_out_ticket(ticket=ticket, method="download", actor=who, now=make.IN_TIME)


def test_the_job_makes_and_prints_and_may_run_twice(noticed: Round, django_capture_on_commit_callbacks) -> None:
    made = noticed
    clock.move_to(make.IN_TIME, frozen=True)
    with django_capture_on_commit_callbacks(execute=True):
        job = services.request_tickets(assessment=made.assessment, actor=make.Site().affairs, now=make.IN_TIME)
    job.refresh_from_db()
    assert (job.status, job.result) == ("done", {"tickets": 2})
    assert Document.objects.get(kind="exams.tickets").pages == 2
    Job.objects.filter(pk=job.pk).update(finished_at=None)
    jobs.run(job.pk)
    assert AdmissionTicket.objects.count() == 2
    newest = Document.objects.filter(kind="exams.tickets").first()
    assert newest.supersedes is not None


# --- charts and summary (R5.1) ---------------------------------------------------------------------------------------------------------


def test_charts_come_in_two_copies_of_the_same_facts(ticketed: Round) -> None:
    made = ticketed
    door, papers = services.print_seating_charts(
        assessment=made.assessment, actor=make.Site().affairs, now=make.IN_TIME
    )
    assert door.facts == papers.facts
    assert (door.title[-9:], papers.title[-5:]) == ("（张贴于考场入口）"[-9:], "（随试卷）")
    assert [chart["title"] for chart in door.facts["charts"]] == ["考场座位排列表", "考场工位排列表"]
    taken = [seat for chart in door.facts["charts"] for seat in chart["seats"] if seat["state"] == "taken"]
    assert len(taken) == 4
