"""The enquiry service (R1.4): anybody asks, staff answer or set aside, only what is answered is public.

Who asked is not known: nothing personal is stored. A keyed digest of the address serves the rate limit and is forgotten
after a day. What an answer said before it was corrected stays in the audit trail.
"""

from datetime import datetime, timedelta

from announcements import policies
from announcements.models import Assessment, Enquiry
from announcements.privacy import personal_in
from announcements.prose import tidy
from announcements.services.saving import save_checked
from station import audit, clock, crypto, profile
from station.identifiers import new_public_id
from station.models import ProfileValue, User
from station.refusals import Reason, Refused
from station.verbs import verb
from station.wording import clock_time

audit.register_verbs(
    {
        "enquiry.ask": "提出咨询",
        "enquiry.answer": "答复咨询",
        "enquiry.correct": "更正答复",
        "enquiry.set_aside": "咨询不予公开",
        "enquiry.take_up": "恢复办理咨询",
        "enquiry.forget": "清除提问来源",
    }
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@verb
def ask_enquiry(
    *, assessment: Assessment, question: str, now: datetime, actor: User | None = None, address: str = ""
) -> Enquiry:
    """A question from the public. It appears on the announcement's page when it has been answered."""
    what = "不能提交咨询"
    text = tidy(question)
    if assessment.announced_at is None:
        raise Refused(what, Reason("这次鉴定还没有公告", "R1.4", "公告发布后可以咨询。"))
    if len(text) < 4:
        raise Refused(what, Reason("没有写明要咨询的问题", "R1.4", "请至少写4个字。", field="question"))
    _refuse_personal(what, text, "问题", "question", "答复会公开，请去掉后再提交。")
    _queue_up()
    asked_from = crypto.blind_index(address, "enquiry.asked_from") if address else ""
    _refuse_flood(what, asked_from, assessment, now)
    enquiry = Enquiry(
        public_id=new_public_id(), assessment=assessment, question=text, asked_at=now, asked_from=asked_from
    )
    save_checked(enquiry, what)
    audit.record(
        verb="enquiry.ask", actor=actor, obj=enquiry, now=now, scope=assessment.audit_scope, personal={"question": text}
    )
    return enquiry


def _refuse_personal(what: str, text: str, where: str, field: str, remedy: str) -> None:
    kind = personal_in(text)
    if kind:
        raise Refused(what, Reason(f"{where}里有{kind}", "R1.4", remedy, field=field))


def _queue_up() -> None:
    """One question at a time, station-wide: two can't both be the last that is allowed. The limit's own rows are the lock."""
    rows = ProfileValue.objects.select_for_update(no_key=True).filter(key="enquiries.per_hour").order_by("id")
    list(rows.values_list("id", flat=True))


def _refuse_flood(what: str, asked_from: str, assessment: Assessment, now: datetime) -> None:
    """A handful an hour from one address, and a limit for all together. Counted in the database: every worker agrees."""
    recent = Enquiry.objects.filter(asked_at__gt=now - HOUR)
    today = clock.local_date(now)
    everybody = int(profile.value("enquiries.per_hour_overall", on=today))
    each = int(profile.value("enquiries.per_hour", on=today))
    phone = f"急事请拨打咨询电话{assessment.enquiry_phone}"
    if asked_from:
        own = list(recent.filter(asked_from=asked_from).order_by("-asked_at").values_list("asked_at", flat=True)[:each])
        if len(own) >= each:
            again = clock_time(own[-1] + HOUR)
            text = f"从您的网络地址，一小时内已提了{each}个问题"
            raise Refused(what, Reason(text, "R1.4", f"请在{again}以后再提；{phone}。"))
    if recent.count() >= everybody:
        raise Refused(what, Reason("这一小时收到的提问已达上限", "R1.4", f"请过一小时再提；{phone}。"))


@verb
def answer_enquiry(*, enquiry: Enquiry, answer: str, actor: User, now: datetime) -> Enquiry:
    what = "不能答复咨询"
    policies.can_answer_enquiries(actor).require()
    locked = _lock(enquiry)
    if locked.answered_at is not None:
        raise Refused(what, Reason("这条咨询已经答复", "R1.4", "答复有误的，请更正答复。"))
    _refuse_set_aside(what, locked)
    locked.answer = _fit_to_print(what, answer)
    locked.answered_by, locked.answered_at = actor, now
    save_checked(locked, what)
    audit.record(verb="enquiry.answer", actor=actor, obj=locked, now=now, scope=locked.assessment.audit_scope)
    return locked


@verb
def correct_answer(*, enquiry: Enquiry, answer: str, actor: User, now: datetime) -> Enquiry:
    """Another answer in place of the one given. What was public before is kept in the audit trail."""
    what = "不能更正答复"
    policies.can_answer_enquiries(actor).require()
    locked = _lock(enquiry)
    if locked.answered_at is None:
        raise Refused(what, Reason("这条咨询还没有答复", "R1.4", "请先答复。"))
    _refuse_set_aside(what, locked)
    before, text = locked.answer, _fit_to_print(what, answer)
    if text == before:
        raise Refused(what, Reason("与原答复相同", "R1.4", "请写更正后的答复。", field="answer"))
    facts = {"answered_at": locked.answered_at.isoformat()}
    locked.answer, locked.answered_by, locked.answered_at = text, actor, now
    save_checked(locked, what)
    audit.record(
        verb="enquiry.correct",
        actor=actor,
        obj=locked,
        now=now,
        scope=locked.assessment.audit_scope,
        facts=facts,
        personal={"before": before},
    )
    return locked


@verb
def set_aside_enquiry(*, enquiry: Enquiry, reason: str, actor: User, now: datetime) -> Enquiry:
    """Not fit to be shown: off the desk and off the page, with the reason on record. An answered one too."""
    what = "不能列为不予公开"
    policies.can_answer_enquiries(actor).require()
    locked = _lock(enquiry)
    _refuse_set_aside(what, locked)
    text = tidy(reason)
    if not text:
        raise Refused(what, Reason("没有写明理由", "R1.4", "请写明为什么不予公开。", field="reason"))
    locked.set_aside_reason, locked.set_aside_by, locked.set_aside_at = text, actor, now
    save_checked(locked, what)
    audit.record(
        verb="enquiry.set_aside", actor=actor, obj=locked, now=now, scope=locked.assessment.audit_scope, reason=text
    )
    return locked


@verb
def take_up_enquiry(*, enquiry: Enquiry, actor: User, now: datetime) -> Enquiry:
    """Back on the desk, or back on the page where it was answered already."""
    what = "不能恢复办理"
    policies.can_answer_enquiries(actor).require()
    locked = _lock(enquiry)
    if locked.set_aside_at is None:
        raise Refused(what, Reason("这条咨询没有列为不予公开", "R1.4"))
    locked.set_aside_reason, locked.set_aside_by, locked.set_aside_at = "", None, None
    save_checked(locked, what)
    audit.record(verb="enquiry.take_up", actor=actor, obj=locked, now=now, scope=locked.assessment.audit_scope)
    return locked


@verb
def forget_askers(*, now: datetime) -> int:
    """Digests of addresses serve the limit of an hour; after a day they are gone. Safe to run twice."""
    old = Enquiry.objects.filter(asked_at__lte=now - DAY).exclude(asked_from="")
    count = old.update(asked_from="")
    if count:
        audit.record(verb="enquiry.forget", actor=None, obj=None, now=now, facts={"count": count})
    return count


def _lock(enquiry: Enquiry) -> Enquiry:
    return Enquiry.objects.select_for_update(of=("self",)).select_related("assessment").get(pk=enquiry.pk)


def _refuse_set_aside(what: str, enquiry: Enquiry) -> None:
    if enquiry.set_aside_at is not None:
        raise Refused(what, Reason("这条咨询已列为不予公开", "R1.4", "请先恢复办理。"))


def _fit_to_print(what: str, answer: str) -> str:
    text = tidy(answer)
    if not text:
        raise Refused(what, Reason("没有写明答复", "R1.4", "请填写答复内容。", field="answer"))
    _refuse_personal(what, text, "答复", "answer", "答复是公开的，请去掉；咨询电话请写固定电话。")
    return text
