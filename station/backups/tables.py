"""Every row of every table as the database keeps it: one moment of it, whoever writes meanwhile.

Values are read below the ORM: encrypted columns stay encrypted, and a value that a model could not read is saved as
it stands. From SQLite they come with their storage class, from PostgreSQL as the text it writes.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

Row = Sequence[Any]
CHUNK = 2000

# What PostgreSQL writes as text must not hang on how a server is set up.
TEXT_FORMS = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
)


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def snapshot() -> Iterator[None]:
    """All that is read inside is of one moment, the chains too; nobody waits for it."""
    if connection.in_atomic_block:  # somebody's transaction is the moment
        yield
        return
    if is_postgres():
        with transaction.atomic():
            execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", *TEXT_FORMS)
            yield
        return
    # A plain BEGIN: atomic() would take the write lock (IMMEDIATE) and stop the station for as long as it takes.
    execute("BEGIN", "SELECT count(*) FROM sqlite_master")
    try:
        yield
    finally:
        execute("ROLLBACK")


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def table_names() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def columns_of(table: str) -> list[str]:
    """Those that are stored; a generated column follows from the others."""
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
                "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
                [quoted(table)],
            )
        else:
            cursor.execute("SELECT name FROM pragma_table_info(%s) ORDER BY cid", [table])
        return [name for (name,) in cursor.fetchall()]


def rows_of(table: str, columns: Sequence[str]) -> Iterator[Row]:
    names = [quoted(column) for column in columns]
    order = f"FROM {quoted(table)} ORDER BY {names[0]}"
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if is_postgres():
            with cursor.copy(f"COPY (SELECT {', '.join(names)} {order}) TO STDOUT") as copy:
                yield from copy.rows()
            return
        # "+" keeps the value and drops the declared type, by which Django would make dates and booleans of it.
        cursor.execute(f"SELECT {', '.join('+' + name for name in names)} {order}")
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {quoted(table)}")  # noqa: S608 -- quoted name of a table
        return int(cursor.fetchone()[0])


def encoded(row: Row) -> bytes:
    return json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=_binary).encode()


def decoded(line: bytes) -> list[Any]:
    return [base64.b64decode(value["base64"]) if isinstance(value, dict) else value for value in json.loads(line)]


def _binary(value: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(value).decode()}


class Tally:
    """How many rows, and a digest of them that does not hang on their order (servers sort text differently)."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest())) % 2**256

    @property
    def digest(self) -> str:
        return f"{self._sum:064x}"


def tally(rows: Iterable[Row]) -> Tally:
    result = Tally()
    for row in rows:
        result.add(encoded(row))
    return result


# --- numbers that the database hands out itself ---------------------------------------------------------------------
SEQUENCES = (
    "SELECT c.relname, pg_get_serial_sequence(quote_ident(c.relname), a.attname) FROM pg_class c "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "WHERE c.relkind = 'r' AND pg_table_is_visible(c.oid) AND c.relname = ANY(%s) "
    "AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL"
)


def sequences(tables: Sequence[str]) -> dict[str, str]:
    """PostgreSQL: the sequence that numbers the rows of each table."""
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES, [list(tables)])
        return dict(cursor.fetchall())


def last_ids(tables: Sequence[str]) -> dict[str, int]:
    """The last number given to a row of each table, also where that row is gone: none is given twice."""
    with connection.cursor() as cursor:
        if not is_postgres():
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {name: int(last) for name, last in cursor.fetchall() if name in tables}
        found = {}
        for table, sequence in sequences(tables).items():
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 -- quoted name of a table
            last, called = cursor.fetchone()
            if called:
                found[table] = int(last)
        return found


def set_last_ids(tables: Sequence[str], last: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        if not is_postgres():
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", sorted(last.items()))
            return
        for table, sequence in sequences(tables).items():
            given = last.get(table, 0)  # SQLite has 0 for some that have given none
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [sequence, max(given, 1), given > 0])


def size() -> int:
    """Bytes the database takes on its disk."""
    question = "SELECT pg_database_size(current_database())"
    if not is_postgres():
        question = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])
