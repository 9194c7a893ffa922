"""A migration operation that makes a table partitioned by day on PostgreSQL."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class CreateLogPartitionedByDay(migrations.CreateModel):
    """``CreateModel``, but on PostgreSQL PARTITION BY RANGE (occurred_at).

    The partition key must be in the primary key there, so that it is (occurred_at, id) in the
    database while Django knows only ``id``: ids are UUIDv7 and unique by themselves.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model: Any = to_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        sql, params = schema_editor.table_sql(model)
        columns = sql.replace("uuid NOT NULL PRIMARY KEY", "uuid NOT NULL", 1).removesuffix(")")
        schema_editor.execute(
            f"{columns}, PRIMARY KEY (occurred_at, id)) PARTITION BY RANGE (occurred_at)",
            params or None,
        )
        schema_editor.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
        schema_editor.deferred_sql.extend(schema_editor._model_indexes_sql(model))  # type: ignore[attr-defined]
