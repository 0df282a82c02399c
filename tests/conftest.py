"""What all tests share: services on demand, a database that outlives a transaction."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from tests import migrated_file, services
from tests.postgres_database import postgres_database, postgres_template  # noqa: F401 -- once for all: one server, one template

# A slow machine is no failure; and what CI says today it must say tomorrow.
hypothesis.settings.register_profile("station", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("station")

HERE = Path(__file__).parent
# Each of these starts a server or a browser: all of a folder's tests go to one xdist worker, which starts it once.
ONE_WORKER = {"postgres": "postgres", "journeys": "chromium"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
        if group := ONE_WORKER.get(folder):
            item.add_marker(pytest.mark.xdist_group(group))
        mark = item.get_closest_marker("django_db")
        if mark and (mark.kwargs.get("transaction") or folder in ONE_WORKER):
            raise pytest.UsageError(
                f"{item.nodeid}: flushing the tables meets the triggers that keep frozen rows, and loses what the "
                "migrations brought. Use the fixture lasting_database (tests/postgres has a fresh database each time)."
            )


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: object
) -> Iterator[None]:
    """pytest-django's own makes only the databases that a django_db mark asks for; the journeys carry none."""
    with django_db_blocker.unblock():
        test_file = Path(connection.settings_dict["TEST"]["NAME"])
        if migrated_file.copy_to(test_file):
            connection.close()
            connection.settings_dict["NAME"] = str(test_file)
            databases = []
        else:
            databases = setup_databases(verbosity=0, interactive=False)
            migrated_file.keep(test_file)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        teardown_databases(databases, verbosity=0)


@pytest.fixture
def lasting_database(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """For what must be seen from another connection: commits are real, and the file is put back afterwards."""
    with django_db_blocker.unblock():
        connections.close_all()
        name = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(":memory:")) as before:
            with closing(sqlite3.connect(name)) as file:
                file.backup(before)
            yield
            connections.close_all()
            with closing(sqlite3.connect(name)) as file:
                before.backup(file)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with services.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with services.redis() as url:
        yield url
