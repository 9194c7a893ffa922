"""Slots of pages whose strategy an experiment or a bandit may choose, and what each may show.

==================  ======================  ====================================================
slot                without either          may be
==================  ======================  ====================================================
home.for_you        personalised            taste, popularity, last_hour, because_viewed,
                                            like_minded, new
product.similar     similar                 together, personalised, taste, like_minded,
                                            popularity, last_hour
product.together    together                similar and the others of product.similar
cart.suggestions    together                the same
==================  ======================  ====================================================

A strategy that finds nothing gives way to what the slot shows without it, so that an arm is "this,
or else as ever"; its impressions are the arm's all the same. Who is asked must not hang on the arm:
a slot that is personal asks for those of whom something is known, every other one for all, and only
where a model serves. Whoever may see something is noted as having seen their arm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.http import HttpRequest

import experiments
from events.context import EventContext
from experiments.slots import Picked
from recommendations.rules.book import ShopSurface
from recommendations.serving.answer import Recommendation
from recommendations.serving.asking import Asked, answered, ask
from recommendations.serving.factors import of_factors
from recommendations.serving.finding import (
    alike,
    arrivals,
    complements,
    like_last_viewed,
    like_minded,
    selling,
    to_taste,
    wanted_now,
)
from recommendations.serving.model import current_model


class Approach(StrEnum):
    """What an arm may show in a slot."""

    PERSONALISED = "personalised"
    TASTE = "taste"
    BECAUSE_VIEWED = "because_viewed"
    LIKE_MINDED = "like_minded"
    NEW = "new"
    SIMILAR = "similar"
    TOGETHER = "together"
    POPULARITY = "popularity"
    LAST_HOUR = "last_hour"

    @property
    def is_personal(self) -> bool:
        return self in _PERSONAL


_PERSONAL = frozenset(
    {
        Approach.PERSONALISED,
        Approach.TASTE,
        Approach.BECAUSE_VIEWED,
        Approach.LIKE_MINDED,
        Approach.NEW,
    }
)


class Slot(StrEnum):
    """A place of a page, as impressions name it."""

    FOR_YOU = "home.for_you"
    SIMILAR = "product.similar"
    TOGETHER = "product.together"
    CART = "cart.suggestions"


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """``approaches`` that may fill a slot, the one that does without an experiment first."""

    surface: ShopSurface
    approaches: tuple[Approach, ...]

    @property
    def own(self) -> Approach:
        return self.approaches[0]


_OF_GOODS = (
    Approach.PERSONALISED, Approach.TASTE, Approach.LIKE_MINDED, Approach.POPULARITY,
    Approach.LAST_HOUR,
)  # fmt: skip
PLANS = {
    Slot.FOR_YOU: SlotPlan(
        ShopSurface.FOR_YOU,
        (
            Approach.PERSONALISED, Approach.TASTE, Approach.POPULARITY, Approach.LAST_HOUR,
            Approach.BECAUSE_VIEWED, Approach.LIKE_MINDED, Approach.NEW,
        ),
    ),
    Slot.SIMILAR: SlotPlan(
        ShopSurface.SIMILAR, (Approach.SIMILAR, Approach.TOGETHER, *_OF_GOODS)
    ),
    Slot.TOGETHER: SlotPlan(
        ShopSurface.TOGETHER, (Approach.TOGETHER, Approach.SIMILAR, *_OF_GOODS)
    ),
    Slot.CART: SlotPlan(ShopSurface.CART, (Approach.TOGETHER, Approach.SIMILAR, *_OF_GOODS)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """What a slot shows, and which approach found it: not the chosen one where that gave way."""

    approach: Approach
    found: list[Recommendation]


@dataclass(frozen=True, slots=True)
class Question:
    """What a page asks for one slot: ``products`` are what it speaks of (a product, a cart)."""

    slot: Slot
    context: EventContext
    products: tuple[int, ...] = ()
    besides: tuple[int, ...] = ()
    n: int = 8

    @property
    def plan(self) -> SlotPlan:
        return PLANS[self.slot]


def fill_slot(
    question: Question, *, who: HttpRequest | EventContext, is_seen: bool = True
) -> Filled:
    """What a slot shows somebody, by the experiment or the bandit of the slot where there is one.

    Args:
        question: the slot, for whom, and beside which products.
        who: the request, or its context where there is none; bots take part in nothing.
        is_seen: False where a browser only fetches ahead: nothing is noted then.
    """

    def choose() -> Picked | None:
        chosen = experiments.strategy(question.slot, who, is_seen=is_seen)
        # A strategy that this version of the shop does not have (any more) is none.
        return chosen if chosen and chosen.strategy in question.plan.approaches else None

    nothing = Filled(question.plan.own, [])
    if current_model() is None:
        return nothing
    if question.plan.own.is_personal:
        asked = _ask(question, personal=True)
        if asked is None or not asked.shopper.is_known:
            return nothing
        return _answer(question, asked, choose())
    chosen = choose()
    is_personal = chosen is not None and Approach(chosen.strategy).is_personal
    asked = _ask(question, personal=is_personal and question.context.may_personalise)
    return _answer(question, asked, chosen) if asked else nothing


def _ask(question: Question, *, personal: bool) -> Asked | None:
    hidden = [*question.besides, *question.products]
    return ask(question.plan.surface, question.context, besides=hidden, personal=personal)


def _answer(question: Question, asked: Asked, chosen: Picked | None) -> Filled:
    own = question.plan.own
    if chosen is None:
        return Filled(own, answered(asked, _found(own, asked, question), n=question.n))
    shown = wanted = Approach(chosen.strategy)
    found = answered(asked, _found(wanted, asked, question), n=question.n)
    if not found:
        shown, found = own, answered(asked, _found(own, asked, question), n=question.n)
    marked = [replace(one, approach=wanted, propensity=chosen.propensity) for one in found]
    return Filled(shown, marked)


def _found(approach: Approach, asked: Asked, question: Question) -> list[Recommendation]:
    if approach.is_personal and not asked.shopper.is_known:
        return []
    match approach:
        case Approach.SIMILAR:
            return alike(asked, question.products[-1], n=question.n) if question.products else []
        case Approach.TOGETHER:
            return complements(asked, question.products)
        case _:
            return _WITHOUT_PRODUCTS[approach](asked)


_WITHOUT_PRODUCTS: dict[Approach, Callable[[Asked], list[Recommendation]]] = {
    Approach.PERSONALISED: to_taste,
    Approach.TASTE: of_factors,
    Approach.BECAUSE_VIEWED: like_last_viewed,
    Approach.LIKE_MINDED: like_minded,
    Approach.NEW: arrivals,
    Approach.POPULARITY: selling,
    Approach.LAST_HOUR: wanted_now,
}
