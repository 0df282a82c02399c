"""What the verbs of stage 6 do, and what they refuse out of turn, each with its clause (R6)."""

import io
import json
import zipfile
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from certificates import selectors, services
from certificates.enums import CertificateState as State
from certificates.models import Certificate, CertificateHandOut
from registration.models import Application
from station import clock, documents
from station.models import AuditEntry, Document, Notification
from station.papers import verify_package
from station.refusals import NotPermitted, Refused
from tests.factories import certificates as make
from tests.factories import exams as day
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db


def refused(call, *, clause: str) -> str:
    with pytest.raises(Refused) as caught, transaction.atomic():
        call()
    assert clause in {reason.clause for reason in caught.value.reasons}
    return str(caught.value)


# --- the dossier (R6.1) ----------------------------------------------------------------------------------------------------


def test_no_dossier_leaves_before_the_results_are_released() -> None:
    made = make.locked_round(1)
    assert "成绩还没有上报和公布" in refused(lambda: make.send(made), clause="R5.10")
    assert Document.objects.filter(kind__startswith="certificates.").count() == 0


def test_the_dossier_holds_the_five_papers_of_the_clause_and_proves_it() -> None:
    made, dossier = make.sent_round(2)
    assert [row["name"] for row in dossier.manifest] == [
        "济南市职业技能鉴定通知书",
        "济南市职业技能鉴定考评情况报告",
        "济南市职业技能鉴定监考记录",
        "济南市职业技能鉴定现场督导报告",
        "成绩评分汇总表",
    ]
    with dossier.document.file.open("rb") as file:
        content = file.read()
    archive = zipfile.ZipFile(io.BytesIO(content))
    manifest = json.loads(archive.read("manifest.json"))
    digests = {row["sha256"] for row in dossier.manifest}
    assert digests <= {row["sha256"] for row in manifest["entries"]}
    assert made.assessment.result_release.document.sha256 in digests


def test_the_package_verifies_and_a_changed_byte_is_noticed(tmp_path) -> None:
    _, dossier = make.sent_round(1)
    with dossier.document.file.open("rb") as file:
        content = file.read()
    whole, broken = tmp_path / "whole.zip", tmp_path / "broken.zip"
    whole.write_bytes(content)
    broken.write_bytes(content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])
    assert verify_package(whole) == []
    assert verify_package(broken) != []


def test_a_paper_that_is_not_what_its_digest_says_goes_to_nobody() -> None:
    _, dossier = make.sent_round(1)
    facts = dossier.document.facts
    facts["documents"][0]["sha256"] = "0" * 64
    imprint = documents.Imprint("YYC-2026-0002", "ABCDEFGHJKLM", make.SENT)
    with pytest.raises(Refused, match="与出具时不一致"):
        documents.kind_of(dossier.document).render(facts, imprint)


def test_the_same_facts_give_the_same_bytes() -> None:
    make.sent_round(2)
    for document in Document.objects.filter(kind__startswith="certificates."):
        imprint = documents.Imprint(document.serial, document.verification_code, document.issued_at)
        rendered = documents.kind_of(document).render(document.facts, imprint)
        with document.file.open("rb") as file:
            assert rendered.content == file.read(), document.kind


def test_a_dossier_is_sent_once() -> None:
    made, _ = make.sent_round(1)
    assert "已经报送" in refused(lambda: make.send(made), clause="R6.1")


def test_a_dossier_leaves_neither_tomorrow_nor_before_the_results_it_holds() -> None:
    made, officer = make.released_round(1), make.Counter().officer
    for days, words in ((1, "还没有到"), (-2, "早于成绩上报日期")):
        on = clock.local_date(make.SENT) + timedelta(days=days)
        call = partial(services.send_dossier, assessment=made.assessment, sent_on=on, actor=officer, now=make.SENT)
        assert words in refused(call, clause="R6.1")
    with pytest.raises(NotPermitted, match="证书管理员"):
        make.send(made, actor=make.Counter().director)


