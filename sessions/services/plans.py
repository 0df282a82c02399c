"""An implementation plan from the first draft to approval (R3.1)."""

from datetime import datetime, timedelta
from typing import Any

from announcements.models import Assessment
from registration.rules import withdrawn_reasons
from sessions import policies, selectors, workflow
from sessions.enums import PlanState
from sessions.models import Duty, ExamSession, ImplementationPlan, Seat, SessionRoom
from sessions.plan_facts import subjects_to_seat
from station import audit, clock, numbering
from station.models import User
from station.refusals import Reason, Refused, refuse_unless
from station.verbs import verb
from station.workflow import fire

audit.register_verbs(
    {
        "plan.create": "编制实施方案",
        "plan.edit": "修改实施方案",
        "plan.clear": "清空编排",
        "plan.move": "场次移到新的日期",
    }
)

EDITABLE = frozenset(
    {
        "person_in_charge",
        "division_of_duties",
        "marking",
        "score_entry",
        "emergency",
        "one_paper_per_room",
        "seating_order",
    }
)


@verb
def create_plan(*, assessment: Assessment, actor: User, now: datetime) -> ImplementationPlan:
    """A new draft. After an earlier version it starts as its copy, so that only what changes is done again.

    Where the day has moved since, the copy's sittings move with it, each by the same number of days; seats stay with
    those who are still registered.
    """
    policies.can_plan(actor).require()
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    what = "不能编制实施方案"
    refuse_unless(what, withdrawn_reasons(assessment.withdrawn_at))
    if assessment.announced_at is None:
        raise Refused(what, Reason("鉴定公告还没有发布", "R1.2", "请先发布公告。"))
    earlier = selectors.latest_plan(assessment)
    if earlier is not None and earlier.state != PlanState.APPROVED:
        text = f"第 {earlier.version} 版方案还在办理中（{earlier.get_state_display()}）"
        raise Refused(what, Reason(text, "R3.1", "请在这一版上继续修改。"))
    if selectors.is_arranged(assessment):
        raise Refused(what, Reason("本次鉴定的材料已经申报，方案和座位不再更改", "R4.1", "中心退回后可编制新的一版。"))
    plan = ImplementationPlan.objects.create(
        assessment=assessment,
        version=numbering.take("plan.version", assessment.pk),
        drafted_by=actor,
        drafted_at=now,
    )
    days = timedelta(0)
    if earlier is not None:
        days = days_to_move(earlier)
        _copy(earlier, plan, days)
    facts = {"version": plan.version, "moved_days": days.days}
    audit.record(verb="plan.create", actor=actor, obj=plan, now=now, facts=facts)
    return plan


def days_to_move(plan: ImplementationPlan) -> timedelta:
    """How far the sittings lie from the announced days; none where the day has not moved since they were arranged."""
    assessment = plan.assessment
    if assessment.rescheduled_at is None or plan.drafted_at >= assessment.rescheduled_at:
        return timedelta(0)
    first = plan.exam_sessions.order_by("starts_at").values_list("starts_at", flat=True).first()
    if first is None:
        return timedelta(0)
    if assessment.exam_date <= clock.local_date(first) <= assessment.exam_until:
        return timedelta(0)
    return assessment.exam_date - clock.local_date(first)


@verb
def move_plan(*, plan: ImplementationPlan, actor: User, now: datetime) -> ImplementationPlan:
    """Move all sittings of a draft to the announced day, each by the same number of days; rooms, seats and duties stay."""
    what = "不能移动场次"
    locked = lock_draft(plan, actor, what)
    days = days_to_move(locked)
    if not days:
        raise Refused(what, Reason("各场次已在公告的鉴定日期之内，或者还没有场次", "R3.1"))
    for row in locked.exam_sessions.all():
        row.starts_at, row.ends_at = row.starts_at + days, row.ends_at + days
        row.save(update_fields=["starts_at", "ends_at"])
    audit.record(verb="plan.move", actor=actor, obj=locked, now=now, facts={"days": days.days})
    return plan


