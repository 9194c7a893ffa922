"""Products in the figures of dashboards: their names, and sums by what they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.rollups.figures import PRODUCT_COUNTS, ProductFigures
from catalog.models import Product
from shop.dashboards.frame import Cell


@dataclass(frozen=True, slots=True)
class Good:
    """A product as a row of a table names it, and where it stands."""

    name: str
    url: str
    category: str
    brand: str

    @property
    def cell(self) -> Cell:
        return Cell(self.name, url=self.url)


def goods_of(product_ids: Iterable[int]) -> dict[int, Good]:
    """Those of the products that are there still."""
    rows = Product.objects.filter(pk__in=list(product_ids)).select_related("category", "brand")
    return {
        product.pk: Good(
            name=str(product),
            url=reverse("admin:catalog_product_change", args=[product.pk]),
            category=str(product.category),
            brand=str(product.brand) if product.brand else "",
        )
        for product in rows
    }


def named(good: Good | None) -> Cell:
    """A product's cell; one that was deleted has no name left."""
    return good.cell if good else Cell(_("No longer in the catalogue"))


def parts_of(
    figures: Iterable[ProductFigures], belongs: Mapping[int, Any]
) -> list[tuple[Any, ProductFigures]]:
    """Sums by what products belong to, largest revenue first; None for those of nothing."""
    sums: dict[Any, list[int]] = {}
    for row in figures:
        totals = sums.setdefault(belongs.get(row.product_id), [0] * len(PRODUCT_COUNTS))
        for place, name in enumerate(PRODUCT_COUNTS):
            totals[place] += getattr(row, name)
    parts = [(key, ProductFigures(0, *totals)) for key, totals in sums.items()]
    return sorted(parts, key=lambda part: -part[1].revenue_minor)


def whole_of(figures: Iterable[ProductFigures]) -> ProductFigures:
    """All of them as one."""
    parts = parts_of(figures, {})
    return parts[0][1] if parts else ProductFigures(0)


def belonging(column: str, name_of: Callable[[Any], str]) -> dict[int, str]:
    """By product, what a column of the catalogue says, in words; empty ones are left out."""
    rows = Product.objects.filter(**{f"{column}__isnull": False}).values_list("pk", column)
    return {product: name_of(key) for product, key in rows}
