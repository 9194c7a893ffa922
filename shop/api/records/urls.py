"""The addresses of every entity, below ``records/``."""

from __future__ import annotations

from django.urls import URLPattern, path

from shop.api.records import (  # noqa: F401  (entities)
    channels,
    goods,
    people,
    sales,
    stockroom,
    told_outside,
)
from shop.api.records.entities import entities
from shop.api.records.views import list_view, row_view
from shop.api.records.writes import WRITES


def record_addresses() -> list[URLPattern]:
    """A page and a row of each entity, and the bulk writes that some have."""
    found = [
        path(f"records/{slug}/bulk/", view.as_view(), name=f"records-{slug}-bulk")
        for slug, view in WRITES.items()
    ]
    for slug, entity in entities:
        found += [
            path(f"records/{slug}/", list_view(entity).as_view(), name=f"records-{slug}"),
            path(
                f"records/{slug}/<str:key>/", row_view(entity).as_view(), name=f"records-{slug}-one"
            ),
        ]
    return found
