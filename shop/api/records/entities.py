"""What an entity of the API is: one small class that says what it tells, to whom, found by what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model, Prefetch, QuerySet

from accounts.tokens import Scope
from foundation.registries import Registry
from shop.api.records.columns import (
    Column,
    RecordSerializer,
    Rows,
    name_of,
    related_in,
    serializer_of,
)
from shop.api.records.filters import Filter, filters_of
from shop.api.records.queries import Query, list_query, row_query

entities: Registry[type[Entity]] = Registry("entities of the API")


class Entity:
    """An entity; a class of its own with these lines is all that the API needs of it.

    ``slug`` names it in addresses, ``key`` is the column by which one row is asked for. ``filters``
    are columns of the model: ``"state"``, ``"sku=variant.sku"``; ``"created_at>"`` makes
    ``created_at_since`` and ``created_at_until`` of it.
    """

    slug: ClassVar[str]
    model: ClassVar[type[Model]]
    scope: ClassVar[Scope]
    columns: ClassVar[tuple[Column, ...]]
    filters: ClassVar[tuple[str, ...]] = ()
    key: ClassVar[str] = "public_id"
    permission: ClassVar[str] = ""
    # Made from the above when the class is.
    serializer: ClassVar[type[RecordSerializer]]
    query: ClassVar[Query]
    row_query: ClassVar[Query]
    asked: ClassVar[tuple[Filter, ...]]

    def __init_subclass__(cls) -> None:
        meta = cls.model._meta
        cls.permission = cls.permission or f"{meta.app_label}.view_{meta.model_name}"
        cls.serializer = serializer_of(f"{cls.__name__}Record", cls.model, cls.columns)
        cls.serializer.__doc__ = cls.__doc__
        cls.asked = filters_of(cls.model, cls.filters)
        cls.query = list_query(cls.__name__, columns=cls.names(), filters=cls.asked)
        cls.row_query = row_query(cls.__name__, columns=cls.names())
        entities.register(cls.slug, cls)

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """All rows, with what their columns need read along."""
        found = cls.model._default_manager.all()
        if related := related_in(cls.model, cls.columns):
            found = found.select_related(*related)
        return found.prefetch_related(*_below(cls.columns))

    @classmethod
    def tell(cls, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Rows of ``rows()`` as the API tells them."""
        return [dict(told) for told in cls.serializer(rows, many=True).data]

    @classmethod
    def names(cls) -> list[str]:
        return [name_of(column) for column in cls.columns]


def _below(columns: Sequence[Column]) -> list[Prefetch[Any]]:
    return [
        Prefetch(
            column.source,
            column.model._default_manager.select_related(
                *related_in(column.model, column.columns)
            ).order_by("pk"),
        )
        for column in columns
        if isinstance(column, Rows)
    ]
