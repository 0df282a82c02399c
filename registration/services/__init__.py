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
from registration.services.checks import (
    JOB_FROM,
    annotated_check,
    check_again,
    discard_check,
    give_up_roster,
    is_being_imported,
    is_long,
    receive_roster,
    sweep_waiting,
    verdicts_of,
)
from registration.services.closing import close_registration, proof_reading
from registration.services.columns import forget_columns, learn_columns, learned_by
from registration.services.fees import (
    FeeItemFacts,
    create_fee_standard,
    end_fee_standard,
    next_number,
    register_receipt_book,
    take_payment,
)
from registration.services.group_forms import print_later
from registration.services.group_sheet import people_sheet
from registration.services.import_jobs import import_later
from registration.services.imports import ImportReport, annotated_batch, import_roster
from registration.services.likenesses import decide_likeness
from registration.services.materials import add_material, sight_material, sight_papers
from registration.services.names import change_name
from registration.services.own_account import change_own_mobile, reset_own_password
from registration.services.papers import issue_receipt_register, issue_registration_data, issue_registration_form
from registration.services.personal import unmask_identity, unmask_mobile
from registration.services.photo_archives import PhotoReport, attach_later, attach_photos
from registration.services.photos import add_photo, check_photo, export_photo, rendition, save_photo_profile
from registration.services.prepared import remarks_later, remarks_name
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
    "annotated_check",
    "answer_supplement",
    "attach_later",
    "attach_photos",
    "cancel_application",
    "carry_to_applicants",
    "change_name",
    "change_own_mobile",
    "check_again",
    "check_photo",
    "choose_condition",
    "close_registration",
    "create_fee_standard",
    "decide_likeness",
    "discard_check",
    "end_fee_standard",
    "enter_application",
    "export_photo",
    "find_by_identity",
    "forget_columns",
    "give_consent",
    "give_up_roster",
    "has_consent",
    "import_later",
    "import_roster",
    "is_being_imported",
    "is_long",
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
    "people_sheet",
    "print_later",
    "proof_reading",
    "receive_roster",
    "refuse_application",
    "register_candidate",
    "register_receipt_book",
    "remarks_later",
    "remarks_name",
    "rendition",
    "reset_own_password",
    "return_application",
    "save_photo_profile",
    "sight_material",
    "sight_papers",
    "sign_up",
    "submit_application",
    "sweep_waiting",
    "take_payment",
    "unmask_identity",
    "unmask_mobile",
    "verdicts_of",
    "withdraw_application",
]
