"""Races and triggers, on a real PostgreSQL. Every test here finds "default" to be a fresh PostgreSQL database."""

import pytest

from tests.postgres_database import postgres_database, postgres_template  # noqa: F401 -- fixtures


@pytest.fixture(autouse=True)
def on_postgres(postgres_database: str) -> str:  # noqa: F811
    return postgres_database
