"""Who may open which page of stage 2 at the desk and in public: URL name → (audience, roles)."""

from station.enums import Role

OFFICER = {Role.REGISTRATION_OFFICER}
REVIEWERS = {Role.REGISTRATION_OFFICER, Role.SECOND_REVIEWER}
READERS = {
    Role.REGISTRATION_OFFICER,
    Role.SECOND_REVIEWER,
    Role.DIRECTOR,
    Role.CASHIER,
    Role.ACCOUNTANT,
    Role.EXAM_AFFAIRS_OFFICER,
    Role.CERTIFICATE_OFFICER,
    Role.AUDITOR,
}
MONEY_READERS = {Role.CASHIER, Role.ACCOUNTANT, Role.DIRECTOR, Role.AUDITOR}
ANSWER_KEEPERS = {Role.REGISTRATION_OFFICER, Role.CASHIER, Role.EXAM_AFFAIRS_OFFICER}
FEES = {Role.DIRECTOR, Role.ACCOUNTANT}
EXPORTERS = {Role.REGISTRATION_OFFICER, Role.SECOND_REVIEWER, Role.DIRECTOR, Role.EXAM_AFFAIRS_OFFICER}

_STAFF = {
    "application_list": READERS,
    "application_detail": READERS,
    "application_amend": OFFICER,
    "application_submit": OFFICER,
    "application_accept": REVIEWERS,
    "application_return": REVIEWERS,
    "application_refuse": REVIEWERS,
    "application_withdraw": OFFICER,
    "application_cancel": {Role.DIRECTOR, Role.SECOND_REVIEWER},
    "condition_choose": REVIEWERS,
    "identity_unmask": {Role.REGISTRATION_OFFICER, Role.SECOND_REVIEWER, Role.DIRECTOR},
    "mobile_unmask": {Role.REGISTRATION_OFFICER, Role.SECOND_REVIEWER, Role.DIRECTOR},
    "registration_form_issue": READERS,
    "material_add": OFFICER,
    "material_sight": REVIEWERS,
    "photo_add": OFFICER,
    "photo_export": EXPORTERS,
    "counter": OFFICER,
    "counter_entry": OFFICER,
    "counter_papers": OFFICER,
    "name_change": REVIEWERS,
    "name_proof": REVIEWERS,
    "likeness_list": {*REVIEWERS, Role.DIRECTOR, Role.AUDITOR},
    "likeness_detail": {*REVIEWERS, Role.DIRECTOR, Role.AUDITOR},
    "roster_import": OFFICER,
    "roster_preview": OFFICER,
    "roster_take": OFFICER,
    "roster_give_up": OFFICER,
    "roster_columns": OFFICER,
    "column_meanings": OFFICER,
    "roster_template_download": OFFICER,
    "roster_annotated": OFFICER,
    "photos_attach": OFFICER,
    "photos_report": OFFICER,
    "photo_profile_list": set(),
    "photo_profile_create": {Role.ADMINISTRATOR},
    "photo_profile_edit": {Role.ADMINISTRATOR},
    "import_batch_detail": READERS,
    "import_batch_annotated": OFFICER,
    "charge_list": {Role.CASHIER},
    "payment_take": {Role.CASHIER},
    "receipt_book_list": MONEY_READERS,
    "receipt_book_register": {Role.CASHIER, Role.ACCOUNTANT},
    "receipt_register": MONEY_READERS,
    "receipt_register_issue": MONEY_READERS,
    "fee_standard_register": FEES,
    "fee_standard_create": FEES,
    "fee_standard_end": FEES,
    "refund_list": MONEY_READERS,
    "refund_detail": MONEY_READERS,
    "refund_mobile_unmask": {Role.CASHIER},
    "supplement_answers": {*ANSWER_KEEPERS, Role.SECOND_REVIEWER, Role.DIRECTOR, Role.AUDITOR},
    "supplement_note_chosen": ANSWER_KEEPERS,
    "supplement_answer": ANSWER_KEEPERS,
    "supplement_leave": OFFICER,
    "registration_close": READERS,
    "registration_data_issue": {
        Role.REGISTRATION_OFFICER,
        Role.SECOND_REVIEWER,
        Role.DIRECTOR,
        Role.EXAM_AFFAIRS_OFFICER,
    },
}
ACCESS: dict[str, tuple[str, set[str]]] = {
    "registration:fee_standard_list": ("public", set()),
    "registration:material_file": ("signed_in", set()),
    "registration:photo_file": ("signed_in", set()),
    "registration:photo_original": ("signed_in", set()),
    "registration:prepared_file": ("signed_in", set()),
    **{f"registration:{name}": ("staff", roles) for name, roles in _STAFF.items()},
}
