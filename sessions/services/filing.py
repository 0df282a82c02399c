"""Filing with the centre, its answer, and the settlement (R4.2, R4.3)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from announcements.models import Assessment
from registration.enums import Payer
from registration.models import Application, ApplicationSubject
from registration.rules import withdrawn_reasons
from registration.selectors import fee_standard_in_force, priced_items
from sessions import policies, selectors, workflow
from sessions.enums import AnswerOutcome, FilingMethod
from sessions.models import Centre, CentreAnswer, Filing, FilingPackage, RefusedApplicant, Settlement
from sessions.rules import filing as rules
from station import audit, calendar, clock
from station.deadlines import LawfulTimeline, lawful_timeline
from station.enums import Category
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb
from station.workflow import fire

audit.register_verbs({"centre.answer": "登记中心答复", "centre.settle": "登记向中心缴费"})


def filing_timeline(assessment: Assessment) -> LawfulTimeline:
    return lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=calendar.current())


@verb
def file_package(
    *,
    package: FilingPackage,
    centre: Centre,
    method: str,
    received_on: date,
    actor: User,
    now: datetime,
) -> Filing:
    """File inside the window of R4.2. What counts is the centre's date of receipt, and the clock when it is entered."""
    from sessions.services.packages import stale_reasons

    policies.can_file(actor).require()
    Assessment.objects.select_for_update().get(pk=package.assessment_id)
    assessment = package.assessment
    timeline = filing_timeline(assessment)
    category = Category(assessment.category)
    reasons = [
        *rules.window_reasons(
            received_on=received_on,
            today=clock.local_date(now),
            built_on=clock.local_date(package.built_at),
            due=timeline.file_by,
            working_days=category.filing_working_days,
        ),
        *rules.centre_reasons(
            unified=assessment.is_unified,
            centre_name=centre.name,
            handles_unified=centre.handles_unified,
            category=category.label,
        ),
        *stale_reasons(package),
    ]
    if method not in FilingMethod.values:
        reasons.append(Reason("没有说明报送方式", "R4.1", field="method"))
    if reasons:
        raise Refused("不能登记申报", *reasons)
    facts = {"version": package.version, "received_on": received_on, "due": timeline.file_by}
    fire(package, workflow.FILE, actor=actor, now=now, facts=facts)
    return Filing.objects.create(
        package=package,
        centre=centre,
        method=method,
        received_on=received_on,
        due=timeline.file_by,
        filed_by=actor,
        recorded_at=now,
    )


@verb
def record_answer(
    *,
    filing: Filing,
    outcome: str,
    document_number: str,
    answered_on: date,
    actor: User,
    now: datetime,
    refused: Sequence[tuple[Application, str]] = (),
    note: str = "",
) -> CentreAnswer:
    """Approved, approved in part (who not, and why), or returned: then a new version is built and filed."""
    what = "不能登记中心答复"
    policies.can_file(actor).require()
    Assessment.objects.select_for_update().get(pk=filing.package.assessment_id)
    if CentreAnswer.objects.filter(filing=filing).exists():
        raise Refused(what, Reason("这次申报的答复已经登记", "R4.3"))
    reasons = _answer_reasons(filing, outcome, document_number, answered_on, now, refused, note)
    if not selectors.standing_filings().filter(pk=filing.pk).exists():
        text = "鉴定日期已经变更，这次申报不再有效"
        reasons.append(Reason(text, "R4.2", "请按新的日期重新申报，登记中心对新申报的答复。"))
    if reasons:
        raise Refused(what, *reasons)
    answer = CentreAnswer.objects.create(
        filing=filing,
        outcome=outcome,
        document_number=document_number.strip(),
        answered_on=answered_on,
        note=note.strip(),
        recorded_by=actor,
        recorded_at=now,
    )
    for application, reason in refused:
        RefusedApplicant.objects.create(answer=answer, application=application, reason=reason.strip())
    _settle_by_what_was_paid(answer, actor, now)
    audit.record(
        verb="centre.answer",
        actor=actor,
        obj=answer,
        now=now,
        scope=filing.package.audit_scope,
        facts={"outcome": outcome, "refused": [str(application.public_id) for application, _ in refused]},
        personal={"note": note},
    )
    return answer


