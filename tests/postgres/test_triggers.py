"""Immutable by construction (design, decision 4): the database refuses, whoever asks, on PostgreSQL as on SQLite."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from station import audit
from station.immutable import RefuseChange
from station.models import AuditEntry
from station.verbs import verb
from tests.factories.station import NOW, make_user


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {name for (name,) in cursor.fetchall()}


def refusals() -> Iterator[RefuseChange]:
    for migration in MigrationLoader(None).disk_migrations.values():
        yield from (operation for operation in migration.operations if isinstance(operation, RefuseChange))


def test_every_refusal_that_a_migration_names_is_a_trigger() -> None:
    named = {f"{refusal.table}_{refusal.name}_{act}" for refusal in refusals() for act, _ in refusal._acts()}
    assert named
    assert named - triggers() == set()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE station_auditentry SET verb = 'nothing.happened'", "DELETE FROM station_auditentry"],
)
def test_an_audit_row_can_not_be_changed_even_by_raw_sql(statement: str) -> None:
    audit.register_verbs({"test.act": "试办"})
    user = make_user()
    verb(lambda: audit.record(verb="test.act", actor=user, obj=user, now=NOW))()
    rows = list(AuditEntry.objects.values_list())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(AuditEntry.objects.values_list()) == rows
    assert audit.walk().damage is None


def test_with_the_trigger_dropped_the_changed_row_is_named() -> None:
    audit.register_verbs({"test.act": "试办"})
    user = make_user()
    verb(lambda: [audit.record(verb="test.act", actor=user, obj=user, now=NOW) for _ in range(3)])()
    last = AuditEntry.objects.order_by("sequence").last()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE station_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE station_auditentry SET verb = 'nothing.happened' WHERE id = %s", [last.pk])
    damage = audit.walk().damage
    assert damage is not None
    assert damage[0] == last.sequence
