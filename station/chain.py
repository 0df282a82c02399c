"""Hash chains: each link's digest covers its own content and the digest before it."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from station.crypto import UNREADABLE, UNREADABLE_PROBLEM
from station.models import ChainHead

GENESIS = "0" * 64


def canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def link(previous: str, content: Mapping[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()


def salted_digest(salt: str, values: Mapping[str, Any]) -> str:
    return hashlib.sha256(salt.encode() + b"\n" + canonical(values)).hexdigest()


def lock_head(name: str) -> ChainHead:
    """The head row, locked until commit. Call it last."""
    rows = ChainHead.objects.select_for_update().filter(name=name)
    head = rows.first()
    if head is None:
        ChainHead.objects.get_or_create(name=name, defaults={"digest": GENESIS})
        head = rows.get()
    return head


@dataclass(frozen=True)
class Walk:
    """Result of walking a chain: how many links, and the first damage as (sequence, what is wrong)."""

    entries: int
    damage: tuple[int, str] | None


def walk(name: str, links: Iterable[tuple[int, str, str, Mapping[str, Any]]]) -> Walk:
    """Check links given in order as (sequence, previous, digest, content) against each other and the head."""
    previous, expected, count = GENESIS, 1, 0
    remaining = iter(links)
    while True:
        try:
            sequence, claimed_previous, digest, content = next(remaining)
        except StopIteration:
            break
        except (*UNREADABLE, AttributeError, TypeError):  # a column that no longer holds what it should
            return Walk(count, (expected, UNREADABLE_PROBLEM))
        if sequence != expected:
            return Walk(count, (expected, "缺少这一条记录"))
        if claimed_previous != previous:
            return Walk(count, (sequence, "与前一条记录不衔接"))
        if link(previous, content) != digest:
            return Walk(count, (sequence, "内容与摘要不符"))
        previous, expected, count = digest, sequence + 1, count + 1
    head = ChainHead.objects.filter(name=name).first()
    if (head.sequence, head.digest) != (count, previous) if head else count > 0:
        return Walk(count, (max(count + 1, 1), "链尾记录缺失或被改动"))
    return Walk(count, None)


_walkers: dict[str, Callable[[], Walk]] = {}


def register_walker(name: str, walker: Callable[[], Walk]) -> None:
    """A chain that `verify_audit` walks too."""
    _walkers[name] = walker


def walk_all() -> dict[str, Walk]:
    """Every registered chain, walked now."""
    return {name: walker() for name, walker in sorted(_walkers.items())}
