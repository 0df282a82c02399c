"""Identifiers that appear in addresses and on papers.

A rehearsal must give the same bytes for the same seed, so there, and only there, they are drawn from a seeded
source; everywhere else they come from the operating system.
"""

import random
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_seeded: ContextVar[random.Random | None] = ContextVar("seeded_identifiers", default=None)

# No 0/O, 1/I/L: people type these codes from paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_public_id() -> uuid.UUID:
    source = _seeded.get()
    return uuid.uuid4() if source is None else uuid.UUID(int=source.getrandbits(128), version=4)


def is_public_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def new_code(length: int = 12) -> str:
    """A verification code for a paper; 12 characters of 31 carry about 59 bits."""
    choose = (_seeded.get() or secrets.SystemRandom()).choice
    return "".join(choose(CODE_ALPHABET) for _ in range(length))


def new_digits(length: int) -> str:
    """Digits that a person types from a text message."""
    choose = (_seeded.get() or secrets.SystemRandom()).choice
    return "".join(choose("0123456789") for _ in range(length))


@contextmanager
def seeded(seed: int | str) -> Iterator[None]:
    """Draw identifiers from `seed` inside this block (rehearsal and demo only)."""
    token = _seeded.set(random.Random(f"identifiers:{seed}"))
    try:
        yield
    finally:
        _seeded.reset(token)
