"""Suppliers with lead times that vary, and a plain stockroom to play history with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.catalogue import Catalogue
from simulation.columns import Columns, FloatArray, IntArray
from simulation.kinds import Stream
from simulation.streams import stream


@dataclass(frozen=True)
class Suppliers:
    """Lead time in days ~ 1 + Gamma with the given mean and standard deviation; all (suppliers,).

    ``reliability`` is the chance that a delivery is complete; otherwise four fifths arrive.
    """

    lead_mean: FloatArray
    lead_sd: FloatArray
    reliability: FloatArray

    def lead_time(self, supplier: int, rng: np.random.Generator) -> int:
        """Days until an order placed today arrives, at least one."""
        mean, sd = max(self.lead_mean[supplier] - 1, 0.5), self.lead_sd[supplier]
        shape = (mean / sd) ** 2
        return 1 + round(float(rng.gamma(shape, mean / shape)))


def draw_suppliers(suppliers: int, rng: np.random.Generator) -> Suppliers:
    mean = rng.uniform(5, 24, suppliers)
    return Suppliers(
        lead_mean=mean,
        lead_sd=mean * rng.uniform(0.12, 0.4, suppliers),
        reliability=rng.uniform(0.85, 1.0, suppliers),
    )


@dataclass(frozen=True)
class PurchaseLines(Columns):
    """Ordered from a supplier: one row a variant; ``received_day`` is known once it arrives."""

    number: IntArray
    supplier: IntArray
    variant: IntArray
    quantity: IntArray
    received: IntArray
    ordered_day: IntArray
    received_day: IntArray


class Stockroom:
    """Order-up-to stock with a weekly review, learning demand by a slow moving average.

    It knows no truth and plans badly enough to run out now and then, which is what history needs.
    Call ``receive`` before a day's step, ``ship`` with what was sold after it. Deterministic for a
    seed; deliveries are drawn by the number of the purchase order.
    """

    REVIEW_DAYS = 7

    def __init__(
        self,
        catalogue: Catalogue,
        suppliers: Suppliers,
        seed: int,
        *,
        cover_days: float = 30.0,
        first_day: int = 0,
    ) -> None:
        self._suppliers = suppliers
        self._seed = seed
        self._cover = cover_days
        self._supplier = catalogue.product_supplier[catalogue.variant_product]
        self._launch = catalogue.product_launch_day[catalogue.variant_product]
        prior = catalogue.product_popularity / catalogue.product_popularity.mean()
        self._rate = 0.06 * prior[catalogue.variant_product]
        self._orders = 0
        self._open: list[PurchaseLines] = []
        self.on_hand = np.ceil(self._rate * cover_days * 1.5 + 2).astype(np.int64)
        self.first_day = first_day

    def receive(self, day: int) -> PurchaseLines:
        """Book what arrives today and return it."""
        arrived = [p.take(p.received_day == day) for p in self._open]
        self._open = [p for p in self._open if p.received_day.max() > day]
        lines = PurchaseLines.concatenate(arrived)
        np.add.at(self.on_hand, lines.variant, lines.received)
        return lines

    def ship(self, sold: IntArray, returned: IntArray | None = None) -> None:
        """Take the day's sales off the shelf, put ``returned`` (V,) back.

        Raises:
            ValueError: if more was sold than there was.
        """
        if (sold > self.on_hand).any():
            raise ValueError("sold more than was on hand")
        self._rate += (sold - self._rate) / 42
        self.on_hand = self.on_hand - sold
        if returned is not None:
            self.on_hand = self.on_hand + returned

    def review(self, day: int) -> PurchaseLines:
        """Place the purchase orders of the day, one a supplier in its weekly turn."""
        due = (np.arange(len(self._suppliers.lead_mean)) + day) % self.REVIEW_DAYS == 0
        on_order = np.zeros_like(self.on_hand)
        for lines in self._open:
            np.add.at(on_order, lines.variant, lines.quantity)
        lead = self._suppliers.lead_mean[self._supplier]
        target = np.ceil((self._rate + 0.02) * (lead + self._cover)).astype(np.int64)
        wanted = np.where(due[self._supplier], target - self.on_hand - on_order, 0)
        wanted = np.where(wanted * 3 >= target, wanted, 0)
        placed = [
            self._place(int(s), np.flatnonzero((self._supplier == s) & (wanted > 0)), wanted, day)
            for s in np.flatnonzero(due)
        ]
        self._open += [p for p in placed if len(p)]
        return PurchaseLines.concatenate(placed)

    def _place(
        self, supplier: int, variants: IntArray, wanted: IntArray, day: int
    ) -> PurchaseLines:
        if not len(variants):
            return PurchaseLines.build(0)
        rng = stream(self._seed, Stream.SUPPLY, self._orders)
        complete = rng.random(len(variants)) < self._suppliers.reliability[supplier]
        quantity = wanted[variants]
        lines = PurchaseLines.build(
            len(variants),
            number=self._orders,
            supplier=supplier,
            variant=variants,
            quantity=quantity,
            received=np.where(complete, quantity, quantity * 4 // 5),
            ordered_day=day,
            received_day=day + self._suppliers.lead_time(supplier, rng),
        )
        self._orders += 1
        return lines
