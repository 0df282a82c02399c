"""Scores in secrecy (R5.9): codes instead of names, two clerks apart, a third person where they differ, then the lock."""

from datetime import datetime
from decimal import Decimal

from announcements.models import Assessment
from exams import acts, rules, selectors
from exams.documents import MARKING_CODES
from exams.enums import ScoreStatus
from exams.models import MarkingCode, ResultRelease, Score, ScoreEntry
from exams.services.preparation import refuse_before_notice
from exams.services.tickets import reissue
from registration.enums import REGISTERED
from station import audit
from station.enums import Subject
from station.identifiers import new_code
from station.models import Document, User
from station.refusals import Reason, Refused
from station.verbs import verb

CODE_LENGTH = 8
ADJUDICATION = 3


@verb
def make_marking_codes(*, assessment: Assessment, actor: User, now: datetime) -> list[MarkingCode]:
    """A code for every seat that has none. Codes are drawn, not counted: their order says nothing of the seats."""
    acts.MAKE_CODES.may(actor).require()
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_before_notice(assessment, "不能编制密号")
    seats = list(selectors.seats_of(assessment).filter(marking_code=None))
    codes = _unused_codes(len(seats))
    MarkingCode.objects.bulk_create(
        MarkingCode(seat=seat, code=code, made_at=now) for seat, code in zip(seats, codes, strict=True)
    )
    if seats:
        audit.record(verb=acts.MAKE_CODES.verb, actor=actor, obj=assessment, now=now, facts={"codes": len(seats)})
    return list(selectors.codes_of(assessment))


def _unused_codes(count: int) -> list[str]:
    codes: dict[str, None] = {}
    while len(codes) < count:
        drawn = dict.fromkeys(new_code(CODE_LENGTH) for _ in range(count - len(codes)))
        for taken in MarkingCode.objects.filter(code__in=list(drawn)).values_list("code", flat=True):
            drawn.pop(taken)
        codes |= drawn
    return list(codes)


@verb
def print_marking_codes(*, assessment: Assessment, actor: User, now: datetime) -> Document:
    """密号对照表, for those who put the codes on the papers. Never open to a score clerk of whatever other role."""
    acts.PRINT_CODES.may(actor).require()
    seats = [
        seat for seat in selectors.seats_of(assessment).select_related("marking_code") if hasattr(seat, "marking_code")
    ]
    if not seats:
        raise Refused("不能打印密号对照表", Reason("还没有编制密号", "R5.9", "请先编制密号。"))
    facts = {
        "assessment": assessment.title,
        "rows": [
            {
                "sitting": f"第{seat.session_room.exam_session.sequence}场",
                "subject": Subject(seat.session_room.exam_session.subject).label,
                "room": f"第{seat.session_room.number}考场",
                "seat": seat.number,
                "code": seat.marking_code.code,
            }
            for seat in seats
        ],
    }
    document = reissue(MARKING_CODES.key, f"{assessment.title}密号对照表", facts, assessment, actor, now)
    audit.record(verb=acts.PRINT_CODES.verb, actor=actor, obj=assessment, now=now, facts={"codes": len(seats)})
    return document


def _lock(marking_code: MarkingCode, what: str) -> MarkingCode:
    code = (
        MarkingCode.objects.select_for_update(of=("self",))
        .select_related("seat__application_subject__application", "seat__session_room__exam_session__plan__assessment")
        .get(pk=marking_code.pk)
    )
    application = code.seat.application_subject.application
    if application.state not in REGISTERED:
        raise Refused(what, Reason(f"密号 {code.code} 已停用", "R2.5", "请退回该答卷。"))
    if Score.objects.filter(seat=code.seat_id).exists():
        raise Refused(what, Reason(f"密号 {code.code} 的成绩已经锁定", "R5.10", "锁定后不得更改。"))
    return code


def _marks(code: MarkingCode) -> dict[int, ScoreEntry]:
    return {entry.round: entry for entry in ScoreEntry.objects.filter(marking_code=code)}


def _mark(entry: ScoreEntry) -> rules.Mark:
    return rules.Mark(entry.status, entry.points)


@verb
def enter_score(
    *, marking_code: MarkingCode, points: Decimal | int | str | None, status: str, actor: User, now: datetime
) -> ScoreEntry:
    """One clerk's entry; the first becomes round 1, another clerk's round 2. Nobody enters the same code twice."""
    acts.ENTER_SCORE.may(actor).require()
    what = "不能登分"
    code = _lock(marking_code, what)
    if now < code.seat.session_room.exam_session.starts_at:
        raise Refused(what, Reason("这一场次尚未开考", "R5.9"))
    given = _marks(code)
    if any(entry.entered_by_id == actor.pk for entry in given.values()):
        raise Refused(what, Reason(f"密号 {code.code} 您已登过一遍", "R5.9", "第二遍须由另一名登分员登录。"))
    if len(given) >= 2:
        raise Refused(what, Reason(f"密号 {code.code} 两遍登分已经完成", "R5.9", "如有不一致，由成绩裁定员裁定。"))
    return _write(code, len(given) + 1, points, status, actor, now, what, acts.ENTER_SCORE)


