"""Sittings, rooms and duties of a plan, changed by hand (R3.1)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from sessions import services, workflow
from sessions.forms import DutyForm, ExamSessionForm, SessionRoomForm
from sessions.models import Duty, ExamSession, ImplementationPlan, SessionRoom
from sessions.views.plans import back_to, find_plan
from station import clock
from station.access import staff
from station.forms import show_refusal
from station.refusals import Refused


def _page(
    request: HttpRequest,
    plan: ImplementationPlan,
    form: Any,
    *,
    title: str,
    verb: str,
    act: Callable[[dict[str, Any]], object],
    done: str,
    anchor: str,
) -> HttpResponse:
    """A form that leads to one verb; refused, it comes back with the reasons."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return back_to(plan, anchor)
    status = 422 if request.method == "POST" else 200
    context = {"plan": plan, "assessment": plan.assessment, "form": form, "title": title, "verb": verb, "lead": ""}
    return render(request, "sessions/staff/plan_form.html", context, status=status)


@staff(*workflow.PLANNERS)
def exam_session_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    plan = find_plan(public_id)
    opens = clock.at(plan.assessment.exam_date, 9)
    form = ExamSessionForm(
        request.POST or None, initial={"starts_at": opens, "ends_at": opens.replace(hour=10, minute=30)}
    )
    return _page(
        request,
        plan,
        form,
        title="增加场次",
        verb="增加场次",
        act=lambda data: services.add_exam_session(plan=plan, actor=request.user, now=clock.now(), **data),
        done="已增加场次。",
        anchor="sittings",
    )


def _exam_session(public_id: UUID) -> ExamSession:
    return get_object_or_404(ExamSession.objects.select_related("plan__assessment__place"), public_id=public_id)


@staff(*workflow.PLANNERS)
def exam_session_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    exam_session = _exam_session(public_id)
    initial = {"starts_at": exam_session.starts_at, "ends_at": exam_session.ends_at}
    form = ExamSessionForm(request.POST or None, initial=initial, with_subject=False)
    return _page(
        request,
        exam_session.plan,
        form,
        title=f"调整{exam_session}的时间",
        verb="保存时间",
        act=lambda data: services.move_exam_session(
            exam_session=exam_session, actor=request.user, now=clock.now(), **data
        ),
        done="已调整时间。",
        anchor=f"sitting-{exam_session.pk}",
    )


@staff(*workflow.PLANNERS)
@require_POST
def exam_session_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    exam_session = _exam_session(public_id)
    services.remove_exam_session(exam_session=exam_session, actor=request.user, now=clock.now())
    messages.success(request, "已取消这一场次，其中的座位和任务一并取消。")
    return back_to(exam_session.plan, "sittings")


@staff(*workflow.PLANNERS)
def session_room_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    exam_session = _exam_session(public_id)
    form = SessionRoomForm(request.POST or None, exam_session=exam_session)
    return _page(
        request,
        exam_session.plan,
        form,
        title=f"为{exam_session}安排考场",
        verb="安排考场",
        act=lambda data: services.add_session_room(
            exam_session=exam_session, actor=request.user, now=clock.now(), **data
        ),
        done="已安排考场，请重新编排座位。",
        anchor=f"sitting-{exam_session.pk}",
    )


@staff(*workflow.PLANNERS)
@require_POST
def session_room_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    rows = SessionRoom.objects.select_related("exam_session__plan__assessment", "room")
    session_room = get_object_or_404(rows, public_id=public_id)
    plan = session_room.exam_session.plan
    services.remove_session_room(session_room=session_room, actor=request.user, now=clock.now())
    messages.success(request, "已撤下考场，其中的座位和任务一并取消。")
    return back_to(plan, "sittings")


@staff(*workflow.PLANNERS)
def duty_assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    plan = find_plan(public_id)
    initial = {"session_room": request.GET.get("room", ""), "post": request.GET.get("post", "")}
    form = DutyForm(request.POST or None, plan=plan, initial=initial)
    return _page(
        request,
        plan,
        form,
        title="安排任务",
        verb="安排任务",
        act=lambda data: services.assign_duty(plan=plan, actor=request.user, now=clock.now(), **data),
        done="已安排，请看页首有无新的提示。",
        anchor="duties",
    )


@staff(*workflow.PLANNERS)
@require_POST
def duty_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which duty stands in the body: duties have no public id of their own."""
    plan = find_plan(public_id)
    chosen = request.POST.get("duty", "")
    duty = get_object_or_404(
        Duty.objects.select_related("plan", "member", "session_room"),
        plan=plan,
        pk=int(chosen) if chosen.isdecimal() else 0,
    )
    anchor = f"room-{duty.session_room_id}" if duty.session_room_id else "duties"
    services.remove_duty(duty=duty, actor=request.user, now=clock.now())
    messages.success(request, "已取消这项任务。")
    return back_to(plan, anchor)
