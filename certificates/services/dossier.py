"""The material of R6.1: what went on, who sat, how they did, signed, sent to the centre and the training office."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from announcements.models import Assessment
from certificates import acts, dossier_facts, selectors
from certificates.documents import DOSSIER, DOSSIER_ITEMS
from certificates.models import Dossier
from exams.models import ResultRelease
from station import audit, clock, documents, jobs
from station.models import Document, Job, User
from station.refusals import Reason, refuse_unless
from station.verbs import verb

WHAT = "不能报送验印材料"
JOB = "certificates.dossier"
Progress = Callable[[int, int, str], None]


def dossier_findings(assessment: Assessment) -> list[Reason]:
    """What stands against sending the dossier; empty when nothing does."""
    if not ResultRelease.objects.filter(assessment=assessment).exists():
        return [Reason("成绩还没有上报和公布", "R5.10", "请所长先公布成绩。")]
    if Dossier.objects.filter(assessment=assessment).exists():
        return [Reason("这一批次的验印材料已经报送", "R6.1")]
    return []


def _day_faults(sent_on: date, assessment: Assessment, now: datetime) -> list[Reason]:
    """The dossier holds the reported results: it can't have left before them, nor tomorrow."""
    if sent_on > clock.local_date(now):
        return [Reason(f"报送日期 {sent_on} 还没有到", "R6.1", field="sent_on")]
    release = ResultRelease.objects.filter(assessment=assessment).first()
    if release and sent_on < release.reported_on:
        text = f"报送日期 {sent_on} 早于成绩上报日期 {release.reported_on}"
        return [Reason(text, "R6.1", field="sent_on")]
    return []


@verb
def request_dossier(*, assessment: Assessment, sent_on: date, actor: User, now: datetime) -> Job:
    """Make and send the dossier in the background; what would refuse it is said at once."""
    acts.SEND_DOSSIER.may(actor).require()
    refuse_unless(WHAT, [*dossier_findings(assessment), *_day_faults(sent_on, assessment, now)])
    return jobs.enqueue(
        kind=JOB,
        title=f"{assessment.title}：生成并报送验印材料",
        parameters={"assessment": assessment.pk, "sent_on": sent_on.isoformat()},
        actor=actor,
        now=now,
        scope=assessment.audit_scope,
    )


@verb
def send_dossier(
    *, assessment: Assessment, sent_on: date, actor: User, now: datetime, progress: Progress | None = None
) -> Dossier:
    """Issue the papers of R6.1, zip them with the signed score summary and the manifest, and record the sending."""
    acts.SEND_DOSSIER.may(actor).require()
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_unless(WHAT, [*dossier_findings(assessment), *_day_faults(sent_on, assessment, now)])
    issued = []
    common = dossier_facts.common(assessment)
    for number, (kind, name) in enumerate(DOSSIER_ITEMS.items(), 1):
        if progress:
            progress(number, len(DOSSIER_ITEMS) + 1, f"正在生成{name}")
        issued.append(
            documents.issue(
                kind=kind,
                title=f"{name.strip('《》')}（{assessment.title}）",
                facts={**common, **dossier_facts.BUILDERS[kind](assessment)},
                scope=assessment.audit_scope,
                actor=actor,
                now=now,
            )
        )
    manifest = [_reference(item) for item in (*issued, assessment.result_release.document)]
    package = documents.issue(
        kind=DOSSIER.key,
        title=f"{assessment.title}验印材料",
        facts={**common, "sent_on": sent_on, "documents": manifest},
        scope=assessment.audit_scope,
        actor=actor,
        now=now,
    )
    dossier = Dossier.objects.create(
        assessment=assessment, document=package, manifest=manifest, sent_on=sent_on, sent_by=actor, recorded_at=now
    )
    facts = {"sha256": package.sha256, "sent_on": sent_on}
    audit.record(verb=acts.SEND_DOSSIER.verb, actor=actor, obj=dossier, now=now, facts=facts)
    return dossier


def _reference(document: Document) -> dict[str, Any]:
    """A paper as the manifest names it; its bytes are fetched by serial when the ZIP is written."""
    return {
        "serial": document.serial,
        "kind": document.kind,
        "name": documents.kind_of(document).title,
        "title": document.title,
        "clause": document.clause,
        "pages": document.pages,
        "sha256": document.sha256,
    }


def dossier_remarks(assessment: Assessment) -> list[str]:
    """What the sender should know before sending, though nothing forbids it."""
    remarks = []
    if not selectors.passed_applications(assessment):
        remarks.append("本批次没有成绩合格的考生，报送后没有证书可以核发。")
    return [*remarks, *dossier_facts.contradictions(assessment)]
