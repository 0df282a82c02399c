"""Stage 5 at the desk and on site: notice, tickets, papers from hand to hand, the cordon, scores in secrecy (R5)."""

from datetime import timedelta

from certificates.rehearsal import played
from exams.enums import BagState
from exams.models import MarkingCode, PaperBag
from exams.workflow import BY_STEP
from sessions import selectors as seated
from sessions.models import ExamSession, Seat, SessionRoom
from station import clock
from station.demo_accounts import DEMO_PASSWORD
from station.enums import Subject
from tests.journeys.desk import Desk
from tests.journeys.round import TITLE, Round

# Who comes last to the round stays away from the practical test, and so gets no certificate.
POINTS = ((78, 85.5), (81, 72), (66, None))
SECOND_CLERK_READS = 87.5


def _overview(round_: Round, username: str) -> Desk:
    return round_.desk.seat(username).follow("鉴定实施").follow(TITLE)


# --- before the day ---------------------------------------------------------------------------------------------------
def the_notice_arrives_and_everything_is_prepared(round_: Round) -> None:
    """R5.1, R5.3: nothing is printed before the notice; the centre's list is ticked off item by item."""
    now = round_.at(round_.dates.after_filing(3))
    desk = _overview(round_, "affairs").picture("exam-overview").follow("登记鉴定通知书")
    desk.fill({"通知书文号": "济鉴通〔2026〕1024号（示例）", "收到日期": f"{clock.local_date(now)}"})
    desk.press("登记鉴定通知书").reads("已登记鉴定通知书").follow("导入清单")
    desk.fill({"鉴定准备清单": round_.file("鉴定准备清单.xlsx", played.preparation_list(now))}).press("导入清单")
    desk.reads("已导入 6 项").picture("preparation")
    while desk.offers("确认备妥"):
        desk.press("确认备妥")
    desk.reads("已备妥 6 项")


def tickets_and_charts_are_printed_and_given_out(round_: Round) -> None:
    """R5.1, R5.2: in one batch; across the counter within the five to three working days."""
    round_.at(round_.dates.before_exam(5))
    desk = _overview(round_, "affairs").follow("准考证制作与发放").press("制作并打印准考证")
    desk.reads("完成").picture("ticket-job").follow("鉴定实施").follow(TITLE)
    desk.press("打印座（工）位排列表").reads("已出具座（工）位排列表两份").press("打印考场分布汇总表").reads(
        "已出具考场"
    )
    round_.at(round_.dates.before_exam(4))
    desk = _overview(round_, "registrar").follow("准考证制作与发放").picture("tickets")
    for _ in round_.people:
        desk.press("发放").reads("已发放")
    desk.reads("已制作 3 张，已发放 3 张")


def the_staff_are_briefed_and_the_papers_stored(round_: Round) -> None:
    """R5.4, R5.5: the day before."""
    round_.at(round_.dates.before_exam(1, 15))
    desk = _overview(round_, "affairs").follow("登记例会")
    desk.fill({"地点": "教学楼会议室", "内容": "明确分工、岗位要求和工作纪律。"}).picture("briefing").press("登记例会")
    desk.reads("已登记考前例会")
    desk = _overview(round_, "custodian").follow("试卷袋与交接").press("按考场登记试卷袋").reads("共有 2 袋试卷")
    for bag in PaperBag.objects.order_by("number"):
        _handed_over(round_, bag, BagState.STORED, "保密室")
    desk.picture("bag-stored")


# --- the day ------------------------------------------------------------------------------------------------------------
def the_theory_test_is_held(round_: Round) -> None:
    _held(round_, Subject.THEORY, round_.people)


def the_practical_test_is_held(round_: Round) -> None:
    _held(round_, Subject.PRACTICAL, round_.people[:2])
    round_.page_of("affairs").picture("assessment-held")


def _held(round_: Round, subject: str, present: list) -> None:
    """R5.4 to R5.6: each step at the earliest minute the clock allows."""
    sitting = _sitting(round_, subject)
    room = sitting.session_rooms.get()
    bag = PaperBag.objects.get(session_room=room)
    start, end = sitting.starts_at, sitting.ends_at
    round_.at(start - timedelta(minutes=60))
    _unsealed(round_, room)
    _handed_over(round_, bag, BagState.AT_OFFICE, "考务办公室")
    round_.at(start - timedelta(minutes=30))
    _handed_over(round_, bag, BagState.IN_ROOM, "考场")
    with round_.desk.on_a_phone():
        for person in present:
            _checked_in(round_, room, person.name)
    round_.at(start - timedelta(minutes=5))
    _handed_over(round_, bag, BagState.OPENED, "考场")
    round_.at(end)
    _handed_over(round_, bag, BagState.RESEALED, "考场")
    round_.at(end + timedelta(minutes=20))
    _handed_over(round_, bag, BagState.RETURNED, "保密室")
    round_.at(end + timedelta(minutes=40))
    _handed_over(round_, bag, BagState.MARKING, "阅卷评分室")
    round_.desk.reads("交接已全部完成")


