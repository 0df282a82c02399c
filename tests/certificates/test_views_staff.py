"""The desk of stage 6 in the browser: what is shown, refused and kept; Charlie at every door (R6)."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.enums import CertificateState as State
from certificates.models import Confirmation, Dossier, StampingRequest
from station import clock
from tests.factories import certificates as make
from tests.factories import exams as day
from tests.factories.station import make_alice

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(client):
    people = make.Counter()
    client.force_login(people.officer)
    return people


def at(moment) -> None:
    clock.move_to(moment, frozen=True)


def page(name: str, obj) -> str:
    return reverse(f"certificates:{name}", args=[obj.public_id])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_dossier_is_checked_and_sent_from_its_page(client, counter, django_capture_on_commit_callbacks) -> None:
    made = make.released_round(1)
    at(make.SENT)
    response = client.get(page("dossier_send", made.assessment))
    assert "济南市职业技能鉴定监考记录" in text_of(response)
    assert "没有入场登记" in text_of(response)
    response = client.post(page("dossier_send", made.assessment), {"sent_on": "2026-10-30"})
    assert "还没有到（R6.1）" in text_of(response)
    assert not Dossier.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(page("dossier_send", made.assessment), {"sent_on": "2026-10-29"})
    assert response.status_code == 302
    assert Dossier.objects.get().sent_on == date(2026, 10, 29)
    text = text_of(client.get(page("assessment_certificates", made.assessment)))
    assert "济南市职业技能鉴定现场督导报告" in text
    assert "登记核准结果" in text


def test_a_reason_beside_a_name_refuses_that_one_and_what_was_typed_stays(client, counter) -> None:
    made, _ = make.sent_round(2)
    at(make.CONFIRMED)
    out = made.applications[0]
    values = {
        "centre_document": "济鉴证〔2026〕31号",
        "training_office_opinion": "同意",
        "confirmed_on": "2026-11-05",
        f"reason-{out.public_id}": "学历不符",
    }
    response = client.post(page("confirmation_record", made.assessment), values)
    assert "还没有到（R6.1）" in text_of(response)
    assert 'value="学历不符"' in response.content.decode()
    assert out.candidate.identity_number not in response.content.decode()
    response = client.post(page("confirmation_record", made.assessment), {**values, "confirmed_on": "2026-11-04"})
    assert response.status_code == 302
    assert [row.reason for row in Confirmation.objects.get().results.order_by("-reason")] == ["学历不符", ""]
    assert "学历不符" in text_of(client.get(page("assessment_certificates", made.assessment)))


def test_the_checklist_holds_until_all_three_papers_are_there(client, counter) -> None:
    made, dossier = make.sent_round(1)
    make.confirm(dossier)
    at(make.STAMPED)
    values = {"notice_number": "别的文号", "invoice_number": "示例-1", "requested_on": "2026-11-05"}
    text = text_of(client.post(page("stamping_request", made.assessment), values))
    assert "没有核准结果不能办理验印（R6.2）" in text
    text = text_of(client.post(page("stamping_request", made.assessment), {**values, "has_confirmation": "on"}))
    assert "与本批次登记的不一致（R6.2）" in text
    assert not StampingRequest.objects.exists()
    values |= {"has_confirmation": "on", "notice_number": make.NOTICE_NUMBER}
    assert client.post(page("stamping_request", made.assessment), values).status_code == 302
    assert StampingRequest.objects.get().invoice_number == "示例-1"


def test_each_row_of_the_list_is_answered_on_the_page(client, counter) -> None:
    made = make.stamped_round(2)
    at(make.NUMBERED)
    rows = make.number_rows(made)
    rows[1][5] = "26150120014"
    file = SimpleUploadedFile("证书编号.xlsx", make.number_file(made, rows))
    text = text_of(client.post(page("number_import", made.assessment), {"file": file}))
    assert "共读 2 行，登记 1 行，不能登记 1 行" in text
    assert "不合编码规则" in text
    assert "还没有证书编号的 1 人：考生二" in text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", "不是表格".encode()])
def test_a_broken_file_is_answered_at_the_field(client, counter, content: bytes) -> None:
    made = make.stamped_round(1)
    at(make.NUMBERED)
    response = client.post(
        page("number_import", made.assessment), {"file": SimpleUploadedFile("证书编号.xls", content)}
    )
    assert response.status_code == 200
    assert "（R6.2）" in text_of(response)


def test_differences_stand_side_by_side_and_a_corrected_reading_is_compared(client, counter) -> None:
    made = make.stamped_round(1)
    rows = make.number_rows(made)
    rows[0][3] = "焊工"
    make.import_numbers(made, make.number_file(made, rows))
    at(make.PROOF_READ)
    (certificate,) = make.certificates_of(made)
    response = client.get(page("certificate_detail", certificate))
    assert "职业 电工 焊工 不一致" in text_of(response)
    number = made.applications[0].candidate.identity_number
    assert number not in response.content.decode()
    assert number in client.post(page("certificate_unmask", certificate)).content.decode()
    values = dict(zip(("name", "occupation", "level", "number", "issued_on"), (
        "考生一", "电工", "四级", certificate.number, "2026-11-06"), strict=True))  # fmt: skip
    client.post(page("certificate_proof_read", certificate), {**values, "remark": "照片歪斜"})
    certificate.refresh_from_db()
    assert certificate.state == State.FAULTY
    assert "照片歪斜" in text_of(client.get(page("certificate_detail", certificate)))
    client.post(page("certificate_reprint", certificate))
    client.post(page("certificate_proof_read", certificate), {**values, "identity_number": number})
    certificate.refresh_from_db()
    assert certificate.state == State.PROOF_READ
    client.post(page("certificate_find_faulty", certificate), {"fault": "印章不清"})
    certificate.refresh_from_db()
    assert certificate.state == State.FAULTY


def test_those_ticked_are_proof_read_together(client, counter) -> None:
    made = make.numbered_round(3)
    at(make.PROOF_READ)
    chosen = [str(row.public_id) for row in make.certificates_of(made)[:2]]
    url = page("chosen_proof_read", made.assessment)
    response = client.post(url, {"chosen": [*chosen, "junk"]}, follow=True)
    assert "核对无误 2 本" in text_of(response)
    assert [row.state for row in make.certificates_of(made)].count(State.PROOF_READ) == 2
    assert "没有勾选证书" in text_of(client.post(url, follow=True))


def test_the_counter_finds_a_certificate_by_ticket_identity_number_or_name(client, counter) -> None:
    made = make.proof_read_round(2)
    at(make.HANDED_OUT)
    certificate = make.certificates_of(made)[0]
    application = certificate.result.application
    candidate = application.candidate
    form_page = page("certificate_hand_out", certificate)
    desk = reverse("certificates:hand_out_desk")
    for words in (application.ticket.number, candidate.identity_number.lower(), certificate.number, candidate.name):
        response = client.post(desk, {"words": f" {words} "})
        assert response.status_code == 302, words
        assert response["Location"] == form_page
    assert "没有查到证书" in text_of(client.post(desk, {"words": "查无此人"}))


def test_a_hand_out_that_is_refused_keeps_what_was_typed(client, counter) -> None:
    made = make.proof_read_round(1)
    at(make.HANDED_OUT)
    (certificate,) = make.certificates_of(made)
    url = page("certificate_hand_out", certificate)
    response = client.post(url, {"received_by": "考生之父", "signed": "on"})
    assert "没有核验领取人的身份证（R6.3）" in text_of(response)
    assert 'value="考生之父"' in response.content.decode()
    done = client.post(url, {"received_by": "考生一", "identity_checked": "on", "signed": "on"})
    assert done.status_code == 302
    assert "已经发放" in text_of(client.get(url))
    again = client.post(url, {"received_by": "考生一", "identity_checked": "on", "signed": "on"})
    assert again.status_code == 200
    assert "已经发放" in text_of(again)


def test_the_register_is_printed_and_can_be_downloaded(client, counter) -> None:
    made = make.numbered_round(1)
    at(make.NUMBERED)
    response = client.post(page("register_print", made.assessment), follow=True)
    assert "HFM-2026-0001" in text_of(response)
    url = re.search(r'href="(/documents/[0-9a-f-]+/)">HFM-', response.content.decode())[1]
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    client.force_login(counter.charlie)
    assert client.get(url).status_code == 403


def test_charlie_finds_every_page_closed_with_the_reason_and_a_candidate_finds_none(client) -> None:
    made = make.numbered_round(1)
    (certificate,) = make.certificates_of(made)
    pages = [
        reverse("certificates:assessment_list"),
        reverse("certificates:hand_out_desk"),
        *(
            page(name, made.assessment)
            for name in (
                "assessment_certificates",
                "dossier_send",
                "confirmation_record",
                "stamping_request",
                "number_import",
                "certificate_list",
            )
        ),
        *(page(name, certificate) for name in ("certificate_detail", "certificate_hand_out")),
    ]
    for user, status in ((make.Counter().charlie, 403), (make_alice(), 404)):
        client.force_login(user)
        assert {client.get(url).status_code for url in pages} == {status}


def test_a_reader_sees_and_does_nothing(client) -> None:
    made = make.numbered_round(1)
    (certificate,) = make.certificates_of(made)
    client.force_login(make.Counter().director)
    text = text_of(client.get(page("certificate_detail", certificate)))
    assert "显示全号" not in text
    assert "照证书核对" not in text
    assert client.post(page("certificate_unmask", certificate)).status_code == 403
    assert client.post(page("chosen_proof_read", made.assessment)).status_code == 403
    assert "导入证书编号" not in text_of(client.get(page("assessment_certificates", made.assessment)))


def test_before_the_release_there_is_no_batch_here(client, counter) -> None:
    made = day.ticketed_round(1)
    assert client.get(page("assessment_certificates", made.assessment)).status_code == 404


def queries_of(client, people: int) -> list[int]:
    """How often each page asks the database with so many people; everything is undone afterwards."""
    mark = transaction.savepoint()
    made, dossier = make.sent_round(people)
    client.force_login(make.Counter().officer)
    counts = [asked(client, page("confirmation_record", made.assessment))]
    make.stamp(make.confirm(dossier))
    make.import_numbers(made)
    names = ("certificate_list", "assessment_certificates")
    counts += [asked(client, page(name, made.assessment)) for name in names]
    counts.append(asked(client, reverse("certificates:assessment_list")))
    counts.append(asked(client, reverse("station:dashboard")))
    transaction.savepoint_rollback(mark)
    return counts


def asked(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_no_page_asks_more_of_the_database_when_it_has_more_rows(client) -> None:
    assert queries_of(client, 1) == queries_of(client, 3)
