"""常见问题: what many ask, answered once, in an order staff choose, shown or kept back (R1.4)."""

from datetime import datetime

from django.db.models import Max

from announcements import policies
from announcements.models import Enquiry, FrequentQuestion
from announcements.privacy import personal_in
from announcements.prose import tidy
from announcements.services.saving import save_checked
from station import audit
from station.identifiers import new_public_id
from station.models import User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb

audit.register_verbs(
    {
        "frequent_question.add": "添加常见问题",
        "frequent_question.edit": "修改常见问题",
        "frequent_question.move": "调整常见问题次序",
    }
)


@verb
def add_frequent_question(
    *,
    question: str,
    answer: str,
    actor: User,
    now: datetime,
    is_shown: bool = True,
    source: Enquiry | None = None,
) -> FrequentQuestion:
    """At the end of the list. `source`: the answered enquiry it was made of."""
    what = "不能添加常见问题"
    policies.can_answer_enquiries(actor).require()
    if source is not None and (source.answered_at is None or source.set_aside_at is not None):
        raise Refused(what, Reason("这条咨询还没有公开的答复", "R1.4", "请先答复。"))
    last = FrequentQuestion.objects.aggregate(last=Max("position"))["last"] or 0
    entry = FrequentQuestion(
        public_id=new_public_id(),
        question=_fit(what, question, "question"),
        answer=_fit(what, answer, "answer"),
        is_shown=is_shown,
        position=last + 1,
        source=source,
        edited_by=actor,
        edited_at=now,
    )
    save_checked(entry, what)
    audit.record(verb="frequent_question.add", actor=actor, obj=entry, now=now, facts={"shown": is_shown})
    return entry


@verb
def edit_frequent_question(
    *,
    entry: FrequentQuestion,
    actor: User,
    now: datetime,
    question: str | None = None,
    answer: str | None = None,
    is_shown: bool | None = None,
) -> FrequentQuestion:
    """Its words, and whether it is shown; what is not given stays. The old words are kept in the audit trail."""
    what = "不能修改常见问题"
    policies.can_answer_enquiries(actor).require()
    locked = FrequentQuestion.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    before = {"question": locked.question, "answer": locked.answer}
    if question is not None:
        locked.question = _fit(what, question, "question")
    if answer is not None:
        locked.answer = _fit(what, answer, "answer")
    if is_shown is not None:
        locked.is_shown = is_shown
    locked.edited_by, locked.edited_at = actor, now
    save_checked(locked, what)
    changed = {name: text for name, text in before.items() if text != getattr(locked, name)}
    audit.record(
        verb="frequent_question.edit",
        actor=actor,
        obj=locked,
        now=now,
        facts={"shown": locked.is_shown, "changed": sorted(changed)},
        personal=changed,
    )
    return locked


@verb
def move_frequent_question(*, entry: FrequentQuestion, up: bool, actor: User, now: datetime) -> FrequentQuestion:
    """One place up or down; at the end of the list it stays where it is. The whole list is numbered anew from 1."""
    policies.can_answer_enquiries(actor).require()
    rows = list(FrequentQuestion.objects.select_for_update(of=("self",)).order_by("position", "id"))
    here = next(index for index, row in enumerate(rows) if row.pk == entry.pk)
    there = max(0, min(len(rows) - 1, here - 1 if up else here + 1))
    rows.insert(there, rows.pop(here))
    for position, row in enumerate(rows, start=1):
        row.position = position
    FrequentQuestion.objects.bulk_update(rows, ["position"])
    if there != here:
        audit.record(
            verb="frequent_question.move", actor=actor, obj=rows[there], now=now, facts={"position": there + 1}
        )
    return rows[there]


def _fit(what: str, text: str, field: str) -> str:
    tidied = tidy(text)
    kind = personal_in(tidied)
    found = []
    if not tidied:
        found.append(Reason("没有写内容", "R1.4", "请填写。", field=field))
    if kind:
        found.append(Reason(f"里面有{kind}", "R1.4", "常见问题是公开的，请去掉；电话请写固定电话。", field=field))
    refuse_unless(what, found)
    return tidied
