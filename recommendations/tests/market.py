"""A small market with tastes, written into the log: enough for a backtest that can tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from catalog.models import Product
from catalog.tests.factories import make_product
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, event_row, record_history
from foundation import clock

TASTES, GOODS_OF_A_TASTE = 5, 6
DAYS = 90


@dataclass
class Market:
    """Shoppers of a few tastes; each buys mostly goods of their own, the first ones most."""

    products: list[Product]
    people: list[UUID]
    random: np.random.Generator
    start: datetime
    orders: int = 0
    rows: list[tuple[object, ...]] = field(default_factory=list)

    @classmethod
    def opened(cls, *, people: int = 400, seed: int = 3) -> Market:
        random = np.random.default_rng(seed)
        products = [
            make_product(f"Good {number}", price=f"{5 + number}.00", category=f"Aisle {number % 5}")
            for number in range(TASTES * GOODS_OF_A_TASTE)
        ]
        ids = [UUID(int=int.from_bytes(random.bytes(16))) for _person in range(people)]
        return cls(products, ids, random, clock.now() - timedelta(days=DAYS, hours=1))

    def trade(self, *, baskets: int, first_day: float = 0, last_day: float = DAYS) -> None:
        """Baskets of three, spread over some days, noted at once."""
        for _basket in range(baskets):
            person = int(self.random.integers(len(self.people)))
            moment = self.start + timedelta(days=float(self.random.uniform(first_day, last_day)))
            self.buy(person, {self._taken_by(person) for _line in range(3)}, moment)
        self.write()

    def buy(self, person: int, goods: set[int], moment: datetime) -> None:
        self.orders += 1
        for good in sorted(goods):
            self.note(
                self.people[person],
                Fact(
                    name=EventName.PRODUCT_PURCHASED,
                    product_id=self.products[good].pk,
                    order_ref=f"order-{self.orders}",
                    quantity=1,
                    at=moment,
                ),
            )

    def note(self, person: UUID, fact: Fact) -> None:
        context = EventContext(visitor=person, customer=person, consent=Consent.PERSONALISATION)
        self.rows.append(event_row(fact, context=context))

    def write(self) -> None:
        record_history(self.rows, first=self.start, last=clock.now())
        self.rows = []

    def _taken_by(self, person: int) -> int:
        taste = person % TASTES if self.random.random() < 0.85 else self.random.integers(TASTES)
        # Goods of a taste sell as 1, 1/2, 1/3 …: the crowd has its favourites.
        place = self.random.choice(GOODS_OF_A_TASTE, p=_BY_RANK)
        return int(place) * TASTES + int(taste)


_BY_RANK = 1 / np.arange(1, GOODS_OF_A_TASTE + 1)
_BY_RANK /= _BY_RANK.sum()
