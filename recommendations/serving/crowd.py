"""What many look at and buy at this moment: the last hour, the latest minutes counting most."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache

from events.selectors import activity_by_product
from recommendations.signals import SIGNALS

WINDOW = timedelta(hours=1)
HALF_LIFE_MINUTES = 20.0
SLICES = 6
REMEMBERED_SECONDS = 300
KEPT = 200
FEWEST_EVENTS = 3
"""Fewer in an hour are chance, not a trend."""
_KEY = "recommendations:last_hour"


def last_hour() -> list[tuple[int, float]]:
    """Products with their decayed activity, most first; counted anew every five minutes.

    All processes share the count through the cache.
    """
    found: list[tuple[int, float]] | None = cache.get(_KEY)
    if found is None:
        found = count_last_hour()
        cache.set(_KEY, found, REMEMBERED_SECONDS)
    return found


def count_last_hour() -> list[tuple[int, float]]:
    """The same, counted now."""
    minutes = WINDOW.total_seconds() / 60 / SLICES
    totals: dict[int, float] = {}
    counts: dict[int, int] = {}
    names = [name for name, signal in SIGNALS.items() if signal.weight]
    for product, name, slice_, events in activity_by_product(names, window=WINDOW, slices=SLICES):
        faded = 0.5 ** ((slice_ + 0.5) * minutes / HALF_LIFE_MINUTES)
        totals[product] = totals.get(product, 0.0) + SIGNALS[name].weight * faded * events
        counts[product] = counts.get(product, 0) + events
    found = [(key, total) for key, total in totals.items() if counts[key] >= FEWEST_EVENTS]
    found.sort(key=lambda entry: (-entry[1], entry[0]))
    return found[:KEPT]
