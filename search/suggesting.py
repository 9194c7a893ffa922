"""What a search box proposes while somebody types: products, shelves, brands and whole searches.

Everything but the products is a small table that each process remembers for a minute; products
come from the engine, the last word as the beginning of one. Where the engine is down the rest
is proposed all the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from catalog.models import Brand, Category
from events.context import NOBODY, EventContext
from events.models import Event
from events.names import EventName
from foundation.remembered import Remembered
from search.analytics import popular_queries
from search.engines import current
from search.engines.base import EngineDown
from search.query import EngineQuery, Sort, Term, TermGroup

MOST_PRODUCTS, MOST_SHELVES, MOST_BRANDS, MOST_QUERIES, MOST_RECENT = 6, 3, 3, 5, 4
MOST_WORDS, LONGEST = 8, 80
KNOWN_QUERIES = 300
READ_RECENT = 60
REMEMBERED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Named:
    """A category (``key`` is its id) or a brand (its slug), as the page's language calls it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Best first in each kind; ``recent`` are the visitor's own searches, newest first."""

    recent: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    categories: tuple[Named, ...] = ()
    brands: tuple[Named, ...] = ()
    product_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A name and its folded text, in which every word begins after a space."""

    named: Named
    folded: str


@dataclass(frozen=True, slots=True)
class _Language:
    categories: tuple[_Known, ...]
    brands: tuple[_Known, ...]
    queries: tuple[_Known, ...]


def suggest(
    prefix: str, *, language: str, currency: str, context: EventContext = NOBODY
) -> Suggestions:
    """What may be meant by what was typed so far; by nothing at all, what is asked for most."""
    typed = folded(prefix)[:LONGEST].rstrip()
    known = _known(language).get()
    recent = _recent(context, typed)
    queries = [one.name for one in _beginning(typed, known.queries, MOST_QUERIES + MOST_RECENT)]
    fresh = [query for query in queries if query not in recent and folded(query) != typed]
    if not typed:
        return Suggestions(recent=recent, queries=tuple(fresh[:MOST_QUERIES]))
    return Suggestions(
        recent=recent,
        queries=tuple(fresh[:MOST_QUERIES]),
        categories=tuple(_beginning(typed, known.categories, MOST_SHELVES)),
        brands=tuple(_beginning(typed, known.brands, MOST_BRANDS)),
        product_ids=_products(prefix, language=language, currency=currency),
    )


def folded(text: str) -> str:
    """Lower case without accents, in single spaces: what is typed and what is known alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _products(prefix: str, *, language: str, currency: str) -> tuple[int, ...]:
    words = prefix.casefold().split()[:MOST_WORDS]
    is_open = not prefix.endswith(" ")
    groups = tuple(
        TermGroup((Term(word),), is_prefix=is_open and place == len(words) - 1)
        for place, word in enumerate(words)
    )
    query = EngineQuery(
        language=language,
        currency=currency,
        groups=groups,
        required=len(groups),
        sort=Sort.RELEVANCE,
        limit=MOST_PRODUCTS,
    )
    try:
        answer = current().find(query)
    except EngineDown:
        return ()
    return tuple(candidate.product_id for candidate in answer.candidates)


def _beginning(typed: str, known: Sequence[_Known], most: int) -> list[Named]:
    """Names that begin with what was typed before those in which a later word does."""
    first, later = [], []
    for one in known:
        if one.folded.startswith(typed, 1):
            first.append(one.named)
        elif f" {typed}" in one.folded:
            later.append(one.named)
    return [*first, *later][:most]


def _recent(context: EventContext, typed: str) -> tuple[str, ...]:
    """The visitor's own searches that found something; only of those who agreed to be known."""
    if not context.may_personalise or context.visitor is None:
        return ()
    payloads = (
        Event.objects.filter(visitor=context.visitor, name=EventName.SEARCH_PERFORMED)
        .order_by("-occurred_at")
        .values_list("payload", flat=True)[:READ_RECENT]
    )
    words = [str(told.get("words", "")) for told in payloads if told.get("found")]
    matching = (one for one in words if one and folded(one).startswith(typed))
    return tuple(list(dict.fromkeys(matching))[:MOST_RECENT])


@cache
def _known(language: str) -> Remembered[_Language]:
    return Remembered(lambda: _read(language), seconds=REMEMBERED_SECONDS)


def _read(language: str) -> _Language:
    name, default = f"name_{language}", f"name_{settings.LANGUAGE_CODE}"
    shelves = Category.objects.filter(is_visible=True).order_by("depth", "path")
    brands = Brand.objects.filter(products__status="published").distinct().order_by("name")
    queries = popular_queries(language, n=KNOWN_QUERIES)
    return _Language(
        categories=_all_known(
            (str(row["pk"]), row[name] or row[default])
            for row in shelves.values("pk", name, default)
        ),
        brands=_all_known(brands.values_list("slug", "name")),
        queries=_all_known((query, query) for query in queries),
    )


def _all_known(rows: Iterable[tuple[str, str]]) -> tuple[_Known, ...]:
    return tuple(_Known(Named(key, name), f" {folded(name)}") for key, name in rows if name)
