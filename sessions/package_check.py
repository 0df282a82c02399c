"""Completeness and truth of the material of R4.1, before it is built and again before it is filed."""

from collections import Counter

from django.db.models import Count, Q
from django.urls import reverse

from announcements.models import Assessment
from registration.enums import ApplicationState, MaterialKind, SightingMode
from registration.models import Application, ApplicationSubject, Material, Payment
from registration.selectors import required_materials
from registration.supplements import unanswered
from sessions import selectors
from sessions.enums import PlanState
from sessions.models import ImplementationPlan, Seat
from sessions.plan_facts import findings_of
from sessions.rules import Finding, musts
from sessions.rules.facts import Weight
from station.models import DocumentWithdrawal

CLAUSE = "R4.1"


def package_findings(assessment: Assessment) -> list[Finding]:
    """Everything that keeps the package from being complete and true; a constant number of queries."""
    found: list[Finding] = []
    if not selectors.is_closed(assessment):
        found.append(Finding("报名还没有结束，考生名单尚未校核定稿", "R2.4", "请先办理报名结束。"))
    plan = selectors.approved_plan(assessment)
    plan_url = reverse("sessions:plan_detail", args=[assessment.public_id])
    if plan is None:
        latest = selectors.latest_plan(assessment)
        found.append(
            Finding(f"没有批准的实施方案{_standing_of(latest)}", "R3.1", "请编制方案并报所长批准。", url=plan_url)
        )
    else:
        latest = selectors.latest_plan(assessment)
        if latest and latest.pk != plan.pk and latest.state != PlanState.APPROVED:
            text = f"第 {latest.version} 版方案还在办理中（{latest.get_state_display()}）"
            found.append(Finding(text, "R3.1", "请先批准新的一版。", url=plan_url))
        # A plan that was right when approved may no longer be: somebody was cancelled since.
        found += [
            Finding(item.text, item.clause, item.remedy or "请编制新的一版方案。", url=plan_url)
            for item in musts(findings_of(plan))
        ]
        found += _seats_agree(assessment, plan.pk)
    found += _applicants(assessment)
    return found


def _standing_of(latest: ImplementationPlan | None) -> str:
    if latest is None:
        return "（尚未编制）"
    overtaken = latest.state == PlanState.APPROVED
    return f"（第 {latest.version} 版是按原来的日期批准的）" if overtaken else f"（{latest.get_state_display()}）"


def _seats_agree(assessment: Assessment, plan_id: int) -> list[Finding]:
    """Roster = registration data = seats, subject by subject."""
    registered = Counter(
        ApplicationSubject.objects.filter(application__in=selectors.registered(assessment).values("pk"))
        .order_by()
        .values_list("subject", flat=True)
    )
    seats = Counter(
        Seat.objects.filter(session_room__exam_session__plan=plan_id)
        .order_by()
        .values_list("application_subject__subject", flat=True)
    )
    if registered == seats:
        return []
    text = f"名册与座位的人次不一致：名册 {registered.total()} 人次，座位 {seats.total()} 人次"
    return [Finding(text, CLAUSE, "请重新编排座位并报批新的一版方案。")]


def _applicants(assessment: Assessment) -> list[Finding]:
    applications = list(selectors.registered(assessment).annotate(subject_count=Count("subjects")))
    if not applications:
        return [Finding("没有审核通过并缴费的考生", CLAUSE)]
    found = []
    paid = set(
        Payment.objects.filter(charge__application__offering__assessment=assessment).values_list(
            "charge__application_id", flat=True
        )
    )
    papers = _papers(assessment)
    withdrawn = _withdrawn_copies(assessment)
    for application in applications:
        found += _one_applicant(application, application.pk in paid, papers.get(application.pk, {}), withdrawn)
    waiting = Application.objects.filter(
        offering__assessment=assessment,
        state__in=(ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.ACCEPTED),
    ).count()
    if waiting:
        text = f"还有 {waiting} 份报名没有办结，不会列入申报材料"
        found.append(Finding(text, "R2.4", weight=Weight.ADVICE))
    return [*found, *_without_copies(papers), *_unanswered(assessment)]


