"""A whole plan proposed: sittings, rooms, seats, duties and standing text (R3.1). Everything can be changed by hand."""

import random
from collections.abc import Sequence
from datetime import datetime

from registration.models import ApplicationSubject
from sessions import prose, selectors
from sessions.enums import CardKind, Post
from sessions.models import Duty, ExamSession, ImplementationPlan, Seat, SessionRoom, StaffMember
from sessions.plan_facts import booked_elsewhere, member_facts, minutes_of, own_institution, subjects_to_seat
from sessions.rules import staffing, timetable
from sessions.services import workshops
from sessions.services.batches import Batch, Desk, Engaged, best_batch
from sessions.services.plans import lock_draft
from sessions.services.posts import reserve_posts
from sessions.services.seating import seat_numbers
from station import audit
from station.enums import RoomKind, Subject
from station.models import Room, User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"plan.propose": "自动编排方案"})

WHAT = "不能自动编排方案"
ROOMS_FOR: dict[str, tuple[str, ...]] = {
    Subject.THEORY: (RoomKind.THEORY, RoomKind.COMPUTER),
    Subject.FOREIGN_LANGUAGE: (RoomKind.THEORY, RoomKind.COMPUTER),
    Subject.PRACTICAL: (RoomKind.PRACTICAL,),
    Subject.COMPREHENSIVE: (RoomKind.REVIEW, RoomKind.THEORY),
}


@verb
def propose_plan(
    *,
    plan: ImplementationPlan,
    rooms: Sequence[Room],
    members: Sequence[StaffMember],
    seed: int,
    actor: User,
    now: datetime,
) -> ImplementationPlan:
    """Fill an empty draft. Sittings follow each other, so that nobody is in two places at once; a subject that finds
    too few rooms or examiners is held in several. What could not be manned stays open and shows as a finding.
    """
    locked = lock_draft(plan, actor, WHAT)
    if plan.exam_sessions.exists() or plan.duties.exists():
        raise Refused(WHAT, Reason("方案里已有场次或任务", "R3.1", "请先清空，或在现有安排上修改。"))
    waiting = subjects_to_seat(plan)
    if not waiting:
        raise Refused(WHAT, Reason("还没有审核通过并缴费的考生", "R3.1", "请先办理报名审核与收费。"))
    rows = list(selectors.assignable_members().filter(pk__in=[member.pk for member in members]))
    if not rows:
        raise Refused(WHAT, Reason("没有可派用的考务人员", "R3.1", "请先登记考务人员。", field="members"))
    desk = Desk(
        plan=plan,
        seed=seed,
        minutes=minutes_of(plan),
        ratios=selectors.ratios(),
        members=[member_facts(row) for row in rows],
        rng=random.Random(f"proposal:{seed}"),
        institution=own_institution(),
    )
    for booking in booked_elsewhere(plan):
        taken = Engaged(booking.candidates, booking.rooms, booking.members)
        desk.held.append(((booking.starts, booking.ends), taken))
    desk.rng.shuffle(desk.members)
    chief = reserve_posts(plan, rows, desk.busy)
    _hold_sittings(desk, waiting, [room for room in rooms if room.is_active])
    _number_by_time(plan)
    _write_sections(locked, plan, chief)
    locked.seed = plan.seed = seed
    locked.save()
    plan.refresh_from_db()
    audit.record(verb="plan.propose", actor=actor, obj=plan, now=now, facts={"seed": seed})
    return plan


def _hold_sittings(desk: Desk, waiting: list[ApplicationSubject], rooms: Sequence[Room]) -> None:
    """Subject after subject. Only where the days are full is the review held beside the practical sittings."""
    cursor: datetime | None = None
    after_theory: datetime | None = None
    for subject in timetable.ORDER:
        left = [row for row in waiting if row.subject == subject]
        if not left:
            continue
        usable = _rooms_for(subject, rooms)
        occupations = {row.application.offering.occupation for row in left}
        desk.suited = workshops.suited(usable, sorted(occupations, key=lambda occupation: occupation.pk))
        left, ended = _hold(desk, subject, left, usable, after=cursor)
        if left:
            left, ended = _hold(desk, subject, left, usable, after=after_theory)
        if left:
            text = f"{Subject(subject).label}还有 {len(left)} 人次，公告的鉴定日期内排不下"
            raise Refused(WHAT, Reason(text, "R3.1", "请增加考场或考评人员后再试。", field="rooms"))
        cursor = max(filter(None, (cursor, ended)))
        if subject in (Subject.THEORY, Subject.FOREIGN_LANGUAGE):
            after_theory = cursor


