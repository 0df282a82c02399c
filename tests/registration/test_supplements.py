"""What a published supplement means for those who applied: told, asked, refunded (R1.1, R1.2, R2.3)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from announcements.enums import Purpose
from announcements.models import Assessment, Offering
from registration import rules, selectors, services, supplements
from registration.models import Acknowledgement, Application, Payment, Refund, SupplementNotice
from registration.services import supplements as carrying
from station import clock, documents, jobs
from station.models import AuditEntry, Job, Notification
from station.refusals import NotPermitted, Refused
from tests.factories import registration as made
from tests.factories import supplements as issued
from tests.factories.announcements import make_announced_assessment
from tests.factories.registration import OPEN, Counter
from tests.factories.station import make_occupation

pytestmark = pytest.mark.django_db
LATER = OPEN + timedelta(days=2)


@pytest.fixture
def assessment() -> Assessment:
    return make_announced_assessment((make_occupation(), 4), (make_occupation("汽车维修工"), 4))


@pytest.fixture
def electrician(assessment: Assessment) -> Offering:
    return assessment.offerings.get(occupation__name="电工")


@pytest.fixture
def mechanic(assessment: Assessment) -> Offering:
    return assessment.offerings.get(occupation__name="汽车维修工")


def answer(application: Application, supplement, what: str = "taken_note", *, actor=None, channel="counter", now=LATER):
    return services.answer_supplement(
        application=application, supplement=supplement, answer=what, channel=channel,
        actor=actor or Counter().officer, now=now,
    )  # fmt: skip


# --- whom it concerns (rules, without a database) -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amendments", "concerned"),
    [
        ({}, True),
        ({"assessment": {"notes": "新"}}, True),
        ({"offerings": {"a": {}}}, True),
        ({"offerings": {"b": {}}}, False),
        ({"offerings": {"b": {}}, "assessment": {"notes": "新"}}, True),
        ({"offerings": {"b": {}}, "before": {"assessment": {}}}, False),
    ],
)
def test_a_supplement_that_amends_certain_offerings_concerns_their_applicants_only(amendments, concerned) -> None:
    assert rules.concerns(amendments, "a") is concerned


def test_only_another_day_entitles_who_has_paid_to_leave_with_a_refund() -> None:
    assert [purpose for purpose in Purpose if rules.may_leave_with_refund(purpose)] == ["rescheduling", "postponement"]


# --- told -----------------------------------------------------------------------------------------------------------------


def test_everybody_who_handed_in_before_is_told_and_nobody_else(electrician: Offering, assessment: Assessment) -> None:
    draft = made.draft(electrician, 1)
    handed_in = [made.submitted(electrician, 2), made.accepted(electrician, 3), made.paid(electrician, 4, photo=False)]
    gone = made.submitted(electrician, 5)
    services.withdraw_application(application=gone, actor=Counter().officer, now=OPEN)
    supplement = issued.correct(assessment, now=LATER)
    told = set(SupplementNotice.objects.filter(supplement=supplement).values_list("application", flat=True))
    assert told == {each.pk for each in handed_in}
    services.submit_application(application=draft, actor=Counter().officer, now=LATER)
    assert supplements.unanswered_by(draft) == []


def test_of_a_supplement_to_one_offering_only_its_applicants_are_told(
    electrician: Offering, mechanic: Offering
) -> None:
    mine, other = made.submitted(electrician, 1), made.submitted(mechanic, 2, condition="")
    supplement = issued.correct_offering(electrician, now=LATER)
    assert supplements.unanswered_by(mine) == [supplement]
    assert supplements.unanswered_by(other) == []


def test_who_has_an_account_finds_the_news_with_the_page_that_asks(
    electrician: Offering, assessment: Assessment
) -> None:
    application = made.submitted(electrician, 1)
    user = Counter().candidate
    application.candidate.user = user
    application.candidate.save(update_fields=["user"])
    supplement = issued.correct(assessment, now=LATER)
    [news] = Notification.objects.filter(recipient=user, kind="supplement")
    assert str(supplement.public_id) in news.url
    carrying.carry_out(supplement, now=LATER)
    assert Notification.objects.filter(recipient=user, kind="supplement").count() == 1


def test_a_crowd_is_told_by_a_job_after_the_publication(
    electrician: Offering, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "BATCH", 1)
    for serial in (1, 2, 3):
        made.submitted(electrician, serial)
    supplement = issued.correct(assessment, now=LATER)
    assert SupplementNotice.objects.filter(supplement=supplement).count() == 3
    job = Job.objects.get(kind=carrying.JOB)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.error, job.result) == ("", {"applications": 3})


# --- answered ---------------------------------------------------------------------------------------------------------------


def test_the_next_step_is_refused_until_the_applicant_has_answered(
    electrician: Offering, assessment: Assessment
) -> None:
    application = made.accepted(electrician, 1)
    made.receipt_book()
    supplement = issued.correct(assessment, now=LATER)

    def pay() -> Payment:
        return services.take_payment(
            charge=application.charge, method="cash", receipt_kind="electronic", code="A1", number="1",
            actor=Counter().cashier, now=LATER,
        )  # fmt: skip

    with pytest.raises(Refused) as refused:
        pay()
    assert [reason.clause for reason in refused.value.reasons] == ["R1.2"]
    assert str(supplement.public_id) in refused.value.reasons[0].url
    assert not Payment.objects.exists()
    answer(application, supplement, actor=Counter().cashier)
    assert pay().amount == application.charge.amount


def test_what_was_returned_is_handed_in_again_only_after_the_answer(
    electrician: Offering, assessment: Assessment
) -> None:
    application = made.submitted(electrician, 1)
    services.return_application(application=application, actor=Counter().officer, now=OPEN, reason="缺证书")
    supplement = issued.correct(assessment, now=LATER)
    with pytest.raises(Refused, match="还没有答复"):
        services.submit_application(application=application, actor=Counter().officer, now=LATER)
    answer(application, supplement)
    services.submit_application(application=application, actor=Counter().officer, now=LATER)


def test_an_answer_is_given_once_and_stands(electrician: Offering, assessment: Assessment) -> None:
    application = made.submitted(electrician, 1)
    supplement = issued.correct(assessment, now=LATER)
    row = answer(application, supplement)
    with pytest.raises(Refused, match="已经答复"):
        answer(application, supplement, "withdrawn")
    with pytest.raises(Refused):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.update(answer="withdrawn")
    assert AuditEntry.objects.filter(verb="supplement.answer").count() == 1


def test_whom_it_does_not_concern_is_not_asked(electrician: Offering, mechanic: Offering) -> None:
    other = made.submitted(mechanic, 2, condition="")
    supplement = issued.correct_offering(electrician, now=LATER)
    with pytest.raises(Refused, match="不涉及这份报名"):
        answer(other, supplement)


@pytest.mark.parametrize(
    ("who", "channel"), [("charlie", "counter"), ("candidate", "online"), ("group_contact", "group")]
)
def test_nobody_answers_for_another(electrician: Offering, assessment: Assessment, who: str, channel: str) -> None:
    application = made.submitted(electrician, 1)
    supplement = issued.correct(assessment, now=LATER)
    with pytest.raises(NotPermitted):
        answer(application, supplement, actor=getattr(Counter(), who), channel=channel)


def test_at_the_cash_desk_it_is_noted_that_somebody_goes_on_and_not_that_somebody_leaves(
    electrician: Offering, assessment: Assessment
) -> None:
    application = made.accepted(electrician, 1)
    supplement = issued.postpone(assessment, now=LATER)
    with pytest.raises(NotPermitted):
        answer(application, supplement, "withdrawn", actor=Counter().cashier)


# --- leaving, and the money -----------------------------------------------------------------------------------------------


def test_after_another_day_was_set_who_paid_may_leave_and_the_whole_payment_falls_due(
    electrician: Offering, assessment: Assessment
) -> None:
    application = made.paid(electrician, 1, photo=False)
    supplement = issued.postpone(assessment, now=LATER)
    answer(application, supplement, "withdrawn")
    assert application.state == "withdrawn"
    refund = Refund.objects.get()
    payment = Payment.objects.get()
    assert (refund.payment, refund.amount, refund.state) == (payment, payment.amount, "due")
    assert refund.approved_by == supplement.approved_by
    assert supplement.number in refund.reason
    assert refund.number == "TF-2026-00001"


def test_nobody_leaves_with_a_refund_once_the_new_day_has_come(electrician: Offering, assessment: Assessment) -> None:
    application = made.paid(electrician, 1, photo=False)
    supplement = issued.postpone(assessment, now=LATER)
    assessment.refresh_from_db()
    with pytest.raises(Refused, match="鉴定已经开始"):
        answer(application, supplement, "withdrawn", now=clock.at(assessment.exam_date, 0))
    answer(application, supplement, "withdrawn", now=clock.at(assessment.exam_date, 0) - timedelta(seconds=1))
    assert Refund.objects.count() == 1


def test_after_a_correction_who_paid_does_not_leave_by_it(electrician: Offering, assessment: Assessment) -> None:
    application = made.paid(electrician, 1, photo=False)
    supplement = issued.correct(assessment, now=LATER)
    with pytest.raises(Refused, match="没有变更鉴定日期"):
        answer(application, supplement, "withdrawn")
    assert not Acknowledgement.objects.exists()


def test_who_has_not_paid_leaves_without_a_refund(electrician: Offering, assessment: Assessment) -> None:
    application = made.accepted(electrician, 1)
    answer(application, issued.postpone(assessment, now=LATER), "withdrawn")
    assert application.state == "withdrawn"
    assert not Refund.objects.exists()


def test_a_refund_is_paid_out_once_against_a_voucher_by_a_cashier(
    electrician: Offering, assessment: Assessment
) -> None:
    application = made.paid(electrician, 1, photo=False)
    answer(application, issued.postpone(assessment, now=LATER), "withdrawn")
    refund = Refund.objects.get()
    with pytest.raises(Refused, match="凭证号"):
        services.pay_out_refund(refund=refund, method="cash", voucher=" ", actor=Counter().cashier, now=LATER)
    with pytest.raises(NotPermitted):
        services.pay_out_refund(refund=refund, method="cash", voucher="P1", actor=Counter().director, now=LATER)
    services.pay_out_refund(refund=refund, method="cash", voucher="P1", actor=Counter().cashier, now=LATER)
    with pytest.raises(Refused):
        services.pay_out_refund(refund=refund, method="cash", voucher="P2", actor=Counter().cashier, now=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Refund.objects.update(voucher="P3")


def test_who_approved_a_refund_does_not_pay_it_out(electrician: Offering, assessment: Assessment) -> None:
    from station import roles

    application = made.paid(electrician, 1, photo=False)
    supplement = issued.postpone(assessment, now=LATER)
    answer(application, supplement, "withdrawn")
    director = supplement.approved_by
    try:
        roles.grant_role(user=director, role="cashier", actor=None, now=LATER)
    except (Refused, ValidationError):
        return  # the house does not even let one person hold both
    with pytest.raises(NotPermitted, match="批准退费的人"):
        services.pay_out_refund(refund=Refund.objects.get(), method="cash", voucher="P1", actor=director, now=LATER)


def test_the_receipts_stay_as_they_are_and_say_what_went_back(electrician: Offering, assessment: Assessment) -> None:
    leaver, stayer = made.paid(electrician, 1, photo=False), made.paid(electrician, 2, photo=False)
    answer(leaver, issued.postpone(assessment, now=LATER), "withdrawn")
    amount = stayer.charge.amount
    assert selectors.payments_of(assessment).count() == 2
    totals = selectors.refund_totals(selectors.refunds_of(assessment))
    assert (totals["due_count"], totals["due"], totals["paid"]) == (1, amount, 0)
    services.pay_out_refund(
        refund=Refund.objects.get(), method="transfer", voucher="P1", actor=Counter().cashier, now=LATER
    )
    facts = services.issue_receipt_register(assessment=assessment, actor=Counter().accountant, now=LATER).facts
    assert [row["amount"] for row in facts["receipts"]] == [str(amount)] * 2
    assert [(row["amount"], row["voucher"]) for row in facts["refunds"]] == [(str(amount), "P1")]
    sheet = services.issue_receipt_register(
        assessment=assessment, actor=Counter().accountant, now=LATER, mime=documents.XLSX
    )
    with sheet.file.open("rb") as file:
        rows = list(load_workbook(file).active.iter_rows(values_only=True))
    amounts = [cell for row in rows for cell in row if isinstance(cell, int | float)]
    assert sum(amounts) == float(amount)
    assert -float(amount) in amounts


# --- called off -------------------------------------------------------------------------------------------------------------


def test_after_a_withdrawal_every_application_ends_and_who_paid_is_owed_everything(
    electrician: Offering, assessment: Assessment
) -> None:
    draft, waiting, payer = (
        made.draft(electrician, 1),
        made.submitted(electrician, 2),
        made.paid(electrician, 3, photo=False),
    )
    supplement = issued.call_off(assessment, now=LATER)
    assert {each.state for each in Application.objects.all()} == {"withdrawn"}
    assert all(supplement.number in each.ended_reason for each in Application.objects.all())
    assert [refund.payment.charge.application for refund in Refund.objects.all()] == [payer]
    assert {draft.pk, waiting.pk, payer.pk} == set(Application.objects.values_list("pk", flat=True))


def test_a_crowd_is_ended_by_a_job_each_exactly_once(
    electrician: Offering, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "BATCH", 2)
    applications = [made.paid(electrician, serial, photo=False) for serial in range(1, 6)]
    supplement = issued.call_off(assessment, now=LATER)
    assert {each.state for each in Application.objects.all()} == {"paid"}
    job = Job.objects.get(kind=carrying.JOB)
    carrying._end_batch(supplement, [applications[0].pk], LATER)  # a worker that was killed after one batch
    jobs.run(job.pk)
    jobs.run(job.pk)
    assert {each.state for each in Application.objects.all()} == {"withdrawn"}
    assert Refund.objects.count() == 5
    assert AuditEntry.objects.filter(verb="application.end").count() == 5


def test_nobody_applies_to_what_is_called_off(electrician: Offering, assessment: Assessment) -> None:
    issued.call_off(assessment, now=LATER)
    with pytest.raises(Refused, match="公告撤销"):
        made.draft(Offering.objects.get(pk=electrician.pk), 1, now=LATER + timedelta(days=1))


# --- before the publication ---------------------------------------------------------------------------------------------------


def test_the_window_is_amended_only_before_the_registration_is_signed_off(
    electrician: Offering, assessment: Assessment
) -> None:
    made.paid(electrician, 1)
    after = assessment.registration_until + timedelta(hours=1)
    services.close_registration(
        assessment=assessment,
        settled=[(finding.key, "已核对") for finding in services.proof_reading(assessment)],
        actor=Counter().director,
        now=after,
    )
    with pytest.raises(Refused, match="报名时间不能再变更"):
        issued.correct(assessment, now=after, registration_until="2026-09-30T00:00:00+08:00")


def test_places_that_are_taken_stay_taken(electrician: Offering) -> None:
    made.submitted(electrician, 1)
    made.submitted(electrician, 2)
    with pytest.raises(Refused, match="已有 2 人报名"):
        issued.correct_offering(electrician, now=LATER, capacity=1)
