"""Reading an entity: a page by a cursor, or one row, with all or some of its fields.

A cursor names the last row of a page by its key. The next page begins behind it, whatever was
added or taken away meanwhile, and costs the same however far one has come.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db.models import Field
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError

from shop.api.records.filters import narrowed
from shop.api.records.queries import NEWEST

if TYPE_CHECKING:
    from shop.api.records.entities import Entity

_LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """Rows and, where more follow, the cursor of the next page."""

    rows: list[Any]
    next_cursor: str | None


def page_of(entity: type[Entity], query: dict[str, Any]) -> Page:
    """The rows that a checked query asks for."""
    rows = narrowed(entity.rows(), entity.asked, query)
    is_descending = query["sort"] == NEWEST
    if cursor := query.get("cursor"):
        key = _read_cursor(entity, cursor)
        rows = rows.filter(pk__lt=key) if is_descending else rows.filter(pk__gt=key)
    limit = query["limit"]
    found = list(rows.order_by("-pk" if is_descending else "pk")[: limit + 1])
    has_more = len(found) > limit
    return Page(found[:limit], _cursor_of(found[limit - 1]) if has_more else None)


def find_one(entity: type[Entity], key: str) -> Any:
    """One row by its key.

    Raises:
        NotFound: there is none, or nothing could be called so.
    """
    row = entity.rows().filter(**{entity.key: _key(entity, key)}).first()
    if row is None:
        raise NotFound
    return row


def told(entity: type[Entity], row: Any, names: str | None) -> dict[str, Any]:
    """A row as asked for; ``names`` as the parameter ``fields`` has them."""
    return told_all(entity, [row], names)[0]


def told_all(entity: type[Entity], rows: list[Any], names: str | None) -> list[dict[str, Any]]:
    shape = entity.serializer(rows, many=True)
    if names:
        wanted = {entity.names()[0], *names.split(",")}
        fields: Any = shape.child.fields  # type: ignore[attr-defined]
        for name in set(fields) - wanted:
            fields.pop(name)
    return [dict(row) for row in shape.data]


def next_address(request: HttpRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _key(entity: type[Entity], text: str) -> Any:
    field = cast("Field[Any, Any]", entity.model._meta.get_field(entity.key))
    if "\x00" in text or len(text) > 200:
        raise NotFound
    if field.get_internal_type().endswith(("IntegerField", "AutoField")):
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise NotFound
        return int(text)
    if field.get_internal_type() == "UUIDField":
        try:
            return UUID(text)
        except ValueError as error:
            raise NotFound from error
    return text


def _cursor_of(row: Any) -> str:
    return base64.urlsafe_b64encode(str(row.pk).encode()).decode().rstrip("=")


def _read_cursor(entity: type[Entity], cursor: str) -> int | UUID:
    """The key of the row behind which a page begins.

    Raises:
        ValidationError: no page of ours gave it.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        if entity.model._meta.pk.get_internal_type() == "UUIDField":
            return UUID(text)
        if text.isascii() and text.isdigit() and int(text) <= _LARGEST_KEY:
            return int(text)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pass
    raise ValidationError({"cursor": [_("No page gave this cursor.")]})
