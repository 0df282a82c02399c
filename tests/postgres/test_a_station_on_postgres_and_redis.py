"""The same code with DATABASE_URL and REDIS_URL set: PostgreSQL holds the rows, Redis carries the tasks."""

from pathlib import Path

from django.db import connection
from django.urls import reverse

from station.models import EmailDelivery
from tests.running_station import NOTIFY, eventually, running


def test_web_worker_and_beat_run_on_postgres_and_redis(tmp_path: Path, postgres_database: str, redis_url: str) -> None:
    assert connection.vendor == "postgresql"
    with running(tmp_path, DATABASE_URL=postgres_database, REDIS_URL=redis_url) as station:
        assert station.get(reverse("accounts:login")) == 200
        station.manage("shell", "--verbosity", "0", "--command", NOTIFY)
        eventually(EmailDelivery.objects.exclude(sent_at=None).exists, "The worker's e-mail", station.log)
        assert len(station.letters()) == 1
        assert station.interrupt() == 0, station.log()
        assert station.processes() == []
    assert not (tmp_path / "broker").exists()
    assert not (tmp_path / "db.sqlite3").exists()
