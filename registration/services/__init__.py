"""The verbs of stage 2, the only writers of its tables."""

from registration.proofreading import Finding, Settlement
from registration.roster.errors import RosterUnreadable
from registration.rules import PersonFacts
from registration.services.accounts import give_consent, has_consent, sign_up
from registration.services.applications import (
    AlreadyApplied,
    amend_application,
    cancel_application,
    choose_condition,
    enter_application,
    submit_application,
    withdraw_application,
)
from registration.services.candidates import find_by_identity, link_account, look_up, register_candidate
from registration.services.closing import close_registration, proof_reading
from registration.services.columns import learn_columns, learned_by
from registration.services.fees import (
    FeeItemFacts,
    create_fee_standard,
    end_fee_standard,
    next_number,
    register_receipt_book,
    take_payment,
)
from registration.services.import_jobs import JOB_FROM, import_later
from registration.services.imports import ImportReport, annotated_batch, import_roster
from registration.services.likenesses import decide_likeness
from registration.services.materials import add_material, add_photo, sight_material, sight_papers
from registration.services.names import change_name
from registration.services.papers import issue_receipt_register, issue_registration_data, issue_registration_form
from registration.services.personal import unmask_identity, unmask_mobile
from registration.services.photos import PhotoReport, attach_photos
from registration.services.refunds import pay_out_refund
from registration.services.review import accept_application, refuse_application, return_application
from registration.services.supplements import answer_supplement, carry_to_applicants, note_for_many

__all__ = [
    "JOB_FROM",
    "AlreadyApplied",
    "FeeItemFacts",
    "Finding",
    "ImportReport",
    "PersonFacts",
    "PhotoReport",
    "RosterUnreadable",
    "Settlement",
    "accept_application",
    "add_material",
    "add_photo",
    "amend_application",
    "annotated_batch",
    "answer_supplement",
    "attach_photos",
    "cancel_application",
    "carry_to_applicants",
    "change_name",
    "choose_condition",
    "close_registration",
    "create_fee_standard",
    "decide_likeness",
    "end_fee_standard",
    "enter_application",
    "find_by_identity",
    "give_consent",
    "has_consent",
    "import_later",
    "import_roster",
    "issue_receipt_register",
    "issue_registration_data",
    "issue_registration_form",
    "learn_columns",
    "learned_by",
    "link_account",
    "look_up",
    "next_number",
    "note_for_many",
    "pay_out_refund",
    "proof_reading",
    "refuse_application",
    "register_candidate",
    "register_receipt_book",
    "return_application",
    "sight_material",
    "sight_papers",
    "sign_up",
    "submit_application",
    "take_payment",
    "unmask_identity",
    "unmask_mobile",
    "withdraw_application",
]
