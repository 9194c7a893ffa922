"""A market of known elasticities in which prices are learned, changed and learned again.

150 goods in 10 categories; true elasticities are normal with mean -2 and standard deviation .7, of
which .3 is shared by a category. Behind them lie 52 weeks with four price changes a good (each
price within 10 % of the usual one), noisier than Poisson (a week's own luck, gamma with a
coefficient of variation of .5) and with seasons that all goods share. The usual price is cost
times a rule of thumb: a factor around 1.62 that knows nothing of the elasticity. Then come three
rounds of 13 weeks: estimate, propose, sell.

Mark-ups, sales and luck were chosen, on other seeds, so that the three ways that always act earn
about what they earn in the simulator of the figures to reach.

Profit is counted in expectation under the truth (no luck of the rounds in it), against the same
weeks at unchanged prices. A good is worse off if it earned less in those weeks than unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.pricing_horizon import Course, decide
from pricing.algorithms import elasticity as estimates
from pricing.algorithms.demand_curve import Demand, Goal
from pricing.algorithms.guard_rails import Facts, GuardRails, apply
from pricing.algorithms.optimiser import Caution, Products, Proposals, propose
from pricing.algorithms.panel import FloatArray, IntArray, Sales

GOODS, CATEGORIES, HISTORY, ROUND, ROUNDS = 150, 10, 52, 13, 3
PRICE_CHANGES, REACH = 4, 0.10
ELASTICITY_MEAN, ELASTICITY_SD, CATEGORY_SD = -2.0, 0.7, 0.3
MARK_UP, MARK_UP_SD, WEEKLY, LUCK = 0.62, 0.25, 14, 0.5
RAILS = GuardRails(margin_floor=1_000, largest_change=2_000, days_between=28)


@dataclass(frozen=True, slots=True)
class Truth:
    """What the estimates do not see, each (n,): prices and costs in minor units."""

    elasticity: FloatArray
    group: IntArray
    usual: IntArray
    cost: IntArray
    weekly: FloatArray

    def units(self, price: IntArray) -> FloatArray:
        """Expected units a week at prices (n,), before seasons."""
        return self.weekly * np.asarray((price / self.usual) ** self.elasticity)

    def profit(self, price: IntArray) -> FloatArray:
        return np.asarray((price - self.cost) * self.units(price), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Belief:
    """Elasticities with their standard deviations, each (n,)."""

    mean: FloatArray
    sd: FloatArray


@dataclass(frozen=True, slots=True)
class Way:
    """How elasticities are estimated and when a price is moved.

    ``budgets``: shares of the goods that each round may risk, counted over the whole course (see
    ``pricing_horizon``); none where each round is the optimiser's by itself.
    """

    estimate: Callable[[Sales, IntArray], Belief]
    caution: Caution = field(default_factory=lambda: Caution(acts_when_unsure=True))
    budgets: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one way in one market: shares against unchanged prices, and a count."""

    gain: float
    worse: float
    moved: float
    broken: int


def draw_truth(rng: np.random.Generator) -> Truth:
    """A market: what its goods cost, sell and hide."""
    group = np.arange(GOODS) % CATEGORIES
    own_sd = (ELASTICITY_SD**2 - CATEGORY_SD**2) ** 0.5
    elasticity = ELASTICITY_MEAN + rng.normal(0, CATEGORY_SD, CATEGORIES)[group]
    elasticity += rng.normal(0, own_sd, GOODS)
    cost = np.rint(np.exp(rng.normal(np.log(1_000), 0.7, GOODS))).astype(np.int64)
    mark_up = 1 + np.exp(rng.normal(np.log(MARK_UP), MARK_UP_SD, GOODS))
    weekly = np.exp(rng.normal(np.log(WEEKLY), 0.8, GOODS))
    return Truth(elasticity, group, np.rint(cost * mark_up).astype(np.int64), cost, weekly)