def _sitting(round_: Round, subject: str) -> ExamSession:
    return seated.approved_plan(round_.assessment).exam_sessions.get(subject=subject)


def _on_duty(room: SessionRoom) -> str:
    """Whose room it is by the plan; where nobody with an account was posted, whoever runs the exam."""
    duty = room.duties.filter(member__user__isnull=False).select_related("member__user").first()
    return duty.member.user.username if duty else "affairs"


def _unsealed(round_: Round, room: SessionRoom) -> None:
    """R5.5: unsealed and inspected one hour before."""
    desk = round_.desk.seat(_on_duty(room)).follow("我的考场").follow(f"第{room.number}考场").follow("启封考场")
    desk.press("登记启封").reads("已启封").picture("room")


def _handed_over(round_: Round, bag: PaperBag, step: str, place: str) -> None:
    """R5.4: from hand to hand between custodian and affairs, the other one signing with a password of their own."""
    received = list(BagState).index(step) % 2 == 1
    desk, address = round_.desk, f"/desk/bags/{bag.public_id}/"
    if bag.state == BagState.AWAITED:
        _overview(round_, "custodian").follow("试卷袋与交接").follow(bag.number)
    elif not desk.page.url.endswith(address):  # the custodian comes back to the bag's page
        desk.seat("custodian").go(address)
    desk.fill(
        {
            "我接收，对方交出" if received else "我交出，对方接收": True,
            "对方账号": "affairs",
            "对方密码": DEMO_PASSWORD,
            "封条号": f"F{bag.number}",
            "完好": True,
            "清点份数": bag.copies + bag.spare_copies,
            "地点": place,
        }
    )
    desk.press(BY_STEP[step].label).reads("已登记。").picture(f"bag-{step}")


def _checked_in(round_: Round, room: SessionRoom, name: str) -> None:
    """R5.6: on a phone, from the own room's list to the candidate's photograph."""
    desk = round_.desk.seat(_on_duty(room)).go("/desk/rooms/").follow(f"第{room.number}考场")
    desk.picture("phone-room").follow(name).picture("phone-check-in").press("准予入场").reads("准予入场")


# --- the scores -----------------------------------------------------------------------------------------------------------
def scores_are_entered_twice_and_settled(round_: Round) -> None:
    """R5.9: by codes alone; the third person decides where the two differ."""
    desk = round_.desk
    round_.at(round_.dates.after_exam(1))
    _overview(round_, "affairs").follow("登分进度与公布").press("编制密号").reads("已编制密号，共 6 个")
    differing = _code(round_.people[0].name, Subject.PRACTICAL)
    for entry_round, clerk in enumerate(("scorer1", "scorer2"), start=1):
        round_.at(round_.dates.after_exam(1 + entry_round))
        desk.seat(clerk).picture("clerk-home").follow("登分")
        for person, points in zip(round_.people, POINTS, strict=True):
            for subject, given in zip((Subject.THEORY, Subject.PRACTICAL), points, strict=True):
                code = _code(person.name, subject)
                _entered(desk, code, SECOND_CLERK_READS if entry_round == 2 and code == differing else given)
        desk.picture("clerk-done").reads("没有待您登的密号")
    round_.at(round_.dates.after_exam(4))
    desk.seat("adjudicator").follow("成绩裁定").picture("adjudication").follow(differing)
    desk.fill({"状态": "正常", "分数": POINTS[0][1]}).press("裁定").reads("已裁定")


def _code(name: str, subject: str) -> str:
    seat = Seat.objects.get(
        application_subject__application__candidate__name=name, session_room__exam_session__subject=subject
    )
    return MarkingCode.objects.get(seat=seat).code


def _entered(desk: Desk, code: str, points: float | None) -> None:
    desk.follow(code)
    desk.fill({"状态": "缺考"} if points is None else {"状态": "正常", "分数": points})
    desk.press("登分").reads(f"密号 {code} 已登")


def results_are_locked_and_released(round_: Round) -> None:
    """R5.9, R5.10: nothing is visible before; the director releases."""
    round_.at(round_.dates.after_exam(4, 15))
    desk = _overview(round_, "affairs").follow("登分进度与公布").follow("锁定成绩").picture("lock").press("锁定成绩")
    desk.reads("已锁定 6 个成绩").picture("locked")
    round_.at(round_.dates.after_exam(5))
    desk = (
        _overview(round_, "director").follow("登分进度与公布").follow("公布成绩").picture("release").press("公布成绩")
    )
    desk.reads("成绩已公布").follow("查阅成绩").reads("共 3 人", "合格 2 人").picture("results")
