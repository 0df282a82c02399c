"""A real PostgreSQL as "default": the fixtures of `tests/conftest.py`, for everybody.

The template is migrated once; each test works on a copy of it, in which commits are real. Threads that a test starts
open their own connections to the same copy. No django_db mark is needed.
"""

from collections.abc import Iterator
from itertools import count

import environ
import psycopg
import pytest
from django.core.management import call_command
from django.db import connections

TEMPLATE = "station_template"
numbers = count(1)


def point_default_at(settings_dict: dict[str, object]) -> None:
    connections.close_all()
    if hasattr(connections._connections, "default"):
        del connections["default"]
    connections.settings["default"] = settings_dict


def administer(url: str, statement: str) -> None:
    with psycopg.connect(f"{url}/postgres".replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(statement)


def described(url: str, name: str) -> dict[str, object]:
    """The same dictionary that DATABASE_URL gives in production, with Django's own defaults filled in."""
    defaults = {key: value for key, value in connections.settings["default"].items() if key not in ("OPTIONS", "TEST")}
    return defaults | environ.Env.db_url_config(f"{url}/{name}") | {"OPTIONS": {}, "TEST": {"MIRROR": None}}


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, django_db_setup: None, django_db_blocker: object) -> str:
    sqlite = connections.settings["default"]
    administer(postgres_url, f"CREATE DATABASE {TEMPLATE}")
    with django_db_blocker.unblock():
        point_default_at(described(postgres_url, TEMPLATE))
        try:
            call_command("migrate", verbosity=0)
        finally:
            point_default_at(sqlite)
    return postgres_url


@pytest.fixture
def postgres_database(
    postgres_template: str, django_db_blocker: object, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    url, name = postgres_template, f"station_{next(numbers)}"
    sqlite = connections.settings["default"]
    administer(url, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    monkeypatch.setenv("DATABASE_URL", f"{url}/{name}")
    with django_db_blocker.unblock():
        point_default_at(described(url, name))
        try:
            yield f"{url}/{name}"
        finally:
            point_default_at(sqlite)
            administer(url, f"DROP DATABASE {name} WITH (FORCE)")
