"""Who may open which page of the ground floor: URL name → (audience, roles)."""

from station.enums import Role

ADMIN = {Role.ADMINISTRATOR}
CATALOGUE = {Role.ADMINISTRATOR, Role.EXAM_AFFAIRS_OFFICER}
DECIDERS = {Role.ADMINISTRATOR, Role.DIRECTOR}
TRAIL = {Role.AUDITOR, Role.DIRECTOR}

ACCESS = {
    "accounts:login": ("public", set()),
    "accounts:logout": ("signed_in", set()),
    "accounts:password_change": ("signed_in", set()),
    "accounts:password_change_done": ("signed_in", set()),
    "station:home": ("signed_in", set()),
    "station:preferences": ("public", set()),
    "station:regulation": ("public", set()),
    "station:notification_list": ("signed_in", set()),
    "station:notification_read": ("signed_in", set()),
    "station:document_lookup": ("public", set()),
    "station:document_verify": ("public", set()),
    "station:public_document": ("public", set()),
    "station:document_download": ("signed_in", set()),
    "station:dashboard": ("staff", set()),
    "station:job_list": ("staff", set()),
    "station:job_detail": ("staff", set()),
    "station:deadline_list": ("staff", set()),
    "station:deadline_detail": ("staff", set()),
    "station:calendar_link_list": ("staff", set()),
    "station:calendar_link_make": ("staff", set()),
    "station:calendar_link_revoke": ("staff", set()),
    "station:digest_choose": ("staff", set()),
    "station:role_calendar": ("public", set()),
    "station:delivery_list": ("staff", ADMIN),
    "station:audit_list": ("staff", TRAIL),
    "station:audit_verify": ("staff", TRAIL),
    "station:user_list": ("staff", ADMIN),
    "station:user_create": ("staff", ADMIN),
    "station:user_detail": ("staff", ADMIN),
    "station:role_grant": ("staff", ADMIN),
    "station:role_revoke": ("staff", ADMIN),
    "station:user_deactivate": ("staff", ADMIN),
    "station:user_reset_password": ("staff", ADMIN),
    "station:catalogue_list": ("staff", CATALOGUE),
    "station:catalogue_create": ("staff", CATALOGUE),
    "station:catalogue_edit": ("staff", CATALOGUE),
    "station:profile_list": ("staff", set()),
    "station:profile_edit": ("staff", ADMIN),
    "station:calendar_detail": ("staff", set()),
    "station:calendar_history": ("staff", set()),
    "station:calendar_sheet": ("staff", ADMIN),
    "station:calendar_notice_create": ("staff", ADMIN),
    "station:calendar_notice": ("staff", set()),
    "station:calendar_confirm": ("staff", DECIDERS),
    "station:calendar_discard": ("staff", DECIDERS),
    "station:planner": ("public", set()),
    "station:clock_move": ("staff", ADMIN),
    "station:styleguide": ("staff", set()),
}
