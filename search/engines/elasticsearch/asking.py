"""What Elasticsearch is asked: words, weights, filters, counts and orders as its queries.

The weights are the disk index's, so that a shop ranks alike on both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from search.documents import KEYS
from search.engines.elasticsearch.documents import LANGUAGES, LONGEST_VALUE, facet_name
from search.engines.embedded.asking import (
    BEGINS_SCORE,
    MOST_GROUPS,
    NAME_BEGINS_SCORE,
    SKU_SCORE,
    TIE_BREAKER,
    WEIGHTS,
)
from search.engines.embedded.counting import rating_steps
from search.engines.embedded.schema import (
    FEWEST_SKU_LETTERS,
    LONGEST_WORD,
    plain_analyser,
    sku_key,
)
from search.query import RATING, STOCK, EngineQuery, Selection, Sort, Term, TermGroup

Json = dict[str, Any]

MOST_VALUES = 1_000
MOST_CANDIDATES = 10_000
MOST_TOKENS = 32
"""Of one term: what is longer was pasted."""
DEEPEST = 1_000_000
"""The index's ``max_result_window``: offset and limit together."""
LONGEST_TERM = 200
NOTHING: Json = {"match_none": {}}

_DIGIT = re.compile(r"\d")
_FACET_KEY = re.compile(r"[\w.-]*[\w-]")


def body_of(asked: EngineQuery) -> Json:
    """The whole request. Filters that were chosen stand behind the counts, which each facet makes
    under all keys but its own."""
    limit = min(max(asked.limit, 0), MOST_CANDIDATES)
    return {
        "query": _query(asked),
        "post_filter": {"bool": {"filter": list(filters(asked, asked.selection).values())}},
        "aggs": _counts(asked),
        "sort": _orders(asked),
        "from": min(max(asked.offset, 0), DEEPEST - limit),
        "size": limit,
        "track_total_hits": True,
        "_source": False,
    }


def histogram_body(asked: EngineQuery, lowest: int, highest: int) -> Json:
    """Counts in equal steps, the second question after the ends are known."""
    step = (highest - lowest) / asked.price_buckets
    edges = [lowest + step * number for number in range(1, asked.price_buckets)]
    ends = zip([None, *edges], [*edges, None], strict=True)
    ranges = [
        ({} if low is None else {"from": low}) | ({} if high is None else {"to": high})
        for low, high in ends
    ]
    selection = asked.selection.without("price")
    every = [_query(asked), *filters(asked, selection).values()]
    prices = {"range": {"field": price_field(asked.currency), "ranges": ranges}}
    return {"query": {"bool": {"filter": every}}, "aggs": {"prices": prices}, "size": 0}


def price_field(currency: str) -> str:
    return f"prices.{currency}"


def _query(asked: EngineQuery) -> Json:
    """Words and what holds for every count; scores come from the words alone."""
    fixed: list[Json] = [{"exists": {"field": price_field(asked.currency)}}]
    if asked.only is not None:
        fixed.append({"terms": {"product_id": sorted(asked.only)}})
    if not asked.groups:
        return {"bool": {"filter": fixed}}
    language = asked.language if asked.language in LANGUAGES else LANGUAGES[0]
    made = [_group(group, language) for group in asked.groups[:MOST_GROUPS]]
    groups = [group for group in made if group is not None]
    if not groups:
        return NOTHING
    required = min(max(asked.required, 0), len(groups))
    return {"bool": {"filter": fixed, "should": groups, "minimum_should_match": required}}


def _group(group: TermGroup, language: str) -> Json | None:
    """The best of what stands for a word; None where nothing of it can be looked for."""
    alternatives = []
    for term in group.terms:
        found = [*_in_fields(term, language), *_sku(term)]
        if group.is_prefix:
            found += _begins(term, language)
        if found:
            best = {"queries": found, "tie_breaker": TIE_BREAKER, "boost": max(term.weight, 0.0)}
            alternatives.append({"dis_max": best})
    return {"dis_max": {"queries": alternatives}} if alternatives else None


def _tokens(term: Term) -> list[str]:
    """Cut as they are for the disk index; the server's analyser has only the stems to find."""
    return list(plain_analyser().analyze(term.text)[:MOST_TOKENS])