def _hold(
    desk: Desk, subject: str, left: list[ApplicationSubject], rooms: Sequence[Room], *, after: datetime | None
) -> tuple[list[ApplicationSubject], datetime | None]:
    """Sittings of one subject from `after` on; who is left when the days are over, and when the last one ends."""
    assessment, ended = desk.plan.assessment, None
    starts = timetable.announced_start(assessment.exam_time, subject)
    length = max(desk.minutes.get((row.application.offering_id, subject), 0) for row in left) or 60
    for slot in timetable.slots(
        after=after, minutes=length, first=assessment.exam_date, last=assessment.exam_until, not_before=starts
    ):
        if not left:
            break
        if ended is not None and slot[0] < ended + timetable.BREAK:
            continue  # one sitting of a subject at a time; an evening counts once its day is over
        engaged = desk.engaged(slot)
        people = _one_each([row for row in left if row.application.candidate_id not in engaged.candidates])
        free = [room for room in rooms if room.pk not in engaged.rooms]
        if not people or not free:
            continue
        batch = best_batch(desk, subject, people, free, slot[0], engaged.members)
        if not batch.seats or (engaged.members and not batch.fully_staffed):
            continue
        _store(desk, subject, slot, batch, people)
        placed = {int(seat.candidate) for seat in batch.seats}
        left = [row for row in left if row.pk not in placed]
        ended = slot[1]
    return left, ended


def _rooms_for(subject: str, rooms: Sequence[Room]) -> list[Room]:
    for kind in ROOMS_FOR[subject]:
        fitting = [room for room in rooms if room.kind == kind and room.capacity]
        if fitting:
            return sorted(fitting, key=lambda room: (str(room), room.pk))
    label = RoomKind(ROOMS_FOR[subject][0]).label
    text = f"没有可用于{Subject(subject).label}的{label}"
    raise Refused(WHAT, Reason(text, "R3.1", "请选择或登记考场。", field="rooms"))


def _one_each(rows: Sequence[ApplicationSubject]) -> list[ApplicationSubject]:
    """Somebody who sits the same subject twice (two occupations) does so in two sittings."""
    seen: set[int] = set()
    found = []
    for row in rows:
        if row.application.candidate_id not in seen:
            seen.add(row.application.candidate_id)
            found.append(row)
    return found


def _store(
    desk: Desk,
    subject: str,
    slot: tuple[datetime, datetime],
    batch: Batch,
    rows: Sequence[ApplicationSubject],
) -> None:
    sequence = desk.plan.exam_sessions.count() + 1
    placed = {int(seat.candidate) for seat in batch.seats}
    desk.held.append(
        (
            slot,
            Engaged(
                candidates=frozenset(row.application.candidate_id for row in rows if row.pk in placed),
                rooms=frozenset(room.pk for room in batch.rooms),
                members=frozenset(member for serving in batch.serving.values() for member in serving),
            ),
        )
    )
    exam_session = ExamSession.objects.create(
        plan=desk.plan, subject=subject, sequence=sequence, starts_at=slot[0], ends_at=slot[1]
    )
    rooms = {
        str(room.pk): SessionRoom.objects.create(exam_session=exam_session, room=room, number=number)
        for number, room in enumerate(batch.rooms, 1)
    }
    numbers = {name: seat_numbers(item.room, desk.plan.seating_order) for name, item in rooms.items()}
    Seat.objects.bulk_create(
        Seat(
            session_room=rooms[seat.room],
            application_subject_id=int(seat.candidate),
            row=seat.row,
            column=seat.column,
            number=numbers[seat.room][seat.place],
        )
        for seat in batch.seats
    )
    senior = {member.id for member in desk.members if member.card_kind == CardKind.SENIOR_EXAMINER}
    duties = []
    for name, serving in sorted(batch.serving.items()):
        for member_id, post in _posts(subject, serving, senior):
            duties.append(
                Duty(
                    plan=desk.plan,
                    member_id=member_id,
                    post=post,
                    exam_session=exam_session,
                    session_room=rooms[name],
                )
            )
            desk.load[member_id] += 1
    Duty.objects.bulk_create(duties)


def _number_by_time(plan: ImplementationPlan) -> None:
    """Sittings count by the clock, whichever was arranged first."""
    rows = list(plan.exam_sessions.order_by("starts_at", "sequence"))
    for shift in (len(rows), 0):  # first out of the way: a number is given once
        for number, row in enumerate(rows, 1):
            row.sequence = number + shift
            row.save(update_fields=["sequence"])


def _posts(subject: str, serving: Sequence[int], senior: set[int]) -> list[tuple[int, str]]:
    if subject not in staffing.EXAMINED:
        return [(member, Post.INVIGILATOR) for member in serving]
    ordered = sorted(serving, key=lambda member: member not in senior)
    return [(member, Post.EXAMINER if index else Post.EXAMINER_HEAD) for index, member in enumerate(ordered)]


def _write_sections(locked: ImplementationPlan, plan: ImplementationPlan, chief: StaffMember) -> None:
    """Standing text where nothing was written yet."""
    assessment = plan.assessment
    locked.person_in_charge = locked.person_in_charge or chief
    charge = locked.person_in_charge.name
    locked.division_of_duties = locked.division_of_duties or prose.division_of_duties(charge, chief.name)
    locked.marking = locked.marking or prose.marking(assessment)
    locked.score_entry = locked.score_entry or prose.score_entry(assessment)
    locked.emergency = locked.emergency or prose.emergency(assessment)
