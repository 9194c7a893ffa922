"""From the roll-ups and the history of prices to weekly sales at their prices, by product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from catalog.models import Product
from forecasting.dataset import (
    WEEK,
    History,
    business_day_to_forecast,
    learnable,
    load_history,
)
from pricing.algorithms.elasticity_errors import TINY
from pricing.algorithms.panel import BoolArray, FloatArray, IntArray, Sales
from pricing.algorithms.quantity_discounts import Lines, weekly_sales, with_idle_weeks
from pricing.purchase_lines import purchase_lines, small_line
from pricing.weekly_prices import asked_prices, promoted_prices

HISTORY_WEEKS = 104
NO_BRAND = 0
LEAST_KNOWN = 0.5
"""Where fewer of a product's sold units have a price in the history, small lines tell prices."""


@dataclass(frozen=True, slots=True)
class Market:
    """Weekly sales of n products over T weeks, with what they are of.

    Attributes:
        product: shape (n,), ascending; those that may be bought now.
        category, brand: shape (n,); ``NO_BRAND`` without one.
        units, price, promoted, in_stock: shape (n, T); units NaN before a product began, price in
            minor units of the base currency, NaN where it is not known.
        from_lines: shape (n,), where prices are those of small lines of orders.
        lines: lines of orders of the same weeks, as far as they were read.
        as_of: the day after the last week.
    """

    product: IntArray
    category: IntArray
    brand: IntArray
    units: FloatArray
    price: FloatArray
    promoted: FloatArray
    in_stock: FloatArray
    from_lines: BoolArray
    lines: Lines
    as_of: date

    @property
    def weeks(self) -> int:
        return self.units.shape[1]

    @property
    def known(self) -> BoolArray:
        """Shape (n, T): weeks that can be learned from."""
        return np.isfinite(self.units) & np.isfinite(self.price)

    def sales(self) -> Sales:
        """All weeks of all products as long columns; what is not known is NaN."""
        rows, columns = np.indices(self.units.shape)
        return Sales(
            product=self.product[rows.ravel()],
            week=columns.ravel().astype(np.int64),
            units=self.units.ravel(),
            price=self.price.ravel(),
            promoted=self.promoted.ravel(),
            in_stock=self.in_stock.ravel(),
        )


def load_market(*, at: datetime | None = None, weeks: int = HISTORY_WEEKS) -> Market:
    """The last two years of what may be learned from: all goods, or the most sold of very many."""
    as_of = business_day_to_forecast(at)
    history = load_history(learnable(as_of), as_of=as_of, weeks=weeks, outside_names=())
    product, parent = np.unique(history.goods.products, return_inverse=True)
    category, brand = _groups(product)
    share = _shares(history, parent)
    units = _by_week(_summed(_units(history), parent, len(product)), partial=False)
    price, promoted = _prices(history, parent, share, len(product))
    in_stock = history.daily.in_stock
    there = np.ones_like(history.sold) if in_stock is None else in_stock
    lines = purchase_lines(until=as_of, weeks=units.shape[1])
    market = Market(
        product=product.astype(np.int64),
        category=category,
        brand=brand,
        units=units,
        price=price,
        promoted=promoted,
        in_stock=_by_week(_summed(there * share[:, None], parent, len(product))),
        from_lines=np.zeros(len(product), dtype=np.bool_),
        lines=lines,
        as_of=as_of,
    )
    return _with_lines(market)


