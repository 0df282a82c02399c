"""Bags of papers: registered per room and sitting, handed over step by step (R5.4)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from exams import acts, policies, rules, selectors, services, workflow
from exams.acts import DESK
from exams.enums import CustodyAlarm
from exams.forms import HandoverForm
from exams.models import CustodyEntry, PaperBag
from exams.views.desk import exam_or_404
from station import clock
from station.access import staff
from station.enums import Role
from station.forms import show_refusal
from station.refusals import Refused

CUSTODY = (*DESK, Role.PAPER_CUSTODIAN)


@staff(*CUSTODY)
def bag_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = exam_or_404(public_id)
    page = Paginator(selectors.bags_of(assessment), 30).get_page(request.GET.get("page"))
    _with_last_entry(list(page))
    context = {
        "assessment": assessment,
        "page": page,
        "figures": selectors.bag_figures(assessment),
        "may_register": bool(acts.REGISTER_BAGS.may(request.user)),
        "noticed": assessment.notice_number is not None,
    }
    return render(request, "exams/staff/bag_list.html", context)


def _with_last_entry(bags: list[PaperBag]) -> None:
    """One query for the last handover and the alarms of all bags of a page."""
    by_bag: dict[int, list[CustodyEntry]] = {}
    for entry in selectors.custody_of(bags):
        by_bag.setdefault(entry.bag_id, []).append(entry)
    for bag in bags:
        entries = by_bag.get(bag.pk, [])
        bag.last_entry = entries[-1] if entries else None
        bag.alarm_words = alarm_words(code for entry in entries for code in entry.alarms)


def alarm_words(codes) -> list[str]:
    return [CustodyAlarm(code).label for code in dict.fromkeys(codes)]


@staff(*CUSTODY)
@require_POST
def bag_register(request: HttpRequest, public_id: UUID) -> HttpResponse:
    bags = services.register_bags(assessment=exam_or_404(public_id), actor=request.user, now=clock.now())
    messages.success(request, f"本次鉴定共有 {len(bags)} 袋试卷。")
    return redirect("exams:bag_list", public_id=public_id)


@sensitive_post_parameters("other_password")
@staff()
def bag_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One bag: its chain as a timeline, and the next handover, signed by both."""
    bag = get_object_or_404(
        PaperBag.objects.select_related("session_room__room__place", "session_room__exam_session__plan__assessment"),
        public_id=public_id,
    )
    policies.can_see_bag(request.user, bag).require()
    overtaken = not selectors.rooms_in_force().filter(pk=bag.session_room_id).exists()
    step = rules.next_step(bag.state, overtaken=overtaken)
    form = HandoverForm(request.POST or None, request=request) if step else None
    if form and request.method == "POST" and form.is_valid():
        try:
            entry = _sign(request, bag, step, form)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            words = "、".join(alarm_words(entry.alarms))
            if words:
                messages.warning(request, f"“{entry.get_step_display()}”已登记，有异常：{words}。已通知所长和考务员。")
            else:
                messages.success(request, f"“{entry.get_step_display()}”已登记。")
            return redirect("exams:bag_detail", public_id=public_id)
    entries = list(selectors.custody_of([bag]))
    for entry in entries:
        entry.alarm_words = alarm_words(entry.alarms)
    exam_session = bag.session_room.exam_session
    context = {
        "bag": bag,
        "assessment": exam_session.plan.assessment,
        "hours": rules.Hours(exam_session.starts_at, exam_session.ends_at),
        "entries": entries,
        "form": form,
        "verb": workflow.BRING_BACK.label if overtaken and step else workflow.BY_STEP[step].label if step else "",
        "overtaken": overtaken,
        "may_list": request.user.has_role(*CUSTODY),
        "ahead": [item for item in rules.STEPS if rules.STEPS.index(item) > rules.STEPS.index(bag.state)],
    }
    return render(request, "exams/staff/bag_detail.html", context)


def _sign(request: HttpRequest, bag: PaperBag, step: str, form: HandoverForm) -> CustodyEntry:
    values = form.cleaned_data
    receiving = values["my_part"] == "receive"
    return services.hand_over_bag(
        bag=bag,
        step=step,
        handed_over_by=form.other if receiving else request.user,
        received_by=request.user if receiving else form.other,
        seal_number=values["seal_number"],
        seal_intact=values["seal_intact"],
        copies_counted=values["copies_counted"],
        place=values["place"],
        note=values["note"],
        actor=request.user,
        now=clock.now(),
    )
