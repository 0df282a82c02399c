"""Admission tickets: made after the notice, given out three to five working days before, each time on record."""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from announcements.models import Assessment
from exams import acts, policies, rules, selectors
from exams.documents import TICKETS
from exams.enums import HandOutMethod, TicketTiming
from exams.models import AdmissionTicket, TicketHandOut, TicketIssue
from exams.services.preparation import refuse_before_notice
from registration import supplements
from registration.enums import REGISTERED
from registration.models import Application, Photo
from registration.rules import withdrawn_reasons
from sessions import selectors as sessions_selectors
from sessions.models import Seat
from station import audit, calendar, documents, jobs, numbering, profile
from station.clock import ZONE, local_date
from station.deadlines import LawfulTimeline, lawful_timeline
from station.enums import Subject
from station.identifiers import new_code, new_public_id
from station.models import Document, Job, User
from station.refusals import Reason, Refused
from station.verbs import verb
from station.wording import clock_time, long_date

OVERTAKEN = Reason("鉴定日期已经变更，原来的准考证已失效", "R5.2", "请按新的编排重新制作准考证。")
MADE_ANEW = Reason("这张准考证已按新的编排重新制作，原来的一张已失效", "R5.2", "请出示重新领取的准考证。")
Progress = Callable[[int, int, str], None]
JOB = "exams.tickets"
_BATCH = re.compile(r"(\d{1,3})$")


def timeline_of(assessment: Assessment) -> LawfulTimeline:
    return lawful_timeline(assessment.exam_date, unified=assessment.is_unified, calendar=calendar.current())


@verb
def request_tickets(*, assessment: Assessment, actor: User, now: datetime) -> Job:
    """Make and print all tickets in the background; what would refuse it is said at once."""
    acts.MAKE_TICKETS.may(actor).require()
    refuse_before_notice(assessment, "不能制作准考证")
    return jobs.enqueue(
        kind=JOB,
        title=f"{assessment.title}：制作并打印准考证",
        parameters={"assessment": assessment.pk},
        actor=actor,
        now=now,
        scope=assessment.audit_scope,
    )


@verb
def make_tickets(
    *, assessment: Assessment, actor: User, now: datetime, progress: Progress | None = None
) -> list[AdmissionTicket]:
    """A ticket for each approved application that has its seats; those that have one are left alone (R5.1).

    Returns all tickets of the assessment. Facts are frozen as they are now. A ticket made for a day that has moved is
    made anew under its number; its old code is void.
    """
    acts.MAKE_TICKETS.may(actor).require()
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("place").get(pk=assessment.pk)
    refuse_before_notice(assessment, "不能制作准考证")
    seats = selectors.seats_by_application(assessment)
    approved = list(sessions_selectors.approved_applications(assessment))
    lacking = set(selectors.without_ticket(assessment).values_list("pk", flat=True))
    waiting = [row for row in approved if row.pk in seats and row.pk in lacking]
    if not seats:
        raise Refused(
            "不能制作准考证", Reason("核准的实施方案还没有编排座（工）位", "R5.1", "请先批准编排好座位的实施方案。")
        )
    photos = _photos(waiting)
    kept = {row.application_id: row for row in selectors.tickets_of(assessment)}
    new, made = [], []
    for done, application in enumerate(sorted(waiting, key=_by_offering), 1):
        facts = ticket_facts(assessment, application, seats[application.pk], photos.get(application.candidate_id))
        ticket = kept.get(application.pk)
        if ticket is None:
            ticket = AdmissionTicket(
                public_id=new_public_id(), number=_next_number(assessment), application=application
            )
            new.append(ticket)
        values = audit.plain({**facts, "number": ticket.number})
        made.append(TicketIssue(ticket=ticket, code=new_code(), facts=values, made_by=actor, made_at=now))
        if progress:
            progress(done, len(waiting), "编制准考证")
    AdmissionTicket.objects.bulk_create(new)
    TicketIssue.objects.bulk_create(made)
    if made:
        facts = {"tickets": len(made), "anew": len(made) - len(new)}
        audit.record(verb=acts.MAKE_TICKETS.verb, actor=actor, obj=assessment, now=now, facts=facts)
    return list(selectors.tickets_of(assessment).order_by("number"))


def _by_offering(application: Application) -> tuple[str, int, str]:
    return application.offering.occupation.name, -application.offering.level, application.number or ""


def _next_number(assessment: Assessment) -> str:
    """By the station's template; one counter for each year and batch number, so that no number can come twice."""
    found = _BATCH.search(assessment.code)
    batch, year = (int(found.group(1)) if found else 0), assessment.exam_date.year
    return rules.ticket_number(
        profile.value("ticket.number_format"),
        year=year,
        organisation=str(profile.value("organisation.code")),
        batch=batch,
        sequence=numbering.take("ticket", f"{year}-{batch:03d}"),
    )


