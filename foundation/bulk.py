"""Writing many rows at once: COPY on PostgreSQL, executemany on SQLite.

History (the demo's thirteen months, half a million imported lines) comes in this way: the ORM's
``bulk_create`` reaches a third of the rows a second.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import Enum
from itertools import islice
from typing import Any
from uuid import UUID
from zlib import crc32

from django.db import connection, connections, models, transaction
from django.db.models import Max

BATCH = 5_000
Row = Sequence[Any]


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Primary keys, ascending, that the caller may use for ``count`` new rows of a model.

    Call it inside the transaction that writes the rows: on PostgreSQL the sequence is moved past
    them for good, while others go on writing; on SQLite the write lock keeps others away until
    the end.
    """
    if count <= 0:
        return range(0)
    table, column = model._meta.db_table, model._meta.pk.column
    if connection.vendor != "postgresql":
        highest = model._default_manager.aggregate(top=Max("pk"))["top"] or 0
        return range(highest + 1, highest + 1 + count)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        sequence = cursor.fetchone()[0]
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return [key for (key,) in cursor.fetchall()]


def insert_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Row],
    *,
    advance: Callable[[int], None] | None = None,
    ignore_conflicts: bool = False,
) -> int:
    """Insert rows given as sequences of Python values in the order of ``fields``.

    Values are those of the model (datetime, UUID, dict for JSON); a foreign key is its id under
    the attribute name (``product_id``). ``advance`` hears the size of each batch written. With
    ``ignore_conflicts`` rows that exist already are passed over. Returns the rows written.
    """
    columns = [_concrete(model, name) for name in fields]
    write = _copy if connection.vendor == "postgresql" else _execute_many
    written = 0
    with transaction.atomic():
        for batch in _batches(rows):
            written += write(model, columns, batch, ignore_conflicts)
            if advance:
                advance(len(batch))
    return written


def update_rows(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[tuple[Any, Row]]
) -> int:
    """Write columns of rows that exist: each of ``rows`` is a primary key and the new values.

    One prepared statement over all of them: ``bulk_update`` takes ten times as long. Values are
    those of the model, as for ``insert_rows``. Returns the rows written.
    """
    columns = [_concrete(model, name) for name in fields]
    settings = ", ".join(f"{connection.ops.quote_name(column.column)} = %s" for column in columns)
    key = connection.ops.quote_name(model._meta.pk.column)
    statement = f'UPDATE "{model._meta.db_table}" SET {settings} WHERE {key} = %s'  # noqa: S608
    converters = _converters([*columns, model._meta.pk])
    written = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for batch in _batches((*values, key_value) for key_value, values in rows):
            cursor.executemany(
                statement,
                [[convert(v) for convert, v in zip(converters, row, strict=True)] for row in batch],
            )
            written += len(batch)
    return written


def count_rows_anew(tables: Iterable[type[models.Model]]) -> None:
    """Have the database take stock of tables that a bulk load filled.

    Until it has, it plans queries as if they were empty. Named one by one: without names
    PostgreSQL goes through what all databases of the server share, and waits for them.
    """
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def _concrete(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    for field in model._meta.concrete_fields:
        if name in (field.attname, field.name):
            return field
    raise ValueError(f"{model.__name__} has no column {name!r}")


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _quoted(columns: Sequence[models.Field[Any, Any]]) -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in columns)


def _execute_many(
    model: type[models.Model],
    columns: Sequence[models.Field[Any, Any]],
    batch: list[Row],
    ignore_conflicts: bool,
) -> int:
    converters = _converters(columns)
    values = [
        [convert(value) for convert, value in zip(converters, row, strict=True)] for row in batch
    ]
    # Not INSERT OR IGNORE: that would also pass over rows that break a CHECK or a NOT NULL.
    ending = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{model._meta.db_table}" ({_quoted(columns)}) VALUES ({marks}){ending}',  # noqa: S608
            values,
        )
        return max(cursor.rowcount, 0)


def _copy(
    model: type[models.Model],
    columns: Sequence[models.Field[Any, Any]],
    batch: list[Row],
    ignore_conflicts: bool,
) -> int:
    table = f'"{model._meta.db_table}"'
    if not ignore_conflicts:
        return _copy_into(table, columns, batch)
    names = _quoted(columns)
    # One for each connection: no other sees it, nothing of it is written to the log of the
    # database, and a program that writes all day does not make and drop tables all day.
    staging = f'"staging_{model._meta.db_table}_{crc32(names.encode()):08x}"'
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {staging} ON COMMIT DELETE ROWS AS "  # noqa: S608
            f"SELECT {names} FROM {table} WITH NO DATA"
        )
        cursor.execute(f"DELETE FROM {staging}")  # noqa: S608  an earlier batch of the transaction
        _copy_into(staging, columns, batch)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {staging} "  # noqa: S608
            f"ON CONFLICT DO NOTHING"
        )
        return int(cursor.rowcount)


def _copy_into(table: str, columns: Sequence[models.Field[Any, Any]], batch: list[Row]) -> int:
    converters = _converters(columns)
    with (
        connection.wrap_database_errors,  # a cursor's own COPY raises psycopg's errors bare
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({_quoted(columns)}) FROM STDIN") as copy,
    ):
        for row in batch:
            copy.write_row([convert(value) for convert, value in zip(converters, row, strict=True)])
    return len(batch)


_TEXT = frozenset({"CharField", "TextField", "SlugField", "FileField"})
_PLAIN = frozenset(
    {
        "BigAutoField", "AutoField", "BigIntegerField", "IntegerField", "SmallIntegerField",
        "PositiveIntegerField", "PositiveSmallIntegerField", "PositiveBigIntegerField",
        "BooleanField", "FloatField",
    }
)  # fmt: skip
_Converter = Callable[[Any], Any]


def _converters(columns: Sequence[models.Field[Any, Any]]) -> list[_Converter]:
    return [_converter(field, connection.vendor == "postgresql") for field in columns]


def _converter(field: models.Field[Any, Any], postgresql: bool) -> _Converter:
    """What makes a value of a column ready for the database.

    The field's own ``get_db_prep_save`` does that too, through five calls and a thread-local
    look-up a value: with some twenty columns a row, most of the time of a bulk load.
    """
    if isinstance(field, models.ForeignKey):
        return _converter(field.target_field, postgresql)
    kind = field.get_internal_type()
    if kind in _TEXT:
        return _text
    if kind in _PLAIN:
        return _value
    if kind == "DateTimeField":
        return _value if postgresql else _utc_text
    if kind == "UUIDField":
        return _value if postgresql else _hex
    if kind == "JSONField":
        return _json
    database = connections[connection.alias]
    return lambda value: field.get_db_prep_save(value, database)


def _value(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _text(value: Any) -> Any:
    plain = _value(value)
    return plain if plain is None or isinstance(plain, str) else str(plain)


def _utc_text(value: datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return "{}" if value == {} else json.dumps(value)
