"""Applying online: told first, filled in page by page, handed in once, nothing typed ever lost (R2.1, R2.2, R2.5)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from announcements.enums import Audience
from announcements.models import Assessment, Offering, PlannedAssessment
from registration import services
from registration.enums import ApplicationState, Channel
from registration.models import Application, Candidate, Consent, Material, Photo
from registration.services.own import facts_of
from station import clock
from tests.factories.accounts import signed_up
from tests.factories.announcements import REGISTRATION_FROM, REGISTRATION_UNTIL, announce, make_assessment
from tests.factories.registration import (
    OPEN,
    Counter,
    open_offering,
    person,
    portrait,
    receipt_book,
    scan_pdf,
    sight_everything,
    submitted,
)
from tests.factories.station import make_alice

PERSON = {
    "ethnicity": "汉族",
    "education": "college",
    "source": "企业",
    "employer": "山东轨道交通装备有限公司",
    "mobile": "13900000002",
}
CONDITION = {
    "condition": "2023-4-1",
    "work_years": "6",
    "attempt_theory": "new",
    "attempt_practical": "new",
}


def enter_url(offering: Offering) -> str:
    return reverse("registration:application_enter", args=[offering.public_id])


def url(name: str, application: Application) -> str:
    return reverse(f"registration:my_application{name}", args=[application.public_id])


def draft_of(client: Client, offering: Offering) -> Application:
    client.post(enter_url(offering), PERSON)
    return Application.objects.get(candidate__user__isnull=False)


def fetch(client: Client, address: str) -> tuple[str, bytes]:
    """A file's type and bytes; read to its end, the file is closed."""
    response = client.get(address)
    return response["Content-Type"], b"".join(response.streaming_content)


def ready_draft(client: Client, offering: Offering) -> Application:
    application = draft_of(client, offering)
    client.post(url("_condition", application), CONDITION)
    client.post(url("_papers", application), {"kind": "photo", "photo": SimpleUploadedFile("p.jpg", portrait())})
    return application


def handed_in(client: Client, offering: Offering) -> Application:
    application = ready_draft(client, offering)
    client.post(url("_submit", application), {"declared": "on"})
    application.refresh_from_db()
    return application


# --- told before anything is filled in -------------------------------------------------------------------------------


def test_scope_and_window_are_told_before_filling_in(alices: Client, offering: Offering) -> None:
    page = alices.get(reverse("registration:application_start", args=[offering.public_id])).content.decode()
    assert "本市符合申报条件的人员" in page
    assert "2026年9月25日（周五）24:00截止" in page
    assert "开始填报" in page


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        (REGISTRATION_FROM - timedelta(microseconds=1), "现在还没有开始"),
        (REGISTRATION_UNTIL, "截止"),
    ],
)
def test_outside_the_window_nothing_is_begun(alices: Client, offering: Offering, moment: object, answer: str) -> None:
    clock.move_to(moment, frozen=True)
    start = alices.get(reverse("registration:application_start", args=[offering.public_id])).content.decode()
    assert answer in start
    assert "开始填报" not in start
    response = alices.post(enter_url(offering), PERSON)
    assert response.status_code == 422
    assert "山东轨道交通装备有限公司" in response.content.decode()
    assert Application.objects.count() == 0


def test_an_offering_that_is_not_announced_does_not_exist(alices: Client) -> None:
    offering = make_assessment().offerings.get()
    assert alices.get(reverse("registration:application_start", args=[offering.public_id])).status_code == 404


def test_who_is_outside_the_scope_is_refused_with_the_reason(alices: Client) -> None:
    assessment = make_assessment()
    PlannedAssessment.objects.update(audience=Audience.INSTITUTION)
    Assessment.objects.update(audience=Audience.INSTITUTION)
    assessment.refresh_from_db()
    announce(assessment)
    offering = assessment.offerings.get()
    start = alices.get(reverse("registration:application_start", args=[offering.public_id])).content.decode()
    assert "不在适应范围内的，提交时不予接收" in start
    response = alices.post(enter_url(offering), PERSON)
    assert response.status_code == 422
    assert "不在其内" in response.content.decode()


