from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "assessment_sessions"  # "sessions" is the label of Django's login sessions
    verbose_name = "实施方案与申报"

    def ready(self) -> None:
        from announcements import amending
        from sessions import documents, selectors, services, supplement_guards, tasks, workflow  # noqa: F401 -- papers, verbs and jobs are known from here on
        from sessions.stage import FilingStage, PlanStage
        from station import stages

        stages.register(PlanStage())
        stages.register(FilingStage())
        amending.filing_lookup(selectors.has_standing_filing)
        amending.before_publication(supplement_guards.against_supplement)
