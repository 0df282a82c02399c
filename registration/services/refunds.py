"""Money that goes back, as entries of its own beside payments and receipts, which stay as they are (R2.3)."""

from datetime import datetime

from announcements.models import Announcement
from registration import workflow
from registration.enums import PaymentMethod
from registration.models import Application, Payment, Refund
from station import audit, clock, numbering
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb
from station.workflow import fire

audit.register_verbs({"refund.fall_due": "发生退费"})


def fall_due(
    *, application: Application, supplement: Announcement, reason: str, actor: User | None, now: datetime
) -> Refund | None:
    """Inside the verb that ends a paid application: the whole payment goes back, once. None where nothing was paid.

    Approved by whoever approved the supplement that entitles to it.
    """
    payment = Payment.objects.filter(charge__application=application).first()
    if payment is None:
        return None
    assert supplement.approved_by is not None  # nothing is published unapproved (R1.3)
    year = clock.local_date(now).year
    refund = Refund.objects.create(
        number=f"TF-{year}-{numbering.take('refund', year):05d}",
        payment=payment,
        amount=payment.amount,
        reason=reason[:200],
        supplement=supplement,
        due_at=now,
        approved_by=supplement.approved_by,
    )
    facts = {"number": refund.number, "amount": str(refund.amount), "supplement": supplement.number}
    audit.record(verb="refund.fall_due", actor=actor, obj=refund, now=now, scope=application.audit_scope, facts=facts)
    return refund


@verb
def pay_out_refund(*, refund: Refund, method: str, voucher: str, actor: User, now: datetime) -> Refund:
    """By a cashier who did not approve it, against a voucher; from then on it stands (R2.3)."""
    what = "不能办理退费"
    reasons = []
    if method not in PaymentMethod.values:
        reasons.append(Reason("没有选择退费方式", "R2.3", field="method"))
    if not voucher.strip():
        reasons.append(Reason("没有填写退费凭证号", "R2.3", "请填写转账回单号或收款人签字凭证的编号。", "voucher"))
    elif Refund.objects.filter(voucher=voucher.strip()).exists():
        reasons.append(Reason(f"凭证号“{voucher.strip()}”已用于另一笔退费", "R2.3", "请核对凭证。", "voucher"))
    if reasons:
        raise Refused(what, *reasons)
    changes = {"method": method, "voucher": voucher.strip()[:60], "paid_at": now, "paid_by": actor}
    facts = {"number": refund.number, "amount": str(refund.amount), "method": method, "voucher": voucher.strip()}
    return fire(refund, workflow.PAY_OUT, actor=actor, now=now, changes=changes, facts=facts)
