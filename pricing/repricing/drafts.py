"""Suggestions before they are rows: a product, the step it would take and what that would do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import norm

from inventory.algorithms.arrays import FloatArray, IntArray
from pricing.algorithms.demand_curve import Demand, Goal, worth
from pricing.algorithms.guard_rails import WHOLE, GuardRails, Rule, apply
from pricing.algorithms.optimiser import GAUSS_HERMITE, STEPS, candidates
from pricing.learned import ElasticityView
from pricing.models import PricePolicy, SuggestionKind
from pricing.repricing.facts import demand_of, facts_of
from pricing.repricing.goods import Good
from pricing.repricing.reasons import Reason

DRAWS = 41
SHOWN = STEPS[::2]
"""Of the steps that were tried, those that are kept to be drawn."""


@dataclass(frozen=True, slots=True)
class Case:
    """A product whose price may be changed: its policy, elasticity and variants."""

    product_id: int
    policy: PricePolicy
    view: ElasticityView
    goods: tuple[Good, ...]

    @property
    def main(self) -> Good:
        """The variant that sells most."""
        return max(self.goods, key=lambda good: good.outlook.over(self.policy.horizon_days)[0])

    @property
    def place(self) -> int:
        return self.goods.index(self.main)

    def demand(self) -> Demand:
        return demand_of(
            self.goods,
            {self.product_id: self.view},
            days=self.policy.horizon_days,
            counts_stock=self.policy.prices_scarcity,
        )


@dataclass(frozen=True, slots=True)
class Gain:
    """In the goal's unit over the horizon: on average, at the interval's ends, and the chance
    that it is none.
    """

    mean: float
    low: float
    high: float
    chance_to_lose: float


@dataclass(frozen=True, slots=True)
class Valued:
    """Sums over a product's variants at k candidate prices, each (k,); ``wanted`` is what would
    be sold if stock never ended.
    """

    wanted: FloatArray
    units: FloatArray
    revenue: FloatArray
    margin: FloatArray
    gain: FloatArray
    gain_low: FloatArray
    gain_high: FloatArray


@dataclass(frozen=True, slots=True)
class Line:
    """A variant, its price after and what that is shown as reduced from."""

    good: Good
    after: int
    compare_at: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be proposed for a product; ``valued`` holds now and after, in this order.

    Drafts of one run that share a ``bond`` are decided on together.
    """

    case: Case
    kind: SuggestionKind
    lines: tuple[Line, ...]
    valued: Valued
    gain: Gain
    rule: Rule
    candidates: tuple[dict[str, Any], ...] = ()
    reasons: tuple[Reason, ...] = ()
    bond: int | None = None

    @property
    def step_basis_points(self) -> int:
        """Of the variant that sells most."""
        line = self.lines[self.case.place]
        return round((line.after / line.good.price - 1) * WHOLE)

    @property
    def covers(self) -> tuple[float | None, float | None]:
        """Days that the stock lasts, now and after; None where it is not kept or nothing sells."""
        free = sum(good.supply.free for good in self.case.goods)
        pace = self.valued.wanted / self.case.policy.horizon_days
        if math.isinf(free) or pace.min() <= 0:
            return None, None
        return round(free / float(pace[0]), 1), round(free / float(pace[1]), 1)


def value(case: Case, prices: IntArray) -> Valued:
    """What candidate prices (variants, k) bring, the first column being the present ones."""
    demand, goal = case.demand(), Goal(case.policy.goal)

    def bring(aim: Goal, away: float, of: Demand = demand) -> FloatArray:
        return _brought(case, of, aim, prices, away)

    def gain(away: float) -> FloatArray:
        brought = bring(goal, away)
        return brought - brought[0]

    ends = np.stack([gain(away * case.policy.deviations) for away in (-1, 0, 1)])
    endless = replace(demand, stock=np.full(demand.stock.shape, np.inf))
    return Valued(
        wanted=bring(Goal.SELL_THROUGH, 0, endless),
        units=bring(Goal.SELL_THROUGH, 0),
        revenue=bring(Goal.REVENUE, 0),
        margin=bring(Goal.MARGIN, 0),
        gain=sum((share * gain(z) for z, share in GAUSS_HERMITE), np.zeros(prices.shape[1])),
        gain_low=ends.min(axis=0),
        gain_high=ends.max(axis=0),
    )


def chance_to_lose(case: Case, after: Sequence[int]) -> float:
    """The chance that prices gain nothing for the policy's goal, over the elasticity's law."""
    prices, demand, goal = beside(case, after), case.demand(), Goal(case.policy.goal)
    drawn = norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS)
    brought = np.stack([_brought(case, demand, goal, prices, float(z)) for z in drawn])
    return float((brought[:, 1] <= brought[:, 0]).mean())


def _brought(case: Case, demand: Demand, goal: Goal, prices: IntArray, away: float) -> FloatArray:
    """What a goal counts at candidate prices (variants, k), summed (k,), with the elasticity so
    many standard deviations above its mean.
    """
    total: FloatArray = worth(
        demand,
        goal,
        prices=prices,
        present=prices[:, 0],
        net_share=np.array([good.net_share for good in case.goods]),
        elasticity=(demand.elasticity + away * demand.elasticity_sd)[:, None],
    ).sum(axis=0)
    return total


def beside(case: Case, after: Sequence[int]) -> IntArray:
    """Present prices and those after, (variants, 2)."""
    return np.array([[good.price for good in case.goods], list(after)], dtype=np.int64).T


def lines_of(case: Case, after: Sequence[int]) -> tuple[Line, ...]:
    """What is reduced already stays reduced from what it was, as long as it is lower."""
    return tuple(
        Line(good, int(price), _compare_at(good, int(price), case.policy))
        for good, price in zip(case.goods, after, strict=True)
    )


def _compare_at(good: Good, after: int, policy: PricePolicy) -> int | None:
    before = good.standing.compare_at
    if before is not None:
        return before if before > after else None
    is_reduced = policy.announces_reductions and after < good.price
    return good.price if is_reduced else None


def candidates_of(
    case: Case, rails: GuardRails, chosen: Sequence[int]
) -> tuple[dict[str, Any], ...]:
    """The steps that were tried, by price, with what each would bring and the rule against it."""
    facts, place = facts_of(case.goods), case.place
    tried = np.concatenate(
        [candidates(rails, facts, steps=SHOWN), np.array(list(chosen))[:, None]], axis=1
    )
    _prices, columns = np.unique(tried[place], return_index=True)
    # The present prices stay first: gains are over them.
    columns = np.concatenate([[0], columns[columns != 0]])
    prices = tried[:, columns]
    valued = value(case, prices)
    rules = apply(rails, facts, prices).rule
    told = [_told(prices, place, valued, rules, column) for column in range(columns.size)]
    return tuple(sorted(told, key=lambda row: int(row["price_minor"])))


def _told(
    prices: IntArray, place: int, valued: Valued, rules: IntArray, column: int
) -> dict[str, Any]:
    price, present = int(prices[place, column]), int(prices[place, 0])
    own = int(rules[place, column])
    return {
        "step": round((price / present - 1) * WHOLE),
        "price_minor": price,
        "units": round(float(valued.units[column]), 1),
        "revenue": round(float(valued.revenue[column])),
        "margin": round(float(valued.margin[column])),
        "gain": round(float(valued.gain[column])),
        "gain_low": round(float(valued.gain_low[column])),
        "gain_high": round(float(valued.gain_high[column])),
        "rule": own or int(rules[:, column].max()),
    }
