"""Sittings of a plan, their rooms, and who serves where (R3.1)."""

from datetime import datetime

from django.db.models import Max

from announcements.models import OfferingSubject
from sessions.enums import CardKind, Post
from sessions.models import Duty, ExamSession, ImplementationPlan, SessionRoom, StaffMember
from sessions.services.plans import lock_draft
from station import audit, clock
from station.enums import Subject
from station.models import Room, User
from station.refusals import Reason, Refused
from station.verbs import verb
from station.wording import span_of_days

audit.register_verbs(
    {
        "exam_session.add": "增加场次",
        "exam_session.move": "调整场次时间",
        "exam_session.remove": "取消场次",
        "session_room.add": "安排考场",
        "session_room.remove": "撤下考场",
        "duty.assign": "安排任务",
        "duty.remove": "取消任务",
    }
)
IN_A_ROOM = frozenset({Post.INVIGILATOR, Post.EXAMINER, Post.EXAMINER_HEAD})


@verb
def add_exam_session(
    *, plan: ImplementationPlan, subject: str, starts_at: datetime, ends_at: datetime, actor: User, now: datetime
) -> ExamSession:
    what = "不能增加场次"
    lock_draft(plan, actor, what)
    _check_times(plan, starts_at, ends_at, what)
    if not OfferingSubject.objects.filter(offering__assessment_id=plan.assessment_id, subject=subject).exists():
        text = f"本次鉴定没有{Subject(subject).label}这一科目"
        raise Refused(what, Reason(text, "R1.2", "请按公告的科目安排。", field="subject"))
    last = plan.exam_sessions.aggregate(last=Max("sequence"))["last"] or 0
    exam_session = ExamSession.objects.create(
        plan=plan, subject=subject, sequence=last + 1, starts_at=starts_at, ends_at=ends_at
    )
    audit.record(
        verb="exam_session.add", actor=actor, obj=plan, now=now, facts={"sequence": last + 1, "subject": subject}
    )
    return exam_session


def _check_times(plan: ImplementationPlan, starts_at: datetime, ends_at: datetime, what: str) -> None:
    if ends_at <= starts_at:
        raise Refused(what, Reason("结束时间须晚于开始时间", field="ends_at"))
    first, last = plan.assessment.exam_date, plan.assessment.exam_until
    if not first <= clock.local_date(starts_at) <= last or not first <= clock.local_date(ends_at) <= last:
        text = f"公告的鉴定日期是{span_of_days(first, last)}"
        raise Refused(what, Reason(text, "R1.2", "请安排在公告的日期内。", field="starts_at"))


@verb
def move_exam_session(
    *, exam_session: ExamSession, starts_at: datetime, ends_at: datetime, actor: User, now: datetime
) -> ExamSession:
    what = "不能调整场次时间"
    lock_draft(exam_session.plan, actor, what)
    _check_times(exam_session.plan, starts_at, ends_at, what)
    exam_session.starts_at, exam_session.ends_at = starts_at, ends_at
    exam_session.save(update_fields=["starts_at", "ends_at"])
    audit.record(
        verb="exam_session.move", actor=actor, obj=exam_session.plan, now=now, facts={"sequence": exam_session.sequence}
    )
    return exam_session


@verb
def remove_exam_session(*, exam_session: ExamSession, actor: User, now: datetime) -> None:
    """Its rooms, seats and duties go with it; the trail keeps that they were there."""
    plan = exam_session.plan
    lock_draft(plan, actor, "不能取消场次")
    facts = {"sequence": exam_session.sequence, "subject": exam_session.subject}
    for session_room in exam_session.session_rooms.all():
        _clear(session_room)
    exam_session.duties.all().delete()
    exam_session.delete()
    audit.record(verb="exam_session.remove", actor=actor, obj=plan, now=now, facts=facts)


