"""A page of a list: what the search found, as cards; what the database knows where it is down.

Without an index, or with its engine down, lists stand in the plain orders of the database and
cannot be narrowed: the shop goes on selling.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from events.context import NOBODY, EventContext
from search.algorithms.rules import Banner
from search.engines.base import EngineDown
from search.merchandising import banner_for
from search.query import Found, SearchQuery, Selection
from search.query import Sort as FoundSort
from search.selectors import search
from shop.storefront.cards import Card
from shop.storefront.categories import CategoryTree, Shelf
from shop.storefront.facet_names import CATEGORY
from shop.storefront.facets import Chip, FacetPanel, chips, facet_panel
from shop.storefront.finding import ListState
from shop.storefront.selectors import (
    MOST_PAGES,
    PAGE_SIZE,
    NoSuchPage,
    Sort,
    cards_by_ids,
    category_page,
    leading_cards,
    list_page,
)

logger = logging.getLogger(__name__)
STAND_INS = 8


@dataclass(frozen=True, slots=True)
class FoundList:
    """What a list page shows. Without a ``panel`` nothing can be narrowed at the moment.

    ``is_understood``: some of the words were taken as filters, which are among the ``chips``.
    ``related`` have not the words and mean them; ``stand_ins`` are what many buy, those of a
    category where it is named by ``stand_ins_of``.
    """

    state: ListState
    cards: list[Card]
    total: int
    pages: int
    panel: FacetPanel | None = None
    chips: list[Chip] = field(default_factory=list)
    corrected: str = ""
    is_understood: bool = False
    is_relaxed: bool = False
    related: list[Card] = field(default_factory=list)
    stand_ins: list[Card] = field(default_factory=list)
    stand_ins_of: Shelf | None = None
    banner: Banner | None = None
    redirect: str = ""

    @property
    def number(self) -> int:
        return self.state.number

    @property
    def ahead(self) -> int:
        """How many products stand on the pages before this one."""
        return (self.state.number - 1) * PAGE_SIZE


def find_list(
    path: str,
    state: ListState,
    *,
    tree: CategoryTree,
    shelf: Shelf | None = None,
    context: EventContext = NOBODY,
) -> FoundList:
    """The page of a list that a state asks for; ``shelf`` is the category whose page it is.

    ``context`` is who asks, where the order of what was found may be theirs.

    Raises:
        NoSuchPage: the list ends before that page.
    """
    if not 1 <= state.number <= MOST_PAGES:
        raise NoSuchPage(state.number)
    try:
        found = search(_query(state, shelf), context=context)
    except EngineDown as reason:
        logger.info("the database stands in for the search: %s", reason)
        return _from_database(state, shelf)
    return _from_search(path, state, found, tree=tree, shelf=shelf)


def _query(state: ListState, shelf: Shelf | None) -> SearchQuery:
    return SearchQuery(
        words=state.words,
        language=state.language,
        currency=state.currency,
        selection=_on_shelf(state.selection, shelf),
        sort=state.sort,
        offset=(state.number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
        as_typed=state.as_typed,
    )


def _on_shelf(selection: Selection, shelf: Shelf | None) -> Selection:
    if shelf is None:
        return selection
    return Selection(
        {**selection.chosen, CATEGORY: frozenset({str(shelf.id)})},
        selection.price_from,
        selection.price_to,
        selection.rating_from,
        selection.in_stock,
    )


def _from_search(
    path: str, state: ListState, found: Found, *, tree: CategoryTree, shelf: Shelf | None
) -> FoundList:
    if found.redirect:
        return FoundList(state, [], 0, 1, redirect=found.redirect)
    ids = found.product_ids
    if shelf is not None:  # the page is one shelf's, whatever the words say
        found = replace(found, understood=found.understood.without(CATEGORY))
    is_nothing = not ids or bool(found.instead)
    if state.number > 1 and is_nothing:
        raise NoSuchPage(state.number)
    return FoundList(
        state=state,
        cards=[] if is_nothing else _cards(ids, state),
        total=0 if is_nothing else found.total,
        pages=1 if is_nothing else min(max(-(-found.total // PAGE_SIZE), 1), MOST_PAGES),
        panel=_panel(state, found, tree, shelf),
        chips=chips(path, state, found.understood, tree=tree),
        corrected=found.corrected,
        is_understood=not found.understood.is_empty,
        is_relaxed=found.relaxed,
        related=_cards(found.related, state) if found.related else [],
        stand_ins=_stand_ins(ids, state, shelf) if is_nothing else [],
        stand_ins_of=_shelf_of(found.shelf, tree),
        banner=banner_for(state.words, state.language) if state.words else None,
    )


def _shelf_of(category: str, tree: CategoryTree) -> Shelf | None:
    return next((shelf for shelf in tree.shelves if str(shelf.id) == category), None)


def _panel(
    state: ListState, found: Found, tree: CategoryTree, shelf: Shelf | None
) -> FacetPanel | None:
    """What the list can be narrowed by; nothing where there is nothing to narrow."""
    if found.instead and state.selection.is_empty:
        return None
    return facet_panel(
        state,
        found.facets,
        found.prices,
        tree=tree,
        has_categories=shelf is None,
        understood=found.understood,
    )


def _cards(ids: Sequence[int], state: ListState) -> list[Card]:
    return cards_by_ids(ids, language=state.language)


def _stand_ins(ids: Sequence[int], state: ListState, shelf: Shelf | None) -> list[Card]:
    """No page is empty: what the search proposes instead, else what is wanted on this shelf."""
    if ids:
        return _cards(ids[:STAND_INS], state)
    if shelf is not None:
        page = category_page(
            category_id=shelf.id, language=state.language, sort=Sort.POPULAR, number=1
        )
        if page.cards:
            return page.cards[:STAND_INS]
    return leading_cards(Sort.POPULAR, STAND_INS, language=state.language)


def _from_database(state: ListState, shelf: Shelf | None) -> FoundList:
    sort = _plain(state.sort)
    if shelf is not None:
        page = category_page(
            category_id=shelf.id, language=state.language, sort=sort, number=state.number
        )
    else:
        page = list_page(language=state.language, sort=sort, number=state.number, words=state.words)
    return FoundList(
        state=state,
        cards=page.cards,
        total=page.total,
        pages=page.pages,
        stand_ins=[] if page.cards else _stand_ins((), state, shelf),
    )


def _plain(sort: FoundSort) -> Sort:
    """The nearest order that the database has."""
    try:
        return Sort(sort.value)
    except ValueError:
        return Sort.POPULAR
