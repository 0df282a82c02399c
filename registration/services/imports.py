"""Rosters and photographs of whole groups: judged row by row, then taken in (R2.1, R2.4)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from announcements.models import Assessment, Offering
from registration import policies, rules
from registration.enums import Verdict
from registration.models import Application, ImportBatch, ImportedRow
from registration.roster import judging
from registration.roster.annotating import annotate
from registration.roster.columns import Field
from registration.roster.findings import Fault
from registration.roster.judging import Judgement, RowVerdict
from registration.roster.reading import RosterTable, read_roster
from registration.services import files
from registration.services.applications import require, require_open
from registration.services.columns import learned_by
from registration.services.taking_in import Report, take_in_rows
from registration.services.weighing import weigh_roster
from station import audit, clock
from station.crypto import mask_identity
from station.models import User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb

audit.register_verbs({"roster.import": "导入名单", "roster.annotate": "导出修改意见"})

WHAT = "不能导入名单"


@dataclass(frozen=True)
class ImportReport:
    """What a roster deserved. `batch` is None for a preview, and where the same file changed nothing."""

    table: RosterTable
    judgement: Judgement
    batch: ImportBatch | None = None

    @property
    def rows(self) -> tuple[RowVerdict, ...]:
        return self.judgement.rows

    @property
    def notes(self) -> tuple[str, ...]:
        return self.judgement.notes

    @property
    def read(self) -> int:
        return self.judgement.read

    @property
    def accepted(self) -> int:
        return self.judgement.accepted

    @property
    def rejected(self) -> int:
        return self.judgement.rejected

    @property
    def duplicate(self) -> int:
        return self.judgement.duplicate

    def as_json(self) -> dict[str, object]:
        return self.judgement.as_json()

    def annotated(self, content: bytes, file_name: str) -> bytes:
        """The sender's own workbook with 修改意见 beside each person."""
        return annotate(content, file_name, self.table, self.judgement)


def import_roster(
    *,
    assessment: Assessment,
    content: bytes,
    file_name: str,
    actor: User | None,
    now: datetime,
    dry_run: bool = False,
    whole: bool = False,
    report: Report | None = None,
) -> ImportReport:
    """Judge every row; take the good ones in unless it is a dry run. The same file twice changes nothing.

    With `whole`, all rows or none: one that can't be taken in refuses the file, and nothing is written.

    `actor` None is the station's own console. Raises `RosterUnreadable` where the file gives no list of people.
    The file is read before anything is locked, and a preview locks nothing.
    """
    require_importable(assessment=assessment, actor=actor, now=now)
    table = read_roster(content, file_name, learned=learned_by(actor))
    if dry_run:
        offerings = _offerings(assessment)
        on = clock.local_date(now)
        return ImportReport(table, weigh_roster(table, assessment, offerings, on=on, report=report))
    return _import(
        assessment=assessment,
        table=table,
        content=content,
        file_name=file_name,
        actor=actor,
        now=now,
        whole=whole,
        report=report or _silent,
    )


def require_importable(*, assessment: Assessment, actor: User | None, now: datetime) -> None:
    """Whether this actor may import into it now, asked before anything is read; asked again under the lock."""
    _require_may_import(actor)
    _require_window(Assessment.objects.get(pk=assessment.pk), now)


def _silent(done: int, total: int, message: str) -> None:
    """Nobody watches."""


def _offerings(assessment: Assessment) -> list[Offering]:
    return list(assessment.offerings.select_related("occupation", "assessment").prefetch_related("subjects"))


