"""Where customers stand in their life with the shop, by how often and how lately they ordered."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

FIRST_ORDER_DAYS = 90
"""So long is a customer with one order new."""
FAITHFUL_DAYS = 180
"""So long is one with several orders with us after the last."""
LAPSED_DAYS = 365
LOYAL_ORDERS = 4


class LifeStage(StrEnum):
    """Stages in their usual order."""

    PROSPECT = "prospect"
    NEW = "new"
    RETURNING = "returning"
    LOYAL = "loyal"
    SLIPPING = "slipping"
    LAPSED = "lapsed"


STAGES = tuple(LifeStage)


def stages(orders: IntArray, days_since: IntArray) -> IntArray:
    """int64 [n], rows of ``STAGES``: by orders so far and days since the last, int64 [n] each.

    ``days_since`` counts only where there was an order.
    """
    allowed = np.where(orders == 1, FIRST_ORDER_DAYS, FAITHFUL_DAYS)
    is_with_us = days_since <= allowed
    conditions = [
        orders == 0,
        is_with_us & (orders == 1),
        is_with_us & (orders >= LOYAL_ORDERS),
        is_with_us,
        days_since <= LAPSED_DAYS,
    ]
    found = [
        LifeStage.PROSPECT, LifeStage.NEW, LifeStage.LOYAL, LifeStage.RETURNING, LifeStage.SLIPPING,
    ]  # fmt: skip
    rows = [np.int64(STAGES.index(stage)) for stage in found]
    return np.select(conditions, rows, default=STAGES.index(LifeStage.LAPSED)).astype(np.int64)
