"""The tables are what the models say, and the fourth app is not taken for Django's log-in sessions."""

import pytest
from django.apps import apps
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_our_sessions_and_djangos_sessions_are_two_apps() -> None:
    assert apps.get_app_config("assessment_sessions").name == "sessions"
    assert apps.get_app_config("sessions").name == "django.contrib.sessions"
