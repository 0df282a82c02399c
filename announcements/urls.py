from django.urls import include, path

from announcements.views import (
    announcements,
    assessments,
    enquiries,
    faq,
    plans,
    public,
    publicity,
    sharing,
    supplements,
)

app_name = "announcements"

public_urls = [
    path("", public.announcement_list, name="home"),
    path("announcements/", public.announcement_list, name="announcement_list"),
    path("announcements/<uuid:public_id>/", public.announcement_detail, name="announcement_detail"),
    path("announcements/<uuid:public_id>/print/", public.announcement_print, name="announcement_print"),
    path("announcements/<uuid:public_id>/poster/", public.announcement_poster, name="announcement_poster"),
    path("announcements/<uuid:public_id>/calendar.ics", sharing.announcement_calendar, name="announcement_calendar"),
    path("announcements/<uuid:public_id>/qr.<str:kind>", sharing.announcement_qr, name="announcement_qr"),
    path("announcements/<uuid:public_id>/enquiries/", enquiries.enquiry_ask, name="enquiry_ask"),
    path("announcements/years/<int:year>/", public.announcement_archive, name="announcement_archive"),
    path("announcements/feed.atom", sharing.announcement_feed, name="announcement_feed"),
    path("a/<str:code>/", sharing.announcement_short, name="announcement_short"),
    path("guide/", public.how_to_apply, name="how_to_apply"),
    path("faq/", public.frequent_question_list, name="frequent_question_list"),
]
plan_urls = [
    path("", plans.plan_list, name="plan_list"),
    path("new/", plans.plan_create, name="plan_create"),
    path("<int:year>/", plans.plan_detail, name="plan_detail"),
    path("<int:year>/edit/", plans.plan_edit, name="plan_edit"),
    path("<int:year>/announcement/", plans.annual_announcement_draft, name="annual_announcement_draft"),
    path("<int:year>/lines/new/", plans.planned_add, name="planned_add"),
    path("lines/<uuid:public_id>/edit/", plans.planned_edit, name="planned_edit"),
    path("lines/<uuid:public_id>/remove/", plans.planned_remove, name="planned_remove"),
]
assessment_urls = [
    path("", assessments.assessment_list, name="assessment_list"),
    path("new/", assessments.assessment_create, name="assessment_create"),
    path("<uuid:public_id>/", assessments.assessment_detail, name="assessment_detail"),
    path("<uuid:public_id>/edit/", assessments.assessment_edit, name="assessment_edit"),
    path("<uuid:public_id>/offerings/new/", assessments.offering_add, name="offering_add"),
    path("<uuid:public_id>/drop/", assessments.assessment_drop, name="assessment_drop"),
    path("<uuid:public_id>/announcement/", assessments.announcement_draft, name="announcement_draft"),
    path("<uuid:public_id>/publicity/", publicity.publicity_log, name="publicity_log"),
    path("<uuid:public_id>/publicity/print/", publicity.publicity_print, name="publicity_print"),
    path("offerings/<uuid:public_id>/edit/", assessments.offering_edit, name="offering_edit"),
    path("offerings/<uuid:public_id>/remove/", assessments.offering_remove, name="offering_remove"),
]
announcement_urls = [
    path("", announcements.announcement_register, name="announcement_register"),
    path("<uuid:public_id>/", announcements.announcement_desk, name="announcement_desk"),
    path("<uuid:public_id>/submit/", announcements.announcement_submit, name="announcement_submit"),
    path("<uuid:public_id>/review/", announcements.announcement_review, name="announcement_review"),
    path("<uuid:public_id>/approve/", announcements.announcement_approve, name="announcement_approve"),
    path("<uuid:public_id>/return/", announcements.announcement_return, name="announcement_return"),
    path("<uuid:public_id>/recall/", announcements.announcement_recall, name="announcement_recall"),
    path("<uuid:public_id>/publish/", announcements.announcement_publish, name="announcement_publish"),
    path("<uuid:public_id>/supplements/new/", supplements.supplement_draft, name="supplement_draft"),
    path("<uuid:public_id>/supplements/check/", supplements.supplement_check, name="supplement_check"),
    path("<uuid:public_id>/discard/", announcements.announcement_discard, name="announcement_discard"),
    path("<uuid:public_id>/edit/", supplements.supplement_edit, name="supplement_edit"),
]
enquiry_urls = [
    path("", enquiries.enquiry_list, name="enquiry_list"),
    path("<uuid:public_id>/", enquiries.enquiry_answer, name="enquiry_answer"),
    path("<uuid:public_id>/set-aside/", enquiries.enquiry_set_aside, name="enquiry_set_aside"),
    path("<uuid:public_id>/take-up/", enquiries.enquiry_take_up, name="enquiry_take_up"),
]
frequent_question_urls = [
    path("", faq.frequent_question_desk, name="frequent_question_desk"),
    path("new/", faq.frequent_question_add, name="frequent_question_add"),
    path("<uuid:public_id>/", faq.frequent_question_edit, name="frequent_question_edit"),
    path("<uuid:public_id>/move/", faq.frequent_question_move, name="frequent_question_move"),
    path("<uuid:public_id>/show/", faq.frequent_question_show, name="frequent_question_show"),
]
urlpatterns = [
    *public_urls,
    path("desk/plans/", include(plan_urls)),
    path("desk/assessments/", include(assessment_urls)),
    path("desk/announcements/", include(announcement_urls)),
    path("desk/enquiries/", include(enquiry_urls)),
    path("desk/faq/", include(frequent_question_urls)),
]
