"""What the regulation says of the day itself: facts in, verdict with reasons and clause out. No database here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from exams.enums import BagState, CustodyAlarm, ScoreStatus, TicketTiming
from station.clock import ZONE, local_date
from station.refusals import Reason
from station.wording import clock_time, date_and_time, long_date

ROOMS_OPEN_BEFORE = timedelta(minutes=60)
DOORS_OPEN_BEFORE = timedelta(minutes=30)
READY_BEFORE = timedelta(minutes=15)
BAGS_OPEN_BEFORE = timedelta(minutes=10)
PAPERS_AT_OFFICE_BEFORE = timedelta(minutes=60)


def _time(moment: datetime) -> str:
    return clock_time(moment.astimezone(ZONE))


# --- tickets (R5.2) ----------------------------------------------------------------------------------------------------


def ticket_timing(on: date, opens: date, due: date) -> TicketTiming:
    """Whether a ticket given out on a day is early, inside the three to five working days, or late."""
    if on < opens:
        return TicketTiming.EARLY
    return TicketTiming.IN_TIME if on <= due else TicketTiming.LATE


def why_ticket_cannot_be_handed_out(now: datetime, last_end: datetime) -> list[Reason]:
    """R5.2: late hand-out and reprints stay possible until the exam is over."""
    if now < last_end:
        return []
    ended = date_and_time(last_end.astimezone(ZONE))
    return [Reason(f"该考生的全部科目已于{ended}结束，准考证不再发放", "R5.2")]


def ticket_number(template: str, *, year: int, organisation: str, batch: int, sequence: int) -> str:
    """By the station's own template; no public rule for ticket numbers is known."""
    return template.format(year=year % 100, organisation=organisation, batch=batch, sequence=sequence)


# --- the day (R5.4 to R5.6) ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hours:
    """The clock around one sitting: rooms unsealed, cordon open, everything ready, start, end."""

    starts_at: datetime
    ends_at: datetime

    @property
    def rooms_open_at(self) -> datetime:
        return self.starts_at - ROOMS_OPEN_BEFORE

    @property
    def papers_due_at(self) -> datetime:
        return self.starts_at - PAPERS_AT_OFFICE_BEFORE

    @property
    def doors_open_at(self) -> datetime:
        return self.starts_at - DOORS_OPEN_BEFORE

    @property
    def ready_at(self) -> datetime:
        return self.starts_at - READY_BEFORE

    @property
    def bags_open_at(self) -> datetime:
        return self.starts_at - BAGS_OPEN_BEFORE

    def doors_close_at(self, late_minutes: int) -> datetime:
        return self.starts_at + timedelta(minutes=late_minutes)


def why_room_cannot_open(hours: Hours, opened_at: datetime, now: datetime) -> list[Reason]:
    """R5.5: rooms are unsealed one hour before the start, not earlier; nobody records what has not happened yet."""
    if opened_at < hours.rooms_open_at:
        return [
            Reason(
                f"开考前一个小时（{_time(hours.rooms_open_at)}）方可启封考场，所填时间是{_time(opened_at)}",
                "R5.5",
                f"请在{date_and_time(hours.rooms_open_at.astimezone(ZONE))}以后启封。",
                "opened_at",
            )
        ]
    if opened_at > now:
        return [Reason("启封时间晚于现在", "R5.5", "请填写实际启封的时间。", "opened_at")]
    if opened_at >= hours.ends_at:
        return [Reason("启封时间晚于本场次结束时间", "R5.5", "请核对场次。", "opened_at")]
    return []


def why_doors_are_closed(hours: Hours, now: datetime, late_minutes: int) -> list[Reason]:
    """R5.6: candidates pass the cordon from half an hour before the start; late-comers by the station's rule."""
    if now < hours.doors_open_at:
        return [
            Reason(
                f"考前 30 分钟方可允许考生通过警戒线，本场次{_time(hours.doors_open_at)}起入场，现在{_time(now)}",
                "R5.6",
                f"请在{date_and_time(hours.doors_open_at.astimezone(ZONE))}以后办理。",
            )
        ]
    if now >= hours.doors_close_at(late_minutes):
        return [
            Reason(
                f"开考已满 {late_minutes} 分钟（{_time(hours.doors_close_at(late_minutes))}止），迟到考生不得入场",
                "R5.6",
                "可登记为“不予入场”。",
            )
        ]
    return []


