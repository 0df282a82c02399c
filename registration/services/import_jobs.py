"""A roster too long for one request: taken in by the worker, with its progress on a page (R2.4)."""

from datetime import datetime

from django.db import transaction

from announcements.models import Assessment
from registration.models import ImportBatch, RosterCheck
from registration.roster.errors import RosterUnreadable
from registration.services import files
from registration.services.checks import IMPORT_JOB as JOB
from registration.services.checks import discard_check
from registration.services.imports import WHAT, Report, import_roster, require_importable
from station import jobs
from station.models import Job, User
from station.refusals import Reason, Refused


def import_later(
    *,
    assessment: Assessment,
    stored: str,
    digest: str,
    file_name: str,
    page: str,
    actor: User,
    now: datetime,
    whole: bool = False,
) -> Job:
    """Queue the import of a file kept under `stored`; asked twice, the one under way is the answer.

    Right and window are asked here and now: who confirmed in time is not late because the worker was busy. `page` is
    the URL name that shows the batch to this actor.
    """
    require_importable(assessment=assessment, actor=actor, now=now)
    waiting = Job.objects.filter(kind=JOB, scope=assessment.audit_scope, finished_at=None, requested_by=actor)
    running = waiting.filter(parameters__digest=digest).first()
    if running is not None:
        return running
    parameters = {
        "assessment": assessment.pk, "file": stored, "digest": digest, "file_name": file_name, "page": page,
        "whole": whole,
    }  # fmt: skip
    title = f"导入{assessment.title}的名单"
    with transaction.atomic():
        job = jobs.enqueue(
            kind=JOB, title=title, parameters=parameters, actor=actor, now=now, scope=assessment.audit_scope
        )
        RosterCheck.objects.filter(file=stored).update(job=job)
        return job


def carry_import(job: Job, *, report: Report) -> ImportBatch | None:
    """Do it, as of the moment it was asked for. Run again after a kill, it finds what was written and writes no more."""
    said = job.parameters
    assessment = Assessment.objects.get(pk=said["assessment"])
    done = ImportBatch.objects.filter(assessment=assessment, sha256=said["digest"]).order_by("-id")
    try:
        content = files.read(said["file"])
    except FileNotFoundError as missing:
        if written := done.first():
            return written
        raise Refused(WHAT, Reason("等待导入的名单已经清除", "R2.4", "请重新上传名单。")) from missing
    try:
        answer = import_roster(
            assessment=assessment,
            content=content,
            file_name=said["file_name"],
            actor=job.requested_by,
            now=job.requested_at,
            whole=said["whole"],
            report=report,
        )
    except RosterUnreadable as error:
        raise Refused(WHAT, Reason(error.message, "R2.1")) from error
    _clear(said["file"])
    return answer.batch or done.first()


def _clear(stored: str) -> None:
    """What waited to be imported need not wait any longer."""
    for check in RosterCheck.objects.filter(file=stored):
        discard_check(check)
    files.discard(stored)
