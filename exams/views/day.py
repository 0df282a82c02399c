"""The day itself: own rooms, unsealing, check-in on a phone, incidents, briefing (R5.5 to R5.8)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from announcements.models import Assessment
from exams import policies, rules, selectors, services
from exams.acts import DESK
from exams.enums import CheckInOutcome
from exams.forms import BriefingForm, IncidentForm, OpenRoomForm, RefuseEntryForm
from exams.models import AdmissionTicket, CheckIn, TicketIssue
from exams.pdf import ticket_photo
from exams.views.desk import exam_or_404
from sessions.models import ExamSession, Seat, SessionRoom, StaffMember
from station import clock, profile
from station.access import staff
from station.forms import show_refusal
from station.refusals import Reason, Refused

PAGE = 20


def hours_of(exam_session: ExamSession) -> rules.Hours:
    return rules.Hours(exam_session.starts_at, exam_session.ends_at)


# --- rooms (R5.5, R5.7) --------------------------------------------------------------------------------------------------


@staff()
def room_list(request: HttpRequest) -> HttpResponse:
    """R5.7: one's own rooms, the next sitting first; whoever runs the exam sees all."""
    now = clock.now()
    past = request.GET.get("past") == "1"
    rows = selectors.with_counts(policies.rooms_visible_to(request.user))
    if past:
        rows = rows.filter(exam_session__ends_at__lte=now).order_by("-exam_session__starts_at", "number")
    else:
        rows = rows.filter(exam_session__ends_at__gt=now).order_by("exam_session__starts_at", "number")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for room in page:
        room.hours = hours_of(room.exam_session)
    return render(request, "exams/staff/room_list.html", {"page": page, "past": past, "now": now})


def _room_or_refuse(request: HttpRequest, public_id: UUID) -> SessionRoom:
    room = get_object_or_404(selectors.with_counts(selectors.rooms_in_force()), public_id=public_id)
    policies.can_work_in_room(request.user, room).require()
    return room


@staff()
def room_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    room = _room_or_refuse(request, public_id)
    now = clock.now()
    seats = (
        selectors.standing_seats()
        .filter(session_room=room)
        .select_related(
            "application_subject__application__candidate",
            "application_subject__application__offering__occupation",
            "application_subject__application__ticket",
        )
        .annotate(
            ticket_code=Subquery(
                selectors.issues_in_force()
                .filter(ticket__application=OuterRef("application_subject__application"))
                .values("code")[:1]
            )
        )
        .prefetch_related(Prefetch("check_ins", queryset=CheckIn.objects.order_by("-id"), to_attr="checks"))
        .order_by("number")
    )
    hours = hours_of(room.exam_session)
    bags = list(room.paper_bags.all())
    context = {
        "room": room,
        "assessment": room.exam_session.plan.assessment,
        "hours": hours,
        "now": now,
        "seats": seats,
        "bags": bags,
        "incidents": room.incidents.select_related("recorded_by"),
        "readiness": _readiness(room, bags, now, hours),
        "duties": room.duties.select_related("member"),
    }
    return render(request, "exams/staff/room_detail.html", context)


def _readiness(room: SessionRoom, bags: list, now, hours: rules.Hours) -> list[tuple[str, bool]]:
    """R5.6: what must stand fifteen minutes before the start."""
    here = {"in_room", "opened", "resealed", "returned", "marking"}
    return [
        ("考场已启封并检查", hasattr(room, "opening")),
        ("试卷已到考场", bool(bags) and all(bag.state in here for bag in bags)),
        ("考生全部到场", bool(room.seated) and room.admitted == room.seated),
    ]


