"""What variants sold in stretches of days: units, revenue and margin of a counted day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from django.utils.translation import gettext as _

from events.models import DailyDemand
from pricing.algorithms.panel import FloatArray, IntArray

MINUTES_A_DAY = 1_440


class Measure(StrEnum):
    """What a test is read in."""

    MARGIN = "margin"
    REVENUE = "revenue"
    UNITS = "units"

    @property
    def words(self) -> str:
        return {
            Measure.MARGIN: _("Margin"),
            Measure.REVENUE: _("Revenue without tax"),
            Measure.UNITS: _("Units"),
        }[self]


@dataclass(frozen=True, slots=True)
class Days:
    """Days that are counted together, both ends included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Worth:
    """What a unit of a variant costs (None unknown), and what of its price is no tax."""

    variant_id: int
    cost_minor: int | None
    net_share: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Of each variant or cluster in each stretch, shape (n, stretches), of a counted day.

    ``margin`` is None where the cost of a variant is not known; ``out`` is the share of the time
    in which it could not be bought.
    """

    units: FloatArray
    revenue: FloatArray
    margin: FloatArray | None
    out: FloatArray

    def of(self, measure: Measure) -> FloatArray | None:
        return {
            Measure.MARGIN: self.margin,
            Measure.REVENUE: self.revenue,
            Measure.UNITS: self.units,
        }[measure]

    def by_cluster(self, cluster: IntArray, *, clusters: int) -> Reading:
        """Variants of shape (n,) added up, time out of stock averaged."""

        def added(values: FloatArray) -> FloatArray:
            total = np.zeros((clusters, values.shape[1]))
            np.add.at(total, cluster, values)
            return total

        members = np.bincount(cluster, minlength=clusters)[:, None]
        return Reading(
            units=added(self.units),
            revenue=added(self.revenue),
            margin=None if self.margin is None else added(self.margin),
            out=added(self.out) / np.maximum(members, 1),
        )


def periods_before(day: date, *, period_days: int, washout_days: int, count: int) -> list[Days]:
    """The counted days of so many periods that end on the day before, the oldest first."""
    firsts = [day - timedelta(days=period_days * back) for back in range(count, 0, -1)]
    return [counted(first, period_days=period_days, washout_days=washout_days) for first in firsts]


def counted(first: date, *, period_days: int, washout_days: int) -> Days:
    """The days that count of a period that begins on a day."""
    return Days(first + timedelta(days=washout_days), first + timedelta(days=period_days - 1))


def read_variants(worth: Sequence[Worth], stretches: Sequence[Days]) -> Reading:
    """What the daily roll-ups say of variants, in one query; stretches do not overlap."""
    row_of = {one.variant_id: row for row, one in enumerate(worth)}
    units, paid, out = (np.zeros((len(worth), len(stretches))) for _part in range(3))
    place = {
        stretch.first + timedelta(days=offset): number
        for number, stretch in enumerate(stretches)
        for offset in range(stretch.count)
    }
    rows = DailyDemand.objects.filter(
        variant_id__in=list(row_of), day__gte=min(place), day__lte=max(place)
    ).values_list("variant_id", "day", "units", "revenue_minor", "stock_out_minutes")
    for variant_id, day, sold, revenue, minutes in rows:
        if (column := place.get(day)) is not None:
            row = row_of[variant_id]
            units[row, column] += sold
            paid[row, column] += revenue
            out[row, column] += minutes / MINUTES_A_DAY
    days = np.array([stretch.count for stretch in stretches], dtype=np.float64)
    net = paid * np.array([one.net_share for one in worth])[:, None] / days
    costs = [one.cost_minor for one in worth if one.cost_minor is not None]
    is_costed = len(costs) == len(worth)
    return Reading(
        units=units / days,
        revenue=net,
        margin=net - units / days * np.array(costs)[:, None] if is_costed else None,
        out=out / days,
    )
