"""Addresses of the candidate's space, of the group contact's, and of sign-up; part of the namespace `registration`."""

from django.urls import URLPattern, URLResolver, include, path

from registration.views import answering, apply, candidate, group, sign_up, submission

application_urls = [
    path("", candidate.my_application, name="my_application"),
    path("person/", apply.my_application_person, name="my_application_person"),
    path("condition/", apply.my_application_condition, name="my_application_condition"),
    path("papers/", submission.my_application_papers, name="my_application_papers"),
    path("submit/", submission.my_application_submit, name="my_application_submit"),
    path("withdraw/", submission.my_application_withdraw, name="my_application_withdraw"),
    path("form/", candidate.my_application_form, name="my_application_form"),
    path("supplements/<uuid:supplement>/", answering.my_supplement, name="my_supplement"),
    path("supplements/<uuid:supplement>/leave/", answering.my_supplement_leave, name="my_supplement_leave"),
]
candidate_space: list[URLPattern | URLResolver] = [
    path("", candidate.candidate_home, name="candidate_home"),
    path("photo/", candidate.my_photo, name="my_photo"),
    path("materials/<uuid:public_id>/", candidate.my_material, name="my_material"),
    path("apply/<uuid:public_id>/", apply.application_start, name="application_start"),
    path("apply/<uuid:public_id>/person/", apply.application_enter, name="application_enter"),
    path("applications/<uuid:public_id>/", include(application_urls)),
]
group_space = [
    path("", group.group_home, name="group_home"),
    path("assessments/<uuid:public_id>/", group.group_assessment, name="group_assessment"),
    path("assessments/<uuid:public_id>/roster/", group.group_roster, name="group_roster"),
    path("assessments/<uuid:public_id>/roster/template/", group.group_roster_template, name="group_roster_template"),
    path("assessments/<uuid:public_id>/roster/import/", group.group_roster_import, name="group_roster_import"),
    path("assessments/<uuid:public_id>/roster/columns/", group.group_roster_columns, name="group_roster_columns"),
    path("imports/<uuid:public_id>/", group.group_roster_progress, name="group_roster_progress"),
    path("assessments/<uuid:public_id>/photos/", group.group_photos, name="group_photos"),
    path("batches/<uuid:public_id>/", group.group_batch, name="group_batch"),
    path("batches/<uuid:public_id>/annotated/", group.group_batch_annotated, name="group_batch_annotated"),
    path("applications/<uuid:public_id>/", group.group_application, name="group_application"),
    path("applications/<uuid:public_id>/form/", group.group_application_form, name="group_application_form"),
    path("applications/<uuid:public_id>/photo/", group.group_photo, name="group_photo"),
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
    path("privacy/", sign_up.privacy, name="privacy"),
    path("my/", include(candidate_space)),
    path("group/", include(group_space)),
]