def _answer_reasons(
    filing: Filing,
    outcome: str,
    document_number: str,
    answered_on: date,
    now: datetime,
    refused: Sequence[tuple[Application, str]],
    note: str,
) -> list[Reason]:
    reasons = []
    if outcome not in AnswerOutcome.values:
        reasons.append(Reason("没有选择结论", "R4.3", field="outcome"))
    if not document_number.strip():
        reasons.append(Reason("没有填写答复的文号", "R4.3", field="document_number"))
    if answered_on < filing.received_on:
        text = f"答复日期早于中心签收日期{filing.received_on:%Y-%m-%d}"
        reasons.append(Reason(text, "R4.3", field="answered_on"))
    if answered_on > clock.local_date(now):
        reasons.append(Reason("答复日期还没有到", "R4.3", field="answered_on"))
    if outcome == AnswerOutcome.RETURNED and not note.strip():
        reasons.append(Reason("没有写明中心退回的理由", "R4.1", field="note"))
    if outcome == AnswerOutcome.PARTLY and not refused:
        reasons.append(Reason("部分核准须写明哪些人未获核准", "R4.3", field="refused"))
    if outcome != AnswerOutcome.PARTLY and refused:
        reasons.append(Reason("只有部分核准时才登记未获核准的人", "R4.3", field="refused"))
    known = set(selectors.registered(filing.package.assessment).values_list("pk", flat=True))
    for application, reason in refused:
        if application.pk not in known:
            reasons.append(Reason(f"{application.candidate.name}不在本次申报的名册里", "R4.3", field="refused"))
        elif not reason.strip():
            reasons.append(Reason(f"没有写明{application.candidate.name}未获核准的原因", "R4.3", field="refused"))
    if refused and len({application.pk for application, _ in refused} & known) == len(known):
        reasons.append(Reason("全部未获核准的，应登记为退回", "R4.3", field="outcome"))
    return reasons


