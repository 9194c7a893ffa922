"""Reading forecasts: of one variant, of many, and of any number of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from forecasting.explaining import explain, explain_total
from forecasting.models import SUM_DAYS, BacktestReport, DemandForecast, Level, TotalForecast
from mlops.models import ModelVersion

__all__ = [
    "Demand",
    "ForecastView",
    "backtest_of",
    "demand_over",
    "explain",
    "explain_total",
    "forecast_of",
    "forecasts_of",
    "total_of",
]


@dataclass(frozen=True, slots=True)
class Demand:
    """Demand over some days to come, in units."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class ForecastView:
    """A variant's forecast as others read it; days and weeks count from ``as_of`` on."""

    row: DemandForecast

    @property
    def as_of(self) -> date:
        return self.row.as_of

    @property
    def sentence(self) -> str:
        return explain(self.row)

    def day(self, place: int) -> date:
        return self.row.as_of + timedelta(days=place)

    def over(self, days: float) -> Demand:
        """Demand over the next days, interpolated between those that are told.

        Means grow evenly between two told sums. Beyond the last the pace goes on, and the
        deviation grows with the root, as that of independent days does.
        """
        at = np.array([0.0, *SUM_DAYS])
        means = np.array([0.0, *self.row.sum_mean])
        variances = np.array([0.0, *self.row.sum_sd]) ** 2
        if days <= at[-1]:
            mean, variance = np.interp(days, at, means), np.interp(days, at, variances)
        else:
            mean, variance = means[-1] * days / at[-1], variances[-1] * days / at[-1]
        return Demand(float(mean), float(np.sqrt(variance)))

    def by_day(self, days: int) -> tuple[float, ...]:
        """Means of so many days: as told for four weeks, then the weeks evenly."""
        weeks = np.repeat(np.array(self.row.weekly) / 7, 7)
        course = np.concatenate([self.row.daily, weeks[len(self.row.daily) :]])
        if days > len(course):
            pace = course[-28:].mean() if len(course) else 0.0
            course = np.concatenate([course, np.full(days - len(course), pace)])
        return tuple(float(value) for value in course[:days])


def forecast_of(variant_id: int) -> ForecastView | None:
    """The forecast of a variant; None where there is none yet."""
    return forecasts_of([variant_id]).get(variant_id)


def forecasts_of(variant_ids: Iterable[int]) -> dict[int, ForecastView]:
    """Forecasts by variant; those that have none are absent."""
    rows = DemandForecast.objects.filter(variant_id__in=list(variant_ids))
    return {row.variant_id: ForecastView(row) for row in rows}


def demand_over(variant_ids: Sequence[int], days: float) -> dict[int, Demand]:
    """Mean and standard deviation of the demand over any number of days to come, by variant."""
    return {variant: view.over(days) for variant, view in forecasts_of(variant_ids).items()}


def total_of(level: Level, subject_id: int = 0) -> TotalForecast | None:
    """The total of the shop, a category, or a series that staff asked for."""
    return TotalForecast.objects.filter(level=level, subject_id=subject_id).first()


def backtest_of(version: ModelVersion) -> list[BacktestReport]:
    """What the backtest said of a version: all classes first, then each."""
    found = BacktestReport.objects.filter(version=version)
    return list(found.order_by("-grain", "level", "demand_class", "answerer"))
