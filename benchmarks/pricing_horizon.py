"""A budget of risk over all rounds at once: what was won or lost so far counts as well.

A budget for each round by itself forgets: a good that earned well may dare more, one that a first
change harmed may be led back, and expected losers of three rounds add up. Here a good's chance to
lose is that of its whole course: gains of the rounds behind it, at what is believed of its
elasticity now, and of the candidate price held for the rounds ahead. Each round may spend its part
of the budget on chances beyond the least that a good can still have: what cannot be mended any more
is no reason to stop the others. Candidates and guard rails are the optimiser's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from pricing.algorithms.guard_rails import Facts, GuardRails, apply
from pricing.algorithms.optimiser import candidates
from pricing.algorithms.panel import FloatArray, IntArray

POINTS = norm.ppf((np.arange(60) + 0.5) / 60)
"""Standard deviations of as many points of a normal law, all as likely."""
HALVINGS = 50


@dataclass(frozen=True, slots=True)
class Course:
    """What n goods asked so far, round by round, and what is believed of them now.

    ``usual`` (n,): prices before the first round; ``asked``: prices (n,) of each round behind;
    ``units`` (n,): of a round at the present price; ``rounds_ahead``: with the one to decide.
    """

    usual: IntArray
    asked: Sequence[IntArray]
    facts: Facts
    units: FloatArray
    mean: FloatArray
    sd: FloatArray
    rounds_ahead: int


def decide(course: Course, rails: GuardRails, *, budget: float) -> IntArray:
    """Prices (n,) of the next round.

    ``budget``: share of the goods that may be expected to lose by it in the end, beyond those that
    would whatever is asked.
    """
    facts = course.facts
    prices = candidates(rails, facts)
    behind, ahead = _gains(course, prices)
    total = behind[:, None, :] + course.rounds_ahead * ahead
    allowed = apply(rails, facts, prices).mask
    value = np.where(allowed, ahead.mean(axis=2), -np.inf)
    # Neither won nor lost is no loss; a hair below is what rounding leaves of nothing.
    chance = (total < -1e-9 * np.abs(facts.price * course.units)[:, None, None]).mean(axis=2)
    least = np.where(allowed, chance, np.inf).min(axis=1, keepdims=True)
    taken = _taken(value, chance - least, budget * len(prices))
    return np.take_along_axis(prices, taken[:, None], axis=1)[:, 0]


def _gains(course: Course, prices: IntArray) -> tuple[FloatArray, FloatArray]:
    """Over usual prices at each point of the elasticity's law: behind (n, points), a round ahead
    (n, k, points).
    """
    elasticity = course.mean[:, None] + course.sd[:, None] * POINTS
    present, cost = course.facts.price, course.facts.cost

    def profit(asked: IntArray) -> FloatArray:
        ratio = (asked / present)[:, None]
        return np.asarray((asked - cost)[:, None] * course.units[:, None] * ratio**elasticity)

    unchanged = profit(course.usual)
    behind = sum((profit(asked) - unchanged for asked in course.asked), np.zeros(elasticity.shape))
    ahead = np.stack([profit(column) - unchanged for column in prices.T], axis=1)
    return behind, ahead


def _taken(value: FloatArray, chance: FloatArray, budget: float) -> IntArray:
    """The best column of each good at the least price of risk that keeps to the budget."""

    def at(price: float) -> IntArray:
        return np.asarray((value - price * chance).argmax(axis=1))

    def losers(price: float) -> float:
        return float(np.take_along_axis(chance, at(price)[:, None], axis=1).sum())

    if losers(0.0) <= budget:
        return at(0.0)
    finite = np.where(np.isfinite(value), np.abs(value), 0.0)
    low, high = 0.0, float(finite.max()) * len(POINTS) * 2 + 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if losers(middle) <= budget else (middle, high)
    return at(high)
