"""The click log of searches as arrays: what was shown at which place, and what was opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from events.models import Event
from events.names import EventName
from foundation import clock
from search.algorithms.counting import VISIT
from search.algorithms.position_bias import DEEPEST, ClickLog, IntArray
from search.algorithms.rules import normalised

DAYS = 90
MOST_SEARCHES = 200_000
_AT_ONCE = 2_000

BoolArray = npt.NDArray[np.bool_]
Asked = tuple[str, str]
"""A language and normalised words."""


@dataclass(frozen=True, slots=True)
class SearchLog:
    """Shown results, one row each, in the order of time.

    ``search`` is an index into ``asked``, ``product`` a product id, ``at`` epoch seconds.
    """

    asked: tuple[Asked, ...]
    search: IntArray
    product: IntArray
    position: IntArray
    at: IntArray
    clicked: BoolArray

    def __len__(self) -> int:
        return len(self.search)

    def where(self, mask: BoolArray) -> SearchLog:
        """The rows where ``mask`` holds, of the same searches."""
        return SearchLog(
            self.asked,
            self.search[mask],
            self.product[mask],
            self.position[mask],
            self.at[mask],
            self.clicked[mask],
        )

    def clicks(self) -> tuple[ClickLog, list[tuple[int, int]]]:
        """The log by pairs, and of each pair its search and its product."""
        keys = np.column_stack([self.search, self.product])
        found, pairs = np.unique(keys, axis=0, return_inverse=True)
        log = ClickLog(pairs.reshape(-1).astype(np.int64), self.position, self.clicked)
        return log, [(int(search), int(product)) for search, product in found]


def load_search_log(*, at: datetime | None = None) -> SearchLog:
    """The pages of results of the last ``DAYS`` that say what they showed, and their clicks.

    Clicks that do not name their page are left out: whose list they were of is a guess.
    """
    now = at or clock.now()
    since = now - timedelta(days=DAYS)
    clicks = _clicks(since, now)
    numbers: dict[Asked, int] = {}
    rows: list[tuple[int, int, int, int, bool]] = []
    for key, happened, told in _searches(since, now):
        asked = (str(told.get("language", "")), normalised(str(told.get("words", ""))))
        shown, offset = told.get("shown"), told.get("offset") or 0
        if not asked[1] or not isinstance(shown, list) or not isinstance(offset, int):
            continue
        chosen = clicks.get(key, set())
        number = numbers.setdefault(asked, len(numbers))
        moment = int(happened.timestamp())
        rows += [
            (number, int(product), place, moment, product in chosen)
            for place, product in enumerate(shown, start=offset + 1)
            if 1 <= place <= DEEPEST
        ]
    table = np.array(rows, np.int64).reshape(len(rows), 5)
    searches, products, places, moments, opened = table.T
    return SearchLog(tuple(numbers), searches, products, places, moments, opened.astype(np.bool_))


def _searches(since: datetime, until: datetime) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """The latest pages of results, oldest first."""
    found = Event.objects.filter(
        name=EventName.SEARCH_PERFORMED, occurred_at__gte=since, occurred_at__lte=until
    ).order_by("-occurred_at")
    rows = list(found.values_list("id", "occurred_at", "payload")[:MOST_SEARCHES])
    for key, happened, told in reversed(rows):
        yield str(key), happened, told


def _clicks(since: datetime, until: datetime) -> Mapping[str, set[int]]:
    """The products that were opened, by the page of results that they were opened from."""
    found = Event.objects.filter(
        name=EventName.SEARCH_CLICKED, occurred_at__gte=since, occurred_at__lte=until + VISIT
    ).exclude(product_id=None)
    opened: dict[str, set[int]] = {}
    for product, told in found.values_list("product_id", "payload").iterator(_AT_ONCE):
        if product is not None and (page := told.get("impression")):
            opened.setdefault(str(page), set()).add(product)
    return opened
