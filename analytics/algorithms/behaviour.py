"""What people who agreed to it did in the shop, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.algorithms.purchases import IntArray


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Events of customers from the day ``since`` on and before ``until``, by customer and moment.

    Attributes:
        since, until: days since 1970; nothing is known of what was before.
        customers: shape (n,), numbers of those who agreed, ascending: also who did nothing.
        customer: shape (k,), row in ``customers``.
        kinds: names of what can happen; ``kind`` is a row of them.
        kind: shape (k,).
        seconds: shape (k,), when, in seconds since 1970.
        day, hour: shape (k,), the same by the shop's clock.
        product: shape (k,), its number, ``UNKNOWN`` where the event was of none.
        known_from: shape (n,), the day from which the log may name each; all along where None.
    """

    since: int
    until: int
    customers: IntArray
    customer: IntArray
    kinds: tuple[str, ...]
    kind: IntArray
    seconds: IntArray
    day: IntArray
    hour: IntArray
    product: IntArray
    known_from: IntArray | None = None

    def __len__(self) -> int:
        """Events."""
        return len(self.customer)

    def between(self, first: int, end: int) -> Behaviour:
        """Events from ``first`` on and before ``end``; of the same customers."""
        kept = (self.day >= first) & (self.day < end)
        return Behaviour(
            max(first, self.since),
            min(end, self.until),
            self.customers,
            self.customer[kept],
            self.kinds,
            self.kind[kept],
            self.seconds[kept],
            self.day[kept],
            self.hour[kept],
            self.product[kept],
            self.known_from,
        )

    def is_known(self, first: int) -> npt.NDArray[np.bool_]:
        """Shape (n,): of whom the log could tell from a day on.

        Whoever agrees later did not do nothing before: nobody knows.
        """
        whole = np.full(len(self.customers), first >= self.since)
        return whole if self.known_from is None else whole & (self.known_from <= first)

    def of_kind(self, *names: str) -> npt.NDArray[np.bool_]:
        """Shape (k,): which events are one of these."""
        rows = [row for row, kind in enumerate(self.kinds) if kind in names]
        return np.isin(self.kind, rows)

    def counts(self, *names: str) -> IntArray:
        """Shape (n,): how often each customer did one of these."""
        chosen = self.customer[self.of_kind(*names)]
        return np.bincount(chosen, minlength=len(self.customers)).astype(np.int64)
