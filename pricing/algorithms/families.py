"""Rules that join several products: families move together, better costs more than good.

Candidates of all products share their columns: one column is one step, such as "five per cent
more". A family takes one column as a whole, so that products of one price stay at one price.
"""

from __future__ import annotations

import numpy as np

from inventory.algorithms.arrays import BoolArray, FloatArray, IntArray
from pricing.algorithms.guard_rails import NONE, WHOLE, Facts, GuardRails


def movers(facts: Facts) -> IntArray:
    """Who moves with whom: one number a product, alike within a family, 0 and up without gaps."""
    n = facts.price.size
    alone = facts.family == NONE
    # Loners get numbers that no family has.
    name = np.where(alone, facts.family.max(initial=0) + 1 + np.arange(n), facts.family)
    return np.unique(name, return_inverse=True)[1].astype(np.int64)


def together(facts: Facts, prices: IntArray, mask: BoolArray, mover: IntArray) -> BoolArray:
    """Columns (m, k) that every member of a mover may take, all the same way or none at all."""
    direction = np.sign(prices - facts.price[:, None])
    count = int(mover.max(initial=-1)) + 1
    allowed = np.ones((count, prices.shape[1]), dtype=np.bool_)
    np.logical_and.at(allowed, mover, mask)
    least = np.ones(allowed.shape, dtype=np.int64)
    most = -least
    np.minimum.at(least, mover, direction)
    np.maximum.at(most, mover, direction)
    return allowed & (least == most)


def in_order(
    rails: GuardRails, facts: Facts, chosen: IntArray, members: IntArray, column: IntArray
) -> bool:
    """Whether members may take prices ``column`` (both (f,)) while others keep ``chosen`` (n,).

    Each of them has to be in order with all of its ladder: dearer than every lower tier by the gap.
    """
    after = chosen.copy()
    after[members] = column
    for product in members:
        if facts.ladder[product] == NONE:
            continue
        peers = facts.ladder == facts.ladder[product]
        lower = peers & (facts.tier < facts.tier[product])
        higher = peers & (facts.tier > facts.tier[product])
        price = int(after[product])
        if not _dearer(rails, np.full(1, price), after[lower]):
            return False
        if not _dearer(rails, after[higher], np.full(1, price)):
            return False
    return True


def settle(
    rails: GuardRails,
    facts: Facts,
    prices: IntArray,
    *,
    value: FloatArray,
    mover: IntArray,
) -> IntArray:
    """The column (m,) of each mover: its best by ``value`` (m, k) that leaves ladders in order.

    ``value`` is minus infinity where a column may not be taken; column 0 is the present price,
    worth 0 or more. Movers come by what they gain; those that a neighbour on the ladder stopped
    are asked again once it has moved, so a ladder can rise as a whole. Greedy: among ladders that
    are in order not always the one of the largest sum.
    """
    taken = np.zeros(len(value), dtype=np.int64)
    chosen = facts.price.copy()
    turns = np.argsort(-value.max(axis=1), kind="stable")
    members = _members(mover, len(value))
    moved = True
    while moved:
        moved = False
        for turn in turns:
            own = members[turn]
            column = _best(rails, facts, prices, value[turn], int(taken[turn]), own, chosen)
            if column != taken[turn]:
                taken[turn], chosen[own], moved = column, prices[own, column], True
    return taken


def _best(
    rails: GuardRails,
    facts: Facts,
    prices: IntArray,
    value: FloatArray,
    taken: int,
    own: IntArray,
    chosen: IntArray,
) -> int:
    """The best column that is better than the one taken and in order, or the one taken."""
    for column in np.argsort(-value, kind="stable"):
        if value[column] <= value[taken]:
            return taken
        if in_order(rails, facts, chosen, own, prices[own, column]):
            return int(column)
    return taken


def _members(mover: IntArray, count: int) -> list[IntArray]:
    order = np.argsort(mover, kind="stable")
    return np.split(order, np.searchsorted(mover[order], np.arange(1, count)))


def _dearer(rails: GuardRails, higher: IntArray, lower: IntArray) -> bool:
    """Whether all prices of a higher tier are above those of a lower one, and by the gap."""
    above = higher[:, None] * WHOLE >= lower[None, :] * (WHOLE + rails.ladder_gap)
    return bool(np.all(above & (higher[:, None] > lower[None, :])))
