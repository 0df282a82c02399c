"""The only writers of this stage: from the centre's notice to the released results."""

from exams.services.charts import print_room_summary, print_seating_charts
from exams.services.custody import hand_over_bag, register_bags
from exams.services.day import check_in, open_room, record_briefing, record_incident
from exams.services.preparation import import_preparation_list, record_notice, tick_preparation_item
from exams.services.results import release_results
from exams.services.scores import adjudicate_score, enter_score, lock_scores, make_marking_codes, print_marking_codes
from exams.services.tickets import hand_out_ticket, make_tickets, print_tickets, request_tickets, void_reasons

__all__ = [
    "adjudicate_score",
    "check_in",
    "enter_score",
    "hand_out_ticket",
    "hand_over_bag",
    "import_preparation_list",
    "lock_scores",
    "make_marking_codes",
    "make_tickets",
    "open_room",
    "print_marking_codes",
    "print_room_summary",
    "print_seating_charts",
    "print_tickets",
    "record_briefing",
    "record_incident",
    "record_notice",
    "register_bags",
    "release_results",
    "request_tickets",
    "tick_preparation_item",
    "void_reasons",
]
