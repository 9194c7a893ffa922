"""The rules at the end of an answer: what the models name goes in, what is shown comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from recommendations.rules.arranging import Arrangement, FloatArray, arrangement
from recommendations.rules.book import ANYBODY, RuleBook, Shopper, ShopSurface
from recommendations.rules.facts import candidates_of
from recommendations.rules.selectors import rule_book

Likeness = Callable[[Sequence[int]], FloatArray]
"""How alike products are, from 0 to 1: ids to float32 [ids, ids]."""

ONLY_FROM_MODELS = frozenset(
    {
        ShopSurface.BECAUSE_VIEWED,
        ShopSurface.BUY_AGAIN,
        ShopSurface.CATEGORY,
        ShopSurface.NEW_FOR_YOU,
    }
)
"""Surfaces that promise something of every product: a pin moves there, but adds nothing."""


@dataclass(frozen=True, slots=True)
class Applied:
    """One answer as a watcher sees it; ``before`` are the products as the models had them."""

    surface: ShopSurface
    n: int
    before: list[int]
    arrangement: Arrangement


_watchers: ContextVar[list[Applied] | None] = ContextVar("recommendation_rules", default=None)


@contextmanager
def watching() -> Iterator[list[Applied]]:
    """Collect what the rules do to every answer given inside, in order."""
    seen: list[Applied] = []
    token = _watchers.set(seen)
    try:
        yield seen
    finally:
        _watchers.reset(token)


def apply_rules(
    surface: ShopSurface,
    product_ids: Sequence[int],
    n: int,
    *,
    shopper: Shopper = ANYBODY,
    likeness: Likeness | None = None,
    may_add: Callable[[list[int]], list[int]] = lambda products: products,
) -> list[int]:
    """Which products are shown, in order.

    Where nothing was said and nobody watches, the first ``n`` as they came, without a query. An
    empty answer stays empty: the page has its own way of filling the place.

    Args:
        product_ids: what the models name, best first, without doubles.
        may_add: those of the pinned products, which the models did not name, that may be shown.
    """
    book, seen = rule_book(surface), _watchers.get()
    if not product_ids or (book.is_empty and seen is None):
        return list(product_ids[:n])
    candidates = candidates_of([*product_ids, *_added(surface, book, product_ids, may_add)])
    alike = None
    if likeness is not None and book.diversity:
        alike = likeness([candidate.product for candidate in candidates])
    found = arrangement(candidates, book, n, shopper=shopper, likeness=alike)
    if seen is not None:
        seen.append(Applied(surface, n, list(product_ids), found))
    return [placed.candidate.product for placed in found.shown]


def _added(
    surface: ShopSurface,
    book: RuleBook,
    product_ids: Sequence[int],
    may_add: Callable[[list[int]], list[int]],
) -> list[int]:
    """Pinned products that the models did not name."""
    if surface in ONLY_FROM_MODELS:
        return []
    named = set(product_ids)
    wanted = list(dict.fromkeys(pk for pk in book.pinned_products if pk not in named))
    return may_add(wanted) if wanted else []
