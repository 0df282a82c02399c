"""What the papers of R6.1 say, gathered from the records of the stages before: plan, notice, custody, attendance, scores."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from announcements.models import Assessment
from exams import selectors as examined
from exams.enums import BagState, IncidentKind, ScoreStatus
from exams.models import CustodyEntry, Incident, PaperBag
from exams.selectors import Result, SubjectResult
from exams.services.charts import when
from sessions import selectors as planned
from sessions.enums import CardKind, Post
from sessions.models import Duty, Seat, SessionRoom
from station.clock import ZONE
from station.enums import Category, Level, Subject
from station.wording import clock_time, date_and_time

EXAMINERS = (Post.EXAMINER_HEAD, Post.EXAMINER)
ROOM_POSTS = (Post.INVIGILATOR, *EXAMINERS)

# Domain facts 6.6: what a supervisor looks at; to be answered by hand on the spot (示例, until the centre's own form is given).
SUPERVISION_ITEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("人员", ("考评、监考人员按时到岗、佩带证卡", "考评人员由鉴定中心指派，资格与职业、等级相符")),
    ("试卷", ("试卷密封完好，按规定时间领取、启封", "试卷交接手续齐全，双人签字")),
    ("考场", ("理论考场单人单桌单行，座位编号明示", "实操考场设备、材料齐备，工位间隔合理、编号明示")),
    ("纪律", ("查验身份证和准考证，没有代考", "宣读考场规则，监考人员在岗巡视", "违纪处理有记录、有签字")),
    ("评分", ("考评组独立评分，执行评分标准", "阅卷、统分、登分封闭进行，成绩没有泄露")),
    ("收费与档案", ("按物价部门的标准收费并开具正式票据", "报名、考务资料齐全，分类归档")),
)


def common(assessment: Assessment) -> dict[str, Any]:
    """What stands at the head of every paper."""
    filing = planned.standing_filing(assessment)
    return {
        "assessment": assessment.title,
        "code": assessment.code,
        "category": Category(assessment.category).label,
        "exam_date": assessment.exam_date,
        "exam_until": assessment.exam_until,
        "place": f"{assessment.place.name}（{assessment.place.address}）",
        "centre": filing.centre.name if filing else "",
        "notice_number": examined.notice_in_force(assessment).number,
    }


def _level(value: int) -> str:
    return str(Level(value).label)


def _percentage(part: int, whole: int) -> str:
    if not whole:
        return "—"
    rate = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rate}%"


# --- 《济南市职业技能鉴定通知书》 ------------------------------------------------------------------------------------------


def notice(assessment: Assessment) -> dict[str, Any]:
    """The centre's notice as it was recorded, and the arrangement it approves."""
    record = examined.notice_in_force(assessment)
    people = Counter(
        (row.offering.occupation.name, row.offering.level) for row in planned.approved_applications(assessment)
    )
    plan = planned.approved_plan(assessment)
    sittings = list(planned.sittings_of(plan)) if plan else []
    return {
        "received_on": record.received_on,
        "recorded_by": record.recorded_by.name,
        "offerings": [
            {"occupation": name, "level": _level(level), "count": count}
            for (name, level), count in sorted(people.items(), key=lambda item: (item[0][0], -item[0][1]))
        ],
        "people": sum(people.values()),
        "sittings": [
            {
                "sitting": f"第{sitting.sequence}场",
                "subject": Subject(sitting.subject).label,
                "when": when(sitting),
                "rooms": "、".join(room.room.name for room in sitting.session_rooms.all()),
                "count": sum(len(room.seats.all()) for room in sitting.session_rooms.all()),
            }
            for sitting in sittings
        ],
    }


# --- 《济南市职业技能鉴定考评情况报告》 ------------------------------------------------------------------------------------


