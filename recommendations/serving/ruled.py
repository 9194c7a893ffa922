"""Between the model's items and the words of the staff's rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from recommendations.algorithms.interactions import FloatArray, IntArray
from recommendations.algorithms.models import Member
from recommendations.rules import book as rules
from recommendations.rules.facts import candidates_of
from recommendations.rules.selectors import rule_book
from recommendations.serving.answer import ReasonKind, Recommendation
from recommendations.serving.model import Model
from recommendations.serving.shopper import Shopper

MEANT_AGAIN = frozenset({ReasonKind.BUY_AGAIN, ReasonKind.DUE_AGAIN})
JUST_BOUGHT_DAYS = 30.0


def days_since_bought(model: Model, shopper: Shopper) -> dict[int, float]:
    """Days since the last purchase of each product that the shopper bought."""
    days: dict[int, float] = {}
    products = model.product_ids[shopper.bought].tolist()
    for product, age in zip(products, shopper.bought_ages.tolist(), strict=True):
        days[product] = min(age, days.get(product, age))
    return days


def as_rules_see(
    model: Model, shopper: Shopper, found: Sequence[Recommendation], *, bars_bought: bool = True
) -> rules.Shopper:
    """The shopper in the rules' words; what is offered because it was bought is not held back.

    ``bars_bought`` is False where the question itself has hidden what may not come again.
    """
    if not shopper.is_known:
        return rules.ANYBODY
    segment = rules.segment_of(shopper.orders)
    if not bars_bought:
        return rules.Shopper(segment=segment)
    meant = {one.product_id for one in found if one.reason in MEANT_AGAIN}
    days = days_since_bought(model, shopper)
    return rules.Shopper(
        segment=segment,
        bought={product: age for product, age in days.items() if product not in meant},
    )


def just_bought(surface: rules.ShopSurface, model: Model, shopper: Shopper) -> frozenset[int]:
    """Products bought within a month, and that once.

    Who buys a thing again and again may see it at any time, and so may those to whom staff offer
    it again.
    """
    days = days_since_bought(model, shopper)
    habits = _bought_again(model, shopper)
    fresh = [key for key, age in days.items() if age <= JUST_BOUGHT_DAYS and key not in habits]
    if not fresh:
        return frozenset()
    book = rule_book(surface)
    if not book.repeats:
        return frozenset(fresh)
    again = {
        candidate.product
        for candidate in candidates_of(fresh)
        if book.offers_again(candidate, days[candidate.product])
    }
    return frozenset(fresh) - again


def _bought_again(model: Model, shopper: Shopper) -> set[int]:
    """Products that the shopper bought at more than one time."""
    times = set(zip(shopper.bought.tolist(), shopper.bought_ages.tolist(), strict=True))
    counts = Counter(item for item, _age in times)
    return set(model.product_ids[[item for item, count in counts.items() if count > 1]].tolist())


def held_back(surface: rules.ShopSurface, model: Model, shopper: Shopper) -> IntArray:
    """Items that were bought, but for those that staff have offered again by now."""
    book = rule_book(surface)
    if not book.repeats or not len(shopper.bought):
        return shopper.bought
    days = days_since_bought(model, shopper)
    again = [
        candidate.product
        for candidate in candidates_of(list(days))
        if book.offers_again(candidate, days[candidate.product])
    ]
    return np.setdiff1d(shopper.bought, model.items(again)).astype(np.int32)


def likeness_of(model: Model, product_ids: Sequence[int]) -> FloatArray:
    """How alike products are by what is said of them, float32 [ids, ids] from 0 to 1.

    Only near neighbours are known to the model: all others are not alike.
    """
    places = model.places(product_ids)
    alike = np.eye(len(places), dtype=np.float32)
    table = model.trained.tables.get(Member.CONTENT)
    known = np.flatnonzero(places >= 0)
    if table is None or not len(known):
        return alike
    column_of = np.full(len(model.product_ids), -1, np.int32)
    column_of[places[known]] = known
    columns = column_of[table.indices[places[known]]]
    rows, neighbours = np.nonzero(columns >= 0)
    scores = np.clip(table.scores[places[known]][rows, neighbours], 0, 1)
    alike[known[rows], columns[rows, neighbours]] = scores
    return np.maximum(alike, alike.T)
