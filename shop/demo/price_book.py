"""The price rows of the played days."""

from __future__ import annotations

import numpy as np
from django.conf import settings

from pricing.history import PastPrice
from pricing.models import PriceSource
from shop.demo.past import Past, cost_of
from shop.demo.play import PlayedDay
from simulation.columns import IntArray

LOWEST_PRICE_DAYS = 30


class PriceBook:
    """The price rows of the played days: one for each change, reduced ones with their old price."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._days: list[IntArray] = []
        self.rows: list[PastPrice] = []

    def add(self, day: PlayedDay) -> None:
        """Note the prices of a day where they differ from those of the day before."""
        self._days = [*self._days[-LOWEST_PRICE_DAYS:], day.prices]
        before = self._days[-2] if len(self._days) > 1 else np.full_like(day.prices, -1)
        lowest = np.min(self._days[:-1], axis=0) if len(self._days) > 1 else day.prices
        at = self._past.moment(day.date, 0)
        for index in np.flatnonzero(day.prices != before).tolist():
            price, earlier = int(day.prices[index]), int(lowest[index])
            one = self._past.product_of[index]
            self.rows.append(
                PastPrice(
                    variant_id=self._past.variants[index].id,
                    currency=settings.SHOP_BASE_CURRENCY,
                    amount_minor=price,
                    starts_at=at,
                    # As the law of the Union has it: reduced from the lowest of thirty days.
                    compare_at_minor=earlier if earlier > price else None,
                    cost_minor=cost_of(one),
                    source=PriceSource.EXPERIMENT if len(self._days) > 1 else PriceSource.STAFF,
                )
            )
