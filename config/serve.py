"""`make run`: web server, worker and beat side by side, and all three gone again on Ctrl-C.

Beat is a process of its own: a worker that carries it (-B) and is killed leaves it running.
"""

import os
import signal
import socket
import sys
from contextlib import suppress

import django
import honcho.manager
from django.conf import settings
from django.db import connections
from honcho.compat import ProcessManager

WEB = "exec {python} -m gunicorn config.wsgi --config config/webserver.py"
WORKER = "exec {python} -m celery --quiet -A config worker --pool prefork --concurrency 2 --loglevel WARNING"
BEAT = "exec {python} -m celery --quiet -A config beat --loglevel WARNING --pidfile="
SECONDS_TO_FINISH = 20  # a worker ends the job in hand; longer jobs are taken up again (station.jobs)


class OneByOne(ProcessManager):
    """Tell the process, not its whole group: a worker's children may finish what they have in hand."""

    def terminate(self, pid: int) -> None:
        with suppress(ProcessLookupError):  # gone already is what was wanted
            os.kill(pid, signal.SIGTERM)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def greeting(port: str) -> str:
    """The address, and in demo mode who can sign in; the web server prints it when it is ready."""
    lines = ["", f"  {settings.STATION_NAME}", f"  http://localhost:{port}/", ""]
    if settings.DEMO_MODE:
        from station.demo_accounts import DEMO_PASSWORD, demo_accounts

        lines += [f"  {account['username']:<16}{account['name']}　{account['roles']}" for account in demo_accounts()]
        lines += ["", f"  演示账号口令均为 {DEMO_PASSWORD}"]
        connections.close_all()
    return "\n".join([*lines, "  Ctrl-C 停止", ""])


def main() -> int:
    port = os.environ.setdefault("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"PORT={port} is no port number. Try: make run PORT=8001")
    if not port_is_free(int(port)):
        sys.exit(f"Port {port} is taken by another program. Try: make run PORT={int(port) + 1}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    honcho.manager.KILL_WAIT = SECONDS_TO_FINISH
    manager = honcho.manager.Manager()
    manager._procmgr = OneByOne()
    # Celery's advice against root is for those who pickle their messages; ours are JSON with ids in them.
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore:You're running the worker with"}
    environment |= {"GREETING": greeting(port)}
    for name, command in {"web": WEB, "worker": WORKER, "beat": BEAT}.items():
        manager.add_process(name, command.format(python=sys.executable), env=environment)
    # A closed terminal ends the station as well; honcho itself listens to INT and TERM only.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    # Ctrl-C is how one leaves: not an error.
    return 0 if manager.returncode in (130, 143) else manager.returncode


if __name__ == "__main__":
    sys.exit(main())