def test_the_record_of_invigilation_counts_who_was_admitted() -> None:
    made = day.ticketed_round(3)
    seats = day.seats_of(made)
    day.check_in_all(made, absent=(seats[0],))
    day.lock_all(made)
    day.release(made)
    rooms = services.dossier.dossier_facts.invigilation_record(made.assessment)["rooms"]
    assert [(room["should"], room["actual"]) for room in rooms] == [(3, 2), (3, 3)]
    assert rooms[0]["absent"] == [seats[0].application_subject.application.ticket.number]
    assert any("没有入场登记" in remark for remark in services.dossier_remarks(made.assessment))


def test_the_report_counts_each_subject_by_itself() -> None:
    made = make.locked_round(2, points=59.5)
    day.release(made)
    report = services.dossier.dossier_facts.examination_report(made.assessment)
    assert (report["expected"], report["present"], report["passed"], report["rate"]) == (2, 2, 0, "0.0%")
    assert report["rows"][0]["subjects"]["theory"] == "0/2"
    assert report["rows"][0]["subjects"]["comprehensive"] == "—"
    assert report["examiners"][0]["post"] == "考评组长"


# --- confirmation (R6.1) ------------------------------------------------------------------------------------------------------


def test_whoever_is_refused_is_on_record_with_the_reason_and_gets_no_number() -> None:
    made, dossier = make.sent_round(3)
    out = made.applications[1]
    confirmation = make.confirm(dossier, refused=[(out, "学历证书未通过核验")])
    assert {row.application_id: row.reason for row in confirmation.results.filter(outcome="refused")} == {
        out.pk: "学历证书未通过核验"
    }
    assert selectors.results_awaiting_certificates(made.assessment).count() == 2
    make.stamp(confirmation)
    rows = make.number_rows(made)
    rows.append([3, out.candidate.name, out.candidate.identity_number, "电工", "四级", make.number_of(9), "2026-11-06"])
    report = make.import_numbers(made, make.number_file(made, rows))
    assert [row.reason for row in report.rows] == ["", "", "此人不在核准名单里"]


BAD_CONFIRMATIONS = (
    ({"centre_document": " "}, "没有填写中心核准文号"),
    ({"training_office_opinion": ""}, "没有填写培训处（科）意见"),
    ({"confirmed_on": date(2026, 10, 28)}, "早于报送日期"),
    ({"confirmed_on": date(2026, 11, 5)}, "还没有到"),
)


def test_a_confirmation_needs_both_offices_a_possible_day_and_reasons_against_whom_it_refuses() -> None:
    made, dossier = make.sent_round(1)
    for changes, words in BAD_CONFIRMATIONS:
        assert words in refused(partial(make.confirm, dossier, **changes), clause="R6.1")
    assert "没有写明不予核准" in refused(
        lambda: make.confirm(dossier, refused=[(made.applications[0], " ")]), clause="R6.1"
    )
    other = Application(pk=0, candidate=made.applications[0].candidate)
    assert "不在成绩合格的名单里" in refused(lambda: make.confirm(dossier, refused=[(other, "x")]), clause="R6.1")


def test_a_confirmation_stands_as_it_was_recorded() -> None:
    _, dossier = make.sent_round(1)
    confirmation = make.confirm(dossier)
    refused(lambda: make.confirm(dossier), clause="R6.1")
    confirmation.centre_document = "另一个文号"
    with pytest.raises(Refused):
        confirmation.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        type(confirmation).objects.filter(pk=confirmation.pk).update(centre_document="另一个文号")


# --- the three papers (R6.2) ----------------------------------------------------------------------------------------------------


BAD_REQUESTS = (
    ({"notice_number": "济鉴通〔2026〕9号"}, "与本批次登记的不一致"),
    ({"invoice_number": ""}, "没有填写缴费发票号"),
    ({"requested_on": date(2026, 11, 3)}, "办理日期须在"),
    ({"requested_on": date(2026, 11, 6)}, "办理日期须在"),
)


