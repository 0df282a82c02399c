"""As one develops, but the clock's work comes every second and mail can be made to hang: for tests with real processes."""

from config.settings.dev import *  # noqa: F403 -- settings are a flat namespace

CELERY_BEAT_SCHEDULE = {"sweep": {"task": "station.sweep_deadlines", "schedule": 1.0}}
EMAIL_BACKEND = "tests.hanging_mail.HangingBackend"