def history(truth: Truth, rng: np.random.Generator) -> Sales:
    """A year in which each good's price was changed four times."""
    length = HISTORY // (PRICE_CHANGES + 1)
    factor = np.exp(rng.uniform(-REACH, REACH, (GOODS, PRICE_CHANGES + 1)))
    level = np.minimum(np.arange(HISTORY) // length, PRICE_CHANGES)
    prices = np.rint(truth.usual[:, None] * factor[:, level]).astype(np.int64)
    # The last weeks stood at the usual price, which is the present one.
    prices[:, level == PRICE_CHANGES] = truth.usual[:, None]
    return _sold(truth, prices, 0, rng)


def play(truth: Truth, way: Way, *, seed: int) -> Outcome:
    """Three rounds of one way; the same seed brings the same history and the same luck."""
    rng = np.random.default_rng(seed)
    sales = history(truth, rng)
    price, earned, broken = truth.usual, np.zeros(GOODS), 0
    asked: list[IntArray] = []
    for number in range(ROUNDS):
        belief = way.estimate(sales, truth.group)
        facts = Facts.of(price, truth.cost, days_since_change=np.full(GOODS, 7 * ROUND))
        if way.budgets:
            course = _course(truth, asked, facts, sales, belief)
            price = decide(course, RAILS, budget=way.budgets[number])
        else:
            price = _proposals(sales, belief, facts, way.caution).price
        broken += int((~apply(RAILS, facts, price[:, None]).mask).sum())
        asked.append(price)
        earned += truth.profit(price) / ROUNDS
        weeks = np.repeat(price[:, None], ROUND, axis=1)
        sales = _joined(sales, _sold(truth, weeks, HISTORY + number * ROUND, rng))
    unchanged = truth.profit(truth.usual)
    return Outcome(
        gain=float(earned.sum() / unchanged.sum() - 1),
        worse=float((earned < unchanged * (1 - 1e-9)).mean()),
        moved=float((price != truth.usual).mean()),
        broken=broken,
    )


def _course(
    truth: Truth, asked: Sequence[IntArray], facts: Facts, sales: Sales, belief: Belief
) -> Course:
    return Course(
        usual=truth.usual,
        asked=tuple(asked),
        facts=facts,
        units=_recent_units(sales),
        mean=belief.mean,
        sd=belief.sd,
        rounds_ahead=ROUNDS - len(asked),
    )


def _recent_units(sales: Sales) -> FloatArray:
    recent = sales.week > sales.week.max() - ROUND
    return np.bincount(sales.product[recent], sales.units[recent], GOODS).astype(np.float64)


def _proposals(sales: Sales, belief: Belief, facts: Facts, caution: Caution) -> Proposals:
    demand = Demand(
        units=_recent_units(sales),
        stock=np.full(GOODS, np.inf),
        elasticity=belief.mean,
        elasticity_sd=belief.sd,
        unit_value=facts.cost.astype(np.float64),
    )
    return propose(Products(facts, demand), RAILS, Goal.MARGIN, caution=caution)


def _sold(truth: Truth, prices: IntArray, first: int, rng: np.random.Generator) -> Sales:
    weeks = first + np.arange(prices.shape[1])
    season = 1 + 0.25 * np.sin(2 * np.pi * weeks / 52) + rng.normal(0, 0.05, weeks.size)
    wanted = truth.weekly[:, None] * (prices / truth.usual[:, None]) ** truth.elasticity[:, None]
    luck = rng.gamma(LUCK**-2, LUCK**2, prices.shape)
    units = rng.poisson(wanted * season * luck)
    return Sales(
        product=np.repeat(np.arange(GOODS), weeks.size),
        week=np.tile(weeks, GOODS),
        units=units.ravel().astype(np.float64),
        price=prices.ravel().astype(np.float64),
    )


def _joined(earlier: Sales, later: Sales) -> Sales:
    return Sales(
        product=np.concatenate([earlier.product, later.product]),
        week=np.concatenate([earlier.week, later.week]),
        units=np.concatenate([earlier.units, later.units]),
        price=np.concatenate([earlier.price, later.price]),
    )


def each_alone(sales: Sales, group: IntArray) -> Belief:
    """Least squares of each good; where its prices say nothing, the mean of those that do."""
    mean, sd = estimates.least_squares(sales)
    known = np.isfinite(mean) & np.isfinite(sd)
    return Belief(np.where(known, mean, mean[known].mean()), np.where(known, sd, 1.0))


def one_for_all(sales: Sales, group: IntArray) -> Belief:
    """One elasticity for all goods."""
    slope = estimates.pooled(sales)
    return Belief(np.full(len(group), slope.mean), np.full(len(group), slope.sd))


def drawn_together(sales: Sales, group: IntArray) -> Belief:
    """Each good's own, drawn towards category and shop."""
    fitted = estimates.fit_elasticities(sales, groups=group)
    return Belief(fitted.mean, fitted.sd)


SHRUNK, SURE, BUDGETED = "shrunk", "shrunk, only where it holds", "the same, .5 % risk a round"
WAYS: Mapping[str, Way] = {
    "least squares": Way(each_alone),
    "pooled": Way(one_for_all),
    SHRUNK: Way(drawn_together),
    SURE: Way(drawn_together, Caution()),
    "the same, 2 % risk a round": Way(drawn_together, Caution(risk_budget=0.02)),
    "the same, 1 % risk a round": Way(drawn_together, Caution(risk_budget=0.01)),
    BUDGETED: Way(drawn_together, Caution(risk_budget=0.005)),
    "shrunk, 2 % risk over all rounds": Way(drawn_together, budgets=(0.01, 0.005, 0.005)),
    "shrunk, 1 % risk over all rounds": Way(drawn_together, budgets=(0.005, 0.0025, 0.0025)),
}
