"""Who may open which page of stage 1: URL name → (audience, roles)."""

from station.enums import Role

DRAFTERS = {Role.ANNOUNCEMENT_OFFICER, Role.DIRECTOR}
REVIEWERS = {Role.ANNOUNCEMENT_OFFICER, Role.SECOND_REVIEWER, Role.EXAM_AFFAIRS_OFFICER}
INVOLVED = REVIEWERS | {Role.DIRECTOR}
ENQUIRIES = {Role.ANNOUNCEMENT_OFFICER, Role.REGISTRATION_OFFICER, Role.EXAM_AFFAIRS_OFFICER, Role.DIRECTOR}
PUBLICITY = {Role.ANNOUNCEMENT_OFFICER, Role.REGISTRATION_OFFICER, Role.DIRECTOR}

ACCESS = {
    "announcements:home": ("public", set()),
    "announcements:announcement_list": ("public", set()),
    "announcements:announcement_detail": ("public", set()),
    "announcements:announcement_calendar": ("public", set()),
    "announcements:enquiry_ask": ("public", set()),
    "announcements:how_to_apply": ("public", set()),
    "announcements:plan_list": ("staff", set()),
    "announcements:plan_detail": ("staff", set()),
    "announcements:plan_create": ("staff", DRAFTERS),
    "announcements:plan_edit": ("staff", DRAFTERS),
    "announcements:annual_announcement_draft": ("staff", DRAFTERS),
    "announcements:planned_add": ("staff", DRAFTERS),
    "announcements:planned_edit": ("staff", DRAFTERS),
    "announcements:planned_remove": ("staff", DRAFTERS),
    "announcements:assessment_list": ("staff", set()),
    "announcements:assessment_detail": ("staff", set()),
    "announcements:assessment_create": ("staff", DRAFTERS),
    "announcements:assessment_edit": ("staff", DRAFTERS),
    "announcements:offering_add": ("staff", DRAFTERS),
    "announcements:offering_edit": ("staff", DRAFTERS),
    "announcements:offering_remove": ("staff", DRAFTERS),
    "announcements:announcement_draft": ("staff", DRAFTERS),
    "announcements:publicity_log": ("staff", PUBLICITY),
    "announcements:announcement_register": ("staff", INVOLVED),
    "announcements:announcement_desk": ("staff", set()),
    "announcements:announcement_submit": ("staff", DRAFTERS),
    "announcements:announcement_recall": ("staff", DRAFTERS),
    "announcements:announcement_review": ("staff", REVIEWERS),
    "announcements:announcement_approve": ("staff", {Role.DIRECTOR}),
    "announcements:announcement_return": ("staff", INVOLVED),
    "announcements:announcement_publish": ("staff", INVOLVED),
    "announcements:supplement_draft": ("staff", DRAFTERS),
    "announcements:supplement_edit": ("staff", DRAFTERS),
    "announcements:enquiry_list": ("staff", ENQUIRIES),
    "announcements:enquiry_answer": ("staff", ENQUIRIES),
}