def test_an_account_without_an_identity_document_is_told_what_to_do(client: Client, offering: Offering) -> None:
    client.force_login(make_alice(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/my/").status_code == 200
    response = client.get(reverse("registration:application_start", args=[offering.public_id]))
    assert response.status_code == 409
    assert "这个账号没有登记身份证件" in response.content.decode()


# --- page by page ----------------------------------------------------------------------------------------------------


def test_the_first_page_makes_the_draft_and_leads_to_the_second(alices: Client, offering: Offering) -> None:
    response = alices.post(enter_url(offering), PERSON)
    application = Application.objects.select_related("candidate").get()
    assert response.url == url("_condition", application)
    assert (application.state, application.channel) == (ApplicationState.DRAFT, Channel.ONLINE)
    assert application.candidate.education == "college"
    assert application.particulars == {"source": "企业"}


def test_sex_and_birth_date_come_from_the_number_and_are_only_shown(alices: Client, offering: Offering) -> None:
    page = alices.get(enter_url(offering)).content.decode()
    assert "1990年5月1日" in page
    assert 'name="birth_date"' not in page
    assert 'name="sex"' not in page
    alices.post(enter_url(offering), {**PERSON, "sex": "1", "birth_date": "2000-01-01"})
    assert Candidate.objects.get().birth_date.isoformat() == "1990-05-01"


def test_the_number_is_never_shown_in_full(alices: Client, alice: Candidate, offering: Offering) -> None:
    application = handed_in(alices, offering)
    pages = [enter_url(offering), url("", application), url("_submit", application), "/my/"]
    shown = "".join(alices.get(page, follow=True).content.decode() for page in pages)
    assert alice.masked_identity in shown
    assert alice.identity_number not in shown


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"condition": ""}, "请选择申报条件"),
        ({"condition": "2018-1-1"}, "选的不在可选项里"),
        ({"work_years": ""}, "所选条件以工作年限为据"),
        ({"condition": "2023-4-2"}, "所选条件以原等级证书为据"),
        ({"attempt_theory": "", "attempt_practical": ""}, "请至少报考一个科目"),
    ],
)
def test_what_a_condition_needs_is_asked_for_and_the_rest_stays(
    alices: Client, offering: Offering, changes: dict[str, str], answer: str
) -> None:
    application = draft_of(alices, offering)
    response = alices.post(url("_condition", application), {**CONDITION, "school": "某某技工学校", **changes})
    assert response.status_code == 422
    assert answer in response.content.decode()
    assert "某某技工学校" in response.content.decode()


def test_a_page_changes_its_own_facts_and_leaves_the_others(alices: Client, offering: Offering) -> None:
    application = draft_of(alices, offering)
    alices.post(url("_condition", application), {**CONDITION, "major": "机电"})
    alices.post(url("_person", application), {**PERSON, "employer": "某某厂", "source": ""})
    application.refresh_from_db()
    assert (application.condition, application.work_years) == ("2023-4-1", 6)
    assert application.particulars == {"major": "机电"}
    assert list(application.subjects.values_list("subject", "attempt")) == [("theory", "new"), ("practical", "new")]
    assert facts_of(Candidate.objects.get(), application).employer == "某某厂"


def test_required_papers_follow_from_the_condition(alices: Client, offering: Offering) -> None:
    application = draft_of(alices, offering)
    alices.post(url("_condition", application), CONDITION)
    page = alices.get(url("_papers", application)).context
    assert [paper["kind"].value for paper in page["papers"]] == ["identity", "work_years"]


def test_a_photo_is_checked_at_once_with_the_reason(alices: Client, offering: Offering) -> None:
    application = draft_of(alices, offering)
    small = SimpleUploadedFile("p.jpg", portrait(size=(90, 120)))
    refused = alices.post(url("_papers", application), {"kind": "photo", "photo": small})
    assert refused.status_code == 422
    assert "尺寸 90×120 像素太小" in refused.content.decode()
    assert Photo.objects.count() == 0
    taken = alices.post(
        url("_papers", application), {"kind": "photo", "photo": SimpleUploadedFile("p.jpg", portrait())}
    )
    assert taken.url.endswith("/papers/#photo")
    assert fetch(alices, "/my/photo/")[0] == "image/jpeg"


