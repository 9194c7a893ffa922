"""What Elasticsearch answered, in the words of ``search.query``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from search.documents import KEYS
from search.engines.embedded.counting import STOCKED, and_more
from search.engines.embedded.schema import KEY_MARK
from search.query import RATING, STOCK, Candidate, EngineQuery, FacetCount, PriceHistogram, Sort

Answer = Mapping[str, Any]


def candidates_of(answer: Answer, asked: EngineQuery) -> tuple[Candidate, ...]:
    by_score = bool(asked.groups) and asked.sort is Sort.RELEVANCE
    return tuple(
        Candidate(int(hit["_id"]), float(hit["sort"][0]) if by_score else 0.0)
        for hit in answer["hits"]["hits"]
    )


def total_of(answer: Answer) -> int:
    return int(answer["hits"]["total"]["value"])


def facets_of(answer: Answer, asked: EngineQuery) -> dict[str, tuple[FacetCount, ...]]:
    """Every key that was asked for, the largest counts first."""
    counted = answer.get("aggregations", {})
    return {
        key: _in_order(_counts(key, counted[f"facet-{place}"]["values"]["buckets"]))
        if f"facet-{place}" in counted
        else ()
        for place, key in enumerate(asked.facets)
    }


def _counts(key: str, buckets: list[dict[str, Any]]) -> Mapping[str, int]:
    counts = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
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


def _in_order(counts: Mapping[str, int]) -> tuple[FacetCount, ...]:
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(FacetCount(value, count) for value, count in ordered)


def price_ends_of(answer: Answer) -> tuple[int, int, int] | None:
    """The cheapest, the dearest and how many there are; None where there are none."""
    ends = answer["aggregations"]["prices"]["ends"]
    if not ends["count"]:
        return None
    return int(ends["min"]), int(ends["max"]), int(ends["count"])


def histogram_of(answer: Answer, lowest: int, highest: int) -> PriceHistogram:
    buckets = answer["aggregations"]["prices"]["buckets"]
    return PriceHistogram(lowest, highest, tuple(int(one["doc_count"]) for one in buckets))
