"""Who may open which page of the candidate's and the group contact's space: URL name → (audience, roles)."""

from station.enums import Role

_CANDIDATE = ("candidate", {Role.CANDIDATE})
_GROUP = ("group_contact", {Role.GROUP_CONTACT})

ACCESS = {
    "registration:sign_up": ("public", set()),
    "registration:privacy": ("public", set()),
    "registration:candidate_home": _CANDIDATE,
    "registration:my_photo": _CANDIDATE,
    "registration:my_material": _CANDIDATE,
    "registration:application_start": _CANDIDATE,
    "registration:application_enter": _CANDIDATE,
    "registration:my_application": _CANDIDATE,
    "registration:my_application_person": _CANDIDATE,
    "registration:my_application_condition": _CANDIDATE,
    "registration:my_application_papers": _CANDIDATE,
    "registration:my_application_submit": _CANDIDATE,
    "registration:my_application_withdraw": _CANDIDATE,
    "registration:my_application_form": _CANDIDATE,
    "registration:my_supplement": _CANDIDATE,
    "registration:my_supplement_leave": _CANDIDATE,
    "registration:group_home": _GROUP,
    "registration:group_assessment": _GROUP,
    "registration:group_roster": _GROUP,
    "registration:group_roster_import": _GROUP,
    "registration:group_roster_columns": _GROUP,
    "registration:group_roster_progress": _GROUP,
    "registration:group_roster_template": _GROUP,
    "registration:group_photos": _GROUP,
    "registration:group_batch": _GROUP,
    "registration:group_batch_annotated": _GROUP,
    "registration:group_application": _GROUP,
    "registration:group_application_form": _GROUP,
    "registration:group_photo": _GROUP,
    "registration:group_supplement": _GROUP,
    "registration:group_supplement_one": _GROUP,
    "registration:group_supplement_leave": _GROUP,
}
