"""What to send where: a delivery shared out, and stock moved between warehouses.

One good at a time; warehouses are places in arrays of shape (W,).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse

from inventory.algorithms.arrays import FloatArray, IntArray, Numbers, as_floats, require


def fair_share(available: int, mean: Numbers, sd: Numbers, *, on_hand: Numbers = 0.0) -> IntArray:
    """Units of a delivery for each warehouse, so that all are about as safe afterwards.

    Stock is levelled at mu + z sigma with one z for all (Eppen and Schrage, 1981; fair shares of
    Clark and Scarf, 1960). What a warehouse has already it keeps: one that is above the common z
    gets nothing. Whole units, which add up exactly.

    Args:
        available: units to share out.
        mean, sd: demand of each warehouse until the next delivery.
        on_hand: what each has already, with what is on its way.

    Raises:
        ValueError: negative numbers.
    """
    mu, spread, have = np.broadcast_arrays(as_floats(mean), as_floats(sd), as_floats(on_hand))
    require(available >= 0, "what is shared out is not negative")
    require((mu >= 0) & (spread >= 0), "demand is not negative")
    if not available or not len(mu):
        return np.zeros(len(mu), dtype=np.int64)
    # A warehouse without spread would take its mean at every z; a hair of it keeps z meaningful.
    hair = np.maximum(spread, 1e-6 * (1 + mu))

    def wanted(z: float) -> FloatArray:
        return np.maximum(mu + z * hair - have, 0.0)

    low, high = _bracket(wanted, available)
    z = float(optimize.brentq(lambda at: wanted(at).sum() - available, low, high, xtol=1e-12))
    return whole_shares(wanted(z), available)


def _bracket(wanted: Callable[[float], FloatArray], available: int) -> tuple[float, float]:
    low, high = -1.0, 1.0
    while wanted(low).sum() > available:
        low *= 2
    while wanted(high).sum() < available:
        high *= 2
    return low, high


def whole_shares(shares: Numbers, total: int) -> IntArray:
    """Whole numbers with a given sum, near shares that about have it (largest remainders)."""
    exact = as_floats(shares)
    if exact.sum() <= 0:
        exact = np.ones_like(exact)
    exact = exact * total / exact.sum()
    whole = np.floor(exact + 1e-9).astype(np.int64)
    missing = int(total - whole.sum())
    order = np.argsort(whole - exact, kind="stable")
    whole[order[:missing]] += 1
    return whole


@dataclass(frozen=True, slots=True)
class Rebalance:
    """Units to move from row to column, shape (W, W), what that costs, and units still missing."""

    moves: IntArray
    cost: float
    missing: IntArray


def rebalance(
    *, surplus: Numbers, shortage: Numbers, unit_cost: Numbers, shortage_cost: Numbers
) -> Rebalance:
    """The cheapest transfers that serve what is missing from what is to spare.

    The transportation problem (Hitchcock, 1941) by HiGHS through ``scipy.optimize.linprog``; a unit
    that costs more to move than to lack stays where it is. Whole supplies have whole solutions.

    Args:
        surplus, shortage: whole units of each warehouse, not negative.
        unit_cost: of moving a unit from row to column, shape (W, W); infinite where no way leads.
        shortage_cost: of a unit that stays missing, a number or shape (W,).

    Raises:
        ValueError: negative numbers, or shapes that do not fit.
    """
    spare, missing = as_floats(surplus), as_floats(shortage)
    cost = as_floats(unit_cost)
    n = len(spare)
    require(len(missing) == n and cost.shape == (n, n), "each warehouse has a row and a column")
    require((spare >= 0) & (missing >= 0), "units are not negative")
    require(cost >= 0, "costs are not negative")
    saved = np.broadcast_to(as_floats(shortage_cost), n)[None, :] - cost
    source, target = np.nonzero((saved > 0) & (spare[:, None] > 0) & (missing[None, :] > 0))
    moves = np.zeros((n, n), dtype=np.int64)
    if len(source):
        ways = np.arange(len(source))
        ones = np.ones(len(source))
        limits = sparse.vstack(
            [
                sparse.csr_array((ones, (source, ways)), shape=(n, len(ways))),
                sparse.csr_array((ones, (target, ways)), shape=(n, len(ways))),
            ]
        )
        answer = optimize.linprog(
            -saved[source, target], A_ub=limits, b_ub=np.concatenate([spare, missing])
        )
        moves[source, target] = np.rint(answer.x).astype(np.int64)
    used = moves > 0
    return Rebalance(
        moves=moves,
        cost=float((moves[used] * cost[used]).sum()),
        missing=np.rint(missing - moves.sum(axis=0)).astype(np.int64),
    )


def spare_and_missing(
    position: Numbers, *, keep: Numbers, target: Numbers
) -> tuple[IntArray, IntArray]:
    """Whole units above what a warehouse should ``keep`` and below its ``target``.

    Raises:
        ValueError: a target above what is to be kept: the same unit would move in a circle.
    """
    have, kept, wanted = as_floats(position), as_floats(keep), as_floats(target)
    require(wanted <= kept, "nobody gives away what they would ask back")
    spare = np.floor(np.maximum(have - kept, 0) + 1e-9)
    missing = np.ceil(np.maximum(wanted - have, 0) - 1e-9)
    return spare.astype(np.int64), missing.astype(np.int64)