def test_no_photo_without_the_consent_to_its_use(client: Client, offering: Offering) -> None:
    candidate = signed_up(person(4, name="周梅", mobile=PERSON["mobile"]), photo_consent=False, now=OPEN).candidate
    client.force_login(candidate.user, backend="django.contrib.auth.backends.ModelBackend")
    application = draft_of(client, offering)
    sent = {"kind": "photo", "photo": SimpleUploadedFile("p.jpg", portrait())}
    refused = client.post(url("_papers", application), sent)
    assert "须先同意照片的使用" in refused.content.decode()
    assert Photo.objects.count() == 0
    sent = {"kind": "photo", "photo": SimpleUploadedFile("p.jpg", portrait()), "consent_photo": "on"}
    client.post(url("_papers", application), sent)
    assert (Photo.objects.count(), Consent.objects.filter(kind="photo", granted=True).count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("身份证.jpg", b"MZ\x90\x00 not a picture", "不是 JPEG、PNG 图片或 PDF"),
        ("空.pdf", b"", "文件是空的"),
        ("坏.pdf", b"%PDF-1.7 broken", "PDF"),
    ],
)
def test_an_upload_that_is_no_paper_is_refused_by_its_content(
    alices: Client, offering: Offering, name: str, content: bytes, answer: str
) -> None:
    application = draft_of(alices, offering)
    sent = {"kind": "identity", "file": SimpleUploadedFile(name, content)}
    response = alices.post(url("_papers", application), sent)
    assert response.status_code == 422
    assert answer in response.content.decode()
    assert Material.objects.count() == 0


def test_a_far_too_large_upload_is_refused_before_it_is_read(alices: Client, offering: Offering) -> None:
    application = draft_of(alices, offering)
    sent = {"kind": "identity", "file": SimpleUploadedFile("大.pdf", b"%PDF-1.7" + bytes(11 * 1024 * 1024))}
    response = alices.post(url("_papers", application), sent)
    assert "超过 10 MB" in response.content.decode()


def test_an_unknown_kind_of_paper_gets_an_answer(alices: Client, offering: Offering) -> None:
    application = draft_of(alices, offering)
    sent = {"kind": "nonsense", "file": SimpleUploadedFile("a.pdf", scan_pdf())}
    response = alices.post(url("_papers", application), sent)
    assert response.status_code == 422
    assert "没有说明是哪一种材料" in response.content.decode()


def test_an_uploaded_paper_is_served_to_its_owner_only(alices: Client, offering: Offering) -> None:
    application = draft_of(alices, offering)
    sent = {"kind": "identity", "file": SimpleUploadedFile("a.pdf", scan_pdf())}
    assert alices.post(url("_papers", application), sent).url.endswith("#identity")
    address = reverse("registration:my_material", args=[Material.objects.get().public_id])
    assert fetch(alices, address)[0] == "application/pdf"
    other = signed_up(person(6, name="吴强"), now=OPEN)
    stranger = Client()
    stranger.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.get(address).status_code == 404
    assert {stranger.get(url(page, application)).status_code for page in ("", "_person", "_papers", "_submit")} == {404}
    assert stranger.post(url("_withdraw", application)).status_code == 404


# --- handing in ------------------------------------------------------------------------------------------------------


def test_what_will_be_locked_is_said_before(alices: Client, offering: Offering) -> None:
    application = ready_draft(alices, offering)
    page = alices.get(url("_submit", application)).content.decode()
    assert "都将锁定" in page
    assert "接受取消报名资格" in page


def test_without_the_declaration_nothing_is_handed_in(alices: Client, offering: Offering) -> None:
    application = ready_draft(alices, offering)
    response = alices.post(url("_submit", application))
    assert response.status_code == 422
    assert "没有作出如实填报的承诺" in response.content.decode()
    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT


