"""The pages of answers and refunds: the applicant's, the group contact's, the desk's; each sees their own (R1.2, R2.3)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements import services as announcing
from announcements.models import Announcement, Assessment, Offering
from registration import services
from registration.models import Acknowledgement, Application, Refund
from station import clock
from station.models import AuditEntry
from tests.factories import registration as made
from tests.factories import supplements as issued
from tests.factories.announcements import Desk, make_announced_assessment, offering_of
from tests.factories.registration import OPEN, Counter

pytestmark = pytest.mark.django_db
LATER = OPEN + timedelta(days=2)


@pytest.fixture(autouse=True)
def at_that_time() -> None:
    clock.move_to(LATER, frozen=True)


@pytest.fixture
def assessment() -> Assessment:
    return make_announced_assessment()


@pytest.fixture
def offering(assessment: Assessment) -> Offering:
    return offering_of(assessment)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def owned(application: Application) -> Client:
    user = Counter().candidate
    application.candidate.user = user
    application.candidate.save(update_fields=["user"])
    return signed_in(user)


def mine(application: Application, supplement: Announcement, name: str = "my_supplement") -> str:
    return reverse(f"registration:{name}", args=[application.public_id, supplement.public_id])


def desk(assessment: Assessment, supplement: Announcement, name: str = "supplement_answers") -> str:
    return reverse(f"registration:{name}", args=[assessment.public_id, supplement.public_id])


# --- the applicant, on a phone and without script ----------------------------------------------------------------------------


def test_the_home_page_asks_for_the_answer_first(offering: Offering, assessment: Assessment) -> None:
    application = made.accepted(offering, 1)
    client = owned(application)
    supplement = issued.postpone(assessment, now=LATER)
    page = client.get(reverse("registration:candidate_home")).content.decode()
    assert "补充公告：延期" in page
    assert page.count(mine(application, supplement)) >= 2  # the step, and the foot of the page
    assert "去阅读并答复" in page


def test_the_page_shows_what_changed_word_by_word_and_two_choices(offering: Offering, assessment: Assessment) -> None:
    application = made.paid(offering, 1, photo=False)
    client = owned(application)
    supplement = issued.postpone(assessment, now=LATER)
    page = client.get(mine(application, supplement)).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert "2026年11月28日" in page
    assert "已知悉，继续参加" in page
    assert "退出报名" in page
    assert f"{application.charge.amount} 元全额退还" in page
    assert "<script" not in page.split("<main")[1]
    answered = client.post(mine(application, supplement), follow=True).content.decode()
    assert "已知悉变更，继续参加" in answered
    assert Acknowledgement.objects.get().channel == "online"
    assert "已知悉，继续参加" in client.get(mine(application, supplement)).content.decode()


def test_leaving_is_confirmed_on_a_page_of_its_own_and_then_says_where_the_refund_stands(
    offering: Offering, assessment: Assessment
) -> None:
    application = made.paid(offering, 1, photo=False)
    client = owned(application)
    supplement = issued.postpone(assessment, now=LATER)
    leave = mine(application, supplement, "my_supplement_leave")
    assert "办理后不能撤回" in client.get(leave).content.decode()
    assert not Acknowledgement.objects.exists()
    page = client.post(leave, follow=True).content.decode()
    refund = Refund.objects.get()
    assert "待退费" in page
    assert refund.number in page
    services.pay_out_refund(refund=refund, method="transfer", voucher="P-1", actor=Counter().cashier, now=LATER)
    page = client.get(reverse("registration:my_application", args=[application.public_id])).content.decode()
    assert "已退费" in page
    assert "P-1" in page


def test_a_second_answer_is_refused_on_the_page(offering: Offering, assessment: Assessment) -> None:
    application = made.submitted(offering, 1)
    client = owned(application)
    supplement = issued.correct(assessment, now=LATER)
    client.post(mine(application, supplement))
    again = client.post(mine(application, supplement))
    assert again.status_code == 409
    assert "已经答复" in again.content.decode()


def test_somebody_elses_supplement_is_not_found(offering: Offering, assessment: Assessment) -> None:
    application = made.submitted(offering, 1)
    supplement = issued.correct(assessment, now=LATER)
    stranger = signed_in(Counter().candidate)
    for name in ("my_supplement", "my_supplement_leave"):
        assert stranger.get(mine(application, supplement, name)).status_code == 404


def test_after_a_withdrawal_the_page_says_so(offering: Offering, assessment: Assessment) -> None:
    application = made.paid(offering, 1, photo=False)
    client = owned(application)
    issued.call_off(assessment, now=LATER)
    page = client.get(reverse("registration:candidate_home")).content.decode()
    assert "本次鉴定已撤销" in page
    assert "待退费" in page


# --- the group's contact -------------------------------------------------------------------------------------------------------


def brought(offering: Offering, *serials: int) -> list[Application]:
    applications = [made.submitted(offering, serial) for serial in serials]
    rows = Application.objects.filter(pk__in=[each.pk for each in applications])
    rows.update(entered_by=Counter().group_contact, channel="import")
    return list(rows)


def test_a_contact_answers_for_their_own_people_one_by_one_or_all_at_once(
    offering: Offering, assessment: Assessment
) -> None:
    brought(offering, 1, 2, 3)
    other = made.submitted(offering, 4)
    supplement = issued.postpone(assessment, now=LATER)
    client = signed_in(Counter().group_contact)
    overview = client.get(reverse("registration:group_assessment", args=[assessment.public_id])).content.decode()
    assert "本单位还有 3 人没有答复" in overview
    one = Application.objects.filter(channel="import").first()
    page = client.get(mine(one, supplement, "group_supplement_one"))
    assert "代为登记本人的答复" in page.content.decode()
    client.post(mine(one, supplement, "group_supplement_leave"))
    client.post(desk(assessment, supplement, "group_supplement"), {"all": "1"})
    answers = Acknowledgement.objects.values_list("application", "answer")
    assert dict(answers).pop(one.pk) == "withdrawn"
    assert len(answers) == 3
    assert not Acknowledgement.objects.filter(application=other).exists()
    assert client.get(mine(other, supplement, "group_supplement_one")).status_code == 404


# --- the desk --------------------------------------------------------------------------------------------------------------------


def test_nobody_is_shown_a_draft_or_asked_about_the_announcement_itself(
    offering: Offering, assessment: Assessment
) -> None:
    made.accepted(offering, 1)
    original = assessment.announcements.get(kind="assessment")
    draft = announcing.draft_supplement(
        amends=original, title="还没有发布的更正", changes="更正。", actor=Desk().officer, now=LATER
    )
    for told in (draft, original):
        group = signed_in(Counter().group_contact).get(desk(assessment, told, "group_supplement"))
        counter = signed_in(Counter().officer).get(desk(assessment, told))
        assert (group.status_code, counter.status_code) == (404, 404), told.kind


def test_the_desk_sees_who_has_not_answered_and_records_those_that_are_ticked(
    offering: Offering, assessment: Assessment
) -> None:
    first, second = made.submitted(offering, 1), made.submitted(offering, 2)
    supplement = issued.correct(assessment, now=LATER)
    client = signed_in(Counter().officer)
    page = client.get(desk(assessment, supplement), {"state": "waiting"}).content.decode()
    assert first.number in page
    assert second.number in page
    client.post(desk(assessment, supplement, "supplement_note_chosen"), {"chosen": [str(first.public_id), "x"]})
    assert Acknowledgement.objects.get().application == first
    page = client.get(desk(assessment, supplement), {"state": "waiting"}).content.decode()
    assert first.number not in page
    assert second.number in page


def test_at_the_cash_desk_the_answer_is_recorded_on_the_spot_and_the_payment_follows(
    offering: Offering, assessment: Assessment
) -> None:
    application = made.accepted(offering, 1)
    supplement = issued.correct(assessment, now=LATER)
    client = signed_in(Counter().cashier)
    pay = reverse("registration:payment_take", args=[application.charge.public_id])
    assert "先登记对补充公告的答复" in client.get(pay).content.decode()
    answered = client.post(mine(application, supplement, "supplement_answer"))
    assert answered.url == pay
    assert "收款并登记票据" in client.get(pay).content.decode()


def test_the_panel_counts_answers_and_refunds(offering: Offering, assessment: Assessment) -> None:
    leaver, _ = made.paid(offering, 1, photo=False), made.submitted(offering, 2)
    supplement = issued.postpone(assessment, now=LATER)
    services.answer_supplement(
        application=leaver,
        supplement=supplement,
        answer="withdrawn",
        channel="counter",
        actor=Counter().officer,
        now=LATER,
    )
    client = signed_in(Counter().director)
    page = client.get(reverse("announcements:assessment_detail", args=[assessment.public_id])).content.decode()
    assert "未答复 1 人" in page
    assert "退费：待退 1 笔" in page


def test_refunds_are_listed_paid_out_and_found_again(offering: Offering, assessment: Assessment) -> None:
    application = made.paid(offering, 1, photo=False)
    issued.call_off(assessment, now=LATER)
    refund = Refund.objects.get()
    client = signed_in(Counter().cashier)
    assert refund.number in client.get(reverse("registration:refund_list")).content.decode()
    address = reverse("registration:refund_detail", args=[refund.public_id])
    refused = client.post(address, {"method": "cash", "voucher": ""})
    assert refused.status_code == 409
    client.post(address, {"method": "cash", "voucher": "P-7"})
    refund.refresh_from_db()
    assert (refund.state, refund.voucher) == ("paid", "P-7")
    listed = client.get(reverse("registration:refund_list"), {"state": "paid", "q": "P-7"}).content.decode()
    assert application.candidate.name in listed
    register = signed_in(Counter().accountant).get(
        reverse("registration:receipt_register", args=[assessment.public_id])
    ).content.decode()  # fmt: skip
    assert "其中已退费 1 笔" in register


def test_who_has_to_ring_people_up_sees_the_number_once_and_on_record(
    offering: Offering, assessment: Assessment
) -> None:
    application = made.paid(offering, 1, photo=False)
    mobile = application.candidate.mobile
    issued.call_off(assessment, now=LATER)
    case = reverse("registration:mobile_unmask", args=[application.public_id])
    refund = reverse("registration:refund_mobile_unmask", args=[Refund.objects.get().public_id])
    for person, page in ((Counter().officer, case), (Counter().cashier, refund)):
        shown = signed_in(person).post(page)
        assert mobile in shown.content.decode()
        assert shown["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(verb="mobile.unmask").count() == 2
    assert signed_in(Counter().accountant).post(refund).status_code == 403
    assert signed_in(Counter().cashier).get(refund).status_code == 405


@pytest.mark.parametrize(
    "name", ["supplement_answers", "supplement_answer", "supplement_leave", "refund_list", "refund_detail"]
)
def test_an_insider_without_business_here_is_told_so(offering: Offering, assessment: Assessment, name: str) -> None:
    application = made.paid(offering, 1, photo=False)
    supplement = issued.postpone(assessment, now=LATER)
    services.answer_supplement(
        application=application, supplement=supplement, answer="withdrawn", channel="counter",
        actor=Counter().officer, now=LATER,
    )  # fmt: skip
    addresses = {
        "supplement_answers": desk(assessment, supplement),
        "supplement_answer": mine(application, supplement, "supplement_answer"),
        "supplement_leave": mine(application, supplement, "supplement_leave"),
        "refund_list": reverse("registration:refund_list"),
        "refund_detail": reverse("registration:refund_detail", args=[Refund.objects.get().public_id]),
    }
    assert signed_in(Counter().charlie).get(addresses[name]).status_code == 403
    assert signed_in(Counter().candidate).get(addresses[name]).status_code == 404


# --- no page costs more with more rows ----------------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_three_rows_cost_as_much_as_one(offering: Offering, assessment: Assessment) -> None:
    applications = [made.paid(offering, serial, photo=False) for serial in (1, 2, 3)]
    Application.objects.update(entered_by=Counter().group_contact, channel="import")
    supplement = issued.postpone(assessment, now=LATER)
    pages = {
        "answers": (signed_in(Counter().officer), desk(assessment, supplement)),
        "group": (signed_in(Counter().group_contact), desk(assessment, supplement, "group_supplement")),
        "refunds": (signed_in(Counter().cashier), reverse("registration:refund_list") + "?state=all"),
        "register": (
            signed_in(Counter().accountant),
            reverse("registration:receipt_register", args=[assessment.public_id]),
        ),
        "dashboard": (signed_in(Counter().officer), reverse("station:dashboard")),
    }
    for client, address in pages.values():
        client.get(address)

    def leave(application: Application) -> None:
        services.answer_supplement(
            application=application, supplement=supplement, answer="withdrawn", channel="counter",
            actor=Counter().officer, now=LATER,
        )  # fmt: skip

    three_waiting = {name: queries(*pages[name]) for name in ("answers", "group", "dashboard")}
    leave(applications[0])
    one_refund = {name: queries(*pages[name]) for name in ("refunds", "register")}
    leave(applications[1])
    one_waiting = {name: queries(*pages[name]) for name in ("answers", "group", "dashboard")}
    leave(applications[2])
    three_refunds = {name: queries(*pages[name]) for name in ("refunds", "register")}
    assert three_waiting == one_waiting
    assert three_refunds == one_refund


def test_the_applicants_home_costs_the_same_with_one_answer_due_and_with_three(
    offering: Offering, assessment: Assessment
) -> None:
    application = made.submitted(offering, 1)
    client = owned(application)
    home = reverse("registration:candidate_home")
    issued.correct(assessment, now=LATER)
    client.get(home)
    one = queries(client, home)
    for number in (1, 2):
        issued.correct(assessment, now=LATER + timedelta(minutes=number), notes=f"须提前{number}小时到场。")
    assert queries(client, home) == one


def test_the_case_at_the_desk_says_what_is_not_answered_and_what_goes_back(
    offering: Offering, assessment: Assessment
) -> None:
    application = made.paid(offering, 1, photo=False)
    supplement = issued.postpone(assessment, now=LATER)
    client = signed_in(Counter().officer)
    address = reverse("registration:application_detail", args=[application.public_id])
    assert mine(application, supplement, "supplement_answer") in client.get(address).content.decode()
    client.post(mine(application, supplement, "supplement_leave"))
    assert "TF-2026-00001" in client.get(address).content.decode()
