"""What was done to some goods on some days, and what came of it: units, revenue and margin.

Held against goods of other categories that were left alone: those beside it in its own category
lose to what got cheaper, or gain from what got dearer, and would make an effect look double.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pricing.algorithms.difference_in_differences import Effect, effect, match
from pricing.algorithms.panel import FloatArray, IntArray
from pricing.price_tests.selectors import products_in_test
from pricing.promotion_effects.daily import DailySales, load_daily

BEFORE_DAYS = 112
"""Sixteen weeks: long enough to see how goods wander, short enough for one season."""


@dataclass(frozen=True, slots=True)
class Span:
    """Money over the days that were measured, minor units of the base currency without tax."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MeasuredEffect:
    """What came of a change of price; ``effect.untold`` says why it cannot be told, if so.

    Attributes:
        first, last: the days that were measured, both included; before_first: of those before.
        units, revenue, margin: more or less than without the change; ``margin`` is None where the
            cost of one of the goods is not known.
        matched: numbers of the products it was held against.
    """

    first: date
    last: date
    before_first: date
    effect: Effect
    units: Span
    revenue: Span
    margin: Span | None
    matched: tuple[int, ...]


def effect_of_change(
    product_ids: Iterable[int], *, changed_on: date, until: date
) -> MeasuredEffect:
    """What a change of the prices of some products did, from ``changed_on`` to ``until``.

    Args:
        product_ids: the products that were changed together, on that day.
        changed_on: first day at the new prices; the days before it are those it is held against.
        until: last day to count.

    Raises:
        ValueError: it ends before it begins.
    """
    if until < changed_on:
        raise ValueError("A change is measured from its first day on.")
    first = changed_on - timedelta(days=BEFORE_DAYS)
    sales = load_daily(first=first, last=until)
    before = sales.columns(first, changed_on - timedelta(days=1))
    after = sales.columns(changed_on, until)
    treated = sales.rows(np.array(sorted(set(product_ids)), dtype=np.int64))
    # Earlier changes of its price are no part of this one: all days before at the last old price.
    yesterday = slice(max(before.stop - 1, before.start), before.stop)
    units = sales.at_usual_price(treated, sales.calm(treated), usual=yesterday, days=before)
    measured = held_against_others(sales, treated, units, before=before, after=after)
    return MeasuredEffect(
        first=changed_on,
        last=until,
        before_first=sales.first + timedelta(days=before.start),
        effect=measured.effect,
        matched=measured.matched,
        units=Span(measured.effect.units, measured.effect.units_low, measured.effect.units_high),
        revenue=_money(sales, treated, measured.effect, before, after, cost=False),
        margin=_money(sales, treated, measured.effect, before, after, cost=True)
        if np.isfinite(sales.cost[treated]).all()
        else None,
    )


@dataclass(frozen=True, slots=True)
class Held:
    """An effect, and the products it was held against."""

    effect: Effect
    matched: tuple[int, ...]


def held_against_others(
    sales: DailySales, treated: IntArray, units: FloatArray, *, before: slice, after: slice
) -> Held:
    """The effect on some rows, against matched rows of other categories.

    ``units`` are those of the treated, shape (k, T), NaN where a day is not to count.
    """
    others = ~np.isin(sales.category, np.unique(sales.category[treated]))
    # Their prices go up and down by chance, one period after the other.
    others &= ~np.isin(sales.product, np.array(sorted(products_in_test()), dtype=np.int64))
    rows = np.flatnonzero(others).astype(np.int64)
    calm = sales.at_usual_price(
        rows, sales.calm(rows), usual=before, days=slice(before.start, after.stop)
    )
    chosen = match(units, calm, before=before, groups=sales.category[rows])
    found = effect(units, calm[chosen], before=before, after=after)
    return Held(found, tuple(sales.product[rows[chosen]].tolist()))


def _money(
    sales: DailySales, rows: IntArray, found: Effect, before: slice, after: slice, *, cost: bool
) -> Span:
    """What more was earned at the new list prices than would have been at the last old ones."""
    sold = np.nan_to_num(sales.units[rows, after]).sum(axis=1)
    old = _last_known(sales.asked[rows, before])
    new = np.where(np.isfinite(sales.asked[rows, after]), sales.asked[rows, after], old[:, None])
    paid_for = sales.cost[rows] if cost else np.zeros(len(rows))
    share = sales.net_share[rows]
    earned = np.nan_to_num(
        sold * (new.mean(axis=1) * share - paid_for) if new.size else np.zeros(len(rows))
    ).sum()
    per_unit = np.nan_to_num(old * share - paid_for)

    def more(lift: float) -> float:
        return float(earned - (sold * per_unit).sum() / max(1.0 + lift, 1e-6))

    # More units without the change mean less gained by it, where a unit earned anything.
    ends = sorted((more(found.low), more(found.high)))
    return Span(more(found.lift), *ends)


def _last_known(panel: FloatArray) -> FloatArray:
    """The last finite value of each row; NaN where there is none."""
    known = np.isfinite(panel)
    last = panel.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1) if panel.shape[1] else 0
    found = panel[np.arange(len(panel)), last] if panel.shape[1] else np.full(len(panel), np.nan)
    return np.where(known.any(axis=1), found, np.nan)
