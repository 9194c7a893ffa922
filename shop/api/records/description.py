"""How the description of the API tells of records, of which one may ask for some fields alone."""

from __future__ import annotations

from typing import Any

from shop.api.records.entities import entities

COMPLETE = "x-complete"


def tell_of_sparse_records(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: only the key of a record is always there.

    ``x-complete`` names the fields that are there where none were asked for.
    """
    schemas = result["components"]["schemas"]
    for _slug, entity in entities:
        schema = schemas.get(entity.serializer.__name__)
        if schema is not None:
            schema[COMPLETE] = list(schema.get("required", ()))
            schema["required"] = [entity.names()[0]]
    return result
