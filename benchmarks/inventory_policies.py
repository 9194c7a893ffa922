"""Online Retail as a warehouse: its demand, what was forecast each week, and policies to replay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.forecasting_data import by_week, online_retail
from forecasting.algorithms import pipeline
from forecasting.algorithms.panel import BoolArray, FloatArray, Panel, Period
from inventory.algorithms.exchange import order_cycles
from inventory.algorithms.policies import OrderUpTo
from inventory.algorithms.safety_stock import lead_time_demand, windowed_demand
from inventory.algorithms.simulation import Reviewer, Terms

LEAD_TIMES = (5, 6, 7, 8, 9, 12)
LEAD_MEAN, LEAD_SD = 7.6, 2.2
"""What a shop would have learned of its suppliers; the draws have a mean of 7.8."""
REVIEW_DAYS = 1
CYCLE = 21.0
"""Days of demand of an order: for every good in all policies but one, on average in that one."""
RECENT_DAYS, HALF_YEAR = 56, 182
FORECAST_SHARE = 0.7
COST_SHARE = 0.5
"""The file knows no costs: half of the price."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are replayed: from ``start`` up to but not with ``end``."""

    start: date
    end: date


TEST = Window(date(2011, 8, 19), date(2011, 12, 10))
EARLIER = Window(date(2011, 4, 25), date(2011, 8, 19))
"""On which choices were made; the test has seen none of them."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was forecast on a day, from the days before it: units a day and their spread a day."""

    daily: FloatArray
    spread: FloatArray


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Demand of n goods by day up to the end of a window, with the forecasts of each review."""

    demand: FloatArray
    cost: FloatArray
    terms: Terms
    start: int
    reviews: BoolArray
    looks: dict[int, Look]

    def lead_times(self, seed: int) -> FloatArray:
        """Shape (n, T): how long an order of a day takes, each at random."""
        return np.random.default_rng(seed).choice(LEAD_TIMES, size=self.demand.shape)


def warehouse(path: Path, window: Window, *, goods: int = 200) -> Warehouse:
    """The goods that sold best before the test, their median price, and a forecast each Monday.

    What forecasts are sure of is learned once, from what was before the window.
    """
    panel = online_retail(path, period=Period.DAY, most=goods).panel
    panel = panel.until((window.end - panel.first).days)
    start = (window.start - panel.first).days
    mondays = np.array([panel.start_of(day).weekday() == 0 for day in range(panel.periods)])
    model = pipeline.fit(by_week(panel.until(start)))
    days = [day for day in range(start, panel.periods) if day == start or mondays[day]]
    assert panel.price is not None  # noqa: S101
    price = np.nanmedian(np.where(panel.known, panel.price, np.nan), axis=1)
    return Warehouse(
        demand=np.nan_to_num(panel.units),
        cost=COST_SHARE * price,
        terms=Terms(price=price, cost=COST_SHARE * price),
        start=start,
        reviews=mondays,
        looks={day: _look(model, panel.until(day)) for day in days},
    )


def _look(model: pipeline.Model, history: Panel) -> Look:
    """The forecast of the next two weeks, drawn a little to the mean of the last eight.

    The spread is between how wrong forecasts of its kind were and how far the good itself strays:
    the mean of both variances.
    """
    weeks = by_week(history)
    mean = pipeline.look_ahead(model, weeks, 4).mean
    sums = pipeline.sum_spread(model, weeks, mean)
    fortnight = sums.days.index(14)
    units = np.nan_to_num(history.units)
    recent = units[:, -RECENT_DAYS:].mean(axis=1)
    pooled, own = sums.sd[:, fortnight] ** 2 / 14, _spread_of_weeks(units) ** 2
    return Look(
        daily=FORECAST_SHARE * mean[:, :2].mean(axis=1) / 7 + (1 - FORECAST_SHARE) * recent,
        spread=np.sqrt((pooled + own) / 2),
    )


Knob = float
Way = Callable[[Warehouse, Knob], Reviewer]
"""How to order; the knob turns it from little stock to much."""


def fixed_point(house: Warehouse, cover: Knob) -> Reviewer:
    """One reorder point a good, set once: so many days of past demand beyond the lead time."""
    mean = house.demand[:, : house.start].mean(axis=1)
    return _once(mean * (LEAD_MEAN + cover), mean * CYCLE)


def one_threshold(house: Warehouse, cover: Knob) -> Reviewer:
    """The same reorder point for all goods, set once."""
    mean = np.full(len(house.demand), house.demand[:, : house.start].mean())
    return _once(mean * (LEAD_MEAN + cover), mean * CYCLE)


def moving_average(house: Warehouse, z: Knob) -> Reviewer:
    """The mean of eight weeks, and z times the spread of half a year's weeks."""

    def review(day: int, history: FloatArray) -> OrderUpTo:
        daily = history[:, -RECENT_DAYS:].mean(axis=1)
        return _levels(Look(daily, _spread_of_weeks(history)), z, daily * CYCLE)

    return review


