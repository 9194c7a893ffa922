"""The champion, or statistics alone where there is none, as rows of forecasts."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from scipy.stats import poisson

from events.models import Event
from events.names import EventName
from forecasting.algorithms.classes import DemandClass, demand_classes
from forecasting.algorithms.conformal import SumSpread
from forecasting.algorithms.forecast import QUANTILES, Forecast
from forecasting.algorithms.panel import FloatArray, Panel, Plans
from forecasting.algorithms.pipeline import Model, look_ahead, sum_spread
from forecasting.dataset import LONGEST_AHEAD, WEEK, History, load_history, sellable, weeks_ahead
from forecasting.models import SUM_DAYS, DemandForecast, SeriesClass
from forecasting.planned import added_ahead, promoted_ahead
from mlops.artifacts import Array, ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion

logger = logging.getLogger(__name__)

NAME = "forecasting"
WEEKS = 13
DAYS = 28
HISTORY_WEEKS_SHOWN = 12
DIGITS = 3
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
MIDDLE = 0.5
CLASSES = {
    DemandClass.NONE: SeriesClass.NONE,
    DemandClass.NEW: SeriesClass.NEW,
    DemandClass.SMOOTH: SeriesClass.SMOOTH,
    DemandClass.ERRATIC: SeriesClass.ERRATIC,
    DemandClass.INTERMITTENT: SeriesClass.INTERMITTENT,
    DemandClass.LUMPY: SeriesClass.LUMPY,
}


@dataclass(frozen=True, slots=True)
class Served:
    """What answers: models by week and by day, and the outside series they know, by name."""

    version: str = ""
    weekly: Model | None = None
    daily: Model | None = None
    outside: tuple[str, ...] | None = None

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, Array], *, version: str, outside: Sequence[str]
    ) -> Served:
        """As a training kept it.

        Raises:
            KeyError, ValueError: it was written by another make of the shop.
        """
        return cls(
            version=version,
            weekly=Model.from_arrays(_below(arrays, "week.")),
            daily=Model.from_arrays(_below(arrays, "day.")),
            outside=tuple(outside),
        )

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays by name; what is not there is left out."""
        models = {"week.": self.weekly, "day.": self.daily}
        return {
            prefix + name: array
            for prefix, model in models.items()
            if model is not None
            for name, array in model.to_arrays().items()
        }


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the models answered for n variants.

    ``daily`` is brought to the weeks' sums: its first four weeks sum to what ``weekly`` says.
    ``added``, shape (n,), is the largest share that planned mailings add on a day of them.
    """

    weekly: Forecast
    daily_mean: FloatArray
    daily_quantiles: FloatArray
    spread: SumSpread
    added: FloatArray


def served(version: ModelVersion | None = None) -> Served:
    """The champion, or the version asked for; statistics alone where it cannot be read."""
    version = version or champion(NAME)
    if version is None:
        return Served()
    try:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
        return Served.from_arrays(
            arrays, version=version.version, outside=version.trained_on.get("outside", ())
        )
    except (ArtifactDamaged, KeyError, ValueError):
        logger.exception("forecasting %s cannot be read; statistics answer", version.version)
        return Served()


def forecast_variants(
    variant_ids: Sequence[int], *, as_of: date, by: Served, made_at: datetime
) -> list[DemandForecast]:
    """Rows for these variants, unsaved; the same for the same sales, version and day."""
    chosen = sellable().filter(pk__in=variant_ids)
    return rows_of(load_history(chosen, as_of=as_of, outside_names=by.outside), by, made_at)


def forecast_range(
    first: int, last: int, *, as_of: date, by: Served, made_at: datetime
) -> list[DemandForecast]:
    """As ``forecast_variants`` for all variants whose numbers lie in a range, ends included."""
    chosen = sellable().filter(pk__gte=first, pk__lte=last)
    return rows_of(load_history(chosen, as_of=as_of, outside_names=by.outside), by, made_at)


def rows_of(history: History, by: Served, made_at: datetime) -> list[DemandForecast]:
    """What is known of each variant as its row."""
    if not len(history.goods):
        return []
    ahead = look(history, by)
    classes = demand_classes(history.weekly)
    told = _explanations(history, ahead.added)
    sold = history.sold
    weeks = np.nan_to_num(history.weekly.units[:, -HISTORY_WEEKS_SHOWN:])
    sums = _sums(ahead.weekly.mean)
    return [
        DemandForecast(
            variant_id=int(variant),
            product_id=int(history.goods.products[row]),
            category_id=int(history.goods.categories[row]),
            as_of=history.as_of,
            made_at=made_at,
            version=by.version,
            method=int(ahead.weekly.method[row]),
            demand_class=CLASSES[DemandClass(int(classes[row]))],
            explanation=told[row],
            next_28=_plain(sums[row, SUM_DAYS.index(28)]),
            last_28=float(sold[row, -DAYS:].sum()),
            daily=_plain(ahead.daily_mean[row]),
            daily_low=_plain(ahead.daily_quantiles[row, :, LOW]),
            daily_high=_plain(ahead.daily_quantiles[row, :, HIGH]),
            weekly=_plain(ahead.weekly.mean[row]),
            weekly_quantiles=_plain(_quantiles(ahead.weekly)[row]),
            sum_mean=_plain(sums[row]),
            sum_sd=_plain(ahead.spread.sd[row]),
            history=_plain(weeks[row]),
        )
        for row, variant in enumerate(history.goods.variants)
    ]


def look(history: History, by: Served) -> Outlook:
    """Both models, the days brought to the sums of the weeks."""
    weekly_panel, days = history.weekly, history.daily.periods
    outside = history.outside.values[:, days : days + LONGEST_AHEAD]
    promoted = promoted_ahead(history.goods.variants, first=history.as_of, days=LONGEST_AHEAD)
    price = _prices_ahead(history.daily)
    weeks = Plans(
        price=None if price is None else np.tile(price, WEEKS),
        promoted=weeks_ahead(promoted),
        outside=weeks_ahead(outside),
    )
    each = Plans(
        price=None if price is None else np.tile(price, DAYS),
        promoted=promoted[:, :DAYS],
        outside=outside[:, :DAYS],
    )
    added = added_ahead(history.goods.variants, first=history.as_of, days=LONGEST_AHEAD)
    weekly = _with(look_ahead(by.weekly, weekly_panel, WEEKS, weeks), weeks_ahead(added))
    daily = _with(look_ahead(by.daily, history.daily, DAYS, each), added[:, :DAYS])
    mean, quantiles = _brought_to(weekly.mean[:, : DAYS // WEEK], daily)
    spread = sum_spread(by.weekly, weekly_panel, weekly.mean)
    return Outlook(weekly, mean, quantiles, spread, added[:, :DAYS].max(axis=1))


def _with(told: Forecast, added: FloatArray) -> Forecast:
    """With the share of sales that planned mailings add, which no history can know."""
    if not added.any():
        return told
    more = 1 + added[:, : told.mean.shape[1]]
    quantiles = None if told.quantiles is None else told.quantiles * more[:, :, None]
    return replace(told, mean=told.mean * more, quantiles=quantiles)


def _prices_ahead(daily: Panel) -> FloatArray | None:
    """The latest price of each, shape (n, 1): what is not planned otherwise stays."""
    return None if daily.price is None else daily.price[:, -1:]


def _brought_to(weeks: FloatArray, daily: Forecast) -> tuple[FloatArray, FloatArray]:
    """Days scaled so that each week sums to what is said of it; even days where all were zero."""
    n, count = weeks.shape
    parts = daily.mean.reshape(n, count, WEEK)
    totals = parts.sum(axis=2)
    scale = np.divide(weeks, totals, out=np.ones_like(weeks), where=totals > 0)
    even = np.where(totals > 0, 0.0, weeks / WEEK)
    mean = (parts * scale[:, :, None] + even[:, :, None]).reshape(n, count * WEEK)
    scaled = _quantiles(daily) * np.repeat(scale, WEEK, axis=1)[:, :, None]
    scaled[:, :, HIGH:] = np.maximum(scaled[:, :, HIGH:], mean[:, :, None])
    return mean, _no_surer_than_counts(mean, scaled)


def _no_surer_than_counts(mean: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Quantiles no closer to the middle than chance brings counts of this mean.

    What is pooled over goods that seldom sell is too narrow a day for one that sells daily.
    """
    levels = np.asarray(QUANTILES)
    by_chance = poisson.ppf(levels, mean[:, :, None])
    wide = np.where(levels > MIDDLE, np.maximum(quantiles, by_chance), quantiles)
    return np.where(levels < MIDDLE, np.minimum(wide, by_chance), wide)


