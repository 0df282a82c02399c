"""A service verb: one transaction, and its audit rows sealed at the very end of it.

Rows of hash chains are collected while verbs run and written when the outermost one is about to commit, so that a
chain's head is locked for a moment only.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from itertools import groupby
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

Params = ParamSpec("Params")
Result = TypeVar("Result")
Sealer = Callable[[list[Any]], None]

Closing = Callable[[list[Any]], None]
_closings: list[Closing] = []
_undoing: ContextVar[list[Callable[[], None]] | None] = ContextVar("undoing", default=None)
_pending: ContextVar[list[tuple[Sealer, Any]] | None] = ContextVar("pending_rows", default=None)


def collect(sealer: Sealer, row: Any) -> None:
    """Keep `row` until the outermost verb is about to commit, then hand it to `sealer` with its siblings."""
    rows = _pending.get()
    if rows is None:
        raise RuntimeError("A row of a hash chain can only be recorded inside a @verb.")
    rows.append((sealer, row))


def on_failure(undo: Callable[[], None]) -> None:
    """Have `undo` called if the verb that is running fails: for what no transaction takes back, such as a file."""
    undoing = _undoing.get()
    if undoing is not None:
        undoing.append(undo)


def _undo(undoing: list[Callable[[], None]], kept: int = 0) -> None:
    while len(undoing) > kept:
        undoing.pop()()


def before_sealing(closing: Closing) -> None:
    """Have `closing` called with the collected rows at the end of every outermost verb, inside its transaction."""
    _closings.append(closing)


def _close(rows: list[tuple[Sealer, Any]]) -> None:
    if rows:
        recorded = [row for _, row in rows]
        for closing in _closings:
            closing(recorded)


def _seal(rows: list[tuple[Sealer, Any]]) -> None:
    # Always in the same order of chains, so that two transactions can't wait for each other.
    def name(entry: tuple[Sealer, Any]) -> str:
        return f"{entry[0].__module__}.{entry[0].__qualname__}"

    for _, group in groupby(sorted(rows, key=name), key=name):
        entries = list(group)
        entries[0][0]([row for _, row in entries])


def verb(function: Callable[Params, Result]) -> Callable[Params, Result]:
    """Run in a transaction; seal the collected rows when the outermost verb ends. An exception undoes all of it."""

    @wraps(function)
    def run(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        rows, undoing = _pending.get(), _undoing.get()
        if rows is not None and undoing is not None:
            kept, done = len(rows), len(undoing)
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except BaseException:
                del rows[kept:]
                _undo(undoing, done)
                raise
        collected: list[tuple[Sealer, Any]] = []
        to_undo: list[Callable[[], None]] = []
        token, undo_token = _pending.set(collected), _undoing.set(to_undo)
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                _close(collected)
                _seal(collected)
                return result
        except BaseException:
            _undo(to_undo)
            raise
        finally:
            _undoing.reset(undo_token)
            _pending.reset(token)

    return run