def test_without_confirmation_notice_and_invoice_nothing_is_stamped_and_no_number_is_taken() -> None:
    made, dossier = make.sent_round(1)
    confirmation = make.confirm(dossier)
    for changes, words in BAD_REQUESTS:
        assert words in refused(partial(make.stamp, confirmation, **changes), clause="R6.2")
    assert "办理验印" in refused(lambda: make.import_numbers(made), clause="R6.2")


def test_where_nobody_was_confirmed_there_is_nothing_to_stamp() -> None:
    made, dossier = make.sent_round(1)
    confirmation = make.confirm(dossier, refused=[(made.applications[0], "材料不实")])
    assert "没有核准的考生" in refused(lambda: make.stamp(confirmation), clause="R6.2")


# --- proof-reading and handing out (R6.3) ---------------------------------------------------------------------------------------


def faulty(made) -> Certificate:
    rows = make.number_rows(made)
    rows[0][3] = "焊工"
    make.import_numbers(made, make.number_file(made, rows))
    return make.certificates_of(made)[0]


def test_a_difference_is_named_and_the_certificate_is_printed_anew() -> None:
    certificate = faulty(make.stamped_round(1))
    officer = make.Counter().officer
    services.proof_read(certificate=certificate, actor=officer, now=make.PROOF_READ)
    certificate.refresh_from_db()
    assert certificate.state == State.FAULTY
    assert certificate.differences == [{"field": "occupation", "register": "电工", "printed": "焊工"}]
    refused(lambda: make.hand_out(certificate), clause="R6.3")
    services.reprint(certificate=certificate, actor=officer, now=make.PROOF_READ)
    assert (certificate.state, certificate.prints, certificate.differences) == (State.REGISTERED, 2, [])
    services.proof_read(certificate=certificate, actor=officer, now=make.PROOF_READ)
    assert certificate.state == State.PROOF_READ


def test_what_the_reader_sees_on_the_paper_counts_more_than_the_centre_s_list() -> None:
    (certificate,) = make.certificates_of(make.numbered_round(1))
    services.proof_read(
        certificate=certificate, printed={"name": "考生乙"}, actor=make.Counter().officer, now=make.PROOF_READ
    )
    assert certificate.state == State.FAULTY
    assert [item["field"] for item in certificate.differences] == ["name"]


def test_a_fault_that_only_the_eye_sees_is_on_record() -> None:
    (certificate,) = make.certificates_of(make.proof_read_round(1))
    officer = make.Counter().officer
    refused(
        lambda: services.find_faulty(certificate=certificate, fault=" ", actor=officer, now=make.PROOF_READ),
        clause="R6.3",
    )
    services.find_faulty(certificate=certificate, fault="照片模糊", actor=officer, now=make.PROOF_READ)
    assert certificate.state == State.FAULTY
    assert certificate.differences[-1]["printed"] == "照片模糊"


def test_identity_numbers_on_certificates_are_encrypted_at_rest() -> None:
    made = make.numbered_round(1)
    number = made.applications[0].candidate.identity_number
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT printed, differences FROM certificates_certificate")
        (row,) = cursor.fetchall()
    assert number not in f"{row}"
    assert make.certificates_of(made)[0].printed["identity_number"] == number


BAD_HAND_OUTS = (
    ({"identity_checked": False}, "没有核验领取人的身份证"),
    ({"signed": False}, "没有签字"),
    ({"received_by": " "}, "没有填写领取人"),
    ({"received_by": "路人"}, "不是证书上的本人"),
)


