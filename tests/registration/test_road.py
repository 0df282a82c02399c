"""Stage 2 from end to end on the sample roster: imported, sighted, accepted, paid, closed (R2.1 to R2.4)."""

import pytest

from registration import exports, selectors, services
from registration.enums import ApplicationState, SightingMode
from registration.models import Application, Payment, ReceiptBook
from station import documents
from station.enums import Level
from station.models import AuditEntry
from tests.factories.registration import AFTER, OPEN, Counter, open_assessment, portrait, receipt_book

pytestmark = pytest.mark.django_db


def roster(people: int) -> bytes:
    """A roster in the station's own columns, as a CSV."""
    from tests.factories.registration import identity_number

    lines = ["序号,姓名,证件号码,民族,文化程度,手机号码,工作单位,申报职业,申报等级,本职业工龄（年）"]
    for serial in range(1, people + 1):
        name = "张王李赵刘陈杨黄周吴"[serial % 10] + "明华丽强伟"[serial // 10 % 5]
        lines.append(f"{serial},{name},{identity_number(serial)},汉族,大专,139{serial:08d},某某公司,电工,四级/中级工,6")
    return "\n".join(lines).encode()


def photos(applications: list[Application]) -> bytes:
    from station.papers import plain_zip

    return plain_zip({f"{a.candidate.identity_number}.jpg": portrait(a.pk) for a in applications})


def test_a_roster_becomes_registered_candidates_whose_totals_agree() -> None:
    people = Counter()
    assessment = open_assessment()
    content = roster(3)

    report = services.import_roster(
        assessment=assessment, content=content, file_name="名单.csv", actor=people.officer, now=OPEN
    )
    assert (report.read, report.accepted, report.rejected, report.duplicate) == (3, 3, 0, 0)

    again = services.import_roster(
        assessment=assessment, content=content, file_name="名单.csv", actor=people.officer, now=OPEN
    )
    assert (again.read, again.accepted, again.rejected, again.duplicate) == (3, 0, 0, 3)
    assert again.batch is None
    assert assessment.import_batches.count() == 1

    applications = list(selectors.applications_of(assessment).order_by("number"))
    assert [a.state for a in applications] == [ApplicationState.SUBMITTED] * 3
    photo_report = services.attach_photos(
        assessment=assessment, content=photos(applications), actor=people.officer, now=OPEN
    )
    assert (len(photo_report.attached), photo_report.missing, photo_report.rejected) == (3, (), ())

    book = receipt_book()
    for application in applications:
        for kind in selectors.required_materials(application):
            material = services.add_material(
                application=application, kind=kind, content=None, actor=people.officer, now=OPEN
            )
            services.sight_material(
                material=material, mode=SightingMode.ORIGINAL, place="报名大厅", actor=people.officer, now=OPEN
            )
        services.accept_application(application=application, actor=people.second, now=OPEN)
        services.take_payment(
            charge=application.charge, method="cash", receipt_kind="paper", book=book, actor=people.cashier, now=OPEN
        )
    assert services.proof_reading(assessment) == []
    closing = services.close_registration(assessment=assessment, actor=people.officer, now=AFTER)

    registered = list(selectors.registered_applications(assessment))
    rows = exports.registration_data_rows(assessment)
    assert closing.registered == len(registered) == len(rows) == Payment.objects.count() == 3
    assert {len(row) for row in rows} == {33}
    assert [p.receipt.number for p in selectors.payments_of(assessment)] == ["00000001", "00000002", "00000003"]
    assert ReceiptBook.objects.get().receipts.count() == 3

    form = services.issue_registration_form(application=registered[0], actor=people.officer, now=AFTER)
    assert form.pages == 2
    register = services.issue_receipt_register(assessment=assessment, actor=people.cashier, now=AFTER)
    sheet = services.issue_receipt_register(assessment=assessment, actor=people.cashier, now=AFTER, mime=documents.XLSX)
    data = services.issue_registration_data(assessment=assessment, actor=people.officer, now=AFTER)
    assert register.mime == documents.PDF
    assert sheet.mime == data.mime == documents.XLSX
    assert AuditEntry.objects.filter(verb="application.pay").count() == 3
    assert registered[0].offering.level == Level.FOUR
