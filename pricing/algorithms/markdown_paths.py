"""What a path of prices brings to the end of a season, and how surely it beats standing still.

Demand is taken as expected here, so that a path can be compared at any elasticity; the path itself
comes from ``markdown``, which counts with chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from inventory.algorithms.arrays import FloatArray, IntArray
from pricing.algorithms.markdown import Season

DRAWS = 41
"""Evenly spaced quantiles of the elasticity at which the gain is asked."""


@dataclass(frozen=True, slots=True)
class PathGain:
    """Over the present price to the end, in minor units without tax: on average, the least and
    most at the ends of the elasticity's interval, and the chance that it is none.
    """

    mean: float
    low: float
    high: float
    chance_to_lose: float


@dataclass(frozen=True, slots=True)
class PathResult:
    """What a path comes to: units sold, what they brought, and units left."""

    sold: float
    revenue: float
    left: float

    def worth(self, salvage: float) -> float:
        return self.revenue + salvage * self.left


def follow(season: Season, levels: IntArray, *, elasticity: float) -> PathResult:
    """Walk a path of levels (T,), week by week, selling what is expected while stock lasts."""
    left, revenue = float(season.stock), 0.0
    for week, level in enumerate(levels.tolist()):
        ratio = float(season.prices[level]) / float(season.prices[0])
        sold = min(float(season.weekly[week]) * ratio**elasticity, left)
        revenue += sold * float(season.prices[level]) * season.net_share
        left -= sold
    return PathResult(sold=season.stock - left, revenue=revenue, left=left)


def gain_of(season: Season, levels: IntArray, *, deviations: float = 1.0) -> PathGain:
    """How much more a path brings than the present price, over the law of the elasticity.

    A cut gains the more, the more elastic demand is, so the ends of the interval are the ends of
    the gain as well.
    """

    def gain(elasticity: float) -> float:
        still = follow(season, np.zeros_like(levels), elasticity=elasticity)
        path = follow(season, levels, elasticity=elasticity)
        return path.worth(season.salvage) - still.worth(season.salvage)

    places: FloatArray = norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS)
    drawn = np.array([gain(season.elasticity + z * season.elasticity_sd) for z in places])
    reach = deviations * season.elasticity_sd
    ends = [gain(season.elasticity + away) for away in (-reach, 0.0, reach)]
    return PathGain(
        mean=float(drawn.mean()),
        low=min(ends),
        high=max(ends),
        chance_to_lose=float((drawn <= 0).mean()),
    )
