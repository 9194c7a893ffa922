"""Who bought what and when, as arrays: what everything about customers is learned from.

Days are numbers since 1970 in the shop's time zone, money is in minor units of the base currency.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Lines:
    """What stood in orders; each array of shape (k,), by order.

    Attributes:
        order: row of the order.
        product: its number, ``UNKNOWN`` where the line was of none.
        variant: its number, ``UNKNOWN`` where it is gone.
        units, returned: units that were kept and that came back.
        revenue: what was paid for the units that were kept, without tax.
    """

    order: IntArray
    product: IntArray
    variant: IntArray
    units: IntArray
    returned: IntArray
    revenue: IntArray

    def __len__(self) -> int:
        return len(self.order)

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Lines:
        return Lines(
            self.order[chosen],
            self.product[chosen],
            self.variant[chosen],
            self.units[chosen],
            self.returned[chosen],
            self.revenue[chosen],
        )


@dataclass(frozen=True, slots=True)
class Purchases:
    """Orders of customers before the day ``until``, by customer and moment.

    What was cancelled counts nowhere. What came back is taken off the order that it was of,
    whenever it came: ``units`` and ``revenue`` are what was kept in the end.

    Attributes:
        until: the first day that is not in it.
        customers: shape (n,), numbers of those who ordered, ascending.
        customer: shape (m,), row in ``customers``.
        seconds: shape (m,), when, in seconds since 1970.
        day, hour: shape (m,), the same by the shop's clock.
        units, returned: shape (m,), units that were kept and that came back.
        revenue, discount: shape (m,), what was paid for goods without tax, and what was taken off.
        lines: what stood in them.
    """

    until: int
    customers: IntArray
    customer: IntArray
    seconds: IntArray
    day: IntArray
    hour: IntArray
    units: IntArray
    returned: IntArray
    revenue: IntArray
    discount: IntArray
    lines: Lines

    def __len__(self) -> int:
        """Orders."""
        return len(self.customer)

    @property
    def starts(self) -> IntArray:
        """Shape (n + 1,): the orders of customer ``i`` are the rows ``starts[i]:starts[i + 1]``."""
        return np.searchsorted(self.customer, np.arange(len(self.customers) + 1))

    def counts(self) -> IntArray:
        """Shape (n,), orders of each customer."""
        return np.bincount(self.customer, minlength=len(self.customers)).astype(np.int64)

    def before(self, day: int) -> Purchases:
        """What was known on the morning of a day; customers who came later are not in it."""
        return self._part(self.day < day, min(day, self.until))

    def between(self, first: int, end: int) -> Purchases:
        """Orders from ``first`` on and before ``end``, and the customers who placed them."""
        return self._part((self.day >= first) & (self.day < end), min(end, self.until))

    def _part(self, kept: npt.NDArray[np.bool_], until: int) -> Purchases:
        rows, customer = np.unique(self.customer[kept], return_inverse=True)
        place = np.cumsum(kept) - 1
        lines = self.lines.rows(kept[self.lines.order])
        return Purchases(
            until=until,
            customers=self.customers[rows],
            customer=customer.astype(np.int64),
            seconds=self.seconds[kept],
            day=self.day[kept],
            hour=self.hour[kept],
            units=self.units[kept],
            returned=self.returned[kept],
            revenue=self.revenue[kept],
            discount=self.discount[kept],
            lines=replace(lines, order=place[lines.order]),
        )
