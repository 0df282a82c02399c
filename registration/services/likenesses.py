"""疑似重复: same name and birth date under two numbers. A person decides whether they are one (R2.4)."""

from datetime import datetime

from registration import policies
from registration.enums import Likeness
from registration.models import Candidate, LikenessDecision
from station import audit
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"candidate.likeness": "认定疑似重复"})

WHAT = "不能认定"


@verb
def decide_likeness(
    *, one: Candidate, other: Candidate, decision: str, note: str, actor: User, now: datetime
) -> LikenessDecision:
    """Put on record whether two records are one person, and by what that was told. The newest decision counts.

    Neither record is touched: of one person's two applications one is ended at the desk by its own verb.
    """
    for each in (one, other):
        policies.can_decide_likeness(actor, each).require()
    pair = {
        row.pk: row for row in Candidate.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    }
    first, second = _alike(list(pair.values()))
    _require(decision, note)
    newest = LikenessDecision.objects.filter(one=first, other=second).first()
    if newest is not None and newest.decision == decision:
        text = f"已经认定两条记录“{Likeness(decision).label}”"
        raise Refused(WHAT, Reason(text, "R2.4", "认定有误的，可改作另一结论。", "decision"))
    made = LikenessDecision.objects.create(
        one=first, other=second, decision=decision, note=note.strip()[:200], decided_by=actor, decided_at=now
    )
    for mine, twin in ((first, second), (second, first)):
        facts = {"decision": decision, "other": str(twin.public_id)}
        audit.record(verb="candidate.likeness", actor=actor, obj=mine, now=now, facts=facts, reason=note.strip())
    return made


def _alike(pair: list[Candidate]) -> tuple[Candidate, Candidate]:
    if len(pair) != 2 or (pair[0].name, pair[0].birth_date) != (pair[1].name, pair[1].birth_date):
        raise Refused(WHAT, Reason("两条记录不是同名且同日出生", "R2.4", "请从疑似重复的名单进入。"))
    return pair[0], pair[1]


def _require(decision: str, note: str) -> None:
    reasons = []
    if decision not in Likeness.values:
        reasons.append(Reason("没有选择结论", "R2.4", "请选择是否同一人。", "decision"))
    if not note.strip():
        reasons.append(
            Reason("没有写明依据", "R2.4", "请写明核对了什么，如“两人身份证原件均已查验，相片不同”。", "note")
        )
    if reasons:
        raise Refused(WHAT, *reasons)
