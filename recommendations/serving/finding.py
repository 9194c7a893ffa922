"""Ways to find candidates for a question, each of one idea; the question says what may be shown.

Surfaces and slots choose among them (``serving.surfaces``, ``serving.slots``). All answer with
candidates in order, before the shop's rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

import numpy as np

from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.models import Member
from recommendations.algorithms.scoring import Filters
from recommendations.algorithms.scoring import Recommendation as Scored
from recommendations.algorithms.segments import segment_of
from recommendations.serving.answer import ReasonKind, Recommendation, Strategy
from recommendations.serving.asking import CONSIDERED, Asked, named
from recommendations.serving.crowd import last_hour
from recommendations.serving.model import Model

SUBSTITUTE = 0.5
"""Of one category and at least so alike by content: one is bought instead of the other."""
NEW_SECONDS = 30 * 86_400
MOST_NEW = 0.5
LATELY_VIEWED = 10


def alike(asked: Asked, product_id: int, *, n: int) -> list[Recommendation]:
    """Instead of a product; the last of ``n`` places goes to a new one that is much like it."""
    items = asked.model.items([product_id])
    if not len(items):
        return _neighbours_of_newcomer(asked, product_id)
    item = int(items[0])
    found = _substitutes_first(asked, item, asked.filters())
    rows = named(asked.model, found, lambda scored: ReasonKind.SIMILAR)
    return _with_newcomer(asked, rows, item, product_id, n)


def of_its_section(asked: Asked, product_id: int) -> list[Recommendation]:
    """Instead of a product and from the shelves around it alone, known or new."""
    items = asked.model.items([product_id])
    if not len(items):
        return _neighbours_of_newcomer(asked, product_id)
    sections = asked.model.sections()
    filters = asked.filters(only=sections == sections[items[0]])
    found = asked.model.scorer.similar_to(int(items[0]), n=CONSIDERED, filters=filters)
    return named(asked.model, found, lambda scored: ReasonKind.SIMILAR)


def complements(asked: Asked, product_ids: Sequence[int]) -> list[Recommendation]:
    """Beside all of these products, without what is bought instead of one of them.

    Beside a new one stands what goes with the one most like it.
    """
    items = asked.model.items(product_ids)
    if not len(items):
        items = _most_like_newcomers(asked.model, product_ids)
    if not len(items):
        return []
    filters = asked.filters(also=np.append(items, _substitutes(asked.model, items)))
    found = asked.model.scorer.complete_basket(items, n=CONSIDERED, filters=filters)
    return named(asked.model, found, lambda scored: ReasonKind.BOUGHT_TOGETHER)


def wanted_now(asked: Asked) -> list[Recommendation]:
    """What is wanted in this hour, then what sold in the last fortnight."""
    allowed = asked.allowed(bought=True)
    hour = last_hour()
    places = asked.model.places([product for product, _score in hour])
    now = [
        Recommendation(
            product, score, ReasonKind.TRENDING, None, asked.model.name, Strategy.LAST_HOUR
        )
        for (product, score), place in zip(hour, places.tolist(), strict=True)
        if place >= 0 and allowed[place]
    ][:CONSIDERED]
    return [*now, *selling(asked, besides=asked.model.items([one.product_id for one in now]))]


def selling(asked: Asked, *, besides: IntArray | None = None) -> list[Recommendation]:
    """What sold in the last fortnight, for everybody alike but for what they just bought."""
    filters = asked.filters(bought=True, also=besides)
    crowd = asked.model.scorer.trending(n=CONSIDERED, filters=filters)
    return named(asked.model, crowd, lambda scored: ReasonKind.TRENDING, Strategy.CROWD)


def to_taste(asked: Asked, *, only: BoolArray | None = None) -> list[Recommendation]:
    """What this person may like, beside what this visit looked at: that has its row.

    What goes on from this visit takes turns with what their history says: the blend is chosen by
    what people bought weeks later, and would leave a newcomer with what everybody gets.
    """
    seen = np.array(asked.shopper.session[:LATELY_VIEWED], np.int32)
    filters = asked.filters(bought=True, also=seen, only=only)
    visit = _from_this_visit(asked, filters)
    return taking_turns(visit, by_taste(asked, filters, n=CONSIDERED - len(visit)))


def _from_this_visit(asked: Asked, filters: Filters) -> list[Recommendation]:
    """What goes with the products of the last half hour."""
    items = np.array(asked.shopper.session[:LATELY_VIEWED], np.int32)
    if not len(items):
        return []
    found = asked.model.scorer.complete_basket(items, n=CONSIDERED // 2, filters=filters)
    owned = set(asked.shopper.bought.tolist())
    return named(
        asked.model, found, lambda scored: _personal_reason(scored, owned), Strategy.SESSION
    )


def taking_turns(
    first: Sequence[Recommendation], second: Sequence[Recommendation]
) -> list[Recommendation]:
    """One of each in turn, the rest of the longer at the end; a product may come twice."""
    turns = chain.from_iterable(zip_longest(first, second))
    return [one for one in turns if one is not None]


def like_last_viewed(asked: Asked) -> list[Recommendation]:
    """Like what was looked at last and not bought; every row is ``because`` of that product."""
    bought = set(asked.shopper.bought.tolist())
    viewed = asked.shopper.viewed[:LATELY_VIEWED]
    filters = asked.filters(bought=True, also=asked.model.items(viewed))
    for product, place in zip(viewed, asked.model.places(viewed).tolist(), strict=True):
        if place in bought:
            continue
        if found := _like_viewed(asked, product, place, filters):
            return found
    return []


def _like_viewed(
    asked: Asked, product_id: int, place: int, filters: Filters
) -> list[Recommendation]:
    """Like one product that was looked at; ``place`` is -1 of what came after training."""
    if place >= 0:
        found = _substitutes_first(asked, place, filters)
        return named(asked.model, found, lambda one: ReasonKind.BECAUSE_VIEWED, Strategy.PERSONAL)
    hidden = set(asked.model.product_ids[filters.excluded].tolist())
    return [
        replace(one, reason=ReasonKind.BECAUSE_VIEWED, because=product_id)
        for one in _neighbours_of_newcomer(asked, product_id)
        if one.product_id not in hidden
    ]


def arrivals(asked: Asked) -> list[Recommendation]:
    """New on the shelves, what fits this person's taste first."""
    fits = by_taste(asked, asked.filters(bought=True, only=_is_new(asked.model)))
    return [_as_new(one) for one in [*_newcomers_by_taste(asked), *fits]]


