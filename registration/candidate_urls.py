"""Addresses of the candidate's space, of the group contact's, and of sign-up; part of the namespace `registration`."""

from django.urls import URLPattern, URLResolver, include, path

from registration.views import (
    answering,
    apply,
    candidate,
    codes,
    condition,
    group,
    group_people,
    group_rosters,
    my_account,
    photos,
    sign_up,
    submission,
)

application_urls = [
    path("", candidate.my_application, name="my_application"),
    path("person/", apply.my_application_person, name="my_application_person"),
    path("condition/", condition.my_application_condition, name="my_application_condition"),
    path("papers/", submission.my_application_papers, name="my_application_papers"),
    path("submit/", submission.my_application_submit, name="my_application_submit"),
    path("withdraw/", submission.my_application_withdraw, name="my_application_withdraw"),
    path("form/", candidate.my_application_form, name="my_application_form"),
    path("undertaking/", submission.my_application_undertaking, name="my_application_undertaking"),
    path("supplements/<uuid:supplement>/", answering.my_supplement, name="my_supplement"),
    path("supplements/<uuid:supplement>/leave/", answering.my_supplement_leave, name="my_supplement_leave"),
]
candidate_space: list[URLPattern | URLResolver] = [
    path("", candidate.candidate_home, name="candidate_home"),
    path("account/", my_account.my_account, name="my_account"),
    path("account/photo-consent/", my_account.my_photo_consent, name="my_photo_consent"),
    path("account/mobile/", my_account.my_mobile, name="my_mobile"),
    path("account/mobile/code/", my_account.my_mobile_code, name="my_mobile_code"),
    path("account/mobile/resend/", my_account.my_mobile_resend, name="my_mobile_resend"),
    path("photo/", candidate.my_photo, name="my_photo"),
    path("materials/<uuid:public_id>/", candidate.my_material, name="my_material"),
    path("apply/<uuid:public_id>/", apply.application_start, name="application_start"),
    path("apply/<uuid:public_id>/person/", apply.application_enter, name="application_enter"),
    path("applications/<uuid:public_id>/", include(application_urls)),
]
group_space = [
    path("", group.group_home, name="group_home"),
    path("assessments/<uuid:public_id>/", group.group_assessment, name="group_assessment"),
    path("assessments/<uuid:public_id>/forms/", group.group_forms, name="group_forms"),
    path("assessments/<uuid:public_id>/people/", group.group_people_sheet, name="group_people_sheet"),
    path("assessments/<uuid:public_id>/roster/", group_rosters.group_roster, name="group_roster"),
    path(
        "assessments/<uuid:public_id>/roster/template/",
        group_rosters.group_roster_template,
        name="group_roster_template",
    ),
    path("photo-reports/<uuid:public_id>/", photos.group_photos_report, name="group_photos_report"),
    path("assessments/<uuid:public_id>/photos/", group_rosters.group_photos, name="group_photos"),
    path("rosters/<uuid:public_id>/", group_rosters.group_roster_preview, name="group_roster_preview"),
    path("rosters/<uuid:public_id>/import/", group_rosters.group_roster_take, name="group_roster_take"),
    path("rosters/<uuid:public_id>/give-up/", group_rosters.group_roster_give_up, name="group_roster_give_up"),
    path("rosters/<uuid:public_id>/columns/", group_rosters.group_roster_columns, name="group_roster_columns"),
    path("rosters/<uuid:public_id>/annotated/", group_rosters.group_roster_annotated, name="group_roster_annotated"),
    path("columns/", group_rosters.group_column_meanings, name="group_column_meanings"),
    path("progress/<uuid:public_id>/", group.group_progress, name="group_roster_progress"),
    path("batches/<uuid:public_id>/", group_rosters.group_batch, name="group_batch"),
    path("batches/<uuid:public_id>/annotated/", group_rosters.group_batch_annotated, name="group_batch_annotated"),
    path("applications/<uuid:public_id>/", group_people.group_application, name="group_application"),
    path("applications/<uuid:public_id>/amend/", group_people.group_application_amend, name="group_application_amend"),
    path(
        "applications/<uuid:public_id>/papers/", group_people.group_application_papers, name="group_application_papers"
    ),
    path(
        "applications/<uuid:public_id>/submit/", group_people.group_application_submit, name="group_application_submit"
    ),
    path("applications/<uuid:public_id>/form/", group_people.group_application_form, name="group_application_form"),
    path("applications/<uuid:public_id>/photo/", group_people.group_photo, name="group_photo"),
    path(
        "assessments/<uuid:public_id>/supplements/<uuid:supplement>/",
        answering.group_supplement,
        name="group_supplement",
    ),
    path(
        "applications/<uuid:public_id>/supplements/<uuid:supplement>/",
        answering.group_supplement_one,
        name="group_supplement_one",
    ),
    path(
        "applications/<uuid:public_id>/supplements/<uuid:supplement>/leave/",
        answering.group_supplement_leave,
        name="group_supplement_leave",
    ),
]
urlpatterns = [
    path("sign-up/", sign_up.sign_up, name="sign_up"),
    path("sign-up/code/", sign_up.sign_up_code, name="sign_up_code"),
    path("sign-up/resend/", sign_up.sign_up_resend, name="sign_up_resend"),
    path("log-in/", codes.code_log_in, name="code_log_in"),
    path("log-in/code/", codes.code_log_in_code, name="code_log_in_code"),
    path("log-in/resend/", codes.code_log_in_resend, name="code_log_in_resend"),
    path("new-password/", codes.password_reset, name="password_reset"),
    path("new-password/code/", codes.password_reset_code, name="password_reset_code"),
    path("new-password/resend/", codes.password_reset_resend, name="password_reset_resend"),
    path("privacy/", sign_up.privacy, name="privacy"),
    path("group-registration/", group.group_guide, name="group_guide"),
    path("my/", include(candidate_space)),
    path("group/", include(group_space)),
]
