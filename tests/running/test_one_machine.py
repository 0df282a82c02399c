"""One machine, nothing installed: SQLite, and a broker in folders beside the web server (design 4)."""

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.urls import reverse

from tests.running_station import NOTIFY, TOP, eventually, running


def test_web_worker_and_beat_run_side_by_side_and_leave_nothing_behind(tmp_path: Path, lasting_database: None) -> None:
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as migrated,
        closing(sqlite3.connect(tmp_path / "db.sqlite3")) as copy,
    ):
        migrated.backup(copy)
    with running(tmp_path) as station:
        assert station.get(reverse("accounts:login")) == 200
        assert station.get("/no-such-page/") == 404
        station.manage("shell", "--verbosity", "0", "--command", NOTIFY)
        eventually(station.letters, "The worker's e-mail", station.log)
        assert any("celery" in line and "beat" in line for line in station.processes())
        assert station.interrupt() == 0, station.log()
        assert station.processes() == []
        assert "Traceback" not in station.log()


def test_a_taken_port_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as occupant:
        occupant.bind(("", 0))
        occupant.listen()
        port = occupant.getsockname()[1]
        answer = serve(port=str(port), folder=tmp_path)
    assert answer.returncode == 1
    assert answer.stderr.strip() == f"Port {port} is taken by another program. Try: make run PORT={port + 1}"


def test_a_port_that_is_no_number_is_refused(tmp_path: Path) -> None:
    answer = serve(port="eighty", folder=tmp_path)
    assert answer.returncode == 1
    assert answer.stderr.startswith("PORT=eighty is no port number.")


def serve(*, port: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config.serve"],
        cwd=TOP,
        env=os.environ | {"PORT": port, "VAR_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
