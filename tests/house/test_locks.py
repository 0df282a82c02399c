"""A locked row is locked alone: PostgreSQL refuses FOR UPDATE on the nullable side of a join, SQLite says nothing."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ("station", "announcements", "registration", "sessions", "exams", "certificates")
BARE_LOCK_WITH_JOIN = re.compile(
    r"select_for_update\(\)\s*\.(?:\w+\([^()]*\)\s*\.)*select_related|select_related\([^()]*\)\s*\.select_for_update\(\)"
)


@pytest.mark.parametrize("app", APPS)
def test_a_lock_with_a_join_names_the_row_it_locks(app: str) -> None:
    found = [path for path in (ROOT / app).rglob("*.py") if BARE_LOCK_WITH_JOIN.search(path.read_text())]
    assert found == []


def test_a_planted_lock_is_caught() -> None:
    assert BARE_LOCK_WITH_JOIN.search('Row.objects.select_for_update().select_related("by").get(pk=1)')
    assert not BARE_LOCK_WITH_JOIN.search('Row.objects.select_for_update(of=("self",)).select_related("by").get(pk=1)')