def examination_report(assessment: Assessment) -> dict[str, Any]:
    """Examiner group, attendance and passes by occupation, level and subject, what happened, and room for opinions."""
    results = examined.results(assessment)
    passed = sum(result.passed for result in results)
    present = sum(any(_came(item) for item in result.subjects) for result in results)
    return {
        "examiners": _examiners(assessment),
        "rows": _report_rows(results),
        "expected": len(results),
        "present": present,
        "absent": len(results) - present,
        "passed": passed,
        "rate": _percentage(passed, len(results)),
        "rate_of_present": _percentage(passed, present),
        "process": _process(assessment),
        "incidents": [_incident(row) for row in _incidents(assessment)],
    }


def _came(item: SubjectResult) -> bool:
    return item.mark.status != ScoreStatus.ABSENT


def _examiners(assessment: Assessment) -> list[dict[str, str]]:
    plan = planned.approved_plan(assessment)
    duties = [duty for duty in planned.duties_of(plan) if duty.post in EXAMINERS] if plan else []
    duties.sort(key=lambda duty: (EXAMINERS.index(Post(duty.post)), duty.pk))
    found: dict[int, dict[str, str]] = {}
    for duty in duties:
        member = duty.member
        found.setdefault(
            member.pk,
            {
                "name": member.name,
                "post": Post(duty.post).label,
                "card": f"{CardKind(member.card_kind).label} {member.card_number}".strip(),
                "employer": member.employer,
            },
        )
    return list(found.values())


def _report_rows(results: Iterable[Result]) -> list[dict[str, Any]]:
    """A row for each occupation and level: whole candidates, then each subject by itself."""
    groups: dict[tuple[str, int], list[Result]] = defaultdict(list)
    for result in results:
        offering = result.application.offering
        groups[(offering.occupation.name, offering.level)].append(result)
    return [
        {
            "occupation": name,
            "level": _level(level),
            "expected": len(rows),
            "present": (present := sum(any(_came(item) for item in row.subjects) for row in rows)),
            "absent": len(rows) - present,
            "subjects": {subject.value: _of_subject(rows, subject) for subject in Subject},
            "passed": (passed := sum(row.passed for row in rows)),
            "rate": _percentage(passed, len(rows)),
        }
        for (name, level), rows in sorted(groups.items(), key=lambda item: (item[0][0], -item[0][1]))
    ]


def _of_subject(rows: Iterable[Result], subject: Subject) -> str:
    """合格/实考, "—" where nobody sits the subject."""
    items = [item for row in rows if (item := row.by_subject.get(subject.value))]
    return f"{sum(item.passed for item in items)}/{sum(_came(item) for item in items)}" if items else "—"


def _process(assessment: Assessment) -> list[str]:
    """The course of the day, told from the records alone."""
    sentences = []
    if briefing := examined.briefing_of(assessment):
        held = date_and_time(briefing.held_at.astimezone(ZONE))
        count = briefing.attendance.count()
        sentences.append(f"{held}在{briefing.place}召开考前例会，到会 {count} 人，明确分工、要求和纪律。")
    rooms = list(examined.rooms_of(assessment))
    opened = sum(hasattr(room, "opening") for room in rooms)
    sittings = len({room.exam_session_id for room in rooms})
    sentences.append(f"共安排 {sittings} 场、{len(rooms)} 个考场，其中 {opened} 个考场登记了启封检查。")
    bags = examined.bag_figures(assessment)
    alarms = f"，交接中有 {bags['alarms']} 条异常记录" if bags["alarms"] else "，交接中没有异常"
    sentences.append(f"试卷 {bags['bags']} 袋，考后回库 {bags['returned']} 袋{alarms}。")
    progress = examined.score_progress(assessment)
    sentences.append(f"成绩按密号由两人分别登录，共 {progress.codes} 份，不一致的由第三人裁定后锁定。")
    return sentences


def _incidents(assessment: Assessment) -> list[Incident]:
    rows = Incident.objects.filter(assessment=assessment).select_related("session_room__room")
    return list(rows.order_by("at", "id"))


def _incident(row: Incident) -> dict[str, str]:
    return {
        "at": date_and_time(row.at.astimezone(ZONE)),
        "kind": IncidentKind(row.kind).label,
        "room": f"第{row.session_room.number}考场" if row.session_room else "考点",
        "description": row.description,
        "action": row.action,
        "outcome": row.outcome,
    }


