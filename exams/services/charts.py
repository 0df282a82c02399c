"""Seating charts in two copies, and the summary of rooms by occupation (R5.1)."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from announcements.models import Assessment
from exams import acts, selectors
from exams.documents import DOOR_CHARTS, PAPERS_CHARTS, ROOM_SUMMARY
from exams.services.preparation import refuse_before_notice
from exams.services.tickets import reissue
from sessions.models import ExamSession, Seat, SessionRoom
from station import audit
from station.clock import ZONE
from station.enums import Level, Subject
from station.models import Document, User
from station.refusals import Reason, Refused
from station.verbs import verb
from station.wording import clock_time, long_date


@verb
def print_seating_charts(*, assessment: Assessment, actor: User, now: datetime) -> tuple[Document, Document]:
    """考场座（工）位排列表 in two copies: one for the door, one that travels with the papers."""
    acts.PRINT_CHARTS.may(actor).require()
    charts = _charts(assessment, _seats_or_refuse(assessment, "不能打印座（工）位排列表"))
    facts = {"assessment": assessment.title, "charts": charts}
    title = f"{assessment.title}考场座（工）位排列表"
    door = reissue(DOOR_CHARTS.key, f"{title}（张贴于考场入口）", facts, assessment, actor, now)
    papers = reissue(PAPERS_CHARTS.key, f"{title}（随试卷）", facts, assessment, actor, now)
    audit.record(verb=acts.PRINT_CHARTS.verb, actor=actor, obj=assessment, now=now, facts={"rooms": len(charts)})
    return door, papers


@verb
def print_room_summary(*, assessment: Assessment, actor: User, now: datetime) -> Document:
    """How the rooms are shared out among the occupations, subject by subject."""
    acts.PRINT_SUMMARY.may(actor).require()
    seats = _seats_or_refuse(assessment, "不能打印考场分布汇总表")
    rows = _summary_rows(seats)
    facts = {
        "assessment": assessment.title,
        "place": f"{assessment.place.name}（{assessment.place.address}）",
        "rows": rows,
        "candidates": len({seat.application_subject.application_id for seat in seats}),
        "sittings": len(seats),
        "rooms": len({seat.session_room_id for seat in seats}),
    }
    title = f"{assessment.title}考场按职业分布情况汇总表"
    document = reissue(ROOM_SUMMARY.key, title, facts, assessment, actor, now)
    audit.record(verb=acts.PRINT_SUMMARY.verb, actor=actor, obj=assessment, now=now, facts={"rows": len(rows)})
    return document


def _seats_or_refuse(assessment: Assessment, what: str) -> list[Seat]:
    refuse_before_notice(assessment, what)
    seats = list(selectors.seats_of(assessment))
    if not seats:
        raise Refused(what, Reason("核准的实施方案还没有编排座（工）位", "R5.1", "请先批准编排好座位的实施方案。"))
    return seats


def when(exam_session: ExamSession) -> str:
    starts, ends = exam_session.starts_at.astimezone(ZONE), exam_session.ends_at.astimezone(ZONE)
    return f"{long_date(starts.date())}{clock_time(starts)}—{clock_time(ends)}"


def _charts(assessment: Assessment, seats: list[Seat]) -> list[dict[str, Any]]:
    by_room: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_room[seat.session_room_id].append(seat)
    return [_chart(assessment, found[0].session_room, found) for found in by_room.values()]


def _chart(assessment: Assessment, session_room: SessionRoom, seats: list[Seat]) -> dict[str, Any]:
    exam_session, room = session_room.exam_session, session_room.room
    subject = Subject(exam_session.subject)
    word = "工位" if subject is Subject.PRACTICAL else "座位"
    return {
        "title": f"考场{word}排列表",
        "subtitle": assessment.title,
        "facts": [
            ["考点", room.place.name],
            ["考场", f"第{session_room.number}考场（{room.name}）"],
            ["科目", subject.label],
            ["时间", when(exam_session)],
            ["场次", f"第{exam_session.sequence}场"],
            ["人数", f"{len(seats)} 人"],
        ],
        "rows": room.rows,
        "columns": room.columns,
        "seats": [*(_taken(seat, room.accessible) for seat in seats), *_free(room, seats)],
    }


def _taken(seat: Seat, accessible: list[list[int]]) -> dict[str, Any]:
    application = seat.application_subject.application
    offering = application.offering
    number = application.ticket.number if hasattr(application, "ticket") else ""
    level = Level(offering.level).label.split("/")[0]
    return {
        "row": seat.row,
        "column": seat.column,
        "label": f"{seat.number}",
        "lines": [application.candidate.name, number, f"{offering.occupation.name} {level}"],
        "state": "taken",
        "accessible": [seat.row, seat.column] in accessible,
    }


def _free(room: Any, seats: list[Seat]) -> list[dict[str, Any]]:
    taken = {(seat.row, seat.column) for seat in seats}
    broken = {(row, column) for row, column in room.broken}
    return [
        {
            "row": row,
            "column": column,
            "label": "",
            "lines": [],
            "state": "broken" if (row, column) in broken else "empty",
            "accessible": [row, column] in room.accessible,
        }
        for row in range(1, room.rows + 1)
        for column in range(1, room.columns + 1)
        if (row, column) not in taken
    ]


def _summary_rows(seats: list[Seat]) -> list[dict[str, Any]]:
    """A row for each occupation, level, subject and room."""
    counted: Counter[tuple[str, int, int]] = Counter()
    rooms: dict[int, SessionRoom] = {}
    for seat in seats:
        offering = seat.application_subject.application.offering
        rooms[seat.session_room_id] = seat.session_room
        counted[(offering.occupation.name, offering.level, seat.session_room_id)] += 1

    def order(item: tuple[tuple[str, int, int], int]) -> tuple[str, int, Any, int]:
        (occupation, level, pk), _ = item
        return occupation, -level, rooms[pk].exam_session.starts_at, rooms[pk].number

    rows = []
    for (occupation, level, pk), count in sorted(counted.items(), key=order):
        exam_session = rooms[pk].exam_session
        rows.append(
            {
                "occupation": occupation,
                "level": Level(level).label,
                "subject": Subject(exam_session.subject).label,
                "sitting": f"第{exam_session.sequence}场",
                "when": when(exam_session),
                "room": f"第{rooms[pk].number}考场 {rooms[pk].room.name}",
                "count": count,
            }
        )
    return rows
