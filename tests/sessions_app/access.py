"""Who may open which address of stages 3 and 4."""

from station.enums import Role

PLANNERS = {Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR}
READERS = PLANNERS | {
    Role.REGISTRATION_OFFICER,
    Role.PAPER_CUSTODIAN,
    Role.CERTIFICATE_OFFICER,
    Role.AUDITOR,
}
FILING_READERS = PLANNERS | {Role.AUDITOR}
PAYERS = PLANNERS | {Role.CASHIER, Role.ACCOUNTANT}

READ = ("plan_list", "plan_detail", "session_room_detail", "session_room_print", "staff_member_list")
PLAN = (
    "plan_create",
    "plan_edit",
    "plan_propose",
    "plan_clear",
    "plan_move",
    "plan_submit",
    "seating_arrange",
    "exam_session_add",
    "exam_session_move",
    "exam_session_remove",
    "session_room_add",
    "session_room_remove",
    "duty_assign",
    "duty_remove",
    "seat_move",
    "seat_remove",
    "staff_member_add",
    "staff_member_edit",
    "package_build",
    "package_file",
    "answer_record",
)
ACCESS = {
    **{f"sessions:{name}": ("staff", READERS) for name in READ},
    **{f"sessions:{name}": ("staff", PLANNERS) for name in PLAN},
    **{f"sessions:{name}": ("staff", {Role.DIRECTOR}) for name in ("plan_approve", "plan_return")},
    "sessions:package_detail": ("staff", FILING_READERS),
    "sessions:filing_list": ("staff", FILING_READERS | PAYERS),
    "sessions:settlement_record": ("staff", PAYERS),
    **{f"sessions:{name}": ("staff", {Role.ADMINISTRATOR}) for name in ("centre_list", "centre_add", "centre_edit")},
}
