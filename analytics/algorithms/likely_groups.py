"""Of which groups of goods a customer's next order will hold something.

What somebody bought themselves counts by how lately; what all customers buy, as some orders more
(a Dirichlet prior). So the first order of a newcomer says what the shop says, the twentieth of a
regular what they say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analytics.algorithms.purchases import UNKNOWN, FloatArray, IntArray, Purchases

HALF_LIFE = 180.0
"""Days in which an order loses half of its weight."""
PRIOR_ORDERS = 1.5
"""As many orders does the shop weigh beside a customer's own."""


@dataclass(frozen=True, slots=True)
class Taste:
    """Chances by group.

    Attributes:
        groups: shape (g,), their numbers.
        own: shape (n, g), weight of a customer's orders that held something of it.
        orders: shape (n,), weight of all of a customer's orders.
        shop: shape (g,), share of all orders that held something of it.
    """

    groups: IntArray
    own: sparse.csr_array
    orders: FloatArray
    shop: FloatArray

    def chances(self, rows: IntArray) -> FloatArray:
        """That the next order of each of these customers holds something, shape (rows, g)."""
        weight = self.orders[rows, None] + PRIOR_ORDERS
        return (self.own[rows].toarray() + PRIOR_ORDERS * self.shop) / weight

    def likeliest(self, rows: IntArray, count: int) -> tuple[IntArray, FloatArray]:
        """Groups and chances, likeliest first, shape (rows, count) each or fewer columns."""
        chances = self.chances(rows)
        best = np.argsort(-chances, axis=1, kind="stable")[:, :count]
        return self.groups[best], np.take_along_axis(chances, best, axis=1)


def taste_of(past: Purchases, group: IntArray) -> Taste:
    """Read from what was bought before ``past.until``.

    Args:
        past: orders of customers.
        group: shape (lines,), of which group each line is, ``UNKNOWN`` for none.
    """
    known = group != UNKNOWN
    groups, column = np.unique(group[known], return_inverse=True)
    held = np.unique(np.stack([past.lines.order[known], column]), axis=1)
    order, column = held
    weight = 0.5 ** ((past.until - past.day) / HALF_LIFE)
    size = len(past.customers)
    own = sparse.csr_array(
        (weight[order], (past.customer[order], column)), shape=(size, len(groups))
    )
    orders = np.bincount(past.customer, weight, size).astype(np.float64)
    shop = np.asarray(own.sum(axis=0)).ravel() / max(float(orders.sum()), 1e-9)
    return Taste(groups, own, orders, shop)
