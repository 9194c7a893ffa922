"""The questions that a shop asks, each with its own objective and its own fallback.

==================  ==================================================  ============================
question            objective                                           where nothing is found
==================  ==================================================  ============================
for_you             what this person buys next                          what sells (with a history)
because_viewed      a step on from what was looked at last              nothing
buy_again           what is due by the person's own rhythm              nothing
similar             instead of this one                                 neighbours by content
together            beside this one: no substitutes                     nothing
upsell              instead of this one, somewhat dearer                nothing
for_cart            beside all of these                                 nothing
trending            what is wanted in this hour                         what sold in 14 days
new_for_you         new on the shelves, by taste                        nothing
neighbours          what the most alike shoppers look at                nothing
in_category         the best of a category for this person              nothing (the list stands)
email_picks         one click from a mail: due, then new, then taste    nothing
==================  ==================================================  ============================

Every function answers with an empty list where no model serves or one is damaged: the page then
shows what sells, or nothing. ``besides`` are products that the page shows already.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from events.context import NOBODY, EventContext
from recommendations.rules.book import ShopSurface
from recommendations.rules.facts import candidates_of
from recommendations.serving.answer import ReasonKind, Recommendation, Strategy
from recommendations.serving.asking import answered, ask
from recommendations.serving.finding import (
    alike,
    arrivals,
    by_taste,
    complements,
    like_last_viewed,
    like_minded,
    of_its_section,
    to_taste,
    wanted_now,
)
from recommendations.timing import due_again

MOST_DUE_IN_A_MAIL = 2
DEARER_FROM, DEARER_TO = 1.1, 2.0
"""How much dearer, at least and at most, a step up is than what is looked at."""


def similar(
    product_id: int, *, n: int = 8, context: EventContext = NOBODY, besides: Collection[int] = ()
) -> list[Recommendation]:
    """Products like this one; one that came after training is known by its content."""
    asked = ask(ShopSurface.SIMILAR, context, besides=[*besides, product_id], personal=False)
    return answered(asked, alike(asked, product_id, n=n), n=n) if asked else []


def together(
    product_id: int, *, n: int = 8, context: EventContext = NOBODY, besides: Collection[int] = ()
) -> list[Recommendation]:
    """Products that are bought along with this one, and not instead of it."""
    asked = ask(ShopSurface.TOGETHER, context, besides=[*besides, product_id], personal=False)
    return answered(asked, complements(asked, [product_id]), n=n) if asked else []


def upsell(
    product_id: int, *, n: int = 8, context: EventContext = NOBODY, besides: Collection[int] = ()
) -> list[Recommendation]:
    """Like this one and somewhat dearer: what may be taken instead, and earns more."""
    asked = ask(ShopSurface.UPSELL, context, besides=[*besides, product_id], personal=False)
    if asked is None:
        return []
    rows = of_its_section(asked, product_id)
    prices = {
        one.product: one.price
        for one in candidates_of([product_id, *(one.product_id for one in rows)])
    }
    own = prices.get(product_id)
    if not own:
        return []
    dearer = [
        one for one in rows if DEARER_FROM <= (prices.get(one.product_id) or 0) / own <= DEARER_TO
    ]
    return answered(asked, dearer, n=n)


def for_cart(
    product_ids: Sequence[int],
    *,
    n: int = 8,
    context: EventContext = NOBODY,
    besides: Collection[int] = (),
) -> list[Recommendation]:
    """What completes a basket of these products."""
    asked = ask(ShopSurface.CART, context, besides=[*besides, *product_ids], personal=False)
    return answered(asked, complements(asked, product_ids), n=n) if asked else []


def trending(
    *, n: int = 8, context: EventContext = NOBODY, besides: Collection[int] = ()
) -> list[Recommendation]:
    """What is wanted in this hour, then what sold in the last fortnight."""
    asked = ask(ShopSurface.TRENDING, context, besides=besides, personal=False)
    return answered(asked, wanted_now(asked), n=n) if asked else []


def for_you(
    context: EventContext, *, n: int = 8, besides: Collection[int] = ()
) -> list[Recommendation]:
    """What this person may like and did not just buy; nothing without their consent."""
    asked = ask(ShopSurface.FOR_YOU, context, besides=besides)
    if asked is None or not asked.shopper.is_known:
        return []
    return answered(asked, to_taste(asked), n=n)


def because_viewed(
    context: EventContext, *, n: int = 8, besides: Collection[int] = ()
) -> list[Recommendation]:
    """Like what was looked at last; every row is ``because`` of that product."""
    asked = ask(ShopSurface.BECAUSE_VIEWED, context, besides=besides)
    return answered(asked, like_last_viewed(asked), n=n) if asked else []


def buy_again(
    context: EventContext, *, n: int = 8, besides: Collection[int] = ()
) -> list[Recommendation]:
    """What this person bought and may want again about now, by their own rhythm."""
    asked = ask(ShopSurface.BUY_AGAIN, context, besides=besides)
    if asked is None:
        return []
    shopper, allowed = asked.shopper, asked.allowed()
    due = due_again(shopper.bought, shopper.bought_ages, shopper.bought_weights)
    rows = [
        Recommendation(
            int(asked.model.product_ids[item]),
            float(wish),
            ReasonKind.DUE_AGAIN if is_habit else ReasonKind.BUY_AGAIN,
            None,
            asked.model.name,
            Strategy.PERSONAL,
        )
        for item, wish, is_habit in zip(due.items, due.wishes, due.is_habit, strict=True)
        if allowed[item]
    ]
    return answered(asked, rows, n=n)


def new_for_you(
    context: EventContext, *, n: int = 8, besides: Collection[int] = ()
) -> list[Recommendation]:
    """New on the shelves, what fits this person's taste first; nothing without their consent."""
    asked = ask(ShopSurface.NEW_FOR_YOU, context, besides=besides)
    if asked is None or not asked.shopper.is_known:
        return []
    return answered(asked, arrivals(asked), n=n)


def neighbours(
    context: EventContext, *, n: int = 8, besides: Collection[int] = ()
) -> list[Recommendation]:
    """What the shoppers look at who are most like this one; nothing without their consent."""
    asked = ask(ShopSurface.NEIGHBOURS, context, besides=besides)
    if asked is None or not asked.shopper.is_known:
        return []
    return answered(asked, like_minded(asked), n=n)


def in_category(
    context: EventContext,
    category_ids: Collection[int],
    *,
    n: int = 8,
    besides: Collection[int] = (),
) -> list[Recommendation]:
    """The best of some categories for this person; nothing without their consent."""
    asked = ask(ShopSurface.CATEGORY, context, besides=besides)
    if asked is None or not asked.shopper.is_known:
        return []
    inside = np.isin(asked.model.categories(), list(category_ids))
    return answered(asked, to_taste(asked, only=inside), n=n)


def email_picks(context: EventContext, *, n: int = 4) -> list[Recommendation]:
    """For a mail: at most two that are due again, one that is new, then by taste.

    The context needs a customer and their consent to personalisation; whether they agreed to be
    written to is the sender's to ask. A mail is read later, so that the session does not matter.
    """
    asked = ask(ShopSurface.EMAIL, context, besides=())
    if asked is None or not asked.shopper.is_known:
        return []
    due = buy_again(context, n=MOST_DUE_IN_A_MAIL)
    new = new_for_you(context, n=1, besides=[one.product_id for one in due])
    taste = by_taste(asked, asked.filters(bought=True))
    return answered(asked, [*due, *new, *taste], n=n)
