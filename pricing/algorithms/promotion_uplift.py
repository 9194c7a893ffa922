"""What a promotion will do: more units of its goods, fewer of their neighbours and less afterwards.

More units come of the lower price, by each product's elasticity, and of being promoted at all: the
lift. Not all of them are won: some are taken from neighbours on the shelf (cannibalised), some from
the days after (pulled forward). What a shop's own promotions did, measured one by one
(`difference_in_differences`), says how much; a few promotions say little, so they are drawn towards
a prior, and towards each other as far as they differ by no more than chance (random effects,
DerSimonian and Laird, Controlled Clinical Trials 7, 1986).

The prior: of the additional units a third each comes from other goods, from other weeks, and from
nowhere else (van Heerde, Leeflang and Wittink, "Decomposing the Sales Promotion Bump with Store
Data", Marketing Science 23, 2004), which of one shop is known to no better than twenty points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pricing.algorithms.panel import BoolArray, FloatArray

THIRD, THIRD_SD = 1.0 / 3.0, 0.2
LIFT_SD = 0.3
"""How far a shop's mean lift may lie from what is believed beforehand."""
LEAST_SPREAD = 0.05
DRAWS = 4_000
LEVEL = 0.80
MOST_LOG = 2.5
"""No promotion sells more than twelve times as much: beyond that a draw is the model's fancy."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a shop's promotions do beyond their price.

    Attributes:
        lift, lift_sd: what being promoted adds to the logarithm of units, the mean of promotions.
        lift_spread: standard deviation between promotions.
        cannibalised, pulled_forward: shares of the additional units that neighbours lose meanwhile,
            and the goods themselves in the days after; each with its standard deviation.
        promotions: how many it was learned from.
    """

    lift: float = 0.0
    lift_sd: float = LIFT_SD
    lift_spread: float = LEAST_SPREAD
    cannibalised: float = THIRD
    cannibalised_sd: float = THIRD_SD
    pulled_forward: float = THIRD
    pulled_forward_sd: float = THIRD_SD
    promotions: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """What e promotions did, shape (e,) each.

    Attributes:
        log_lift, log_sd: logarithm of the ratio of units, and its standard error.
        log_price, log_price_sd: what the lower price alone should have done to that logarithm.
        expected: units without the promotion.
        neighbours, neighbours_sd: units that goods beside them sold more (less: below zero); NaN
            where it cannot be told.
        afterwards, afterwards_sd: units that they sold more in the days after; NaN likewise.
    """

    log_lift: FloatArray
    log_sd: FloatArray
    log_price: FloatArray
    log_price_sd: FloatArray
    expected: FloatArray
    neighbours: FloatArray
    neighbours_sd: FloatArray
    afterwards: FloatArray
    afterwards_sd: FloatArray


@dataclass(frozen=True, slots=True)
class Plan:
    """A promotion of n goods, shape (n,) each; money in minor units without tax.

    Attributes:
        units, units_sd: demand over its days without it.
        price, reduced: what a unit brings without it and under it.
        cost: of a unit; NaN where it is not known, and margins are left out.
        elasticity, elasticity_sd: as believed.
        stock: units there are to sell; infinite where nobody counts.
        neighbour_units: units of all neighbours together over its days.
        neighbour_price, neighbour_cost: of a neighbour's unit on average; the cost NaN likewise.
    """

    units: FloatArray
    units_sd: FloatArray
    price: FloatArray
    reduced: FloatArray
    cost: FloatArray
    elasticity: FloatArray
    elasticity_sd: FloatArray
    stock: FloatArray
    neighbour_units: float = 0.0
    neighbour_price: float = 0.0
    neighbour_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Range:
    """A mean and the ends of 80 per cent."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a promotion is expected to do over its days and those after it.

    Attributes:
        without, under: units of its goods without it and under it.
        lift: units under it as a share of those without, less one.
        cannibalised, pulled_forward: units lost by neighbours and later on, above zero.
        won: units that nobody else loses.
        revenue, margin: more or less than without it, all of that counted; margin None where a
            cost is not known.
        discount: what is given away on the units sold under it.
        returned: margin gained for each unit of money given away; zero breaks even.
        chance_to_lose: that the margin shrinks.
        break_even: how many times the usual units must sell before the margin during its days is
            kept; None where a unit brings no more than it costs.
        unsold: units wanted and not there.
    """

    without: Range
    under: Range
    lift: Range
    cannibalised: Range
    pulled_forward: Range
    won: Range
    revenue: Range
    discount: Range
    margin: Range | None = None
    returned: Range | None = None
    chance_to_lose: float | None = None
    break_even: float | None = None
    unsold: float = 0.0


