"""The day itself: briefing, rooms, check-in, incidents (R5.5 to R5.8)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from announcements.models import Assessment
from exams import acts, policies, rules, selectors
from exams.enums import CheckInOutcome, IncidentKind
from exams.models import Briefing, BriefingAttendance, CheckIn, Incident, RoomOpening, TicketIssue
from exams.services.preparation import refuse_before_notice
from exams.services.tickets import MADE_ANEW, void_reasons
from registration.enums import REGISTERED
from registration.models import Application
from sessions.models import Seat, SessionRoom, StaffMember
from station import audit, profile
from station.clock import ZONE
from station.enums import Role
from station.identifiers import new_public_id
from station.models import User
from station.notifications import holders_of, notify
from station.refusals import Reason, Refused
from station.verbs import verb


@verb
def record_briefing(
    *,
    assessment: Assessment,
    held_at: datetime,
    place: str,
    minutes: str,
    members: Iterable[StaffMember],
    actor: User,
    now: datetime,
) -> Briefing:
    """考前例会 of all staff, with who was there (R5.5)."""
    acts.RECORD_BRIEFING.may(actor).require()
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_before_notice(assessment, "不能登记考前例会")
    present = list({member.pk: member for member in members}.values())
    reasons: list[Reason] = []
    if selectors.briefing_of(assessment):
        reasons.append(Reason("本次鉴定的考前例会已经登记", "R5.5"))
    if held_at > now:
        reasons.append(Reason("例会时间晚于现在", "R5.5", "请在例会召开后登记。", "held_at"))
    first = selectors.exam_sessions_of(assessment).first()
    if first and held_at >= first.starts_at:
        reasons.append(Reason("例会时间晚于第一场开考时间", "R5.5", "考前例会须在开考前召开，请核对时间。", "held_at"))
    if not place.strip():
        reasons.append(Reason("没有填写地点", "R5.5", "请填写地点。", "place"))
    if not minutes.strip():
        reasons.append(Reason("没有填写内容", "R5.5", "请写明分工与职责、岗位要求和工作纪律。", "minutes"))
    if not present:
        reasons.append(Reason("没有勾选到会人员", "R5.5", "请勾选实际到会的人员。", "members"))
    if reasons:
        raise Refused("不能登记考前例会", *reasons)
    briefing = Briefing.objects.create(
        assessment=assessment, held_at=held_at, place=place.strip(), minutes=minutes.strip(), recorded_by=actor
    )
    BriefingAttendance.objects.bulk_create(BriefingAttendance(briefing=briefing, member=member) for member in present)
    audit.record(verb=acts.RECORD_BRIEFING.verb, actor=actor, obj=briefing, now=now, facts={"present": len(present)})
    return briefing


def _hours(room: SessionRoom) -> rules.Hours:
    return rules.Hours(room.exam_session.starts_at, room.exam_session.ends_at)


@verb
def open_room(
    *, session_room: SessionRoom, opened_at: datetime, anomalies: str, actor: User, now: datetime
) -> RoomOpening:
    """启封考场 and its inspection, from one hour before the start (R5.5)."""
    room = (
        SessionRoom.objects.select_for_update(of=("self",))
        .select_related("exam_session__plan__assessment", "room")
        .get(pk=session_room.pk)
    )
    policies.can_work_in_room(actor, room).require()
    refuse_before_notice(room.exam_session.plan.assessment, "不能启封考场")
    reasons = rules.why_room_cannot_open(_hours(room), opened_at, now)
    if RoomOpening.objects.filter(session_room=room).exists():
        reasons.append(Reason("这个考场本场次已经启封", "R5.5"))
    if reasons:
        raise Refused("不能启封考场", *reasons)
    opening = RoomOpening.objects.create(
        session_room=room, opened_at=opened_at, anomalies=anomalies.strip(), opened_by=actor
    )
    scope = room.exam_session.plan.audit_scope
    audit.record(
        verb=acts.OPEN_ROOM.verb,
        actor=actor,
        obj=room,
        now=now,
        scope=scope,
        facts={"anomaly": bool(anomalies.strip())},
        personal={"anomalies": anomalies.strip()},
    )
    if anomalies.strip():
        notify(
            holders_of(Role.DIRECTOR, Role.EXAM_AFFAIRS_OFFICER),
            kind="exam_room",
            text=f"{room}启封检查有异常：{anomalies.strip()}",
            now=now,
            scope=scope,
        )
    return opening


@verb
def check_in(*, seat: Seat, outcome: str, actor: User, now: datetime, reason: str = "", code: str = "") -> CheckIn:
    """At the cordon (R5.6): admit by the clock, or turn away and say why. Once admitted, it stands.

    `code` is the one on the ticket that was shown: a ticket overtaken by another day admits nobody.
    """
    locked = (
        Seat.objects.select_for_update(of=("self",))
        .select_related(
            "session_room__exam_session__plan__assessment",
            "session_room__room",
            "application_subject__application__candidate",
        )
        .get(pk=seat.pk)
    )
    room = locked.session_room
    policies.can_work_in_room(actor, room).require()
    act = acts.ADMIT if outcome == CheckInOutcome.ADMITTED else acts.TURN_AWAY
    reasons = _why_not_checked_in(locked, outcome, reason.strip(), now, code)
    if reasons:
        raise Refused(f"不能办理“{act.label}”", *reasons)
    row = CheckIn.objects.create(seat=locked, outcome=outcome, reason=reason.strip(), at=now, by=actor)
    audit.record(
        verb=act.verb,
        actor=actor,
        obj=locked,
        now=now,
        scope=room.exam_session.plan.audit_scope,
        facts={"outcome": str(outcome)},
        reason=reason.strip(),
    )
    return row


def _why_not_checked_in(seat: Seat, outcome: str, reason: str, now: datetime, code: str) -> list[Reason]:
    hours = _hours(seat.session_room)
    application = seat.application_subject.application
    late_minutes = int(profile.value("checkin.late_minutes"))
    if CheckIn.objects.filter(seat=seat, outcome=CheckInOutcome.ADMITTED).exists():
        return [Reason("此人这一科目已准予入场", "R5.6")]
    if now >= hours.ends_at:
        return [Reason("本场次已经结束", "R5.6")]
    if outcome == CheckInOutcome.REFUSED:
        missing = Reason("没有写明不予入场的原因", "R5.6", "请写明原因。", "reason")
        too_early = rules.why_doors_are_closed(hours, now, late_minutes) if now < hours.doors_open_at else []
        return [*too_early, *([] if reason else [missing])]
    reasons = rules.why_doors_are_closed(hours, now, late_minutes)
    if application.state not in REGISTERED:
        reasons.append(
            Reason(f"报名状态是“{application.get_state_display()}”，准考证已失效", "R2.5", "可登记为“不予入场”。")
        )
    return [*reasons, *_ticket_reasons(application, code)]


def _ticket_reasons(application: Application, code: str) -> list[Reason]:
    issue = TicketIssue.objects.filter(ticket__application=application).first()
    if issue is None:
        return [Reason("此人没有准考证", "R5.6", "请到考务办公室核实。")]
    if code and code.upper() != issue.code:
        return [MADE_ANEW]
    return void_reasons(issue)


@verb
def record_incident(
    *,
    assessment: Assessment,
    kind: str,
    description: str,
    action: str,
    outcome: str,
    at: datetime,
    actor: User,
    now: datetime,
    session_room: SessionRoom | None = None,
) -> Incident:
    """What happened, what was done, how it ended (R5.8)."""
    if session_room is not None:
        policies.can_work_in_room(actor, session_room).require()
    else:
        policies.can_work_on_site(actor, assessment).require()
    reasons = [
        Reason(f"没有填写{label}", "R5.8", f"请填写{label}。", field)
        for field, label, text in (
            ("description", "情况", description),
            ("action", "处置", action),
            ("outcome", "结果", outcome),
        )
        if not text.strip()
    ]
    if kind not in IncidentKind.values:
        reasons.append(Reason("没有选择类别", "R5.8", "请选择类别。", "kind"))
    if at > now + timedelta(minutes=1):
        reasons.append(Reason("发生时间晚于现在", "R5.8", "请填写实际发生的时间。", "at"))
    if session_room is not None and session_room.exam_session.plan.assessment_id != assessment.pk:
        reasons.append(Reason("所选考场不属于本次鉴定", "R5.8", "请重新选择考场。", "session_room"))
    if reasons:
        raise Refused("不能登记考场情况", *reasons)
    incident = Incident.objects.create(
        public_id=new_public_id(),
        assessment=assessment,
        session_room=session_room,
        kind=kind,
        description=description.strip(),
        action=action.strip(),
        outcome=outcome.strip(),
        at=at,
        recorded_by=actor,
        recorded_at=now,
    )
    audit.record(
        verb=acts.RECORD_INCIDENT.verb,
        actor=actor,
        obj=incident,
        now=now,
        facts={"kind": str(kind), "at": at.astimezone(ZONE).isoformat()},
        personal={"description": description.strip(), "action": action.strip(), "outcome": outcome.strip()},
    )
    return incident
