"""曾用名: a documented change of name, decided by a person at the desk (R2.1).

Papers that stand keep the name they were issued under, for they are frozen; whatever is issued later bears the new one.
"""

from datetime import datetime

from registration import policies, rules, selectors, uploads
from registration.models import Application, Candidate, NameChange
from registration.roster.normalising import clean_name
from registration.services import files
from station import audit
from station.models import User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"candidate.rename": "登记更名"})

WHAT = "不能登记更名"


@verb
def change_name(
    *,
    candidate: Candidate,
    name: str,
    proof: str,
    actor: User,
    now: datetime,
    content: bytes | None = None,
    acknowledged: bool = False,
) -> NameChange:
    """The person goes by another name from now on. `proof` says which paper was seen, `content` is its scan.

    `acknowledged`: whoever decides has read which assessments are closed with the old name on their papers.
    """
    policies.can_change_name(actor, candidate).require()
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("user").get(pk=candidate.pk)
    wanted, words = clean_name(name), proof.strip()
    _require(candidate, wanted, words)
    if not acknowledged:
        _require_no_closed(candidate)
    change = NameChange(
        candidate=candidate,
        name_before=candidate.name,
        name_after=wanted,
        proof=words[:120],
        decided_by=actor,
        decided_at=now,
    )
    if content is not None:
        upload = uploads.accept_scan(content)
        change.file.name = files.keep_own("names", upload.content, upload.extension)
        change.sha256 = upload.sha256
    change.save(force_insert=True)
    _rename(candidate, wanted)
    audit.record(
        verb="candidate.rename",
        actor=actor,
        obj=candidate,
        now=now,
        facts={"sha256": change.sha256},
        personal={"before": change.name_before, "after": change.name_after, "proof": change.proof},
    )
    return change


def _require(candidate: Candidate, wanted: str, words: str) -> None:
    reasons = rules.name_reasons(wanted)
    if wanted and wanted == candidate.name:
        reasons.append(Reason(f"现在登记的姓名就是“{wanted}”", "R2.1", "姓名没有变的，不必登记更名。", "name"))
    if not words:
        reasons.append(
            Reason("没有写明更名的证明文件", "R2.1", "请填写查验的证明，如“户口簿变更页”“公安机关更名证明”。", "proof")
        )
    if reasons:
        raise Refused(WHAT, *reasons)


def _require_no_closed(candidate: Candidate) -> None:
    """Lists that were signed and filed bear the old name: nobody changes it without having read that (R2.4)."""
    closed = list(selectors.closed_registrations(candidate))
    if closed:
        raise Refused(WHAT, *(_bound(application) for application in closed))


def _bound(application: Application) -> Reason:
    text = f"{application.offering.assessment.title}报名已经校核结束，名册和已出的文书写的是现在登记的姓名"
    return Reason(text, "R2.4", "确须更名的，勾选“已知悉”，并把更名情况告知鉴定中心。", "acknowledged")


def _rename(candidate: Candidate, wanted: str) -> None:
    candidate.name = wanted
    candidate.save(update_fields=["name"])
    if candidate.user is not None:
        candidate.user.name = wanted
        candidate.user.save(update_fields=["name"])
