"""Proof-reading against the 《职业资格证书核发名册》, reprints, and handing out against identity and signature (R6.3)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from announcements.models import Assessment
from certificates import acts, rules, selectors, workflow
from certificates.documents import REGISTER
from certificates.enums import CertificateState
from certificates.models import Certificate, CertificateHandOut
from exams import selectors as examined
from registration.roster.normalising import same_name
from station import audit, documents
from station.enums import Level, Subject
from station.models import Document, User
from station.notifications import notify
from station.refusals import NotPermitted, Reason, Refused
from station.verbs import verb
from station.workflow import fire

MARKS = (Subject.THEORY, Subject.PRACTICAL, Subject.COMPREHENSIVE)


def register_facts(certificate: Certificate) -> dict[str, str]:
    """What the register says should be printed: from the confirmed result, not from the printed certificate."""
    application = certificate.result.application
    return {
        "name": application.candidate.name,
        "identity_number": application.candidate.identity_number,
        "occupation": application.offering.occupation.name,
        "level": Level(application.offering.level).label,
        "number": certificate.number,
        "issued_on": certificate.issued_on.isoformat(),
    }


def compare(certificate: Certificate) -> list[rules.Difference]:
    """The register held against what is printed, as it is known now."""
    return rules.differences(register_facts(certificate), certificate.printed)


@verb
def proof_read(
    *,
    certificate: Certificate,
    actor: User,
    now: datetime,
    printed: Mapping[str, str] | None = None,
    remark: str = "",
) -> Certificate:
    """Compare field by field. Without a fault it may be handed out; with one it must be printed anew.

    `printed` is what the reader sees on the paper; without it, what the centre's list says was printed.
    """
    on_paper = {**certificate.printed, **(printed or {})}
    found = rules.differences(register_facts(certificate), on_paper)
    faults = [{"field": item.field, "register": item.register, "printed": item.printed} for item in found]
    if remark.strip():
        faults.append(_remark(remark))
    changes = {
        "printed": on_paper,
        "proof_read_by": actor,
        "proof_read_at": now,
        "differences": faults,
    }
    transition = workflow.FIND_FAULTY if faults else workflow.PASS
    facts = {"differences": [item["field"] for item in faults]}
    fire(certificate, transition, actor=actor, now=now, changes=changes, facts=facts, reason=remark.strip())
    if not faults:
        _tell_candidate(certificate, now)
    return certificate


@verb
def proof_read_many(*, certificates: Iterable[Certificate], actor: User, now: datetime) -> dict[str, int]:
    """Proof-read those that await it; how many were without fault, faulty, or not awaiting it."""
    counted = {"sound": 0, "faulty": 0, "passed_over": 0}
    for certificate in certificates:
        if certificate.state != CertificateState.REGISTERED:
            counted["passed_over"] += 1
            continue
        proof_read(certificate=certificate, actor=actor, now=now)
        counted["sound" if certificate.state == CertificateState.PROOF_READ else "faulty"] += 1
    return counted


def _remark(text: str) -> dict[str, str]:
    return {"field": rules.REMARK, "register": "", "printed": text.strip()}


def _tell_candidate(certificate: Certificate, now: datetime) -> None:
    user = certificate.result.application.candidate.user
    if user is None or not user.is_active:
        return
    notify(
        [user],
        kind="certificate",
        text=f"您的{certificate.result.application.offering}证书可以领取了，请本人持身份证到鉴定所签字领取。",
        url="/my/certificates/",
        now=now,
        scope=certificate.audit_scope,
        key=f"certificate:{certificate.public_id}:{certificate.prints}",
    )


@verb
def find_faulty(*, certificate: Certificate, fault: str, actor: User, now: datetime) -> Certificate:
    """A fault the eye sees and no comparison does: a blurred photograph, a crooked seal."""
    if not fault.strip():
        raise Refused("不能登记差错", Reason("没有写明差错", "R6.3", field="fault"))
    changes = {
        "proof_read_by": actor,
        "proof_read_at": now,
        "differences": [*certificate.differences, _remark(fault)],
    }
    facts = {"differences": [rules.REMARK]}
    return fire(
        certificate, workflow.FIND_FAULTY, actor=actor, now=now, changes=changes, facts=facts, reason=fault.strip()
    )


@verb
def reprint(*, certificate: Certificate, actor: User, now: datetime) -> Certificate:
    """The centre printed it anew by the register: to be proof-read again. The number stays."""
    changes: dict[str, Any] = {
        "prints": certificate.prints + 1,
        "printed": register_facts(certificate),
        "differences": [],
    }
    facts = {"prints": changes["prints"]}
    return fire(certificate, workflow.REPRINT, actor=actor, now=now, changes=changes, facts=facts)


@verb
def hand_out_certificate(
    *,
    certificate: Certificate,
    received_by: str,
    identity_checked: bool,
    actor: User,
    now: datetime,
    signed: bool = True,
    authority: str = "",
) -> CertificateHandOut:
    """Against identity and signature: to the person named on it, or to somebody with that person's written authority."""
    decision = workflow.HAND_OUT.may(actor, certificate)
    if not decision:
        raise NotPermitted(decision.reason, decision.clause)
    received_by, authority = received_by.strip(), authority.strip()
    faults = []
    if not received_by:
        faults.append(Reason("没有填写领取人", "R6.3", field="received_by"))
    elif not authority and not same_name(received_by, certificate.result.application.candidate.name):
        remedy = "请由本人领取；代领的，请收下委托书并写明代领人与本人的关系。"
        faults.append(Reason("领取人不是证书上的本人", "R6.3", remedy, "authority"))
    if not identity_checked:
        faults.append(Reason("没有核验领取人的身份证", "R6.3", "请核验后勾选。", "identity_checked"))
    if not signed:
        faults.append(Reason("领取人没有签字", "R6.3", "请领取人在核发名册上签字后勾选。", "signed"))
    if faults:
        raise Refused("不能发放证书", *faults)
    personal = {"received_by": received_by, "authority": authority}
    fire(certificate, workflow.HAND_OUT, actor=actor, now=now, personal=personal)
    return CertificateHandOut.objects.create(
        certificate=certificate,
        received_by=received_by,
        authority=authority,
        identity_checked=True,
        signed=True,
        handed_out_by=actor,
        handed_out_at=now,
    )


