"""Money that the database itself keeps honest: rows that contradict the ledger can't be inserted (R2.3)."""

from typing import Any

from django.db.migrations.operations.base import Operation


class RefuseInsert(Operation):
    """A trigger that refuses new rows of `table` for which `when`, an SQL condition over NEW, holds.

    Both databases must understand `when`. A CHECK constraint can't look at another table; this can.
    """

    reversible = True

    def __init__(self, table: str, *, when: str, name: str, message: str) -> None:
        self.table, self.when, self.name, self.message = table, when, name, message

    @property
    def trigger(self) -> str:
        return f"{self.table}_{self.name}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            self.__class__.__qualname__,
            [self.table],
            {"when": self.when, "name": self.name, "message": self.message},
        )

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        message = self.message.replace("'", "''")
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {self.trigger}() RETURNS trigger AS $body$ BEGIN "
                f"IF {self.when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN NEW; END $body$ LANGUAGE plpgsql",
                params=None,
            )
            body = f"EXECUTE FUNCTION {self.trigger}()"
        else:
            body = f"WHEN ({self.when}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
        schema_editor.execute(
            f'CREATE TRIGGER {self.trigger} BEFORE INSERT ON "{self.table}" FOR EACH ROW {body}', params=None
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        on_table = f' ON "{self.table}"' if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.trigger}{on_table}", params=None)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.trigger}()", params=None)

    def describe(self) -> str:
        return f"Refuse rows of {self.table} ({self.name})"
