"""What stands below a short list, and in place of an empty one.

Where hardly anything has the words, products that mean what they say (``search.semantic``, where it
is installed) come after those that have them, told apart; where nothing has them, what staff
pinned for the words is found, and what is popular on the likeliest shelf stands in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from catalog.models import Category
from search import merchandising
from search.algorithms.relaxing import ENOUGH, Step, narrowed
from search.algorithms.rules import Merchandising
from search.algorithms.sentences.nearest import NEAR, NEAREST_THERE_IS
from search.algorithms.understanding import Understood
from search.engines.base import Engine
from search.query import NO_SELECTION, EngineQuery, Found, SearchQuery, Selection, Sort
from search.semantic.finding import alike

MOST_RELATED = 8
LIKELY = 0.5
"""The share of the related that must stand on a shelf for it to be the likely one."""
MOST_SHELVES = 3
FEWEST_POPULAR = 4
"""Products besides the related that make a row: where a shelf has fewer, the one above it."""
POPULAR = "popular"
"""``Found.instead``: nothing was found; what many buy is shown."""
CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Situation:
    """A search that found little: who is asked, for what, and what staff say of it."""

    engine: Engine
    query: SearchQuery
    understood: Understood
    rules: Merchandising

    def asks(self, selection: Selection | None = None, **rest: object) -> EngineQuery:
        """A question without words, under what the shopper chose."""
        chosen = self.query.selection if selection is None else selection
        plain = EngineQuery(self.query.language, self.query.currency, selection=chosen)
        return replace(plain, **rest)  # type: ignore[arg-type]


def is_short(query: SearchQuery, total: int, head: int) -> bool:
    """Whether this page is the end of a list that somebody may have been looking through in vain.

    Its end is on the page, and it is short, or was paged to: then what means alike may follow.
    ``head``: how many products of a list are known by their ids.
    """
    is_end = query.offset + query.limit >= total
    return bool(query.words) and is_end and total <= head and (total < ENOUGH or query.offset > 0)


def related(case: Situation, *, shown: Collection[int]) -> list[int]:
    """Products that mean what the words say, none of ``shown``, the nearest first.

    Only what can be sold, holds the filters and a price that was named; staff's rules apply.
    """
    at_least = NEAR if shown else NEAREST_THERE_IS
    near = alike(_meaning(case), case.query.language, at_least=at_least)
    wanted = [pk for pk in near if pk not in shown]
    if not wanted:
        return []
    said = case.understood.selection
    named = Selection(price_from=said.price_from, price_to=said.price_to)
    selection = narrowed(Step((), 0, named), case.query.selection)
    able = case.asks(selection, only=frozenset(wanted), limit=len(wanted))
    kept = {candidate.product_id for candidate in case.engine.find(able).candidates}
    in_order = [pk for pk in wanted if pk in kept]
    return merchandising.apply(in_order, case.rules, may_add=False)[:MOST_RELATED]


def _meaning(case: Situation) -> str:
    """The words without a price: numbers mean little to the network, and the price is a filter."""
    said = case.understood
    has_price = said.selection.price_from is not None or said.selection.price_to is not None
    return (said.left if has_price else "") or said.corrected or case.query.words


def pinned(case: Situation) -> EngineQuery | None:
    """What asks for the products that staff pinned for these words; None where there are none."""
    products = frozenset(case.rules.book.pinned_products)
    if not products or not case.query.selection.is_empty:
        return None
    return case.asks(only=products)


def instead(case: Situation, alike_: Sequence[int]) -> Found:
    """What many buy on the shelf of what means alike, else under the same filters, else at all."""
    shelf, popular = "", []
    for shelf in (*likely_shelves(case, alike_), ""):
        popular = [pk for pk in _popular(case, shelf) if pk not in alike_]
        if len(popular) >= FEWEST_POPULAR:
            break
    if not popular:
        popular = [pk for pk in _popular(case, "", anything=True) if pk not in alike_]
    return Found(
        merchandising.apply(popular, case.rules, may_add=False),
        0,
        corrected=case.understood.corrected,
        instead=POPULAR,
        shelf=shelf,
        related=alike_,
        engine=case.engine.name,
    )


def likely_shelves(case: Situation, product_ids: Sequence[int]) -> list[str]:
    """The categories, by their ids, that most of these stand in, the lowest first."""
    if not product_ids or CATEGORY in case.query.selection.chosen:
        return []
    counting = case.asks(only=frozenset(product_ids), limit=0, facets=(CATEGORY,))
    counts = case.engine.find(counting).facets.get(CATEGORY, ())
    enough = [entry.value for entry in counts if entry.count >= LIKELY * len(product_ids)]
    visible = Category.objects.filter(pk__in=enough, is_visible=True).order_by("-depth", "pk")
    return [str(pk) for pk in visible.values_list("pk", flat=True)[:MOST_SHELVES]]


def _popular(case: Situation, shelf: str, *, anything: bool = False) -> list[int]:
    """What sells most on a shelf ("": in the shop), under the shopper's filters or ``anything``."""
    selection = NO_SELECTION if anything else case.query.selection
    if shelf:
        chosen = {**selection.chosen, CATEGORY: frozenset({shelf})}
        selection = replace(selection, chosen=chosen)
    asked = case.asks(selection, sort=Sort.POPULAR, limit=case.query.limit)
    return [candidate.product_id for candidate in case.engine.find(asked).candidates]
