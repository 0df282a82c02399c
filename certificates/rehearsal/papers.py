"""What a rehearsal leaves: every paper of the assessment in one folder, and the cross-checks of their totals."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from django.db.models import Sum

from announcements.models import Assessment
from certificates.enums import CertificateState
from certificates.models import Certificate
from exams import selectors as examined
from exams.models import AdmissionTicket
from registration import selectors as registered
from registration.models import Application, Charge, Payment
from sessions import selectors as seated
from station import documents
from station.chain import walk_all
from station.models import Document

# Our kinds of document → the word for programs that outsiders rely on; others keep their own name.
KINDS = {
    "registration.form": "application_form",
    "registration.receipts": "receipt_list",
    "registration.data": "registration_data",
    "sessions.plan": "implementation_plan",
    "sessions.report": "application_report",
    "sessions.staff_table": "staff_filing_table",
    "sessions.approval": "approval_form",
    "exams.tickets": "admission_tickets",
    "exams.door_charts": "door_charts",
    "exams.papers_charts": "paper_charts",
    "exams.room_summary": "room_summary",
    "exams.score_summary": "score_summary",
    "certificates.register": "certificate_register",
}


@dataclass(frozen=True)
class Paper:
    name: str
    kind: str
    clause: str
    path: str
    pages: int
    sha256: str


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    detail: str


def outward_kind(kind: str) -> str:
    return KINDS.get(kind, kind.split(".")[-1])


def papers_of(assessment: Assessment) -> Iterator[Document]:
    """The annual announcement, then all of the assessment's own papers, in the order they were issued."""
    yield from Document.objects.filter(announcement__plan__planned_assessments=assessment.planned_id).order_by("id")
    yield from Document.objects.filter(scope=assessment.audit_scope).order_by("id")


def leave_papers(assessment: Assessment, folder: Path) -> list[Paper]:
    """Copy every paper into `folder`, one sub-folder a kind."""
    left = []
    for document in papers_of(assessment):
        kind = outward_kind(document.kind)
        name = f"{document.serial}_{document.title}.{documents.EXTENSIONS[document.mime]}".replace("/", "-")
        target = folder / kind / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with document.file.open("rb") as file:
            content = file.read()
        target.write_bytes(content)
        left.append(
            Paper(
                name=document.title,
                kind=kind,
                clause=document.clause,
                path=str(target.relative_to(folder)),
                pages=document.pages,
                sha256=hashlib.sha256(content).hexdigest(),
            )
        )
    return left


NEEDED_KINDS = (
    "annual_announcement",
    "assessment_announcement",
    "application_form",
    "receipt_list",
    "implementation_plan",
    "staff_filing_table",
    "roster",
    "registration_data",
    "application_report",
    "approval_form",
    "package",
    "admission_tickets",
    "door_charts",
    "paper_charts",
    "room_summary",
    "score_summary",
    "certificate_register",
)


@dataclass(frozen=True)
class Totals:
    registered: int
    charged: Decimal
    seated: int
    tickets: int
    passed: int
    certificates: int


def totals(assessment: Assessment) -> Totals:
    seats = seated.seats_of(assessment)
    charges = Charge.objects.filter(application__offering__assessment=assessment)
    return Totals(
        registered=registered.registered_applications(assessment).count(),
        charged=charges.aggregate(sum=Sum("amount"))["sum"] or Decimal(0),
        seated=seats.values("application_subject__application").distinct().count(),
        tickets=AdmissionTicket.objects.filter(application__offering__assessment=assessment).count(),
        passed=sum(result.passed for result in examined.results(assessment)),
        certificates=Certificate.objects.filter(
            result__application__offering__assessment=assessment, state=CertificateState.HANDED_OUT
        ).count(),
    )


def cross_check(assessment: Assessment, accepted: int, papers: list[Paper], folder: Path) -> list[Check]:
    """Hold the totals of all papers against one another and against what was imported."""
    found = totals(assessment)
    everybody = Application.objects.filter(offering__assessment=assessment)
    subjects = everybody.values("subjects").count()
    seats = seated.seats_of(assessment).count()
    paid = Payment.objects.filter(charge__application__offering__assessment=assessment).aggregate(sum=Sum("amount"))
    kinds = {paper.kind for paper in papers}
    walks = walk_all()
    checks = [
        _equal("接受人数与报名缴费人数", accepted, found.registered),
        _equal("报名人数与编排座位人数", found.registered, found.seated),
        _equal("报考科目与座（工）位数", subjects, seats),
        _equal("报名人数与准考证数", found.registered, found.tickets),
        _equal("应收与票据金额", found.charged, paid["sum"] or Decimal(0)),
        _equal("合格人数与发放证书数", found.passed, found.certificates),
        Check(
            "文书齐全", not set(NEEDED_KINDS) - kinds, "、".join(sorted(set(NEEDED_KINDS) - kinds)) or "各种文书都有"
        ),
        Check(
            "审计链完好",
            all(walk.damage is None for walk in walks.values()),
            str({k: w.entries for k, w in walks.items()}),
        ),
    ]
    checks += _printed_checks(assessment, papers, folder, found)
    return checks


def _equal(name: str, left: object, right: object) -> Check:
    return Check(name, left == right, f"{left} 与 {right}")


def _printed_checks(assessment: Assessment, papers: list[Paper], folder: Path, found: Totals) -> list[Check]:
    """Read the papers themselves, not the rows they came from."""
    from station.papers import verify_package

    by_kind: dict[str, list[Path]] = {}
    for paper in papers:
        by_kind.setdefault(paper.kind, []).append(folder / paper.path)
    numbers = set(
        AdmissionTicket.objects.filter(application__offering__assessment=assessment).values_list("number", flat=True)
    )
    certificates = set(
        Certificate.objects.filter(result__application__offering__assessment=assessment).values_list(
            "number", flat=True
        )
    )
    people = [application.candidate.identity_number for application in registered.registered_applications(assessment)]
    problems = [problem.text for path in by_kind.get("package", []) for problem in verify_package(path)]
    return [
        _printed("准考证上的证号", by_kind, "admission_tickets", numbers),
        _printed("成绩评分汇总表上的准考证号", by_kind, "score_summary", numbers),
        _printed("核发名册上的证书编号", by_kind, "certificate_register", certificates),
        _printed("人员名册上的证件号码", by_kind, "roster", set(people)),
        _equal("考评表份数与报名人数", len(by_kind.get("application_form", [])), found.registered),
        _equal("报名数据行数与报名人数", _sheet_hits(by_kind.get("registration_data", []), people), found.registered),
        Check("申报材料包完好", not problems, "；".join(problems[:3]) or "逐项核对无误"),
    ]


def _printed(name: str, by_kind: dict[str, list[Path]], kind: str, expected: set[str]) -> Check:
    text = "".join("".join(_pdf_text(path).split()) for path in by_kind.get(kind, []))
    missing = sorted(item for item in expected if item not in text)
    return Check(name, bool(expected) and not missing, f"{len(expected) - len(missing)} 与 {len(expected)}")


def _pdf_text(path: Path) -> str:
    import pypdf

    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def _sheet_hits(paths: list[Path], people: list[str]) -> int:
    """How many of the people stand in the workbook, each once."""
    import python_calamine

    if not paths:
        return 0
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(paths[-1].read_bytes()))
    cells = [
        str(cell) for name in book.sheet_names[:1] for row in book.get_sheet_by_name(name).to_python() for cell in row
    ]
    return sum(cells.count(person) == 1 for person in people)


def as_json(rows: list[Paper] | list[Check]) -> list[dict[str, object]]:
    return [asdict(row) for row in rows]
