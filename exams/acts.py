"""Every plain act of this stage in one readable table: its audit verb, the word on the button, and who may do it."""

from dataclasses import dataclass

from station import audit
from station.enums import Role
from station.models import User
from station.refusals import ALLOWED, Decision, denied

DESK = (Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR)


@dataclass(frozen=True)
class Act:
    """`roles` empty: decided elsewhere, by duty or by whose ticket it is."""

    verb: str
    label: str
    roles: tuple[Role, ...] = ()
    clause: str = ""

    def may(self, user: User) -> Decision:
        if not self.roles or user.has_role(*self.roles):
            return ALLOWED
        names = "、".join(role.label for role in self.roles)
        return denied(f"“{self.label}”须由{names}办理", self.clause)


_acts: list[Act] = []


def _act(verb: str, label: str, *roles: Role, clause: str) -> Act:
    act = Act(verb, label, roles, clause)
    _acts.append(act)
    audit.register_verbs({verb: label})
    return act


RECORD_NOTICE = _act("exam_notice.record", "登记鉴定通知书", *DESK, clause="R5.1")
IMPORT_PREPARATION = _act("preparation.import", "导入鉴定准备清单", *DESK, clause="R5.3")
TICK_PREPARATION = _act("preparation.tick", "确认备妥", *DESK, clause="R5.3")
MAKE_TICKETS = _act("ticket.make", "制作准考证", *DESK, clause="R5.1")
PRINT_TICKETS = _act("ticket.print", "打印准考证", *DESK, clause="R5.1")
HAND_OUT_TICKET = _act("ticket.hand_out", "发放准考证", *DESK, Role.REGISTRATION_OFFICER, clause="R5.2")
REPRINT_TICKET = _act("ticket.reprint", "补打准考证", *DESK, Role.REGISTRATION_OFFICER, clause="R5.2")
PRINT_CHARTS = _act("seating_chart.print", "打印座（工）位排列表", *DESK, clause="R5.1")
PRINT_SUMMARY = _act("room_summary.print", "打印考场分布汇总表", *DESK, clause="R5.1")
RECORD_BRIEFING = _act("briefing.record", "登记考前例会", *DESK, clause="R5.5")
OPEN_ROOM = _act("exam_room.open", "启封考场", clause="R5.5")
REGISTER_BAGS = _act("bag.register", "登记试卷袋", Role.PAPER_CUSTODIAN, *DESK, clause="R5.4")
ADMIT = _act("check_in.admit", "准予入场", clause="R5.6")
TURN_AWAY = _act("check_in.refuse", "不予入场", clause="R5.6")
RECORD_INCIDENT = _act("incident.record", "登记考场情况", clause="R5.8")
MAKE_CODES = _act("marking_code.make", "编制密号", *DESK, Role.PAPER_CUSTODIAN, clause="R5.9")
PRINT_CODES = _act("marking_code.print", "打印密号对照表", *DESK, Role.PAPER_CUSTODIAN, clause="R5.9")
ENTER_SCORE = _act("score.enter", "登分", Role.SCORE_CLERK, clause="R5.9")
ADJUDICATE_SCORE = _act("score.adjudicate", "裁定成绩", Role.ADJUDICATOR, clause="R5.9")
LOCK_SCORES = _act("score.lock", "锁定成绩", Role.ADJUDICATOR, *DESK, clause="R5.10")
READ_SCORES = _act("score.read", "查阅成绩", Role.DIRECTOR, Role.ADJUDICATOR, clause="R5.9")
RELEASE_RESULTS = _act("result.release", "公布成绩", Role.DIRECTOR, clause="R5.10")


def all_acts() -> tuple[Act, ...]:
    return tuple(_acts)
