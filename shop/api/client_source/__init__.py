"""The source of the typed client, from the description of the API."""

from __future__ import annotations

from drf_spectacular.generators import SchemaGenerator

from shop.api.client_source.description import Described
from shop.api.client_source.methods import BACK_OFFICE, STOREFRONT, clients_of
from shop.api.client_source.shapes import dataclasses_of


def sources() -> dict[str, str]:
    """The generated modules by name, not yet formatted."""
    described = Described(SchemaGenerator().get_schema(request=None, public=True))
    return {
        "shapes.py": dataclasses_of(described),
        "back_office.py": clients_of(described, BACK_OFFICE),
        "storefront.py": clients_of(described, STOREFRONT),
    }
