"""Facts for the papers of R3 and R4, copied from the rows when a paper is issued; rendering never reads rows again.

No fact says when it was gathered: the same state of affairs gives the same facts, so an unchanged paper is not
issued twice. Dates of issue come from the imprint.
"""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import Count

from announcements.models import Assessment
from registration.enums import ApplicationState
from registration.models import Application, ApplicationSubject
from registration.selectors import offering_counts
from sessions import selectors
from sessions.enums import Post
from sessions.models import Centre, ExamSession, ImplementationPlan, SessionRoom, StaffMember
from station import clock
from station.enums import Category, Level, Sex, Subject
from station.wording import clock_time, long_date, span_of_days

Facts = dict[str, Any]


def assessment_facts(assessment: Assessment) -> Facts:
    return {
        "station": settings.STATION_NAME,
        "assessment": assessment.title,
        "code": assessment.code,
        "category": Category(assessment.category).label,
        "unified": assessment.is_unified,
        "scope": assessment.scope,
        "days": span_of_days(assessment.exam_date, assessment.exam_until),
        "exam_time": assessment.exam_time,
        "place": assessment.place.name,
        "address": assessment.place.address,
        "phone": assessment.enquiry_phone,
    }


def offerings(assessment: Assessment) -> list[Facts]:
    """People of each occupation and level: applied in all, registered, and refused with the reasons."""
    applied: Counter[tuple[str, int]] = Counter()
    refused: Counter[tuple[str, int]] = Counter()
    rows = (
        Application.objects.filter(offering__assessment=assessment)
        .exclude(state=ApplicationState.DRAFT)
        .order_by()
        .values_list("offering__occupation__name", "offering__level", "state")
        .annotate(number=Count("id"))
    )
    for occupation, level, state, number in rows:
        applied[occupation, level] += number
        if state in (ApplicationState.REFUSED, ApplicationState.CANCELLED):
            refused[occupation, level] += number
    return [
        {
            "occupation": row["occupation"],
            "level": Level(row["level"]).label,
            "applied": applied[row["occupation"], row["level"]],
            "registered": row["registered"],
            "refused": refused[row["occupation"], row["level"]],
        }
        for row in offering_counts(assessment)
    ]


def plan_facts(plan: ImplementationPlan) -> Facts:
    in_charge = plan.person_in_charge
    return {
        **assessment_facts(plan.assessment),
        "version": plan.version,
        "person_in_charge": in_charge.name if in_charge else "",
        "person_in_charge_title": in_charge.title if in_charge else "",
        "division_of_duties": plan.division_of_duties,
        "marking": plan.marking,
        "score_entry": plan.score_entry,
        "emergency": plan.emergency,
        "opinion": plan.opinion,
        "drafted_by": plan.drafted_by.name,
        "approved_by": plan.approved_by.name if plan.approved_by else "",
        "offerings": offerings(plan.assessment),
        "posts": posts(plan),
        "sittings": [sitting_facts(row) for row in selectors.sittings_of(plan)],
        "seed": plan.seed,
    }


def posts(plan: ImplementationPlan) -> list[Facts]:
    """Duties outside the rooms."""
    rows = plan.duties.filter(session_room=None).select_related("member", "exam_session").order_by("id")
    order = {post.value: number for number, post in enumerate(Post)}
    found = [
        {
            "post": Post(duty.post).label,
            "name": duty.member.name,
            "title": duty.member.title,
            "employer": duty.member.employer,
            "task": duty.task,
            "when": str(duty.exam_session) if duty.exam_session else "全程",
            "order": order[duty.post],
        }
        for duty in rows
    ]
    return sorted(found, key=lambda row: row["order"])


