"""The 《职业技能鉴定考评表》 of everybody one contact has brought, in one go, ready to print and sign (R2.2)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from announcements.models import Assessment
from registration import policies, selectors
from registration.enums import ENDED
from registration.models import Application, PreparedFile
from registration.services import files
from registration.services.applications import require
from registration.services.imports import Report
from registration.services.papers import form_facts
from registration.services.prepared import keep_prepared, prepare_later
from station import audit, clock, documents
from station.models import Document, Job, User
from station.refusals import Reason, Refused
from station.verbs import verb

JOB = "registration.forms"
WHAT = "不能打印考评表"
PORTION = 25
"""People in one transaction: what was issued before a kill need not be issued again."""
VOLUME = 200
"""People in one PDF; more come as several in a ZIP."""

audit.register_verbs({"forms.print": "成批打印考评表"})


def with_form(assessment: Assessment, actor: User) -> QuerySet[Application]:
    """Whose form this contact may print: submitted, and still in the running."""
    mine = policies.brought_by(actor).filter(offering__assessment=assessment, number__isnull=False)
    return mine.exclude(state__in=ENDED)


def print_later(*, assessment: Assessment, actor: User, now: datetime) -> Job:
    require(actor, policies.IMPORTERS, "打印考评表", "R2.2")
    if not with_form(assessment, actor).exists():
        raise Refused(WHAT, Reason("本单位没有已提交的报名", "R2.2", "导入名单后即可打印。"))
    return prepare_later(
        kind=JOB,
        title="生成本单位人员的考评表",
        parameters={"assessment": assessment.pk},
        assessment=assessment,
        actor=actor,
        now=now,
    )


def carry_forms(job: Job, *, report: Report) -> PreparedFile:
    """Forms that still say what stands on record are taken as they are; only what changed is issued anew."""
    made = PreparedFile.objects.filter(job=job).first()
    if made is not None:
        return made
    assert job.requested_by is not None  # only a contact's page asks for it
    assessment, actor, now = Assessment.objects.get(pk=job.parameters["assessment"]), job.requested_by, job.requested_at
    ids = list(with_form(assessment, actor).order_by("number").values_list("pk", flat=True))
    papers: list[Document] = []
    for start in range(0, len(ids), PORTION):
        papers += issue_forms(applications=ids[start : start + PORTION], actor=actor, now=now)
        report(len(papers), len(ids), "正在生成考评表")
    report(len(ids), len(ids), "正在合订")
    title = f"{assessment.title}考评表（{len(papers)} 人）"
    content, mime = _bound(papers, title, now)
    return keep_prepared(
        job=job,
        assessment=assessment,
        title=title,
        file_name=f"{title}.{documents.EXTENSIONS[mime]}",
        content=content,
        mime=mime,
        now=now,
    )


@verb
def issue_forms(*, applications: Sequence[int], actor: User, now: datetime) -> list[Document]:
    """One form each, in the order given; as many queries for many as for one."""
    rows = (
        selectors.whole()
        .filter(pk__in=policies.brought_by(actor).filter(pk__in=applications).values("pk"))
        .prefetch_related("subjects", "candidate__photos")
        .order_by("number")
    )
    standing = _standing([str(row.public_id) for row in rows])
    found: dict[str, Document] = {}
    drafts: list[documents.Draft] = []
    for row in rows:
        subject, facts = str(row.public_id), form_facts(row)
        last = standing.get(subject)
        if last is not None and last.facts == audit.plain(facts):
            found[subject] = last
            continue
        title = f"职业技能鉴定考评表（{row.candidate.name}）"
        drafts.append(documents.Draft(title, facts, row.audit_scope, subject, last))
    for document in documents.issue_many(kind="registration.form", drafts=drafts, actor=actor, now=now):
        found[document.subject] = document
    if rows:
        scope = rows[0].audit_scope
        facts = {"people": len(rows), "issued": len(drafts)}
        audit.record(verb="forms.print", actor=actor, obj=actor, now=now, scope=scope, facts=facts)
    return [found[str(row.public_id)] for row in rows]


def _standing(subjects: Sequence[str]) -> dict[str, Document]:
    rows = Document.objects.filter(kind="registration.form", subject__in=subjects, superseded_by=None, withdrawal=None)
    return {row.subject: row for row in rows.order_by("id")}


def _bound(papers: Sequence[Document], title: str, now: datetime) -> tuple[bytes, str]:
    from station.papers import Imprint, bind, plain_zip

    imprint = Imprint(issuer=settings.STATION_NAME, issued=clock.local_date(now))
    volumes = [
        bind([files.read(paper.file.name) for paper in volume], imprint, title=title) for volume in _volumes(papers)
    ]
    if len(volumes) == 1:
        return volumes[0], documents.PDF
    return plain_zip({f"考评表第{number}册.pdf": content for number, content in enumerate(volumes, 1)}), documents.ZIP


def _volumes(papers: Sequence[Document]) -> Iterator[Sequence[Document]]:
    for start in range(0, len(papers), VOLUME):
        yield papers[start : start + VOLUME]
