"""Counts of what was found: facets right under multi-select, and the prices' histogram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from tantivy import Query, Searcher

from search.documents import KEYS
from search.engines.embedded.asking import facet_field
from search.engines.embedded.schema import KEY_MARK
from search.query import (
    RATING,
    STARS,
    STOCK,
    EngineQuery,
    FacetCount,
    PriceHistogram,
    Selection,
)

MOST_VALUES = 1_000
MOST_KEYS = 5_000

STOCKED = "1"
"""The value of ``STOCK``, and how both engines name what is true."""

Ask = Callable[[Selection], Query]


def count_facets(
    searcher: Searcher, ask: Ask, asked: EngineQuery
) -> dict[str, tuple[FacetCount, ...]]:
    """Each key under all others that are chosen; those that are not chosen are counted at once."""
    chosen = asked.selection.keys
    together = [key for key in asked.facets if key not in chosen]
    counts = _count(searcher, ask(asked.selection), together)
    for key in asked.facets:
        if key in chosen:
            counts |= _count(searcher, ask(asked.selection.without(key)), [key])
    return {key: counts.get(key, ()) for key in asked.facets}


def _count(searcher: Searcher, query: Query, keys: list[str]) -> dict[str, tuple[FacetCount, ...]]:
    if not keys:
        return {}
    wanted = {str(place): _terms(key) for place, key in enumerate(keys)}
    answer = searcher.aggregate(query, wanted)
    return {key: _in_order(_counts(key, answer[str(place)])) for place, key in enumerate(keys)}


def _terms(key: str) -> dict[str, Any]:
    # The keys of documents are counted by their few combinations: one value each, not many.
    if key == KEYS:
        return {"terms": {"field": "keys", "size": MOST_KEYS}}
    if key == RATING:
        return {"range": {"field": "rating", "ranges": rating_steps()}}
    if key == STOCK:
        return {"terms": {"field": "in_stock"}}
    return {"terms": {"field": facet_field(key), "size": MOST_VALUES}}


def _counts(key: str, found: Mapping[str, Any]) -> Mapping[str, int]:
    counts = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in found["buckets"]}
    if key == RATING:
        return and_more(counts)
    if key == STOCK:
        return {STOCKED: counts[STOCKED]} if counts.get(STOCKED) else {}
    if key != KEYS:
        return counts
    single: Counter[str] = Counter()
    for combination, count in counts.items():
        for one in filter(None, combination.split(KEY_MARK)):
            single[one] += count
    return single


def rating_steps() -> list[dict[str, Any]]:
    """Ranges of ratings, each by the number of stars that it begins with."""
    ends = [{}, *({"to": float(stars)} for stars in STARS)]
    return [
        {"key": str(stars), "from": float(stars)} | end
        for stars, end in zip(STARS, ends, strict=False)
    ]


def and_more(counts: Mapping[str, int]) -> dict[str, int]:
    """Of counts of each step those of so many stars and more."""
    found, total = {}, 0
    for stars in STARS:
        if total := total + counts.get(str(stars), 0):
            found[str(stars)] = total
    return found


def _in_order(counts: Mapping[str, int]) -> tuple[FacetCount, ...]:
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(FacetCount(value, count) for value, count in ordered)


def price_histogram(
    searcher: Searcher, query: Query, field: str, buckets: int
) -> PriceHistogram | None:
    """Prices of what a query finds, in equal steps; None where it finds nothing."""
    stats = searcher.aggregate(query, {"prices": {"stats": {"field": field}}})["prices"]
    if not stats["count"]:
        return None
    lowest, highest = int(stats["min"]), int(stats["max"])
    if lowest == highest:
        return PriceHistogram(lowest, highest, (int(stats["count"]),) + (0,) * (buckets - 1))
    step = (highest - lowest) / buckets
    edges = [lowest + step * number for number in range(1, buckets)]
    ranges = [
        {"key": str(place)}
        | ({"from": edges[place - 1]} if place else {})
        | ({"to": edges[place]} if place < buckets - 1 else {})
        for place in range(buckets)
    ]
    found = searcher.aggregate(query, {"prices": {"range": {"field": field, "ranges": ranges}}})
    counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in found["prices"]["buckets"]}
    return PriceHistogram(
        lowest, highest, tuple(counts.get(str(place), 0) for place in range(buckets))
    )
