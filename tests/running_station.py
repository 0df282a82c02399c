"""A whole station as `make run` starts it, for tests: web server, worker and beat, in a folder of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import services

TOP = Path(__file__).parents[1]
PATIENCE = 60

# What one notification with an address asks of a station: a row, a task after commit, a worker that reads row and task.
NOTIFY = """
from station import clock, notifications
from station.models import User
user = User.objects.create_user("alice", email="alice@station.example")
notifications.notify([user], kind="trial", text="报名开始", now=clock.now())
"""


@dataclass
class Station:
    folder: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def get(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def is_open(self) -> bool:
        return services.answers(self.port)

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=TOP, env=self.environment, check=True)

    def letters(self) -> list[Path]:
        return list((self.folder / "mail").glob("*"))

    def log(self) -> str:
        return (self.folder / "run.log").read_text(errors="replace")

    def processes(self) -> list[str]:
        """Command lines of everything that still runs with this station's folder in its environment."""
        mark = f"VAR_DIR={self.folder}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue  # gone between the listing and the reading, or somebody else's
        return [line for line in found if line]

    def interrupt(self) -> int:
        """Ctrl-C: the terminal sends INT to the whole foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)


def eventually(condition: Callable[[], object], what: str, log: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come about:\n{log()[-3000:]}"
        time.sleep(0.1)


@contextmanager
def running(folder: Path, **variables: str) -> Iterator[Station]:
    port = services.free_port()
    inherited = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    environment = inherited | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "VAR_DIR": str(folder),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        **variables,
    }
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.serve"],
            cwd=TOP,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    station = Station(folder, port, environment, process)
    try:
        eventually(station.is_open, "An open door", station.log)
        yield station
    finally:
        if process.poll() is None:
            station.interrupt()