@verb
def print_register(*, assessment: Assessment, actor: User, now: datetime) -> Document:
    """《职业资格证书核发名册》 of all certificates that have their number; a newer print supersedes the one before."""
    acts.PRINT_REGISTER.may(actor).require()
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    rows = list(
        selectors.certificates_of(assessment)
        .filter(result__in=selectors.confirmed_results(assessment))
        .order_by("result__application__offering__occupation__name", "-result__application__offering__level", "number")
    )
    if not rows:
        raise Refused("不能打印核发名册", Reason("还没有登记证书编号", "R6.3", "请先导入中心发回的证书编号。"))
    marks = {
        result.application.pk: {subject: item.text for subject, item in result.by_subject.items()}
        | dict.fromkeys(result.kept - set(result.by_subject), "前次合格")
        for result in examined.results(assessment)
    }
    facts = {
        "assessment": assessment.title,
        "code": assessment.code,
        "exam_date": assessment.exam_date,
        "centre_document": rows[0].result.confirmation.centre_document,
        "rows": [_register_row(row, marks.get(row.result.application_id, {})) for row in rows],
    }
    scope = assessment.audit_scope
    before = Document.objects.filter(kind=REGISTER.key, scope=scope, superseded_by=None, withdrawal=None).first()
    document = documents.issue(
        kind=REGISTER.key,
        title=f"{assessment.title}职业资格证书核发名册",
        facts=facts,
        scope=scope,
        actor=actor,
        now=now,
        supersedes=before,
    )
    audit.record(
        verb=acts.PRINT_REGISTER.verb,
        actor=actor,
        obj=assessment,
        now=now,
        facts={"serial": document.serial, "rows": len(rows)},
    )
    return document


@verb
def unmask(*, certificate: Certificate, actor: User, now: datetime) -> dict[str, tuple[str, str]]:
    """Both identity numbers in full, the register's and the printed one; looking at them is on record."""
    acts.UNMASK.may(actor).require()
    audit.record(verb=acts.UNMASK.verb, actor=actor, obj=certificate, now=now)
    field = "identity_number"
    return {field: (register_facts(certificate)[field], certificate.printed.get(field, ""))}


def _register_row(certificate: Certificate, marks: Mapping[str, str]) -> dict[str, str]:
    candidate = certificate.result.application.candidate
    return {
        **register_facts(certificate),
        **{subject.value: marks.get(subject.value, "—") for subject in MARKS},
        "ticket": certificate.result.application.ticket.number,
        "sex": candidate.get_sex_display(),
        "birth_date": candidate.birth_date.isoformat(),
        "education": candidate.get_education_display(),
    }
