"""Rolling origins: what a model would have said then, beside what came.

Tashman (2000), "Out-of-sample tests of forecasting accuracy". Everything is kept by origin and by
series, so that a gate can resample series and a page can show classes apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forecasting.algorithms import scores
from forecasting.algorithms.censoring import IN_STOCK
from forecasting.algorithms.classes import demand_classes
from forecasting.algorithms.forecast import QUANTILES, Forecast
from forecasting.algorithms.panel import BoolArray, FloatArray, IntArray, Panel, Plans

Answer = Callable[[Panel, int, Plans], Forecast]
FEWEST_DAYS = 84
"""Twelve weeks of history before an origin, or a series is not asked about."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures in per cent, but for MAE and RMSE (units) and MASE; NaN where nothing could be."""

    series: int
    wape: float
    wape_h: float
    mae: float
    rmse: float
    mase: float
    bias: float
    wql: float
    coverage_80: float
    coverage_95: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """K origins, n series, H periods.

    Attributes:
        series: shape (n,).
        origins: shape (K,), the first column that was to be told.
        actual: shape (K, n, H); NaN where a series was too short to be asked about, where data
            ends, and where the product could not be bought, since nobody knows demand there.
        mean: shape (K, n, H).
        quantiles: shape (K, n, H, len(QUANTILES)); None where only means were told.
        method: shape (K, n), ``Method`` numbers.
        classes: shape (K, n), ``DemandClass`` numbers as known at the origin.
        scale: shape (K, n), what MASE divides by.
    """

    series: IntArray
    origins: IntArray
    actual: FloatArray
    mean: FloatArray
    quantiles: FloatArray | None
    method: npt.NDArray[np.int8]
    classes: npt.NDArray[np.int8]
    scale: FloatArray

    def of_class(self, demand_class: int) -> Backtest:
        """Only what was of a class at its origin."""
        there = self.classes == demand_class
        return replace(self, actual=np.where(there[:, :, None], self.actual, np.nan))

    def by_origin(self, place: int) -> Backtest:
        """One origin alone."""
        kept = slice(place, place + 1)
        return replace(
            self,
            origins=self.origins[kept],
            actual=self.actual[kept],
            mean=self.mean[kept],
            quantiles=None if self.quantiles is None else self.quantiles[kept],
            method=self.method[kept],
            classes=self.classes[kept],
            scale=self.scale[kept],
        )

    def scores(self) -> Scores:
        """All origins together."""
        actual, mean, quantiles = self.actual, self.mean, self.quantiles
        nothing = float("nan")
        return Scores(
            series=int((~np.isnan(actual)).any(axis=(0, 2)).sum()),
            wape=scores.wape(actual, mean),
            wape_h=scores.wape_h(actual, mean),
            mae=scores.mae(actual, mean),
            rmse=scores.rmse(actual, mean),
            mase=scores.mase(actual, mean, self.scale),
            bias=scores.bias(actual, mean),
            wql=nothing if quantiles is None else scores.wql(actual, quantiles, QUANTILES),
            coverage_80=nothing if quantiles is None else _covered(actual, quantiles, 1, 3),
            coverage_95=nothing if quantiles is None else _covered(actual, quantiles, 0, 4),
        )


def backtest(
    panel: Panel,
    *,
    origins: Sequence[int],
    horizon: int,
    answer: Answer,
    fewest: int | None = None,
) -> Backtest:
    """Ask at each origin with nothing but what was known before it.

    Prices and promotions of the periods after an origin are not handed over: what was planned then
    is no longer known. Outside series (holidays) are.

    Args:
        panel: shape (n, T).
        origins: columns; each is the first that is to be told.
        horizon: periods to tell.
        answer: asked once an origin, with the series that have ``fewest`` periods of history.
        fewest: periods; twelve weeks where not given.

    Raises:
        ValueError: no origins, or one outside the panel.
    """
    if not origins or min(origins) < 1 or max(origins) >= panel.periods:
        raise ValueError("an origin needs history before it and data after it")
    needed = FEWEST_DAYS // panel.period.days if fewest is None else fewest
    told = [_at(panel, origin, horizon, answer, needed) for origin in origins]
    with_quantiles = all(one.quantiles is not None for one in told)
    return Backtest(
        series=panel.series,
        origins=np.asarray(origins, dtype=np.int64),
        actual=np.concatenate([one.actual for one in told]),
        mean=np.concatenate([one.mean for one in told]),
        quantiles=(
            np.concatenate([one.quantiles for one in told if one.quantiles is not None])
            if with_quantiles
            else None
        ),
        method=np.concatenate([one.method for one in told]),
        classes=np.concatenate([one.classes for one in told]),
        scale=np.concatenate([one.scale for one in told]),
    )


def _at(panel: Panel, origin: int, horizon: int, answer: Answer, fewest: int) -> Backtest:
    before = panel.until(origin)
    asked: BoolArray = before.lengths >= fewest
    n = len(panel)
    mean = np.zeros((1, n, horizon))
    method = np.zeros((1, n), dtype=np.int8)
    quantiles: FloatArray | None = None
    if asked.any():
        forecast = answer(before.only(asked), horizon, _plans(panel, origin, horizon))
        mean[0, asked], method[0, asked] = forecast.mean, forecast.method
        if forecast.quantiles is not None:
            quantiles = np.zeros((1, n, horizon, len(QUANTILES)))
            quantiles[0, asked] = forecast.quantiles
    return Backtest(
        series=panel.series,
        origins=np.array([origin]),
        actual=np.where(asked[:, None], _what_came(panel, origin, horizon), np.nan)[None],
        mean=mean,
        quantiles=quantiles,
        method=method,
        classes=demand_classes(before)[None],
        scale=scores.naive_scale(before.units, panel.period.season)[None],
    )


def _what_came(panel: Panel, origin: int, horizon: int) -> FloatArray:
    came = np.full((len(panel), horizon), np.nan)
    units = panel.units[:, origin : origin + horizon]
    came[:, : units.shape[1]] = np.maximum(units, 0.0)
    if panel.in_stock is not None:
        share = panel.in_stock[:, origin : origin + horizon]
        came[:, : units.shape[1]][share < IN_STOCK] = np.nan
    return came


def _plans(panel: Panel, origin: int, horizon: int) -> Plans:
    if panel.outside is None:
        return Plans()
    return Plans(outside=panel.outside[:, origin : origin + horizon])


def _covered(actual: FloatArray, quantiles: FloatArray, low: int, high: int) -> float:
    return scores.coverage(actual, quantiles[..., low], quantiles[..., high])
