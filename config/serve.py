"""`make run`: web server, worker and beat side by side, and all three gone again on Ctrl-C.

Beat is a process of its own: a worker that carries it (-B) and is killed leaves it running.
"""

import os
import signal
import socket
import sys
from contextlib import suppress

import honcho.manager
from honcho.compat import ProcessManager

WEB = "exec {python} -m gunicorn config.wsgi --config config/webserver.py"
WORKER = "exec {python} -m celery --quiet -A config worker --pool prefork --concurrency 2 --loglevel WARNING"
BEAT = "exec {python} -m celery --quiet -A config beat --loglevel WARNING --pidfile="
SECONDS_TO_FINISH = 20  # a worker ends the job in hand; longer jobs are taken up again by the next start


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


def main() -> int:
    port = os.environ.setdefault("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"PORT={port} is no port number. Try: make run PORT=8001")
    if not port_is_free(int(port)):
        sys.exit(f"Port {port} is taken by another program. Try: make run PORT={int(port) + 1}")
    honcho.manager.KILL_WAIT = SECONDS_TO_FINISH
    manager = honcho.manager.Manager()
    manager._procmgr = OneByOne()
    # Celery's advice against root is for those who pickle their messages; ours are JSON with ids in them.
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore:You're running the worker with"}
    for name, command in {"web": WEB, "worker": WORKER, "beat": BEAT}.items():
        manager.add_process(name, command.format(python=sys.executable), env=environment)
    # A closed terminal ends the station as well; honcho itself listens to INT and TERM only.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    # Ctrl-C is how one leaves: not an error.
    return 0 if manager.returncode in (130, 143) else manager.returncode


if __name__ == "__main__":
    sys.exit(main())
