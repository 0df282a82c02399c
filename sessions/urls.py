from django.urls import include, path

from sessions.views import arrangement, filing, people, plans, seats

app_name = "sessions"

assessment_urls = [
    path("plan/", plans.plan_detail, name="plan_detail"),
    path("plan/create/", plans.plan_create, name="plan_create"),
    path("package/", filing.package_detail, name="package_detail"),
    path("package/build/", filing.package_build, name="package_build"),
]
plan_urls = [
    path("edit/", plans.plan_edit, name="plan_edit"),
    path("propose/", plans.plan_propose, name="plan_propose"),
    path("clear/", plans.plan_clear, name="plan_clear"),
    path("move/", plans.plan_move, name="plan_move"),
    path("seating/", plans.seating_arrange, name="seating_arrange"),
    path("submit/", plans.plan_submit, name="plan_submit"),
    path("approve/", plans.plan_approve, name="plan_approve"),
    path("return/", plans.plan_return, name="plan_return"),
    path("sittings/new/", arrangement.exam_session_add, name="exam_session_add"),
    path("duties/new/", arrangement.duty_assign, name="duty_assign"),
    path("duties/remove/", arrangement.duty_remove, name="duty_remove"),
]
exam_session_urls = [
    path("", arrangement.exam_session_move, name="exam_session_move"),
    path("remove/", arrangement.exam_session_remove, name="exam_session_remove"),
    path("rooms/new/", arrangement.session_room_add, name="session_room_add"),
]
session_room_urls = [
    path("", seats.session_room_detail, name="session_room_detail"),
    path("print/", seats.session_room_print, name="session_room_print"),
    path("move/", seats.seat_move, name="seat_move"),
    path("remove/", arrangement.session_room_remove, name="session_room_remove"),
]
package_urls = [
    path("file/", filing.package_file, name="package_file"),
    path("answer/", filing.answer_record, name="answer_record"),
    path("settlement/", filing.settlement_record, name="settlement_record"),
]
desk_urls = [
    path("implementation-plans/", plans.plan_list, name="plan_list"),
    path("filings/", filing.filing_list, name="filing_list"),
    path("staff-members/", people.staff_member_list, name="staff_member_list"),
    path("staff-members/new/", people.staff_member_add, name="staff_member_add"),
    path("staff-members/<uuid:public_id>/", people.staff_member_edit, name="staff_member_edit"),
    path("assessments/<uuid:public_id>/", include(assessment_urls)),
    path("implementation-plans/<uuid:public_id>/", include(plan_urls)),
    path("sittings/<uuid:public_id>/", include(exam_session_urls)),
    path("session-rooms/<uuid:public_id>/", include(session_room_urls)),
    path("seats/<uuid:public_id>/remove/", seats.seat_remove, name="seat_remove"),
    path("packages/<uuid:public_id>/", include(package_urls)),
]
manage_urls = [
    path("centres/", people.centre_list, name="centre_list"),
    path("centres/new/", people.centre_add, name="centre_add"),
    path("centres/<uuid:public_id>/", people.centre_edit, name="centre_edit"),
]
urlpatterns = [path("desk/", include(desk_urls)), path("manage/", include(manage_urls))]
