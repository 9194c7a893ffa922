"""What will be wanted of each variant, cumulated by day: the forecast, or what stands in for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from django.db.models import Max, Q, Sum

from events.models import DailyDemand
from forecasting.models import SUM_DAYS, DemandForecast
from inventory.algorithms.arrays import FloatArray
from inventory.algorithms.stock_outs import cumulative_spread

HORIZON = 200
"""Days that are told one by one; beyond them demand goes on at its last pace."""
STALE_AFTER = 28
RECENT_DAYS = 91
MINUTES_A_DAY = 24 * 60


class DemandSource(StrEnum):
    """Where the demand of a plan line comes from."""

    FORECAST = "forecast"
    RECENT = "recent"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Outlook:
    """Demand over the first 1, 2 … ``HORIZON`` days to come: mean and standard deviation."""

    mean: FloatArray
    sd: FloatArray
    source: DemandSource
    method: int | None = None
    version: str = ""
    as_of: date | None = None
    seen_units: int = 0

    def over(self, days: float) -> tuple[float, float]:
        """Mean and standard deviation of demand over any number of days."""
        if days > HORIZON:
            return (
                float(self.mean[-1] * days / HORIZON),
                float(self.sd[-1] * np.sqrt(days / HORIZON)),
            )
        steps = np.arange(HORIZON + 1)
        mean = np.interp(days, steps, np.concatenate([[0.0], self.mean]))
        variance = np.interp(days, steps, np.concatenate([[0.0], self.sd**2]))
        return float(mean), float(np.sqrt(variance))

    def shared(self, share: float) -> Outlook:
        """The part of it that falls to one warehouse, each unit by chance (binomial thinning)."""
        variance = share**2 * self.sd**2 + share * (1 - share) * self.mean
        return self._with(self.mean * share, np.sqrt(variance))

    def scaled(self, factor: float) -> Outlook:
        """As if so many times as much were wanted."""
        return self._with(self.mean * factor, self.sd * factor)

    def _with(self, mean: FloatArray, sd: FloatArray) -> Outlook:
        return Outlook(
            mean, sd, self.source, self.method, self.version, self.as_of, self.seen_units
        )


@dataclass(frozen=True, slots=True)
class Sales:
    """What a variant sold lately: units and revenue of the last quarter, and the last day ever.

    ``in_bundles`` are those of the units that left as parts of bundles, whose money is theirs.
    """

    units: int = 0
    revenue_minor: int = 0
    stock_out_minutes: int = 0
    last_day: date | None = None
    in_bundles: int = 0

    @property
    def price_minor(self) -> int | None:
        """What a unit sold for on average, in base currency."""
        alone = self.units - self.in_bundles
        return self.revenue_minor // alone if alone > 0 else None


def read_sales(variant_ids: Sequence[int], *, day: date) -> dict[int, Sales]:
    """Sales of the last quarter before ``day`` by variant; absent is none at all."""
    recent = Q(day__gte=day - timedelta(days=RECENT_DAYS))
    rows = (
        DailyDemand.objects.filter(variant_id__in=variant_ids, day__lt=day)
        .values("variant_id")
        .annotate(
            sold=Sum("units", filter=recent),
            revenue=Sum("revenue_minor", filter=recent),
            out=Sum("stock_out_minutes", filter=recent),
            bundled=Sum("in_bundles", filter=recent),
            last=Max("day", filter=Q(units__gt=0) | Q(in_bundles__gt=0)),
        )
    )
    return {
        row["variant_id"]: Sales(
            units=max(row["sold"] or 0, 0) + (row["bundled"] or 0),
            revenue_minor=max(row["revenue"] or 0, 0),
            stock_out_minutes=row["out"] or 0,
            last_day=row["last"],
            in_bundles=row["bundled"] or 0,
        )
        for row in rows
    }


def read_outlooks(
    variant_ids: Sequence[int], *, day: date, sales: Mapping[int, Sales], ages: Mapping[int, int]
) -> dict[int, Outlook]:
    """Demand to come from ``day`` on, for every variant that is asked for.

    Args:
        ages: days since a variant was first offered; recent sales are spread over no more.
    """
    found = {
        row.variant_id: row
        for row in DemandForecast.objects.filter(
            variant_id__in=variant_ids, as_of__gt=day - timedelta(days=STALE_AFTER), as_of__lte=day
        )
    }
    return {
        pk: _foretold(found[pk], day)
        if pk in found and len(found[pk].sum_mean) == len(SUM_DAYS)
        else _recent(sales.get(pk, Sales()), ages.get(pk, RECENT_DAYS))
        for pk in variant_ids
    }


def _foretold(row: DemandForecast, day: date) -> Outlook:
    gone = (day - row.as_of).days
    daily = np.cumsum(row.daily) if row.daily else np.zeros(0)
    knots = [0, *range(1, len(daily) + 1)]
    told = [0.0, *daily.tolist()]
    for days, total in zip(SUM_DAYS, row.sum_mean, strict=True):
        if days > knots[-1]:
            knots.append(days)
            told.append(max(float(total), told[-1]))
    last = (told[-1] - told[-2]) / (knots[-1] - knots[-2])
    knots.append(knots[-1] + HORIZON + STALE_AFTER)
    told.append(told[-1] + last * (HORIZON + STALE_AFTER))
    asked = np.arange(gone, gone + HORIZON + 1)
    mean = np.interp(asked, knots, told)
    sd = cumulative_spread(SUM_DAYS, np.array([row.sum_sd], dtype=np.float64), HORIZON)[0]
    return Outlook(
        np.maximum(mean[1:] - mean[0], 0.0),
        sd,
        DemandSource.FORECAST,
        method=row.method,
        version=row.version,
        as_of=row.as_of,
    )


def _recent(sales: Sales, age: int) -> Outlook:
    """The pace of recent sales while there was stock; as uneven as rare sales are."""
    days = max(min(age, RECENT_DAYS), 1)
    in_stock = max(days - sales.stock_out_minutes / MINUTES_A_DAY, days / 4)
    steps = np.arange(1, HORIZON + 1, dtype=np.float64)
    if not sales.units:
        zeros = np.zeros(HORIZON)
        return Outlook(zeros, zeros, DemandSource.NOTHING)
    mean = sales.units / in_stock * steps
    # Twice the variance of Poisson demand: units come by the basket, and the pace itself is a guess
    # from so many units.
    sd = np.sqrt(2 * mean + mean**2 / sales.units)
    return Outlook(mean, sd, DemandSource.RECENT, seen_units=sales.units)