def why_bag_cannot_be_opened(hours: Hours, now: datetime) -> list[Reason]:
    """R5.4: nobody unseals a bag before the start, ten minutes for checking the seal in front of the candidates apart."""
    if now >= hours.bags_open_at:
        return []
    opens = date_and_time(hours.bags_open_at.astimezone(ZONE))
    return [
        Reason(f"开考前任何人不得拆封试卷，最早{opens}（开考前 10 分钟）当众验封启封", "R5.4", f"请在{opens}以后办理。")
    ]


# --- custody (R5.4) ----------------------------------------------------------------------------------------------------

STEPS: tuple[BagState, ...] = tuple(BagState)

CUSTODIAN, AFFAIRS, ROOM, MARKING = "custodian", "affairs", "room", "marking"
# Who may receive at each step. The named custodian and whoever runs the exam may everywhere, so that a station of
# three can work; invigilators and examiners in their own room only, markers at the end.
RECEIVERS: Mapping[str, frozenset[str]] = {
    BagState.STORED: frozenset({CUSTODIAN, AFFAIRS}),
    BagState.AT_OFFICE: frozenset({CUSTODIAN, AFFAIRS}),
    BagState.IN_ROOM: frozenset({CUSTODIAN, AFFAIRS, ROOM}),
    BagState.OPENED: frozenset({CUSTODIAN, AFFAIRS, ROOM}),
    BagState.RESEALED: frozenset({CUSTODIAN, AFFAIRS, ROOM}),
    BagState.RETURNED: frozenset({CUSTODIAN, AFFAIRS}),
    BagState.MARKING: frozenset({CUSTODIAN, AFFAIRS, MARKING}),
}
RECEIVER_WORDS = {
    CUSTODIAN: "试卷保密员",
    AFFAIRS: "考务员",
    ROOM: "本考场的监考员或考评员",
    MARKING: "阅卷评分人员",
}


def next_step(state: str, *, overtaken: bool = False) -> BagState | None:
    """The only step that may follow: none may be left out. From a day that has moved a closed bag goes back to the safe."""
    if overtaken:
        return BagState.STORED if state in (BagState.AWAITED, BagState.AT_OFFICE, BagState.IN_ROOM) else None
    position = STEPS.index(BagState(state))
    return STEPS[position + 1] if position + 1 < len(STEPS) else None


@dataclass(frozen=True)
class Handover:
    """One handover as it is about to be signed. People are their ids."""

    step: str
    at: datetime
    handed_over_by: int
    received_by: int
    seal_number: str
    seal_intact: bool
    copies_counted: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Held:
    """Where the bag stands before it: who received it last, under which seal, and how many copies it holds."""

    state: str
    copies: int
    received_by: int | None = None
    seal_number: str = ""
    overtaken: bool = False


def why_handover_cannot_be_signed(handover: Handover, held: Held, hours: Hours) -> list[Reason]:
    reasons: list[Reason] = []
    expected = next_step(held.state, overtaken=held.overtaken)
    if expected is None and held.overtaken:
        text = "鉴定日期已经变更，这袋试卷保管在库，等候新的编排"
        reasons.append(Reason(text, "R5.4", "新的方案批准后，登记试卷袋时转入新的考场。"))
    elif expected is None:
        reasons.append(Reason("这袋试卷已送评，交接已全部完成", "R5.4"))
    elif handover.step != expected:
        given = BagState(handover.step).label
        reasons.append(
            Reason(f"下一环节应是“{expected.label}”，不能跳到“{given}”", "R5.4", "请按次序逐环节交接。", "step")
        )
    if handover.handed_over_by == handover.received_by:
        reasons.append(Reason("交接须由两人分别签字", "R5.4", "请另选一人接收。", "received_by"))
    if not handover.seal_number.strip():
        reasons.append(Reason("没有登记封条号", "R5.4", "请核对封条后填写。", "seal_number"))
    if not handover.seal_intact and not handover.note.strip():
        reasons.append(Reason("封条不完好，没有写明情况", "R5.4", "请写明封条的情况和已报告何人。", "note"))
    if handover.step == BagState.OPENED:
        reasons += why_bag_cannot_be_opened(hours, handover.at)
    return reasons


