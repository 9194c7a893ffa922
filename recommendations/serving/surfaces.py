"""The questions that a shop asks, each with its own objective and its own fallback.

==================  ==================================================  ============================
question            objective                                           where nothing is found
==================  ==================================================  ============================
for_you             what this person buys next and never bought         what sells (with a history)
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
from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.models import Member
from recommendations.algorithms.scoring import Filters
from recommendations.algorithms.scoring import Recommendation as Scored
from recommendations.rules.book import ShopSurface
from recommendations.rules.facts import candidates_of
from recommendations.serving.answer import ReasonKind, Recommendation, Strategy
from recommendations.serving.asking import CONSIDERED, Asked, answered, ask, named
from recommendations.serving.crowd import last_hour
from recommendations.serving.model import Model
from recommendations.timing import due_again

SUBSTITUTE = 0.5
"""Of one category and at least so alike by content: one is bought instead of the other."""
NEW_SECONDS = 30 * 86_400
MOST_NEW = 0.5
MOST_DUE_IN_A_MAIL = 2
LATELY_VIEWED = 10
DEARER_FROM, DEARER_TO = 1.1, 2.0
"""How much dearer, at least and at most, a step up is than what is looked at."""


def similar(
    product_id: int, *, n: int = 8, context: EventContext = NOBODY, besides: Collection[int] = ()
) -> list[Recommendation]:
    """Products like this one; one that came after training is known by its content."""
    asked = ask(ShopSurface.SIMILAR, context, besides=[*besides, product_id], personal=False)
    if asked is None:
        return []
    items = asked.model.items([product_id])
    if not len(items):
        return answered(asked, _neighbours_of_newcomer(asked, product_id), n=n)
    found = asked.model.scorer.similar_to(int(items[0]), n=CONSIDERED, filters=asked.filters())
    rows = named(asked.model, found, lambda scored: ReasonKind.SIMILAR)
    return answered(asked, _with_newcomer(asked, rows, int(items[0]), product_id, n), n=n)


def together(
    product_id: int, *, n: int = 8, context: EventContext = NOBODY, besides: Collection[int] = ()
) -> list[Recommendation]:
    """Products that are bought along with this one, and not instead of it."""
    return _complements(ShopSurface.TOGETHER, [product_id], n, context, besides)


def upsell(
    product_id: int, *, n: int = 8, context: EventContext = NOBODY, besides: Collection[int] = ()
) -> list[Recommendation]:
    """Like this one and somewhat dearer: what may be taken instead, and earns more."""
    asked = ask(ShopSurface.UPSELL, context, besides=[*besides, product_id], personal=False)
    if asked is None or not len(items := asked.model.items([product_id])):
        return []
    found = asked.model.scorer.similar_to(int(items[0]), n=CONSIDERED, filters=asked.filters())
    rows = named(asked.model, found, lambda scored: ReasonKind.SIMILAR)
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
    return _complements(ShopSurface.CART, product_ids, n, context, besides)


def trending(
    *, n: int = 8, context: EventContext = NOBODY, besides: Collection[int] = ()
) -> list[Recommendation]:
    """What is wanted in this hour, then what sold in the last fortnight."""
    asked = ask(ShopSurface.TRENDING, context, besides=besides, personal=False)
    if asked is None:
        return []
    allowed = asked.allowed()
    hour = last_hour()
    places = asked.model.places([product for product, _score in hour])
    now = [
        Recommendation(
            product, score, ReasonKind.TRENDING, None, asked.model.name, Strategy.LAST_HOUR
        )
        for (product, score), place in zip(hour, places.tolist(), strict=True)
        if place >= 0 and allowed[place]
    ]
    shown = np.append(asked.excluded, asked.model.items([one.product_id for one in now]))
    filters = Filters(asked.model.available(), shown.astype(np.int32))
    crowd = asked.model.scorer.trending(n=CONSIDERED, filters=filters)
    rows = named(asked.model, crowd, lambda scored: ReasonKind.TRENDING, Strategy.CROWD)
    return answered(asked, [*now, *rows], n=n)


def for_you(
    context: EventContext, *, n: int = 8, besides: Collection[int] = ()
) -> list[Recommendation]:
    """What this person may like that they did not buy yet; nothing without their consent."""
    asked = ask(ShopSurface.FOR_YOU, context, besides=besides)
    if asked is None or not asked.shopper.is_known:
        return []
    # What was looked at last has a row of its own.
    seen = asked.model.items(asked.shopper.viewed[:LATELY_VIEWED])
    return answered(asked, _by_taste(asked, asked.filters(bought=True, also=seen)), n=n)


def because_viewed(
    context: EventContext, *, n: int = 8, besides: Collection[int] = ()
) -> list[Recommendation]:
    """Like what was looked at last; every row is ``because`` of that product."""
    asked = ask(ShopSurface.BECAUSE_VIEWED, context, besides=besides)
    if asked is None:
        return []
    bought = set(asked.shopper.bought.tolist())
    seen = asked.model.items(asked.shopper.viewed[:LATELY_VIEWED])
    for item in seen.tolist():
        if item in bought:
            continue
        filters = asked.filters(bought=True, also=seen)
        found = asked.model.scorer.similar_to(item, n=CONSIDERED, filters=filters)
        if found:
            rows = named(
                asked.model, found, lambda one: ReasonKind.BECAUSE_VIEWED, Strategy.PERSONAL
            )
            return answered(asked, rows, n=n)
    return []


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
    fits = _by_taste(asked, asked.filters(bought=True, only=_is_new(asked.model)))
    rows = [_as_new(one) for one in [*_newcomers_by_taste(asked), *fits]]
    return answered(asked, rows, n=n)


def _is_new(model: Model) -> BoolArray:
    """Published in the month before the latest; nothing is new where half of the shop is."""
    published = model.published()
    is_new: BoolArray = published >= max(float(published.max(initial=0)) - NEW_SECONDS, 1.0)
    return is_new if is_new.mean() <= MOST_NEW else np.zeros_like(is_new)


def neighbours(
    context: EventContext, *, n: int = 8, besides: Collection[int] = ()
) -> list[Recommendation]:
    """What the shoppers look at who are most like this one; nothing without their consent."""
    asked = ask(ShopSurface.NEIGHBOURS, context, besides=besides)
    if asked is None or not asked.shopper.is_known:
        return []
    scores = _said_by_neighbours(asked)
    seen = asked.model.items(asked.shopper.viewed)
    allowed = asked.allowed(bought=True, also=seen) & (scores > 0)
    best = np.flatnonzero(allowed)
    best = best[np.argsort(-scores[best], kind="stable")][:CONSIDERED]
    found = [Scored(int(item), float(scores[item]), Member.ITEM_KNN, None) for item in best]
    rows = named(asked.model, found, lambda one: ReasonKind.LIKE_MINDED, Strategy.PERSONAL)
    return answered(asked, rows, n=n)


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
    return answered(asked, _by_taste(asked, asked.filters(bought=True, only=inside)), n=n)


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
    taste = _by_taste(asked, asked.filters(bought=True))
    return answered(asked, [*due, *new, *taste], n=n)


def _complements(
    surface: ShopSurface,
    product_ids: Sequence[int],
    n: int,
    context: EventContext,
    besides: Collection[int],
) -> list[Recommendation]:
    asked = ask(surface, context, besides=[*besides, *product_ids], personal=False)
    if asked is None or not len(items := asked.model.items(product_ids)):
        return []
    filters = asked.filters(also=_substitutes(asked.model, items))
    found = asked.model.scorer.complete_basket(items, n=CONSIDERED, filters=filters)
    rows = named(asked.model, found, lambda scored: ReasonKind.BOUGHT_TOGETHER)
    return answered(asked, rows, n=n)


def _substitutes(model: Model, items: IntArray) -> IntArray:
    """Items that are bought instead of one of these: of its category, and nearly the same."""
    table = model.trained.tables.get(Member.CONTENT)
    if table is None:
        return np.empty(0, np.int32)
    near, likeness = table.indices[items], table.scores[items]
    same = model.categories()[near] == model.categories()[items][:, None]
    return np.unique(near[same & (likeness >= SUBSTITUTE)]).astype(np.int32)


def _by_taste(asked: Asked, filters: Filters) -> list[Recommendation]:
    shopper = asked.shopper
    found = asked.model.scorer.for_user(
        shopper.history, n=CONSIDERED, user=shopper.user, filters=filters
    )
    owned = set(shopper.bought.tolist())
    return named(
        asked.model, found, lambda scored: _personal_reason(scored, owned), Strategy.PERSONAL
    )


def _personal_reason(scored: Scored, owned: set[int]) -> ReasonKind:
    if scored.because is None:
        return ReasonKind.TRENDING if scored.member is Member.POPULARITY else ReasonKind.TASTE
    return ReasonKind.BECAUSE_BOUGHT if scored.because in owned else ReasonKind.BECAUSE_VIEWED


def _said_by_neighbours(asked: Asked) -> FloatArray:
    """What shoppers with the same items took; by items that go along where none are trained."""
    model, history = asked.model, asked.shopper.history
    items, weights = history.seeds(None, at_most=LATELY_VIEWED)
    if model.trained.shoppers.n_shoppers:
        return model.trained.shoppers.scores(items, weights, shopper=asked.shopper.user)
    table = model.trained.tables.get(Member.ITEM_KNN)
    if table is None:
        return np.zeros(len(model.product_ids), np.float32)
    votes = (table.scores[items] * weights[:, None]).ravel()
    summed = np.bincount(
        table.indices[items].ravel(), weights=votes, minlength=len(model.product_ids)
    )
    return summed.astype(np.float32)


def _neighbours_of_newcomer(asked: Asked, product_id: int) -> list[Recommendation]:
    newcomers = asked.model.newcomers()
    place = newcomers.place(product_id)
    if place is None:
        return []
    items, likeness = newcomers.neighbours(place)
    allowed: BoolArray = asked.allowed()
    return [
        Recommendation(
            int(asked.model.product_ids[item]),
            float(score),
            ReasonKind.SIMILAR,
            None,
            asked.model.name,
            Strategy.NEWCOMER,
        )
        for item, score in zip(items.tolist(), likeness.tolist(), strict=True)
        if allowed[item]
    ]


def _with_newcomer(
    asked: Asked, rows: list[Recommendation], item: int, product_id: int, n: int
) -> list[Recommendation]:
    """The last place goes to the new product most like this one: else nobody would ever see it."""
    newcomers = asked.model.newcomers()
    own = newcomers.items == item
    if not own.any():
        return rows
    best = int(np.flatnonzero(own)[np.argmax(newcomers.likeness[own])])
    key = int(newcomers.product_ids[newcomers.rows[best]])
    if key in asked.hidden:
        return rows
    new = Recommendation(
        key,
        float(newcomers.likeness[best]),
        ReasonKind.SIMILAR,
        product_id,
        asked.model.name,
        Strategy.NEWCOMER,
    )
    return [*rows[: n - 1], new, *rows[n - 1 :]]


def _newcomers_by_taste(asked: Asked) -> list[Recommendation]:
    """What came after training and is like what this person looked at or bought."""
    newcomers, history = asked.model.newcomers(), asked.shopper.history
    if not len(newcomers):
        return []
    liked = np.zeros(len(asked.model.product_ids), np.float32)
    np.maximum.at(liked, history.items, history.weights)
    scores = newcomers.scores(liked)
    order = np.argsort(-scores, kind="stable")
    return [
        Recommendation(
            int(newcomers.product_ids[place]),
            float(scores[place]),
            ReasonKind.NEW,
            None,
            asked.model.name,
            Strategy.NEWCOMER,
        )
        for place in order[:CONSIDERED].tolist()
        if scores[place] > 0 and int(newcomers.product_ids[place]) not in asked.hidden
    ]


def _as_new(one: Recommendation) -> Recommendation:
    return Recommendation(
        one.product_id, one.score, ReasonKind.NEW, None, one.model_version, one.strategy
    )
