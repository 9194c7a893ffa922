"""What products and variants are of, as arrays: categories, brands, colours, sizes, dear or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import numpy as np
from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from analytics.algorithms.purchases import UNKNOWN, FloatArray, IntArray
from catalog.models import Product, VariantOption
from events.models import DailyDemand
from foundation import clock

PRICED_OVER = timedelta(days=365)
AT_ONCE = 20_000
THIRDS = (1 / 3, 2 / 3)


class GoodsKind(StrEnum):
    """By what goods are told apart; the values are kept in profiles."""

    CATEGORY = "category"
    BRAND = "brand"
    COLOUR = "colour"
    SIZE = "size"


OPTION_CODES = {GoodsKind.COLOUR: ("colour", "color"), GoodsKind.SIZE: ("size",)}


@dataclass(frozen=True, slots=True)
class Trait:
    """What some goods are of.

    Attributes:
        goods: shape (g,), numbers of products or variants, ascending.
        thing: shape (g,), a row of ``things``; ``UNKNOWN`` where one is of none.
        things: shape (t,), numbers of categories, brands or option values, ascending.
        by_variant: whether the goods are variants.
    """

    goods: IntArray
    thing: IntArray
    things: IntArray
    by_variant: bool

    def of(self, goods: IntArray) -> IntArray:
        """The row of ``things`` of each, of any shape; ``UNKNOWN`` where nothing is known."""
        return _looked_up(self.goods, self.thing, goods)


@dataclass(frozen=True, slots=True)
class Goods:
    """All that tastes are told by.

    ``products`` and ``third``: 0, 1 or 2 for the cheap, middle and dear third of its category by
    units sold, ``UNKNOWN`` for what was not sold within a year.
    """

    traits: dict[GoodsKind, Trait]
    products: IntArray
    third: IntArray

    def third_of(self, products: IntArray) -> IntArray:
        return _looked_up(self.products, self.third, products)


def load_goods() -> Goods:
    """The catalogue as it is now, with last year's mean prices."""
    products = _table(
        Product.objects.values_list("pk", "category_id", Coalesce("brand_id", UNKNOWN)), 3
    )
    categories = _trait(products[:, [0, 1]], by_variant=False)
    traits = {
        GoodsKind.CATEGORY: categories,
        GoodsKind.BRAND: _trait(products[:, [0, 2]], by_variant=False),
    }
    for kind, codes in OPTION_CODES.items():
        options = VariantOption.objects.filter(value__option__code__in=codes)
        pairs = _table(options.values_list("variant_id", "value_id"), 2)
        traits[kind] = _trait(pairs, by_variant=True)
    sold = _sold()
    return Goods(traits, sold[:, 0].astype(np.int64), _thirds(categories, sold))


def _table(rows: QuerySet[Any, Any], columns: int) -> IntArray:
    """Numbers of shape (rows, columns), ascending by the first."""
    found = np.array(list(rows.iterator(AT_ONCE)), np.int64).reshape(-1, columns)
    return found[np.argsort(found[:, 0], kind="stable")]


def _trait(pairs: IntArray, *, by_variant: bool) -> Trait:
    things = np.unique(pairs[pairs[:, 1] != UNKNOWN, 1])
    rows = np.searchsorted(things, pairs[:, 1])
    thing = np.where(pairs[:, 1] == UNKNOWN, UNKNOWN, rows).astype(np.int64)
    return Trait(pairs[:, 0], thing, things, by_variant)


def _sold() -> FloatArray:
    """Rows of (product, units, mean price) of the last year, by product."""
    since = clock.business_day() - PRICED_OVER
    rows = (
        DailyDemand.objects.filter(day__gte=since, units__gt=0)
        .values_list("product_id")
        .annotate(units=Sum("units"), revenue=Sum("revenue_minor"))
        .order_by("product_id")
    )
    found = np.array(list(rows), np.float64).reshape(-1, 3)
    found[:, 2] /= np.maximum(found[:, 1], 1)
    return found


def _thirds(categories: Trait, sold: FloatArray) -> IntArray:
    """Within each category by price, so that each third sold as many units."""
    shelf = categories.of(sold[:, 0].astype(np.int64))
    order = np.lexsort((sold[:, 2], shelf))
    units = sold[order, 1]
    before = np.cumsum(units) - units / 2
    starts = np.searchsorted(shelf[order], shelf[order])
    begun = (np.cumsum(units) - units)[starts] if len(units) else units
    whole = np.bincount(shelf[order] + 1, weights=units, minlength=len(categories.things) + 1)
    place = (before - begun) / np.maximum(whole[shelf[order] + 1], 1)
    third = np.zeros(len(sold), np.int64)
    third[order] = np.searchsorted(THIRDS, place, side="right")
    return np.where(shelf == UNKNOWN, UNKNOWN, third)


def _looked_up(keys: IntArray, values: IntArray, asked: IntArray) -> IntArray:
    if not len(keys):
        return np.full(asked.shape, UNKNOWN, np.int64)
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[place] == asked, values[place], UNKNOWN)
