"""The hash chains of the moment: walked, counted, and what is said of the first damage (as `verify_audit` says it)."""

from typing import Any

from django.db import DatabaseError

from station import chain
from station.crypto import UNREADABLE, UNREADABLE_PROBLEM
from station.models import ChainHead

Chains = dict[str, dict[str, Any]]


def walk() -> Chains:
    """A walk that breaks off is damage as well: the station is saved all the same."""
    try:
        return {name: {"entries": walk.entries, "damage": walk.damage} for name, walk in chain.walk_all().items()}
    except UNREADABLE:
        problem = UNREADABLE_PROBLEM
    except DatabaseError:
        problem = "数据库的表与本程序的版本不同，未能核对；请用与数据库同一版的程序"
    return {"all": {"entries": 0, "damage": [0, problem]}}


def heads() -> dict[str, list[Any]]:
    return {head.name: [head.sequence, head.digest] for head in ChainHead.objects.order_by("name")}


def entries_of(chains: Chains) -> int:
    return sum(walked["entries"] for walked in chains.values())


def first_damage_of(chains: Chains) -> dict[str, Any] | None:
    for name, walked in chains.items():
        if walked["damage"]:
            sequence, problem = walked["damage"]
            return {"chain": name, "sequence": sequence, "problem": problem}
    return None
