"""What a shopper asks of the search and what they get: one form for every engine and every page.

A list page (all products, a category, words, a merchandiser's preview) is one ``SearchQuery``; what
an engine is asked after the words were understood is one ``EngineQuery``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Sort(StrEnum):
    """The orders of a list; the value is what the address says."""

    RELEVANCE = "relevance"
    POPULAR = "popular"
    NEWEST = "newest"
    CHEAPEST = "price"
    DEAREST = "-price"
    RATING = "rating"


RATING, STOCK = "rating", "stock"
"""Keys that can be counted besides the facets: ``rating`` for each of ``STARS`` and more, and
``stock`` for what can be sold now (its one value is ``1``)."""
STARS = (4, 3, 2)

Selected = Mapping[str, frozenset[str]]
"""Facet key -> chosen values. Keys: ``category`` (ids), ``brand`` (slugs), ``option.<code>``
(value codes), ``attribute.<code>`` (texts). Any value of a key will do; every key must hold."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list is narrowed to. Prices are minor units of the query's currency, both included."""

    chosen: Selected = field(default_factory=dict)
    price_from: int | None = None
    price_to: int | None = None
    rating_from: int | None = None
    in_stock: bool = False

    def without(self, key: str) -> Selection:
        """The same, but for one key (``price``, ``rating`` and ``stock`` are keys, too).

        A facet is counted under all other keys: else nobody could choose a second value.
        """
        chosen = {name: values for name, values in self.chosen.items() if name != key}
        return Selection(
            chosen,
            None if key == "price" else self.price_from,
            None if key == "price" else self.price_to,
            None if key == "rating" else self.rating_from,
            False if key == "stock" else self.in_stock,
        )

    @property
    def keys(self) -> frozenset[str]:
        """All keys of which something is chosen, as ``without`` takes them."""
        has_price = self.price_from is not None or self.price_to is not None
        has = {"price": has_price, RATING: self.rating_from is not None, STOCK: self.in_stock}
        return frozenset({*self.chosen, *(key for key, is_chosen in has.items() if is_chosen)})

    @property
    def is_empty(self) -> bool:
        return self == Selection()


NO_SELECTION = Selection()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A list as a page asks for it: ``words`` as typed, in one language and one currency."""

    words: str
    language: str
    currency: str
    selection: Selection = NO_SELECTION
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 24
    facets: tuple[str, ...] = ()
    """Keys to count; empty: those that fit what was found."""
    as_typed: bool = False
    """Neither corrected nor understood: "search instead for"."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the question with what may stand for it. ``weight`` of a typed word is 1."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Alternatives (a word, its synonyms, a phrase of them): one of them is one word's worth."""

    terms: tuple[Term, ...]
    is_prefix: bool = False
    """The last word of something that is still being typed."""


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """What an engine is asked: nothing is left to understand.

    A product matches when at least ``required`` of the groups match (all products where there are
    no groups), the selection holds, and it has a price in the currency. Groups without a letter or
    digit are left out; where that leaves none, nothing matches. A term of several words matches
    where they stand side by side.
    """

    language: str
    currency: str
    groups: tuple[TermGroup, ...] = ()
    required: int = 0
    selection: Selection = NO_SELECTION
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 24
    facets: tuple[str, ...] = ()
    """Keys to count; none: nothing is counted."""
    price_buckets: int = 0
    """0: no histogram."""
    only: frozenset[int] | None = None
    """Product ids; None: all."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that an engine found, with its text score (0 where nothing was asked in words)."""

    product_id: int
    score: float


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class PriceHistogram:
    """``counts`` of equal steps between the cheapest and the dearest, in minor units."""

    lowest: int
    highest: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """``total`` counts all that match; counts of a facet are under every *other* key chosen."""

    candidates: tuple[Candidate, ...]
    total: int
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    prices: PriceHistogram | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a page shows: ids in order, and what became of the words.

    ``corrected`` is what the results are for where that is not what was typed; ``understood`` are
    the filters that were taken from the words, as chips to remove; ``relaxed`` is true where not
    every word could be kept; ``instead`` says what stands in where nothing was found, and
    ``shelf`` the category whose it is ("": the whole shop's). ``related`` mean what was asked for
    and have not its words; they are on no page and in no count.
    """

    product_ids: Sequence[int]
    total: int
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    prices: PriceHistogram | None = None
    corrected: str = ""
    understood: Selection = NO_SELECTION
    relaxed: bool = False
    instead: str = ""
    shelf: str = ""
    related: Sequence[int] = ()
    redirect: str = ""
    engine: str = ""
