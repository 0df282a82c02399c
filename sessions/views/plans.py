"""The implementation plan at the desk: what is missing, what was arranged, who decides (R3.1)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from announcements.models import Assessment
from sessions import plan_facts, policies, selectors, services, workflow
from sessions.enums import PlanState, Post
from sessions.forms import OpinionForm, ProposalForm, SeatingForm, SectionsForm
from sessions.models import ImplementationPlan
from sessions.rules import SECTIONS, musts, plan_findings
from sessions.rules.facts import Finding, PlanFacts, Weight
from sessions.rules.staffing import EXAMINED, needed_in
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.refusals import Refused


@staff(*policies.READERS)
def plan_list(request: HttpRequest) -> HttpResponse:
    """Every assessment whose registration is closed, with its newest plan."""
    page = Paginator(selectors.closed_assessments().order_by("-exam_date", "-id"), 20).get_page(request.GET.get("page"))
    return render(request, "sessions/staff/plan_list.html", {"page": page})


def _assessment(public_id: UUID) -> Assessment:
    return get_object_or_404(Assessment.objects.select_related("place"), public_id=public_id)


def find_plan(public_id: UUID) -> ImplementationPlan:
    rows = ImplementationPlan.objects.select_related(
        "assessment__place", "person_in_charge", "drafted_by", "approved_by", "document"
    )
    return get_object_or_404(rows, public_id=public_id)


@staff(*policies.READERS)
def plan_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The newest version, or an earlier one by ?version=."""
    assessment = _assessment(public_id)
    versions = list(assessment.plans.order_by("-version"))
    wanted = request.GET.get("version", "")
    chosen = next((plan for plan in versions if str(plan.version) == wanted), versions[0] if versions else None)
    if chosen is None:
        context = {
            "assessment": assessment,
            "is_closed": selectors.is_closed(assessment),
            "may_plan": bool(policies.can_plan(request.user)),
        }
        return render(request, "sessions/staff/plan_empty.html", context)
    return show_plan(request, find_plan(chosen.public_id), versions=versions)


