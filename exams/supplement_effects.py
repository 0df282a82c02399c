"""What a supplement means once the assessment is under way here: when it comes too late, and which papers fall (R1.2, R5)."""

from datetime import datetime

from announcements.amendments import MOVES_THE_DAY
from announcements.enums import Purpose
from announcements.models import Announcement
from exams import documents, selectors
from exams.enums import BagState, CheckInOutcome
from exams.models import CheckIn, Score, TicketIssue
from registration.enums import REGISTERED
from station import clock
from station import documents as papers
from station.models import Document, User
from station.refusals import Reason

ABOUT_THE_TICKET = ("exam_time", "place")
PAPERS_OF_THE_DAY = (documents.TICKETS, documents.DOOR_CHARTS, documents.PAPERS_CHARTS, documents.ROOM_SUMMARY)


def against_supplement(supplement: Announcement, *, now: datetime) -> list[Reason]:
    if supplement.assessment is None:
        return []
    if supplement.purpose in (Purpose.WITHDRAWAL, *MOVES_THE_DAY):
        return _begun_reasons(supplement, now)
    return _ticket_reasons(supplement)


def _begun_reasons(supplement: Announcement, now: datetime) -> list[Reason]:
    """Once papers are open or a sitting with candidates in it has begun, what was held was held."""
    assessment = supplement.assessment
    begun = CheckIn.objects.filter(
        outcome=CheckInOutcome.ADMITTED,
        seat__session_room__exam_session__plan__assessment=assessment,
        seat__session_room__exam_session__starts_at__lte=now,
    )
    assert assessment is not None
    closed = (BagState.AWAITED, BagState.STORED, BagState.AT_OFFICE, BagState.IN_ROOM)
    opened = selectors.bags_of(assessment).exclude(state__in=closed)
    scored = Score.objects.filter(seat__session_room__exam_session__plan__assessment=assessment)
    if not (begun.exists() or opened.exists() or scored.exists()):
        return []
    word = supplement.get_purpose_display()
    remedy = "考场发生的情况按突发事件登记并报鉴定中心；需另行组织的，建立新的鉴定批次。"
    return [Reason(f"鉴定已经开考，试卷已经启封，不能{word}", "R5.4", remedy)]


def _ticket_reasons(supplement: Announcement) -> list[Reason]:
    """Time and place stand on tickets that are out: another text there needs another day, so that all are made anew."""
    amended = supplement.amendments.get("assessment") or {}
    named = [field for field in ABOUT_THE_TICKET if field in amended]
    if not named:
        return []
    issues = selectors.issues_in_force().filter(ticket__application__offering__assessment=supplement.assessment)
    if not issues.exists():
        return []
    remedy = "确需变更的，以改期或延期公告一并变更，准考证随之重新制作。"
    return [Reason("准考证已按原公告的时间、地点制作", "R5.1", remedy, named[0])]


def withdraw_papers(supplement: Announcement, *, actor: User, now: datetime) -> None:
    """Tickets, charts and the summary of a day that has moved say publicly that they no longer stand."""
    assessment = supplement.assessment
    moved = "exam_date" in (supplement.amendments.get("assessment") or {})
    if assessment is None or not (moved or supplement.purpose == Purpose.WITHDRAWAL):
        return
    kinds = [kind.key for kind in PAPERS_OF_THE_DAY]
    standing = Document.objects.filter(
        scope=assessment.audit_scope, kind__in=kinds, superseded_by=None, withdrawal=None
    )
    word = "本次鉴定已撤销" if supplement.purpose == Purpose.WITHDRAWAL else "鉴定日期已变更"
    for document in standing:
        papers.withdraw(document=document, reason=f"{word}（{supplement.number}）", actor=actor, now=now)


def verify_ticket(code: str) -> papers.Verified | None:
    """The public page behind a ticket's code: what it is, and whether it still counts; nothing of whose it is."""
    from exams.services.tickets import void_reasons

    rows = TicketIssue.objects.select_related("ticket__application__offering__assessment")
    issue = rows.filter(code=code).first()
    if issue is None:
        return None
    ended = issue.ticket.application.state not in REGISTERED
    newest = issue.pk == issue.ticket.issue.pk
    standing = "superseded" if not newest else "withdrawn" if ended or void_reasons(issue) else "current"
    return papers.Verified(
        title="准考证",
        serial=issue.ticket.number,
        issued_on=clock.local_date(issue.made_at),
        standing=standing,
        clause="R5.1",
    )
