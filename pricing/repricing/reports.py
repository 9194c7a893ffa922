"""What new prices came to: how many were applied, what was expected of them, what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot

from foundation import clock
from pricing.models import PriceSuggestion, SuggestionState
from pricing.repricing.effects import measured_effect


@dataclass(frozen=True, slots=True)
class Results:
    """Suggestions that were applied in some days; money without tax, of the base currency.

    ``expected`` is the margin that those measured were to add in the days that were measured,
    ``margin`` what they did add, with an interval of 80 %: as if each erred by itself. ``untold``
    are those of which nothing can be told.
    """

    applied: int = 0
    taken_back: int = 0
    measured: int = 0
    untold: int = 0
    expected: int = 0
    margin: int = 0
    low: int = 0
    high: int = 0


def results(*, days: int = 91, at: datetime | None = None) -> Results:
    """What suggestions that were applied in the last days came to. One query."""
    now = at or clock.now()
    rows = PriceSuggestion.objects.filter(
        state__in=(SuggestionState.APPLIED, SuggestionState.REVERTED),
        applied_at__gte=now - timedelta(days=days),
        applied_at__lte=now,
    ).only(
        "state", "effect", "horizon_days", "margin_now_minor", "margin_after_minor",
    )  # fmt: skip
    return summed(rows)


def summed(rows: Iterable[PriceSuggestion]) -> Results:
    """The same of given suggestions that were applied."""
    applied = taken_back = measured = untold = 0
    expected = margin = below = above = 0.0
    for row in rows:
        applied += 1
        taken_back += row.state == SuggestionState.REVERTED
        found = measured_effect(row)
        if found is None:
            continue
        if found.untold or found.margin is None:
            untold += 1
            continue
        measured += 1
        days = (found.last - found.first).days + 1
        hoped = row.margin_after_minor - row.margin_now_minor
        expected += hoped * days / row.horizon_days
        margin += found.margin.minor
        below = hypot(below, found.margin.minor - found.margin.low_minor)
        above = hypot(above, found.margin.high_minor - found.margin.minor)
    return Results(
        applied=applied,
        taken_back=taken_back,
        measured=measured,
        untold=untold,
        expected=round(expected),
        margin=round(margin),
        low=round(margin - below),
        high=round(margin + above),
    )
