"""A whole plan proposed: sittings, rooms, seats, duties and standing text (R3.1). Everything can be changed by hand."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from registration.models import ApplicationSubject
from sessions import prose, seating, selectors
from sessions.enums import CardKind, Post
from sessions.models import Duty, ExamSession, ImplementationPlan, Seat, SessionRoom, StaffMember
from sessions.plan_facts import Minutes, booked_elsewhere, member_facts, minutes_of, own_institution, subjects_to_seat
from sessions.rules import rostering, staffing, timetable
from sessions.rules.facts import Member, Ratios
from sessions.services import workshops
from sessions.services.plans import lock_draft
from sessions.services.posts import reserve_posts
from sessions.services.seating import candidate_of, room_of, seat_numbers
from station import audit, clock
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


@dataclass(frozen=True)
class _Engaged:
    """Candidates, rooms and members of one sitting."""

    candidates: frozenset[int] = frozenset()
    rooms: frozenset[int] = frozenset()
    members: frozenset[int] = frozenset()


@dataclass
class _Desk:
    """What the proposal works with."""

    plan: ImplementationPlan
    seed: int
    minutes: Minutes
    ratios: Ratios
    members: list[Member]
    rng: random.Random
    institution: str
    suited: workshops.Suited = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    load: Counter[int] = field(default_factory=Counter)
    held: list[tuple[tuple[datetime, datetime], _Engaged]] = field(default_factory=list)

    def engaged(self, slot: tuple[datetime, datetime]) -> _Engaged:
        """Who and what is taken at that time by the sittings that stand already."""
        at_the_time = [item for (starts, ends), item in self.held if starts < slot[1] and slot[0] < ends]
        return _Engaged(
            candidates=frozenset().union(*(item.candidates for item in at_the_time)),
            rooms=frozenset().union(*(item.rooms for item in at_the_time)),
            members=frozenset().union(*(item.members for item in at_the_time)),
        )


@dataclass(frozen=True)
class _Batch:
    """One sitting as it would be: who sits where, and who serves where."""

    seats: tuple[seating.Seated, ...]
    conflicts: int
    rooms: tuple[Room, ...]
    serving: dict[str, list[int]]
    fully_staffed: bool


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
    desk = _Desk(
        plan=plan,
        seed=seed,
        minutes=minutes_of(plan),
        ratios=selectors.ratios(),
        members=[member_facts(row) for row in rows],
        rng=random.Random(f"proposal:{seed}"),
        institution=own_institution(),
    )
    for booking in booked_elsewhere(plan):
        taken = _Engaged(booking.candidates, booking.rooms, booking.members)
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


def _hold_sittings(desk: _Desk, waiting: list[ApplicationSubject], rooms: Sequence[Room]) -> None:
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
    desk: _Desk, subject: str, left: list[ApplicationSubject], rooms: Sequence[Room], *, after: datetime | None
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
        batch = _best_batch(desk, subject, people, free, slot[0], engaged.members)
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


def _best_batch(
    desk: _Desk,
    subject: str,
    rows: Sequence[ApplicationSubject],
    rooms: Sequence[Room],
    starts: datetime,
    engaged: frozenset[int],
) -> _Batch:
    """As few rooms as hold everybody; more while that separates classes; fewer where nobody is left to man them."""
    batch = _try(desk, subject, rows, rooms, starts, engaged)
    needed = _fewest(rows, rooms, desk.plan.one_paper_per_room)
    for number in range(needed, len(rooms)):
        fewer = _try(desk, subject, rows, rooms[:number], starts, engaged)
        enough = len(fewer.seats) == len(batch.seats) and fewer.conflicts <= batch.conflicts
        if enough and fewer.fully_staffed:
            return fewer
    number = len(rooms)
    while not batch.fully_staffed and number > 1:
        number -= 1
        smaller = _try(desk, subject, rows, rooms[:number], starts, engaged)
        if smaller.fully_staffed:
            return smaller
    return batch


def _fewest(rows: Sequence[ApplicationSubject], rooms: Sequence[Room], one_paper: bool) -> int:
    papers = len({row.application.offering_id for row in rows}) if one_paper else 1
    capacity, number = 0, 0
    for room in rooms:
        if capacity >= len(rows):
            break
        capacity += room.capacity
        number += 1
    return max(1, min(len(rooms), max(number, papers)))


def _try(
    desk: _Desk,
    subject: str,
    rows: Sequence[ApplicationSubject],
    rooms: Sequence[Room],
    starts: datetime,
    engaged: frozenset[int],
) -> _Batch:
    answers = [_solve(desk, part, its_rooms) for part, its_rooms in workshops.parts(rows, rooms, desk.suited)]
    seats = [seat for answer in answers for seat in answer.seats]
    conflicts = sum(len(answer.conflicts) for answer in answers)
    by_id = {str(row.pk): row for row in rows}
    people: dict[str, list[ApplicationSubject]] = {}
    for seat in seats:
        people.setdefault(seat.room, []).append(by_id[seat.candidate])
    serving, complete = _man(desk, subject, people, starts, engaged)
    used = tuple(room for room in rooms if str(room.pk) in people)
    return _Batch(tuple(seats), conflicts, used, serving, complete)


def _solve(desk: _Desk, rows: Sequence[ApplicationSubject], rooms: Sequence[Room]) -> seating.Seating:
    problem = seating.Problem(
        rooms=tuple(room_of(room, name=str(room.pk)) for room in rooms),
        candidates=tuple(map(candidate_of, rows)),
        one_paper_per_room=desk.plan.one_paper_per_room,
        order="snake" if desk.plan.seating_order == "snake" else "columns",
    )
    return seating.solve(problem, desk.seed)


def _man(
    desk: _Desk,
    subject: str,
    people: dict[str, list[ApplicationSubject]],
    starts: datetime,
    engaged: frozenset[int],
) -> tuple[dict[str, list[int]], bool]:
    slots = [
        rostering.Slot(room, index)
        for room, rows in sorted(people.items())
        for index in range(_needed(subject, len(rows), desk.ratios))
    ]
    by_id = {member.id: member for member in desk.members}
    on = clock.local_date(starts)

    def suits(member_id: int, slot: rostering.Slot) -> bool:
        member, rows = by_id[member_id], people[slot.room]
        employers = {row.application.candidate.employer.strip() for row in rows}
        if staffing.must_withdraw(member, employers, desk.institution):
            return False
        if subject not in staffing.EXAMINED:
            return True
        offerings = {row.application.offering for row in rows}
        return not any(
            staffing.card_reasons(member, on=on, occupation_id=offering.occupation_id, level=offering.level)
            for offering in offerings
        )

    free = [member for member in desk.members if member.id not in desk.busy | engaged]
    order = sorted(free, key=lambda member: (_rank(member, subject), desk.load[member.id]))
    filled = rostering.fill(slots, [member.id for member in order], suits)
    serving: dict[str, list[int]] = {room: [] for room in people}
    for slot in slots:
        if slot in filled:
            serving[slot.room].append(filled[slot])
    return serving, len(filled) == len(slots)


def _rank(member: Member, subject: str) -> int:
    """Invigilation is first for those who can't examine; examining first for 考评员, so that 高级考评员 stay free."""
    if subject in staffing.EXAMINED:
        return int(member.card_kind == CardKind.SENIOR_EXAMINER)
    return int(member.card_kind in staffing.EXAMINER_CARDS)


def _needed(subject: str, people: int, ratios: Ratios) -> int:
    if subject == Subject.PRACTICAL:
        return staffing.examiners_needed(people, ratios.practical_examiner)
    if subject == Subject.COMPREHENSIVE:
        return staffing.reviewers_needed(ratios.review_examiners)
    return staffing.invigilators_needed(people, ratios.theory_invigilator)


def _store(
    desk: _Desk,
    subject: str,
    slot: tuple[datetime, datetime],
    batch: _Batch,
    rows: Sequence[ApplicationSubject],
) -> None:
    sequence = desk.plan.exam_sessions.count() + 1
    placed = {int(seat.candidate) for seat in batch.seats}
    desk.held.append(
        (
            slot,
            _Engaged(
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