def _photos(applications: Sequence[Application]) -> dict[int, dict[str, str]]:
    """Candidate → the newest photograph as (file, digest): files are never overwritten, so that pins the picture."""
    found: dict[int, dict[str, str]] = {}
    newest = Photo.objects.filter(candidate__in=[row.candidate_id for row in applications]).order_by("id")
    for photo in newest:
        with photo.rendition.open("rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        found[photo.candidate_id] = {"file": photo.rendition.name, "sha256": digest}
    return found


def ticket_facts(
    assessment: Assessment, application: Application, seats: Sequence[Seat], photo: dict[str, str] | None
) -> dict[str, Any]:
    """What is printed on one ticket, and nothing beyond it: the identity number stands there masked."""
    candidate, offering = application.candidate, application.offering
    return {
        "station": settings.STATION_NAME,
        "assessment": assessment.title,
        "name": candidate.name,
        "sex": candidate.get_sex_display(),
        "identity_kind": candidate.get_identity_type_display(),
        "identity": candidate.masked_identity,
        "occupation": offering.occupation.name,
        "level": offering.get_level_display(),
        "site": f"{assessment.place.name}（{assessment.place.address}）",
        "photo": photo,
        "subjects": [_subject_facts(seat) for seat in seats],
    }


def _subject_facts(seat: Seat) -> dict[str, str]:
    exam_session = seat.session_room.exam_session
    starts, ends = exam_session.starts_at.astimezone(ZONE), exam_session.ends_at.astimezone(ZONE)
    subject = Subject(exam_session.subject)
    return {
        "subject": subject.label,
        "day": long_date(starts.date()),
        "time": f"{clock_time(starts)}—{clock_time(ends)}",
        "room": f"第{seat.session_room.number}考场 {seat.session_room.room.name}",
        "seat": f"{seat.number} 号{subject.place_word}",
        "starts_at": starts.isoformat(),
        "ends_at": ends.isoformat(),
    }


@verb
def print_tickets(*, assessment: Assessment, actor: User, now: datetime) -> Document:
    """All tickets as one paper with photograph, code and seal (R5.1); a later print supersedes the earlier one."""
    acts.PRINT_TICKETS.may(actor).require()
    refuse_before_notice(assessment, "不能打印准考证")
    rows = selectors.issues_in_force().filter(
        ticket__application__offering__assessment=assessment, ticket__application__state__in=REGISTERED
    )
    tickets = list(rows.order_by("ticket__number"))
    if not tickets:
        raise Refused("不能打印准考证", Reason("还没有制作准考证", "R5.1", "请先制作准考证。"))
    facts = {
        "assessment": assessment.title,
        "tickets": [{**ticket.facts, "code": ticket.code} for ticket in tickets],
    }
    document = reissue(TICKETS.key, f"{assessment.title}准考证", facts, assessment, actor, now)
    audit.record(verb=acts.PRINT_TICKETS.verb, actor=actor, obj=assessment, now=now, facts={"tickets": len(tickets)})
    return document


def reissue(
    kind: str, title: str, facts: dict[str, Any], assessment: Assessment, actor: User, now: datetime
) -> Document:
    """Issue a paper of the assessment; the one that stood before it is superseded."""
    scope = assessment.audit_scope
    before = Document.objects.filter(kind=kind, scope=scope, superseded_by=None, withdrawal=None).first()
    return documents.issue(kind=kind, title=title, facts=facts, actor=actor, now=now, scope=scope, supersedes=before)


@verb
def hand_out_ticket(*, ticket: AdmissionTicket, method: str, actor: User, now: datetime) -> TicketHandOut:
    """A ticket reaches its candidate: across the counter, or by download. Early and late are allowed, and on record."""
    ticket = (
        AdmissionTicket.objects.select_for_update(of=("self",))
        .select_related("application__candidate", "application__offering__assessment")
        .get(pk=ticket.pk)
    )
    policies.can_take_ticket(actor, ticket).require()
    application = ticket.application
    assessment = application.offering.assessment
    reasons: list[Reason] = []
    if application.state not in REGISTERED:
        state = application.get_state_display()
        reasons.append(Reason(f"报名状态是“{state}”，准考证已失效", "R2.5"))
    reasons += void_reasons(ticket.issue)
    reasons += supplements.unanswered_reasons(application, actor=actor)
    ends = [datetime.fromisoformat(subject["ends_at"]) for subject in ticket.facts["subjects"]]
    reasons += rules.why_ticket_cannot_be_handed_out(now, max(ends))
    if reasons:
        raise Refused("不能发放准考证", *reasons)
    window = timeline_of(assessment)
    timing = rules.ticket_timing(local_date(now), window.tickets_from, window.tickets_until)
    issue = ticket.issue
    again = issue.hand_outs.exists()
    row = TicketHandOut.objects.create(issue=issue, method=method, at=now, by=actor)
    audit.record(
        verb=acts.HAND_OUT_TICKET.verb,
        actor=actor,
        obj=ticket,
        now=now,
        scope=assessment.audit_scope,
        facts={"method": str(method), "again": again, "warning": "" if timing == TicketTiming.IN_TIME else str(timing)},
    )
    return row


def void_reasons(issue: TicketIssue) -> list[Reason]:
    """Why a ticket that is shown no longer counts; empty while it does."""
    if gone := withdrawn_reasons(issue.ticket.application.offering.assessment.withdrawn_at):
        return gone
    if issue.pk != issue.ticket.issue.pk:
        return [MADE_ANEW]
    return [] if selectors.is_in_force(issue) else [OVERTAKEN]


def timing_of(hand_out: TicketHandOut, window: LawfulTimeline) -> TicketTiming:
    return rules.ticket_timing(local_date(hand_out.at), window.tickets_from, window.tickets_until)


__all__ = [
    "HandOutMethod",
    "hand_out_ticket",
    "make_tickets",
    "print_tickets",
    "reissue",
    "request_tickets",
    "void_reasons",
]