def _copy(earlier: ImplementationPlan, plan: ImplementationPlan, days: timedelta) -> None:
    for name in (*sorted(EDITABLE), "seed"):
        setattr(plan, name, getattr(earlier, name))
    plan.save()
    rooms: dict[int, SessionRoom] = {}
    sittings: dict[int, ExamSession] = {}
    for row in selectors.sittings_of(earlier):
        sitting = ExamSession.objects.create(
            plan=plan,
            subject=row.subject,
            sequence=row.sequence,
            starts_at=row.starts_at + days,
            ends_at=row.ends_at + days,
        )
        sittings[row.pk] = sitting
        for old in row.session_rooms.all():
            rooms[old.pk] = SessionRoom.objects.create(exam_session=sitting, room=old.room, number=old.number)
    Duty.objects.bulk_create(
        Duty(
            plan=plan,
            member_id=duty.member_id,
            post=duty.post,
            task=duty.task,
            exam_session=sittings.get(duty.exam_session_id or 0),
            session_room=rooms.get(duty.session_room_id or 0),
        )
        for duty in earlier.duties.order_by("id")
    )
    still = {row.pk for row in subjects_to_seat(plan)}
    Seat.objects.bulk_create(
        Seat(
            session_room=rooms[seat.session_room_id],
            application_subject_id=seat.application_subject_id,
            row=seat.row,
            column=seat.column,
            number=seat.number,
        )
        for seat in selectors.seats_of_plan(earlier)
        if seat.application_subject_id in still
    )


def lock_draft(plan: ImplementationPlan, actor: User | None, what: str) -> ImplementationPlan:
    """The plan, locked, if it may still be changed by this actor."""
    policies.can_edit_plan(actor, plan).require()
    locked = ImplementationPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.state != PlanState.DRAFT:
        text = f"第 {locked.version} 版方案{locked.get_state_display()}"
        raise Refused(what, Reason(text, "R3.1", "退回后可以修改；已批准的请另行编制新的一版。"))
    return locked


@verb
def edit_plan(*, plan: ImplementationPlan, actor: User, now: datetime, **sections: Any) -> ImplementationPlan:
    unknown = set(sections) - EDITABLE
    if unknown:
        raise TypeError(f"not a section of the plan: {', '.join(sorted(unknown))}")
    locked = lock_draft(plan, actor, "不能修改实施方案")
    for name, value in sections.items():
        setattr(locked, name, value)
    locked.save(update_fields=sorted(sections))
    audit.record(verb="plan.edit", actor=actor, obj=locked, now=now, facts={"sections": sorted(sections)})
    for name in sections:
        setattr(plan, name, getattr(locked, name))
    return plan


@verb
def submit_plan(*, plan: ImplementationPlan, actor: User, now: datetime) -> ImplementationPlan:
    """Refused while anything of R3.1 is missing; the refusal names it."""
    return fire(plan, workflow.SUBMIT, actor=actor, now=now)


@verb
def return_plan(*, plan: ImplementationPlan, actor: User, now: datetime, opinion: str) -> ImplementationPlan:
    if not opinion.strip():
        raise Refused("不能退回方案", Reason("没有写明退回的理由", "R3.1", field="opinion"))
    return fire(plan, workflow.RETURN, actor=actor, now=now, changes={"opinion": opinion.strip()}, reason=opinion)


@verb
def approve_plan(*, plan: ImplementationPlan, actor: User, now: datetime, opinion: str = "") -> ImplementationPlan:
    """Approve, and issue the plan as a document; from here on its seats are those that count."""
    from sessions.documents import issue_plan

    changes = {"approved_by": actor, "approved_at": now, "opinion": opinion.strip()}
    fire(plan, workflow.APPROVE, actor=actor, now=now, changes=changes, reason=opinion)
    plan.document = issue_plan(plan, actor=actor, now=now)
    plan.save(update_fields=["document"])
    return plan


@verb
def clear_plan(*, plan: ImplementationPlan, actor: User, now: datetime) -> ImplementationPlan:
    """Take sittings, seats and duties out of a draft, so that it can be proposed anew; its text stays."""
    locked = lock_draft(plan, actor, "不能清空编排")
    removed = {"sittings": locked.exam_sessions.count(), "duties": locked.duties.count()}
    Seat.objects.filter(session_room__exam_session__plan=locked).delete()
    locked.duties.all().delete()
    SessionRoom.objects.filter(exam_session__plan=locked).delete()
    locked.exam_sessions.all().delete()
    audit.record(verb="plan.clear", actor=actor, obj=locked, now=now, facts=removed)
    return plan
