"""报名结束: proof-read, settled by name, signed; the data that leave the house (R2.4)."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from registration import exports, selectors, services
from registration.models import Candidate, RegistrationClosing
from registration.stage import RegistrationStage
from station import calendar, documents
from station.refusals import NotPermitted, Refused
from station.stages import StageStatus
from tests.factories import registration as made
from tests.factories.registration import AFTER, OPEN, Counter

pytestmark = pytest.mark.django_db


def close(assessment: object, **options: object) -> RegistrationClosing:
    said = {"actor": Counter().officer, "now": AFTER, **options}
    return services.close_registration(assessment=assessment, **said)  # type: ignore[arg-type]


def test_registration_is_not_closed_before_its_time_by_nobody_without_the_right_and_once() -> None:
    assessment = made.paid(made.open_offering()).offering.assessment
    with pytest.raises(Refused) as refused:
        close(assessment, now=OPEN)
    assert refused.value.reasons[0].clause == "R2.1"
    with pytest.raises(NotPermitted):
        close(assessment, actor=Counter().cashier)
    assert close(assessment).registered == 1
    with pytest.raises(Refused):
        close(assessment)


def test_every_finding_is_mended_or_settled_by_name() -> None:
    offering = made.open_offering()
    made.paid(offering, 1, photo=False)
    made.submitted(offering, 2)
    assessment = offering.assessment
    findings = services.proof_reading(assessment)
    assert [finding.kind for finding in findings] == ["photo", "open_case"]
    for settled in ([], [(findings[0].key, "照片另行补交")], [(findings[0].key, " "), (findings[1].key, "放弃")]):
        with pytest.raises(Refused) as refused:
            close(assessment, settled=settled)
        assert refused.value.reasons[-1].clause == "R2.4"
    closing = close(assessment, settled=[(finding.key, "本人书面说明") for finding in findings])
    assert closing.registered == 1
    assert {item["settled_by"] for item in closing.settled} == {Counter().officer.name}
    assert "考生" not in str(closing.settled)


def test_a_mended_finding_leaves_the_report() -> None:
    application = made.paid(made.open_offering())
    Candidate.objects.update(ethnicity="")
    assert [item.kind for item in services.proof_reading(application.offering.assessment)] == ["missing"]
    Candidate.objects.update(ethnicity="汉族")
    assert services.proof_reading(application.offering.assessment) == []


def test_proof_reading_asks_the_same_questions_of_one_and_of_three(django_assert_num_queries) -> None:
    offering = made.open_offering()
    for number, serials in ((1, [1]), (3, [2, 3])):
        for serial in serials:
            made.paid(offering, serial)
        assessment = type(offering.assessment).objects.get(pk=offering.assessment_id)
        with django_assert_num_queries(4):
            services.proof_reading(assessment)
        assert selectors.registered_applications(assessment).count() == number


def test_what_is_exported_reads_back_equal() -> None:
    offering = made.open_offering()
    for serial in (1, 2):
        made.paid(offering, serial)
    document = services.issue_registration_data(assessment=offering.assessment, actor=Counter().officer, now=AFTER)
    with document.file.open("rb") as file:
        sheet = load_workbook(io.BytesIO(file.read())).active
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == exports.registration_data_columns()
    assert len(header) == 33
    wanted = exports.registration_data_rows(offering.assessment)
    assert [["" if value is None else str(value) for value in row] for row in rows] == wanted
    number = sheet.cell(2, header.index("证件号码") + 1)
    assert number.data_type == "s"
    assert number.value == made.identity_number(1)


def test_the_data_are_not_exported_by_everybody_and_not_when_there_are_none() -> None:
    assessment = made.open_assessment()
    with pytest.raises(NotPermitted):
        services.issue_registration_data(assessment=assessment, actor=Counter().cashier, now=AFTER)
    with pytest.raises(Refused):
        services.issue_registration_data(assessment=assessment, actor=Counter().officer, now=AFTER)


def test_the_receipt_register_says_every_payment_beside_its_receipt() -> None:
    offering = made.open_offering()
    for serial in (1, 2):
        made.paid(offering, serial)
    for mime in (documents.PDF, documents.XLSX):
        document = services.issue_receipt_register(
            assessment=offering.assessment, actor=Counter().cashier, now=OPEN, mime=mime
        )
        assert [line["receipt"] for line in document.facts["receipts"]] == ["00000001", "00000002"]
    with pytest.raises(NotPermitted):
        services.issue_receipt_register(assessment=offering.assessment, actor=Counter().officer, now=OPEN)


# --- what the stage declares -----------------------------------------------------------------------------------------------


def test_the_stage_s_status_follows_from_its_records_and_the_clock() -> None:
    stage, assessment = RegistrationStage(), made.paid(made.open_offering()).offering.assessment
    before = assessment.registration_from - timedelta(microseconds=1)
    assert stage.status(assessment, before) == StageStatus.NOT_BEGUN
    assert stage.status(assessment, OPEN) == StageStatus.OPEN
    assert stage.blockers(assessment, OPEN) == []
    assert stage.status(assessment, AFTER) == StageStatus.BLOCKED
    assert [blocker.clause for blocker in stage.blockers(assessment, AFTER)] == ["R2.4"]
    close(assessment)
    assert stage.status(assessment, AFTER) == StageStatus.DONE
    assert stage.blockers(assessment, AFTER) == []


def test_each_desk_is_told_what_waits_for_it(django_assert_num_queries) -> None:
    people, offering = Counter(), made.open_offering()
    made.submitted(offering, 1)
    made.submitted(offering, 2)
    made.accepted(offering, 3)
    stage = RegistrationStage()
    assert [(todo.title, todo.count) for todo in stage.todos(people.second, OPEN)] == [("审核报名", 2)]
    assert [(todo.title, todo.count) for todo in stage.todos(people.cashier, OPEN)] == [("收款开票", 1)]
    assert [todo.title for todo in stage.todos(people.officer, AFTER)] == ["审核报名", "校核并结束报名"]
    assert stage.todos(people.charlie, AFTER) == []
    with django_assert_num_queries(2):
        stage.todos(people.second, OPEN)


def test_the_window_and_the_closing_stand_among_the_deadlines() -> None:
    assessment = made.open_assessment()
    window, closing = RegistrationStage().deadlines(assessment, calendar.current())
    assert (window.opens, window.due) == (made.REGISTRATION_FROM.date(), made.LAST_DAY)
    assert closing.due.isoformat() == "2026-10-12"
