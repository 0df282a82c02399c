"""One room in one sitting as a picture from the lectern, and changing places (R3.1)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from sessions import plan_facts, policies, services, workflow
from sessions.forms import MoveSeatForm
from sessions.models import Seat, SessionRoom
from sessions.rules import plan_findings
from station import clock
from station.access import staff
from station.enums import Subject
from station.forms import show_refusal
from station.pictures.seating import SeatMark
from station.refusals import Refused


def _session_room(public_id: UUID) -> SessionRoom:
    rows = SessionRoom.objects.select_related("room__place", "exam_session__plan__assessment")
    return get_object_or_404(rows, public_id=public_id)


def _seats(session_room: SessionRoom) -> list[Seat]:
    rows = session_room.seats.select_related(
        "application_subject__application__candidate", "application_subject__application__offering__occupation"
    )
    return list(rows.order_by("number"))


def _picture(session_room: SessionRoom, seats: list[Seat]) -> dict[str, Any]:
    room = session_room.room
    return {
        "session_room": session_room,
        "exam_session": session_room.exam_session,
        "plan": session_room.exam_session.plan,
        "assessment": session_room.exam_session.plan.assessment,
        "seats": seats,
        "marks": [
            SeatMark(
                seat.row,
                seat.column,
                str(seat.number),
                seat.application_subject.application.candidate.name,
                str(seat.application_subject.application.offering),
            )
            for seat in seats
        ],
        "broken": {(row, column) for row, column in room.broken},
        "accessible": {(row, column) for row, column in room.accessible},
        "place_word": Subject(session_room.exam_session.subject).place_word,
        "picture_title": f"{session_room.exam_session} {session_room}",
    }


@staff(*policies.READERS)
def session_room_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _show(request, _session_room(public_id))


def _show(
    request: HttpRequest, session_room: SessionRoom, form: MoveSeatForm | None = None, status: int = 200
) -> HttpResponse:
    plan = session_room.exam_session.plan
    may_edit = bool(policies.can_plan(request.user)) and policies.is_open_for_editing(plan)
    anchor = f"room-{session_room.pk}"
    findings = [finding for finding in plan_findings(plan_facts.gather(plan)) if finding.anchor == anchor]
    context = {
        **_picture(session_room, _seats(session_room)),
        "findings": findings,
        "duties": session_room.duties.select_related("member").order_by("id"),
        "may_edit": may_edit,
        "form": (form or MoveSeatForm(session_room=session_room)) if may_edit else None,
    }
    return render(request, "sessions/staff/session_room_detail.html", context, status=status)


@staff(*policies.READERS)
def session_room_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    session_room = _session_room(public_id)
    return render(request, "sessions/staff/session_room_print.html", _picture(session_room, _seats(session_room)))


@staff(*workflow.PLANNERS)
@require_POST
def seat_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    session_room = _session_room(public_id)
    form = MoveSeatForm(request.POST, session_room=session_room)
    if form.is_valid():
        try:
            seat = services.move_seat(actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已换到{seat.session_room} {seat.number} 号。")
            return redirect("sessions:session_room_detail", public_id)
    return _show(request, session_room, form, status=422)


@staff(*workflow.PLANNERS)
@require_POST
def seat_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    rows = Seat.objects.select_related("session_room__exam_session__plan__assessment")
    seat = get_object_or_404(rows, public_id=public_id)
    room = seat.session_room.public_id
    services.remove_seat(seat=seat, actor=request.user, now=clock.now())
    messages.success(request, "已移除，其他人的座位不变。")
    return redirect("sessions:session_room_detail", room)