def test_what_the_desk_would_send_back_is_asked_for_first(alices: Client, offering: Offering) -> None:
    application = draft_of(alices, offering)
    page = alices.get(url("_submit", application)).content.decode()
    assert "没有选择申报条件" in page
    assert "没有照片" in page
    assert "提交报名</button>" not in page
    assert alices.post(url("_submit", application), {"declared": "on"}).status_code == 422
    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT


def test_handing_in_numbers_the_application_and_locks_it(alices: Client, offering: Offering) -> None:
    application = handed_in(alices, offering)
    assert application.state == ApplicationState.SUBMITTED
    assert application.number
    for name in ("_person", "_condition", "_papers"):
        response = alices.get(url(name, application), follow=True)
        assert "内容已锁定" in response.content.decode()


def test_two_clicks_hand_in_once(alices: Client, offering: Offering) -> None:
    application = ready_draft(alices, offering)
    answers = [alices.post(url("_submit", application), {"declared": "on"}, follow=True) for _ in range(2)]
    assert all("报名序号" in answer.content.decode() for answer in answers)
    numbers = {Application.objects.get(pk=application.pk).number}
    assert numbers == {f"{offering.assessment.code}-0001"}


def test_a_second_window_carries_the_same_draft_on(alices: Client, offering: Offering) -> None:
    alices.post(enter_url(offering), PERSON)
    response = alices.post(enter_url(offering), {**PERSON, "employer": "第二个窗口填的单位"})
    assert response.status_code == 302
    assert Application.objects.count() == 1
    assert Candidate.objects.get().employer == "第二个窗口填的单位"


def test_what_another_window_changed_is_not_overwritten_unasked(alices: Client, offering: Offering) -> None:
    application = draft_of(alices, offering)
    seen = alices.get(url("_person", application)).context["form"].seen
    alices.post(url("_person", application), {**PERSON, "seen": seen, "employer": "第一个窗口"})
    second = {**PERSON, "seen": seen, "employer": "第二个窗口"}
    asked = alices.post(url("_person", application), second)
    assert asked.status_code == 422
    assert "另一个窗口刚才改过这一页" in asked.content.decode()
    assert "第二个窗口" in asked.content.decode()
    assert Candidate.objects.get().employer == "第一个窗口"
    second["seen"] = asked.context["form"].seen
    assert alices.post(url("_person", application), second).status_code == 302
    assert Candidate.objects.get().employer == "第二个窗口"


def test_typed_in_a_second_window_after_submission_it_is_refused_but_still_there(
    alices: Client, offering: Offering
) -> None:
    application = handed_in(alices, offering)
    response = alices.post(url("_person", application), {**PERSON, "employer": "第二个窗口填的单位"})
    assert response.status_code == 422
    assert "内容已锁定" in response.content.decode()
    assert "第二个窗口填的单位" in response.content.decode()
    assert Candidate.objects.get().employer == PERSON["employer"]


def test_one_moment_before_the_end_is_in_time_and_the_end_is_too_late(alices: Client, offering: Offering) -> None:
    application = ready_draft(alices, offering)
    clock.move_to(REGISTRATION_UNTIL, frozen=True)
    late = alices.post(url("_submit", application), {"declared": "on"})
    assert late.status_code == 422
    assert "截止" in late.content.decode()
    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT
    assert "填报的内容仍为您保存" in alices.get("/my/").content.decode()
    clock.move_to(REGISTRATION_UNTIL - timedelta(microseconds=1), frozen=True)
    alices.post(url("_submit", application), {"declared": "on"})
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_an_offering_that_filled_up_meanwhile_is_said(alices: Client) -> None:
    assessment = make_assessment()
    assessment.offerings.update(capacity=1)
    announce(assessment)
    offering = assessment.offerings.get()
    application = ready_draft(alices, offering)
    submitted(offering, 8)
    response = alices.post(url("_submit", application), {"declared": "on"})
    assert response.status_code == 422
    assert "名额 1 人已报满" in response.content.decode()


# --- afterwards ------------------------------------------------------------------------------------------------------


