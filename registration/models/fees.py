from django.db import models
from django.db.models import F, Q

from registration.enums import Payer, PaymentMethod, ReceiptKind, RefundState
from registration.models.applications import Application
from station.enums import Level, Subject
from station.identifiers import new_public_id
from station.immutable import FrozenModel


class FeeStandard(models.Model):
    """收费标准 with its basis document and validity. Amounts come from here and can't be typed (R2.3).

    Items that something was charged by are frozen by the database: a new amount is a new standard.
    """

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    title = models.CharField("名称", max_length=120)
    basis = models.CharField("收费依据", max_length=200)
    is_example = models.BooleanField("示例金额", default=False)
    valid_from = models.DateField("起用日期")
    valid_until = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]

    def __str__(self) -> str:
        return self.title


class FeeItem(models.Model):
    standard = models.ForeignKey(FeeStandard, on_delete=models.PROTECT, related_name="items")
    payer = models.CharField("收取方向", max_length=12, choices=Payer, default=Payer.CANDIDATE)
    name = models.CharField("项目", max_length=60)
    level = models.PositiveSmallIntegerField("等级", choices=Level)
    subject = models.CharField("科目", max_length=20, choices=Subject, blank=True)
    amount = models.DecimalField("元/人·次", max_digits=8, decimal_places=2)

    class Meta:
        ordering = ["standard", "payer", "-level", "id"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "payer", "level", "subject"], name="registration_feeitem_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="registration_feeitem_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_level_display()}"


class Charge(FrozenModel):
    """收费单: what one accepted application owes, by the standard in force. One charge each."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    number = models.CharField("收费单号", max_length=40, unique=True)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="charge")
    standard = models.ForeignKey(FeeStandard, on_delete=models.PROTECT, related_name="charges")
    amount = models.DecimalField("金额", max_digits=8, decimal_places=2)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number


class ChargeLine(FrozenModel):
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(FeeItem, on_delete=models.PROTECT, related_name="charge_lines")
    amount = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.item}"


class ReceiptBook(models.Model):
    """A registered range of paper receipts; taken in order, each number used, void or blank (R2.3)."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    name = models.CharField("票据种类", max_length=80)
    code = models.CharField("票据代码", max_length=40)
    first = models.PositiveBigIntegerField("起号")
    last = models.PositiveBigIntegerField("止号")
    width = models.PositiveSmallIntegerField("号码位数", default=8)
    registered_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="receipt_books")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "first"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="registration_receiptbook_range",
                violation_error_message="止号不得小于起号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first_number}-{self.last_number}"

    @property
    def first_number(self) -> str:
        return f"{self.first:0{self.width}d}"

    @property
    def last_number(self) -> str:
        return f"{self.last:0{self.width}d}"


class Receipt(FrozenModel):
    """An official receipt. Its number is never ours: paper from a book in order, electronic as code + number."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    kind = models.CharField("种类", max_length=12, choices=ReceiptKind)
    book = models.ForeignKey(ReceiptBook, on_delete=models.PROTECT, null=True, related_name="receipts")
    code = models.CharField("票据代码", max_length=40)
    number = models.CharField("票据号码", max_length=40)
    amount = models.DecimalField("金额", max_digits=8, decimal_places=2)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="receipts_issued")

    class Meta:
        ordering = ["code", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "number"],
                name="registration_receipt_number",
                violation_error_message="这个票据号码已经用过。",
            ),
            models.CheckConstraint(
                condition=Q(kind="electronic", book=None) | Q(kind="paper", book__isnull=False),
                name="registration_receipt_book",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class Payment(FrozenModel):
    """Money taken for one charge, whole, against one receipt: without a receipt there is no payment (R2.3)."""

    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, related_name="payment")
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="payment")
    method = models.CharField("方式", max_length=10, choices=PaymentMethod)
    amount = models.DecimalField("金额", max_digits=8, decimal_places=2)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="payments_taken")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.charge} {self.receipt}"


class Refund(FrozenModel):
    """Money that goes back, as an entry of its own (R2.3): whole, for one payment, on the ground that entitles to it.

    `approved_by` is who answers for it: the director, who for a supplement approved the supplement itself. Never the
    cashier who pays it out. Frozen once paid out.
    """

    frozen_message = "已退的费用不得更改（R2.3）"

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    number = models.CharField("退费单号", max_length=40, unique=True)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="refund")
    amount = models.DecimalField("金额", max_digits=8, decimal_places=2)
    reason = models.CharField("退费事由", max_length=200)
    supplement = models.ForeignKey(
        "announcements.Announcement", on_delete=models.PROTECT, null=True, related_name="refunds"
    )
    state = models.CharField("状态", max_length=8, choices=RefundState, default=RefundState.DUE, editable=False)
    due_at = models.DateTimeField("发生时间")
    approved_by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="refunds_approved")
    method = models.CharField("退费方式", max_length=10, choices=PaymentMethod, blank=True)
    voucher = models.CharField("退费凭证号", max_length=60, blank=True)
    paid_at = models.DateTimeField("退费时间", null=True)
    paid_by = models.ForeignKey("station.User", on_delete=models.PROTECT, null=True, related_name="refunds_paid")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="paid")
                | (Q(paid_at__isnull=False, paid_by__isnull=False) & ~Q(voucher="") & ~Q(method="")),
                name="registration_refund_paid",
                violation_error_message="退费须有方式、凭证号、经办人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(paid_by=None) | ~Q(paid_by=F("approved_by")),
                name="registration_refund_two_persons",
                violation_error_message="批准退费的人不得经办退费。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_frozen(self) -> bool:
        return self.state == RefundState.PAID

    @property
    def audit_scope(self) -> str:
        return self.payment.charge.application.audit_scope