# --- 《济南市职业技能鉴定监考记录》 ----------------------------------------------------------------------------------------


def invigilation_record(assessment: Assessment) -> dict[str, Any]:
    """A page for each room of each sitting (domain facts 5.6)."""
    attendance = examined.attendance(assessment)
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in examined.seats_of(assessment):
        seats[seat.session_room_id].append(seat)
    misconduct = {
        item.seat.pk
        for result in examined.results(assessment)
        for item in result.subjects
        if item.mark.status == ScoreStatus.MISCONDUCT
    }
    incidents: dict[int, list[Incident]] = defaultdict(list)
    for row in _incidents(assessment):
        if row.session_room_id:
            incidents[row.session_room_id].append(row)
    custody, duties = _custody(assessment), _room_duties(assessment)
    return {
        "rooms": [
            {
                **_room_head(room, seats[room.pk]),
                **_room_attendance(seats[room.pk], attendance, misconduct),
                **_room_incidents(incidents[room.pk]),
                **_room_papers(custody.get(room.pk, [])),
                "opening": _opening(room),
                "staff": duties.get(room.pk, []),
            }
            for room in examined.rooms_of(assessment)
        ]
    }


def _room_head(room: SessionRoom, seats: list[Seat]) -> dict[str, Any]:
    offerings = {seat.application_subject.application.offering for seat in seats}
    ordered = sorted(offerings, key=lambda offering: (offering.occupation.name, -offering.level))
    starts, ends = (moment.astimezone(ZONE) for moment in (room.exam_session.starts_at, room.exam_session.ends_at))
    return {
        "site": room.room.place.name,
        "room": f"第{room.number}考场（{room.room.name}）",
        "sitting": f"第{room.exam_session.sequence}场",
        "subject": Subject(room.exam_session.subject).label,
        "date": starts.date(),
        "time": f"{clock_time(starts)}—{clock_time(ends)}",
        "occupations": "、".join(dict.fromkeys(offering.occupation.name for offering in ordered)),
        "levels": "、".join(dict.fromkeys(_level(offering.level) for offering in ordered)),
        "practical": room.exam_session.subject == Subject.PRACTICAL,
    }


def _room_attendance(seats: list[Seat], attendance: dict[int, bool], misconduct: set[int]) -> dict[str, Any]:
    absent = [seat for seat in seats if not attendance.get(seat.pk)]
    return {
        "should": len(seats),
        "actual": len(seats) - len(absent),
        "absent": [_ticket_number(seat) for seat in absent],
        "misconduct": [
            {"ticket": _ticket_number(seat), "name": seat.application_subject.application.candidate.name}
            for seat in seats
            if seat.pk in misconduct
        ],
    }


def _ticket_number(seat: Seat) -> str:
    application = seat.application_subject.application
    return application.ticket.number if hasattr(application, "ticket") else str(application.number or "")


def _room_incidents(rows: list[Incident]) -> dict[str, list[str]]:
    """Misconduct, papers exchanged, everything else: each told with what was done and how it ended."""

    def told(*kinds: str) -> list[str]:
        return [
            f"{clock_time(row.at.astimezone(ZONE))} {row.description}；处置：{row.action}；结果：{row.outcome}"
            for row in rows
            if row.kind in kinds
        ]

    others = [kind for kind in IncidentKind if kind not in (IncidentKind.MISCONDUCT, IncidentKind.PAPER)]
    return {
        "misconduct_acts": told(IncidentKind.MISCONDUCT),
        "paper_acts": told(IncidentKind.PAPER),
        "other_acts": told(*others),
    }


def _opening(room: SessionRoom) -> str:
    opening = getattr(room, "opening", None)
    if opening is None:
        return ""
    at = clock_time(opening.opened_at.astimezone(ZONE))
    return f"{at} 由{opening.opened_by.name}启封检查，{opening.anomalies or '无异常'}"


