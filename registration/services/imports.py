"""Rosters and photographs of whole groups: judged row by row, then taken in (R2.1, R2.4)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from announcements.models import Assessment, Offering
from registration import policies, rules
from registration.enums import Attempt, Channel, Verdict
from registration.models import Application, ImportBatch, ImportedRow
from registration.roster import judging
from registration.roster.annotating import annotate
from registration.roster.columns import Field
from registration.roster.findings import Fault
from registration.roster.judging import Judgement, RowVerdict
from registration.roster.reading import RosterTable, read_roster
from registration.rules import PersonFacts
from registration.services import candidates, files
from registration.services.applications import create_draft, require, require_open, take_in
from registration.services.weighing import weigh_roster
from station import audit, clock
from station.crypto import mask_identity
from station.enums import Subject
from station.models import User
from station.refusals import refuse_unless
from station.verbs import verb

audit.register_verbs({"roster.import": "导入名单", "roster.annotate": "导出修改意见"})

WHAT = "不能导入名单"
# Kept with the application beside our own columns, under the roster's names.
_PARTICULARS = (
    Field.FORMER_NAME, Field.SOURCE, Field.POSTCODE, Field.TRADE, Field.WORK_SINCE, Field.CERTIFICATE_LEVEL,
    Field.CERTIFICATE_OCCUPATION, Field.CERTIFICATE_DATE, Field.SCHOOL, Field.MAJOR, Field.GRADUATED, Field.TITLE,
    Field.HOUSEHOLD, Field.POLITICAL,
)  # fmt: skip


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


@verb
def import_roster(
    *,
    assessment: Assessment,
    content: bytes,
    file_name: str,
    actor: User | None,
    now: datetime,
    dry_run: bool = False,
) -> ImportReport:
    """Judge every row; take the good ones in unless it is a dry run. The same file twice changes nothing.

    `actor` None is the station's own console. Raises `RosterUnreadable` where the file gives no list of people.
    """
    _require_may_import(actor)
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    _require_window(assessment, now)
    table = read_roster(content, file_name)
    offerings = list(assessment.offerings.select_related("occupation", "assessment").prefetch_related("subjects"))
    report = ImportReport(table, weigh_roster(table, assessment, offerings, on=clock.local_date(now)))
    digest = hashlib.sha256(content).hexdigest()
    if dry_run or (not report.accepted and _seen_before(assessment, digest)):
        return report
    applications = _take_in(report.judgement, offerings, actor=actor, now=now)
    batch = _record(assessment, report, content, digest, file_name, applications, actor=actor, now=now)
    return replace(report, batch=batch)


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


def _seen_before(assessment: Assessment, digest: str) -> bool:
    return ImportBatch.objects.filter(assessment=assessment, sha256=digest).exists()


# --- taking in -------------------------------------------------------------------------------------------------------


def _take_in(
    judgement: Judgement, offerings: list[Offering], *, actor: User | None, now: datetime
) -> dict[int, Application]:
    by_key = {str(offering.pk): offering for offering in offerings}
    taken = {}
    for row in judgement.of(judging.Verdict.ACCEPTED):
        offering = by_key[str(row.values["offering"])]
        person = person_facts(row)
        candidate = candidates.register_candidate(facts=person, actor=actor, now=now)
        application = create_draft(
            offering=offering,
            candidate=candidate,
            person=person,
            channel=Channel.IMPORT,
            actor=actor,
            now=now,
            subjects=_announced(subjects_of(row), offering),
        )
        taken[row.row] = take_in(application=application, actor=actor, now=now)
    return taken


def _announced(subjects: dict[str, str] | None, offering: Offering) -> dict[str, str] | None:
    """Only what the announcement lists; a roster's extra column of a subject nobody examines says nothing."""
    if subjects is None:
        return None
    announced = {row.subject for row in offering.subjects.all()}
    return {subject: attempt for subject, attempt in subjects.items() if subject in announced} or None


def person_facts(row: RowVerdict) -> PersonFacts:
    """An accepted row in the words of the application form; the roster already speaks in our codes."""
    values = row.values
    text = {name: str(values.get(name, "") or "") for name in Field}
    born, sex, years = values.get(Field.BIRTH), values.get(Field.SEX), values.get(Field.WORK_YEARS)
    return PersonFacts(
        name=row.name,
        identity_number=text[Field.IDENTITY],
        identity_type=str(values["document_kind"]),
        mobile=text[Field.MOBILE],
        sex=sex if isinstance(sex, int) else None,
        birth_date=born if isinstance(born, date) else None,
        ethnicity=text[Field.ETHNICITY],
        education=text[Field.EDUCATION],
        employer=text[Field.EMPLOYER],
        group_name=text[Field.GROUP],
        address=text[Field.ADDRESS],
        email=text[Field.EMAIL],
        work_years=years if isinstance(years, int) else None,
        lower_certificate_number=text[Field.CERTIFICATE_NUMBER],
        condition=text[Field.CONDITION],
        remark=text[Field.REMARKS],
        particulars=_particulars(values, text),
    )


def _particulars(values: Mapping[str, object], text: Mapping[Field, str]) -> dict[str, str]:
    """What we have no column for, and what was typed in words that are none of ours (`<field>_text`)."""
    said = {name.value: text[name] for name in _PARTICULARS if text[name]}
    return said | {key: str(value) for key, value in values.items() if key.endswith("_text")}


_SUBJECTS = {
    Field.THEORY: Subject.THEORY,
    Field.PRACTICAL: Subject.PRACTICAL,
    Field.REVIEW: Subject.COMPREHENSIVE,
    Field.LANGUAGE: Subject.FOREIGN_LANGUAGE,
}


def subjects_of(row: RowVerdict) -> dict[str, str] | None:
    """Who sits a subject again names those they sit; everybody else sits all that are announced (None)."""
    said = {subject.value: str(row.values[name]) for name, subject in _SUBJECTS.items() if name in row.values}
    return said if Attempt.RETAKE in said.values() else None


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
    table = read_roster(content, batch.file_name)
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