@staff()
def room_open(request: HttpRequest, public_id: UUID) -> HttpResponse:
    room = _room_or_refuse(request, public_id)
    now = clock.now()
    form = OpenRoomForm(request.POST or None, initial={"opened_at": now.astimezone(clock.ZONE)})
    back_url = reverse("exams:room_detail", args=[public_id])
    if request.method == "POST" and form.is_valid():
        try:
            services.open_room(session_room=room, actor=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{room}已启封。")
            return redirect(back_url)
    context = {
        "form": form,
        "title": f"启封考场：{room}",
        "lead": "开考前一个小时启封考场，检查有无异常。登记后不能更改。",
        "clause": "R5.5",
        "verb": "登记启封",
        "back_url": back_url,
        "tone": "primary",
    }
    return render(request, "exams/staff/act_form.html", context)


# --- the cordon (R5.6) ----------------------------------------------------------------------------------------------------


@staff()
def check_in_lookup(request: HttpRequest) -> HttpResponse:
    """For a ticket whose code can't be scanned: by its number or its code."""
    words = "".join(request.GET.get("q", "").split())
    issue = TicketIssue.objects.filter(Q(ticket__number=words) | Q(code=words.upper())).first() if words else None
    if issue:
        return redirect("exams:check_in", code=issue.code)
    status = 404 if words else 200
    return render(request, "exams/staff/check_in_lookup.html", {"q": words, "missing": bool(words)}, status=status)


def _issue_by_code(code: str) -> TicketIssue:
    rows = TicketIssue.objects.select_related(
        "ticket__application__candidate",
        "ticket__application__offering__occupation",
        "ticket__application__offering__assessment",
    )
    return get_object_or_404(rows, code=code.upper())


def _seats_to_check(request: HttpRequest, ticket: AdmissionTicket) -> list[Seat]:
    """The candidate's seats in rooms that are this person's business; none is a refusal with its reason (R5.7)."""
    rooms = policies.rooms_visible_to(request.user)
    seats = list(
        Seat.objects.filter(
            application_subject__application=ticket.application_id,
            session_room__in=rooms.order_by().values("pk"),
        )
        .select_related("session_room__room", "session_room__exam_session__plan", "application_subject")
        .prefetch_related(Prefetch("check_ins", queryset=CheckIn.objects.order_by("-id"), to_attr="checks"))
        .order_by("session_room__exam_session__starts_at")
    )
    if not seats:
        policies.NOT_YOUR_ROOM.require()
    return seats


@staff()
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    """What the ticket's code leads to: photograph, name, masked number, seat; admit or refuse. Works without script."""
    issue = _issue_by_code(code)
    ticket = issue.ticket
    if void := services.void_reasons(issue):
        return _void_ticket(request, issue, void)
    seats = _seats_to_check(request, ticket)
    now = clock.now()
    form = RefuseEntryForm(request.POST or None)
    if request.method == "POST":
        seat = next((seat for seat in seats if str(seat.public_id) == request.POST.get("seat")), None)
        if seat is None:
            raise Http404
        if form.is_valid():
            try:
                services.check_in(seat=seat, code=issue.code, actor=request.user, now=now, **form.cleaned_data)
            except Refused as refusal:
                show_refusal(form, refusal)
            else:
                _say(request, form.cleaned_data["outcome"], ticket, seat)
                return redirect("exams:check_in", code=issue.code)
    late = int(profile.value("checkin.late_minutes"))
    current = next((seat for seat in seats if seat.session_room.exam_session.ends_at > now), seats[-1])
    context = {
        "ticket": ticket,
        "code": issue.code,
        "application": ticket.application,
        "assessment": ticket.application.offering.assessment,
        "seats": seats,
        "current": current,
        "hours": hours_of(current.session_room.exam_session),
        "admitted": any(check.outcome == CheckInOutcome.ADMITTED for check in current.checks),
        "closed": rules.why_doors_are_closed(hours_of(current.session_room.exam_session), now, late),
        "form": form,
        "has_photo": bool(issue.facts.get("photo")),
        "now": now,
    }
    return render(request, "exams/staff/check_in.html", context)


def _void_ticket(request: HttpRequest, issue: TicketIssue, reasons: list[Reason]) -> HttpResponse:
    """A ticket of a day that has moved: said to whoever serves at this assessment, and nobody is let in by it."""
    assessment = issue.ticket.application.offering.assessment
    policies.can_work_on_site(request.user, assessment).require()
    context = {"ticket": issue.ticket, "issue": issue, "assessment": assessment, "reasons": reasons}
    return render(request, "exams/staff/ticket_void.html", context, status=409)


def _say(request: HttpRequest, outcome: str, ticket: AdmissionTicket, seat: Seat) -> None:
    name = ticket.application.candidate.name
    if outcome == CheckInOutcome.ADMITTED:
        messages.success(request, f"{name}准予入场：{seat.session_room}，{seat.number} 号。")
    else:
        messages.warning(request, f"{name}不予入场，已登记原因。")


@staff()
def check_in_photo(request: HttpRequest, code: str) -> HttpResponse:
    """The photograph on the ticket, for whoever may check this candidate in."""
    issue = _issue_by_code(code)
    _seats_to_check(request, issue.ticket)
    content = ticket_photo(issue.facts.get("photo"))
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


# --- briefing and incidents (R5.5, R5.8) --------------------------------------------------------------------------------------


@staff(*DESK)
def briefing_record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    assessment = exam_or_404(public_id)
    overview = reverse("exams:exam_overview", args=[public_id])
    now = clock.now()
    members = StaffMember.objects.filter(
        duties__plan__in=selectors.plans_in_force().filter(assessment=assessment)
    ).distinct()
    form = BriefingForm(
        request.POST or None,
        members=members,
        initial={"held_at": now.astimezone(clock.ZONE), "members": list(members.values_list("pk", flat=True))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.record_briefing(assessment=assessment, actor=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记考前例会。")
            return redirect(overview)
    context = {
        "form": form,
        "title": "登记考前例会",
        "lead": f"{assessment.title}。勾选实际到会的人员；登记后不能更改。",
        "clause": "R5.5",
        "verb": "登记例会",
        "back_url": overview,
        "tone": "primary",
    }
    return render(request, "exams/staff/act_form.html", context)


@staff()
def incident_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What happened at one assessment; whoever serves there records it."""
    assessment = get_object_or_404(Assessment, public_id=public_id)
    policies.can_work_on_site(request.user, assessment).require()
    rooms = policies.rooms_visible_to(request.user).filter(exam_session__plan__assessment=assessment)
    now = clock.now()
    form = IncidentForm(
        request.POST or None,
        rooms=rooms.order_by("exam_session__starts_at", "number"),
        initial={"at": now.astimezone(clock.ZONE), "session_room": request.GET.get("room")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.record_incident(assessment=assessment, actor=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记。")
            return redirect("exams:incident_list", public_id=public_id)
    rows = policies.incidents_visible_to(request.user, assessment)
    context = {
        "assessment": assessment,
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_overview": request.user.has_role(*DESK),
    }
    return render(request, "exams/staff/incident_list.html", context)