def _custody(assessment: Assessment) -> dict[int, list[tuple[PaperBag, list[CustodyEntry]]]]:
    """Session room → its bags, each with its handovers in order."""
    bags = list(examined.bags_of(assessment))
    entries: dict[int, list[CustodyEntry]] = defaultdict(list)
    for entry in examined.custody_of(bags):
        entries[entry.bag_id].append(entry)
    found: dict[int, list[tuple[PaperBag, list[CustodyEntry]]]] = defaultdict(list)
    for bag in bags:
        found[bag.session_room_id].append((bag, entries[bag.pk]))
    return dict(found)


def _room_papers(bags: list[tuple[PaperBag, list[CustodyEntry]]]) -> dict[str, Any]:
    return {"bags": [_bag(bag, entries) for bag, entries in bags]}


def _bag(bag: PaperBag, entries: list[CustodyEntry]) -> dict[str, Any]:
    by_step = {entry.step: entry for entry in entries}
    opened, resealed = by_step.get(BagState.OPENED), by_step.get(BagState.RESEALED)
    unsealed_at = entries.index(opened) if opened else len(entries)
    before = entries[: unsealed_at + 1]
    return {
        "number": bag.number,
        "copies": bag.copies,
        "spare_copies": bag.spare_copies,
        "intact": all(entry.seal_intact for entry in before) if before else None,
        "opened": (
            f"{clock_time(opened.at.astimezone(ZONE))} {opened.handed_over_by.name}、{opened.received_by.name}"
            if opened
            else ""
        ),
        "collected": resealed.copies_counted if resealed else None,
    }


def _room_duties(assessment: Assessment) -> dict[int, list[dict[str, str]]]:
    """Session room → who invigilated or examined there; duties for a whole sitting count for each of its rooms."""
    plan = planned.approved_plan(assessment)
    duties = [duty for duty in planned.duties_of(plan) if duty.post in ROOM_POSTS] if plan else []
    found: dict[int, list[dict[str, str]]] = {}
    for room in examined.rooms_of(assessment):
        found[room.pk] = [_duty(duty) for duty in duties if _serves(duty, room)]
    return found


def _serves(duty: Duty, room: SessionRoom) -> bool:
    if duty.session_room_id:
        return duty.session_room_id == room.pk
    return duty.exam_session_id == room.exam_session_id


def _duty(duty: Duty) -> dict[str, str]:
    return {"post": Post(duty.post).label, "name": duty.member.name}


# --- 《济南市职业技能鉴定现场督导报告》 ------------------------------------------------------------------------------------


def supervision_report(assessment: Assessment) -> dict[str, Any]:
    """The head is ours; everything below is for the supervisor's own hand: nobody answers for him."""
    rooms = list(examined.rooms_of(assessment))
    offerings = assessment.offerings.select_related("occupation").order_by("occupation__name", "-level")
    return {
        "occupations": "、".join(f"{item.occupation.name}（{_level(item.level)}）" for item in offerings),
        "rooms": len(rooms),
        "people": planned.approved_applications(assessment).count(),
        "items": [[group, list(items)] for group, items in SUPERVISION_ITEMS],
    }


BUILDERS: dict[str, Callable[[Assessment], dict[str, Any]]] = {
    "certificates.notice": notice,
    "certificates.examination_report": examination_report,
    "certificates.invigilation_record": invigilation_record,
    "certificates.supervision_report": supervision_report,
}


def contradictions(assessment: Assessment) -> list[str]:
    """Where attendance and scores do not agree: to be cleared up before the papers say both (R6.1)."""
    attendance = examined.attendance(assessment)
    scored_without = absent_though_admitted = 0
    for result in examined.results(assessment):
        for item in result.subjects:
            admitted, came = attendance.get(item.seat.pk, False), _came(item)
            scored_without += came and not admitted
            absent_though_admitted += admitted and not came
    found = []
    if scored_without:
        found.append(f"有 {scored_without} 个科目有成绩而没有入场登记，监考记录会把他们记为缺考，请先查明。")
    if absent_though_admitted:
        found.append(f"有 {absent_though_admitted} 个科目登记了入场而成绩是缺考，请先查明。")
    return found
