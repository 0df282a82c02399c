"""Seats: everyone at once from a seed, or one by one by hand (R3.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from registration.models import ApplicationSubject
from sessions import seating
from sessions.models import ExamSession, ImplementationPlan, Seat, SessionRoom
from sessions.plan_facts import Minutes, group_of, minutes_of, subjects_to_seat
from sessions.seating import Obstacle, Place
from sessions.services.plans import lock_draft
from station import audit
from station.models import Room, User
from station.refusals import Reason, Refused
from station.verbs import verb

audit.register_verbs({"seating.arrange": "编排座位", "seat.move": "调整座位", "seat.remove": "移除座位"})


@dataclass(frozen=True)
class SeatingOutcome:
    """What came of seating everyone: `unseated` subjects found no place; neighbours of one group are `conflicts`."""

    seated: int
    unseated: tuple[ApplicationSubject, ...]
    conflicts: int
    obstacles: tuple[Obstacle, ...]
    seed: int

    @property
    def complete(self) -> bool:
        return not self.unseated


def room_of(room: Room, *, name: str) -> seating.Room:
    """A room as the seating problem wants it."""
    return seating.Room(
        name=name,
        rows=room.rows,
        columns=room.columns,
        broken=frozenset((row, column) for row, column in room.broken),
        accessible=frozenset((row, column) for row, column in room.accessible),
        spares=room.spares,
    )


def candidate_of(row: ApplicationSubject) -> seating.Candidate:
    offering = row.application.offering
    return seating.Candidate(
        id=str(row.pk),
        group=group_of(row.application.candidate),
        paper=f"{offering} {row.get_subject_display()}",
    )


def seat_numbers(room: Room, order: str) -> dict[Place, int]:
    """The number of each working place of a room; it belongs to the place, whoever sits there."""
    places = room_of(room, name="").working("snake" if order == "snake" else "columns")
    return {place: number for number, place in enumerate(places, 1)}


@verb
def seat_everyone(*, plan: ImplementationPlan, seed: int, actor: User, now: datetime) -> SeatingOutcome:
    """Seat every subject of every registered applicant anew. The same plan and seed give the same chart."""
    locked = lock_draft(plan, actor, "不能编排座位")
    Seat.objects.filter(session_room__exam_session__plan=plan).delete()
    waiting = subjects_to_seat(plan)
    minutes = minutes_of(plan)
    taken: list[tuple[ExamSession, set[int]]] = []
    seats: list[Seat] = []
    conflicts, obstacles = 0, []
    for exam_session in plan.exam_sessions.prefetch_related("session_rooms__room").order_by("starts_at", "sequence"):
        busy = {person for other, people in taken if _overlap(other, exam_session) for person in people}
        eligible = _eligible(waiting, exam_session, minutes, busy)
        answer, new = _seat_one(locked, exam_session, eligible, seed)
        seats += new
        placed = {int(seat.candidate) for seat in answer.seats}
        taken.append((exam_session, {row.application.candidate_id for row in eligible if row.pk in placed}))
        waiting = [row for row in waiting if row.pk not in placed]
        conflicts += len(answer.conflicts)
        obstacles += [answer.obstacle] if answer.obstacle else []
    Seat.objects.bulk_create(seats)
    locked.seed = plan.seed = seed
    locked.save(update_fields=["seed"])
    facts = {"seed": seed, "seated": len(seats), "unseated": len(waiting), "conflicts": conflicts}
    audit.record(verb="seating.arrange", actor=actor, obj=plan, now=now, facts=facts)
    # A paper that found no room in one sitting may have found it in the next; a group too large stays too large.
    shown = tuple(item for item in obstacles if waiting or (conflicts and item.kind == "group"))
    return SeatingOutcome(len(seats), tuple(waiting), conflicts, shown, seed)


def _overlap(one: ExamSession, two: ExamSession) -> bool:
    return one.starts_at < two.ends_at and two.starts_at < one.ends_at


def _eligible(
    waiting: Sequence[ApplicationSubject], exam_session: ExamSession, minutes: Minutes, busy: set[int]
) -> list[ApplicationSubject]:
    """Who can sit in this sitting: its subject, long enough for the paper, and not somewhere else at the time."""
    length = int((exam_session.ends_at - exam_session.starts_at).total_seconds() // 60)
    found: list[ApplicationSubject] = []
    here = set(busy)
    for row in waiting:
        person = row.application.candidate_id
        if row.subject != exam_session.subject or person in here:
            continue
        if minutes.get((row.application.offering_id, row.subject), 0) > length:
            continue
        here.add(person)
        found.append(row)
    return found


def _seat_one(
    plan: ImplementationPlan, exam_session: ExamSession, eligible: Iterable[ApplicationSubject], seed: int
) -> tuple[seating.Seating, list[Seat]]:
    rooms = {str(item.pk): item for item in exam_session.session_rooms.all()}
    problem = seating.Problem(
        rooms=tuple(room_of(item.room, name=name) for name, item in rooms.items()),
        candidates=tuple(map(candidate_of, eligible)),
        one_paper_per_room=plan.one_paper_per_room,
        order="snake" if plan.seating_order == "snake" else "columns",
    )
    answer = seating.solve(problem, seed * 1000 + exam_session.sequence)
    numbers = {name: seat_numbers(item.room, plan.seating_order) for name, item in rooms.items()}
    seats = [
        Seat(
            session_room=rooms[seat.room],
            application_subject_id=int(seat.candidate),
            row=seat.row,
            column=seat.column,
            number=numbers[seat.room][seat.place],
        )
        for seat in answer.seats
    ]
    return answer, seats


@verb
def move_seat(
    *,
    seat: Seat,
    row: int,
    column: int,
    actor: User,
    now: datetime,
    session_room: SessionRoom | None = None,
) -> Seat:
    """Move to a free place, or change places with who sits there; in this room or another of the same subject."""
    what = "不能调整座位"
    target = session_room or seat.session_room
    plan = seat.session_room.exam_session.plan
    locked = lock_draft(plan, actor, what)
    number = seat_numbers(target.room, locked.seating_order).get((row, column))
    if number is None:
        text = f"{target}没有第 {row} 排第 {column} 列这个座位，或该座位已停用"
        raise Refused(what, Reason(text, "R3.1", "请在座位图上另选。", field="row"))
    other = target.seats.filter(row=row, column=column).select_related("application_subject__application").first()
    if other is not None and other.pk == seat.pk:
        return seat
    _check_room(seat, other, target, locked, what)
    before = (seat.session_room, seat.row, seat.column, seat.number)
    if other is None:
        _put(seat, target, row, column, number)
    else:
        _put(seat, seat.session_room, 0, 0, 0)  # the place must be free for a moment: each is given out once
        _put(other, *before)
        _put(seat, target, row, column, number)
    facts = {"from": _place(*before), "to": _place(target, row, column, number), "swapped": other is not None}
    audit.record(verb="seat.move", actor=actor, obj=plan, now=now, facts=facts)
    return seat


def _put(seat: Seat, session_room: SessionRoom, row: int, column: int, number: int) -> None:
    seat.session_room, seat.row, seat.column, seat.number = session_room, row, column, number
    seat.save(update_fields=["session_room", "row", "column", "number"])


def _place(session_room: SessionRoom, row: int, column: int, number: int) -> list[int]:
    return [session_room.exam_session.sequence, session_room.number, row, column, number]


def _check_room(seat: Seat, other: Seat | None, target: SessionRoom, plan: ImplementationPlan, what: str) -> None:
    """Another room must be of the same subject, have room, and hold the same paper where that is asked."""
    if target.pk == seat.session_room_id:
        return
    exam_session = target.exam_session
    if exam_session.plan_id != plan.pk or exam_session.subject != seat.application_subject.subject:
        raise Refused(what, Reason("只能换到本方案同一科目的考场", "R3.1", field="session_room"))
    if other is None and target.seats.count() >= target.room.capacity:
        text = f"{target}除去停用和备用的座位已经排满"
        raise Refused(what, Reason(text, "R3.1", "可与已排的考生对调。", field="session_room"))
    moves = [(seat, target, other)] + ([(other, seat.session_room, seat)] if other else [])
    for mover, room, leaving in moves:
        _check_paper(mover, room, leaving, plan, what)
        _check_time(mover, room, plan, what)


def _check_paper(mover: Seat, room: SessionRoom, leaving: Seat | None, plan: ImplementationPlan, what: str) -> None:
    if not plan.one_paper_per_room:
        return
    staying = room.seats.exclude(pk=leaving.pk) if leaving else room.seats.all()
    if staying.exclude(
        application_subject__application__offering=mover.application_subject.application.offering_id
    ).exists():
        text = f"{room}里是另一种试卷"
        raise Refused(
            what, Reason(text, "R3.1", "请选同一职业和等级的考场，或取消“一个考场只用一种试卷”。", field="session_room")
        )


def _check_time(mover: Seat, room: SessionRoom, plan: ImplementationPlan, what: str) -> None:
    exam_session = room.exam_session
    busy = (
        Seat.objects.filter(
            session_room__exam_session__plan=plan,
            session_room__exam_session__starts_at__lt=exam_session.ends_at,
            session_room__exam_session__ends_at__gt=exam_session.starts_at,
            application_subject__application__candidate=mover.application_subject.application.candidate_id,
        )
        .exclude(pk=mover.pk)
        .select_related("session_room__exam_session")
        .first()
    )
    if busy:
        text = f"该考生同一时间在{busy.session_room.exam_session}另有座位"
        raise Refused(what, Reason(text, "R3.1", "请换到别的场次。", field="session_room"))


@verb
def remove_seat(*, seat: Seat, actor: User, now: datetime) -> None:
    """For somebody who is no longer registered: nobody else moves (R2.5)."""
    plan = seat.session_room.exam_session.plan
    lock_draft(plan, actor, "不能移除座位")
    facts = {"from": _place(seat.session_room, seat.row, seat.column, seat.number)}
    seat.delete()
    audit.record(verb="seat.remove", actor=actor, obj=plan, now=now, facts=facts)
