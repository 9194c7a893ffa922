"""What somebody likes, by kind, as shares drawn to everybody's until there is enough to see.

With n signs of one's own the share of a thing is (signs of it + PRIOR × its share of the whole
shop) / (n + PRIOR): the mean of a Dirichlet with the shop's shares as prior. One red cup bought is
no love of red.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

PRIOR = 3.0
LEAST_SHARE = 0.2
MOST_TOLD = 3
HOURS = 24
FEWEST_HOURS = 3.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a taste: whose, for what, how strongly; each of shape (k,).

    ``customer`` and ``thing`` are rows; what is of no thing is left out beforehand.
    """

    customer: IntArray
    thing: IntArray
    weight: FloatArray


@dataclass(frozen=True, slots=True)
class Tastes:
    """The things told of customers; each of shape (j,), by customer, largest share first."""

    customer: IntArray
    thing: IntArray
    share: FloatArray


def whole(signs: Signs, *, things: int) -> FloatArray:
    """The share of each thing of all signs, of shape (things,); even where there are none."""
    sums = np.bincount(signs.thing, weights=signs.weight, minlength=things)
    total = sums.sum()
    return sums / total if total > 0 else np.full(things, 1 / max(things, 1))


def tastes(signs: Signs, *, customers: int, prior: FloatArray) -> Tastes:
    """At most ``MOST_TOLD`` things each, with a share of ``LEAST_SHARE`` at least.

    Only what somebody left a sign of is told, and nothing of who left less than one whole sign.
    """
    things = len(prior)
    keys, rows = np.unique(signs.customer * things + signs.thing, return_inverse=True)
    own = np.bincount(rows, weights=signs.weight, minlength=len(keys))
    customer, thing = keys // max(things, 1), keys % max(things, 1)
    total = np.bincount(customer, weights=own, minlength=customers)
    share = (own + PRIOR * prior[thing]) / (total[customer] + PRIOR)
    told = (share >= LEAST_SHARE) & (total[customer] >= 1)
    customer, thing, share = customer[told], thing[told], share[told]
    order = np.lexsort((thing, -share, customer))
    customer, thing, share = customer[order], thing[order], share[order]
    place = np.arange(len(customer)) - np.searchsorted(customer, customer)
    kept = place < MOST_TOLD
    return Tastes(customer[kept], thing[kept], share[kept])


def best_hours(
    *, customer: IntArray, hour: IntArray, weight: FloatArray, customers: int
) -> IntArray:
    """The hour around which each is most often there, of shape (customers,); −1 unknown.

    Three hours on the clock are taken together, midnight and all.
    """
    counts = np.zeros((customers, HOURS))
    np.add.at(counts, (customer, hour), weight)
    around = counts + 0.5 * (np.roll(counts, 1, axis=1) + np.roll(counts, -1, axis=1))
    best = np.argmax(around, axis=1)
    return np.where(counts.sum(axis=1) >= FEWEST_HOURS, best, -1).astype(np.int64)
