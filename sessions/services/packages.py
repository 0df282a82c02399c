"""The package of R4.1: checked, issued paper by paper, zipped with its manifest."""

from collections.abc import Callable
from datetime import datetime

from announcements.models import Assessment
from registration.rules import withdrawn_reasons
from sessions import policies, selectors
from sessions.models import FilingPackage, ImplementationPlan
from sessions.package_check import package_findings
from sessions.papers import PackageItem, applicant_items, collective_items, package_document, read_manifest
from sessions.rules import musts
from station import audit, numbering
from station.deadlines import against_locked
from station.models import User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb

audit.register_verbs({"package.build": "生成申报材料"})

Report = Callable[[int, int, str], None]
WHAT = "不能生成申报材料"


def build_package(
    *, assessment: Assessment, actor: User, now: datetime, progress: Report | None = None
) -> FilingPackage:
    """Issue every item of R4.1 and bind them.

    Not one transaction but many: each paper is issued in its own, so that progress can be seen while it runs and a
    build that was cut short goes on where it stopped. A paper whose facts did not change is not issued again, so
    the same facts give the same package, byte for byte.
    """
    policies.can_file(actor).require()
    plan = _ready(assessment, now)
    report = progress or _silent
    applications = list(selectors.registered(assessment))
    total = len(applications) + 2
    report(0, total, "正在出具报告、备案表、名册等材料")
    items: list[PackageItem] = collective_items(plan, actor=actor, now=now)
    for number, application in enumerate(applications, 1):
        items += applicant_items(application, plan, number, actor=actor, now=now)
        report(number, total, f"已整理 {number} 人的申报材料")
    report(total - 1, total, "正在装订材料包")
    package = _bind(assessment=assessment, plan=plan, items=items, actor=actor, now=now)
    report(total, total, "已完成")
    return package


def _silent(done: int, total: int, message: str) -> None:
    """Nobody watches."""


def _ready(assessment: Assessment, now: datetime) -> ImplementationPlan:
    """The approved plan, when nothing stands against building."""
    refuse_unless(WHAT, [*withdrawn_reasons(assessment.withdrawn_at), *against_locked(assessment, now)])
    if selectors.standing_filing(assessment):
        raise Refused(WHAT, Reason("本次鉴定的材料已经申报", "R4.1", "中心退回后方可生成新的一版。"))
    found = musts(package_findings(assessment))
    if found:
        raise Refused(WHAT, *(finding.reason for finding in found))
    plan = selectors.approved_plan(assessment)
    assert plan is not None  # else there were findings
    return plan


@verb
def _bind(
    *, assessment: Assessment, plan: ImplementationPlan, items: list[PackageItem], actor: User, now: datetime
) -> FilingPackage:
    """One transaction: nobody was cancelled meanwhile, the ZIP is stored, its row stands."""
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    if _ready(assessment, now).pk != plan.pk:
        raise Refused(WHAT, Reason("生成期间方案换了新的一版", "R4.1", "请重新生成。"))
    registered = list(selectors.registered(assessment).values_list("public_id", flat=True))
    gathered = {item.applicant for item in items if item.applicant}
    if {str(public_id) for public_id in registered} != gathered:
        raise Refused(WHAT, Reason("生成期间考生名单有变动", "R2.5", "请重新生成。"))
    latest = selectors.latest_package(assessment)
    document = package_document(assessment, items, latest, actor=actor, now=now)
    if latest is not None and latest.document_id == document.pk:
        return latest
    package = FilingPackage.objects.create(
        assessment=assessment,
        plan=plan,
        version=numbering.take("package.version", assessment.pk),
        document=document,
        manifest=read_manifest(document),
        built_by=actor,
        built_at=now,
    )
    facts = {"version": package.version, "sha256": document.sha256, "entries": len(items)}
    audit.record(verb="package.build", actor=actor, obj=package, now=now, facts=facts)
    return package


def stale_reasons(package: FilingPackage) -> list[Reason]:
    """What changed since the package was built: the roster in it against who is registered now (R4.1)."""
    listed = set(package.manifest.get("facts", {}).get("applications", []))
    now_registered = {
        str(public_id) for public_id in selectors.registered(package.assessment).values_list("public_id", flat=True)
    }
    reasons = []
    if listed != now_registered:
        gone, new = len(listed - now_registered), len(now_registered - listed)
        text = f"生成材料后考生名单有变动（减少 {gone} 人，增加 {new} 人）"
        reasons.append(Reason(text, "R4.1", "请重新生成材料。"))
    reasons += [finding.reason for finding in musts(package_findings(package.assessment))]
    return reasons
