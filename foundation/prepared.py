"""Queries that every order asks, compiled once in a process instead of each time.

Django makes the SQL of a queryset anew whenever it runs. For one of many columns that takes the
application longer than answering takes the database. A ``PreparedQuery`` keeps the SQL with places
for the values that are known only when it runs; models, annotations and joined rows come out of it
as of any queryset.

    _OF_CART = PreparedQuery(lambda cart: CartLine.objects.filter(cart=cart))
    lines = _OF_CART(cart=cart.pk)

This follows the compiler of Django 5.2 (``django.db.models.sql.compiler``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import Expression, QuerySet
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value goes; ``index`` is its place in a list."""

    name: str
    index: int | None = None

    def value(self, values: dict[str, Any], connection: Any) -> Any:
        value = values[self.name]
        if self.index is not None:
            value = value[min(self.index, len(value) - 1)]
        if isinstance(value, datetime):
            return connection.ops.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return connection.ops.adapt_datefield_value(value)
        if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
            return value.hex
        return value


class Given(Expression):
    """A value that is known when the query runs; of a list, so many for an ``__in``."""

    def __init__(self, name: str, count: int | None = None) -> None:
        super().__init__()
        self.name, self.count = name, count

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list[Any]]:
        if self.count is None:
            return "%s", [_Place(self.name)]
        marks = ", ".join(["%s"] * self.count)
        return f"({marks})", [_Place(self.name, index) for index in range(self.count)]


@dataclass(frozen=True, slots=True)
class _Compiled:
    rows: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]


class PreparedQuery(Generic[Row]):
    """A queryset of ``build``, which gets a ``Given`` for each value that the query is run with.

    A value that is None, and an empty list, comes to ``build`` as None: the query may look
    different then. Values are numbers, texts, UUIDs, days and aware moments, as columns hold them;
    the language must not matter. Lists are filled up to a power of two with their last entry, so
    that few shapes are kept.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._compiled: dict[Any, _Compiled] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """Run it.

        Raises:
            TransactionManagementError: it locks rows and there is no transaction.
        """
        shape = tuple((name, _shape_of(value)) for name, value in values.items())
        found = self._compiled.get(shape)
        if found is None:
            found = self._compiled[shape] = self._compile(dict(shape))
        connection = connections[found.rows.db]
        if found.rows.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("rows are locked in a transaction only")
        params = tuple(
            param.value(values, connection) if isinstance(param, _Place) else param
            for param in found.params
        )
        return list(_filled(found, connection, params))

    def queryset(self, **values: Any) -> QuerySet[Any, Row]:
        """The same as a queryset, compiled anew when it runs: for tests that change what runs."""
        return self._build(
            **{name: value if _shape_of(value) else None for name, value in values.items()}
        )

    def _compile(self, shape: dict[str, int | None]) -> _Compiled:
        given = {
            name: None if count == 0 else Given(name, count if count != _ONE else None)
            for name, count in shape.items()
        }
        rows = self._build(**given)
        compiler = rows.query.get_compiler(using=rows.db)
        sql, params = compiler.as_sql()
        return _Compiled(rows, compiler, sql, tuple(params))


_ONE = -1


def _shape_of(value: Any) -> int:
    """What the SQL hangs on: nothing (0), one value (-1), or how many places a list needs."""
    if value is None:
        return 0
    if not isinstance(value, list | tuple):
        return _ONE
    return 1 << (len(value) - 1).bit_length() if value else 0


def _filled(found: _Compiled, connection: Any, params: Iterable[Any]) -> QuerySet[Any, Any]:
    """The queryset with a compiler that has its SQL already."""
    compiler = copy(found.compiler)
    compiler.connection = connection
    compiler.as_sql = lambda *_args, **_options: (found.sql, params)
    rows = found.rows.all()
    rows.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
    return rows
