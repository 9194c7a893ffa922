"""Proposals of prices: the best of a grid for a goal, inside hard rails, where the gain is sure.

For each product a grid of steps around the present price is given the currency's endings, valued
under the demand curve at the elasticity's mean and at one standard deviation either way, and held
against the guard rails, which come last: they judge the very price that would be asked. A price
is proposed only if it gains at both ends of the interval. Demand of constant elasticity makes the
gain of a price monotone in the elasticity, so that it then gains everywhere between.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inventory.algorithms.arrays import BoolArray, FloatArray, IntArray, require
from pricing.algorithms.demand_curve import Demand, Goal, worth
from pricing.algorithms.endings import nearest_ending
from pricing.algorithms.families import movers, settle, together
from pricing.algorithms.guard_rails import WHOLE, Facts, GuardRails, Rule, apply
from pricing.algorithms.risk_budget import chance_to_lose, price_of_risk

STEPS = np.round(np.arange(40, -41, -1) / 100, 2)
"""Changes that are tried, as shares of the present price; among equals the highest is taken."""
GAUSS_HERMITE = ((-(3**0.5), 1 / 6), (0.0, 2 / 3), (3**0.5, 1 / 6))
"""Standard deviations and weights of three points that have a normal law's first five moments."""

DEARER = 1.5
"""How much the price of risk grows when ladders have led beyond the budget."""


@dataclass(frozen=True, slots=True)
class Products:
    """n products: what the rails ask of them and what is known of their demand."""

    facts: Facts
    demand: Demand

    def __post_init__(self) -> None:
        require(self.facts.price.shape == self.demand.units.shape, "as many facts as demands")


@dataclass(frozen=True, slots=True)
class Caution:
    """When a gain counts as sure.

    ``deviations``: standard deviations of the elasticity either way at which a price has to gain;
    ``risk_budget``: share of the products that may be expected to earn less by all proposals
    together, None for no limit; ``acts_when_unsure``: proposes the best on average, whatever the
    ends say.

    Raises:
        ValueError: negative deviations or budget.
    """

    deviations: float = 1.0
    risk_budget: float | None = None
    acts_when_unsure: bool = False

    def __post_init__(self) -> None:
        require(self.deviations >= 0, "deviations are not negative")
        require(self.risk_budget is None or self.risk_budget >= 0, "a budget is not negative")


@dataclass(frozen=True, slots=True)
class Proposals:
    """One proposal a product, each (n,).

    ``price`` in minor units, the present one where nothing is proposed; gains over the present
    price in the goal's unit: on average over the elasticity's law, and the least and most at the
    ends of its interval; ``chance_to_lose`` of each; ``rule``: the ``Rule`` that kept the price
    from the best on average of the grid; ``acts``: whether the price changes.
    """

    price: IntArray
    gain: FloatArray
    gain_low: FloatArray
    gain_high: FloatArray
    chance_to_lose: FloatArray
    rule: IntArray
    acts: BoolArray


