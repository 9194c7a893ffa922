"""What the shop shows the market's shoppers: asked of its own serving, as its pages ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

import experiments
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record_many
from recommendations import serving
from recommendations.rules.book import ShopSurface
from recommendations.serving import Question, Recommendation, Slot
from shop.demo.past import Past
from simulation import ExposureContext, Surface
from simulation.columns import IntArray

SHOWN = 8
SLOTS = {Surface.HOME: Slot.FOR_YOU, Surface.PRODUCT: Slot.SIMILAR, Surface.CART: Slot.CART}
SURFACES = {
    Surface.HOME: ShopSurface.FOR_YOU,
    Surface.PRODUCT: ShopSurface.SIMILAR,
    Surface.CART: ShopSurface.CART,
}


@dataclass(slots=True)
class ShopFront:
    """An exposure policy of the market that is the shop; ``shown`` is what its pages showed today.

    Where the row of the home page stays empty, the shopper sees what sells, as everybody does.
    What those see who did not agree to personalisation is the same for all of them.
    """

    past: Past
    shown: dict[tuple[int, int], list[Recommendation]] = field(default_factory=dict)
    _place: dict[int, int] = field(init=False)
    _alike: dict[tuple[int, int], list[Recommendation]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._place = {one.id: index for index, one in enumerate(self.past.shelved)}

    def new_day(self) -> None:
        """Forget what was shown, and what the shop knew of stock and sales."""
        self.shown.clear()
        self._alike.clear()
        serving.forget_model()

    def __call__(self, context: ExposureContext) -> IntArray:
        """(n, 8) products for each visit, -1 where a page has fewer."""
        table = np.full((len(context.visitor), SHOWN), -1, np.int64)
        rows = zip(
            context.visitor.tolist(), context.customer.tolist(), context.items.tolist(),
            context.personalisation.tolist(), strict=True,
        )  # fmt: skip
        for row, (visitor, customer, items, may_personalise) in enumerate(rows):
            viewed = [self.past.shelved[item].id for item in items if item >= 0]
            if may_personalise:
                who = self.context(visitor, customer)
                found = self._for_somebody(context.surface, who, viewed)
                self.shown[int(context.surface), visitor] = found
            else:
                found = self._for_nobody(context.surface, viewed)
            places = [self._place[one.product_id] for one in found][:SHOWN]
            table[row, : len(places)] = places
        return table

    def context(self, visitor: int, customer: int) -> EventContext:
        """Somebody of the market who agreed to personalisation, as the shop knows them."""
        known = self.past.customers.get(customer)
        return EventContext(
            visitor=self.past.visitor(visitor),
            customer=known.pseudonym if known else None,
            consent=Consent.PERSONALISATION,
        )

    def _for_somebody(
        self, surface: Surface, who: EventContext, products: list[int]
    ) -> list[Recommendation]:
        slot = SLOTS[surface]
        question = Question(slot, who, tuple(products), n=SHOWN)
        if surface is Surface.HOME:
            return _filled(question) or self._for_nobody(surface, products)
        if surface is Surface.CART:
            return _filled(question)
        # Noted by asking; all else that is written for the question is taken back.
        experiments.strategy(slot, who)
        looked_at = Question(slot, who, (products[-1],), n=SHOWN)
        return _after_looking_at(products, who, lambda: _filled(looked_at))

    def _for_nobody(self, surface: Surface, products: list[int]) -> list[Recommendation]:
        key = (int(surface), products[-1] if products else -1)
        if key not in self._alike:
            self._alike[key] = _without_anybody(surface, products)
        return self._alike[key]


def _filled(question: Question) -> list[Recommendation]:
    return serving.fill_slot(question, who=question.context).found


def _without_anybody(surface: Surface, products: list[int]) -> list[Recommendation]:
    match surface:
        case Surface.HOME:
            return serving.trending(n=SHOWN)
        case Surface.PRODUCT:
            return serving.similar(products[-1], n=SHOWN)
        case _:
            return serving.for_cart(products, n=SHOWN)


def _after_looking_at(
    products: Sequence[int], who: EventContext, ask: Callable[[], list[Recommendation]]
) -> list[Recommendation]:
    """Ask while the log knows what this session looked at: the day's own events come at its end."""
    looks = [Fact(EventName.PRODUCT_VIEWED, product_id=product) for product in products]
    with transaction.atomic():
        record_many(looks, context=who)
        found = ask()
        transaction.set_rollback(True)
    return found
