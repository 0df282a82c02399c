"""Rows that can't be changed once they stand: the model refuses, and a trigger refuses.

The trigger is made in a migration by `RefuseChange`, for PostgreSQL and SQLite alike.
"""

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation

from station.refusals import Refused


class FrozenModel(models.Model):
    """A model whose rows stand as they were written, from the moment `is_frozen` says so (by default at once)."""

    frozen_message = "此记录一经写入不得更改；更正须另立新记录"

    class Meta:
        abstract = True

    @property
    def is_frozen(self) -> bool:
        return True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> Any:
        instance = super().from_db(db, field_names, values)
        # Only whole rows can say whether they are frozen; a deferred load is guarded by the trigger.
        instance._was_frozen = len(field_names) == len(cls._meta.concrete_fields) and instance.is_frozen
        return instance

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        super().refresh_from_db(using, fields, from_queryset)
        if fields is None:
            self._was_frozen = self.is_frozen

    def save(self, *args: Any, **kwargs: Any) -> None:
        if getattr(self, "_was_frozen", False):
            raise Refused(self.frozen_message)
        super().save(*args, **kwargs)
        self._was_frozen = self.is_frozen

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if getattr(self, "_was_frozen", False):
            raise Refused(self.frozen_message)
        return super().delete(*args, **kwargs)


class RefuseChange(Operation):
    """Triggers that refuse UPDATE (of any column, or of `columns`) and DELETE of rows for which `when` holds.

    `when` is an SQL condition over OLD that both databases understand, "" for every row. `update=False` or
    `delete=False` leave that act to be allowed.
    """

    reversible = True

    def __init__(
        self,
        table: str,
        *,
        when: str = "",
        columns: tuple[str, ...] = (),
        update: bool = True,
        delete: bool = True,
        name: str = "frozen",
        message: str = "this row may not be changed",
    ) -> None:
        self.table, self.when, self.columns = table, when, tuple(columns)
        self.update, self.delete, self.name, self.message = update, delete, name, message

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options = {
            "when": self.when,
            "columns": self.columns,
            "update": self.update,
            "delete": self.delete,
            "name": self.name,
            "message": self.message,
        }
        return self.__class__.__qualname__, [self.table], options

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def _acts(self) -> list[tuple[str, str]]:
        acts = []
        if self.update:
            columns = " OF " + ", ".join(f'"{column}"' for column in self.columns) if self.columns else ""
            acts.append(("update", f"UPDATE{columns}"))
        if self.delete:
            acts.append(("delete", "DELETE"))
        return acts

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        condition = f"WHEN ({self.when})" if self.when else ""
        message = self.message.replace("'", "''")
        vendor = schema_editor.connection.vendor
        if vendor == "postgresql":
            function = f"{self.table}_{self.name}_refuse"
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $body$ "
                f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END "
                f"$body$ LANGUAGE plpgsql",
                params=None,
            )
        for short, act in self._acts():
            trigger = f"{self.table}_{self.name}_{short}"
            if vendor == "postgresql" and "select" in self.when.lower():
                self._postgresql_with_subquery(schema_editor, trigger, act, message)
            elif vendor == "postgresql":
                schema_editor.execute(
                    f'CREATE TRIGGER {trigger} BEFORE {act} ON "{self.table}" FOR EACH ROW {condition} '
                    f"EXECUTE FUNCTION {self.table}_{self.name}_refuse()",
                    params=None,
                )
            else:
                schema_editor.execute(
                    f'CREATE TRIGGER {trigger} BEFORE {act} ON "{self.table}" FOR EACH ROW {condition} '
                    f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
                    params=None,
                )

    def _postgresql_with_subquery(self, schema_editor: Any, trigger: str, act: str, message: str) -> None:
        """PostgreSQL allows no subquery in WHEN: the condition moves into the function."""
        kept = "OLD" if act == "DELETE" else "NEW"
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {trigger}_refuse() RETURNS trigger AS $body$ BEGIN "
            f"IF {self.when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {kept}; END $body$ LANGUAGE plpgsql",
            params=None,
        )
        schema_editor.execute(
            f'CREATE TRIGGER {trigger} BEFORE {act} ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION {trigger}_refuse()',
            params=None,
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        vendor = schema_editor.connection.vendor
        for short, _ in self._acts():
            trigger = f"{self.table}_{self.name}_{short}"
            target = f' ON "{self.table}"' if vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger}{target}", params=None)
            if vendor == "postgresql":
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {trigger}_refuse()", params=None)
        if vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.table}_{self.name}_refuse()", params=None)

    def describe(self) -> str:
        return f"Refuse changes of {self.table} ({self.name})"
