"""The parameters that an entity's addresses take."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from shop.api.records.filters import Filter

DEFAULT_LIMIT = 50
MOST_ROWS = 200
OLDEST, NEWEST = "oldest", "newest"
_OWN = {"fields", "sort", "limit", "cursor"}

Query = type[serializers.Serializer[Any]]


class _Query(serializers.Serializer[Any]):
    """A serializer of which a field may be called ``fields``, which is a word of its own."""

    named: dict[str, Any] = {}

    def get_fields(self) -> dict[str, Any]:
        return copy.deepcopy(self.named)


def list_query(name: str, *, columns: Sequence[str], filters: Sequence[Filter]) -> Query:
    """Filters, the columns wanted, the order, and which page."""
    named: dict[str, Any] = {one.name: one.field for one in filters}
    if taken := named.keys() & _OWN:
        raise ValueError(f"{name}: filters may not be called {', '.join(sorted(taken))}")
    named["fields"] = _wanted(columns)
    named["sort"] = serializers.ChoiceField(choices=[OLDEST, NEWEST], default=OLDEST)
    named["limit"] = serializers.IntegerField(
        min_value=1, max_value=MOST_ROWS, default=DEFAULT_LIMIT
    )
    named["cursor"] = serializers.RegexField(
        r"^[A-Za-z0-9_-]{1,80}$", required=False, help_text="As `next_cursor` of a page gave it."
    )
    return type(f"{name}Query", (_Query,), {"named": named})


def row_query(name: str, *, columns: Sequence[str]) -> Query:
    """The columns wanted of one row."""
    return type(f"{name}RowQuery", (_Query,), {"named": {"fields": _wanted(columns)}})


def _wanted(columns: Sequence[str]) -> serializers.RegexField:
    one = "|".join(columns)
    return serializers.RegexField(
        rf"^({one})(,({one})){{0,30}}$",
        required=False,
        max_length=1_000,
        help_text=f"Names with commas between them: only these are told, and `{columns[0]}`.",
    )
