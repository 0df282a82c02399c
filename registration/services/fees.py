"""Money: standards with their basis, charges by them, receipts in order, payments that can't exist without one (R2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from registration import policies, pricing, selectors, workflow
from registration.enums import Payer, PaymentMethod, ReceiptKind
from registration.models import (
    Application,
    Charge,
    ChargeLine,
    FeeItem,
    FeeStandard,
    Payment,
    Receipt,
    ReceiptBook,
)
from registration.services.applications import require
from station import audit, clock, numbering
from station.enums import Role
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb
from station.workflow import fire

audit.register_verbs(
    {
        "fee_standard.create": "登记收费标准",
        "fee_standard.end": "停用收费标准",
        "receipt_book.register": "登记票据",
        "charge.make": "开具收费单",
        "payment.take": "收款",
    }
)


@dataclass(frozen=True)
class FeeItemFacts:
    name: str
    level: int
    amount: Decimal
    subject: str = ""
    payer: str = Payer.CANDIDATE


@verb
def create_fee_standard(
    *,
    title: str,
    basis: str,
    valid_from: date,
    items: Sequence[FeeItemFacts],
    actor: User | None,
    now: datetime,
    valid_until: date | None = None,
    is_example: bool = False,
) -> FeeStandard:
    """A standard with the document it rests on. Amounts are changed by a new standard, never in place (R2.3)."""
    if actor is not None:
        require(actor, policies.FEE_KEEPERS, "登记收费标准", "R2.3")
    what = "不能登记收费标准"
    if not basis.strip():
        raise Refused(what, Reason("没有写明收费依据", "R2.3", "请填写物价、财政部门文件的名称和文号。", "basis"))
    if valid_until is not None and valid_until < valid_from:
        raise Refused(what, Reason("停用日期早于起用日期", "R2.3", field="valid_until"))
    if not items:
        raise Refused(what, Reason("没有收费项目", "R2.3", "请至少填写一项。", "items"))
    keys = [(item.payer, item.level, item.subject) for item in items]
    if len(set(keys)) != len(keys):
        raise Refused(what, Reason("同一等级和科目的收费项目填了两次", "R2.3", "请合并为一项。", "items"))
    standard = FeeStandard.objects.create(
        title=title.strip(), basis=basis.strip(), valid_from=valid_from, valid_until=valid_until, is_example=is_example
    )
    FeeItem.objects.bulk_create(
        FeeItem(
            standard=standard,
            payer=item.payer,
            name=item.name,
            level=item.level,
            subject=item.subject,
            amount=item.amount,
        )
        for item in items
    )
    audit.record(verb="fee_standard.create", actor=actor, obj=standard, now=now, facts={"items": len(items)})
    return standard


@verb
def end_fee_standard(*, standard: FeeStandard, last_day: date, actor: User, now: datetime) -> FeeStandard:
    """The last day a standard applies; what was charged by it stays."""
    require(actor, policies.FEE_KEEPERS, "停用收费标准", "R2.3")
    standard = FeeStandard.objects.select_for_update().get(pk=standard.pk)
    if last_day < standard.valid_from:
        raise Refused("不能停用收费标准", Reason("停用日期早于起用日期", "R2.3", field="last_day"))
    standard.valid_until = last_day
    standard.save(update_fields=["valid_until"])
    audit.record(verb="fee_standard.end", actor=actor, obj=standard, now=now, facts={"until": last_day.isoformat()})
    return standard


def make_charge(*, application: Application, actor: User, now: datetime) -> Charge:
    """Inside the verb that accepts: one charge, line by line from the standard in force."""
    today = clock.local_date(now)
    standard = selectors.fee_standard_in_force(today)
    if standard is None:
        raise Refused("不能开具收费单", Reason("今天没有有效的收费标准", "R2.3", "请先登记收费标准。"))
    subjects = [row.subject for row in application.subjects.all()]
    owed = pricing.price(selectors.priced_items(standard), level=application.offering.level, subjects=subjects)
    charge = Charge.objects.create(
        number=f"SF-{today.year}-{numbering.take('charge', today.year):05d}",
        application=application,
        standard=standard,
        amount=owed.amount,
        made_at=now,
    )
    ChargeLine.objects.bulk_create(
        ChargeLine(charge=charge, item_id=line.key, amount=line.amount) for line in owed.lines
    )
    facts = {"number": charge.number, "amount": str(charge.amount), "application": str(application.public_id)}
    audit.record(verb="charge.make", actor=actor, obj=charge, now=now, scope=application.audit_scope, facts=facts)
    return charge


@verb
def register_receipt_book(
    *, name: str, code: str, first: int, last: int, actor: User, now: datetime, width: int = 8
) -> ReceiptBook:
    """A range of official paper receipts received; from now on each of its numbers is accounted for (R2.3)."""
    require(actor, policies.BOOK_KEEPERS, "登记票据", "R2.3")
    what = "不能登记票据"
    if last < first:
        raise Refused(what, Reason("止号小于起号", "R2.3", "请核对票据本。", "last"))
    if len(str(last)) > width:
        raise Refused(what, Reason(f"止号超过 {width} 位", "R2.3", "请核对号码位数。", "width"))
    code = code.strip()
    # Locked, so that two registrations of one range can't both find it free.
    registered = list(ReceiptBook.objects.select_for_update().filter(code=code).values_list("first", "last"))
    if overlap := pricing.ranges_overlap(first, last, registered):
        text = f"与已登记的号段 {overlap[0]:0{width}d} 至 {overlap[1]:0{width}d} 重叠"
        raise Refused(what, Reason(text, "R2.3", "每个号码只能登记一次，请核对。", "first"))
    book = ReceiptBook.objects.create(
        name=name.strip(), code=code, first=first, last=last, width=width, registered_by=actor, registered_at=now
    )
    audit.record(
        verb="receipt_book.register",
        actor=actor,
        obj=book,
        now=now,
        facts={"code": code, "first": first, "last": last},
    )
    return book


def next_number(book: ReceiptBook) -> str | None:
    """The form on top of the book, None when the book is used up."""
    used = [int(number) for number in book.receipts.values_list("number", flat=True)]
    return pricing.paper_number(first=book.first, last=book.last, width=book.width, taken=max(used, default=None))


@verb
def take_payment(
    *,
    charge: Charge,
    method: str,
    receipt_kind: str,
    actor: User,
    now: datetime,
    book: ReceiptBook | None = None,
    code: str = "",
    number: str = "",
) -> Payment:
    """Money against an official receipt: paper, the next form of its book; electronic, a code and number not used yet.

    The amount is the charge's and can't be typed (R2.3).
    """
    require(actor, (Role.CASHIER,), "收款", "R2.3")
    if method not in PaymentMethod.values:
        raise Refused("不能收款", Reason("没有选择收款方式", "R2.3", field="method"))
    if Payment.objects.filter(charge=charge).exists():
        raise Refused("不能收款", Reason(f"收费单 {charge.number} 已经收款", "R2.3", "请查看票据登记表。"))
    if receipt_kind == ReceiptKind.PAPER:
        book, code, number = _paper(book, number)
    else:
        book, code, number = None, *_electronic(code, number)
    if Receipt.objects.filter(code=code, number=number).exists():
        raise Refused(
            "不能收款", Reason(f"票据 {code} {number} 已经用过", "R2.3", "请核对票据上的代码和号码。", "number")
        )
    receipt = Receipt.objects.create(
        kind=receipt_kind, book=book, code=code, number=number, amount=charge.amount, issued_at=now, issued_by=actor
    )
    payment = Payment.objects.create(
        charge=charge, receipt=receipt, method=method, amount=charge.amount, taken_at=now, taken_by=actor
    )
    facts = {"charge": charge.number, "amount": str(charge.amount), "receipt": f"{code} {number}", "method": method}
    scope = charge.application.audit_scope
    audit.record(verb="payment.take", actor=actor, obj=payment, now=now, scope=scope, facts=facts)
    fire(charge.application, workflow.PAY, actor=actor, now=now, changes={"paid_at": now})
    return payment


def _paper(book: ReceiptBook | None, number: str) -> tuple[ReceiptBook, str, str]:
    """In order: the number typed, if any, must be the one on top of the book."""
    if book is None:
        raise Refused("不能收款", Reason("没有选择票据本", "R2.3", "请先登记并选择票据本。", "book"))
    book = ReceiptBook.objects.select_for_update().get(pk=book.pk)
    following = next_number(book)
    if following is None:
        raise Refused("不能收款", Reason(f"票据本“{book}”已经用完", "R2.3", "请换一本已登记的票据。", "book"))
    if number.strip() and number.strip().zfill(book.width) != following:
        text = f"票据号码 {number.strip()} 不是这一本的下一号 {following}"
        raise Refused("不能收款", Reason(text, "R2.3", "纸质票据按顺序使用，请核对手中的票据。", "number"))
    return book, book.code, following


def _electronic(code: str, number: str) -> tuple[str, str]:
    code, number = code.strip().upper(), number.strip().upper()
    reasons = []
    for value, name, field in ((code, "票据代码", "code"), (number, "票据号码", "number")):
        if not value:
            reasons.append(Reason(f"没有填写{name}", "R2.3", "没有票据不得收费。", field))
        elif not (value.isascii() and value.isalnum()) or len(value) > 40:
            reasons.append(Reason(f"{name}“{value[:20]}”只能是字母和数字", "R2.3", "请照票据填写。", field))
    if reasons:
        raise Refused("不能收款", *reasons)
    if ReceiptBook.objects.filter(code=code).exists():
        text = f"票据代码 {code} 属于已登记的纸质票据"
        raise Refused("不能收款", Reason(text, "R2.3", "请选择纸质票据，或核对代码。", "code"))
    return code, number
