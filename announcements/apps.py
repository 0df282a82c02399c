from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "announcements"
    verbose_name = "鉴定公告"

    def ready(self) -> None:
        from announcements import documents, services, workflow  # noqa: F401 -- they register papers and audit verbs
        from announcements.dashboard import year_at_a_glance
        from announcements.selectors import assessments_not_over, assessments_of_scopes
        from announcements.stage import AnnouncementStage
        from station import stages

        stages.register(AnnouncementStage())
        stages.add_dashboard_panel(year_at_a_glance)
        stages.add_assessments(assessments_not_over, assessments_of_scopes)
