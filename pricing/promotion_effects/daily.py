"""From the roll-ups and the history of prices to daily sales by product, with what they earn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.conf import settings
from django.db.models import Q

from forecasting.dataset import History, learnable, load_history
from foundation import clock
from pricing.algorithms.difference_in_differences import at_usual_price
from pricing.algorithms.panel import BoolArray, FloatArray, IntArray
from pricing.models import Price
from pricing.selectors.margins import net_shares
from pricing.serving import elasticities_of
from pricing.weekly_prices import asked_prices, promoted_prices

WEEK = 7
LEAST_IN_STOCK = 0.5


@dataclass(frozen=True, slots=True)
class DailySales:
    """Sales by day of n products over T days, ascending by product.

    Attributes:
        first: day of the first column.
        product, category: shape (n,).
        units: shape (n, T), of all variants; NaN before a product began and on days on which it
            could be bought for less than half the time.
        asked: shape (n, T), list price in minor units of the base currency, with the tax that
            prices contain, its variants weighed as they sold; NaN where it is not known.
        promoted: shape (n, T), whether a promotion for everybody stood on it.
        net_share: shape (n,), which part of a price is not tax.
        cost: shape (n,), what a unit costs the shop; NaN where it is not known.
        elasticity, elasticity_sd: shape (n,), as the champion believes them; zero without one.
    """

    first: date
    product: IntArray
    category: IntArray
    units: FloatArray
    asked: FloatArray
    promoted: BoolArray
    net_share: FloatArray
    cost: FloatArray
    elasticity: FloatArray
    elasticity_sd: FloatArray

    def columns(self, first: date, last: date) -> slice:
        """The columns of days, both included, as far as there are any."""
        begin, end = (first - self.first).days, (last - self.first).days + 1
        return slice(max(begin, 0), min(max(end, 0), self.units.shape[1]))

    def rows(self, product_ids: IntArray) -> IntArray:
        """Rows of products, ascending; those that are not here are left out."""
        return np.flatnonzero(np.isin(self.product, product_ids)).astype(np.int64)

    def calm(self, rows: IntArray) -> FloatArray:
        """Units of some products with the days under promotions taken out, shape (k, T)."""
        return np.where(self.promoted[rows], np.nan, self.units[rows])

    def at_usual_price(
        self, rows: IntArray, units: FloatArray, *, usual: slice, days: slice
    ) -> FloatArray:
        """Units of some rows as they would have been at their usual list price."""
        return at_usual_price(
            units, self.asked[rows], self.elasticity[rows], usual=usual, days=days
        )


def load_daily(*, first: date, last: date) -> DailySales:
    """Daily sales from the week of ``first`` to ``last`` of what can be bought (or sells most)."""
    as_of = last + timedelta(days=1)
    weeks = -(-(as_of - first).days // WEEK)
    history = load_history(learnable(as_of), as_of=as_of, weeks=weeks, outside_names=())
    product, parent = np.unique(history.goods.products, return_inverse=True)
    category = np.zeros(len(product), dtype=np.int64)
    category[parent] = history.goods.categories
    share = _shares(history, parent)
    begin, days = history.daily.first, history.daily.periods
    asked, _reduced = asked_prices(history.goods.variants, first=begin, days=days)
    _left, promoted = promoted_prices(history.goods.variants, first=begin, days=days)
    ids = product.tolist()
    shares, costs = net_shares(ids), _costs(as_of)
    believed = elasticities_of(ids)
    cost = np.array([costs.get(one, np.nan) for one in history.goods.variants.tolist()])
    return DailySales(
        first=begin,
        product=product.astype(np.int64),
        category=category,
        units=_units(history, parent, share, len(product)),
        asked=_mean(asked, parent, share, len(product)),
        promoted=_summed(promoted.astype(np.float64), parent, len(product)) > 0,
        net_share=np.array([shares[pk] for pk in ids]),
        cost=_mean(cost[:, None], parent, share, len(product))[:, 0],
        elasticity=np.array([believed[pk].mean if pk in believed else 0.0 for pk in ids]),
        elasticity_sd=np.array([believed[pk].sd if pk in believed else 0.0 for pk in ids]),
    )


def _costs(day: date) -> dict[int, int]:
    """What a unit cost the shop when a day began, by variant; the unknown are absent."""
    at = clock.day_bounds(day)[0]
    in_force = Price.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at),
        currency=settings.SHOP_BASE_CURRENCY,
        starts_at__lte=at,
        cost_minor__isnull=False,
    )
    told = in_force.values_list("variant_id", "cost_minor")
    return {variant: cost for variant, cost in told if cost is not None}


def _shares(history: History, parent: IntArray) -> FloatArray:
    """Part of its product's units, every variant counting for one unit more; shape (variants,)."""
    sold = history.sold.sum(axis=1) + 1.0
    total = np.bincount(parent, sold) if len(sold) else np.ones(1)
    return np.asarray(sold / total[parent])


def _units(history: History, parent: IntArray, share: FloatArray, products: int) -> FloatArray:
    sold = np.where(np.isnan(history.daily.units), np.nan, history.sold)
    begun = _summed(np.isfinite(sold).astype(np.float64), parent, products) > 0
    there = history.daily.in_stock
    in_stock = np.ones_like(sold) if there is None else there
    known = begun & (_summed(in_stock * share[:, None], parent, products) >= LEAST_IN_STOCK)
    return np.where(known, _summed(np.nan_to_num(sold), parent, products), np.nan)


def _summed(values: FloatArray, parent: IntArray, products: int) -> FloatArray:
    total = np.zeros((products, values.shape[1]))
    np.add.at(total, parent, values)
    return total


def _mean(values: FloatArray, parent: IntArray, share: FloatArray, products: int) -> FloatArray:
    """Means over the variants of each product by their shares, of those that are known."""
    known = np.isfinite(values)
    weight = _summed(known * share[:, None], parent, products)
    total = _summed(np.where(known, values, 0.0) * share[:, None], parent, products)
    return np.where(weight > 0, total / np.where(weight > 0, weight, 1.0), np.nan)