@verb
def _import(
    *,
    assessment: Assessment,
    table: RosterTable,
    content: bytes,
    file_name: str,
    actor: User | None,
    now: datetime,
    whole: bool,
    report: Report,
) -> ImportReport:
    """Under the locks of assessment, limited offerings and known people, in this order: what is judged still holds below."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    _require_window(assessment, now)
    offerings = _offerings(assessment)
    judgement = weigh_roster(table, assessment, offerings, on=clock.local_date(now), locked=True)
    answer = ImportReport(table, judgement)
    digest = hashlib.sha256(content).hexdigest()
    if not judgement.accepted and _seen_before(assessment, digest):
        return answer
    if whole:
        _require_whole(judgement)
    applications = take_in_rows(
        judgement.of(judging.Verdict.ACCEPTED),
        {str(offering.pk): offering for offering in offerings},
        actor=actor,
        now=now,
        report=report,
    )
    batch = _record(assessment, answer, content, digest, file_name, applications, actor=actor, now=now)
    return replace(answer, batch=batch)


def _require_may_import(actor: User | None) -> None:
    if actor is not None:
        require(actor, policies.IMPORTERS, "导入名单", "R2.1")


def _require_window(assessment: Assessment, now: datetime) -> None:
    """Outside the announced window nothing is imported, whoever asks (R2.1)."""
    refuse_unless(WHAT, rules.withdrawn_reasons(assessment.withdrawn_at))
    require_open(assessment.pk, WHAT)
    reasons = rules.window_reasons(
        announced_at=assessment.announced_at,
        opens=assessment.registration_from,
        closes=assessment.registration_until,
        now=now,
    )
    refuse_unless(WHAT, reasons)


def _require_whole(judgement: Judgement) -> None:
    """Asked for all rows or none, and not all can be taken in."""
    left = judgement.read - judgement.accepted
    if not left:
        return
    first = next(row for row in judgement.rows if row.verdict is not judging.Verdict.ACCEPTED)
    reason = Reason(
        f"名单中有 {left} 人不能导入（退回修改 {judgement.rejected} 人，重复 {judgement.duplicate} 人），"
        f"第一处在第 {first.row} 行：{first.reason}",
        "R2.1",
        "请改正后重新上传，或者选择只导入可以导入的人员。本次没有写入任何内容。",
        "roster",
    )
    raise Refused("不能整份导入名单", reason)


def _seen_before(assessment: Assessment, digest: str) -> bool:
    return ImportBatch.objects.filter(assessment=assessment, sha256=digest).exists()


def _record(
    assessment: Assessment,
    report: ImportReport,
    content: bytes,
    digest: str,
    file_name: str,
    applications: Mapping[int, Application],
    *,
    actor: User | None,
    now: datetime,
) -> ImportBatch:
    counts = {name: getattr(report, name) for name in ("read", "accepted", "rejected", "duplicate")}
    batch = ImportBatch(
        assessment=assessment,
        file_name=file_name[-200:],
        sha256=digest,
        imported_by=actor,
        imported_at=now,
        **counts,
    )
    batch.file.name = files.keep("rosters", content, digest, "bin")
    batch.save(force_insert=True)
    ImportedRow.objects.bulk_create(
        (_imported_row(batch, row, applications.get(row.row)) for row in report.rows), batch_size=500
    )
    audit.record(
        verb="roster.import", actor=actor, obj=batch, now=now, scope=assessment.audit_scope,
        facts={**counts, "sha256": digest},
    )  # fmt: skip
    return batch


def _imported_row(batch: ImportBatch, row: RowVerdict, application: Application | None) -> ImportedRow:
    number = str(row.values.get(Field.IDENTITY, ""))
    return ImportedRow(
        batch=batch,
        row=row.row,
        verdict=Verdict(row.verdict.value),
        field=row.field,
        reason="；".join(row.reasons)[:300],
        warnings=list(row.warnings),
        personal={"name": row.name, "identity": mask_identity(number) if number else ""},
        application=application,
    )


@verb
def annotated_batch(*, batch: ImportBatch, actor: User, now: datetime) -> bytes:
    """The file of a past import with the answers that were given then."""
    require(actor, policies.IMPORTERS, "导出修改意见", "R2.4")
    policies.can_read_batch(actor, batch).require()
    content = files.read(batch.file.name)
    table = read_roster(content, batch.file_name, learned=learned_by(batch.imported_by))
    rows = tuple(_past_verdict(row, table) for row in batch.rows.order_by("row"))
    audit.record(verb="roster.annotate", actor=actor, obj=batch, now=now, facts={"rows": len(rows)})
    return annotate(content, batch.file_name, table, Judgement(rows, table.notes))


def _past_verdict(row: ImportedRow, table: RosterTable) -> RowVerdict:
    faults: tuple[Fault, ...] = ()
    columns: tuple[str, ...] = ()
    if row.field:
        wanted = Field(row.field)
        faults = (Fault(wanted, row.reason),)
        columns = (letter,) if (letter := table.letter(wanted)) else ()
    return RowVerdict(
        row.row,
        str(row.personal.get("name", "")),
        judging.Verdict(row.verdict),
        field=row.field,
        reason=row.reason,
        faults=faults,
        columns=columns,
        warnings=tuple(row.warnings),
    )