def _in_fields(term: Term, language: str) -> Iterator[Json]:
    """A phrase of one word is that word; of several, they stand side by side."""
    text = " ".join(_tokens(term))
    if not text:
        return
    for name, weight in WEIGHTS.items():
        yield {"match_phrase": {f"texts.{language}.{name}": {"query": text, "boost": weight}}}


def _sku(term: Term) -> Iterator[Json]:
    """Only what has a digit: most words of letters alone would be part of some SKU."""
    key = sku_key(term.text)
    if FEWEST_SKU_LETTERS <= len(key) <= LONGEST_WORD and _DIGIT.search(key):
        # A longer piece of a SKU says more; all of equal length say the same.
        yield _constant({"term": {"skus": key}}, SKU_SCORE * min(len(key), 12) / 12)


def _begins(term: Term, language: str) -> Iterator[Json]:
    """Words that begin with the last word of a term, beside those before it."""
    tokens = _tokens(term)
    if not tokens:
        return
    for name, score in (("name_begins", NAME_BEGINS_SCORE), ("begins", BEGINS_SCORE)):
        field = f"texts.{language}.{name}"
        parts: list[Json] = [{"prefix": {field: tokens[-1]}}]
        parts += [{"term": {field: token}} for token in tokens[:-1]]
        yield _constant({"bool": {"filter": parts}}, score)


def _constant(query: Json, score: float) -> Json:
    return {"constant_score": {"filter": query, "boost": score}}


def filters(asked: EngineQuery, selection: Selection) -> dict[str, Json]:
    """The filters of a selection by their keys."""
    made = {key: _any_of(key, sorted(values)) for key, values in selection.chosen.items()}
    if selection.in_stock:
        made["stock"] = {"term": {"in_stock": True}}
    if selection.rating_from is not None:
        made["rating"] = {"range": {"rating": {"gte": selection.rating_from}}}
    ends = {"gte": _price(selection.price_from), "lte": _price(selection.price_to)}
    given = {name: amount for name, amount in ends.items() if amount is not None}
    if given:
        made["price"] = {"range": {price_field(asked.currency): given}}
    return made


def _any_of(key: str, values: list[str]) -> Json:
    known = [value for value in values if 0 < len(value) <= LONGEST_VALUE]
    if not known or not is_facet_key(key):
        return NOTHING
    return {"terms": {facet_field(key): known}}


def facet_field(key: str) -> str:
    return "keys" if key == KEYS else f"facets.{facet_name(key)}"


def is_facet_key(key: str) -> bool:
    return len(key) <= LONGEST_TERM and _FACET_KEY.fullmatch(key) is not None


def _price(amount: int | None) -> int | None:
    """Prices from an address may be longer than the column."""
    return None if amount is None else min(max(amount, -(2**62)), 2**62)


def _counts(asked: EngineQuery) -> Json:
    """Each facet under all keys that are chosen but its own, and the ends of the prices."""
    counts = {}
    for place, key in enumerate(asked.facets):
        if is_facet_key(key):
            counts[f"facet-{place}"] = _under(asked, key, {"values": _values(key)})
    if asked.price_buckets > 0:
        ends = {"stats": {"field": price_field(asked.currency)}}
        counts["prices"] = _under(asked, "price", {"ends": ends})
    return counts


def _values(key: str) -> Json:
    if key == RATING:
        return {"range": {"field": "rating", "ranges": rating_steps()}}
    if key == STOCK:
        return {"terms": {"field": "in_stock"}}
    return {"terms": {"field": facet_field(key), "size": MOST_VALUES}}


def _under(asked: EngineQuery, key: str, counted: Json) -> Json:
    others = filters(asked, asked.selection.without(key))
    return {"filter": {"bool": {"filter": list(others.values())}}, "aggs": counted}


def _orders(asked: EngineQuery) -> list[Json]:
    by_popularity: Json = {"popularity": "desc"}
    price = price_field(asked.currency)
    first: dict[Sort, list[Json]] = {
        Sort.RELEVANCE: [{"_score": "desc"}] if asked.groups else [],
        Sort.POPULAR: [],
        Sort.NEWEST: [{"published_at": "desc"}],
        Sort.CHEAPEST: [{price: {"order": "asc", "unmapped_type": "long"}}],
        Sort.DEAREST: [{price: {"order": "desc", "unmapped_type": "long"}}],
        Sort.RATING: [{"rating": "desc"}],
    }
    return [*first[asked.sort], by_popularity, {"product_id": "asc"}]
