"""How many, who may, and who may not: invigilators and examiners (R3.1)."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from math import ceil

from sessions.enums import CardKind, Post
from sessions.rules.facts import DutyFacts, Finding, Member, PlanFacts, Ratios, RoomFacts, Sitting, Weight
from station.enums import Level, Subject

CLAUSE = "R3.1"
EXAMINED = frozenset({Subject.PRACTICAL, Subject.COMPREHENSIVE})
EXAMINING_POSTS = frozenset({Post.EXAMINER, Post.EXAMINER_HEAD})
EXAMINER_CARDS = frozenset({CardKind.EXAMINER, CardKind.SENIOR_EXAMINER})
# Posts that keep somebody at their place while people are examined; marking and score entry come afterwards.
ON_SITE = frozenset({Post.CHIEF, Post.CUSTODIAN, Post.TECHNICIAN, Post.SECURITY, Post.MEDICAL, Post.AFFAIRS})
REQUIRED: dict[str, int] = {Post.CHIEF: 1, Post.CUSTODIAN: 1, Post.SECURITY: 1, Post.MARKING: 1, Post.SCORE_ENTRY: 2}


def invigilators_needed(people: int, ratio: int = 15) -> int:
    """One for each fifteen, and never fewer than two in a room."""
    return max(2, ceil(people / ratio))


def examiners_needed(people: int, ratio: int = 5) -> int:
    """The next odd number from one for each five, and never fewer than three."""
    needed = max(3, ceil(people / ratio))
    return needed if needed % 2 else needed + 1


def reviewers_needed(least: int = 3) -> int:
    """At least three, and odd."""
    least = max(3, least)
    return least if least % 2 else least + 1


def needed_in(sitting: Sitting, room: RoomFacts, ratios: Ratios) -> int:
    people = len(room.seats)
    if sitting.subject == Subject.PRACTICAL:
        return examiners_needed(people, ratios.practical_examiner)
    if sitting.subject == Subject.COMPREHENSIVE:
        return reviewers_needed(ratios.review_examiners)
    return invigilators_needed(people, ratios.theory_invigilator)


def card_reasons(member: Member, *, on: date, occupation_id: int, level: int) -> list[str]:
    """Why this card does not let its holder examine this occupation at this level on that day."""
    if member.card_kind not in EXAMINER_CARDS:
        return ["没有考评员证卡"]
    reasons = []
    if member.card_kind == CardKind.EXAMINER and level < Level.THREE:
        reasons.append(f"考评员只能考评五级至三级，{Level(level).label}须由高级考评员考评")
    if member.card_valid_until is None or member.card_valid_until < on:
        until = f"有效期至{member.card_valid_until:%Y-%m-%d}" if member.card_valid_until else "没有登记有效期"
        reasons.append(f"证卡{until}，鉴定当天不在有效期内")
    if occupation_id not in member.occupations:
        reasons.append("证卡未核准这一职业")
    return reasons


def must_withdraw(member: Member, employers: Iterable[str], own_institution: str = "") -> bool:
    """Nobody serves in the room of people of their own employer (回避).

    For the institution the station belongs to this can't be asked: there the class decides.
    """
    employer = member.employer.strip()
    return bool(employer) and employer != own_institution and employer in employers


def room_findings(facts: PlanFacts) -> list[Finding]:
    found = []
    for sitting, room in facts.rooms():
        where = f"{sitting.label}{room.label}"
        duties = facts.in_room(room)
        serving = (
            [duty for duty in duties if duty.post in EXAMINING_POSTS]
            if sitting.subject in EXAMINED
            else [duty for duty in duties if duty.post == Post.INVIGILATOR]
        )
        found += _numbers(facts, sitting, room, where, serving)
        for duty in duties:
            found += _member_in_room(facts, sitting, room, where, duty)
    return found


def _numbers(
    facts: PlanFacts, sitting: Sitting, room: RoomFacts, where: str, serving: list[DutyFacts]
) -> list[Finding]:
    if not room.seats:
        return []
    anchor = f"room-{room.id}"
    word = "考评员" if sitting.subject in EXAMINED else "监考员"
    needed, present = needed_in(sitting, room, facts.ratios), len({duty.member.id for duty in serving})
    found = []
    if present < needed:
        text = f"{where}有考生 {len(room.seats)} 人，应派{word} {needed} 名，现有 {present} 名"
        found.append(Finding(text, CLAUSE, f"请再派 {needed - present} 名。", anchor=anchor))
    if sitting.subject in EXAMINED:
        if present >= needed and present % 2 == 0:
            found.append(
                Finding(f"{where}的考评员有 {present} 名，须为单数", CLAUSE, "请增派或减去一名。", anchor=anchor)
            )
        heads = sum(duty.post == Post.EXAMINER_HEAD for duty in serving)
        if present and heads != 1:
            found.append(Finding(f"{where}须有一名考评组长，现有 {heads} 名", CLAUSE, anchor=anchor))
    return found


def _member_in_room(facts: PlanFacts, sitting: Sitting, room: RoomFacts, where: str, duty: DutyFacts) -> list[Finding]:
    anchor, found = f"room-{room.id}", []
    if duty.post in EXAMINING_POSTS:
        kinds = {(seat.occupation_id, seat.level): seat.offering for seat in room.seats}
        for (occupation_id, level), offering in sorted(kinds.items()):
            for reason in card_reasons(duty.member, on=sitting.day, occupation_id=occupation_id, level=level):
                text = f"{duty.member.name}不能在{where}考评{offering}：{reason}"
                found.append(Finding(text, CLAUSE, "请另派证卡相符的人员。", anchor=anchor))
    colleagues = [
        seat.name for seat in room.seats if must_withdraw(duty.member, (seat.employer,), facts.own_institution)
    ]
    if colleagues:
        names = "、".join(colleagues[:3]) + ("等" if len(colleagues) > 3 else "")
        text = f"{duty.member.name}与{where}的考生{names}同属“{duty.member.employer}”，应当回避"
        found.append(Finding(text, CLAUSE, "请与别的考场对调。", anchor=anchor))
    return found


def clashes_of_people(facts: PlanFacts) -> list[Finding]:
    """Nobody in two places at once."""
    sittings = {sitting.id: sitting for sitting in facts.sittings}
    of_room = {room.id: (sitting, room) for sitting, room in facts.rooms()}
    found = []
    by_member: dict[int, list[DutyFacts]] = {}
    for duty in facts.duties:
        by_member.setdefault(duty.member.id, []).append(duty)
    for duties in by_member.values():
        for one, two in combinations(duties, 2):
            if text := _clash(one, two, sittings, of_room):
                found.append(Finding(text, CLAUSE, "请改派其中一处。", anchor=f"duty-{two.id}"))
    return found


def _clash(
    one: DutyFacts,
    two: DutyFacts,
    sittings: dict[int, Sitting],
    of_room: dict[int, tuple[Sitting, RoomFacts]],
) -> str:
    if not _is_on_site(one) or not _is_on_site(two):
        return ""
    places = [_where(duty, sittings, of_room) for duty in (one, two)]
    (first, first_room), (second, second_room) = places
    if first_room is None and second_room is None:
        return ""  # two posts without a room can be held together
    if first is not None and second is not None:
        if not first.overlaps(second) or (first_room and second_room and first_room.id == second_room.id):
            return ""
    labels = [
        f"{sitting.label if sitting else '全程'}{room.label if room else ''}任{Post(duty.post).label}"
        for duty, (sitting, room) in zip((one, two), places, strict=True)
    ]
    return f"{one.member.name}同一时间有两处任务：{labels[0]}，{labels[1]}"


def _is_on_site(duty: DutyFacts) -> bool:
    return duty.post in ON_SITE or duty.sitting_id is not None or duty.room_id is not None


def _where(
    duty: DutyFacts, sittings: dict[int, Sitting], of_room: dict[int, tuple[Sitting, RoomFacts]]
) -> tuple[Sitting | None, RoomFacts | None]:
    if duty.room_id is not None and duty.room_id in of_room:
        return of_room[duty.room_id]
    return (sittings.get(duty.sitting_id) if duty.sitting_id is not None else None), None


def post_findings(facts: PlanFacts) -> list[Finding]:
    """Posts without which no assessment can be held (R3.1); others are recommended."""
    found = []
    for post, number in REQUIRED.items():
        present = len({duty.member.id for duty in facts.duties if duty.post == post})
        if present < number:
            text = f"{Post(post).label}应安排 {number} 人，现有 {present} 人"
            found.append(Finding(text, CLAUSE, anchor="duties"))
    for post in (Post.TECHNICIAN, Post.MEDICAL, Post.AFFAIRS):
        if not any(duty.post == post for duty in facts.duties):
            found.append(Finding(f"没有安排{post.label}人员", CLAUSE, weight=Weight.ADVICE, anchor="duties"))
    return found
