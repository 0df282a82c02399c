"""Answers and refunds at the same moment, and the road back after a missed filing, on PostgreSQL (R1.2, R2.3, R4.2)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from registration import services
from registration.models import Acknowledgement, Application, Refund
from registration.services import supplements as carrying
from sessions import selectors as planned
from sessions import services as planning
from station import clock
from station.models import AuditEntry
from station.refusals import Refused
from station.verbs import verb
from tests.factories import registration as made
from tests.factories import supplements as issued
from tests.factories.announcements import make_announced_assessment, offering_of
from tests.factories.registration import OPEN, Counter
from tests.factories.sessions import Office, approved_round, make_centre
from tests.postgres.crowd import EIGHT, at_once

LATER = OPEN + timedelta(days=2)


@verb
def a_paid_application_and_a_postponement() -> tuple[Application, object]:
    assessment = make_announced_assessment()
    application = made.paid(offering_of(assessment), 1, photo=False)
    supplement = issued.postpone(assessment, now=LATER)
    assert Counter().officer
    assert Counter().cashier
    return application, supplement


def test_of_going_on_and_leaving_at_once_one_stands_and_only_leaving_is_refunded() -> None:
    application, supplement = a_paid_application_and_a_postponement()
    officer = Counter().officer

    def answer(number: int) -> object:
        return services.answer_supplement(
            application=Application.objects.get(pk=application.pk),
            supplement=supplement,
            answer="withdrawn" if number % 2 else "taken_note",
            channel="counter",
            actor=officer,
            now=LATER,
        )

    answers = at_once(answer)
    assert sum(isinstance(each, Acknowledgement) for each in answers) == 1
    assert sum(isinstance(each, Refused) for each in answers) == EIGHT - 1
    stands = Acknowledgement.objects.get()
    left = stands.answer == "withdrawn"
    application.refresh_from_db()
    assert application.state == ("withdrawn" if left else "paid")
    assert Refund.objects.count() == int(left)
    assert AuditEntry.objects.filter(verb="supplement.answer").count() == 1


def test_a_refund_paid_out_by_eight_at_once_goes_back_once() -> None:
    application, supplement = a_paid_application_and_a_postponement()
    services.answer_supplement(
        application=application, supplement=supplement, answer="withdrawn", channel="counter",
        actor=Counter().officer, now=LATER,
    )  # fmt: skip
    refund, cashier = Refund.objects.get(), Counter().cashier

    def pay(number: int) -> object:
        return services.pay_out_refund(
            refund=Refund.objects.get(pk=refund.pk), method="cash", voucher=f"P{number}", actor=cashier, now=LATER
        )

    answers = at_once(pay)
    assert sum(isinstance(each, Refund) for each in answers) == 1
    assert sum(isinstance(each, Refused) for each in answers) == EIGHT - 1
    assert AuditEntry.objects.filter(verb="refund.pay_out").count() == 1
    for statement in (
        "UPDATE registration_refund SET voucher = 'x'",
        "UPDATE registration_acknowledgement SET answer = 'taken_note'",
        "DELETE FROM registration_supplementnotice",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_two_workers_end_each_application_exactly_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "BATCH", 2)
    with transaction.atomic():
        assessment = make_announced_assessment()
        for serial in range(1, 6):
            made.paid(offering_of(assessment), serial, photo=False)
        supplement = issued.call_off(assessment, now=LATER)
    outcomes = at_once(lambda _: carrying.carry_out(supplement, now=LATER), people=2)
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert set(Application.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert Refund.objects.count() == 5
    assert AuditEntry.objects.filter(verb="application.end").count() == 5


def test_planned_for_one_day_and_filed_for_another() -> None:
    with transaction.atomic():
        round_ = approved_round(2)
    now = clock.at(date(2026, 10, 13), 9)
    supplement = issued.postpone(round_.assessment, now=now)
    assert planned.approved_plan(round_.assessment) is None
    services.note_for_many(
        applications=round_.applications, supplement=supplement, channel="counter", actor=Counter().officer, now=now
    )
    plan = planning.create_plan(assessment=round_.assessment, actor=Office().planner, now=now)
    planning.submit_plan(plan=plan, actor=Office().planner, now=now)
    planning.approve_plan(plan=plan, actor=Office().director, now=now)
    package = planning.build_package(assessment=round_.assessment, actor=Office().planner, now=now)
    filing = planning.file_package(
        package=package,
        centre=make_centre(),
        method="in_person",
        received_on=now.date(),
        actor=Office().planner,
        now=now,
    )
    assert planned.standing_filing(round_.assessment) == filing
    assert {clock.local_date(row.starts_at) for row in plan.exam_sessions.all()} == {date(2026, 11, 28)}
