from django.urls import include, path

from exams.views import candidate, custody, day, desk, results, scores, tickets

app_name = "exams"

exam_urls = [
    path("", desk.exam_overview, name="exam_overview"),
    path("notice/", desk.notice_record, name="notice_record"),
    path("preparation/", desk.preparation_list, name="preparation_list"),
    path("preparation/<int:sequence>/tick/", desk.preparation_tick, name="preparation_tick"),
    path("tickets/", tickets.ticket_list, name="ticket_list"),
    path("tickets/make/", tickets.ticket_make, name="ticket_make"),
    path("tickets/print/", tickets.ticket_print, name="ticket_print"),
    path("charts/print/", desk.chart_print, name="chart_print"),
    path("rooms/print/", desk.room_summary_print, name="room_summary_print"),
    path("briefing/", day.briefing_record, name="briefing_record"),
    path("incidents/", day.incident_list, name="incident_list"),
    path("bags/", custody.bag_list, name="bag_list"),
    path("bags/register/", custody.bag_register, name="bag_register"),
    path("scores/", scores.score_overview, name="score_overview"),
    path("scores/codes/", scores.marking_code_make, name="marking_code_make"),
    path("scores/codes/print/", scores.marking_code_print, name="marking_code_print"),
    path("scores/lock/", scores.score_lock, name="score_lock"),
    path("results/", results.result_list, name="result_list"),
    path("results/release/", results.result_release, name="result_release"),
]

urlpatterns = [
    path("desk/exams/", desk.exam_list, name="exam_list"),
    path("desk/exams/<uuid:public_id>/", include(exam_urls)),
    path("desk/tickets/<uuid:public_id>/hand-out/", tickets.ticket_hand_out, name="ticket_hand_out"),
    path("desk/tickets/<uuid:public_id>/reprint/", tickets.ticket_reprint, name="ticket_reprint"),
    path("desk/rooms/", day.room_list, name="room_list"),
    path("desk/rooms/<uuid:public_id>/", day.room_detail, name="room_detail"),
    path("desk/rooms/<uuid:public_id>/open/", day.room_open, name="room_open"),
    path("desk/checkin/", day.check_in_lookup, name="check_in_lookup"),
    path("desk/checkin/<str:code>/", day.check_in, name="check_in"),
    path("desk/checkin/<str:code>/photo/", day.check_in_photo, name="check_in_photo"),
    path("desk/bags/<uuid:public_id>/", custody.bag_detail, name="bag_detail"),
    path("desk/scores/enter/", scores.score_enter, name="score_enter"),
    path("desk/scores/adjudicate/", scores.score_adjudicate, name="score_adjudicate"),
    path("my/tickets/", candidate.my_tickets, name="my_tickets"),
    path("my/tickets/<uuid:public_id>.pdf", candidate.my_ticket, name="my_ticket"),
    path("my/results/", candidate.my_results, name="my_results"),
]
