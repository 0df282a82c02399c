"""The custody chain: each handover of a bag is a link over ids, step, time and a salted digest of what is personal (R5.4)."""

import secrets
from collections.abc import Iterator
from typing import Any

from exams.models import CustodyEntry
from station import audit, chain

CHAIN = "custody"


def seal(entries: list[CustodyEntry]) -> None:
    """Write the collected handovers as links. Called by the outermost verb, just before commit."""
    head = chain.lock_head(CHAIN)
    for entry in entries:
        entry.sequence, entry.previous = head.sequence + 1, head.digest
        entry.salt = secrets.token_hex(16)
        entry.personal = audit.plain(entry.personal)
        entry.personal_digest = chain.salted_digest(entry.salt, entry.personal)
        entry.digest = chain.link(head.digest, content_of(entry))
        entry.save(force_insert=True)
        head.sequence, head.digest = entry.sequence, entry.digest
    head.save(update_fields=["sequence", "digest"])


def content_of(entry: CustodyEntry) -> dict[str, Any]:
    """What the digest covers: nothing personal itself."""
    return {
        "sequence": entry.sequence,
        "bag": entry.bag_id,
        "step": str(entry.step),
        "at": entry.at.timestamp(),
        "people": [entry.handed_over_by_id, entry.received_by_id],
        "seal": [entry.seal_number, entry.seal_intact],
        "copies": entry.copies_counted,
        "place": entry.place,
        "alarms": [str(alarm) for alarm in entry.alarms],
        "personal": entry.personal_digest,
    }


def _links() -> Iterator[tuple[int, str, str, dict[str, Any]]]:
    for entry in CustodyEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        yield entry.sequence, entry.previous, entry.digest, content_of(entry)


def walk() -> chain.Walk:
    """Walk the chain; hold the personal values that still exist against their digests."""
    result = chain.walk(CHAIN, _links())
    if result.damage:
        return result
    kept = CustodyEntry.objects.exclude(salt="").order_by("sequence")
    for entry in kept.iterator(chunk_size=2000):
        try:
            intact = chain.salted_digest(entry.salt, entry.personal) == entry.personal_digest
        except ValueError:
            intact = False
        if not intact:
            return chain.Walk(result.entries, (entry.sequence, "个人信息栏与摘要不符"))
    return result


chain.register_walker(CHAIN, walk)
