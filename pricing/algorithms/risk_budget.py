"""A budget of risk: how many products may be expected to earn less than they did.

Every change may turn out wrong. Of all sets of changes whose expected number of losers keeps to
the budget, the one that gains most gives each product the change of the largest gain less a price
of risk times its chance to lose, with one price of risk for all (Everett 1963, "Generalized
Lagrange multiplier method", Operations Research 11). So products that earn much may carry more of
the risk, and those that earn little move only when it is all but certain.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import norm

from inventory.algorithms.arrays import FloatArray, IntArray

FARTHEST, HALVINGS, TURNS = 6.0, 14, 40


def chance_to_lose(
    gain: Callable[[FloatArray], FloatArray], prices: IntArray, present: IntArray
) -> FloatArray:
    """Chance (n, k) that a candidate price gains nothing, the elasticity being normal.

    ``gain`` says what prices gain when each elasticity lies the given standard deviations (n, k)
    above its mean. A higher price gains more the less elastic demand is, a lower one less, so the
    chance is that of one side of the point of break-even.
    """
    raises = prices > present[:, None]
    low, high = np.full(prices.shape, -FARTHEST), np.full(prices.shape, FARTHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = (gain(middle) <= 0) == raises
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    chance = norm.cdf(np.where(raises, high, -low))
    return np.where(prices == present[:, None], 0.0, chance)


def price_of_risk(value: FloatArray, chance: FloatArray, *, budget: float) -> float:
    """The least price of a loser at which the best columns' expected losers keep to the budget.

    ``value`` (m, k) is what columns gain, minus infinity where they may not be taken, ``chance``
    (m, k) how many lose by them; column 0 gains and risks nothing.
    """
    if _losers(value, chance, 0.0) <= budget:
        return 0.0
    gains = np.where(np.isfinite(value) & (chance > 0), value, 0.0)
    # Above this price no column with any chance to lose is worth its risk.
    low, high = 0.0, float((gains / np.where(chance > 0, chance, 1.0)).max()) + 1.0
    for _ in range(TURNS):
        middle = (low + high) / 2
        if _losers(value, chance, middle) <= budget:
            high = middle
        else:
            low = middle
    return high


def _losers(value: FloatArray, chance: FloatArray, price: float) -> float:
    best = (value - price * chance).argmax(axis=1)
    return float(np.take_along_axis(chance, best[:, None], axis=1).sum())
