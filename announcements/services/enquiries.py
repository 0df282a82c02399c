"""Publicity and enquiries between publication and registration (R1.4)."""

import re
from datetime import date, datetime

from announcements import policies
from announcements.models import Assessment, Enquiry, PublicityEntry
from announcements.prose import tidy
from announcements.services.saving import save_checked
from station import audit, clock
from station.identifiers import new_public_id
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"enquiry.ask": "提出咨询", "enquiry.answer": "答复咨询", "publicity.log": "登记宣传工作"})

# An identity number, a mobile number: answered questions are public, so they must not stand in one.
LONG_NUMBER = re.compile(r"\d{10,17}[\dXx]")


@verb
def ask_enquiry(*, assessment: Assessment, question: str, now: datetime, actor: User | None = None) -> Enquiry:
    """A question from the public. It appears on the announcement's page when it has been answered."""
    what = "不能提交咨询"
    text = tidy(question)
    if assessment.announced_at is None:
        raise Refused(what, Reason("这次鉴定还没有公告", "R1.4", "公告发布后可以咨询。"))
    if len(text) < 4:
        raise Refused(what, Reason("没有写明要咨询的问题", "R1.4", "请至少写4个字。", field="question"))
    if LONG_NUMBER.search(text.replace(" ", "")):
        remedy = "答复会公开，请去掉身份证号、手机号后再提交。"
        raise Refused(what, Reason("问题里有证件号码或手机号码", "R1.4", remedy, field="question"))
    enquiry = Enquiry(public_id=new_public_id(), assessment=assessment, question=text, asked_at=now)
    save_checked(enquiry, what)
    audit.record(
        verb="enquiry.ask", actor=actor, obj=enquiry, now=now, scope=assessment.audit_scope, personal={"question": text}
    )
    return enquiry


@verb
def answer_enquiry(*, enquiry: Enquiry, answer: str, actor: User, now: datetime) -> Enquiry:
    what = "不能答复咨询"
    policies.can_answer_enquiries(actor).require()
    locked = Enquiry.objects.select_for_update(of=("self",)).select_related("assessment").get(pk=enquiry.pk)
    text = tidy(answer)
    if locked.answered_at is not None:
        raise Refused(what, Reason("这条咨询已经答复", "R1.4"))
    if not text:
        raise Refused(what, Reason("没有写明答复", "R1.4", "请填写答复内容。", field="answer"))
    if LONG_NUMBER.search(text.replace(" ", "")):
        remedy = "答复是公开的，请去掉；咨询电话请写固定电话。"
        raise Refused(what, Reason("答复里有证件号码或手机号码", "R1.4", remedy, field="answer"))
    locked.answer, locked.answered_by, locked.answered_at = text, actor, now
    save_checked(locked, what)
    audit.record(verb="enquiry.answer", actor=actor, obj=locked, now=now, scope=locked.assessment.audit_scope)
    return locked


@verb
def log_publicity(
    *, assessment: Assessment, on: date, channel: str, note: str, actor: User, now: datetime
) -> PublicityEntry:
    """What was done to make the announcement known, on which day (R1.4: after publication)."""
    what = "不能登记宣传工作"
    policies.can_log_publicity(actor).require()
    if assessment.announced_at is None:
        raise Refused(what, Reason("这次鉴定还没有公告", "R1.4", "公告发布后再登记。"))
    if on > clock.local_date(now):
        raise Refused(what, Reason("日期在今天以后", "R1.4", "请登记已经做了的工作。", field="on"))
    if on < clock.local_date(assessment.announced_at):
        raise Refused(what, Reason("日期早于公告发布", "R1.4", "宣传工作在公告发布后进行。", field="on"))
    entry = PublicityEntry(assessment=assessment, on=on, channel=channel, note=note, by=actor, at=now)
    save_checked(entry, what)
    audit.record(
        verb="publicity.log", actor=actor, obj=entry, now=now, scope=assessment.audit_scope, facts={"channel": channel}
    )
    return entry
