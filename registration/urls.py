from django.urls import include, path

from registration.candidate_urls import urlpatterns as candidate_urlpatterns
from registration.views import (
    cases,
    closing,
    counter_papers,
    intake,
    likenesses,
    materials,
    money,
    names,
    photos,
    queue,
    refunds,
    rosters,
    supplements,
    waiting,
)

app_name = "registration"

application_urls = [
    path("", queue.application_list, name="application_list"),
    path("<uuid:public_id>/", cases.application_detail, name="application_detail"),
    path("<uuid:public_id>/amend/", intake.application_amend, name="application_amend"),
    path("<uuid:public_id>/papers/", counter_papers.counter_papers, name="counter_papers"),
    path("<uuid:public_id>/submit/", cases.application_submit, name="application_submit"),
    path("<uuid:public_id>/accept/", cases.application_accept, name="application_accept"),
    path("<uuid:public_id>/return/", cases.application_return, name="application_return"),
    path("<uuid:public_id>/refuse/", cases.application_refuse, name="application_refuse"),
    path("<uuid:public_id>/withdraw/", cases.application_withdraw, name="application_withdraw"),
    path("<uuid:public_id>/cancel/", cases.application_cancel, name="application_cancel"),
    path("<uuid:public_id>/condition/", cases.condition_choose, name="condition_choose"),
    path("<uuid:public_id>/identity/", cases.identity_unmask, name="identity_unmask"),
    path("<uuid:public_id>/mobile/", cases.mobile_unmask, name="mobile_unmask"),
    path("<uuid:public_id>/form/", cases.registration_form_issue, name="registration_form_issue"),
    path("<uuid:public_id>/materials/", materials.material_add, name="material_add"),
    path("<uuid:public_id>/sightings/", materials.material_sight, name="material_sight"),
    path("<uuid:public_id>/photo/", materials.photo_add, name="photo_add"),
    path("<uuid:public_id>/photo/export/", photos.photo_export, name="photo_export"),
    path("<uuid:public_id>/supplements/<uuid:supplement>/", supplements.supplement_answer, name="supplement_answer"),
    path(
        "<uuid:public_id>/supplements/<uuid:supplement>/leave/", supplements.supplement_leave, name="supplement_leave"
    ),
]
assessment_urls = [
    path("<uuid:public_id>/counter/", intake.counter_entry, name="counter_entry"),
    path("<uuid:public_id>/roster/", rosters.roster_import, name="roster_import"),
    path("<uuid:public_id>/roster/template/", rosters.roster_template_download, name="roster_template_download"),
    path("<uuid:public_id>/photos/", rosters.photos_attach, name="photos_attach"),
    path("<uuid:public_id>/receipts/", money.receipt_register, name="receipt_register"),
    path("<uuid:public_id>/receipts/issue/", money.receipt_register_issue, name="receipt_register_issue"),
    path("<uuid:public_id>/supplements/<uuid:supplement>/", supplements.supplement_answers, name="supplement_answers"),
    path(
        "<uuid:public_id>/supplements/<uuid:supplement>/note/",
        supplements.supplement_note_chosen,
        name="supplement_note_chosen",
    ),
    path("<uuid:public_id>/closing/", closing.registration_close, name="registration_close"),
    path("<uuid:public_id>/data/", closing.registration_data_issue, name="registration_data_issue"),
]
person_urls = [
    path("<uuid:public_id>/name/", names.name_change, name="name_change"),
    path("<uuid:public_id>/name/<slug:digest>/", names.name_proof, name="name_proof"),
]
likeness_urls = [
    path("", likenesses.likeness_list, name="likeness_list"),
    path("<uuid:one>/<uuid:other>/", likenesses.likeness_detail, name="likeness_detail"),
]
import_urls = [
    path("<uuid:public_id>/", rosters.import_batch_detail, name="import_batch_detail"),
    path("<uuid:public_id>/remarks/", rosters.import_batch_annotated, name="import_batch_annotated"),
]
roster_urls = [
    path("columns/", rosters.column_meanings, name="column_meanings"),
    path("<uuid:public_id>/", rosters.roster_preview, name="roster_preview"),
    path("<uuid:public_id>/import/", rosters.roster_take, name="roster_take"),
    path("<uuid:public_id>/give-up/", rosters.roster_give_up, name="roster_give_up"),
    path("<uuid:public_id>/columns/", rosters.roster_columns, name="roster_columns"),
    path("<uuid:public_id>/remarks/", rosters.roster_annotated, name="roster_annotated"),
]
money_urls = [
    path("cash/", money.charge_list, name="charge_list"),
    path("cash/<uuid:public_id>/", money.payment_take, name="payment_take"),
    path("refunds/", refunds.refund_list, name="refund_list"),
    path("refunds/<uuid:public_id>/", refunds.refund_detail, name="refund_detail"),
    path("refunds/<uuid:public_id>/mobile/", refunds.refund_mobile_unmask, name="refund_mobile_unmask"),
    path("receipt-books/", money.receipt_book_list, name="receipt_book_list"),
    path("receipt-books/new/", money.receipt_book_register, name="receipt_book_register"),
    path("fees/", money.fee_standard_register, name="fee_standard_register"),
    path("fees/new/", money.fee_standard_create, name="fee_standard_create"),
    path("fees/<uuid:public_id>/end/", money.fee_standard_end, name="fee_standard_end"),
]
urlpatterns = [
    *candidate_urlpatterns,
    path("fees/", money.fee_standard_list, name="fee_standard_list"),
    path("private/materials/<uuid:public_id>/", materials.material_file, name="material_file"),
    path("private/photos/<uuid:public_id>/", photos.photo_file, name="photo_file"),
    path("private/photos/<uuid:public_id>/original/", photos.photo_original, name="photo_original"),
    path("desk/photo-reports/<uuid:public_id>/", photos.photos_report, name="photos_report"),
    path("manage/photo-profiles/", photos.photo_profile_list, name="photo_profile_list"),
    path("manage/photo-profiles/new/", photos.photo_profile_create, name="photo_profile_create"),
    path("manage/photo-profiles/<uuid:public_id>/", photos.photo_profile_edit, name="photo_profile_edit"),
    path("desk/applications/", include(application_urls)),
    path("desk/assessments/", include(assessment_urls)),
    path("desk/counter/", intake.counter, name="counter"),
    path("desk/people/", include(person_urls)),
    path("desk/likenesses/", include(likeness_urls)),
    path("desk/imports/", include(import_urls)),
    path("desk/rosters/", include(roster_urls)),
    path("private/prepared/<uuid:public_id>/", waiting.prepared_file, name="prepared_file"),
    path("desk/", include(money_urls)),
]
