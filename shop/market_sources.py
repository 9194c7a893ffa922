"""Joins the search's counts to the markets, which stand on one floor and do not know each other."""

from __future__ import annotations

from datetime import date

from analytics.markets.sources import SearchCount, search_sources
from search.reports import searches_by_words


def register_sources() -> None:
    """Called when the roof is ready."""
    search_sources.register("shop search", count_searches)


def count_searches(first: date, last: date) -> dict[str, SearchCount]:
    """What was searched for on some days, both included."""
    return {
        words: SearchCount(searches, missed)
        for words, (searches, missed) in searches_by_words(first, last).items()
    }
