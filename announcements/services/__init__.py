"""The verbs of stage 1: the only writers of its tables."""

from announcements.services.annual import (
    add_planned_assessment,
    create_annual_plan,
    edit_annual_plan,
    edit_planned_assessment,
    remove_planned_assessment,
)
from announcements.services.assessments import create_assessment, drop_assessment, edit_assessment
from announcements.services.drafting import (
    draft_annual_announcement,
    draft_assessment_announcement,
)
from announcements.services.enquiries import (
    answer_enquiry,
    ask_enquiry,
    correct_answer,
    forget_askers,
    set_aside_enquiry,
    take_up_enquiry,
)
from announcements.services.faq import add_frequent_question, edit_frequent_question, move_frequent_question
from announcements.services.offerings import add_offering, edit_offering, remove_offering
from announcements.services.publication import (
    approve_announcement,
    discard_announcement,
    publish_announcement,
    recall_announcement,
    return_announcement,
    review_announcement,
    submit_announcement,
)
from announcements.services.publicity import log_publicity
from announcements.services.supplements import draft_supplement, edit_supplement, proposed_supplement

__all__ = [
    "add_frequent_question",
    "add_offering",
    "add_planned_assessment",
    "answer_enquiry",
    "approve_announcement",
    "ask_enquiry",
    "correct_answer",
    "create_annual_plan",
    "create_assessment",
    "discard_announcement",
    "draft_annual_announcement",
    "draft_assessment_announcement",
    "draft_supplement",
    "drop_assessment",
    "edit_annual_plan",
    "edit_assessment",
    "edit_frequent_question",
    "edit_offering",
    "edit_planned_assessment",
    "edit_supplement",
    "forget_askers",
    "log_publicity",
    "move_frequent_question",
    "proposed_supplement",
    "publish_announcement",
    "recall_announcement",
    "remove_offering",
    "remove_planned_assessment",
    "return_announcement",
    "review_announcement",
    "set_aside_enquiry",
    "submit_announcement",
    "take_up_enquiry",
]
