"""What the centre and the training office confirmed, and the three papers without which nothing is stamped (R6.1, R6.2)."""

from collections.abc import Sequence
from datetime import date, datetime

from certificates import acts, selectors
from certificates.enums import ConfirmationOutcome
from certificates.models import Confirmation, ConfirmedResult, Dossier, StampingRequest
from exams import selectors as examined
from registration.models import Application
from station import audit, clock
from station.models import User
from station.refusals import Reason, refuse_unless
from station.verbs import verb

LONGEST_REASON = 200


@verb
def record_confirmation(
    *,
    dossier: Dossier,
    centre_document: str,
    training_office_opinion: str,
    confirmed_on: date,
    actor: User,
    now: datetime,
    refused: Sequence[tuple[Application, str]] = (),
) -> Confirmation:
    """Both offices' decision: everybody who passed is confirmed but those in `refused`, each with its reason."""
    acts.RECORD_CONFIRMATION.may(actor).require()
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    passed = {application.pk: application for application in selectors.passed_applications(dossier.assessment)}
    reasons_against = {application.pk: reason.strip() for application, reason in refused}
    refuse_unless(
        "不能登记核准结果",
        [
            *_date_faults(confirmed_on, dossier.sent_on, now),
            *([Reason("这批材料的核准结果已经登记", "R6.1")] if hasattr(dossier, "confirmation") else []),
            *([Reason("没有填写中心核准文号", "R6.1", field="centre_document")] if not centre_document.strip() else []),
            *(
                [Reason("没有填写培训处（科）意见", "R6.1", field="training_office_opinion")]
                if not training_office_opinion.strip()
                else []
            ),
            *(
                Reason(f"{application.candidate.name}不在成绩合格的名单里", "R6.1")
                for application, _ in refused
                if application.pk not in passed
            ),
            *(
                Reason(f"没有写明不予核准{passed[pk].candidate.name}的原因", "R6.1")
                for pk, reason in reasons_against.items()
                if pk in passed and not reason
            ),
            *(
                Reason(f"不予核准{passed[pk].candidate.name}的原因超过 {LONGEST_REASON} 个字", "R6.1")
                for pk, reason in reasons_against.items()
                if pk in passed and len(reason) > LONGEST_REASON
            ),
        ],
    )
    confirmation = Confirmation.objects.create(
        dossier=dossier,
        centre_document=centre_document.strip(),
        training_office_opinion=training_office_opinion.strip(),
        confirmed_on=confirmed_on,
        recorded_by=actor,
        recorded_at=now,
    )
    ConfirmedResult.objects.bulk_create(
        ConfirmedResult(
            confirmation=confirmation,
            application=application,
            outcome=ConfirmationOutcome.REFUSED if pk in reasons_against else ConfirmationOutcome.CONFIRMED,
            reason=reasons_against.get(pk, ""),
        )
        for pk, application in sorted(passed.items())
    )
    audit.record(
        verb=acts.RECORD_CONFIRMATION.verb,
        actor=actor,
        obj=confirmation,
        now=now,
        facts={"confirmed": len(passed) - len(reasons_against), "refused": len(reasons_against)},
    )
    return confirmation


def _date_faults(day: date, earliest: date, now: datetime) -> list[Reason]:
    if day < earliest:
        return [Reason(f"核准日期 {day} 早于报送日期 {earliest}", "R6.1", field="confirmed_on")]
    if day > clock.local_date(now):
        return [Reason(f"核准日期 {day} 还没有到", "R6.1", field="confirmed_on")]
    return []


@verb
def request_stamping(
    *,
    confirmation: Confirmation,
    notice_number: str,
    invoice_number: str,
    requested_on: date,
    actor: User,
    now: datetime,
) -> StampingRequest:
    """With the confirmation, the batch's own notice and the fee invoice, all three (R6.2)."""
    acts.REQUEST_STAMPING.may(actor).require()
    Dossier.objects.select_for_update().get(pk=confirmation.dossier_id)
    assessment = confirmation.dossier.assessment
    notice = examined.notice_in_force(
        assessment
    ).number  # recorded long before: no result is released without it (R5.1)
    faults = []
    if not selectors.confirmed_results(assessment).exists():
        faults.append(Reason("这一批次没有核准的考生，没有证书可以验印", "R6.2"))
    if StampingRequest.objects.filter(confirmation=confirmation).exists():
        faults.append(Reason("这批证书已经办理过验印", "R6.2"))
    if notice_number.strip() != notice:
        remedy = f"本批次登记的是“{notice}”，请核对原件。"
        faults.append(Reason("鉴定通知书文号与本批次登记的不一致", "R6.2", remedy, "notice_number"))
    if not invoice_number.strip():
        faults.append(Reason("没有填写缴费发票号", "R6.2", "请先取得缴费发票。", "invoice_number"))
    if requested_on < confirmation.confirmed_on or requested_on > clock.local_date(now):
        text = f"办理日期须在核准日期 {confirmation.confirmed_on} 至今天之间"
        faults.append(Reason(text, "R6.2", field="requested_on"))
    refuse_unless("不能办理验印", faults)
    request = StampingRequest.objects.create(
        confirmation=confirmation,
        notice_number=notice_number.strip(),
        invoice_number=invoice_number.strip(),
        requested_on=requested_on,
        recorded_by=actor,
        recorded_at=now,
    )
    audit.record(
        verb=acts.REQUEST_STAMPING.verb, actor=actor, obj=request, now=now, facts={"invoice": request.invoice_number}
    )
    return request
