from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "assessment_sessions"  # "sessions" is the label of Django's login sessions
    verbose_name = "实施方案与申报"

    def ready(self) -> None:
        from sessions import documents, services, workflow  # noqa: F401 -- audit verbs and papers are known from here on
