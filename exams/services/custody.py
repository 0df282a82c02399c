"""Bags of papers and their chain of custody (R5.4)."""

from datetime import datetime

from announcements.models import Assessment
from exams import acts, custody, policies, rules, selectors, workflow
from exams.enums import BagState
from exams.models import CustodyEntry, PaperBag
from exams.services.preparation import refuse_before_notice
from sessions.models import SessionRoom
from station import audit, profile
from station.enums import Role
from station.identifiers import new_public_id
from station.models import User
from station.notifications import holders_of, notify
from station.refusals import NotPermitted, Reason, Refused
from station.verbs import collect, verb
from station.workflow import fire


@verb
def register_bags(*, assessment: Assessment, actor: User, now: datetime) -> list[PaperBag]:
    """One bag for each room of each sitting: its candidates' copies and the spares. Rooms that have one are left alone.

    Bags kept in the safe from a day that has moved go over to the same rooms of the new plan, seals and chain as they are.
    """
    acts.REGISTER_BAGS.may(actor).require()
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_before_notice(assessment, "不能登记试卷袋")
    spare = int(profile.value("custody.spare_copies"))
    moved = _take_over_bags(assessment)
    rooms = [room for room in selectors.rooms_of(assessment).filter(paper_bags=None) if room.seated]
    taken = set(selectors.bags_of(assessment).values_list("number", flat=True))
    PaperBag.objects.bulk_create(
        PaperBag(
            public_id=new_public_id(),
            session_room=room,
            number=_free_number(f"{assessment.code}-{room.exam_session.sequence:02d}-{room.number:02d}", taken),
            copies=room.seated,
            spare_copies=spare,
        )
        for room in rooms
    )
    if rooms or moved:
        facts = {"bags": len(rooms), "taken_over": moved}
        audit.record(verb=acts.REGISTER_BAGS.verb, actor=actor, obj=assessment, now=now, facts=facts)
    return list(selectors.bags_of(assessment))


def _free_number(number: str, taken: set[str]) -> str:
    """A bag of a day that has moved keeps its number."""
    free = next(name for name in (number, *(f"{number}-{n}" for n in range(2, 100))) if name not in taken)
    taken.add(free)
    return free


def _take_over_bags(assessment: Assessment) -> list[str]:
    """The same sitting's same room, and enough copies for who sits there now; else a new bag is needed."""
    kept = selectors.bags_of(assessment).filter(state__in=[BagState.AWAITED, BagState.STORED])
    kept = kept.exclude(session_room__in=selectors.rooms_in_force().values("pk"))
    rooms = {_place_of(room): room for room in selectors.rooms_of(assessment).filter(paper_bags=None) if room.seated}
    moved = []
    for bag in kept.select_for_update(of=("self",)):
        room = rooms.get(_place_of(bag.session_room))
        if room is None or room.seated > bag.copies:
            continue
        del rooms[_place_of(room)]
        bag.session_room = room
        bag.save(update_fields=["session_room"])
        moved.append(bag.number)
    return moved


def _place_of(room: SessionRoom) -> tuple[str, int, int, int]:
    return room.exam_session.subject, room.exam_session.sequence, room.number, room.room_id


@verb
def hand_over_bag(
    *,
    bag: PaperBag,
    step: str,
    handed_over_by: User,
    received_by: User,
    seal_number: str,
    seal_intact: bool,
    place: str,
    actor: User,
    now: datetime,
    copies_counted: int | None = None,
    note: str = "",
) -> CustodyEntry:
    """One handover: next step only, two people, the receiver fit for it; anything odd is recorded as an alarm."""
    bag = PaperBag.objects.select_for_update().get(pk=bag.pk)
    room = SessionRoom.objects.select_related("exam_session__plan__assessment").get(pk=bag.session_room_id)
    overtaken = not selectors.rooms_in_force().filter(pk=room.pk).exists()
    if overtaken and room.exam_session.plan.assessment.rescheduled_at is None:
        raise Refused(
            "不能办理试卷交接", Reason("这袋试卷所属的实施方案已不再执行", "R5.4", "请按现行方案登记试卷袋。")
        )
    if actor.pk not in (handed_over_by.pk, received_by.pk):
        raise NotPermitted("试卷交接须由交接双方之一办理", "R5.4")
    last = bag.custody_entries.order_by("-sequence").first()
    held = rules.Held(
        state=bag.state,
        copies=bag.copies + bag.spare_copies,
        received_by=last.received_by_id if last else None,
        seal_number=last.seal_number if last else "",
        overtaken=overtaken,
    )
    handover = rules.Handover(
        step=step,
        at=now,
        handed_over_by=handed_over_by.pk,
        received_by=received_by.pk,
        seal_number=seal_number.strip(),
        seal_intact=seal_intact,
        copies_counted=copies_counted,
        note=note.strip(),
    )
    hours = rules.Hours(room.exam_session.starts_at, room.exam_session.ends_at)
    reasons = rules.why_handover_cannot_be_signed(handover, held, hours)
    if not reasons:
        reasons = _why_people_may_not_sign(step, handed_over_by, received_by, room)
    if not place.strip():
        reasons.append(Reason("没有填写交接地点", "R5.4", "请填写地点。", "place"))
    if reasons:
        raise Refused("不能办理试卷交接", *reasons)
    alarms = rules.custody_alarms(handover, held, hours, int(profile.value("custody.early_minutes")))
    facts = {"step": str(step), "alarms": [str(alarm) for alarm in alarms], "seal": handover.seal_number}
    brought_back = overtaken and bag.state != BagState.AWAITED
    fire(bag, workflow.BRING_BACK if brought_back else workflow.BY_STEP[step], actor=actor, now=now, facts=facts)
    entry = CustodyEntry(
        bag=bag,
        step=step,
        at=now,
        handed_over_by=handed_over_by,
        received_by=received_by,
        seal_number=handover.seal_number,
        seal_intact=seal_intact,
        copies_counted=copies_counted,
        place=place.strip(),
        alarms=[str(alarm) for alarm in alarms],
        personal={"handed_over_by": str(handed_over_by), "received_by": str(received_by), "note": handover.note},
    )
    collect(custody.seal, entry)
    if alarms:
        words = "、".join(alarm.label for alarm in alarms)
        text = f"试卷袋 {bag.number}“{entry.get_step_display()}”环节异常：{words}"
        notify(
            holders_of(Role.DIRECTOR, Role.EXAM_AFFAIRS_OFFICER),
            kind="custody",
            text=text,
            now=now,
            scope=bag.audit_scope,
        )
    return entry


def _why_people_may_not_sign(step: str, handed_over_by: User, received_by: User, room: SessionRoom) -> list[Reason]:
    """R5.4: named people only. Whoever hands over must be somebody of the chain too."""
    reasons: list[Reason] = []
    needed = rules.RECEIVERS[step]
    if not needed & policies.capacities(received_by, room):
        words = "或".join(rules.RECEIVER_WORDS[item] for item in sorted(needed))
        reasons.append(
            Reason(
                f"这一环节须由{words}接收，{received_by}不是",
                "R5.4",
                "请改选接收人，或在实施方案中派工。",
                "received_by",
            )
        )
    if not policies.capacities(handed_over_by, room):
        reasons.append(Reason(f"{handed_over_by}不是本袋试卷的经办人", "R5.4", "请改选交出人。", "handed_over_by"))
    return reasons
