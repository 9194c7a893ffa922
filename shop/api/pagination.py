"""Numbered pages of bounded size and depth."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response

# An offset makes the database walk over all that comes before it.
DEEPEST_ROW = 10_000


class ShallowPaginator(Paginator):
    """Pages up to a depth; ``count`` still tells how many there are in all."""

    @property
    def num_pages(self) -> int:
        return min(super().num_pages, max(DEEPEST_ROW // self.per_page, 1))


class Pages(PageNumberPagination):
    """``?page=2&page_size=50``; the answer tells how many there are and where to go on."""

    page_size = 24
    max_page_size = 100
    page_size_query_param = "page_size"
    django_paginator_class = ShallowPaginator

    def get_paginated_response(self, data: Any) -> Response:
        page: Any = self.page  # set by the view before it asks
        return Response(
            {
                "count": page.paginator.count,
                "page": page.number,
                "pages": page.paginator.num_pages,
                "next": self.get_next_link(),
                "previous": self.get_previous_link(),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        properties = {
            "count": {"type": "integer", "example": 132},
            "page": {"type": "integer", "example": 2},
            "pages": {"type": "integer", "example": 6},
            "next": link,
            "previous": link,
            "results": schema,
        }
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_page_number(self, request: Any, paginator: Any) -> Any:
        """Digits only: ``last`` and signs are no page numbers here.

        Raises:
            NotFound: no such page.
        """
        number = request.query_params.get(self.page_query_param, "1")
        if not number.isascii() or not number.isdigit() or len(number) > 6:
            raise NotFound
        return number
