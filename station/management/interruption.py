"""A command that is told to stop cleans up behind itself, as it would after Ctrl-C."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def _stop(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


@contextmanager
def told_to_stop() -> Iterator[None]:
    """Inside, SIGTERM (systemd, `timeout`) and SIGHUP (a lost terminal) end the work the way Ctrl-C does."""
    before = {each: signal.signal(each, _stop) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
