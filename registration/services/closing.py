"""报名结束: proof-read, settled by name, signed (R2.4)."""

from collections.abc import Sequence
from datetime import datetime

from announcements.models import Assessment
from registration import policies, reading, rules, selectors
from registration.models import RegistrationClosing
from registration.proofreading import Finding, Settlement
from registration.services.applications import require, require_open
from station import audit
from station.models import User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb
from station.wording import closing_moment

audit.register_verbs({"registration.close": "报名结束校核"})

WHAT = "不能结束报名"
proof_reading = reading.proof_reading


@verb
def close_registration(
    *, assessment: Assessment, actor: User, now: datetime, settled: Sequence[Settlement | tuple[str, str]] = ()
) -> RegistrationClosing:
    """Sign the registration off: after the window by the clock, every finding mended or settled by name (R2.4).

    `settled` names findings by key, each with why it may stand.
    """
    require(actor, policies.CLOSERS, "结束报名", "R2.4")
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_unless(WHAT, rules.withdrawn_reasons(assessment.withdrawn_at))
    require_open(assessment.pk, WHAT)
    if assessment.announced_at is None or now < assessment.registration_until:
        until = closing_moment(assessment.registration_until)
        raise Refused(WHAT, Reason(f"报名时间到{until}为止，还没有结束", "R2.1", "请在报名截止后办理。"))
    findings = proof_reading(assessment)
    notes = _notes(settled)
    _require_settled(findings, notes)
    counts = selectors.offering_counts(assessment)
    closing = RegistrationClosing.objects.create(
        assessment=assessment,
        closed_by=actor,
        closed_at=now,
        registered=sum(line["registered"] for line in counts),
        counts=counts,
        settled=[_settled(finding, notes[finding.key], actor) for finding in findings],
    )
    facts = {"registered": closing.registered, "settled": len(findings)}
    audit.record(
        verb="registration.close", actor=actor, obj=closing, now=now, scope=assessment.audit_scope, facts=facts
    )
    return closing


def _notes(settled: Sequence[Settlement | tuple[str, str]]) -> dict[str, str]:
    pairs = [(item.key, item.note) if isinstance(item, Settlement) else item for item in settled]
    return {key: note.strip() for key, note in pairs if note.strip()}


def _require_settled(findings: Sequence[Finding], notes: dict[str, str]) -> None:
    rest = [finding for finding in findings if finding.key not in notes]
    if not rest:
        return
    shown = [Reason(f"{finding.number} {finding.name}：{finding.text}", finding.clause) for finding in rest[:5]]
    more = f"等共 {len(rest)} 项" if len(rest) > len(shown) else f"共 {len(rest)} 项"
    raise Refused(WHAT, *shown, Reason(f"{more}没有处理", "R2.4", "请逐项改正，或逐人写明可以保留的理由。"))


def _settled(finding: Finding, note: str, actor: User) -> dict[str, str]:
    """Numbers, not names: the closing outlives the personal data."""
    return {
        "key": finding.key,
        "number": finding.number,
        "text": finding.text,
        "note": note,
        "settled_by": actor.name,
    }
