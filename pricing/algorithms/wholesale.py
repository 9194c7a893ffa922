"""Prices by quantity for buyers who buy much: where a discount begins, and how deep it pays.

A line of an order costs the shop something whatever its quantity (picking, packing), so a unit of a
large line costs less than one of a small line: that is what a quantity discount can give away. How
deep it pays hangs on how much more is bought for it. Both are weighed for each quantity at which
prices could break; a break stands above what most lines hold, else it is given away for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
NICE = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 25, 30, 40, 48, 50, 60, 75, 80, 100)
BREAKS_AT = (0.6, 0.9)
"""Quantiles of the quantities bought, by lines, at which prices may break."""
STEP = 100
"""One per cent, in basis points: discounts are whole per cents."""
WHOLE = 10_000
MOST_GROWTH = 3.0
SURE = 1.0
"""A discount must gain at so many standard deviations of the elasticity either way."""
INTERVAL = 1.2816
"""Half the width of an interval of 80 per cent, in standard deviations."""
PRIOR_SLOPE, PRIOR_SLOPE_SD = 3.0, 2.0
PRIOR_LEVEL_SD = 1.5
NEWTON_STEPS = 30


@dataclass(frozen=True, slots=True)
class Goods:
    """One variant: amounts in minor units, ``net_share`` what of its price is not tax."""

    retail: int
    cost: int
    net_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a line costs in handling, the least margin and the largest discount (basis points)."""

    handling: int
    margin_floor: int
    most_off: int


@dataclass(frozen=True, slots=True)
class Response:
    """How much more is bought for one per cent less: an elasticity and how surely it is known."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Tier:
    """A price from a quantity on; ``off`` the usual price in basis points.

    Gains are in minor units over the time that the lines are of, against what is paid now, with an
    interval of 80 per cent.
    """

    minimum_quantity: int
    amount: int
    off: int
    units: int
    gain: float
    low: float
    high: float


def break_quantities(quantities: Sequence[int]) -> list[int]:
    """Round quantities above which few lines lie: where prices may break, the smallest first."""
    found = np.asarray(quantities, dtype=np.float64)
    if not len(found):
        return []
    wanted = np.quantile(found, BREAKS_AT)
    return sorted({nice for value in wanted if (nice := _nice(float(value))) <= found.max()})


def _nice(value: float) -> int:
    """The next quantity that people write on lists, at least two."""
    scale = 1
    while value > NICE[-1] * scale:
        scale *= 10
    return next(nice * scale for nice in NICE if nice * scale >= value)


def propose_tiers(
    quantities: Sequence[int],
    *,
    goods: Goods,
    paid: Sequence[int],
    terms: Terms,
    response: Response,
) -> list[Tier]:
    """The tiers that gain for sure; none where no discount does.

    Args:
        quantities: units of each line that the group bought.
        paid: the unit price that the group has now from each break on, in the order of
            ``break_quantities``: a tier is proposed only below it.
    """
    found = np.asarray(quantities, dtype=np.float64)
    breaks = break_quantities(quantities)
    tiers: list[Tier] = []
    least_off = 0
    for place, begin in enumerate(breaks):
        end = breaks[place + 1] if place + 1 < len(breaks) else np.inf
        inside = found[(found >= begin) & (found < end)]
        if not len(inside):
            continue
        tier = _best(begin, inside, goods, min(paid[place], goods.retail), terms, response)
        if tier is not None and tier.off > least_off:
            tiers.append(tier)
            least_off = tier.off
    return tiers


def _best(
    begin: int, lines: FloatArray, goods: Goods, now: int, terms: Terms, response: Response
) -> Tier | None:
    """The discount of one break that gains most on average among those that surely gain."""
    off = np.arange(STEP, terms.most_off + 1, STEP)
    prices = np.floor(goods.retail * (WHOLE - off) / WHOLE)
    units, per_unit = float(lines.sum()), terms.handling / float(lines.mean())
    cost = goods.cost + per_unit
    net = prices * goods.net_share
    allowed = (prices < now) & (prices > 0) & ((net - cost) * WHOLE >= terms.margin_floor * net)
    if not allowed.any():
        return None

    def gain(elasticity: float) -> FloatArray:
        growth = np.minimum((prices / now) ** min(elasticity, 0.0), MOST_GROWTH)
        before = units * (now * goods.net_share - cost)
        return np.asarray(units * growth * (net - cost) - before, dtype=np.float64)

    mean = gain(response.mean)
    ends = [gain(response.mean + side * SURE * response.sd) for side in (-1, 1)]
    sure = allowed & (mean > 0) & (ends[0] > 0) & (ends[1] > 0)
    if not sure.any():
        return None
    at = int(np.argmax(np.where(sure, mean, -np.inf)))
    edges = [float(gain(response.mean + side * INTERVAL * response.sd)[at]) for side in (-1, 1)]
    return Tier(
        minimum_quantity=begin,
        amount=int(prices[at]),
        off=int(off[at]),
        units=int(units),
        gain=float(mean[at]),
        low=min(*edges, float(mean[at])),
        high=max(*edges, float(mean[at])),
    )


def response_of_quotes(ratios: Sequence[float], won: Sequence[bool]) -> Response:
    """The elasticity that quotes won and lost tell: how winning hangs on the price quoted.

    A logistic curve in the logarithm of quoted over usual price, its two coefficients held to
    priors (Gaussian) so that a few quotes say little; the elasticity is the curve's slope relative
    to its height at the average quote. Newton's method, the sd by Laplace's approximation (Bishop
    2006, section 4.5).

    Args:
        ratios: quoted unit price over the usual one, of each quote.
        won: whether it was taken.
    """
    x = np.log(np.asarray(ratios, dtype=np.float64))
    y = np.asarray(won, dtype=np.float64)
    design = np.column_stack([np.ones_like(x), -x])
    prior_mean = np.array([0.0, PRIOR_SLOPE])
    precision = np.diag([PRIOR_LEVEL_SD**-2, PRIOR_SLOPE_SD**-2])
    beta = prior_mean.copy()
    hessian = precision
    for _step in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        weights = chance * (1 - chance)
        hessian = design.T @ (design * weights[:, None]) + precision
        step = np.linalg.solve(hessian, design.T @ (y - chance) - precision @ (beta - prior_mean))
        beta = beta + step
        if float(np.abs(step).max()) < 1e-10:
            break
    sd = float(np.sqrt(np.linalg.inv(hessian)[1, 1]))
    at = float(np.mean(x)) if len(x) else 0.0
    lost = 1 - 1 / (1 + np.exp(-(beta[0] - beta[1] * at)))
    return Response(mean=-max(float(beta[1]), 0.0) * float(lost), sd=sd * float(lost))
