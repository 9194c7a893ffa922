"""Trends as rows: found anew every night, for pages, for the digest and for the floors below."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from analytics.algorithms.trends import FEWEST_COUNTS, REFERENCE_WEEKS, Trends, find_trends
from analytics.markets.dataset import (
    REVIEW_WINDOW,
    Family,
    demand_families,
    review_family,
    search_family,
    weeks_until,
)
from analytics.markets.weeks import DAYS_A_WEEK
from analytics.models import Direction, Trend, TrendKind
from foundation import clock
from foundation.transactions import retry_once
from mlops.services import forget_features, write_features

BELIEVED = 0.1
"""The false discovery rate up to which a trend is told: one in ten is none."""
FEATURE = "trend"
_TOLD_BELOW = (TrendKind.CATEGORY, TrendKind.PRODUCT)
_AT_ONCE = 1_000


def reckon_trends(*, last_day: date, at: datetime | None = None) -> list[Trend]:
    """The trends of the weeks that end with ``last_day``, as rows that are not kept yet."""
    made_at = at or clock.now()
    families = [
        *demand_families(weeks_until(last_day)),
        search_family(weeks_until(last_day)),
        review_family(weeks_until(last_day, window=REVIEW_WINDOW)),
    ]
    return [
        row
        for family in families
        if family is not None
        for row in _rows(family, last_day=last_day, made_at=made_at)
    ]


def write_trends(*, at: datetime | None = None) -> int:
    """Find the trends up to yesterday and put them in the place of those before.

    Those of categories and products also go to the feature store, as ``trend``. Returns how many
    rise or fall.
    """
    now = at or clock.now()
    rows = reckon_trends(last_day=clock.business_day(now) - timedelta(days=1), at=now)

    def replace() -> None:
        with transaction.atomic():
            Trend.objects.all().delete()
            Trend.objects.bulk_create(rows, batch_size=_AT_ONCE)
            _tell_lower_floors(rows, now)

    retry_once(replace)
    return sum(row.direction != Direction.STEADY for row in rows)


def _tell_lower_floors(rows: list[Trend], now: datetime) -> None:
    values = {row.subject: _feature(row) for row in rows if row.kind in _TOLD_BELOW}
    write_features(name=FEATURE, values=values, as_of=now)
    forget_features(name=FEATURE, before=now)


def _feature(row: Trend) -> dict[str, Any]:
    return {
        "direction": str(row.direction),
        "ratio": round(row.ratio, 4),
        "low": round(row.low, 4),
        "high": round(row.high, 4),
        "q": round(row.q_value, 4),
        "until": row.until.isoformat(),
    }


def _rows(family: Family, *, last_day: date, made_at: datetime) -> Iterator[Trend]:
    """A row of each subject that was counted often enough to be asked."""
    found = find_trends(family.counts, family.totals, window=family.window)
    if found is None:
        return
    asked = np.flatnonzero(np.maximum(found.count, found.expected) >= FEWEST_COUNTS)
    shown = family.window + REFERENCE_WEEKS
    for row in asked.tolist():
        yield Trend(
            kind=family.kind,
            subject=family.subjects[row],
            until=last_day,
            days=family.window * DAYS_A_WEEK,
            count=int(found.count[row]),
            expected=float(found.expected[row]),
            ratio=float(found.ratio[row]),
            low=float(found.low[row]),
            high=float(found.high[row]),
            q_value=float(found.q[row]),
            direction=_direction(found, row),
            season=str(found.season),
            counts=family.counts[row, -shown:].astype(int).tolist(),
            totals=family.totals[-shown:].astype(int).tolist(),
            made_at=made_at,
            **_shares(family, row),
        )


def _direction(found: Trends, row: int) -> Direction:
    if found.is_new[row]:
        return Direction.NEW
    if found.q[row] > BELIEVED:
        return Direction.STEADY
    return Direction.RISING if found.ratio[row] > 1 else Direction.FALLING


def _shares(family: Family, row: int) -> dict[str, float]:
    """What stands beside a trend, since it may explain it."""
    now, before = slice(-family.window, None), slice(0, -family.window)
    shares = {}
    if family.promoted is not None:
        shares["promoted_share"] = _share(family.promoted[row], family.counts[row], now)
        shares["promoted_share_before"] = _share(family.promoted[row], family.counts[row], before)
    if family.missed is not None:
        shares["missed_share"] = _share(family.missed[row], family.counts[row], now)
    return shares


def _share(part: Any, whole: Any, weeks: slice) -> float:
    return float(part[weeks].sum() / max(whole[weeks].sum(), 1.0))
