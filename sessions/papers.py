"""What lies in the package of R4.1, item by item, and where."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from announcements.models import Assessment
from registration.models import Application
from registration.selectors import current_materials
from registration.services import issue_registration_form
from registration.services.papers import form_facts
from sessions import documents, paper_facts
from sessions.models import FilingPackage, ImplementationPlan
from sessions.registration_data import registration_data_facts
from station.documents import EXTENSIONS, DocumentKind, kind_of, of_scope
from station.models import Document, User

APPLICANTS_FOLDER = "7 鉴定对象申报材料"


@dataclass(frozen=True)
class PackageItem:
    """One paper at one place of the package; `applicant` is the public id of whose it is."""

    path: str
    document: Document
    title: str
    applicant: str = ""

    def as_facts(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "document": str(self.document.public_id),
            "serial": self.document.serial,
            "sha256": self.document.sha256,
            "kind": self.document.kind,
            "title": self.title,
            "clause": self.document.clause or kind_of(self.document).clause,
            "pages": self.document.pages,
            "facts_hash": self.document.facts_hash,
        }


def collective_items(plan: ImplementationPlan, *, actor: User, now: datetime) -> list[PackageItem]:
    """The items that are about everybody, in the order of the regulation."""
    assessment = plan.assessment
    issued: list[tuple[DocumentKind, str, Mapping[str, Any]]] = [
        (documents.REPORT, "济南市职业技能鉴定申请报告", paper_facts.report_facts(plan)),
        (documents.STAFF_TABLE, "济南市职业技能鉴定考务人员安排备案表", paper_facts.staff_facts(plan)),
        (documents.DATA, "报名数据及考场编排", registration_data_facts(plan)),
        (documents.ROSTER, "职业技能鉴定人员名册", paper_facts.roster_facts(assessment)),
        (documents.APPROVAL, "济南市职业技能鉴定核准表", paper_facts.approval_facts(plan)),
    ]
    papers = [
        (
            title,
            documents.current_or_issue(
                kind=kind, title=title, facts=facts, actor=actor, now=now, scope=assessment.audit_scope
            ),
        )
        for kind, title, facts in issued
    ]
    assert plan.document is not None  # an approved plan has its paper
    papers.insert(1, ("鉴定实施方案", plan.document))
    return [
        PackageItem(f"{number} {title}.{EXTENSIONS[document.mime]}", document, title)
        for number, (title, document) in enumerate(papers, 1)
    ]


def applicant_items(
    application: Application, plan: ImplementationPlan, number: int, *, actor: User, now: datetime
) -> list[PackageItem]:
    """《职业技能鉴定考评表》 and the stamped copies of one applicant, in a folder of their own (R2.2)."""
    folder = f"{APPLICANTS_FOLDER}/{number:04d} {application.candidate.name}（{application.number}）"
    form = _registration_form(application, actor=actor, now=now)
    papers = [("职业技能鉴定考评表", form)]
    for material in current_materials(application).values():
        sighting = getattr(material, "sighting", None)
        if sighting is not None and sighting.stamped_copy is not None:
            papers.append((f"{material.get_kind_display()}（原件已审）", sighting.stamped_copy))
    return [
        PackageItem(
            f"{folder}/{place} {title}.{EXTENSIONS[document.mime]}", document, title, str(application.public_id)
        )
        for place, (title, document) in enumerate(papers, 1)
    ]


def _registration_form(application: Application, *, actor: User, now: datetime) -> Document:
    """The standing form while nothing of it changed, so that a package can be built twice; else a new one."""
    standing = of_scope(application.audit_scope, "registration.form").filter(
        subject=str(application.public_id), superseded_by=None, withdrawal=None
    )
    latest = standing.first()
    if latest is not None and latest.facts_hash == documents.hash_of(form_facts(application)):
        return latest
    return issue_registration_form(application=application, actor=actor, now=now)


def package_document(
    assessment: Assessment, items: Sequence[PackageItem], latest: FilingPackage | None, *, actor: User, now: datetime
) -> Document:
    """The cover with the contents, and the whole as a ZIP (R4.1)."""
    rows = [item.as_facts() for item in items]
    applicants = sorted({item.applicant for item in items if item.applicant})
    cover_facts = {
        **paper_facts.assessment_facts(assessment),
        "centre": paper_facts.centre_name(assessment),
        "entries": [row for row, item in zip(rows, items, strict=True) if not item.applicant],
        "applicants": len(applicants),
        "applicant_papers": sum(bool(item.applicant) for item in items),
        "applicant_pages": sum(item.document.pages for item in items if item.applicant),
    }
    scope = assessment.audit_scope
    cover = documents.current_or_issue(
        kind=documents.COVER, title="鉴定申报材料目录", facts=cover_facts, actor=actor, now=now, scope=scope
    )
    cover_row = PackageItem("0 材料目录.pdf", cover, "材料目录").as_facts()
    facts = {
        "title": f"{assessment.title}申报材料",
        "code": assessment.code,
        "entries": [cover_row, *rows],
        "applications": applicants,
        # A package that was returned is answered by a new version, even if only what lies outside it was mended.
        "version": _version(latest),
    }
    return documents.current_or_issue(
        kind=documents.PACKAGE, title=str(facts["title"]), facts=facts, actor=actor, now=now, scope=scope
    )


def _version(latest: FilingPackage | None) -> int:
    """The number of returned versions before this one."""
    if latest is None:
        return 0
    return latest.assessment.packages.filter(state="filed").count()


def read_manifest(document: Document) -> dict[str, Any]:
    """The manifest as it stands in the package."""
    with document.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("manifest.json"))


def standing_papers(assessment: Assessment) -> dict[str, Document]:
    """The newest paper of each kind that is about everybody, for the page."""
    kinds = [
        documents.PLAN, documents.REPORT, documents.STAFF_TABLE, documents.DATA, documents.ROSTER, documents.APPROVAL, documents.COVER,
    ]  # fmt: skip
    found: dict[str, Document] = {}
    for document in of_scope(assessment.audit_scope, *(kind.key for kind in kinds)):
        found.setdefault(document.kind, document)
    return found
