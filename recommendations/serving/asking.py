"""How every question begins and ends: model, shopper and what is hidden; then the shop's rules."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from events.context import EventContext
from mlops.answers import note_answer, note_fallback
from recommendations.algorithms.interactions import BoolArray, IntArray
from recommendations.algorithms.scoring import Filters
from recommendations.algorithms.scoring import Recommendation as Scored
from recommendations.rules.applying import apply_rules
from recommendations.rules.book import ShopSurface
from recommendations.serving.answer import ReasonKind, Recommendation, Strategy
from recommendations.serving.model import Model, current_model
from recommendations.serving.ruled import as_rules_see, held_back, just_bought, likeness_of
from recommendations.serving.shopper import Shopper, shopper_of
from recommendations.training import NAME

CONSIDERED = 40
"""Candidates that a question names, from which rules choose what is shown."""

WITHOUT_WHAT_THEY_OWN = frozenset(
    {
        ShopSurface.BECAUSE_VIEWED,
        ShopSurface.BUY_AGAIN,
        ShopSurface.NEW_FOR_YOU,
        ShopSurface.NEIGHBOURS,
        ShopSurface.EMAIL,
    }
)
"""Personal surfaces that leave out all that was ever bought, or choose among it themselves.

On the others a product is hidden for a month after its first purchase: who liked a thing enough to
buy it likes it more than most of what they do not know.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: for whom, of which model, and what must not be shown.

    ``hidden`` are product ids (dismissed, on the page already, and but for surfaces ``without
    what they own`` just bought); ``excluded`` the items of them.
    """

    surface: ShopSurface
    model: Model
    shopper: Shopper
    hidden: frozenset[int]
    excluded: IntArray
    without_owned: bool = True
    began: float = field(default_factory=perf_counter)

    def filters(
        self, *, bought: bool = False, also: IntArray | None = None, only: BoolArray | None = None
    ) -> Filters:
        """What may be shown: without what was ``bought`` and ``also`` these, ``only`` of those.

        Of most questions, what was bought long ago or again is a fair answer.
        """
        parts = [self.excluded]
        if bought and self.without_owned:
            parts.append(held_back(self.surface, self.model, self.shopper))
        if also is not None:
            parts.append(also)
        available = self.model.available()
        mask = available if only is None else available & only
        return Filters(mask, np.concatenate(parts).astype(np.int32))

    def allowed(self, *, bought: bool = False, also: IntArray | None = None) -> BoolArray:
        """The same as a mask over all items."""
        filters = self.filters(bought=bought, also=also)
        mask = self.model.available().copy()
        mask[filters.excluded] = False
        return mask


def ask(
    surface: ShopSurface,
    context: EventContext,
    *,
    besides: Collection[int],
    personal: bool = True,
) -> Asked | None:
    """Begin a question; None where no model serves, or nothing ``personal`` may be answered.

    Some ``personal`` ones say themselves what of the shopper's own may come again. From the
    others, what was just bought is hidden.
    """
    if personal and not context.may_personalise:
        return None
    model = current_model()
    if model is None:
        note_fallback(NAME)
        return None
    shopper = shopper_of(context, model)
    hidden = shopper.dismissed | frozenset(besides)
    without_owned = personal and surface in WITHOUT_WHAT_THEY_OWN
    if not without_owned:
        hidden |= just_bought(surface, model, shopper)
    return Asked(surface, model, shopper, hidden, model.items(list(hidden)), without_owned)


def answered(asked: Asked, found: list[Recommendation], *, n: int) -> list[Recommendation]:
    """End a question: each product once, nothing hidden, at most ``n``, as the rules want them."""
    first: dict[int, Recommendation] = {}
    for one in found:
        if one.product_id not in asked.hidden:
            first.setdefault(one.product_id, one)
    shown = apply_rules(
        asked.surface,
        list(first),
        n,
        shopper=as_rules_see(asked.model, asked.shopper, found, bars_bought=asked.without_owned),
        likeness=lambda products: likeness_of(asked.model, products),
        may_add=lambda products: _may_add(asked, products),
    )
    note_answer(NAME, version=asked.model.name, seconds=perf_counter() - asked.began)
    return [first.get(product) or _picked(asked, product) for product in shown]


def _may_add(asked: Asked, products: list[int]) -> list[int]:
    """Those that staff pinned and no model named, where they may be shown to this person."""
    available = asked.model.available()
    places = asked.model.places(products).tolist()
    return [
        product
        for product, place in zip(products, places, strict=True)
        if product not in asked.hidden and (place < 0 or available[place])
    ]


def _picked(asked: Asked, product: int) -> Recommendation:
    return Recommendation(product, 0.0, ReasonKind.PICKED, None, asked.model.name, Strategy.STAFF)


def named(
    model: Model,
    found: list[Scored],
    reason_of: Callable[[Scored], ReasonKind],
    strategy: Strategy = Strategy.MODEL,
) -> list[Recommendation]:
    """Items of the model as products with their reasons."""
    items = model.product_ids[[scored.item for scored in found]].tolist() if found else []
    return [
        Recommendation(
            product_id=product,
            score=scored.score,
            reason=reason_of(scored),
            because=int(model.product_ids[scored.because]) if scored.because is not None else None,
            model_version=model.name,
            strategy=strategy,
        )
        for product, scored in zip(items, found, strict=True)
    ]