@verb
def add_session_room(*, exam_session: ExamSession, room: Room, actor: User, now: datetime) -> SessionRoom:
    what = "不能安排考场"
    plan = exam_session.plan
    lock_draft(plan, actor, what)
    if not room.is_active:
        raise Refused(what, Reason(f"{room}已停用", "R3.1", "请另选考场，或由管理员恢复。", field="room"))
    if exam_session.session_rooms.filter(room=room).exists():
        raise Refused(what, Reason(f"{room}已在{exam_session}里", field="room"))
    clash = (
        SessionRoom.objects.filter(
            room=room,
            exam_session__plan=plan,
            exam_session__starts_at__lt=exam_session.ends_at,
            exam_session__ends_at__gt=exam_session.starts_at,
        )
        .select_related("exam_session")
        .first()
    )
    if clash:
        text = f"{room}在同一时间用于{clash.exam_session}"
        raise Refused(what, Reason(text, "R3.1", "请错开时间或另选考场。", field="room"))
    last = exam_session.session_rooms.aggregate(last=Max("number"))["last"] or 0
    session_room = SessionRoom.objects.create(exam_session=exam_session, room=room, number=last + 1)
    audit.record(
        verb="session_room.add",
        actor=actor,
        obj=plan,
        now=now,
        facts={"sequence": exam_session.sequence, "room": str(room.public_id), "number": last + 1},
    )
    return session_room


@verb
def remove_session_room(*, session_room: SessionRoom, actor: User, now: datetime) -> None:
    plan = session_room.exam_session.plan
    lock_draft(plan, actor, "不能撤下考场")
    facts = {"sequence": session_room.exam_session.sequence, "room": str(session_room.room.public_id)}
    _clear(session_room)
    audit.record(verb="session_room.remove", actor=actor, obj=plan, now=now, facts=facts)


def _clear(session_room: SessionRoom) -> None:
    session_room.seats.all().delete()
    session_room.duties.all().delete()
    session_room.delete()


@verb
def assign_duty(
    *,
    plan: ImplementationPlan,
    member: StaffMember,
    post: str,
    actor: User,
    now: datetime,
    exam_session: ExamSession | None = None,
    session_room: SessionRoom | None = None,
    task: str = "",
) -> Duty:
    """Give somebody a post. What speaks against it (card, numbers, recusal, two places at once) is shown as findings
    of the plan at once and keeps it from being submitted; only what could never be right is refused here.
    """
    what = "不能安排任务"
    lock_draft(plan, actor, what)
    if session_room is not None:
        exam_session = session_room.exam_session
    if not member.is_active or member.card_kind == CardKind.SUPERVISOR:
        text = f"{member.name}是鉴定中心委派的质量督导员" if member.is_active else f"{member.name}已停止派用"
        raise Refused(what, Reason(text, "R3.1", "请另派他人。", field="member"))
    if post in IN_A_ROOM and session_room is None:
        raise Refused(what, Reason(f"{Post(post).label}须写明在哪一个考场", "R3.1", field="session_room"))
    if exam_session is not None and exam_session.plan_id != plan.pk:
        raise Refused(what, Reason("这一场次不在本方案里", field="exam_session"))
    same = plan.duties.filter(member=member, post=post, exam_session=exam_session, session_room=session_room)
    if same.exists():
        raise Refused(what, Reason(f"{member.name}已在这个岗位上", field="member"))
    duty = Duty.objects.create(
        plan=plan, member=member, post=post, exam_session=exam_session, session_room=session_room, task=task.strip()
    )
    audit.record(verb="duty.assign", actor=actor, obj=plan, now=now, facts=_duty_facts(duty))
    return duty


@verb
def remove_duty(*, duty: Duty, actor: User, now: datetime) -> None:
    lock_draft(duty.plan, actor, "不能取消任务")
    facts = _duty_facts(duty)
    plan = duty.plan
    duty.delete()
    audit.record(verb="duty.remove", actor=actor, obj=plan, now=now, facts=facts)


def _duty_facts(duty: Duty) -> dict[str, str]:
    return {
        "member": str(duty.member.public_id),
        "post": duty.post,
        "room": str(duty.session_room.public_id) if duty.session_room else "",
    }