def learn(measured: Measured, *, prior: Response | None = None) -> Response:
    """What a shop's promotions do, from those that were measured; the prior where none was."""
    prior = prior or Response()
    known = np.isfinite(measured.log_lift) & (measured.log_sd > 0)
    beyond = (measured.log_lift - measured.log_price)[known]
    variance = (measured.log_sd**2 + measured.log_price_sd**2)[known]
    if not len(beyond):
        return prior
    spread = max(_between(beyond, variance), LEAST_SPREAD**2)
    weight = 1.0 / (variance + spread)
    lift, lift_sd = _posterior(
        float((weight * beyond).sum() / weight.sum()),
        float(weight.sum() ** -0.5),
        prior.lift,
        prior.lift_sd,
    )
    extra = _likely_extra(measured, known, beyond, variance, (lift, lift_sd, spread))
    cannibalised = _posterior(
        *_share(-measured.neighbours[known], measured.neighbours_sd[known], extra),
        prior.cannibalised,
        prior.cannibalised_sd,
    )
    forward = _posterior(
        *_share(-measured.afterwards[known], measured.afterwards_sd[known], extra),
        prior.pulled_forward,
        prior.pulled_forward_sd,
    )
    return Response(
        lift=lift,
        lift_sd=lift_sd,
        lift_spread=float(np.sqrt(spread)),
        cannibalised=cannibalised[0],
        cannibalised_sd=cannibalised[1],
        pulled_forward=forward[0],
        pulled_forward_sd=forward[1],
        promotions=int(known.sum()),
    )


