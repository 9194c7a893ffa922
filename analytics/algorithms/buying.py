"""How customers buy, as numbers: what sets apart one customer's orders from another's.

Recency, frequency and money are left to ``rfm``: these say how an order of theirs looks, so that
the two groupings tell different things.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from analytics.algorithms.purchases import Purchases

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class BuyingFeature(StrEnum):
    """What an order of a customer is like, on the mean."""

    ORDER_VALUE = "order_value"
    THINGS = "things"
    UNITS_OF_EACH = "units_of_each"


@dataclass(frozen=True, slots=True)
class Bought:
    """One row a customer, of those who ordered; each of shape (n,).

    Attributes:
        customers: their numbers, ascending.
        first_day, last_day: days since 1970.
        orders, units, returned, revenue: sums; money in minor units.
        features: shape (n, features), ``BuyingFeature`` on a logarithmic scale.
    """

    customers: IntArray
    first_day: IntArray
    last_day: IntArray
    orders: IntArray
    units: IntArray
    returned: IntArray
    revenue: IntArray
    features: FloatArray

    def __len__(self) -> int:
        return len(self.customers)

    def rows(self, chosen: slice) -> Bought:
        return Bought(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def sum_up(purchases: Purchases) -> Bought:
    """Each customer's orders in numbers."""
    starts, n = purchases.starts, len(purchases.customers)
    orders = purchases.counts()
    things = np.bincount(
        purchases.customer[purchases.lines.order], minlength=n
    ) / np.maximum(orders, 1)  # fmt: skip
    gross = np.bincount(
        purchases.customer, weights=purchases.units + purchases.returned, minlength=n
    )
    revenue = _sums(purchases, purchases.revenue)
    value = np.maximum(revenue, 0) / np.maximum(orders, 1)
    of_each = gross / np.maximum(things * orders, 1)
    return Bought(
        customers=purchases.customers,
        first_day=purchases.day[starts[:-1]],
        last_day=purchases.day[starts[1:] - 1],
        orders=orders,
        units=_sums(purchases, purchases.units),
        returned=_sums(purchases, purchases.returned),
        revenue=revenue,
        features=np.log(np.column_stack([value + 1.0, np.maximum(things, 1.0), of_each + 0.5])),
    )


def joined(parts: list[Bought]) -> Bought:
    """Parts of ascending ranges of customers as one."""
    return Bought(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in Bought.__dataclass_fields__
        )
    )


def _sums(purchases: Purchases, values: IntArray) -> IntArray:
    # In floats of 53 bits: exact to nine thousand billion cents a customer.
    sums = np.bincount(purchases.customer, weights=values, minlength=len(purchases.customers))
    return np.rint(sums).astype(np.int64)
