"""Worker and beat as processes of their own, to be killed and started again one by one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_string, policy
from pathlib import Path

from tests.running_station import TOP

WORKER = ("worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING")
BETWEEN_LETTERS = "-" * 79 + "\n"
BEAT = ("beat", "--loglevel", "WARNING", "--pidfile=")


@dataclass
class Clockwork:
    """The processes of a station that keep its deadlines, in a folder of their own."""

    folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "run.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "--quiet", "-A", "config", *arguments],
                cwd=TOP,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_worker(self, name: str) -> subprocess.Popen[bytes]:
        return self.start(*WORKER, "--hostname", f"{name}@station")

    def start_beat(self) -> subprocess.Popen[bytes]:
        return self.start(*BEAT)

    @staticmethod
    def kill(process: subprocess.Popen[bytes]) -> None:
        """With its children, and with nothing put in order: the machine lost its power."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)

    def shell(self, code: str) -> None:
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code]
        subprocess.run(command, cwd=TOP, env=self.environment, check=True, timeout=60)

    def letters(self) -> list[tuple[str, str]]:
        """Recipient and text of every e-mail. Two that were sent in one second may stand in one file."""
        texts = "".join(path.read_text("utf-8") for path in (self.folder / "mail").glob("*")).split(BETWEEN_LETTERS)
        parsed = [message_from_string(text, policy=policy.default) for text in texts if text.strip()]
        return [(message["To"], message.get_content()) for message in parsed]

    def log(self) -> str:
        return (self.folder / "run.log").read_text(errors="replace")


@contextmanager
def clockwork(folder: Path, **variables: str) -> Iterator[Clockwork]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.hurried_settings",
        "VAR_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        **variables,
    }
    works = Clockwork(folder, environment)
    try:
        yield works
    finally:
        for process in works.processes:
            works.kill(process)