def foretell(
    plan: Plan, response: Response, *, seed: int = 0, draws: int = DRAWS, level: float = LEVEL
) -> Outlook:
    """What a promotion is expected to do, by draws of all that is not known for sure.

    Elasticities err together (all products' lean on the same shop and weeks), demand without the
    promotion each on its own.

    Raises:
        ValueError: a price that is not above zero.
    """
    if not (np.all(plan.price > 0) and np.all(plan.reduced >= 0)):
        raise ValueError("Prices are above zero, and what is reduced not below it.")
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((draws, 3))
    elasticity = plan.elasticity + plan.elasticity_sd * z[:, :1]
    # What is given away for nothing sells as if it cost a hundredth.
    cheaper = np.log(np.maximum(plan.reduced, 0.01 * plan.price) / plan.price)
    lift = response.lift + np.hypot(response.lift_sd, response.lift_spread) * z[:, 1:2]
    factor = np.exp(np.clip(np.minimum(elasticity, 0.0) * cheaper + lift, -MOST_LOG, MOST_LOG))
    wanted = _demand(plan, rng, draws)
    without = np.minimum(wanted, plan.stock)
    under = np.minimum(wanted * factor, plan.stock)
    extra = (under - without).sum(axis=1)
    gained = np.maximum(extra, 0.0)
    taken = np.minimum(
        _shares(response.cannibalised, response.cannibalised_sd, rng, draws) * gained,
        plan.neighbour_units,
    )
    later = _shares(response.pulled_forward, response.pulled_forward_sd, rng, draws) * gained
    sums = _Sums(without, under, taken, later)
    return _outlook(plan, sums, extra, (wanted * factor).sum(axis=1), level)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Draws of units: (draws, n) of the goods, (draws,) of what others and later days lose."""

    without: FloatArray
    under: FloatArray
    taken: FloatArray
    later: FloatArray

    def earned(self, before: FloatArray, now: FloatArray, neighbour: float) -> FloatArray:
        """What more is earned, by what a unit earns before, now, and of a neighbour; (draws,)."""
        units = self.without.sum(axis=1)
        usual = np.divide(self.without @ before, units, out=np.zeros_like(units), where=units > 0)
        here = self.under @ now - self.without @ before
        return np.asarray(here - self.taken * neighbour - self.later * usual)


def _outlook(
    plan: Plan, sums: _Sums, extra: FloatArray, wanted: FloatArray, level: float
) -> Outlook:
    def ends(values: FloatArray) -> Range:
        low, high = np.quantile(values, [0.5 - level / 2, 0.5 + level / 2])
        return Range(float(values.mean()), float(low), float(high))

    without, under = sums.without.sum(axis=1), sums.under.sum(axis=1)
    discount = sums.under @ (plan.price - plan.reduced)
    lift = np.divide(under, without, out=np.ones_like(under), where=without > 0) - 1.0
    told = Outlook(
        without=ends(without),
        under=ends(under),
        lift=ends(lift),
        cannibalised=ends(sums.taken),
        pulled_forward=ends(sums.later),
        won=ends(extra - sums.taken - sums.later),
        revenue=ends(sums.earned(plan.price, plan.reduced, plan.neighbour_price)),
        discount=ends(discount),
        unsold=float(np.maximum(wanted - under, 0.0).mean()),
    )
    if not (np.isfinite(plan.cost).all() and np.isfinite(plan.neighbour_cost)):
        return told
    before, now = plan.price - plan.cost, plan.reduced - plan.cost
    margin = sums.earned(before, now, plan.neighbour_price - plan.neighbour_cost)
    returned = np.divide(margin, discount, out=np.zeros_like(margin), where=discount > 0)
    kept = float(plan.units @ now)
    return Outlook(
        **{name: getattr(told, name) for name in _PLAIN},
        margin=ends(margin),
        returned=ends(returned),
        chance_to_lose=float((margin < 0).mean()),
        break_even=float(plan.units @ before) / kept if kept > 0 else None,
        unsold=told.unsold,
    )


_PLAIN = (
    "without", "under", "lift", "cannibalised", "pulled_forward", "won", "revenue", "discount",
)  # fmt: skip


def _demand(plan: Plan, rng: np.random.Generator, draws: int) -> FloatArray:
    """Demand without the promotion, gamma with its mean and deviation: never below zero."""
    mean, sd = np.maximum(plan.units, 0.0), np.maximum(plan.units_sd, 1e-9)
    shape = np.where(mean > 0, (mean / sd) ** 2, 1.0)
    scale = np.where(mean > 0, sd**2 / np.where(mean > 0, mean, 1.0), 0.0)
    return np.asarray(rng.gamma(shape, scale, (draws, len(mean))))


def _shares(mean: float, sd: float, rng: np.random.Generator, draws: int) -> FloatArray:
    """Shares of the additional units, between none of them and all."""
    return np.clip(mean + sd * rng.standard_normal(draws), 0.0, 1.0)


def _between(values: FloatArray, variance: FloatArray) -> float:
    """Variance between promotions beyond that of chance (DerSimonian and Laird's moments)."""
    if len(values) < 2:
        return 0.0
    weight = 1.0 / variance
    mean = (weight * values).sum() / weight.sum()
    chi = float((weight * (values - mean) ** 2).sum())
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    return max((chi - (len(values) - 1)) / scale, 0.0)


def _posterior(mean: float, sd: float, prior: float, prior_sd: float) -> tuple[float, float]:
    """Two normal beliefs as one."""
    if not np.isfinite(sd):
        return prior, prior_sd
    weight, prior_weight = sd**-2.0, prior_sd**-2.0
    total = weight + prior_weight
    return (weight * mean + prior_weight * prior) / total, total**-0.5


@dataclass(frozen=True, slots=True)
class _Extra:
    """Additional units of e promotions, (e,), how surely each, and by which share all may err."""

    units: FloatArray
    sd: FloatArray
    shared: float


def _likely_extra(
    measured: Measured,
    known: BoolArray,
    beyond: FloatArray,
    variance: FloatArray,
    lift: tuple[float, float, float],
) -> _Extra:
    """Additional units of each promotion: its own figure drawn towards what all of them say.

    ``lift`` is their mean, its standard deviation and the variance between them. The half is what
    a mean of exponentials lies above the exponential of the mean.
    """
    mean, mean_sd, spread = lift
    sureness = 1.0 / variance + 1.0 / spread
    own = (beyond / variance + mean / spread + 0.5) / sureness
    ratio = np.exp(measured.log_price[known] + own)
    expected = measured.expected[known]
    units = expected * (ratio - 1.0)
    leaning = expected * ratio / (spread * sureness)
    shared = mean_sd * float(leaning.sum()) / max(float(units.sum()), 1e-9)
    return _Extra(units, expected * ratio / np.sqrt(sureness), shared)


def _share(lost: FloatArray, lost_sd: FloatArray, extra: _Extra) -> tuple[float, float]:
    """Which share of the additional units is lost elsewhere, by weighted least squares.

    Twice: what is off in the additional units is off in what they cost elsewhere, by that share.
    """
    known = np.isfinite(lost) & (lost_sd > 0) & (extra.units > 0)
    if not known.any():
        return 0.0, float("inf")
    units, share, square = extra.units[known], THIRD, 0.0
    for _pass in range(2):
        noise = lost_sd[known] ** 2 + (share * extra.sd[known]) ** 2
        square = float((units**2 / noise).sum())
        share = float(np.clip((units * lost[known] / noise).sum() / square, 0.0, 1.0))
    return share, float(np.hypot(square**-0.5, share * extra.shared))
