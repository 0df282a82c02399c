from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "assessment_sessions"  # "sessions" is the label of Django's login sessions
    verbose_name = "实施方案与申报"
