"""From the roll-ups and the catalogue to the panels that the algorithms learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db.models import F, Max, Min, QuerySet, Sum
from django.db.models.functions import Coalesce

from catalog.models import ProductStatus, Variant
from events.models import DailyDemand
from forecasting.algorithms.censoring import uncensored
from forecasting.algorithms.panel import FloatArray, IntArray, Panel, Period
from forecasting.algorithms.peaks import tame
from forecasting.calendars import OutsideTable, outside_table
from foundation import clock

WEEK = 7
HISTORY_WEEKS = 104
LONGEST_AHEAD = 13 * WEEK
MINUTES_A_DAY = 24 * 60
ASLEEP_AFTER = timedelta(days=28)
MOST_LEARNED = 5_000
"""Variants; more teach little that these do not, and all are answered for."""
LATELY = timedelta(days=182)
FEW_OF = 3
"""One variant in so many numbers: then those between are left out of the query, not read."""
_ROW = np.dtype(
    [
        ("variant", np.int64),
        ("day", np.int64),
        ("units", np.float64),
        ("price", np.float64),
        ("promoted", np.float64),
        ("minutes", np.float64),
    ]
)


@dataclass(frozen=True, slots=True)
class Goods:
    """Which variants, ascending, and what they are of; each of shape (n,).

    ``begun`` is the column (of days) in which each could first be bought.
    """

    variants: IntArray
    products: IntArray
    categories: IntArray
    begun: IntArray

    def __len__(self) -> int:
        return len(self.variants)


@dataclass(frozen=True, slots=True)
class History:
    """Demand by day of some variants until the day before ``as_of``.

    Attributes:
        daily: sales with one-off peaks tamed, and the share of each day in stock; the models put
            in place what was wanted while nothing was there.
        cut: shape (n, T), the units that taming took off a day; zero on most.
        outside: by day from the first column on, ``LONGEST_AHEAD`` days beyond the last.
    """

    goods: Goods
    as_of: date
    daily: Panel
    cut: FloatArray
    outside: OutsideTable

    @property
    def weekly(self) -> Panel:
        """The same by week, the last week ending the day before ``as_of``."""
        return by_week(self.daily)

    @property
    def wanted(self) -> FloatArray:
        """Demand by day, shape (n, T): a day without stock is not a day without demand."""
        return uncensored(self.daily).units

    @property
    def sold(self) -> FloatArray:
        """What was sold by day, shape (n, T), peaks and all; zero before a variant began."""
        return np.nan_to_num(self.daily.units) + self.cut


def business_day_to_forecast(at: datetime | None = None) -> date:
    """The day to look ahead from: today, or the day after the last sale of a shop that slept."""
    today = clock.business_day(at)
    last = DailyDemand.objects.filter(units__gt=0, day__lt=today).aggregate(last=Max("day"))["last"]
    if last is None or today - last <= ASLEEP_AFTER:
        return today
    return last + timedelta(days=1)


def sellable() -> QuerySet[Variant]:
    """The variants that forecasts are made of: those that can be bought, by number."""
    return Variant.objects.filter(is_active=True, product__status=ProductStatus.PUBLISHED).order_by(
        "pk"
    )


def learnable(as_of: date) -> QuerySet[Variant]:
    """The variants that are learned from and watched: all, or the most sold where there are many.

    A hundred thousand variants by day would take gigabytes.
    """
    chosen = sellable()
    if chosen.count() <= MOST_LEARNED:
        return chosen
    lately = DailyDemand.objects.filter(day__gte=as_of - LATELY, day__lt=as_of)
    by_units = lately.values("variant_id").annotate(sold=Sum("units"))
    most_sold = by_units.order_by("-sold", "variant_id").values_list("variant_id", flat=True)
    return chosen.filter(pk__in=list(most_sold[:MOST_LEARNED]))


def load_history(
    variants: QuerySet[Variant],
    *,
    as_of: date,
    weeks: int = HISTORY_WEEKS,
    outside_names: Sequence[str] | None = None,
) -> History:
    """Panels of the variants asked for: one query of the catalogue and one of the roll-ups."""
    opened = DailyDemand.objects.aggregate(first=Min("day"))["first"] or as_of
    first = _first_day(opened, as_of, weeks)
    days = (as_of - first).days
    goods = _goods(variants, first, earliest=max((opened - first).days, 0), days=days)
    rows = _rows(goods, first, as_of)
    outside = outside_table(first, days + LONGEST_AHEAD, names=outside_names)
    goods, panel = _panel(goods, rows, first, days)
    tamed, _peaks = tame(panel.units)
    cut = np.nan_to_num(panel.units - tamed)
    daily = replace(panel, units=tamed, outside=outside.values[:, :days])
    return History(goods, as_of, daily, cut, outside)


def by_week(daily: Panel) -> Panel:
    """Sums of whole weeks, the last week whole; a week counts from the day its series began.

    A week in which a series began is counted by the days it had, as a whole week at that pace.
    """
    weeks = daily.periods // WEEK
    cut = daily.periods - weeks * WEEK

    def parts(values: FloatArray) -> FloatArray:
        return values[:, cut:].reshape(len(values), weeks, WEEK)

    units = parts(daily.units)
    known = (~np.isnan(units)).sum(axis=2)
    total = np.nansum(units, axis=2) * WEEK / np.maximum(known, 1)
    return Panel(
        series=daily.series,
        period=Period.WEEK,
        first=daily.start_of(cut),
        units=np.where(known > 0, total, np.nan),
        groups=daily.groups,
        price=None if daily.price is None else _mean(parts(daily.price)),
        promoted=None if daily.promoted is None else parts(daily.promoted).mean(axis=2),
        in_stock=None if daily.in_stock is None else parts(daily.in_stock).mean(axis=2),
        outside=None if daily.outside is None else parts(daily.outside).mean(axis=2),
    )


def weeks_ahead(days: FloatArray) -> FloatArray:
    """What is planned by day, as means of the weeks to come; shape (k, H) to (k, H // 7)."""
    weeks = days.shape[1] // WEEK
    return days[:, : weeks * WEEK].reshape(len(days), weeks, WEEK).mean(axis=2)


def _first_day(opened: date, as_of: date, weeks: int) -> date:
    """Whole weeks before ``as_of``, as many as hold what the shop has of history."""
    have = max((as_of - opened).days, 1)
    return as_of - timedelta(days=WEEK * min(weeks, -(-have // WEEK)))


def _goods(variants: QuerySet[Variant], first: date, *, earliest: int, days: int) -> Goods:
    """In which column each could first be bought: when it was published, and the shop was there."""
    rows = list(
        variants.order_by("pk").values_list(
            "pk",
            "product_id",
            "product__category_id",
            Coalesce("product__published_at", "product__created_at"),
        )
    )
    begun = [(clock.business_day(row[3]) - first).days for row in rows]
    return Goods(
        variants=np.array([row[0] for row in rows], np.int64),
        products=np.array([row[1] for row in rows], np.int64),
        categories=np.array([row[2] for row in rows], np.int64),
        begun=np.clip(np.array(begun, np.int64), min(earliest, days), days),
    )


def _rows(goods: Goods, first: date, as_of: date) -> npt.NDArray[np.void]:
    """The roll-ups of the window as one array; ``day`` counts from ``first``.

    What left as part of a bundle was wanted too.
    """
    if not len(goods):
        return np.zeros(0, _ROW)
    found = DailyDemand.objects.filter(
        variant_id__gte=int(goods.variants[0]),
        variant_id__lte=int(goods.variants[-1]),
        day__gte=first,
        day__lt=as_of,
    )
    if len(goods) * FEW_OF < goods.variants[-1] - goods.variants[0]:
        found = found.filter(variant_id__in=goods.variants.tolist())
    origin = first.toordinal()
    told = found.values_list(
        "variant_id", "day", F("units") + F("in_bundles"), "average_price_minor", "promoted",
        "stock_out_minutes",
    )  # fmt: skip
    return np.fromiter(
        (
            (variant, day.toordinal() - origin, units, price, promoted, minutes)
            for variant, day, units, price, promoted, minutes in told.iterator(5_000)
        ),
        dtype=_ROW,
    )


def _panel(goods: Goods, rows: npt.NDArray[np.void], first: date, days: int) -> tuple[Goods, Panel]:
    """The panel of the roll-ups; who sold before the day of its birth began then.

    A day of which only a promotion or a stock-out is noted says nothing of that.
    """
    places = np.searchsorted(goods.variants, rows["variant"])
    known = places < len(goods)
    known[known] = goods.variants[places[known]] == rows["variant"][known]
    rows, places = rows[known], places[known]
    begun = goods.begun.copy()
    sold = rows["units"] > 0
    np.minimum.at(begun, places[sold], rows["day"][sold])
    at = (places, rows["day"])
    units, price = np.zeros((len(goods), days)), np.full((len(goods), days), np.nan)
    promoted, in_stock = np.zeros_like(units), np.ones_like(units)
    units[at] = np.maximum(rows["units"], 0)
    priced = rows["price"] > 0
    price[places[priced], rows["day"][priced]] = rows["price"][priced]
    promoted[at] = rows["promoted"]
    in_stock[at] = 1 - np.minimum(rows["minutes"] / MINUTES_A_DAY, 1)
    units[np.arange(days) < begun[:, None]] = np.nan
    panel = Panel(
        series=goods.variants,
        period=Period.DAY,
        first=first,
        units=units,
        groups=goods.categories,
        price=_carried(price),
        promoted=promoted,
        in_stock=in_stock,
    )
    return replace(goods, begun=begun), panel


def _carried(price: FloatArray) -> FloatArray:
    """Each day without a sale at the price before it; NaN before the first."""
    if not price.size:
        return price
    columns = np.where(np.isnan(price), 0, np.arange(price.shape[1]))
    latest = np.maximum.accumulate(columns, axis=1)
    return np.take_along_axis(price, latest, axis=1)


def _mean(parts: FloatArray) -> FloatArray:
    """Means over the last axis of what is known; NaN where nothing is."""
    known = ~np.isnan(parts)
    times = known.sum(axis=2)
    total = np.where(known, parts, 0.0).sum(axis=2)
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)
