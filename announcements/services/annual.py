"""The annual plan and its lines (R1.1)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import models

from announcements import policies
from announcements.models import Announcement, AnnualPlan, PlannedAssessment, PlannedOffering
from announcements.services.saving import apply_changes, save_checked
from station import audit
from station.enums import Level
from station.identifiers import new_public_id
from station.models import Occupation, User
from station.refusals import Reason, refuse_unless
from station.verbs import verb

audit.register_verbs(
    {
        "annual_plan.create": "建立年度计划",
        "annual_plan.edit": "修改年度计划",
        "planned_assessment.add": "列入年度计划",
        "planned_assessment.edit": "修改年度计划中的鉴定",
        "planned_assessment.remove": "移出年度计划",
    }
)
PLAN_FIELDS = frozenset({"qualifications", "enquiry_phone", "notes"})
LINE_FIELDS = frozenset({"category", "audience", "scope", "exam_date"})


@verb
def create_annual_plan(
    *, year: int, qualifications: str, enquiry_phone: str, notes: str, actor: User, now: datetime
) -> AnnualPlan:
    policies.can_prepare(actor).require()
    plan = AnnualPlan(
        public_id=new_public_id(),
        year=year,
        qualifications=qualifications,
        enquiry_phone=enquiry_phone,
        notes=notes,
        created_by=actor,
        created_at=now,
    )
    save_checked(plan, "不能建立年度计划")
    audit.record(verb="annual_plan.create", actor=actor, obj=plan, now=now, facts={"year": year})
    return plan


@verb
def edit_annual_plan(*, plan: AnnualPlan, actor: User, now: datetime, **changes: Any) -> AnnualPlan:
    locked = _lock(plan)
    policies.may_write_plan(actor, locked).require()
    refuse_unless("不能修改年度计划", policies.against_editing_plan(locked))
    changed = apply_changes(locked, changes, PLAN_FIELDS)
    save_checked(locked, "不能修改年度计划")
    audit.record(verb="annual_plan.edit", actor=actor, obj=locked, now=now, facts={"changed": changed})
    return locked


@verb
def add_planned_assessment(
    *,
    plan: AnnualPlan,
    category: str,
    audience: str,
    scope: str,
    exam_date: date,
    offerings: Sequence[tuple[Occupation, int]],
    actor: User,
    now: datetime,
) -> PlannedAssessment:
    """Add a line. After the annual announcement it is public only when a supplement has named it."""
    what = "不能列入年度计划"
    locked = _lock(plan)
    policies.may_write_plan(actor, locked).require()
    refuse_unless(what, [*policies.against_adding_line(locked), *_against_line(locked, exam_date, offerings)])
    last = locked.planned_assessments.aggregate(last=models.Max("sequence"))["last"]
    planned = PlannedAssessment(
        public_id=new_public_id(),
        plan=locked,
        sequence=(last or 0) + 1,  # within the locked plan; not a number that leaves the house
        category=category,
        audience=audience,
        scope=scope,
        exam_date=exam_date,
    )
    save_checked(planned, what)
    _write_offerings(planned, offerings)
    facts = {"sequence": planned.sequence, "exam_date": exam_date, "offerings": _as_facts(offerings)}
    audit.record(verb="planned_assessment.add", actor=actor, obj=planned, now=now, facts=facts)
    return planned


@verb
def edit_planned_assessment(
    *,
    planned: PlannedAssessment,
    actor: User,
    now: datetime,
    offerings: Sequence[tuple[Occupation, int]] | None = None,
    **changes: Any,
) -> PlannedAssessment:
    what = "不能修改年度计划中的鉴定"
    plan = _lock(planned.plan)
    locked = PlannedAssessment.objects.select_for_update().get(pk=planned.pk)
    policies.may_write_line(actor, locked).require()
    chosen = _pairs(locked) if offerings is None else offerings
    reasons = policies.against_editing_line(locked)
    refuse_unless(what, reasons or _against_line(plan, changes.get("exam_date", locked.exam_date), chosen))
    changed = apply_changes(locked, changes, LINE_FIELDS)
    save_checked(locked, what)
    if offerings is not None:
        locked.offerings.all().delete()
        _write_offerings(locked, offerings)
        changed.append("offerings")
    audit.record(verb="planned_assessment.edit", actor=actor, obj=locked, now=now, facts={"changed": changed})
    return locked


@verb
def remove_planned_assessment(*, planned: PlannedAssessment, actor: User, now: datetime) -> None:
    what = "不能移出年度计划"
    _lock(planned.plan)
    locked = PlannedAssessment.objects.select_for_update().get(pk=planned.pk)
    policies.may_write_line(actor, locked).require()
    reasons = policies.against_editing_line(locked)
    if locked.assessments.exists():
        reasons.append(Reason(f"{locked}已经建立了鉴定批次", "R1.1", "请先把该批次改到其他计划。"))
    refuse_unless(what, reasons)
    facts = {"sequence": locked.sequence, "exam_date": locked.exam_date, "offerings": _as_facts(_pairs(locked))}
    audit.record(verb="planned_assessment.remove", actor=actor, obj=locked, now=now, facts=facts)
    locked.delete()


def _lock(plan: AnnualPlan) -> AnnualPlan:
    """The plan and what announces it: a change either comes before submission or sees it, never between (R1.3)."""
    locked = AnnualPlan.objects.select_for_update().get(pk=plan.pk)
    list(Announcement.objects.select_for_update().filter(plan=locked).values_list("pk"))
    return locked


def _pairs(planned: PlannedAssessment) -> list[tuple[Occupation, int]]:
    return [(item.occupation, item.level) for item in planned.offerings.select_related("occupation")]


def _as_facts(offerings: Sequence[tuple[Occupation, int]]) -> list[list[object]]:
    return [[str(occupation.public_id), int(level)] for occupation, level in offerings]


def _against_line(plan: AnnualPlan, exam_date: date, offerings: Sequence[tuple[Occupation, int]]) -> list[Reason]:
    reasons = []
    if exam_date.year != plan.year:
        text = f"鉴定日期在{exam_date.year}年，不在{plan.year}年度内"
        reasons.append(Reason(text, "R1.1", "请改正日期，或列入相应年度的计划。", field="exam_date"))
    if not offerings:
        reasons.append(Reason("没有列出职业和等级", "R1.1", "请至少选择一个职业和等级。", field="offerings"))
    seen: set[tuple[int, int]] = set()
    for occupation, level in offerings:
        if (occupation.pk, level) in seen:
            name = f"{occupation.name}{Level(level).label}"
            reasons.append(Reason(f"{name}列了两次", "R1.1", "同一职业和等级只列一次。", field="offerings"))
        seen.add((occupation.pk, level))
    return reasons


def _write_offerings(planned: PlannedAssessment, offerings: Sequence[tuple[Occupation, int]]) -> None:
    PlannedOffering.objects.bulk_create(
        PlannedOffering(planned_assessment=planned, occupation=occupation, level=level)
        for occupation, level in offerings
    )