def sitting_facts(row: ExamSession) -> Facts:
    starts, ends = (moment.astimezone(clock.ZONE) for moment in (row.starts_at, row.ends_at))
    return {
        "label": f"第{row.sequence}场",
        "subject": Subject(row.subject).label,
        "place_word": Subject(row.subject).place_word,
        "date": long_date(starts.date()),
        "time": f"{clock_time(starts)}—{clock_time(ends)}",
        "minutes": int((row.ends_at - row.starts_at).total_seconds() // 60),
        "rooms": [room_facts(room) for room in row.session_rooms.all()],
    }


def room_facts(row: SessionRoom) -> Facts:
    seats = list(row.seats.all())
    papers = Counter(str(seat.application_subject.application.offering) for seat in seats)
    return {
        "number": row.number,
        "room": row.room.name,
        "place": row.room.place.name,
        "people": len(seats),
        "papers": [{"paper": paper, "people": people} for paper, people in sorted(papers.items())],
        "staff": [
            {"post": Post(duty.post).label, "name": duty.member.name}
            for duty in sorted(row.duties.all(), key=lambda duty: (duty.post != Post.EXAMINER_HEAD, duty.pk))
        ],
        "seats": [
            {
                "number": seat.number,
                "row": seat.row,
                "column": seat.column,
                "name": seat.application_subject.application.candidate.name,
                "application": seat.application_subject.application.number or "",
                "offering": str(seat.application_subject.application.offering),
            }
            for seat in seats
        ],
    }


def centre_name(assessment: Assessment) -> str:
    """The centre the category calls for; without one on record the report is addressed as the regulation says."""
    centre = Centre.objects.filter(handles_unified=assessment.is_unified).order_by("name").first()
    return centre.name if centre else "相应鉴定中心"


def report_facts(plan: ImplementationPlan) -> Facts:
    """《济南市职业技能鉴定申请报告》 (R4.1)."""
    sittings = [sitting_facts(row) for row in selectors.sittings_of(plan)]
    return {
        **assessment_facts(plan.assessment),
        "centre": centre_name(plan.assessment),
        "person_in_charge": plan.person_in_charge.name if plan.person_in_charge else "",
        "offerings": offerings(plan.assessment),
        "sittings": [
            {**{key: sitting[key] for key in ("label", "subject", "date", "time")}, "rooms": _rooms_in_short(sitting)}
            for sitting in sittings
        ],
        "staff": _staff_in_short(plan),
        "sets_of_staff": plan.duties.values("member").distinct().count(),
    }


def _rooms_in_short(sitting: Facts) -> list[Facts]:
    return [{key: room[key] for key in ("number", "room", "place", "people")} for room in sitting["rooms"]]


def _staff_in_short(plan: ImplementationPlan) -> list[Facts]:
    people: dict[str, set[str]] = {}
    for duty in plan.duties.select_related("member").order_by("id"):
        people.setdefault(duty.post, set()).add(duty.member.name)
    return [{"post": post.label, "names": sorted(people[post])} for post in Post if post in people]


def staff_facts(plan: ImplementationPlan) -> Facts:
    """《济南市职业技能鉴定考务人员安排备案表》 (R4.1): one line for each person and place."""
    lines = []
    duties = selectors.duties_of(plan).order_by("exam_session__sequence", "session_room__number", "id")
    rooms = {room.pk: room for sitting in selectors.sittings_of(plan) for room in sitting.session_rooms.all()}
    for duty in sorted(duties, key=lambda duty: (duty.session_room is not None,)):
        room = rooms.get(duty.session_room_id or 0)
        lines.append(_staff_line(duty.member, Post(duty.post).label, room))
    return {**assessment_facts(plan.assessment), "lines": lines}


def _staff_line(member: StaffMember, post: str, room: SessionRoom | None) -> Facts:
    papers = when = place = ""
    if room is not None:
        papers = "、".join(sorted({str(seat.application_subject.application.offering) for seat in room.seats.all()}))
        starts, ends = (
            moment.astimezone(clock.ZONE) for moment in (room.exam_session.starts_at, room.exam_session.ends_at)
        )
        when = f"{starts.month}月{starts.day}日 {clock_time(starts)}—{clock_time(ends)}"
        place = f"{Subject(room.exam_session.subject).label} 第{room.number}考场（{room.room.name}）"
    card = member.card_valid_until
    return {
        "papers": papers or "全部",
        "when": when or "全程",
        "place": place or "考点",
        "name": member.name,
        "sex": Sex(member.sex).label,
        "employer": member.employer,
        "title": member.title,
        "post": post,
        "card_number": member.card_number,
        "card_valid_until": f"{card:%Y-%m-%d}" if card else "",
        "phone": member.phone,
    }


def roster_facts(assessment: Assessment) -> Facts:
    """职业技能鉴定人员名册 (R4.1)."""
    subjects: dict[int, list[str]] = {}
    rows = ApplicationSubject.objects.filter(application__offering__assessment=assessment).order_by("id")
    for application, subject in rows.values_list("application_id", "subject"):
        subjects.setdefault(application, []).append(str(Subject(subject).label))
    people = [
        {
            "id": str(application.public_id),
            "number": application.number or "",
            "name": application.candidate.name,
            "sex": Sex(application.candidate.sex).label,
            "born": f"{application.candidate.birth_date:%Y-%m}",
            "education": application.candidate.get_education_display(),
            "identity": application.candidate.identity_number,
            "employer": application.candidate.employer,
            "occupation": application.offering.occupation.name,
            "level": Level(application.offering.level).label,
            "subjects": "、".join(subjects.get(application.pk, [])),
            "condition": application.condition,
        }
        for application in selectors.registered(assessment)
    ]
    return {**assessment_facts(assessment), "people": people}


def approval_facts(plan: ImplementationPlan) -> Facts:
    """《济南市职业技能鉴定核准表》 (R4.1): the fees are those that are due if everybody is approved (R4.3)."""
    from sessions.services.filing import amount_expected

    due = amount_expected(plan.assessment, plan.assessment.exam_date)
    refused = (
        Application.objects.filter(
            offering__assessment=plan.assessment,
            state__in=(ApplicationState.REFUSED, ApplicationState.CANCELLED),
        )
        .select_related("candidate", "offering__occupation")
        .order_by("id")
    )
    return {
        **assessment_facts(plan.assessment),
        "centre": centre_name(plan.assessment),
        "offerings": offerings(plan.assessment),
        "sittings": [
            {
                **{key: sitting[key] for key in ("label", "subject", "date", "time")},
                "rooms": len(sitting["rooms"]),
                "people": sum(room["people"] for room in sitting["rooms"]),
            }
            for sitting in (sitting_facts(row) for row in selectors.sittings_of(plan))
        ],
        "refused": [
            {"name": row.candidate.name, "offering": str(row.offering), "reason": row.decision_reason}
            for row in refused
        ],
        "fees": [
            {
                "name": line.name,
                "level": line.level_label,
                "people": line.people,
                "rate": str(line.rate),
                "amount": str(line.amount),
            }
            for line in due.lines
        ],
        "fee_total": str(due.total),
        "fee_basis": due.basis,
        "fee_is_example": due.is_example,
    }


def arrangement_facts(plan: ImplementationPlan) -> list[Facts]:
    """考场编排: one line for each seat."""
    lines = []
    for seat in selectors.seats_of_plan(plan):
        room, application = seat.session_room, seat.application_subject.application
        starts, ends = (
            moment.astimezone(clock.ZONE) for moment in (room.exam_session.starts_at, room.exam_session.ends_at)
        )
        lines.append(
            {
                "number": application.number or "",
                "name": application.candidate.name,
                "identity": application.candidate.identity_number,
                "occupation": application.offering.occupation.name,
                "level": Level(application.offering.level).label,
                "subject": Subject(room.exam_session.subject).label,
                "sitting": room.exam_session.sequence,
                "date": f"{starts:%Y-%m-%d}",
                "time": f"{clock_time(starts)}-{clock_time(ends)}",
                "place": room.room.place.name,
                "room_number": room.number,
                "room": room.room.name,
                "seat": seat.number,
                "row": seat.row,
                "column": seat.column,
            }
        )
    return lines
