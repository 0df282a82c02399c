"""Papers of stage 2: facts frozen, then issued (R2.2, R2.3, R2.4)."""

from datetime import datetime
from typing import Any

from django.conf import settings

from announcements.models import Assessment
from registration import exports, policies, selectors
from registration.enums import RefundState
from registration.models import Application, Payment, Refund
from registration.services.applications import require
from station import audit, clock, documents
from station.models import Document, User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"registration.export": "导出报名数据"})


@verb
def issue_registration_form(*, application: Application, actor: User | None, now: datetime) -> Document:
    """《职业技能鉴定考评表》 filled from the application, ready to sign (R2.2). A new one supersedes the last."""
    if actor is not None:
        policies.can_read_papers(actor, application).require()
    application = selectors.whole().prefetch_related("subjects").get(pk=application.pk)
    if application.number is None:
        raise Refused("不能打印考评表", Reason("报名还没有提交", "R2.2", "提交后即可打印。"))
    subject = str(application.public_id)
    last = Document.objects.filter(
        kind="registration.form", subject=subject, superseded_by=None, withdrawal=None
    ).first()
    return documents.issue(
        kind="registration.form",
        title=f"职业技能鉴定考评表（{application.candidate.name}）",
        facts=form_facts(application),
        actor=actor,
        now=now,
        scope=application.audit_scope,
        subject=subject,
        supersedes=last,
    )


def form_facts(application: Application) -> dict[str, Any]:
    """All that the paper says. The photograph stands by the name and hash of its file, which never changes."""
    candidate, offering = application.candidate, application.offering
    photo = selectors.photo_of(candidate)
    condition = selectors.condition_for(application)
    said = application.particulars or {}
    return {
        "station": settings.STATION_NAME,
        "number": application.number,
        "assessment": offering.assessment.title,
        "category": offering.assessment.get_category_display(),
        "exam_date": offering.assessment.exam_date.isoformat(),
        "name": candidate.name,
        "sex": candidate.get_sex_display(),
        "birth_date": candidate.birth_date.isoformat(),
        "ethnicity": candidate.ethnicity,
        "education": candidate.get_education_display() or said.get("education_text", ""),
        "identity_type": candidate.get_identity_type_display(),
        "identity_number": candidate.identity_number,
        "mobile": candidate.mobile,
        "email": candidate.email,
        "employer": candidate.employer,
        "group_name": candidate.group_name,
        "address": candidate.address,
        "source": said.get("source", ""),
        "household": said.get("household", ""),
        "postcode": said.get("postcode", ""),
        "school": said.get("school", ""),
        "major": said.get("major", ""),
        "graduated": said.get("graduated", ""),
        "work_years": application.work_years,
        "lower_certificate_level": exports.certificate_level(application),
        "lower_certificate_number": application.lower_certificate_number,
        "occupation": offering.occupation.name,
        "level": offering.get_level_display(),
        "needs_review_papers": offering.level <= 2,
        "subjects": [
            {"subject": row.get_subject_display(), "attempt": row.get_attempt_display()}
            for row in application.subjects.all()
        ],
        "condition": condition.text if condition else said.get("condition", ""),
        "photo": {"file": photo.rendition.name, "sha256": photo.sha256} if photo else None,
    }


@verb
def issue_receipt_register(
    *, assessment: Assessment, actor: User, now: datetime, mime: str = documents.PDF
) -> Document:
    """票据登记表: every payment beside its receipt, with the sum (R2.3); as PDF or XLSX."""
    require(actor, policies.RECEIPT_READERS, "打印票据登记表", "R2.3")
    payments = list(selectors.payments_of(assessment))
    if not payments:
        raise Refused("不能打印票据登记表", Reason("本次鉴定还没有收款", "R2.3", "收款开票后即可打印。"))
    facts = {
        "station": settings.STATION_NAME,
        "assessment": assessment.title,
        "receipts": [_receipt_line(payment) for payment in payments],
        **_refund_facts(assessment),
    }
    kind = "registration.receipts" if mime == documents.PDF else "registration.receipts_sheet"
    return documents.issue(
        kind=kind, title="票据登记表", facts=facts, actor=actor, now=now, scope=assessment.audit_scope
    )


def _refund_facts(assessment: Assessment) -> dict[str, Any]:
    """What went back stands beside what was taken, and what is still owed is said: the sum must not mislead (R2.3)."""
    rows = list(selectors.refunds_of(assessment))
    paid = [_refund_line(row) for row in rows if row.state == RefundState.PAID]
    due = [row for row in rows if row.state == RefundState.DUE]
    return {"refunds": paid, "refunds_due": {"count": len(due), "amount": str(sum(row.amount for row in due))}}


def _refund_line(refund: Refund) -> dict[str, Any]:
    application = refund.payment.charge.application
    return {
        "payer": application.candidate.name,
        "number": application.number,
        "refund": refund.number,
        "reason": refund.reason,
        "amount": str(refund.amount),
        "voucher": refund.voucher,
        "method": refund.get_method_display(),
        "paid_on": clock.local_date(refund.paid_at).isoformat() if refund.paid_at else "",
        "cashier": refund.paid_by.name if refund.paid_by else "",
    }


def _receipt_line(payment: Payment) -> dict[str, Any]:
    application = payment.charge.application
    return {
        "payer": application.candidate.name,
        "number": application.number,
        "purpose": f"{application.offering.occupation.name} {application.offering.get_level_display()}鉴定费",
        "basis": payment.charge.standard.basis,
        "amount": str(payment.amount),
        "code": payment.receipt.code,
        "receipt": payment.receipt.number,
        "kind": payment.receipt.get_kind_display(),
        "method": payment.get_method_display(),
        "paid_on": clock.local_date(payment.taken_at).isoformat(),
        "cashier": payment.taken_by.name,
    }


@verb
def issue_registration_data(*, assessment: Assessment, actor: User | None, now: datetime) -> Document:
    """报名数据 for the provincial exam-affairs system, in the layout chosen (R2.4, R4.1); identity numbers in full."""
    if actor is not None:
        require(actor, policies.EXPORTERS, "导出报名数据", "R2.4")
    rows = exports.registration_data_rows(assessment)
    if not rows:
        raise Refused("不能导出报名数据", Reason("没有已缴费的报名", "R2.4", "审核通过并缴费后即可导出。"))
    facts = {
        "station": settings.STATION_NAME,
        "assessment": f"{assessment.code} {assessment.title}",
        "layout": "33",
        "rows": rows,
    }
    audit.record(
        verb="registration.export", actor=actor, obj=assessment, now=now, scope=assessment.audit_scope,
        facts={"rows": len(rows), "layout": "33"},
    )  # fmt: skip
    return documents.issue(
        kind="registration.data", title="报名数据", facts=facts, actor=actor, now=now, scope=assessment.audit_scope
    )