def _sums(weekly: FloatArray) -> FloatArray:
    """Means of the demand over the next ``SUM_DAYS``, shape (n, len(SUM_DAYS))."""
    total = np.cumsum(weekly, axis=1)
    return total[:, [days // WEEK - 1 for days in SUM_DAYS]]


def _quantiles(forecast: Forecast) -> FloatArray:
    if forecast.quantiles is None:
        raise ValueError("a forecast that is kept tells its quantiles")
    return forecast.quantiles


def _explanations(history: History, added: FloatArray) -> list[dict[str, Any]]:
    """What the sentence of each forecast is made of (``forecasting.explaining``)."""
    daily, sold = history.daily, history.sold
    never = history.goods.variants[sold.sum(axis=1) == 0]
    returned = _returned(never.tolist())
    in_stock = np.ones_like(sold) if daily.in_stock is None else daily.in_stock
    out = ((in_stock < 0.5) & daily.known).sum(axis=1)
    found = []
    for row, variant in enumerate(history.goods.variants.tolist()):
        told: dict[str, Any] = {
            "days": int(daily.lengths[row]),
            "sold_days": int((sold[row] > 0).sum()),
            "units": int(sold[row].sum()),
        }
        if out[row]:
            told["out_days"] = int(out[row])
        if (cut := np.flatnonzero(history.cut[row])).size:
            told["peaks"] = [_peak(history, row, int(column)) for column in cut[-3:]]
        if variant in returned:
            told["only_returned"] = True
        if added[row]:
            told["added"] = round(float(added[row]), DIGITS)
        found.append(told)
    return found


def _peak(history: History, row: int, column: int) -> dict[str, Any]:
    taken = float(history.daily.units[row, column])
    return {
        "day": history.daily.start_of(column).isoformat(),
        "units": int(taken + history.cut[row, column]),
        "taken": int(taken),
    }


def _returned(variant_ids: Sequence[int]) -> set[int]:
    """Who of those that were never sold came back: sold before the shop kept a log."""
    found = Event.objects.filter(name=EventName.PRODUCT_RETURNED, variant_id__in=variant_ids)
    return {variant for variant in found.values_list("variant_id", flat=True) if variant}


def _below(arrays: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }


def _plain(values: Any) -> Any:
    """Numbers as JSON keeps them, rounded; the same on every database."""
    return np.round(np.asarray(values, np.float64), DIGITS).tolist()