def like_minded(asked: Asked) -> list[Recommendation]:
    """What the shoppers look at who are most like this one."""
    scores = _said_by_neighbours(asked)
    seen = asked.model.items(asked.shopper.viewed)
    allowed = asked.allowed(bought=True, also=seen) & (scores > 0)
    best = np.flatnonzero(allowed)
    best = best[np.argsort(-scores[best], kind="stable")][:CONSIDERED]
    found = [Scored(int(item), float(scores[item]), Member.ITEM_KNN, None) for item in best]
    return named(asked.model, found, lambda one: ReasonKind.LIKE_MINDED, Strategy.PERSONAL)


def by_taste(asked: Asked, filters: Filters, *, n: int = CONSIDERED) -> list[Recommendation]:
    """What this person may like among what ``filters`` let through."""
    shopper = asked.shopper
    found = asked.model.scorer.for_user(
        shopper.history,
        n=n,
        user=shopper.user,
        segment=segment_of(shopper.orders),
        filters=filters,
    )
    owned = set(shopper.bought.tolist())
    return named(
        asked.model, found, lambda scored: _personal_reason(scored, owned), Strategy.PERSONAL
    )


def _personal_reason(scored: Scored, owned: set[int]) -> ReasonKind:
    if scored.item in owned:
        return ReasonKind.BUY_AGAIN
    if scored.because is None:
        return ReasonKind.TRENDING if scored.member is Member.POPULARITY else ReasonKind.TASTE
    return ReasonKind.BECAUSE_BOUGHT if scored.because in owned else ReasonKind.BECAUSE_VIEWED


def _is_new(model: Model) -> BoolArray:
    """Published in the month before the latest; nothing is new where half of the shop is."""
    published = model.published()
    is_new: BoolArray = published >= max(float(published.max(initial=0)) - NEW_SECONDS, 1.0)
    return is_new if is_new.mean() <= MOST_NEW else np.zeros_like(is_new)


def _substitutes_first(asked: Asked, item: int, filters: Filters) -> list[Scored]:
    """Like an item; what stands on the shelves around it before all else that is alike."""
    found = asked.model.scorer.similar_to(item, n=CONSIDERED, filters=filters)
    sections = asked.model.sections()
    return sorted(found, key=lambda one: bool(sections[one.item] != sections[item]))


def _substitutes(model: Model, items: IntArray) -> IntArray:
    """Items that are bought instead of one of these: of its category, and nearly the same."""
    table = model.trained.tables.get(Member.CONTENT)
    if table is None:
        return np.empty(0, np.int32)
    near, likeness = table.indices[items], table.scores[items]
    same = model.categories()[near] == model.categories()[items][:, None]
    return np.unique(near[same & (likeness >= SUBSTITUTE)]).astype(np.int32)


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


def _most_like_newcomers(model: Model, product_ids: Sequence[int]) -> IntArray:
    """For each new product the item of the model that is most like it."""
    newcomers = model.newcomers()
    places = [place for key in product_ids if (place := newcomers.place(key)) is not None]
    nearest = [near[:1] for place in places if len(near := newcomers.neighbours(place)[0])]
    return np.concatenate(nearest) if nearest else np.empty(0, np.int32)


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