@verb
def adjudicate_score(
    *, marking_code: MarkingCode, points: Decimal | int | str | None, status: str, actor: User, now: datetime
) -> ScoreEntry:
    """A third person decides where two entries differ (R5.9)."""
    acts.ADJUDICATE_SCORE.may(actor).require()
    what = "不能裁定成绩"
    code = _lock(marking_code, what)
    given = _marks(code)
    if len(given) < 2:
        raise Refused(what, Reason(f"密号 {code.code} 尚未完成两遍登分", "R5.9", "请待两名登分员登完。"))
    if ADJUDICATION in given:
        raise Refused(what, Reason(f"密号 {code.code} 已经裁定", "R5.9"))
    if actor.pk in {entry.entered_by_id for entry in given.values()}:
        raise Refused(what, Reason(f"密号 {code.code} 由您登过分", "R5.9", "须由第三人裁定。"))
    if rules.entries_agree(_mark(given[1]), _mark(given[2])):
        raise Refused(what, Reason(f"密号 {code.code} 两遍登分一致，不需要裁定", "R5.9"))
    return _write(code, ADJUDICATION, points, status, actor, now, what, acts.ADJUDICATE_SCORE)


def _write(
    code: MarkingCode,
    round_: int,
    points: Decimal | int | str | None,
    status: str,
    actor: User,
    now: datetime,
    what: str,
    act: acts.Act,
) -> ScoreEntry:
    mark = rules.Mark(ScoreStatus(status), None if points is None else Decimal(str(points)))
    reasons = rules.why_mark_is_not_well_formed(mark)
    if reasons:
        raise Refused(what, *reasons)
    entry = ScoreEntry.objects.create(
        marking_code=code, round=round_, status=mark.status, points=mark.points, entered_by=actor, entered_at=now
    )
    # The points stay out of the trail: whoever reads it must not learn a score (R5.9).
    audit.record(
        verb=act.verb,
        actor=actor,
        obj=code,
        now=now,
        facts={"round": round_},
        scope=code.seat.session_room.exam_session.plan.assessment.audit_scope,
    )
    return entry


@verb
def lock_scores(*, assessment: Assessment, actor: User, now: datetime) -> int:
    """Lock every score of the assessment at once (R5.10); refused while one is missing, differs or a bag is out."""
    acts.LOCK_SCORES.may(actor).require()
    what = "不能锁定成绩"
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    codes = list(
        MarkingCode.objects.select_for_update()
        .filter(pk__in=selectors.codes_of(assessment).values("pk"))
        .order_by("pk")
        .prefetch_related("entries")
    )
    reasons = _why_not_locked(assessment, codes)
    if reasons:
        raise Refused(what, *reasons)
    scores = []
    for code in codes:
        by_round = {entry.round: entry for entry in code.entries.all()}
        scores.append(
            Score(seat_id=code.seat_id, entry=by_round.get(ADJUDICATION, by_round[2]), locked_by=actor, locked_at=now)
        )
    Score.objects.bulk_create(scores)
    audit.record(verb=acts.LOCK_SCORES.verb, actor=actor, obj=assessment, now=now, facts={"scores": len(scores)})
    return len(scores)


def _why_not_locked(assessment: Assessment, codes: list[MarkingCode]) -> list[Reason]:
    if ResultRelease.objects.filter(assessment=assessment).exists():
        return [Reason("成绩已经公布", "R5.10")]
    if Score.objects.filter(seat__session_room__exam_session__plan__assessment=assessment).exists():
        return [Reason("成绩已经锁定", "R5.10")]
    uncoded = selectors.seats_of(assessment).filter(marking_code=None).count()
    progress = selectors.score_progress(assessment)
    reasons = []
    if not codes or uncoded:
        reasons.append(Reason(f"有 {uncoded} 份答卷没有密号" if codes else "还没有编制密号", "R5.9", "请先编制密号。"))
    if missing := progress.codes - progress.entered_twice:
        reasons.append(Reason(f"有 {missing} 个密号没有完成两遍登分", "R5.9", "请由登分员登完。"))
    if progress.differing:
        reasons.append(Reason(f"有 {progress.differing} 个密号两遍登分不一致", "R5.9", "请由成绩裁定员裁定。"))
    return reasons
