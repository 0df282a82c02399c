"""Papers that leave the house: facts frozen, rendered once, stored, verifiable."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile

from station import audit, chain, clock, numbering
from station.identifiers import new_code, new_public_id
from station.models import Document, DocumentWithdrawal, User
from station.refusals import Decision, Reason, Refused, denied
from station.verbs import verb

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
EXTENSIONS = {PDF: "pdf", XLSX: "xlsx", ZIP: "zip"}

audit.register_verbs({"document.issue": "出具文书", "document.withdraw": "撤回文书", "document.read": "查阅文书"})


@dataclass(frozen=True)
class Imprint:
    """What a paper says of itself: printed in its foot and behind its QR code."""

    serial: str
    code: str
    issued_at: datetime

    @property
    def path(self) -> str:
        """Path of the public page that says what the paper is and whether it still stands."""
        return f"/verify/{self.code}/"


@dataclass(frozen=True)
class Rendered:
    content: bytes
    mime: str = PDF
    pages: int = 0


Renderer = Callable[[Mapping[str, Any], Imprint], Rendered]


def nobody(user: User, document: Document) -> Decision:
    return denied("这份文书不对您开放")


@dataclass(frozen=True)
class Later:
    """What came after a paper that still stands, and where it is told: a supplement beside an announcement."""

    text: str
    url: str


@dataclass(frozen=True)
class DocumentKind:
    """`render` makes the bytes from frozen facts alone; `may_read` guards the download; `series` prefixes the serial.

    `later` says what whoever verifies the paper must know beside it, if anything.
    """

    key: str
    title: str
    series: str
    render: Renderer
    clause: str = ""
    may_read: Callable[[User, Document], Decision] = nobody
    public: bool = False
    later: Callable[[Document], Later | None] = lambda document: None


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    _kinds[kind.key] = kind
    return kind


def kind_of(document: Document) -> DocumentKind:
    return _kinds[document.kind]


@dataclass(frozen=True)
class Verified:
    """What the public page says of a paper behind its code: nothing personal."""

    title: str
    serial: str
    issued_on: date
    standing: str
    clause: str = ""
    staff_url: str = ""
    later: Later | None = None


Verifier = Callable[[str], "Verified | None"]
_verifiers: list[Verifier] = []


def register_verifier(verifier: Verifier) -> None:
    """For papers that are not documents of their own (admission tickets): code → what may be said of it."""
    _verifiers.append(verifier)


def verify_code(code: str) -> Verified | None:
    """The paper behind a verification code, or None."""
    document = (
        Document.objects.select_related("withdrawal", "superseded_by").filter(verification_code=code.upper()).first()
    )
    if document:
        return Verified(
            title=kind_of(document).title,
            serial=document.serial,
            issued_on=clock.local_date(document.issued_at),
            standing=standing(document),
            clause=document.clause,
            later=kind_of(document).later(document),
        )
    return next((found for verifier in _verifiers if (found := verifier(code.upper()))), None)


@verb
def issue(
    *,
    kind: str,
    title: str,
    facts: Mapping[str, Any],
    actor: User | None,
    now: datetime,
    scope: str = "",
    subject: str = "",
    supersedes: Document | None = None,
) -> Document:
    """Freeze `facts` (JSON values), number and render the paper, store it. Facts are never read from live rows again.

    The serial is gap-free per series and year: <series>-2026-0001.
    """
    number = numbering.take(f"document.{_kinds[kind].series}", clock.local_date(now).year)
    draft = Draft(title, facts, scope, subject, supersedes)
    document = _drawn(_kinds[kind], draft, number, actor=actor, now=now)
    document.save(force_insert=True)
    return document


@dataclass(frozen=True)
class Draft:
    """One of many papers of a kind, before it is numbered and drawn."""

    title: str
    facts: Mapping[str, Any]
    scope: str = ""
    subject: str = ""
    supersedes: Document | None = None


@verb
def issue_many(*, kind: str, drafts: Sequence[Draft], actor: User | None, now: datetime) -> list[Document]:
    """As `issue`, for a whole list: as many queries for a hundred papers as for one."""
    if not drafts:
        return []
    declared = _kinds[kind]
    numbers = numbering.take_many(f"document.{declared.series}", clock.local_date(now).year, count=len(drafts))
    drawn = [
        _drawn(declared, draft, number, actor=actor, now=now) for draft, number in zip(drafts, numbers, strict=True)
    ]
    return Document.objects.bulk_create(drawn)


def _drawn(declared: DocumentKind, draft: Draft, number: int, *, actor: User | None, now: datetime) -> Document:
    """Rendered, stored and on record in the trail; its row is still to be written."""
    year = clock.local_date(now).year
    frozen = audit.plain(draft.facts)
    imprint = Imprint(serial=f"{declared.series}-{year}-{number:04d}", code=new_code(), issued_at=now)
    rendered = declared.render(frozen, imprint)
    document = Document(
        public_id=new_public_id(),
        kind=declared.key,
        title=draft.title,
        clause=declared.clause,
        serial=imprint.serial,
        verification_code=imprint.code,
        scope=draft.scope,
        subject=draft.subject,
        facts=frozen,
        facts_hash=hashlib.sha256(chain.canonical(frozen)).hexdigest(),
        mime=rendered.mime,
        sha256=hashlib.sha256(rendered.content).hexdigest(),
        pages=rendered.pages,
        size=len(rendered.content),
        issued_at=now,
        issued_by=actor,
        supersedes=draft.supersedes,
    )
    name = f"documents/{year}/{declared.series}/{imprint.serial}.{EXTENSIONS.get(rendered.mime, 'bin')}"
    document.file.save(name, ContentFile(rendered.content), save=False)
    audit.record(
        verb="document.issue",
        actor=actor,
        obj=document,
        now=now,
        scope=draft.scope,
        facts={"kind": declared.key, "serial": document.serial, "sha256": document.sha256},
    )
    return document


@verb
def withdraw(*, document: Document, reason: str, actor: User, now: datetime) -> DocumentWithdrawal:
    """Say publicly that a paper no longer stands. The paper itself stays as it was."""
    if not reason.strip():
        raise Refused("不能撤回文书", Reason("没有写明理由", field="reason"))
    if DocumentWithdrawal.objects.filter(document=document).exists():
        raise Refused("不能撤回文书", Reason("这份文书已经撤回"))
    withdrawal = DocumentWithdrawal.objects.create(
        document=document, reason=reason, withdrawn_at=now, withdrawn_by=actor
    )
    audit.record(verb="document.withdraw", actor=actor, obj=document, now=now, scope=document.scope, reason=reason)
    return withdrawal


def standing(document: Document) -> str:
    """Whether the paper still stands: current, superseded or withdrawn. Derived, never stored."""
    if hasattr(document, "withdrawal"):
        return "withdrawn"
    return "superseded" if hasattr(document, "superseded_by") else "current"


def of_scope(scope: str, *kinds: str) -> Any:
    """Documents of an assessment, newest first, with their standing loaded and the frozen facts left where they are."""
    related = ("withdrawal", "superseded_by", "issued_by")
    rows = Document.objects.filter(scope=scope).select_related(*related).defer("facts", "superseded_by__facts")
    return rows.filter(kind__in=kinds) if kinds else rows
