"""The papers of R3 and R4: which kinds there are, who may read them. Their layouts stand in `pdf` and `exports`."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sessions import policies
from sessions.models import ImplementationPlan
from sessions.paper_facts import plan_facts
from station import audit, chain, documents
from station.documents import DocumentKind, Imprint, Rendered
from station.models import Document, User

Draw = Callable[[Mapping[str, Any], Imprint], Rendered]


def _drawn(module: str, name: str) -> Draw:
    """The layout is loaded when something is drawn: drawing libraries stay out of start-up."""

    def render(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
        from importlib import import_module

        return getattr(import_module(f"sessions.{module}"), name)(facts, imprint)

    return render


def _kind(key: str, title: str, series: str, module: str, *, readers: Any, clause: str = "R4.1") -> DocumentKind:
    name = key.removeprefix("sessions.")
    return documents.register(
        DocumentKind(key=key, title=title, series=series, render=_drawn(module, name), clause=clause, may_read=readers)
    )


PLAN = _kind("sessions.plan", "鉴定实施方案", "SSFA", "pdf", readers=policies.may_read_plan, clause="R3.1")
REPORT = _kind("sessions.report", "济南市职业技能鉴定申请报告", "SQBG", "pdf", readers=policies.may_read_filing)
STAFF_TABLE = _kind(
    "sessions.staff_table", "济南市职业技能鉴定考务人员安排备案表", "KWBA", "pdf", readers=policies.may_read_filing
)
ROSTER = _kind("sessions.roster", "职业技能鉴定人员名册", "JDMC", "pdf", readers=policies.may_read_filing)
APPROVAL = _kind("sessions.approval", "济南市职业技能鉴定核准表", "HZB", "pdf", readers=policies.may_read_filing)
DATA = _kind("sessions.registration_data", "报名数据及考场编排", "BMSJ", "exports", readers=policies.may_read_filing)
COVER = _kind("sessions.cover", "鉴定申报材料目录", "SBML", "pdf", readers=policies.may_read_filing)
PACKAGE = _kind("package", "鉴定申报材料", "SBCL", "binding", readers=policies.may_read_filing)


def current_or_issue(
    *,
    kind: DocumentKind,
    title: str,
    facts: Mapping[str, Any],
    actor: User | None,
    now: datetime,
    scope: str,
    subject: str = "",
) -> Document:
    """The standing paper of this kind if it says the same, else a new one that supersedes it.

    So that a build can be run twice, and the same facts give the same bytes.
    """
    rows = documents.of_scope(scope, kind.key).filter(subject=subject, superseded_by=None)
    latest = rows.first()
    if latest is not None and documents.standing(latest) == "current" and latest.facts_hash == hash_of(facts):
        return latest
    return documents.issue(
        kind=kind.key, title=title, facts=facts, actor=actor, now=now, scope=scope, subject=subject, supersedes=latest
    )


def hash_of(facts: Mapping[str, Any]) -> str:
    """As `station.documents.issue` keeps it on the paper."""
    return hashlib.sha256(chain.canonical(audit.plain(facts))).hexdigest()


def issue_plan(plan: ImplementationPlan, *, actor: User, now: datetime) -> Document:
    """The approved plan as a paper; a new version supersedes the one before it (R3.1)."""
    scope = plan.assessment.audit_scope
    latest = documents.of_scope(scope, PLAN.key).filter(superseded_by=None).first()
    return documents.issue(
        kind=PLAN.key,
        title=f"{plan.assessment.title}实施方案",
        facts=plan_facts(plan),
        actor=actor,
        now=now,
        scope=scope,
        supersedes=latest,
    )
