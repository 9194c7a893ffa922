"""Tables whose rows are never changed or deleted: the database itself refuses it.

The triggers belong to the table's owner. Whoever may alter tables can take them off, which is why
``docs/operations.md`` has the shop connect as a user who may not, once the tables are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# REPLACE deletes the old row without asking delete triggers, so it is refused before it begins.
_SQLITE = {
    "no_update": "BEFORE UPDATE ON {table} BEGIN {refuse}; END",
    "no_delete": "BEFORE DELETE ON {table} BEGIN {refuse}; END",
    "no_replace": (
        "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        " BEGIN {refuse}; END"
    ),
}
_POSTGRESQL = {
    "no_change": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}
_REFUSAL = "{table} is append-only"


def protect(connection: BaseDatabaseWrapper, table: str) -> None:
    """Have the database refuse UPDATE, DELETE, REPLACE and TRUNCATE on a table."""
    with connection.cursor() as cursor:
        for statement in _protecting(connection.vendor, table):
            cursor.execute(statement)


def unprotect(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers off again: for the way back of a migration."""
    with connection.cursor() as cursor:
        for statement in _unprotecting(connection.vendor, table):
            cursor.execute(statement)


@contextmanager
def unprotected(connection: BaseDatabaseWrapper, table: str) -> Iterator[None]:
    """For test harnesses that empty all tables between tests. Nothing of the shop calls it."""
    unprotect(connection, table)
    try:
        yield
    finally:
        protect(connection, table)


def _protecting(vendor: str, table: str) -> list[str]:
    refusal = _REFUSAL.format(table=table)
    if vendor == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{refusal}')"
        return [
            f"CREATE TRIGGER {table}_{name} {when.format(table=table, refuse=refuse)}"
            for name, when in _SQLITE.items()
        ]
    statements = [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation'; END $$"
    ]
    for name, when in _POSTGRESQL.items():
        trigger = f"{table}_{name}"
        statements += [
            f"CREATE TRIGGER {trigger} {when.format(table=table)}"
            f" EXECUTE FUNCTION {table}_refuse()",
            # Also for sessions that replicate, which ordinary triggers let through.
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}",
        ]
    return statements


def _unprotecting(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER {table}_{name}" for name in _SQLITE]
    return [
        *(f"DROP TRIGGER {table}_{name} ON {table}" for name in _POSTGRESQL),
        f"DROP FUNCTION {table}_refuse()",
    ]


class KeepAppendOnly(Operation):
    """The migration operation that protects a model's table, and unprotects it on the way back.

    On SQLite a later change of the table's columns makes it anew, without its triggers: follow
    such a change by this operation. A test tells when it was forgotten.
    """

    reversible = True

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models know nothing of it."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        protect(schema_editor.connection, self._table(app_label, to_state))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        unprotect(schema_editor.connection, self._table(app_label, from_state))

    def _table(self, app_label: str, state: ProjectState) -> str:
        model: Any = state.apps.get_model(app_label, self.name)
        return str(model._meta.db_table)

    def describe(self) -> str:
        return f"Let the database refuse changes of {self.name}"
