"""Rows into an empty schema: triggers stand aside, numbers go on where they stopped, all in one transaction.

Between two databases of one kind the values pass as they are. From one kind to the other they are written anew,
column by column, by what the model says the column is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.dateparse import parse_duration

from station.backups.tables import CHUNK, TEXT_FORMS, Row, execute, is_postgres, quoted

Change = Callable[[Any], Any]


def known_models() -> list[type[models.Model]]:
    """Every table that this release has a model for, each once."""
    found = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if _has_table(model)}
    return [*found.values(), MigrationRecorder.Migration]


def _has_table(model: type[models.Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


def stored_columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.local_concrete_fields if not field.generated]


@contextmanager
def loading(tables: Sequence[str]) -> Iterator[None]:
    """Inside, `tables` are empty and take any row; at the end they are as guarded as before, or nothing happened.

    Rows come back as they were, damage included: it is for the chains to tell it, not for a constraint to keep the
    rest from coming back. (PostgreSQL looks at its constraints all the same.)
    """
    fill = _fill_postgres if is_postgres() else _fill_sqlite
    with _unchecked(), transaction.atomic(), fill(tables):
        yield


@contextmanager
def _unchecked() -> Iterator[None]:
    if is_postgres():
        yield
        return
    connection.disable_constraint_checking()
    execute("PRAGMA ignore_check_constraints = ON")
    try:
        yield
    finally:
        execute("PRAGMA ignore_check_constraints = OFF")
        connection.enable_constraint_checking()


@contextmanager
def _fill_postgres(tables: Sequence[str]) -> Iterator[None]:
    names = [quoted(table) for table in tables]
    execute(*TEXT_FORMS, *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in names))
    execute(f"TRUNCATE {', '.join(names)}")
    yield
    # A table with checks still outstanding can't be altered.
    execute("SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names))


@contextmanager
def _fill_sqlite(tables: Sequence[str]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        triggers = cursor.fetchall()
    execute(*(f"DROP TRIGGER {quoted(name)}" for name, _ in triggers))
    execute(*(f"DELETE FROM {quoted(table)}" for table in tables))  # noqa: S608 -- quoted name of a table
    yield
    execute(*(sql for _, sql in triggers))


def insert(table: str, columns: Sequence[str], rows: Iterable[Row], *, source: str) -> None:
    """`source` is the kind of database the rows were read from."""
    if source != connection.vendor:
        rows = _translated(table, columns, rows)
    names = ", ".join(quoted(column) for column in columns)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if is_postgres():
            with cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        remaining = iter(rows)
        while chunk := list(islice(remaining, CHUNK)):
            cursor.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", chunk)  # noqa: S608 -- quoted name of a table


# --- from one kind of database to the other -------------------------------------------------------------------------
def _translated(table: str, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    changes = TO_POSTGRES if is_postgres() else TO_SQLITE
    types = _types(table)
    plain: Change = str if is_postgres() else _same
    each = [changes.get(types[column], plain) for column in columns]
    for row in rows:
        yield [None if value is None else change(value) for change, value in zip(each, row, strict=True)]


def _types(table: str) -> dict[str, str]:
    model = next(model for model in known_models() if model._meta.db_table == table)
    return {field.column: _type(field) for field in model._meta.local_concrete_fields}


def _type(field: "models.Field[Any, Any]") -> str:
    """A foreign key is kept as what it points to."""
    return _type(field.target_field) if isinstance(field, models.ForeignKey) else field.get_internal_type()


def _same(value: Any) -> Any:
    return value


def _naive_utc(text: str) -> str:
    return str(datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None))


def _microseconds(text: str) -> int:
    return (parse_duration(text) or timedelta()) // timedelta(microseconds=1)


WHOLE = (
    "AutoField BigAutoField SmallAutoField IntegerField BigIntegerField SmallIntegerField "
    "PositiveIntegerField PositiveBigIntegerField PositiveSmallIntegerField"
).split()
TO_SQLITE: dict[str, Change] = {
    **dict.fromkeys(WHOLE, int),
    "BooleanField": lambda text: int(text == "t"),
    "BinaryField": lambda text: bytes.fromhex(text.removeprefix("\\x")),
    "DateTimeField": _naive_utc,
    "DurationField": _microseconds,
    "FloatField": float,
    "TimeField": lambda text: str(time.fromisoformat(text)),
    "UUIDField": lambda text: text.replace("-", ""),
}
TO_POSTGRES: dict[str, Change] = {
    "BinaryField": lambda raw: "\\x" + raw.hex(),
    "DurationField": lambda number: f"{number} microseconds",
}
