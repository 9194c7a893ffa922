"""A product as an engine keeps it: all that it is found, counted and sorted by, in one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

KEYS = "key"
"""The facet whose values are a document's own other keys: which facets fit what was found."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What a product says in one language."""

    name: str
    brand: str = ""
    category: str = ""
    """Its category and all above, the nearest first."""
    attributes: str = ""
    """Values of options and attributes, such as ``navy linen M``."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ProductDocument:
    """One published product. ``facets`` by key as in ``search.query.Selected``."""

    product_id: int
    texts: Mapping[str, Texts]
    skus: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    prices: Mapping[str, int]
    """Cheapest variant in minor units, by currency."""
    in_stock: bool
    rating: float
    """0 where nobody rated it."""
    popularity: float
    published_at: datetime
    attractiveness: Mapping[str, float] = field(default_factory=dict)
    """What ranks beside text, each 0..1: ``conversion``, ``margin``, ``stock``, ``freshness``."""
