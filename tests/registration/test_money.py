"""Standards, receipts and payments; and the fences in the database itself (R2.3)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from registration import services
from registration.enums import Payer
from registration.models import Charge, ChargeLine, FeeItem, FeeStandard, Payment, Receipt
from registration.services import FeeItemFacts
from station.refusals import NotPermitted, Refused
from tests.factories import registration as made
from tests.factories.registration import OPEN, Counter

pytestmark = pytest.mark.django_db


def take(charge: Charge, **options: object) -> Payment:
    said = {"method": "cash", "receipt_kind": "paper", "actor": Counter().cashier, "now": OPEN, **options}
    return services.take_payment(charge=charge, **said)  # type: ignore[arg-type]


def charge_of(serial: int = 1, offering: object = None) -> Charge:
    application = made.accepted(offering or made.open_offering(), serial)  # type: ignore[arg-type]
    return Charge.objects.get(application=application)


def test_receipts_leave_the_book_in_order_and_each_once() -> None:
    offering, book = made.open_offering(), made.receipt_book(first=98, last=99)
    taken = [take(charge_of(serial, offering), book=book).receipt.number for serial in (1, 2)]
    assert taken == ["00000098", "00000099"]
    with pytest.raises(Refused) as refused:
        take(charge_of(3, offering), book=book)
    assert "用完" in str(refused.value)


def test_a_form_out_of_turn_is_refused() -> None:
    book, charge = made.receipt_book(), charge_of()
    for number in ("2", "00000050", "abc"):
        with pytest.raises(Refused) as refused:
            take(charge, book=book, number=number)
        assert "下一号" in str(refused.value)
    assert take(charge, book=book, number="1").receipt.number == "00000001"


def test_an_electronic_receipt_is_a_code_and_a_number_that_nobody_used() -> None:
    offering = made.open_offering()
    first, second = charge_of(1, offering), charge_of(2, offering)
    take(first, receipt_kind="electronic", code="37060126", number="0000123456")
    with pytest.raises(Refused) as refused:
        take(second, receipt_kind="electronic", code="37060126", number="0000123456")
    assert "已经用过" in str(refused.value)
    with pytest.raises(Refused):
        take(second, receipt_kind="electronic", code="", number="")
    with pytest.raises(Refused):
        take(second, receipt_kind="electronic", code="37-06", number="1")


def test_the_code_of_a_paper_book_is_no_electronic_code() -> None:
    book = made.receipt_book()
    with pytest.raises(Refused):
        take(charge_of(), receipt_kind="electronic", code=book.code, number="7")


def test_without_a_receipt_nothing_is_paid() -> None:
    charge = charge_of()
    with pytest.raises(Refused):
        take(charge, book=None)
    assert not Payment.objects.exists()
    assert not Receipt.objects.exists()


def test_nobody_pays_twice() -> None:
    book, charge = made.receipt_book(), charge_of()
    take(charge, book=book)
    with pytest.raises(Refused) as refused:
        take(charge, book=book)
    assert "已经收款" in str(refused.value)
    assert book.receipts.count() == 1


def test_only_the_cashier_takes_money() -> None:
    book, charge = made.receipt_book(), charge_of()
    for actor in (Counter().officer, Counter().accountant, Counter().director):
        with pytest.raises(NotPermitted):
            take(charge, book=book, actor=actor)


def test_the_amount_follows_the_standard_in_force_on_the_day() -> None:
    services.create_fee_standard(
        title="新标准",
        basis="示例文号",
        valid_from=date(2026, 9, 1),
        items=[FeeItemFacts("理论", 4, Decimal(11), "theory"), FeeItemFacts("技能", 4, Decimal("22.50"), "practical")],
        actor=Counter().director,
        now=OPEN,
    )
    assert charge_of().amount == Decimal("33.50")


def test_without_a_standard_in_force_nobody_is_accepted() -> None:
    application = made.submitted(made.open_offering())
    made.sight_everything(application)
    standard = FeeStandard.objects.get()
    services.end_fee_standard(standard=standard, last_day=date(2026, 8, 31), actor=Counter().director, now=OPEN)
    with pytest.raises(Refused) as refused:
        services.accept_application(application=application, actor=Counter().officer, now=OPEN)
    assert "收费标准" in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"basis": " "},
        {"items": []},
        {"valid_until": date(2026, 1, 1)},
        {"items": [FeeItemFacts("理论", 4, Decimal(1), "theory"), FeeItemFacts("又一", 4, Decimal(2), "theory")]},
    ],
)
def test_a_standard_without_basis_items_or_sense_is_refused(changes: dict[str, object]) -> None:
    said = {
        "title": "标准",
        "basis": "文号",
        "valid_from": date(2026, 9, 1),
        "items": [FeeItemFacts("理论", 4, Decimal(1), "theory")],
        **changes,
    }
    with pytest.raises(Refused):
        services.create_fee_standard(**said, actor=Counter().director, now=OPEN)  # type: ignore[arg-type]


def test_a_range_of_receipts_is_registered_once() -> None:
    made.receipt_book(first=1, last=50)
    for first, last in ((50, 60), (1, 50), (10, 20)):
        with pytest.raises(Refused) as refused:
            made.receipt_book(first=first, last=last)
        assert "重叠" in str(refused.value)
    made.receipt_book(first=51, last=60)
    with pytest.raises(Refused):
        made.receipt_book(first=70, last=61)


def test_the_shipped_standard_says_that_its_amounts_are_examples() -> None:
    standard = FeeStandard.objects.get()
    assert standard.is_example
    assert "示例" in standard.title
    assert "示例" in standard.basis
    for level in (5, 4, 3, 2, 1):
        assert standard.items.filter(payer=Payer.STATION, level=level).count() == 1


# --- the database itself -------------------------------------------------------------------------------------------------


def refused_by_the_database(act: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()  # type: ignore[operator]


def test_no_more_than_the_standard_can_be_charged_in_the_database_too() -> None:
    charge = charge_of()
    item = FeeItem.objects.filter(level=4, payer=Payer.CANDIDATE).first()
    refused_by_the_database(
        lambda: ChargeLine.objects.bulk_create([ChargeLine(charge=charge, item=item, amount=Decimal(9999))])
    )


def test_payment_receipt_and_charge_are_one_amount_in_the_database_too() -> None:
    charge = charge_of()
    receipt = Receipt.objects.create(
        kind="electronic", code="A", number="1", amount=Decimal(1), issued_at=OPEN, issued_by=Counter().cashier
    )
    said = {"receipt": receipt, "method": "cash", "taken_at": OPEN, "taken_by": Counter().cashier}
    for amount in (Decimal(1), charge.amount):
        refused_by_the_database(lambda amount=amount: Payment.objects.create(charge=charge, amount=amount, **said))


def test_a_paper_receipt_comes_from_its_book_in_the_database_too() -> None:
    book = made.receipt_book(first=1, last=9)
    for code, number in ((book.code, "00000010"), ("other", "00000001")):
        refused_by_the_database(
            lambda code=code, number=number: Receipt.objects.create(
                kind="paper",
                book=book,
                code=code,
                number=number,
                amount=1,
                issued_at=OPEN,
                issued_by=Counter().cashier,
            )
        )


def test_what_was_charged_and_paid_is_not_changed_in_the_database_too() -> None:
    charge = charge_of()
    take(charge, book=made.receipt_book())
    refused_by_the_database(lambda: Charge.objects.update(amount=1))
    refused_by_the_database(lambda: Receipt.objects.update(number="00000009"))
    refused_by_the_database(lambda: Payment.objects.all()._raw_delete("default"))
    used = charge.lines.get(item__subject="theory").item
    refused_by_the_database(lambda: FeeItem.objects.filter(pk=used.pk).update(amount=1))
    untouched = FeeItem.objects.filter(level=1).first()
    assert FeeItem.objects.filter(pk=untouched.pk).update(name="改名") == 1
    with pytest.raises(Refused):
        Payment.objects.get().delete()