def show_plan(
    request: HttpRequest,
    plan: ImplementationPlan,
    *,
    versions: list[ImplementationPlan] | None = None,
    opinion_form: OpinionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    facts = plan_facts.gather(plan)
    findings = plan_findings(facts)
    may_edit = bool(policies.can_plan(request.user)) and policies.is_open_for_editing(plan)
    days = services.days_to_move(plan).days
    steps = {step.verb: step for step in workflow.plan_workflow.open_to(request.user, plan)}
    all_versions = versions if versions is not None else list(plan.assessment.plans.order_by("-version"))
    context = {
        "assessment": plan.assessment,
        "plan": plan,
        "versions": all_versions,
        "is_newest": all_versions[0].pk == plan.pk,
        "sections": [(label, getattr(plan, key)) for key, label in SECTIONS.items()],
        "blockers": [_as_blocker(finding) for finding in musts(findings)],
        "advice": [finding for finding in findings if finding.weight is Weight.ADVICE],
        "sittings": _sittings(plan, facts, findings),
        "posts": _posts(plan),
        "is_empty": not facts.sittings and not facts.duties,
        "may_edit": may_edit,
        "of_another_day": not selectors.counts_now(plan.approved_at or plan.drafted_at, plan.assessment) and bool(days),
        "days_to_move": abs(days),
        "may_move": may_edit and bool(days),
        "may_renew": bool(policies.can_plan(request.user))
        and plan.state == PlanState.APPROVED
        and plan.assessment.withdrawn_at is None,
        "may_submit": workflow.SUBMIT.verb in steps,
        "may_decide": workflow.APPROVE.verb in steps,
        "opinion_form": opinion_form or OpinionForm(),
        "seating_form": SeatingForm(initial={"seed": plan.seed or 1}),
    }
    return render(request, "sessions/staff/plan_detail.html", context, status=status)


def _as_blocker(finding: Finding) -> dict[str, str]:
    return {
        "text": finding.text,
        "clause": finding.clause,
        "remedy": finding.remedy,
        "url": finding.url or (f"#{finding.anchor}" if finding.anchor else ""),
    }


def _sittings(plan: ImplementationPlan, facts: PlanFacts, findings: list[Finding]) -> list[dict[str, object]]:
    """Rows of the page: each room with its people, its staff and what speaks against either."""
    by_anchor: dict[str, list[Finding]] = {}
    for finding in findings:
        by_anchor.setdefault(finding.anchor, []).append(finding)
    of_room = {room.id: (sitting, room) for sitting, room in facts.rooms()}
    found = []
    for row in selectors.sittings_of(plan):
        rooms = []
        for item in row.session_rooms.all():
            sitting, room = of_room[item.pk]
            duties = list(item.duties.all())
            rooms.append(
                {
                    "row": item,
                    "people": len(room.seats),
                    "capacity": room.capacity,
                    "papers": sorted({seat.offering for seat in room.seats}),
                    "duties": sorted(duties, key=lambda duty: (duty.post != Post.EXAMINER_HEAD, duty.pk)),
                    "needed": needed_in(sitting, room, facts.ratios) if room.seats else 0,
                    "word": "考评员" if row.subject in EXAMINED else "监考员",
                    "findings": by_anchor.get(f"room-{item.pk}", []),
                }
            )
        found.append({"row": row, "rooms": rooms, "people": sum(room["people"] for room in rooms)})
    return found


def _posts(plan: ImplementationPlan) -> list[object]:
    order = {post.value: number for number, post in enumerate(Post)}
    rows = selectors.duties_of(plan).filter(session_room=None)
    return sorted(rows, key=lambda duty: (order[duty.post], duty.pk))


def back_to(plan: ImplementationPlan, anchor: str = "") -> HttpResponse:
    response = redirect("sessions:plan_detail", plan.assessment.public_id)
    response["Location"] += f"#{anchor}" if anchor else ""
    return response


@staff(*workflow.PLANNERS)
@require_POST
def plan_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All sittings of a draft to the announced day, in one go."""
    plan = find_plan(public_id)
    services.move_plan(plan=plan, actor=request.user, now=clock.now())
    messages.success(request, "各场次已移到新的鉴定日期，请核对后提交。")
    return back_to(plan)


@staff(*workflow.PLANNERS)
@require_POST
def plan_create(request: HttpRequest, public_id: UUID) -> HttpResponse:
    plan = services.create_plan(assessment=_assessment(public_id), actor=request.user, now=clock.now())
    messages.success(request, f"已建立第 {plan.version} 版方案。")
    return back_to(plan)


@staff(*workflow.PLANNERS)
def plan_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    plan = find_plan(public_id)
    initial = {name: getattr(plan, name) for name in (*SECTIONS, "one_paper_per_room", "seating_order")}
    initial["person_in_charge"] = plan.person_in_charge_id
    form = SectionsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_plan(plan=plan, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已保存。")
            return back_to(plan, "sections")
    return _form_page(request, plan, form, "修改方案内容", "保存")


def _form_page(
    request: HttpRequest, plan: ImplementationPlan, form: object, title: str, verb: str, lead: str = ""
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"plan": plan, "assessment": plan.assessment, "form": form, "title": title, "verb": verb, "lead": lead}
    return render(request, "sessions/staff/plan_form.html", context, status=status)


@staff(*workflow.PLANNERS)
def plan_propose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    plan = find_plan(public_id)
    form = ProposalForm(request.POST or None, assessment=plan.assessment, initial={"seed": plan.seed or 1})
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_plan(plan=plan, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已编排场次、考场、座位和人员，请逐项核对。")
            return back_to(plan)
    lead = "按公告的日期、科目和报名人数排出场次、考场、座位与任务；排完仍可逐项改动。"
    return _form_page(request, plan, form, "自动编排", "开始编排", lead)


@staff(*workflow.PLANNERS)
@require_POST
def plan_clear(request: HttpRequest, public_id: UUID) -> HttpResponse:
    plan = find_plan(public_id)
    services.clear_plan(plan=plan, actor=request.user, now=clock.now())
    messages.success(request, "已清空场次、座位和任务，文字内容保留。")
    return back_to(plan)


@staff(*workflow.PLANNERS)
@require_POST
def seating_arrange(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everybody seated anew from a seed; what came of it is said at once."""
    plan = find_plan(public_id)
    form = SeatingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "编排种子须是 0 至 999999999 的整数。")
        return back_to(plan, "seating")
    outcome = services.seat_everyone(plan=plan, seed=form.cleaned_data["seed"], actor=request.user, now=clock.now())
    said = f"已编排 {outcome.seated} 个座位（种子 {outcome.seed}）。"
    if outcome.unseated:
        said += f"还有 {len(outcome.unseated)} 人次没有排上。"
    if outcome.conflicts:
        said += f"有 {outcome.conflicts} 对同班级或同单位的考生相邻。"
    said += "".join(f"{obstacle.text}。" for obstacle in outcome.obstacles)
    (messages.success if outcome.complete else messages.warning)(request, said)
    return back_to(plan, "seating")


@staff(*workflow.PLANNERS)
@require_POST
def plan_submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    plan = find_plan(public_id)
    services.submit_plan(plan=plan, actor=request.user, now=clock.now())
    messages.success(request, "已提交，等待所长批准。")
    return back_to(plan)


def _decide(request: HttpRequest, public_id: UUID, verb: Callable[..., ImplementationPlan], done: str) -> HttpResponse:
    """Refused: the page again, with the reasons and what was typed."""
    plan = find_plan(public_id)
    form = OpinionForm(request.POST)
    if form.is_valid():
        try:
            verb(plan=plan, actor=request.user, now=clock.now(), opinion=form.cleaned_data["opinion"])
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return back_to(plan)
    return show_plan(request, find_plan(public_id), opinion_form=form, status=422)


@staff(*workflow.APPROVE.roles)
@require_POST
def plan_approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _decide(request, public_id, services.approve_plan, "已批准，方案文书已出具。")


@staff(*workflow.RETURN.roles)
@require_POST
def plan_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _decide(request, public_id, services.return_plan, "已退回修改。")
