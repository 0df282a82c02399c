from django.urls import include, path

from station.views import (
    administration,
    calendar,
    calendar_links,
    deadlines,
    deliveries,
    home,
    papers,
    planner,
    preferences,
    regulation,
    short_messages,
    work,
)

app_name = "station"

papers_urls = [
    path("verify/", papers.document_lookup, name="document_lookup"),
    path("verify/<str:code>/", papers.document_verify, name="document_verify"),
    path("papers/<uuid:public_id>/", papers.public_document, name="public_document"),
    path("documents/<uuid:public_id>/", papers.document_download, name="document_download"),
]
desk_urls = [
    path("", home.dashboard, name="dashboard"),
    path("jobs/", work.job_list, name="job_list"),
    path("jobs/<uuid:public_id>/", work.job_detail, name="job_detail"),
    path("deadlines/", deadlines.deadline_list, name="deadline_list"),
    path("deadlines/<uuid:scope>/<slug:key>/<int:number>/", deadlines.deadline_detail, name="deadline_detail"),
    path("calendar-links/", calendar_links.calendar_link_list, name="calendar_link_list"),
    path("calendar-links/make/", calendar_links.calendar_link_make, name="calendar_link_make"),
    path("calendar-links/digest/", calendar_links.digest_choose, name="digest_choose"),
    path("calendar-links/<uuid:public_id>/revoke/", calendar_links.calendar_link_revoke, name="calendar_link_revoke"),
    path("audit/", work.audit_list, name="audit_list"),
    path("audit/verify/", work.audit_verify, name="audit_verify"),
]
manage_urls = [
    path("users/", administration.user_list, name="user_list"),
    path("users/new/", administration.user_create, name="user_create"),
    path("users/<uuid:public_id>/", administration.user_detail, name="user_detail"),
    path("users/<uuid:public_id>/roles/", administration.role_grant, name="role_grant"),
    path("users/<uuid:public_id>/roles/<str:role>/revoke/", administration.role_revoke, name="role_revoke"),
    path("users/<uuid:public_id>/deactivate/", administration.user_deactivate, name="user_deactivate"),
    path("users/<uuid:public_id>/password/", administration.user_reset_password, name="user_reset_password"),
    path("catalogue/<slug:kind>/", administration.catalogue_list, name="catalogue_list"),
    path("catalogue/<slug:kind>/new/", administration.catalogue_edit, name="catalogue_create"),
    path("catalogue/<slug:kind>/<uuid:public_id>/", administration.catalogue_edit, name="catalogue_edit"),
    path("profile/", administration.profile_list, name="profile_list"),
    path("profile/<str:key>/", administration.profile_edit, name="profile_edit"),
    path("calendar/", calendar.calendar_detail, name="calendar_detail"),
    path("calendar/history/", calendar.calendar_history, name="calendar_history"),
    path("calendar/sheet/", calendar.calendar_sheet, name="calendar_sheet"),
    path("calendar/notices/new/", calendar.calendar_notice_create, name="calendar_notice_create"),
    path("calendar/notices/<uuid:public_id>/", calendar.calendar_notice, name="calendar_notice"),
    path("calendar/notices/<uuid:public_id>/confirm/", calendar.calendar_notice_confirm, name="calendar_confirm"),
    path("calendar/notices/<uuid:public_id>/discard/", calendar.calendar_notice_discard, name="calendar_discard"),
    path("deliveries/", deliveries.delivery_list, name="delivery_list"),
    path("short-messages/", short_messages.short_message_list, name="short_message_list"),
    path("clock/", administration.clock_move, name="clock_move"),
    path("styleguide/", administration.styleguide, name="styleguide"),
]
urlpatterns = [
    path("home/", home.home, name="home"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("calendars/<str:secret>.ics", calendar_links.role_calendar, name="role_calendar"),
    path("planner/", planner.planner_page, name="planner"),
    path("regulation/", regulation.regulation, name="regulation"),
    path("my/notifications/", work.notification_list, name="notification_list"),
    path("my/notifications/<uuid:public_id>/", work.notification_read, name="notification_read"),
    *papers_urls,
    path("desk/", include(desk_urls)),
    path("manage/", include(manage_urls)),
]
