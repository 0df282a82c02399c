"""Files that take a while to make, made by the worker for one person to take away; swept after a few days (R2.2, R2.4)."""

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from announcements.models import Assessment
from registration.models import ImportBatch, PreparedFile, RosterCheck
from registration.services.checks import annotated_check
from registration.services.imports import annotated_batch
from station import identifiers, jobs
from station.documents import EXTENSIONS, XLSX
from station.models import Job, User
from station.models.documents import private_storage
from station.refusals import Reason, Refused

REMARKS_JOB = "roster.remarks"


def prepare_later(
    *, kind: str, title: str, parameters: dict[str, Any], assessment: Assessment, actor: User, now: datetime
) -> Job:
    """Queue it; asked twice while it is under way, the one under way is the answer."""
    scope = assessment.audit_scope
    waiting = Job.objects.filter(kind=kind, scope=scope, requested_by=actor, finished_at=None, parameters=parameters)
    with transaction.atomic():
        return waiting.first() or jobs.enqueue(
            kind=kind, title=title, parameters=parameters, actor=actor, now=now, scope=scope
        )


def remarks_later(*, source: RosterCheck | ImportBatch, actor: User, now: datetime) -> Job:
    """The annotated workbook of a long roster."""
    key = "check" if isinstance(source, RosterCheck) else "batch"
    return prepare_later(
        kind=REMARKS_JOB,
        title=f"填写修改意见（{source.read} 人）",
        parameters={key: str(source.public_id)},
        assessment=source.assessment,
        actor=actor,
        now=now,
    )


def carry_remarks(job: Job) -> PreparedFile:
    """Run again after a kill it finds the file that was made, or makes it."""
    made = PreparedFile.objects.filter(job=job).first()
    if made is not None:
        return made
    assert job.requested_by is not None  # pages ask for it, the console writes its own file
    source: RosterCheck | ImportBatch | None
    if "check" in job.parameters:
        source = RosterCheck.objects.filter(public_id=job.parameters["check"], owner=job.requested_by).first()
        content = annotated_check(source) if source else b""
    else:
        source = ImportBatch.objects.get(public_id=job.parameters["batch"])
        content = annotated_batch(batch=source, actor=job.requested_by, now=job.requested_at)
    if source is None:
        raise Refused("不能填写修改意见", Reason("这份名单已经导入或清除", "R2.1", "请重新上传名单。"))
    return keep_prepared(
        job=job,
        assessment=source.assessment,
        title=job.title,
        file_name=remarks_name(source.file_name),
        content=content,
        mime=XLSX,
        now=job.requested_at,
    )


def remarks_name(file_name: str) -> str:
    stem = file_name.rpartition(".")[0] or file_name
    return f"{stem}（修改意见）.xlsx"


def keep_prepared(
    *,
    job: Job,
    assessment: Assessment,
    title: str,
    file_name: str,
    content: bytes,
    mime: str,
    now: datetime,
    note: str = "",
) -> PreparedFile:
    prepared = PreparedFile(
        public_id=identifiers.new_public_id(),
        assessment=assessment,
        owner=job.requested_by,
        job=job,
        title=title[:200],
        file_name=file_name[-200:],
        mime=mime,
        note=note[:300],
        made_at=now,
    )
    name = f"prepared/{prepared.public_id.hex[:2]}/{prepared.public_id}.{EXTENSIONS.get(mime, 'bin')}"
    prepared.file.name = private_storage().save(name, ContentFile(content))
    prepared.save(force_insert=True)
    return prepared