def test_a_certificate_goes_out_against_identity_and_signature_to_its_owner_or_with_written_authority() -> None:
    (certificate,) = make.certificates_of(make.proof_read_round(1))
    for changes, words in BAD_HAND_OUTS:
        assert words in refused(partial(make.hand_out, certificate, **changes), clause="R6.3")
    certificate.refresh_from_db()
    assert certificate.state == State.PROOF_READ
    assert CertificateHandOut.objects.count() == 0
    handed = make.hand_out(certificate, received_by="考生之母", authority="母女，委托书 2026-11-11")
    assert (handed.received_by, handed.authority) == ("考生之母", "母女，委托书 2026-11-11")


def test_a_certificate_is_handed_out_once_and_then_stands() -> None:
    (certificate,) = make.certificates_of(make.proof_read_round(1))
    make.hand_out(certificate)
    refused(lambda: make.hand_out(certificate), clause="R6.3")
    for change in ({"prints": 7}, {"number": "2615012001400099"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**change)


def test_whoever_lost_the_registration_by_fraud_gets_no_certificate() -> None:
    """R2.5 reaches this far."""
    made = make.proof_read_round(2)
    certificate = make.certificates_of(made)[0]
    application = certificate.result.application
    from registration import services as registration

    registration.cancel_application(
        application=application, actor=make.Counter().director, now=make.PROOF_READ, reason="原证书系伪造"
    )
    certificate.refresh_from_db()
    assert "报名现在是“已取消”" in refused(lambda: make.hand_out(certificate), clause="R2.5")
    assert selectors.look_up(certificate.number, application.candidate.name) is None
    register = services.print_register(assessment=made.assessment, actor=make.Counter().officer, now=make.HANDED_OUT)
    assert len(register.facts["rows"]) == 1


def test_a_newer_register_supersedes_the_one_before() -> None:
    made = make.numbered_round(1)
    officer = make.Counter().officer
    first = services.print_register(assessment=made.assessment, actor=officer, now=make.NUMBERED)
    second = services.print_register(assessment=made.assessment, actor=officer, now=make.PROOF_READ)
    assert second.supersedes == first
    assert documents.standing(Document.objects.get(pk=first.pk)) == "superseded"
    row = second.facts["rows"][0]
    assert (row["theory"], row["practical"], row["comprehensive"]) == ("80", "80", "—")


def test_no_register_without_numbers() -> None:
    made = make.stamped_round(1)
    refused(
        lambda: services.print_register(assessment=made.assessment, actor=make.Counter().officer, now=make.NUMBERED),
        clause="R6.3",
    )


def test_a_candidate_with_an_account_is_told_when_it_can_be_collected() -> None:
    made = make.stamped_round(1)
    candidate = made.applications[0].candidate
    candidate.user = candidate.user or make_user("alice1", "candidate")
    candidate.save()
    make.import_numbers(made)
    services.proof_read_many(certificates=make.certificates_of(made), actor=make.Counter().officer, now=make.PROOF_READ)
    told = Notification.objects.get(recipient=candidate.user, kind="certificate")
    assert told.url == "/my/certificates/"
    assert candidate.identity_number not in told.text


def test_looking_at_a_whole_identity_number_is_on_record() -> None:
    (certificate,) = make.certificates_of(make.numbered_round(1))
    counter = make.Counter()
    with pytest.raises(NotPermitted):
        services.unmask(certificate=certificate, actor=counter.director, now=make.NUMBERED)
    services.unmask(certificate=certificate, actor=counter.officer, now=make.NUMBERED)
    entry = AuditEntry.objects.get(verb="certificate.unmask")
    assert (entry.actor, entry.object_id) == (counter.officer, str(certificate.public_id))


def test_the_database_holds_no_ill_formed_number() -> None:
    (certificate,) = make.certificates_of(make.numbered_round(1))
    for number in ("261501200140001", "2615012001900001"):
        certificate.pk, certificate.number = None, number
        with pytest.raises(IntegrityError, match="certificates_certificate_number"), transaction.atomic():
            certificate.save(force_insert=True)
