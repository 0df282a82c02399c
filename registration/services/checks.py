"""A roster looked at before anything of it is written: judged at once, or by the worker where it is long (R2.4).

The file and its verdicts wait among the private files. They go when the roster is imported or given up, and after
`KEPT` whatever became of them: nothing personal waits for ever.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from announcements.models import Assessment
from registration.models import PreparedFile, RosterCheck
from registration.roster.annotating import annotate
from registration.roster.errors import RosterUnreadable
from registration.roster.judging import Judgement, judgement_from_json
from registration.roster.reading import headings, read_roster
from registration.services import files
from registration.services.columns import learned_by
from registration.services.imports import ImportReport, Report, import_roster, require_importable
from station import audit, identifiers, jobs
from station.models import Job, User
from station.models.documents import private_storage
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"roster.forget": "清除未导入的名单"})

CHECK_JOB, IMPORT_JOB = "roster.check", "roster.import"
JOB_FROM = 1000
"""People in a roster from which on nobody waits for the answer of one request."""
KEPT = timedelta(days=3)
"""How long a roster waits to be imported, and a prepared file to be taken away."""


def is_long(check: RosterCheck) -> bool:
    return check.people > JOB_FROM


def is_being_imported(check: RosterCheck) -> bool:
    return check.job is not None and check.job.kind == IMPORT_JOB and check.job.finished_at is None


def _require_at_rest(check: RosterCheck, what: str) -> None:
    """The worker still needs the file of a roster that is to be imported."""
    if is_being_imported(check):
        raise Refused(what, Reason(f"“{check.file_name}”正在导入", "R2.4", "请等导入结束，看过结果再办。", "roster"))


def receive_roster(
    *, assessment: Assessment, content: bytes, file_name: str, page: str, actor: User, now: datetime
) -> RosterCheck:
    """Keep the file and judge it, or have it judged. The same file again takes the place of the last.

    `page` is the URL name that shows the verdicts to this actor.

    A file that gives no list of people, but whose headings can be asked about, is kept with its `trouble`; any other
    such file raises `RosterUnreadable` and nothing is kept.
    """
    require_importable(assessment=assessment, actor=actor, now=now)
    try:
        people, trouble = len(read_roster(content, file_name, learned=learned_by(actor)).rows), ""
    except RosterUnreadable as error:
        if not headings(content, file_name, learned_by(actor)):
            raise
        people, trouble = 0, str(error)[:300]
    check = _kept(assessment, content, file_name, people, trouble, actor=actor, now=now)
    if not trouble:
        _judge_now_or_later(check, content, page=page, now=now)
    return check


def check_again(check: RosterCheck, *, page: str, now: datetime) -> RosterCheck:
    """After its headings were explained. Raises `RosterUnreadable` where they still give no list."""
    _require_at_rest(check, "不能重新检查名单")
    content = files.read(check.file.name)
    table = read_roster(content, check.file_name, learned=learned_by(check.owner))
    require_importable(assessment=check.assessment, actor=check.owner, now=now)
    check.people, check.trouble, check.read, check.job = len(table.rows), "", None, None
    check.save(update_fields=["people", "trouble", "read", "job"])
    _judge_now_or_later(check, content, page=page, now=now)
    return check


def _kept(
    assessment: Assessment, content: bytes, file_name: str, people: int, trouble: str, *, actor: User, now: datetime
) -> RosterCheck:
    digest = hashlib.sha256(content).hexdigest()
    for earlier in RosterCheck.objects.filter(owner=actor, assessment=assessment, sha256=digest).select_related("job"):
        _require_at_rest(earlier, "不能再次上传这份名单")
        discard_check(earlier)
    check = RosterCheck(
        public_id=identifiers.new_public_id(),
        assessment=assessment,
        owner=actor,
        file_name=file_name[-200:],
        sha256=digest,
        people=people,
        trouble=trouble,
        made_at=now,
    )
    check.file.name = private_storage().save(_name(check, "bin"), ContentFile(content))
    check.save(force_insert=True)
    return check


def _name(check: RosterCheck, extension: str) -> str:
    return f"rosters-waiting/{check.public_id.hex[:2]}/{check.public_id}.{extension}"


def _judge_now_or_later(check: RosterCheck, content: bytes, *, page: str, now: datetime) -> None:
    if not is_long(check):
        _judge(check, content, now=now, report=None)
        return
    check.job = jobs.enqueue(
        kind=CHECK_JOB,
        title=f"检查名单（{check.people} 人）",
        parameters={"check": str(check.public_id), "page": page},
        actor=check.owner,
        now=now,
        scope=check.audit_scope,
    )
    check.save(update_fields=["job"])


def _judge(check: RosterCheck, content: bytes, *, now: datetime, report: Report | None) -> None:
    answer = import_roster(
        assessment=check.assessment,
        content=content,
        file_name=check.file_name,
        actor=check.owner,
        now=now,
        dry_run=True,
        report=report,
    )
    _keep_verdicts(check, answer)


def _keep_verdicts(check: RosterCheck, answer: ImportReport) -> None:
    """A snapshot, so that leafing through ten thousand rows judges nobody anew. The import judges again."""
    if check.verdicts:
        files.discard(check.verdicts.name)
    said = json.dumps(answer.as_json(), ensure_ascii=False).encode()
    check.verdicts.name = private_storage().save(_name(check, "json"), ContentFile(said))
    check.sheet = answer.table.sheet[:120]
    check.read, check.accepted = answer.read, answer.accepted
    check.rejected, check.duplicate = answer.rejected, answer.duplicate
    check.save(update_fields=["verdicts", "sheet", "read", "accepted", "rejected", "duplicate"])


def carry_check(job: Job, *, report: Report) -> RosterCheck | None:
    """The worker's part; run again after a kill it judges again. Nothing where the roster was given up meanwhile."""
    check = RosterCheck.objects.filter(public_id=job.parameters["check"]).select_related("assessment", "owner").first()
    if check is None or check.is_judged:
        return check
    try:
        content = files.read(check.file.name)
    except FileNotFoundError:
        return None
    try:
        _judge(check, content, now=job.requested_at, report=report)
    except RosterUnreadable as error:
        raise Refused("不能检查名单", Reason(error.message, "R2.1")) from error
    return check