def empirical(house: Warehouse, share: Knob) -> Reviewer:
    """A quantile of nine-day demand of the last half year, moved with the level of demand."""

    def review(day: int, history: FloatArray) -> OrderUpTo:
        recent = history[:, -HALF_YEAR:]
        daily = history[:, -RECENT_DAYS:].mean(axis=1)
        moved = np.clip(daily / (recent.mean(axis=1) + 1e-6), 0.5, 2)
        reorder_at = np.quantile(windowed_demand(recent, 9), share, axis=1) * moved
        return OrderUpTo(reorder_at, reorder_at + np.maximum(daily * CYCLE, 1))

    return review


def forecast_same_cycle(house: Warehouse, z: Knob) -> Reviewer:
    """The forecast, and safety by how wrong forecasts were; 21 days of demand an order."""

    def review(day: int, history: FloatArray) -> OrderUpTo:
        look = house.looks[day]
        return _levels(look, z, look.daily * CYCLE)

    return review


def forecast_own_cycles(house: Warehouse, z: Knob) -> Reviewer:
    """As before, each good ordered as often as its turnover asks for: 21 days on average."""

    def review(day: int, history: FloatArray) -> OrderUpTo:
        look = house.looks[day]
        cycles = order_cycles(look.daily * house.cost, mean_cycle=CYCLE)
        return _levels(look, z, look.daily * cycles)

    return review


def knows_the_future(house: Warehouse, z: Knob) -> Reviewer:
    """The true mean of the next four weeks: no policy, but how far forecasts could ever lead."""

    def review(day: int, history: FloatArray) -> OrderUpTo:
        daily = house.demand[:, day : day + 28].mean(axis=1)
        return _levels(Look(daily, _spread_of_weeks(history)), z, daily * CYCLE)

    return review


def _once(reorder_at: FloatArray, lot: FloatArray) -> Reviewer:
    policy = OrderUpTo(reorder_at, reorder_at + lot)
    return lambda day, history: policy


def _levels(look: Look, z: Knob, lot: FloatArray) -> OrderUpTo:
    demand = lead_time_demand(look.daily, look.spread, LEAD_MEAN + REVIEW_DAYS, LEAD_SD)
    reorder_at = demand.mean + z * demand.sd
    return OrderUpTo(reorder_at, reorder_at + np.maximum(lot, 1))


def _spread_of_weeks(history: FloatArray) -> FloatArray:
    recent = history[:, -HALF_YEAR:]
    weeks = recent[:, recent.shape[1] % 7 :].reshape(len(recent), -1, 7).sum(axis=2)
    return np.asarray(weeks.std(axis=1) / np.sqrt(7))


Z = tuple(np.linspace(-0.4, 3.0, 14))
LOW_Z = (-2.5, -2.0, -1.5, -1.0, *Z)
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.995)
COVERS = (0, 3, 7, 10, 14, 18, 22, 28, 35, 42)
WIDE_COVERS = (0, 7, 14, 28, 42, 56, 80, 110)

WAYS: dict[str, tuple[Way, tuple[float, ...]]] = {
    "forecast, own cycles": (forecast_own_cycles, Z),
    "forecast, 21 days": (forecast_same_cycle, Z),
    "moving average, 21 days": (moving_average, Z),
    "empirical quantile": (empirical, SHARES),
    "one threshold for all": (one_threshold, WIDE_COVERS),
    "fixed reorder point": (fixed_point, COVERS),
    "knows the future": (knows_the_future, LOW_Z),
}
"""Every way with the knobs at which it is replayed: its frontier."""
OURS, SAME_CYCLE, FIXED = "forecast, own cycles", "forecast, 21 days", "fixed reorder point"
FIXED_COVER = 14.0
