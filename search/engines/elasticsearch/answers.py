"""What Elasticsearch answered, in the words of ``search.query``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.query import Candidate, EngineQuery, FacetCount, PriceHistogram, Sort

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
        key: _in_order(counted[f"facet-{place}"]["values"]["buckets"])
        if f"facet-{place}" in counted
        else ()
        for place, key in enumerate(asked.facets)
    }


def _in_order(buckets: list[dict[str, Any]]) -> tuple[FacetCount, ...]:
    counts = [FacetCount(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(counts, key=lambda entry: (-entry.count, entry.value)))


def price_ends_of(answer: Answer) -> tuple[int, int, int] | None:
    """The cheapest, the dearest and how many there are; None where there are none."""
    ends = answer["aggregations"]["prices"]["ends"]
    if not ends["count"]:
        return None
    return int(ends["min"]), int(ends["max"]), int(ends["count"])


def histogram_of(answer: Answer, lowest: int, highest: int) -> PriceHistogram:
    buckets = answer["aggregations"]["prices"]["buckets"]
    return PriceHistogram(lowest, highest, tuple(int(one["doc_count"]) for one in buckets))
