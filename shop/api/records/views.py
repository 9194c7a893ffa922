"""The two addresses that every entity has: a page of its rows, and one of them."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shop.api.base import View, asked, responses
from shop.api.records.entities import Entity
from shop.api.records.reading import find_one, next_address, page_of, told, told_all


class EntityList(View):
    """Rows of an entity."""

    entity: ClassVar[type[Entity]]

    def answer(self, request: Request) -> Response:
        query = asked(self.entity.query, request)
        page = page_of(self.entity, query)
        return Response(
            {
                "results": told_all(self.entity, page.rows, query.get("fields")),
                "next_cursor": page.next_cursor,
                "next": next_address(request._request, page.next_cursor),
            }
        )


class EntityRow(View):
    """One row of an entity."""

    entity: ClassVar[type[Entity]]

    def answer(self, request: Request, key: str) -> Response:
        query = asked(self.entity.row_query, request)
        return Response(told(self.entity, find_one(self.entity, key), query.get("fields")))


def list_view(entity: type[Entity]) -> type[View]:
    """The view of an entity's pages, described for the schema."""
    name = entity.__name__
    page = type(
        f"{name}Page",
        (serializers.Serializer,),
        {
            "results": entity.serializer(many=True),
            "next_cursor": serializers.CharField(allow_null=True),
            "next": serializers.URLField(allow_null=True),
        },
    )

    @extend_schema(
        operation_id=f"records_{entity.slug.replace('-', '_')}",
        tags=["records"],
        parameters=[entity.query],
        responses=responses(page, 400, 401, 403, 404),
    )
    def get(self: EntityList, request: Request) -> Response:
        return self.answer(request)

    return _view(f"{name}List", EntityList, entity, get)


def row_view(entity: type[Entity]) -> type[View]:
    """The view of one row, described for the schema."""

    @extend_schema(
        operation_id=f"records_{entity.slug.replace('-', '_')}_one",
        tags=["records"],
        parameters=[entity.row_query],
        responses=responses(entity.serializer, 400, 401, 403, 404),
    )
    def get(self: EntityRow, request: Request, key: str) -> Response:
        return self.answer(request, key)

    return _view(f"{entity.__name__}Row", EntityRow, entity, get)


def _view(name: str, base: type[View], entity: type[Entity], get: Any) -> type[View]:
    return type(
        name,
        (base,),
        {
            "__doc__": entity.__doc__,
            "entity": entity,
            "get": get,
            "scopes": {"*": entity.scope},
            "permissions": {"*": entity.permission},
        },
    )
