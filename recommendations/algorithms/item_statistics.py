"""What is known of each item at one moment, beyond who took it: trend, age, price, season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations.algorithms.interactions import (
    NOBODY,
    SECONDS_A_DAY,
    FloatArray,
    Interactions,
    ItemFeatures,
)
from recommendations.algorithms.popularity import popularity, trend

WINDOWS_DAYS = (3, 7, 14, 28, 56, 112)
TRENDS_DAYS = ((3, 14), (7, 28), (14, 56), (28, 112))
YEAR_DAYS = 365
SEASON_DAYS = 30

STATISTICS = (
    *(f"popularity_{days}" for days in WINDOWS_DAYS),
    *(f"trend_{short}_{long}" for short, long in TRENDS_DAYS),
    "age_days",
    "days_since_sale",
    "log_price",
    "season",
    "buyers",
    "orders_a_buyer",
    "basket_size",
    "buyers_range",
)


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """`values` float32 [n_items, len(STATISTICS)]; NaN where nothing is known."""

    values: FloatArray

    def column(self, name: str) -> FloatArray:
        """One statistic of every item."""
        return self.values[:, STATISTICS.index(name)]


def item_statistics(
    interactions: Interactions, features: ItemFeatures, *, now: int
) -> ItemStatistics:
    """Statistics of the purchases strictly before `now`; prices are those of `features`."""
    bought = interactions.purchases().before(now)
    counts = np.bincount(bought.items, minlength=bought.n_items).astype(np.float32)
    first, last = _first_and_last_day(bought, now)
    buyers = _distinct_buyers(bought)
    columns = [
        *(np.log1p(popularity(bought, now=now, window_days=days)) for days in WINDOWS_DAYS),
        *(trend(bought, now=now, short_days=short, long_days=long) for short, long in TRENDS_DAYS),
        first,
        last,
        _log_prices(features, bought.n_items),
        _season(bought, now),
        np.log1p(buyers),
        _ratio(counts, buyers),
        _ratio(_sum_by_item(bought, _log_counts(bought.baskets, bought)), counts),
        _ratio(_sum_by_item(bought, _log_counts(bought.users, bought)), counts),
    ]
    return ItemStatistics(np.column_stack(columns).astype(np.float32))


def _first_and_last_day(bought: Interactions, now: int) -> tuple[FloatArray, FloatArray]:
    first = np.full(bought.n_items, np.nan, np.float32)
    last = np.full(bought.n_items, np.nan, np.float32)
    ages = bought.ages(now)
    order = np.argsort(ages, kind="stable")
    first[bought.items[order]] = ages[order]
    last[bought.items[order[::-1]]] = ages[order[::-1]]
    return first, last


def _distinct_buyers(bought: Interactions) -> FloatArray:
    known = bought.select(bought.users != NOBODY)
    pairs = np.unique(known.users.astype(np.int64) * bought.n_items + known.items)
    return np.bincount(pairs % bought.n_items, minlength=bought.n_items).astype(np.float32)


def _log_prices(features: ItemFeatures, n_items: int) -> FloatArray:
    if len(features.prices) == 0:
        return np.full(n_items, np.nan, np.float32)
    return np.log(np.where(features.prices > 0, features.prices, np.nan)).astype(np.float32)


def _season(bought: Interactions, now: int) -> FloatArray:
    """Purchases in the month that began a year before `now`; NaN where the log is younger."""
    begin = now - YEAR_DAYS * SECONDS_A_DAY
    if not len(bought) or bought.times.min() > begin:
        return np.full(bought.n_items, np.nan, np.float32)
    end = begin + SEASON_DAYS * SECONDS_A_DAY
    return np.log1p(popularity(bought.before(end), now=end, window_days=SEASON_DAYS))


def _log_counts(
    groups: np.ndarray[tuple[int], np.dtype[np.int32]], bought: Interactions
) -> FloatArray:
    """For every event the logarithm of how many events its basket (or its buyer) has."""
    if not len(bought):
        return np.empty(0, np.float32)
    _, place, counts = np.unique(groups, return_inverse=True, return_counts=True)
    return np.log(counts[place]).astype(np.float32)


def _sum_by_item(bought: Interactions, values: FloatArray) -> FloatArray:
    return np.bincount(bought.items, weights=values, minlength=bought.n_items).astype(np.float32)


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    nothing = np.full(len(above), np.nan, np.float32)
    return np.divide(above, below, out=nothing, where=below > 0)