def test_what_was_returned_is_mended_and_handed_in_again(alices: Client, offering: Offering) -> None:
    application = handed_in(alices, offering)
    number = application.number
    services.return_application(
        application=application, actor=Counter().officer, now=OPEN, reason="工作年限与证明不符，请核对"
    )
    home = alices.get("/my/").content.decode()
    assert "工作年限与证明不符，请核对" in home
    assert "核对并重新提交" in home
    assert alices.post(url("_condition", application), {**CONDITION, "work_years": "7"}).status_code == 302
    alices.post(url("_submit", application), {"declared": "on"})
    application.refresh_from_db()
    assert (application.state, application.number, application.work_years) == (ApplicationState.SUBMITTED, number, 7)
    words = [event.words for event in alices.get(url("", application)).context["history"]]
    assert words == ["改正后重新提交", "退回修改", "提交报名，作出如实填报的承诺", "开始填报"]


def test_withdrawing_is_confirmed_first_and_leaves_the_way_open(alices: Client, offering: Offering) -> None:
    application = handed_in(alices, offering)
    assert "撤回后不能恢复" in alices.get(url("_withdraw", application)).content.decode()
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    alices.post(url("_withdraw", application), {"reason": "改报下一次"})
    application.refresh_from_db()
    assert (application.state, application.ended_reason) == (ApplicationState.WITHDRAWN, "改报下一次")
    assert alices.post(enter_url(offering), PERSON).status_code == 302
    assert Application.objects.count() == 2


def test_who_was_refused_reads_why_and_is_led_to_that_application(alices: Client, offering: Offering) -> None:
    application = handed_in(alices, offering)
    services.refuse_application(
        application=application, actor=Counter().officer, now=OPEN, reason="工作年限不足，差一年"
    )
    assert "工作年限不足，差一年" in alices.get("/my/").content.decode()
    start = alices.get(reverse("registration:application_start", args=[offering.public_id])).content.decode()
    assert "您已报过这一项" in start
    assert "审核不通过" in start


def test_accepted_says_what_is_owed_and_paid_shows_the_receipt(alices: Client, offering: Offering) -> None:
    application = handed_in(alices, offering)
    sight_everything(application)
    services.accept_application(application=application, actor=Counter().officer, now=OPEN)
    page = alices.get(url("", application)).content.decode()
    assert f"{application.charge.amount} 元" in page
    assert "原件已审" in page
    payment = services.take_payment(
        charge=application.charge,
        method="cash",
        receipt_kind="paper",
        book=receipt_book(),
        actor=Counter().cashier,
        now=OPEN,
    )
    page = alices.get(url("", application)).content.decode()
    assert payment.receipt.number in page
    assert alices.get(url("_withdraw", application)).content.decode().count("已缴费") == 1


def test_the_form_is_printed_once_and_again_only_when_something_changed(alices: Client, offering: Offering) -> None:
    application = handed_in(alices, offering)
    first = alices.post(url("_form", application))
    again = alices.post(url("_form", application))
    assert first.url == again.url
    mime, paper = fetch(alices, first.url)
    assert (mime, paper[:4]) == ("application/pdf", b"%PDF")
    services.return_application(application=application, actor=Counter().officer, now=OPEN, reason="请改单位名称")
    alices.post(url("_person", application), {**PERSON, "employer": "另一单位"})
    assert alices.post(url("_form", application)).url != first.url


def test_before_submission_there_is_no_form_yet(alices: Client, offering: Offering) -> None:
    application = draft_of(alices, offering)
    response = alices.post(url("_form", application))
    assert response.status_code == 409
    assert "报名还没有提交" in response.content.decode()


def test_what_a_group_brought_is_found_by_the_person_once_they_sign_up(client: Client) -> None:
    offering = open_offering()
    application = services.enter_application(
        offering=offering, person=person(3), channel=Channel.COUNTER, actor=Counter().officer, now=OPEN
    )
    user = signed_up(person(3), now=OPEN)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert str(application.offering) in client.get("/my/").content.decode()
