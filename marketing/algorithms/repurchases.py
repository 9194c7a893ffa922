"""What each customer bought of each product: the last time, and after which gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.algorithms.purchases import UNKNOWN, Purchases
from marketing.algorithms.cycles import FloatArray, Gaps, IntArray


@dataclass(frozen=True, slots=True)
class BoughtLast:
    """Each customer's last purchase of each product; arrays of shape (n,), days since 1970.

    Attributes:
        gaps: how many gaps between own purchases of it are known.
        log_sum: the sum of their logarithms, in days.
        all_gaps: each gap of its own, with rows of this table and of ``products``.
    """

    customer: IntArray
    product: IntArray
    variant: IntArray
    day: IntArray
    gaps: IntArray
    log_sum: FloatArray
    all_gaps: Gaps
    products: IntArray

    @property
    def row_of_product(self) -> IntArray:
        return np.searchsorted(self.products, self.product)


def bought_last(bought: Purchases) -> BoughtLast:
    """From orders to cycles; what was bought twice on a day was bought once, returns not at all."""
    lines = bought.lines
    kept = (lines.product != UNKNOWN) & (lines.units > 0)
    order = lines.order[kept]
    table = np.stack(
        [
            bought.customers[bought.customer[order]],
            lines.product[kept],
            bought.day[order],
            lines.variant[kept],
        ],
        axis=1,
    )
    table = table[np.lexsort(table.T[::-1])]
    is_last_of_day = np.ones(len(table), np.bool_)
    is_last_of_day[:-1] = (table[1:, :3] != table[:-1, :3]).any(axis=1)
    table = table[is_last_of_day]
    is_same = np.zeros(len(table), np.bool_)
    is_same[1:] = (table[1:, :2] == table[:-1, :2]).all(axis=1)
    pair = np.cumsum(~is_same) - 1
    days: FloatArray = np.diff(table[:, 2], prepend=0)[is_same].astype(np.float64)
    ends = np.append(~is_same[1:], True)[: len(table)]
    last = table[ends]
    products = np.unique(last[:, 1])
    size = len(last)
    return BoughtLast(
        customer=last[:, 0], product=last[:, 1], variant=last[:, 3], day=last[:, 2],
        gaps=np.bincount(pair[is_same], minlength=size).astype(np.int64),
        log_sum=np.bincount(pair[is_same], weights=np.log(days), minlength=size).astype(
            np.float64
        ),
        all_gaps=Gaps(pair[is_same], np.searchsorted(products, table[is_same, 1]), days),
        products=products,
    )  # fmt: skip
