"""How close somebody is to the shop now: 0 to 100 from orders, visits, interest and mail.

A house index, not a published one. Each part is what was done lately, each deed halved every
``HALF_LIFE`` days, and saturates: the second visit of a week says more than the twentieth. The
index is the mean of the parts that can be known of somebody, by weight: of a customer who did not
agree to be watched the orders alone, of one who gets no mail nothing of mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class Part(StrEnum):
    """What the index is made of."""

    ORDERS = "orders"
    VISITS = "visits"
    INTEREST = "interest"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much a part weighs, how fast its deeds fade, and how many of them are plenty."""

    weight: float
    half_life: float
    plenty: float


WEIGHING: dict[Part, Weighing] = {
    Part.ORDERS: Weighing(weight=4, half_life=90, plenty=2),
    Part.VISITS: Weighing(weight=3, half_life=14, plenty=3),
    Part.INTEREST: Weighing(weight=2, half_life=30, plenty=2),
    Part.MAIL: Weighing(weight=1, half_life=30, plenty=2),
}


def faded(
    part: Part, *, customer: IntArray, age: IntArray, weights: FloatArray, customers: int
) -> FloatArray:
    """Deeds of each customer, each worth half after the part's half-life.

    Args:
        customer: shape (k,), whose deed each is, a row below ``customers``.
        age: shape (k,), days since.
        weights: shape (k,), what each is worth on its day.
    """
    left = weights * 0.5 ** (age / WEIGHING[part].half_life)
    return np.bincount(customer, weights=left, minlength=customers).astype(np.float64)


def engagement(deeds: Mapping[Part, FloatArray]) -> FloatArray:
    """The index of each customer, of shape (customers,), 0 to 100.

    Args:
        deeds: faded sums by part, each of shape (customers,); nan where a part cannot be known.
    """
    total = weight = np.zeros(0)
    for part, sums in deeds.items():
        weighing = WEIGHING[part]
        known = np.isfinite(sums)
        share = 1 - 0.5 ** (np.where(known, sums, 0.0) * 2 / weighing.plenty)
        if not len(total):
            total, weight = np.zeros(len(sums)), np.zeros(len(sums))
        total = total + np.where(known, weighing.weight * share, 0.0)
        weight = weight + np.where(known, weighing.weight, 0.0)
    return 100 * np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)
