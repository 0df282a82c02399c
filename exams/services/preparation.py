"""The centre's notice and its preparation list (R5.1, R5.3)."""

from datetime import date, datetime

from announcements.models import Assessment
from exams import acts, selectors
from exams.models import ExamNotice, PreparationItem
from exams.preparation_list import read_preparation_list
from registration.rules import withdrawn_reasons
from sessions import selectors as sessions_selectors
from station import audit
from station.clock import local_date
from station.models import User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb
from station.wording import long_date


@verb
def record_notice(*, assessment: Assessment, number: str, received_on: date, actor: User, now: datetime) -> ExamNotice:
    """Record the centre's 《鉴定通知书》. Until then nothing of this stage is printed (R5.1); before the settlement it
    can't have come (R4.3)."""
    acts.RECORD_NOTICE.may(actor).require()
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    reasons: list[Reason] = withdrawn_reasons(assessment.withdrawn_at)
    if not sessions_selectors.settled(assessment):
        reasons.append(Reason("尚未向鉴定中心一次结清等级评定费或评审费", "R4.3", "请先在申报环节登记结清。"))
    if selectors.notice_of(assessment):
        reasons.append(Reason("本次鉴定的《鉴定通知书》已经登记", "R5.1"))
    elif ExamNotice.objects.filter(assessment=assessment, number=number.strip()).exists():
        text = f"文号“{number.strip()}”是改期以前的通知书"
        reasons.append(Reason(text, "R5.1", "请登记鉴定中心为新的鉴定日期下发的通知书。", "number"))
    if not number.strip():
        reasons.append(Reason("没有填写通知书文号", "R5.1", "请按通知书填写。", "number"))
    if received_on > local_date(now):
        reasons.append(Reason("收到日期晚于今天", "R5.1", "请填写实际收到的日期。", "received_on"))
    if received_on > assessment.exam_until:
        reasons.append(
            Reason(f"收到日期晚于鉴定日期{long_date(assessment.exam_until)}", "R5.1", "请核对日期。", "received_on")
        )
    if reasons:
        raise Refused("不能登记鉴定通知书", *reasons)
    notice = ExamNotice.objects.create(
        assessment=assessment, number=number.strip(), received_on=received_on, recorded_by=actor, recorded_at=now
    )
    audit.record(
        verb=acts.RECORD_NOTICE.verb,
        actor=actor,
        obj=notice,
        now=now,
        facts={"number": notice.number, "received_on": received_on},
    )
    return notice


def refuse_before_notice(assessment: Assessment, what: str) -> None:
    """R5.1: everything here follows from the notice; nothing is held that was called off (R1.2)."""
    reasons = withdrawn_reasons(assessment.withdrawn_at)
    if not reasons and selectors.notice_of(assessment) is None:
        reasons = [Reason("还没有登记鉴定中心下发的《鉴定通知书》", "R5.1", "请在收到通知书后先行登记。")]
    refuse_unless(what, reasons)


@verb
def import_preparation_list(
    *, assessment: Assessment, content: bytes, file_name: str, actor: User, now: datetime
) -> int:
    """Take over the centre's 鉴定准备清单 (R5.3), whole or not at all. Returns how many items it has.

    A later list replaces an earlier one, as long as nothing of it has been ticked off.
    """
    acts.IMPORT_PREPARATION.may(actor).require()
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    lines = read_preparation_list(content, file_name)
    present = PreparationItem.objects.filter(assessment=assessment)
    if ticked := present.filter(ready_at__isnull=False).count():
        raise Refused(
            "不能导入鉴定准备清单",
            Reason(f"现有清单已有 {ticked} 项确认备妥，重新导入会丢失这些记录", "R5.3", "请在现有清单上继续办理。"),
        )
    present.delete()
    PreparationItem.objects.bulk_create(
        PreparationItem(
            assessment=assessment,
            sequence=number,
            category=line.category,
            name=line.name,
            specification=line.specification,
            unit=line.unit,
            quantity=line.quantity,
            note=line.note,
        )
        for number, line in enumerate(lines, 1)
    )
    audit.record(verb=acts.IMPORT_PREPARATION.verb, actor=actor, obj=assessment, now=now, facts={"items": len(lines)})
    return len(lines)


@verb
def tick_preparation_item(*, item: PreparationItem, actor: User, now: datetime) -> PreparationItem:
    """Say that one item is ready, with person and time (R5.3). What is said stands."""
    acts.TICK_PREPARATION.may(actor).require()
    locked = PreparationItem.objects.select_for_update(of=("self",)).select_related("ready_by").get(pk=item.pk)
    if locked.ready_at:
        raise Refused("不能确认备妥", Reason(f"“{locked.name}”已由{locked.ready_by}确认备妥", "R5.3"))
    locked.ready_at, locked.ready_by = now, actor
    locked.save(update_fields=["ready_at", "ready_by"])
    audit.record(
        verb=acts.TICK_PREPARATION.verb,
        actor=actor,
        obj=locked,
        now=now,
        facts={"sequence": locked.sequence},
        scope=item.assessment.audit_scope,
    )
    return locked