def verdicts_of(check: RosterCheck) -> Judgement:
    """As they were when it was judged."""
    return judgement_from_json(json.loads(files.read(check.verdicts.name)))


def annotated_check(check: RosterCheck) -> bytes:
    """The sender's workbook with 修改意见, before anything is imported."""
    content = files.read(check.file.name)
    table = read_roster(content, check.file_name, learned=learned_by(check.owner))
    return annotate(content, check.file_name, table, verdicts_of(check))


@verb
def give_up_roster(*, check: RosterCheck, actor: User, now: datetime) -> None:
    """The sender would rather mend it first: nothing of it is written, and the file goes."""
    _require_at_rest(check, "不能清除名单")
    facts = {"people": check.people, "sha256": check.sha256}
    audit.record(verb="roster.forget", actor=actor, obj=check, now=now, facts=facts)
    discard_check(check)


def discard_check(check: RosterCheck) -> None:
    for kept in (check.verdicts, check.file):
        if kept:
            files.discard(kept.name)
    check.delete()


def sweep_waiting(*, now: datetime) -> int:
    """Rosters that nobody imported and prepared files that nobody needs any more; one that a job still reads stays."""
    swept = 0
    for row in _outlived(now):
        if isinstance(row, RosterCheck):
            discard_check(row)
        else:
            files.discard(row.file.name)
            row.delete()
        swept += 1
    return swept


def _outlived(now: datetime) -> Iterator[RosterCheck | PreparedFile]:
    old = now - KEPT
    reading = Job.objects.filter(finished_at=None).values("pk")
    yield from list(RosterCheck.objects.filter(made_at__lt=old).exclude(job__in=reading)[:500])
    yield from list(PreparedFile.objects.filter(made_at__lt=old)[:500])