@dataclass(frozen=True)
class AmountDue:
    """What the station owes the centre, line by line, with the basis (R4.3)."""

    lines: tuple[rules.DueLine, ...]
    basis: str
    standard: str
    is_example: bool
    people: int
    paid_before: Decimal = Decimal(0)

    @property
    def gross(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is still to be paid: what the centre had for an earlier filing is not paid twice."""
        return max(self.gross - self.paid_before, Decimal(0))

    @property
    def surplus(self) -> Decimal:
        """What the centre has had too much, where fewer people are left; settled with the centre outside this house."""
        return max(self.paid_before - self.gross, Decimal(0))


def amount_due(answer: CentreAnswer) -> AmountDue:
    """By the standard in force on the day of the answer, for everybody the centre approved, less what it had before."""
    assessment = answer.filing.package.assessment
    due = _amount(assessment, answer.answered_on, list(selectors.approved_applications(assessment)))
    return replace(due, paid_before=selectors.paid_before(answer))


def amount_expected(assessment: Assessment, on: date) -> AmountDue:
    """For the approval form: what would be due if everybody registered is approved."""
    return _amount(assessment, on, list(selectors.registered(assessment)))


def _amount(assessment: Assessment, on: date, applications: list[Application]) -> AmountDue:
    what = "不能计算应缴费用"
    standard = fee_standard_in_force(on)
    if standard is None:
        text = f"{on:%Y-%m-%d}没有在用的收费标准"
        raise Refused(what, Reason(text, "R4.3", "请先登记收费标准及其依据。"))
    fee_rules = [
        rules.FeeRule(item.name, item.level, item.subject, item.amount)
        for item in priced_items(standard, Payer.STATION)
    ]
    people = Counter(application.offering.level for application in applications)
    lacking = rules.levels_without_fee(people, fee_rules)
    if lacking:
        text = f"收费标准“{standard.title}”没有{'、'.join(lacking)}的“本所缴鉴定中心”项目"
        raise Refused(what, Reason(text, "R4.3", "请在收费标准里补充等级评定费或评审费。"))
    chosen = {application.pk for application in applications}
    sat = ApplicationSubject.objects.filter(application__offering__assessment=assessment).values_list(
        "application_id", "application__offering__level", "subject"
    )
    sittings = Counter((level, subject) for application, level, subject in sat if application in chosen)
    lines = tuple(rules.amount_lines(people, sittings, fee_rules))
    return AmountDue(lines, standard.basis, standard.title, standard.is_example, len(applications))


def _settle_by_what_was_paid(answer: CentreAnswer, actor: User, now: datetime) -> None:
    """After another day was filed anew: where nothing more is due, the answer itself settles it (R4.3)."""
    earlier = Settlement.objects.filter(
        answer__filing__package__assessment=answer.filing.package.assessment_id, amount__gt=0
    ).last()
    if answer.outcome == AnswerOutcome.RETURNED or earlier is None:
        return
    due = amount_due(answer)
    if due.total > 0:
        return
    _write_settlement(answer, due, earlier.receipt_number, answer.answered_on, actor, now)


@verb
def settle(*, answer: CentreAnswer, receipt_number: str, paid_on: date, actor: User, now: datetime) -> Settlement:
    """The whole amount, once: it is computed here and can't be typed (R4.3)."""
    what = "不能登记缴费"
    policies.can_settle(actor).require()
    Assessment.objects.select_for_update().get(pk=answer.filing.package.assessment_id)
    if answer.outcome == AnswerOutcome.RETURNED:
        raise Refused(what, Reason("中心退回了申报，没有应缴的费用", "R4.3", "请按意见修改后重新申报。"))
    if Settlement.objects.filter(answer=answer).exists():
        raise Refused(what, Reason("应缴的费用已经一次结清", "R4.3"))
    reasons = withdrawn_reasons(answer.filing.package.assessment.withdrawn_at)
    if not reasons and selectors.standing_answer(answer.filing.package.assessment) != answer:
        reasons.append(Reason("鉴定日期已经变更，这次申报不再有效", "R4.2", "请按新的日期申报核准后再缴费。"))
    if not receipt_number.strip():
        reasons.append(Reason("没有填写中心开具的票据号", "R4.3", field="receipt_number"))
    if Settlement.objects.filter(receipt_number=receipt_number.strip()).exclude(receipt_number="").exists():
        reasons.append(Reason("这个票据号已用于另一次缴费", "R4.3", field="receipt_number"))
    if paid_on < answer.answered_on:
        reasons.append(Reason("缴费日期早于中心的答复日期", "R4.3", field="paid_on"))
    if paid_on > clock.local_date(now):
        reasons.append(Reason("缴费日期还没有到", "R4.3", field="paid_on"))
    if reasons:
        raise Refused(what, *reasons)
    return _write_settlement(answer, amount_due(answer), receipt_number.strip(), paid_on, actor, now)


def _write_settlement(
    answer: CentreAnswer, due: AmountDue, receipt_number: str, paid_on: date, actor: User, now: datetime
) -> Settlement:
    lines = [
        {
            "name": line.name,
            "level": line.level,
            "people": line.people,
            "rate": str(line.rate),
            "amount": str(line.amount),
        }
        for line in due.lines
    ]
    if due.paid_before:
        lines.append({"name": "此前申报已缴", "amount": str(-due.paid_before)})
    settlement = Settlement.objects.create(
        answer=answer,
        lines=lines,
        amount=due.total,
        receipt_number=receipt_number,
        paid_on=paid_on,
        paid_by=actor,
        recorded_at=now,
    )
    facts = {"amount": due.total, "people": due.people, "receipt": receipt_number, "paid_before": due.paid_before}
    scope = answer.filing.package.audit_scope
    audit.record(verb="centre.settle", actor=actor, obj=settlement, now=now, scope=scope, facts=facts)
    return settlement
