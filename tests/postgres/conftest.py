"""Races and triggers, on a real PostgreSQL. Every test here finds "default" to be a fresh PostgreSQL database."""

import pytest


@pytest.fixture(autouse=True)
def on_postgres(postgres_database: str) -> str:
    return postgres_database
