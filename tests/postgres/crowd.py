"""Many at once: each in a thread with a connection of its own, all let go at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")
EIGHT = 8


def at_once(act: Callable[[int], Result], people: int = EIGHT) -> list[Result | Exception]:
    """What each of them got, in their order; an exception is an answer too."""
    start = Barrier(people)

    def one(number: int) -> Result | Exception:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return act(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))