def _unanswered(assessment: Assessment) -> list[Finding]:
    """Silence is no withdrawal: they are filed, but whoever files should know (R1.2)."""
    people = unanswered().filter(supplement__assessment=assessment).values("application").distinct().count()
    if not people:
        return []
    text = f"{people} 名考生还没有答复补充公告，照常列入名册"
    return [Finding(text, "R1.2", "申报前请再催问一次，退出的不再列入。", weight=Weight.ADVICE)]


def _without_copies(papers: dict[int, dict[str, Material]]) -> list[Finding]:
    """Originals that were sighted but never scanned: their stamped copy exists on paper at most (R2.2)."""
    rows = [
        material
        for kinds in papers.values()
        for material in kinds.values()
        if (sighting := getattr(material, "sighting", None))
        and sighting.mode == SightingMode.ORIGINAL
        and sighting.stamped_copy_id is None
    ]
    if not rows:
        return []
    text = f"{len(rows)} 件材料查验了原件但没有扫描，材料包里没有它们的盖章复印件"
    return [Finding(text, "R2.2", "请把加盖《原件已审》的纸质复印件一并报送。", weight=Weight.ADVICE)]


def _papers(assessment: Assessment) -> dict[int, dict[str, Material]]:
    """The newest material of each kind for each registered application."""
    rows = (
        Material.objects.filter(application__in=selectors.registered(assessment).values("pk"))
        .select_related("sighting")
        .order_by("id")
    )
    found: dict[int, dict[str, Material]] = {}
    for material in rows:
        found.setdefault(material.application_id, {})[material.kind] = material
    return found


def _withdrawn_copies(assessment: Assessment) -> set[int]:
    rows = DocumentWithdrawal.objects.filter(
        document__scope=assessment.audit_scope, document__kind="registration.stamped_copy"
    )
    return set(rows.values_list("document_id", flat=True))


def _one_applicant(
    application: Application, paid: bool, papers: dict[str, Material], withdrawn: set[int]
) -> list[Finding]:
    name = f"{application.candidate.name}（{application.offering}，{application.number}）"
    found = []
    if not paid:
        found.append(Finding(f"{name}没有缴费记录", "R2.3", "请收费员核对票据。"))
    if not getattr(application, "subject_count", 1):
        found.append(Finding(f"{name}没有报考科目", CLAUSE))
    for kind in required_materials(application):
        label = MaterialKind(kind).label
        material = papers.get(kind)
        sighting = getattr(material, "sighting", None) if material else None
        if material is None:
            found.append(Finding(f"{name}缺少{label}", "R2.2", "请报名受理员补收。"))
        elif sighting is None:
            found.append(Finding(f"{name}的{label}还没有查验原件", "R2.1", "请报名受理员查验。"))
        elif sighting.stamped_copy_id in withdrawn:
            found.append(Finding(f"{name}的{label}盖章复印件已撤回", "R2.2", "请重新查验并出具。"))
    return found


def counts(assessment: Assessment) -> dict[str, int]:
    """The figures that have to agree, for the page."""
    applications = selectors.registered(assessment)
    plan = selectors.approved_plan(assessment)
    seated = (
        Seat.objects.filter(session_room__exam_session__plan=plan)
        .values("application_subject__application")
        .distinct()
        .count()
        if plan
        else 0
    )
    paid = Payment.objects.filter(charge__application__in=applications.values("pk")).count()
    stamped = Material.objects.filter(
        Q(application__in=applications.values("pk")) & Q(sighting__stamped_copy__isnull=False)
    ).count()
    return {"registered": applications.count(), "seated": seated, "paid": paid, "stamped": stamped}