def _groups(product: IntArray) -> tuple[IntArray, IntArray]:
    found = {
        pk: (category or 0, brand or NO_BRAND)
        for pk, category, brand in Product.objects.filter(pk__in=product.tolist()).values_list(
            "pk", "category_id", "brand_id"
        )
    }
    pairs = np.array([found[pk] for pk in product.tolist()], dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _units(history: History) -> FloatArray:
    """Units by day, peaks and all (one may be what a low price did); NaN before a variant began."""
    return np.where(np.isnan(history.daily.units), np.nan, history.sold)


def _shares(history: History, parent: IntArray) -> FloatArray:
    """Shape (variants,): part of its product's units, every variant counting for one unit more.

    Fixed over all weeks, so that a product's price moves when prices do, not when buyers turn to
    another size.
    """
    sold = history.sold.sum(axis=1) + 1.0
    return np.asarray(sold / np.bincount(parent, sold)[parent])


def _prices(
    history: History, parent: IntArray, share: FloatArray, products: int
) -> tuple[FloatArray, FloatArray]:
    """Weekly price, and share of the week under a promotion; shape (products, T) each.

    The price is the geometric mean over variants and days, each variant against its own mean: one
    that joins or leaves does not look like a price that changed. A reduced price is a price; it
    counts as promoted only where a promotion stood beside it.
    """
    first, days = history.daily.first, history.daily.periods
    variants = history.goods.variants
    asked, reduced = asked_prices(variants, first=first, days=days)
    left, promoted = promoted_prices(variants, first=first, days=days)
    noted = history.daily.promoted
    if noted is not None:
        promoted |= (noted > 0) & ~reduced
    log_price = np.log(asked * left)
    known = np.isfinite(log_price)
    usual = np.where(known, log_price, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    weight = share[:, None] * known
    moved = _summed(np.where(known, log_price - usual[:, None], 0.0) * weight, parent, products)
    total = _summed(weight, parent, products)
    counted = share * known.any(axis=1)
    there = np.maximum(np.bincount(parent, counted, products), TINY)
    level = np.bincount(parent, counted * usual, products) / there
    day = np.where(total > 0, moved / np.where(total > 0, total, 1.0) + level[:, None], np.nan)
    weekly = np.exp(_by_week(day))
    return weekly, _by_week(_summed(share[:, None] * promoted, parent, products))


def _summed(values: FloatArray, parent: IntArray, products: int) -> FloatArray:
    """Variants added up to products, by day; NaN where none is known."""
    known = ~np.isnan(values)
    total = np.zeros((products, values.shape[1]))
    seen = np.zeros_like(total)
    np.add.at(total, parent, np.where(known, values, 0.0))
    np.add.at(seen, parent, known.astype(np.float64))
    return np.where(seen > 0, total, np.nan)


def _by_week(daily: FloatArray, *, partial: bool = True) -> FloatArray:
    """Means of whole weeks, the last one whole, or their sums where no day of them may lack."""
    weeks = daily.shape[1] // WEEK
    parts = daily[:, daily.shape[1] - weeks * WEEK :].reshape(len(daily), weeks, WEEK)
    if not partial:
        return np.asarray(parts.sum(axis=2))
    known = ~np.isnan(parts)
    times = known.sum(axis=2)
    total = np.where(known, parts, 0.0).sum(axis=2)
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


def _with_lines(market: Market) -> Market:
    """Prices of small lines for products whose history of prices does not reach back.

    An imported shop knows what was paid before it came here, and not what was asked.
    """
    sold = np.nan_to_num(market.units)
    told = (sold * np.isfinite(market.price)).sum(axis=1)
    lacking = told < LEAST_KNOWN * sold.sum(axis=1)
    lines = market.lines
    if not lacking.any() or not len(lines.product):
        return market
    wanted = np.isin(lines.product, market.product[lacking])
    own = Lines(lines.product[wanted], lines.week[wanted], lines.units[wanted], lines.price[wanted])
    if not len(own.product):
        return market
    found = with_idle_weeks(weekly_sales(own, limit=small_line(lines)))
    units, price = market.units.copy(), market.price.copy()
    units[lacking], price[lacking] = np.nan, np.nan
    row = np.searchsorted(market.product, found.product)
    units[row, found.week], price[row, found.week] = found.units, found.price
    return Market(
        product=market.product,
        category=market.category,
        brand=market.brand,
        units=units,
        price=price,
        promoted=market.promoted,
        in_stock=market.in_stock,
        from_lines=lacking,
        lines=lines,
        as_of=market.as_of,
    )
