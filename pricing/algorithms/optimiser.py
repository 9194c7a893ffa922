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

STEPS = np.round(np.arange(40, -41, -1) / 100, 2)
"""Changes that are tried, as shares of the present price; of prices as good the highest is taken."""
GAUSS_HERMITE = ((-(3**0.5), 1 / 6), (0.0, 2 / 3), (3**0.5, 1 / 6))
"""Standard deviations and weights of three points that have a normal law's first five moments."""


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
    ``least_gain``: the gain, as a share of what the present price is worth, below which nothing
    is moved; ``acts_when_unsure``: proposes the best on average, whatever the ends say.
    """

    deviations: float = 1.0
    least_gain: float = 0.0
    acts_when_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Proposals:
    """One proposal a product, each (n,).

    ``price`` in minor units, the present one where nothing is proposed; gains over the present
    price in the goal's unit: on average over the elasticity's law, and the least and most at the
    ends of its interval; ``rule``: the ``Rule`` that kept the price from the best on average of
    the grid; ``acts``: whether the price changes.
    """

    price: IntArray
    gain: FloatArray
    gain_low: FloatArray
    gain_high: FloatArray
    rule: IntArray
    acts: BoolArray


@dataclass(frozen=True, slots=True)
class _Gains:
    """Over the present price, at candidate prices (n, k)."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray


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
    sure = _sure(products, goal, gains, careful)
    allowed = apply(rails, facts, prices)
    mover = movers(facts)
    columns = together(facts, prices, allowed.mask, mover)
    value = _summed(gains.mean, mover)
    value[~(columns & _all_of(sure, mover))] = -np.inf
    # The present price stands whatever else holds.
    value[:, 0] = 0.0
    taken = settle(rails, facts, prices, value=value, mover=mover)[mover]
    rows = np.arange(taken.size)
    chosen = prices[rows, taken]
    return Proposals(
        price=chosen,
        gain=gains.mean[rows, taken],
        gain_low=gains.low[rows, taken],
        gain_high=gains.high[rows, taken],
        rule=_binding(gains.mean, prices, chosen, allowed.rule, columns[mover], sure),
        acts=chosen != facts.price,
    )


def _gains(products: Products, goal: Goal, prices: IntArray, deviations: float) -> _Gains:
    demand, facts = products.demand, products.facts
    net_share = WHOLE / (WHOLE + facts.tax)

    def gain(away: float) -> FloatArray:
        value = worth(
            demand,
            goal,
            prices=prices,
            present=facts.price,
            net_share=net_share,
            elasticity=demand.elasticity + away * demand.elasticity_sd,
        )
        return value - value[:, :1]

    ends = np.stack([gain(-deviations), gain(0.0), gain(deviations)])
    mean = sum((weight * gain(away) for away, weight in GAUSS_HERMITE), np.zeros(prices.shape))
    return _Gains(mean=mean, low=ends.min(axis=0), high=ends.max(axis=0))


def _sure(products: Products, goal: Goal, gains: _Gains, caution: Caution) -> BoolArray:
    if caution.acts_when_unsure:
        return gains.mean > 0
    demand, facts = products.demand, products.facts
    now = worth(
        demand,
        goal,
        prices=facts.price[:, None],
        present=facts.price,
        net_share=WHOLE / (WHOLE + facts.tax),
        elasticity=demand.elasticity,
    )
    return (gains.low > 0) & (gains.mean >= caution.least_gain * np.abs(now))


def _summed(gain: FloatArray, mover: IntArray) -> FloatArray:
    total = np.zeros((int(mover.max(initial=-1)) + 1, gain.shape[1]))
    np.add.at(total, mover, gain)
    return total


def _all_of(holds: BoolArray, mover: IntArray) -> BoolArray:
    together_hold = np.ones((int(mover.max(initial=-1)) + 1, holds.shape[1]), dtype=np.bool_)
    np.logical_and.at(together_hold, mover, holds)
    return together_hold


def _binding(
    mean: FloatArray,
    prices: IntArray,
    chosen: IntArray,
    rule: IntArray,
    together_may: BoolArray,
    sure: BoolArray,
) -> IntArray:
    """The rule against the candidate that is best on average, when it was not taken."""
    rows = np.arange(len(mean))
    best = mean.argmax(axis=1)
    alone = rule[rows, best]
    reason = np.full(best.shape, int(Rule.LADDER))
    reason[~sure[rows, best]] = Rule.UNCERTAIN
    reason[~together_may[rows, best]] = Rule.FAMILY
    stopped = alone != Rule.NOTHING
    reason[stopped] = alone[stopped]
    reason[prices[rows, best] == chosen] = Rule.NOTHING
    return reason
