"""Who may open which address of stage 5. An empty set: any staff, and then their own duty decides (R5.7)."""

from station.enums import Role

DESK = {Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR}
SITE = DESK | {Role.PAPER_CUSTODIAN, Role.REGISTRATION_OFFICER}
CUSTODY = DESK | {Role.PAPER_CUSTODIAN}
COUNTER = DESK | {Role.REGISTRATION_OFFICER}

ROLES = {
    "exam_list": SITE,
    "exam_overview": SITE,
    "ticket_list": SITE,
    "notice_record": DESK,
    "preparation_list": DESK,
    "preparation_tick": DESK,
    "ticket_make": DESK,
    "ticket_print": DESK,
    "chart_print": DESK,
    "room_summary_print": DESK,
    "briefing_record": DESK,
    "ticket_hand_out": COUNTER,
    "ticket_reprint": COUNTER,
    "bag_list": CUSTODY,
    "bag_register": CUSTODY,
    "score_overview": CUSTODY | {Role.ADJUDICATOR},
    "marking_code_make": CUSTODY,
    "marking_code_print": CUSTODY,
    "score_lock": DESK | {Role.ADJUDICATOR},
    "score_enter": {Role.SCORE_CLERK},
    "score_adjudicate": {Role.ADJUDICATOR},
    "result_release": {Role.DIRECTOR},
}
BY_DUTY = (
    "room_list",
    "room_detail",
    "room_open",
    "check_in_lookup",
    "check_in",
    "check_in_photo",
    "bag_detail",
    "incident_list",
    "result_list",
)
ACCESS = {
    **{f"exams:{name}": ("staff", roles) for name, roles in ROLES.items()},
    **{f"exams:{name}": ("staff", set()) for name in BY_DUTY},
    **{f"exams:{name}": ("candidate", {Role.CANDIDATE}) for name in ("my_tickets", "my_ticket", "my_results")},
}
