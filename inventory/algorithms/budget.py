"""What to buy of many goods when money or room is short.

The newsvendor of many goods under a budget (Hadley and Whitin, 1963, chapter 6), solved for whole
packs: a good's profit is concave in its quantity, so each further pack is a yes or no of its
own, worth less than the one before, and HiGHS (Huangfu and Hall, 2018) chooses among all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse

from inventory.algorithms.arrays import BoolArray, FloatArray, IntArray, Numbers, as_floats, require
from inventory.algorithms.demand_law import expected_sales, units_for

MOST_PACKS = 400
"""Choices of one good; where more packs could be worth it, they are bought by bundles."""
CORE = 1_500
"""Bundles that are chosen among exactly."""
SECONDS = 20.0
FEW, EXACT, CLOSE_ENOUGH = 300, 1e-6, 1e-4
"""So few bundles are solved to a millionth of the profit in question, more to a ten-thousandth."""
HAIR = 1e-12
"""Sums of floats."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods that could be bought for one period; arrays of shape (n,).

    Attributes:
        mean, sd: demand of the period, in units; its law is that of ``demand_law``.
        price: what a unit sells for. cost: what it costs. salvage: what is left of it unsold.
        position: units on hand and on their way already.
        minimum, pack: as the supplier sells. room: of one unit, in any measure.
        most: units beyond which no more is wanted, whatever they would earn.
    """

    mean: FloatArray
    sd: FloatArray
    price: FloatArray
    cost: FloatArray
    salvage: FloatArray
    position: FloatArray
    minimum: FloatArray
    pack: FloatArray
    room: FloatArray
    most: FloatArray

    @classmethod
    def of(
        cls,
        *,
        mean: Numbers,
        sd: Numbers,
        price: Numbers,
        cost: Numbers,
        salvage: Numbers = 0.0,
        position: Numbers = 0.0,
        minimum: Numbers = 0.0,
        pack: Numbers = 1.0,
        room: Numbers = 0.0,
        most: Numbers = np.inf,
    ) -> Goods:
        """Numbers that are alike for all may be told once.

        Raises:
            ValueError: a negative number, a cost or pack not above zero, or salvage not below cost.
        """
        told = (mean, sd, price, cost, salvage, position, minimum, pack, room, most)
        arrays = np.broadcast_arrays(*(np.atleast_1d(as_floats(numbers)) for numbers in told))
        goods = cls(*arrays)
        for numbers in arrays:
            require(numbers >= 0, "nothing of a good is negative")
        require((goods.cost > 0) & (goods.pack > 0), "costs and packs are above zero")
        require(goods.salvage < goods.cost, "what is unsold is worth less than it cost")
        return goods

    @classmethod
    def poisson(cls, *, mean: Numbers, price: Numbers, cost: Numbers) -> Goods:
        """Goods with Poisson demand, sold by the unit, of which nothing is there yet."""
        return cls.of(mean=mean, sd=np.sqrt(as_floats(mean)), price=price, cost=cost)


@dataclass(frozen=True, slots=True)
class Purchase:
    """Units to buy of each good, what they cost and take, and the profit they add on average."""

    quantities: IntArray
    cost: float
    room: float
    profit: float


@dataclass(frozen=True, slots=True)
class _Choices:
    """Bundles that can be bought: the good, the units and the profit of each.

    Bundles of a good stand in the order in which they must be taken.
    """

    good: IntArray
    units: FloatArray
    profit: FloatArray

    def part(self, places: IntArray) -> _Choices:
        return _Choices(self.good[places], self.units[places], self.profit[places])


@dataclass(frozen=True, slots=True)
class _Limits:
    """What each choice takes of each bound, shape (bounds, choices), and the bounds."""

    taken: FloatArray
    bounds: FloatArray

    def left_by(self, chosen: BoolArray) -> FloatArray:
        return as_floats(self.bounds - self.taken[:, chosen].sum(axis=1))


def spend(goods: Goods, *, budget: float | None = None, capacity: float | None = None) -> Purchase:
    """The purchase of the greatest expected profit within a budget and a room, None where no bound.

    Profit is what the purchase adds: a unit that is there already serves first. Of many thousand
    bundles only those near the margin are a question: the continuous problem tells which they are
    (the core of Balas and Zemel, 1980, "An algorithm for large zero-one knapsack problems"), and
    the whole one is solved over them. Up to ``CORE`` bundles that is all of them.

    Raises:
        ValueError: a negative budget or room.
    """
    require(budget is None or budget >= 0, "a budget is not negative")
    require(capacity is None or capacity >= 0, "room is not negative")
    choices = _choices(goods)
    limits = _limits(goods, choices, budget, capacity)
    everything = np.ones(len(choices.units), dtype=bool)
    if (limits.left_by(everything) >= 0).all():
        return _purchase(goods, choices, everything)
    sure, core = _core(goods, choices, limits)
    taken = sure.copy()
    taken[core] = _best(choices.part(core), _Limits(limits.taken[:, core], limits.left_by(sure)))
    return _purchase(goods, choices, taken)


def _core(goods: Goods, choices: _Choices, limits: _Limits) -> tuple[BoolArray, IntArray]:
    """What is bought for sure, and the places of what is a question.

    Without the order of bundles the continuous problem keeps it of itself: a good's bundles take
    alike for each unit and earn less and less. The prices of the bounds then tell how far from the
    margin a bundle lies, for each unit of money: more for any bundle than for the next of its good.
    """
    nothing = np.zeros(len(choices.units), dtype=bool)
    if len(nothing) <= CORE:
        return nothing, np.arange(len(nothing))
    answer = optimize.linprog(
        -choices.profit, A_ub=limits.taken, b_ub=limits.bounds, bounds=(0, 1), method="highs"
    )
    worth = choices.profit + answer.ineqlin.marginals @ limits.taken
    margin = worth / (choices.units * goods.cost[choices.good])
    core = np.sort(np.argsort(np.abs(margin), kind="stable")[:CORE])
    sure = margin > 0
    sure[core] = False
    return sure, core


def _best(choices: _Choices, limits: _Limits) -> BoolArray:
    """The best choice of all, or of none where HiGHS finds no other in time."""
    scale = limits.taken.max(axis=1, initial=1e-9)
    bounds = optimize.LinearConstraint(
        limits.taken / scale[:, None], -np.inf, limits.bounds / scale
    )
    constraints = [bounds]
    if len(choices.units) > 1:
        constraints.append(_in_order(choices))
    gap = EXACT if len(choices.units) <= FEW else CLOSE_ENOUGH
    answer = optimize.milp(
        -choices.profit,
        integrality=np.ones(len(choices.units)),
        bounds=optimize.Bounds(0, 1),
        constraints=constraints,
        options={"time_limit": SECONDS, "mip_rel_gap": gap},
    )
    if answer.x is None:
        return np.zeros(len(choices.units), dtype=bool)
    return _within(choices, limits, np.asarray(answer.x > 0.5))


def _within(choices: _Choices, limits: _Limits, chosen: BoolArray) -> BoolArray:
    """HiGHS keeps bounds to a millionth; what is beyond goes, the least profitable first.

    That is never one whose next is chosen: the next of a good is no larger and earns less a unit.
    """
    while (limits.left_by(chosen) < -HAIR * (1 + limits.bounds)).any():
        chosen = chosen.copy()
        chosen[np.argmin(np.where(chosen, choices.profit, np.inf))] = False
    return chosen


def _choices(goods: Goods) -> _Choices:
    parts = [_choices_of(goods, at) for at in range(len(goods.mean))]
    counts = [len(units) for units, _ in parts]
    return _Choices(
        good=np.repeat(np.arange(len(parts)), counts),
        units=np.concatenate([units for units, _ in parts]),
        profit=np.concatenate([profit for _, profit in parts]),
    )


def _choices_of(goods: Goods, at: int) -> tuple[FloatArray, FloatArray]:
    """The first bundle has the supplier's minimum, each further one a pack, while they pay."""
    gain = goods.price[at] - goods.salvage[at]
    loss = goods.cost[at] - goods.salvage[at]
    if gain <= loss or not goods.mean[at]:
        return np.zeros(0), np.zeros(0)
    pack, position = goods.pack[at], goods.position[at]
    enough = float(units_for(1 - loss / gain, goods.mean[at], goods.sd[at]))
    first = np.ceil(max(goods.minimum[at], pack) / pack - 1e-9) * pack
    if first > goods.most[at]:
        return np.zeros(0), np.zeros(0)
    beyond = min(enough - position - first + pack, goods.most[at] - first)
    packs = max(int(beyond // pack), 0)
    units = np.concatenate([[first], pack * _bundles(packs)])
    levels = position + np.concatenate([[0.0], np.cumsum(units)])
    sales = expected_sales(np.floor(levels), goods.mean[at], goods.sd[at])
    profit = gain * np.diff(sales) - loss * units
    pays = np.append(profit > 0, False)
    kept = int(np.argmin(pays))
    return units[:kept], profit[:kept]


def _bundles(packs: int) -> FloatArray:
    """Packs of each bundle: one, or as many alike as leave no more than ``MOST_PACKS`` of them."""
    size = max(-(-packs // MOST_PACKS), 1)
    whole, rest = divmod(packs, size)
    return np.array([size] * whole + [rest] * bool(rest), dtype=np.float64)


def _limits(
    goods: Goods, choices: _Choices, budget: float | None, capacity: float | None
) -> _Limits:
    told = [(goods.cost, budget), (goods.room, capacity)]
    bound = [(each, most) for each, most in told if most is not None]
    rows = [each[choices.good] * choices.units for each, _ in bound]
    taken = np.array(rows).reshape(len(bound), len(choices.units))
    return _Limits(taken, np.array([most for _, most in bound], dtype=np.float64))


def _in_order(choices: _Choices) -> optimize.LinearConstraint:
    """No bundle without the one before it of the same good."""
    later = np.flatnonzero(choices.good[1:] == choices.good[:-1]) + 1
    rows = np.arange(len(later))
    shape = (len(later), len(choices.units))
    before = sparse.csr_array((np.ones(len(later)), (rows, later - 1)), shape=shape)
    after = sparse.csr_array((np.ones(len(later)), (rows, later)), shape=shape)
    return optimize.LinearConstraint(after - before, -np.inf, 0)


def _purchase(goods: Goods, choices: _Choices, taken: BoolArray) -> Purchase:
    n = len(goods.mean)
    units = np.bincount(choices.good[taken], choices.units[taken], minlength=n)
    return Purchase(
        quantities=np.rint(units).astype(np.int64),
        cost=float(units @ goods.cost),
        room=float(units @ goods.room),
        profit=float(choices.profit[taken].sum()),
    )