def custody_alarms(handover: Handover, held: Held, hours: Hours, early_minutes: int) -> list[CustodyAlarm]:
    """R5.4: a gap in the chain, a broken seal, a wrong count, an early or late arrival: recorded, and shown."""
    alarms: list[CustodyAlarm] = []
    if not handover.seal_intact:
        alarms.append(CustodyAlarm.SEAL_BROKEN)
    # A bag is sealed anew when the papers are collected; at every other step the number must be the one before.
    resealed = handover.step in (BagState.STORED, BagState.RESEALED)
    if held.seal_number and not resealed and handover.seal_number.strip() != held.seal_number:
        alarms.append(CustodyAlarm.SEAL_CHANGED)
    if held.received_by is not None and handover.handed_over_by != held.received_by:
        alarms.append(CustodyAlarm.GAP)
    if handover.copies_counted is not None and handover.copies_counted != held.copies:
        alarms.append(CustodyAlarm.COUNT_DIFFERS)
    if handover.step == BagState.AT_OFFICE:
        if handover.at > hours.papers_due_at:
            alarms.append(CustodyAlarm.LATE)
        elif handover.at < hours.papers_due_at - timedelta(minutes=early_minutes):
            alarms.append(CustodyAlarm.EARLY)
    return alarms


# --- scores (R5.9, R5.10) ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """One entry of a score: points where the status is normal, none otherwise."""

    status: str
    points: Decimal | None


def why_mark_is_not_well_formed(mark: Mark) -> list[Reason]:
    if mark.status == ScoreStatus.NORMAL and mark.points is None:
        return [Reason("没有填写分数", "R5.9", "请填写分数；缺考、违纪请选择相应状态。", "points")]
    if mark.status != ScoreStatus.NORMAL and mark.points is not None:
        label = ScoreStatus(mark.status).label
        return [Reason(f"状态是“{label}”，不填分数", "R5.9", "请清空分数，或改选“正常”。", "points")]
    if mark.points is not None:
        if not Decimal(0) <= mark.points <= Decimal(100):
            return [Reason("分数须在 0 至 100 之间", "R5.9", "各科均为百分制，请核对。", "points")]
        if mark.points != mark.points.quantize(Decimal("0.1")):
            return [Reason("分数最多一位小数", "R5.9", "请核对后重填。", "points")]
    return []


def entries_agree(first: Mark, second: Mark) -> bool:
    """R5.9: what two clerks entered apart must be the same, to the tenth of a point."""
    return first.status == second.status and first.points == second.points


def subject_passed(mark: Mark, pass_mark: Decimal) -> bool:
    return mark.status == ScoreStatus.NORMAL and mark.points is not None and mark.points >= pass_mark


def whole_passed(required: Iterable[str], sat: Mapping[str, bool], kept: Iterable[str] = ()) -> bool:
    """Every required subject passed now, or kept from an earlier sitting and not sat again. Nothing is averaged."""
    earlier = frozenset(kept)
    needed = list(required)
    return bool(needed) and all(sat.get(subject, subject in earlier) for subject in needed)


@dataclass(frozen=True)
class Totals:
    """Figures of the summary. They reconcile when those who sat and those who did not make all of them."""

    expected: int
    normal: int
    absent: int
    misconduct: int
    void: int
    passed: int

    @property
    def reconciles(self) -> bool:
        parts = self.normal + self.absent + self.misconduct + self.void
        return self.expected == parts and self.passed <= self.normal


def totals_of(marks: Sequence[tuple[Mark, Decimal]]) -> Totals:
    """Counted mark by mark, each with its pass mark."""

    def having(status: ScoreStatus) -> int:
        return sum(mark.status == status for mark, _ in marks)

    return Totals(
        expected=len(marks),
        normal=having(ScoreStatus.NORMAL),
        absent=having(ScoreStatus.ABSENT),
        misconduct=having(ScoreStatus.MISCONDUCT),
        void=having(ScoreStatus.VOID),
        passed=sum(subject_passed(mark, pass_mark) for mark, pass_mark in marks),
    )


def why_results_cannot_be_reported(reported_on: date, exam_until: date, now: datetime) -> list[Reason]:
    if reported_on > local_date(now):
        return [Reason("上报日期晚于今天", "R5.10", "请填写实际上报的日期。", "reported_on")]
    if reported_on < exam_until:
        return [Reason(f"上报日期早于鉴定结束日期{long_date(exam_until)}", "R5.10", "请核对上报日期。", "reported_on")]
    return []
