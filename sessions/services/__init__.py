"""The verbs of stages 3 and 4: the only writers of plans, seats, duties, packages and filings."""

from sessions.services.filing import (
    AmountDue,
    amount_due,
    amount_expected,
    file_package,
    filing_timeline,
    record_answer,
    settle,
)
from sessions.services.packages import build_package, stale_reasons
from sessions.services.people import add_centre, add_staff_member, edit_centre, edit_staff_member
from sessions.services.plans import (
    approve_plan,
    clear_plan,
    create_plan,
    days_to_move,
    edit_plan,
    move_plan,
    return_plan,
    submit_plan,
)
from sessions.services.proposal import propose_plan
from sessions.services.seating import SeatingOutcome, move_seat, remove_seat, seat_everyone
from sessions.services.sittings import (
    add_exam_session,
    add_session_room,
    assign_duty,
    move_exam_session,
    remove_duty,
    remove_exam_session,
    remove_session_room,
)

__all__ = [
    "AmountDue",
    "SeatingOutcome",
    "add_centre",
    "add_exam_session",
    "add_session_room",
    "add_staff_member",
    "amount_due",
    "amount_expected",
    "approve_plan",
    "assign_duty",
    "build_package",
    "clear_plan",
    "create_plan",
    "days_to_move",
    "edit_centre",
    "edit_plan",
    "edit_staff_member",
    "file_package",
    "filing_timeline",
    "move_exam_session",
    "move_plan",
    "move_seat",
    "propose_plan",
    "record_answer",
    "remove_duty",
    "remove_exam_session",
    "remove_seat",
    "remove_session_room",
    "return_plan",
    "seat_everyone",
    "settle",
    "stale_reasons",
    "submit_plan",
]