@dataclass(frozen=True, slots=True)
class _Gains:
    """Over the present price, at candidate prices (n, k)."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    chance_to_lose: FloatArray


def candidates(rails: GuardRails, facts: Facts, *, steps: FloatArray = STEPS) -> IntArray:
    """Candidate prices (n, 1 + steps) with endings; the first column is the present price."""
    stepped = np.rint(facts.price[:, None] * (1 + steps)).astype(np.int64)
    ended = nearest_ending(stepped, rails.endings, digits=rails.digits)
    return np.concatenate([facts.price[:, None], ended], axis=1)


def propose(
    products: Products, rails: GuardRails, goal: Goal, *, caution: Caution | None = None
) -> Proposals:
    """The price of each product that gains most on average, of those that surely gain.

    Raises:
        ValueError: facts and demands of different length.
    """
    careful = caution or Caution()
    facts = products.facts
    prices = candidates(rails, facts)
    gains = _gains(products, goal, prices, careful.deviations)
    deciding = gains.mean if careful.acts_when_unsure else gains.low
    allowed = apply(rails, facts, prices)
    mover = movers(facts)
    columns = together(facts, prices, allowed.mask, mover)
    value = _summed(gains.mean, mover)
    # Who has nothing to sell neither gains nor loses, and does not hold its family back.
    sure = _all_of(deciding >= 0, mover) & (_summed(deciding, mover) > 0)
    value[~(columns & sure)] = -np.inf
    # The present price stands whatever else holds.
    value[:, 0] = 0.0
    settled = _settled(products, rails, prices, value, gains.chance_to_lose, careful)
    taken = settled.taken[mover]
    rows = np.arange(taken.size)
    chosen = prices[rows, taken]
    reasons = _Reasons(allowed.rule, columns[mover], sure[mover], prices[rows, settled.free[mover]])
    return Proposals(
        price=chosen,
        gain=gains.mean[rows, taken],
        gain_low=gains.low[rows, taken],
        gain_high=gains.high[rows, taken],
        chance_to_lose=gains.chance_to_lose[rows, taken],
        rule=_binding(gains.mean, prices, chosen, reasons),
        acts=chosen != facts.price,
    )


@dataclass(frozen=True, slots=True)
class _Settled:
    """The columns (m,) that the movers take, and would take had risk no price."""

    taken: IntArray
    free: IntArray


def _settled(
    products: Products,
    rails: GuardRails,
    prices: IntArray,
    value: FloatArray,
    chance: FloatArray,
    caution: Caution,
) -> _Settled:
    """What each mover takes inside ladders and the budget of risk."""
    facts = products.facts
    mover = movers(facts)
    free = settle(rails, facts, prices, value=value, mover=mover)
    if caution.risk_budget is None:
        return _Settled(free, free)
    losers = _summed(chance, mover)
    budget = caution.risk_budget * len(prices)
    price = price_of_risk(value, losers, budget=budget)
    while True:
        taken = settle(rails, facts, prices, value=value - price * losers, mover=mover)
        if losers[np.arange(taken.size), taken].sum() <= budget:
            return _Settled(taken, free)
        # A ladder made someone take another column than its best: risk gets dearer.
        price = price * DEARER + 1.0


def _gains(products: Products, goal: Goal, prices: IntArray, deviations: float) -> _Gains:
    demand, facts = products.demand, products.facts

    def gain(away: FloatArray) -> FloatArray:
        value = worth(
            demand,
            goal,
            prices=prices,
            present=facts.price,
            net_share=WHOLE / (WHOLE + facts.tax),
            elasticity=demand.elasticity[:, None] + away * demand.elasticity_sd[:, None],
        )
        # At the present price the elasticity does not matter.
        return value - value[:, :1]

    point = np.ones((1, 1))
    ends = np.stack([gain(-deviations * point), gain(0 * point), gain(deviations * point)])
    mean = sum((share * gain(z * point) for z, share in GAUSS_HERMITE), np.zeros(prices.shape))
    # What gains nothing at either end sells nothing: it does not lose either.
    moves = ends.any(axis=0)
    return _Gains(
        mean=mean,
        low=ends.min(axis=0),
        high=ends.max(axis=0),
        chance_to_lose=np.where(moves, chance_to_lose(gain, prices, facts.price), 0.0),
    )


def _summed(gain: FloatArray, mover: IntArray) -> FloatArray:
    total = np.zeros((int(mover.max(initial=-1)) + 1, gain.shape[1]))
    np.add.at(total, mover, gain)
    return total


def _all_of(holds: BoolArray, mover: IntArray) -> BoolArray:
    together_hold = np.ones((int(mover.max(initial=-1)) + 1, holds.shape[1]), dtype=np.bool_)
    np.logical_and.at(together_hold, mover, holds)
    return together_hold


@dataclass(frozen=True, slots=True)
class _Reasons:
    """Why candidates (n, k) were not taken: alone, as a family, as unsure; (n,) free of budgets."""

    alone: IntArray
    family_may: BoolArray
    sure: BoolArray
    free: IntArray


def _binding(mean: FloatArray, prices: IntArray, chosen: IntArray, why: _Reasons) -> IntArray:
    """The rule against the candidate that is best on average, when it was not taken."""
    rows = np.arange(len(mean))
    best = mean.argmax(axis=1)
    wanted = prices[rows, best]
    reason = np.where(wanted == why.free, int(Rule.RISK_BUDGET), int(Rule.LADDER))
    alone = why.alone[rows, best]
    reason[~why.sure[rows, best]] = Rule.UNCERTAIN
    reason[~why.family_may[rows, best]] = Rule.FAMILY
    stopped = alone != Rule.NOTHING
    reason[stopped] = alone[stopped]
    reason[(wanted == chosen) | (mean[rows, best] <= 0)] = Rule.NOTHING
    return reason
