"""The audit trail: registered verbs, whitelisted facts, personal values apart, all in one hash chain."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from station import chain
from station.crypto import UNREADABLE, UNREADABLE_PROBLEM
from station.models import AuditEntry, AuditPersonal, User
from station.verbs import collect, verb

CHAIN = "audit"
_labels: dict[str, str] = {}


def register_verbs(labels: Mapping[str, str]) -> None:
    """Make verbs known with the words staff will read. An unregistered verb is an error."""
    _labels.update(labels)


def verb_label(name: str) -> str:
    return _labels.get(name, name)


def verb_labels() -> dict[str, str]:
    return dict(_labels)


@dataclass(frozen=True)
class Act:
    """One row to be, as the running verb recorded it."""

    verb: str
    actor: User | None
    object_type: str
    object_id: str
    scope: str
    at: datetime
    facts: dict[str, Any]
    personal: dict[str, Any]


def record(
    *,
    verb: str,
    actor: User | None,
    obj: models.Model | None,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    scope: str = "",
    reason: str = "",
) -> None:
    """Append to the trail, inside the running verb.

    `facts` must hold nothing personal; `personal` (names, numbers, free text) goes to the erasable side table.
    `scope` groups rows, usually by the assessment's public id. `actor` None means the station's own clock did it.
    """
    if verb not in _labels:
        raise ValueError(f"Audit verb {verb!r} is not registered.")
    values = {key: value for key, value in (personal or {}).items() if value not in (None, "")}
    if actor is not None:
        values["actor"] = str(actor)
    if obj is not None:
        values["object"] = str(obj)
    if reason:
        values["reason"] = reason
    row = Act(
        verb=verb,
        actor=actor,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=_identify(obj),
        scope=scope or _scope_of(obj),
        at=now,
        facts=plain(facts or {}),
        personal=plain(values),
    )
    collect(seal, row)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As they will come back from the database, so that the digest is over the same."""
    return json.loads(chain.canonical(values))


def _identify(obj: models.Model | None) -> str:
    if obj is None:
        return ""
    return str(getattr(obj, "public_id", None) or obj.pk)


def _scope_of(obj: models.Model | None) -> str:
    return str(getattr(obj, "audit_scope", "") or "") if obj is not None else ""


def seal(rows: list[Act]) -> None:
    """Write the collected rows as links of the chain. Called by the outermost verb, just before commit."""
    if not rows:
        return
    head = chain.lock_head(CHAIN)
    entries, personal = [], []
    for row in rows:
        salt = secrets.token_hex(16) if row.personal else ""
        entry = AuditEntry(
            sequence=head.sequence + 1,
            at=row.at,
            actor=row.actor,
            verb=row.verb,
            object_type=row.object_type,
            object_id=row.object_id,
            scope=row.scope,
            facts=row.facts,
            personal_digest=chain.salted_digest(salt, row.personal) if row.personal else "",
            previous=head.digest,
        )
        entry.digest = chain.link(head.digest, content_of(entry))
        head.sequence, head.digest = entry.sequence, entry.digest
        entries.append(entry)
        personal.append((salt, row.personal))
    AuditEntry.objects.bulk_create(entries)
    AuditPersonal.objects.bulk_create(
        AuditPersonal(entry=entry, salt=salt, values=values)
        for entry, (salt, values) in zip(entries, personal, strict=True)
        if values
    )
    head.save(update_fields=["sequence", "digest"])


def content_of(entry: AuditEntry) -> dict[str, Any]:
    """What the digest covers. Times in UTC so that the database's own zone does not matter."""
    return {
        "sequence": entry.sequence,
        "at": entry.at.timestamp(),
        "actor": entry.actor_id,
        "verb": entry.verb,
        "object": [entry.object_type, entry.object_id],
        "scope": entry.scope,
        "facts": entry.facts,
        "personal": entry.personal_digest,
    }


def _links() -> Iterator[tuple[int, str, str, dict[str, Any]]]:
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        yield entry.sequence, entry.previous, entry.digest, content_of(entry)


def walk() -> chain.Walk:
    """Walk the whole trail; also hold the personal values that still exist against their salted digests."""
    result = chain.walk(CHAIN, _links())
    if result.damage:
        return result
    kept = AuditPersonal.objects.select_related("entry").order_by("entry__sequence")
    last = 0
    try:
        for personal in kept.iterator(chunk_size=2000):
            if chain.salted_digest(personal.salt, personal.values) != personal.entry.personal_digest:
                return chain.Walk(result.entries, (personal.entry.sequence, "个人信息栏与摘要不符"))
            last = personal.entry.sequence
    except UNREADABLE:
        after = kept.filter(entry__sequence__gt=last).values_list("entry__sequence", flat=True)
        return chain.Walk(result.entries, (after[0], UNREADABLE_PROBLEM))
    return result


@verb
def record_alone(**arguments: Any) -> None:
    """A row for an act that changes nothing else: unmasking, exporting, printing."""
    record(**arguments)


chain.register_walker(CHAIN, walk)
