"""How the description of the API tells of a table as CSV."""

from typing import Any

from drf_spectacular.types import OpenApiTypes

from shop.api.serializers import Error

TABLE: dict[Any, Any] = {
    (200, "text/csv"): OpenApiTypes.STR,
    **dict.fromkeys((401, 403, 429), Error),
}
"""The answers of a view that gives a table, for its description."""
