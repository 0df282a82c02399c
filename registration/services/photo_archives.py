"""Photographs of whole groups, as one ZIP: every file and every person accounted for (R2.1, R2.4)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from io import BufferedReader
from typing import BinaryIO, cast

from django.db import transaction

from announcements.models import Assessment
from registration import policies
from registration.enums import ENDED
from registration.models import Application, Candidate, PreparedFile
from registration.photographs import Photograph, take_photograph
from registration.roster.archives import Archive
from registration.roster.errors import ArchiveRefused
from registration.roster.photos import PhotoSubject, match_photos
from registration.roster.pictures import PhotoProfile, Picture
from registration.services import files
from registration.services.applications import require, require_open
from registration.services.checks import KEPT
from registration.services.photos import WITHDRAWN, keep_photo, papers_size, smallest, withdrawn_from
from registration.services.prepared import keep_prepared
from station import audit, jobs
from station.models import Job, User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"photos.attach": "导入照片"})

WHAT = "不能导入照片"
JOB = "photos.attach"
PHOTO_JOB_FROM = 100
"""Files in a ZIP from which on nobody waits for the answer of one request."""
JSON = "application/json"
_PORTION = 25
_WAITING = "photos-waiting"

Report = Callable[[int, int, str], None]


@dataclass(frozen=True)
class PhotoLine:
    """What became of one file; `advice` is for a person to look at."""

    entry: str
    name: str
    outcome: str
    reason: str = ""
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class PhotoReport:
    """Every file and every person accounted for, by name."""

    attached: tuple[str, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    lines: tuple[PhotoLine, ...] = ()

    @property
    def to_look_at(self) -> tuple[PhotoLine, ...]:
        return tuple(line for line in self.lines if line.advice)


def attach_photos(
    *,
    assessment: Assessment,
    content: bytes | BinaryIO,
    actor: User | None,
    now: datetime,
    report: Report | None = None,
) -> PhotoReport:
    """A ZIP named by identity number or name; each photograph goes to its applicant, one by one reported.

    Written by portions, so that nobody else waits while thousands are drawn; done again it changes nothing.
    """
    if actor is not None:
        require(actor, policies.IMPORTERS, "导入照片", "R2.1")
    require_open(assessment.pk, WHAT)
    people = {str(person.pk): person for person in _applicants(assessment, actor)}
    subjects = [PhotoSubject(key, person.identity_number, person.name) for key, person in people.items()]
    taker = _Taker(people, actor, now)
    try:
        found = match_photos(content, subjects, profile=taker.profile, take=taker.take, report=report)
    except ArchiveRefused as refusal:
        raise _as_refused(refusal) from refusal
    taker.write()
    with_photo = set(Candidate.objects.filter(pk__in=people, photos__isnull=False).values_list("pk", flat=True))
    answer = PhotoReport(
        attached=tuple(people[key].name for key in found.attached),
        rejected=tuple((item.entry, item.reason) for item in found.rejected),
        missing=tuple(person.name for person in people.values() if person.pk not in with_photo),
        unknown=found.unknown_person,
        passed_over=found.passed_over,
    )
    attached = (
        PhotoLine(photo.entry, people[key].name, "收下", advice=taker.advice[key])
        for key, photo in found.attached.items()
    )
    refused = (
        PhotoLine(item.entry, people[item.key].name if item.key else "", "退回", item.reason) for item in found.rejected
    )
    answer = replace(answer, lines=(*refused, *attached))
    _record(assessment, answer, actor=actor, now=now)
    return answer


@verb
def _record(assessment: Assessment, answer: PhotoReport, *, actor: User | None, now: datetime) -> None:
    facts = {
        "attached": len(answer.attached), "rejected": len(answer.rejected), "missing": len(answer.missing),
        "unknown": len(answer.unknown), "passed_over": len(answer.passed_over),
    }  # fmt: skip
    audit.record(verb="photos.attach", actor=actor, obj=assessment, now=now, scope=assessment.audit_scope, facts=facts)


@dataclass
class _Taker:
    """Judges and draws each photograph outside any transaction and writes them by portions."""

    people: dict[str, Candidate]
    actor: User | None
    now: datetime
    profile: PhotoProfile = field(init=False)
    advice: dict[str, tuple[str, ...]] = field(default_factory=dict)
    drawn: list[tuple[Candidate, Photograph]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.minimum, self.export = smallest(), papers_size()
        self.profile = PhotoProfile(*self.minimum)
        self.withdrawn = withdrawn_from(self.actor, [person.pk for person in self.people.values()])

    def take(self, key: str, data: bytes) -> Picture | str:
        if self.people[key].pk in self.withdrawn:
            return f"{WITHDRAWN}，请本人登录后重新同意。"
        try:
            picture = take_photograph(data, minimum=self.minimum, export=self.export)
        except Refused as refusal:
            reason = refusal.reasons[0]
            return f"{reason.text.removeprefix('照片')}，{reason.remedy}" if reason.remedy else f"{reason.text}。"
        self.advice[key] = picture.advice
        self.drawn.append((self.people[key], picture))
        if len(self.drawn) >= _PORTION:
            self.write()
        return Picture(picture.width, picture.height, "JPEG")

    def write(self) -> None:
        _keep_portion(self.drawn, actor=self.actor, now=self.now)
        self.drawn = []


@verb
def _keep_portion(drawn: list[tuple[Candidate, Photograph]], *, actor: User | None, now: datetime) -> None:
    for candidate, picture in drawn:
        keep_photo(candidate=candidate, picture=picture, actor=actor, now=now)


def _applicants(assessment: Assessment, actor: User | None) -> list[Candidate]:
    rows = Application.objects.filter(offering__assessment=assessment).exclude(state__in=ENDED)
    if actor is not None and not actor.has_role(*policies.READERS):
        rows = rows.filter(entered_by=actor)
    return list(Candidate.objects.filter(pk__in=rows.values("candidate")).order_by("pk"))


def _as_refused(refusal: ArchiveRefused) -> Refused:
    text, _, remedy = str(refusal).partition("。")
    return Refused(WHAT, Reason(text, "R2.4", remedy, "photos"))


# --- many, by the worker ---------------------------------------------------------------------------------------------


def attach_later(*, assessment: Assessment, content: BinaryIO, page: str, actor: User, now: datetime) -> Job | None:
    """Queue a ZIP of many files; None where it is short enough to be done at once.

    Right, closing and the ZIP as a whole are asked here and now. `page` is the URL name that shows the report.
    """
    require(actor, policies.IMPORTERS, "导入照片", "R2.1")
    require_open(assessment.pk, WHAT)
    try:
        with Archive(content) as archive:
            count = sum(1 for _ in archive.entries())
    except ArchiveRefused as refusal:
        raise _as_refused(refusal) from refusal
    content.seek(0)
    if count < PHOTO_JOB_FROM:
        return None
    digest = hashlib.file_digest(cast(BufferedReader, content), "sha256").hexdigest()
    mine = Job.objects.filter(kind=JOB, scope=assessment.audit_scope, finished_at=None, requested_by=actor)
    running = mine.filter(parameters__digest=digest).first()
    if running is not None:
        return running
    stored = files.keep_stream(f"{_WAITING}/{actor.public_id}", content, digest, "zip")
    parameters = {"assessment": assessment.pk, "file": stored, "digest": digest, "page": page}
    title = f"导入{assessment.title}的照片（{count} 个文件）"
    with transaction.atomic():
        return jobs.enqueue(
            kind=JOB, title=title[:200], parameters=parameters, actor=actor, now=now, scope=assessment.audit_scope
        )


def carry_photos(job: Job, *, report: Report) -> PreparedFile:
    """As of the moment it was asked for. Run again after a kill it finds its report, or does the rest."""
    made = PreparedFile.objects.filter(job=job).first()
    if made is not None:
        return made
    assessment = Assessment.objects.get(pk=job.parameters["assessment"])
    stored = job.parameters["file"]
    try:
        with files.opened(stored) as content:
            answer = attach_photos(
                assessment=assessment, content=content, actor=job.requested_by, now=job.requested_at, report=report
            )
    except FileNotFoundError as missing:
        raise Refused(WHAT, Reason("等待处理的压缩包已经清除", "R2.4", "请重新上传压缩包。")) from missing
    except Refused:
        files.discard(stored)
        raise
    prepared = keep_prepared(
        job=job, assessment=assessment, title=job.title, file_name="照片导入结果.json", mime=JSON, now=job.requested_at,
        content=json.dumps(asdict(answer), ensure_ascii=False).encode(),
    )  # fmt: skip
    files.discard(stored)
    return prepared


def sweep_archives(*, now: datetime) -> None:
    """ZIPs whose job broke off: once that is said, nobody takes them up again."""
    waiting = Job.objects.filter(kind=JOB, finished_at=None).values_list("parameters__file", flat=True)
    broken = Job.objects.filter(kind=JOB, finished_at__lt=now - KEPT).exclude(error="")
    for stored in set(broken.values_list("parameters__file", flat=True)) - set(waiting):
        files.discard(stored)


def report_of(prepared: PreparedFile) -> PhotoReport:
    said = json.loads(files.read(prepared.file.name))
    lines = tuple(PhotoLine(**(line | {"advice": tuple(line["advice"])})) for line in said.pop("lines"))
    return PhotoReport(**said, lines=lines)
