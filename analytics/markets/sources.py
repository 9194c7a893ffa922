"""Where words that people searched for come from: whoever counts searches offers them here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from foundation.registries import Registry


@dataclass(frozen=True, slots=True)
class SearchCount:
    """How often some words were searched for, and how often without a result."""

    searches: int
    without_result: int = 0


SearchSource = Callable[[date, date], Mapping[str, SearchCount]]
"""The searches of some days, both included, by their words; words that may tell who asked are
summed under no words, so that they count in the whole alone."""

search_sources: Registry[SearchSource] = Registry("sources of searches")
