"""What an implementation plan has to hold before it can be submitted and approved (R3.1)."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

from sessions.rules import staffing
from sessions.rules.facts import Booking, Finding, PlanFacts, RoomFacts, Sitting, Weight
from sessions.seating.problem import neighbours
from station.enums import Subject

CLAUSE = "R3.1"
SECTIONS = {
    "division_of_duties": "人员分工",
    "marking": "阅卷、检测与评分安排",
    "score_entry": "成绩登录安排",
    "emergency": "突发事件应急预案",
}


def plan_findings(facts: PlanFacts) -> list[Finding]:
    """All of it, what blocks first."""
    found = [
        *missing_sections(facts),
        *sitting_findings(facts),
        *seating_findings(facts),
        *staffing.post_findings(facts),
        *staffing.room_findings(facts),
        *staffing.clashes_of_people(facts),
        *clashes_with_other_assessments(facts),
    ]
    return sorted(found, key=lambda finding: finding.weight is Weight.ADVICE)


def missing_sections(facts: PlanFacts) -> list[Finding]:
    found = []
    if not facts.person_in_charge:
        found.append(Finding("没有确定负责人", CLAUSE, anchor="sections"))
    for key, label in SECTIONS.items():
        if not facts.sections.get(key, "").strip():
            found.append(Finding(f"“{label}”一节还没有写", CLAUSE, anchor="sections"))
    return found


def sitting_findings(facts: PlanFacts) -> list[Finding]:
    found = []
    present = {sitting.subject for sitting in facts.sittings}
    for subject in Subject:
        if subject not in present and any(item.subject == subject for item in facts.to_seat):
            found.append(Finding(f"没有安排{subject.label}的场次", CLAUSE, "请增加场次。", anchor="sittings"))
    for sitting in facts.sittings:
        found += _one_sitting(facts, sitting)
    for one, two in combinations(facts.sittings, 2):
        if one.overlaps(two):
            found += _double_rooms(one, two) + _double_candidates(one, two)
    return found


def _one_sitting(facts: PlanFacts, sitting: Sitting) -> list[Finding]:
    anchor, found = f"sitting-{sitting.id}", []
    if not facts.first_day <= sitting.day <= facts.last_day:
        text = f"{sitting.label}安排在{sitting.day:%Y-%m-%d}，不在公告的鉴定日期内"
        found.append(Finding(text, "R1.2", "请改到公告的日期。", anchor=anchor))
    if not sitting.rooms:
        found.append(Finding(f"{sitting.label}还没有安排考场", CLAUSE, anchor=anchor))
    longest = max((seat for room in sitting.rooms for seat in room.seats), key=lambda seat: seat.minutes, default=None)
    if longest and sitting.minutes < longest.minutes:
        text = f"{sitting.label}只有 {sitting.minutes} 分钟，{longest.offering}要求 {longest.minutes} 分钟"
        found.append(Finding(text, CLAUSE, "请推迟结束时间。", anchor=anchor))
    twice = [name for (_, name), number in _people([sitting]).items() if number > 1]
    found += [Finding(f"{name}在{sitting.label}有两个座位", CLAUSE, anchor=anchor) for name in twice]
    return found


def _people(sittings: Iterable[Sitting]) -> Counter[tuple[int, str]]:
    return Counter(
        (seat.candidate_id, seat.name) for sitting in sittings for room in sitting.rooms for seat in room.seats
    )


def _double_rooms(one: Sitting, two: Sitting) -> list[Finding]:
    used = {room.room_id: room.label for room in one.rooms}
    return [
        Finding(
            f"{room.label}同时用于{one.label}和{two.label}", CLAUSE, "请错开时间或换考场。", anchor=f"room-{room.id}"
        )
        for room in two.rooms
        if room.room_id in used
    ]


def _double_candidates(one: Sitting, two: Sitting) -> list[Finding]:
    both = _people([one]).keys() & _people([two]).keys()
    return [
        Finding(f"考生{name}同时排在{one.label}和{two.label}", CLAUSE, "请把其中一场错开。", anchor=f"sitting-{two.id}")
        for _, name in sorted(both)
    ]


def seating_findings(facts: PlanFacts) -> list[Finding]:
    found = []
    places = Counter(seat.subject_id for _, room in facts.rooms() for seat in room.seats)
    without = [item for item in facts.to_seat if not places[item.subject_id]]
    if without:
        names = "、".join(f"{item.name}（{item.offering} {Subject(item.subject).label}）" for item in without[:3])
        more = "等" if len(without) > 3 else ""
        text = f"还有 {len(without)} 人次没有座位或工位：{names}{more}"
        found.append(Finding(text, CLAUSE, "请增加考场或场次后重新编排。", anchor="seating"))
    known = {item.subject_id for item in facts.to_seat}
    for sitting, room in facts.rooms():
        found += _one_room(facts, sitting, room, known)
    found += [
        Finding(
            f"{item.name}的{Subject(item.subject).label}排了 {places[item.subject_id]} 个座位", CLAUSE, anchor="seating"
        )
        for item in facts.to_seat
        if places[item.subject_id] > 1
    ]
    return found


def _one_room(facts: PlanFacts, sitting: Sitting, room: RoomFacts, known: set[int]) -> list[Finding]:
    anchor, where, found = f"room-{room.id}", f"{sitting.label}{room.label}", []
    if len(room.seats) > room.capacity:
        text = f"{where}排了 {len(room.seats)} 人，除去停用和备用的只有 {room.capacity} 个"
        found.append(Finding(text, CLAUSE, "请减少人数或换大一些的考场。", anchor=anchor))
    for seat in room.seats:
        if seat.subject_id not in known:
            text = f"{where}还留着{seat.name}的座位，此人已不在参加鉴定的名单中"
            found.append(Finding(text, "R2.5", "请重新编排，或从座位表中移除。", anchor=anchor))
    papers = sorted({seat.offering for seat in room.seats})
    if facts.one_paper_per_room and len(papers) > 1:
        text = f"{where}里有两种以上试卷：{'、'.join(papers)}"
        found.append(Finding(text, CLAUSE, "请分到不同的考场，或取消“一个考场只用一种试卷”。", anchor=anchor))
    beside = _pairs(room)
    if beside:
        one, two = beside[0]
        text = f"{where}有 {len(beside)} 对同班级或同单位的考生相邻，如{one}与{two}"
        found.append(Finding(text, CLAUSE, "可换座、增加考场或另换种子重排。", Weight.ADVICE, anchor))
    return found


def _pairs(room: RoomFacts) -> list[tuple[str, str]]:
    at = {(seat.row, seat.column): seat for seat in room.seats}
    return [
        (seat.name, at[other].name)
        for where, seat in sorted(at.items())
        for other in neighbours(where)
        if other > where and other in at and seat.group and at[other].group == seat.group
    ]


def clashes_with_other_assessments(facts: PlanFacts) -> list[Finding]:
    """No room, person or candidate is promised to two assessments at the same time."""
    found = []
    for sitting in facts.sittings:
        for booking in facts.booked:
            if not (sitting.starts < booking.ends and booking.starts < sitting.ends):
                continue
            for room in sitting.rooms:
                found += _promised_twice(facts, sitting, room, booking)
    return found


def _promised_twice(facts: PlanFacts, sitting: Sitting, room: RoomFacts, booking: Booking) -> list[Finding]:
    anchor, found = f"room-{room.id}", []
    if room.room_id in booking.rooms:
        text = f"{sitting.label}的{room.label}同一时间已用于{booking.label}"
        found.append(Finding(text, CLAUSE, "请错开时间或换考场。", anchor=anchor))
    for duty in facts.in_room(room):
        if duty.member.id in booking.members:
            text = f"{duty.member.name}同一时间已派往{booking.label}"
            found.append(Finding(text, CLAUSE, "请另派他人。", anchor=anchor))
    for seat in room.seats:
        if seat.candidate_id in booking.candidates:
            text = f"考生{seat.name}同一时间还参加{booking.label}"
            found.append(Finding(text, CLAUSE, "请错开场次。", anchor=anchor))
    return found
