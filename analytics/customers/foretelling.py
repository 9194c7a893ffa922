"""What customers will do next: risk, value, next order and likely goods, of many at once.

The models are fitted by their trainings; here they are only asked, so that a shop that fits in no
memory can be asked range by range. Where no model serves, nothing is told in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.closed_windows import Habits
from analytics.algorithms.customer_facts import AHEAD, Facts, facts_of
from analytics.algorithms.customer_value import Spend
from analytics.algorithms.likely_groups import taste_of
from analytics.algorithms.purchases import UNKNOWN, FloatArray, IntArray, Purchases
from analytics.customers.artifacts import ChurnModel, ValueModel
from analytics.customers.reasons import Reason, reasons_of
from analytics.customers.serving import Served, current_churn, current_value
from catalog.models import Product
from foundation.moments import day_number

YEAR = 365
CATEGORIES = 5
LEAST_CHANCE = 0.02
LIKELY_TO_STAY = 0.5
"""Who more likely than not stays away gets no window for a next order."""
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class _Money:
    """Minor units of the base currency, shape (n,) each; NaN where nothing is foretold."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True)
class Foretold:
    """What is foretold of customers, in the order of the purchases asked about.

    Attributes:
        customers: shape (n,), their numbers.
        churn_risk: shape (n,), chance of no order in 90 days; NaN where nothing is foretold.
        churn_reasons: of each, the weightiest first.
        value_90, value_365: shape (n,), what they will spend, in minor units of the base currency;
            of ten customers eight spend between low and high. NaN where nothing is foretold.
        next_from, next_to: shape (n,), days since 1970 between which half of those who order do
            so for the next time; ``UNKNOWN`` where an order is not likely or nothing is foretold.
        likely_categories: of each, numbers of categories with the chance that the next order
            holds something of it, likeliest first.
        churn_version, value_version: what was asked; empty where nothing serves.
    """

    customers: IntArray
    churn_risk: FloatArray
    churn_reasons: Sequence[Sequence[Reason]]
    value_90: FloatArray
    value_90_low: FloatArray
    value_90_high: FloatArray
    value_365: FloatArray
    value_365_low: FloatArray
    value_365_high: FloatArray
    next_from: IntArray
    next_to: IntArray
    likely_categories: Sequence[Sequence[dict[str, Any]]]
    churn_version: str
    value_version: str


def foretell(purchases: Purchases, behaviour: Behaviour | None, *, as_of: date) -> Foretold:
    """Ask the champions about the customers of ``purchases`` on the morning of ``as_of``.

    Raises:
        ValueError: the purchases do not end on that morning.
    """
    if purchases.until != day_number(as_of):
        raise ValueError("purchases of another day")
    churn, value = current_churn(), current_value()
    size = len(purchases.customers)
    risk, reasons, window = _stays_away(churn, purchases, behaviour)
    quarter, year = _spends(value, purchases, behaviour)
    likely = [] if not size else likely_categories(purchases)
    return Foretold(
        customers=purchases.customers,
        churn_risk=risk,
        churn_reasons=reasons,
        value_90=quarter.mean,
        value_90_low=quarter.low,
        value_90_high=quarter.high,
        value_365=year.mean,
        value_365_low=year.low,
        value_365_high=year.high,
        next_from=window[0],
        next_to=window[1],
        likely_categories=likely,
        churn_version=churn.version if churn else "",
        value_version=value.version if value else "",
    )


def likely_categories(purchases: Purchases) -> list[list[dict[str, Any]]]:
    """Of each customer, the categories of which the next order may hold something."""
    taste = taste_of(purchases, _categories(purchases.lines.product))
    found: list[list[dict[str, Any]]] = []
    size = len(purchases.customers)
    for first in range(0, size, AT_ONCE):
        rows = np.arange(first, min(first + AT_ONCE, size))
        groups, chances = taste.likeliest(rows, CATEGORIES)
        found += [
            [
                {"category": group, "chance": round(chance, 3)}
                for group, chance in zip(*pair, strict=True)
                if chance >= LEAST_CHANCE
            ]
            for pair in zip(groups.tolist(), chances.tolist(), strict=True)
        ]
    return found


def _categories(products: IntArray) -> IntArray:
    """The category of each product, ``UNKNOWN`` where it is gone or has none."""
    rows = list(Product.objects.order_by("pk").values_list("pk", "category_id"))
    if not rows:
        return np.full(len(products), UNKNOWN)
    numbers = np.array([pk for pk, _category in rows])
    categories = np.array([UNKNOWN if each is None else each for _pk, each in rows])
    place = np.minimum(np.searchsorted(numbers, products), len(numbers) - 1)
    return np.where(numbers[place] == products, categories[place], UNKNOWN)


def _stays_away(
    served: Served[ChurnModel] | None, purchases: Purchases, behaviour: Behaviour | None
) -> tuple[FloatArray, Sequence[Sequence[Reason]], tuple[IntArray, IntArray]]:
    size = len(purchases.customers)
    nothing = np.full(size, UNKNOWN)
    if served is None or not size:
        return np.full(size, np.nan), [[] for _each in range(size)], (nothing, nothing)
    model = served.model
    facts = _facts(model.habits, purchases, behaviour)
    risk = model.churn.risks(facts.values)
    reasons = reasons_of(facts, model.churn.reasons(facts.values))
    if model.next_order is None:
        return risk, reasons, (nothing, nothing)
    days = np.rint(model.next_order.quantiles(facts.values)).astype(np.int64)
    comes = risk < LIKELY_TO_STAY
    ends = [np.where(comes, purchases.until + days[:, column], UNKNOWN) for column in (0, -1)]
    return risk, reasons, (ends[0], ends[1])


def _spends(
    served: Served[ValueModel] | None, purchases: Purchases, behaviour: Behaviour | None
) -> tuple[_Money, _Money]:
    size = len(purchases.customers)
    if served is None or not size:
        nothing = _Money(*(np.full(size, np.nan) for _each in range(3)))
        return nothing, nothing
    facts = _facts(served.model.habits, purchases, behaviour)
    by_days = {spend.days: spend for spend in served.model.spends}
    near = _money(by_days[AHEAD], facts)
    if YEAR in by_days:
        return near, _money(by_days[YEAR], facts)
    return near, _year_from_quarter(near, facts, served.model.habits)


def _money(spend: Spend, facts: Facts) -> _Money:
    mean = spend.money(facts.values)
    return _Money(mean, *spend.spread.ends(mean))


def _year_from_quarter(near: _Money, facts: Facts, habits: Habits) -> _Money:
    """No year is over yet that could teach: the quarter, as BG/NBD has orders grow with time.

    The interval is as wide, in proportion, as that of the quarter: rather too wide.
    """
    quarter = habits.buying.expected_orders(facts.rhythm, AHEAD)
    year = habits.buying.expected_orders(facts.rhythm, YEAR)
    times = np.clip(year / np.maximum(quarter, 1e-9), 1, YEAR / AHEAD)
    return _Money(near.mean * times, near.low * times, near.high * times)


def _facts(habits: Habits, purchases: Purchases, behaviour: Behaviour | None) -> Facts:
    return facts_of(purchases, behaviour, habits.buying, habits.spending)
