"""Figures of a backtest, in per cent of what was really wanted where nothing else is said.

Arrays are of shape (..., n, H): any number of origins, n series, H periods. A NaN among the actual
values is left out everywhere. Hyndman and Koehler (2006) for MASE, Gneiting (2011) for quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forecasting.algorithms.panel import FloatArray


def wape(actual: FloatArray, mean: FloatArray) -> float:
    """Sum of absolute errors over the sum of demand."""
    return _percent(np.nansum(np.abs(mean - actual)), np.nansum(actual))


def wape_h(actual: FloatArray, mean: FloatArray) -> float:
    """WAPE of each series' sum over the horizon: what a reorder needs."""
    told = np.where(np.isnan(actual), 0.0, mean).sum(axis=-1)
    wanted = np.nansum(actual, axis=-1)
    return _percent(np.abs(told - wanted).sum(), wanted.sum())


def bias(actual: FloatArray, mean: FloatArray) -> float:
    """Sum of errors over the sum of demand; above zero where too much was told."""
    return _percent(np.nansum(mean - actual), np.nansum(actual))


def mae(actual: FloatArray, mean: FloatArray) -> float:
    """Mean absolute error, in units."""
    errors = np.abs(mean - actual)
    return float(np.nanmean(errors)) if np.isfinite(errors).any() else float("nan")


def rmse(actual: FloatArray, mean: FloatArray) -> float:
    """Root of the mean squared error, in units."""
    errors = (mean - actual) ** 2
    return float(np.sqrt(np.nanmean(errors))) if np.isfinite(errors).any() else float("nan")


def mase(actual: FloatArray, mean: FloatArray, scale: FloatArray) -> float:
    """Mean over series of the MAE over the in-sample MAE of the seasonal naive.

    Args:
        scale: shape (..., n), as ``naive_scale`` gives it; series with none are left out.
    """
    known = ~np.isnan(actual)
    times = known.sum(axis=-1)
    errors = np.where(known, np.abs(mean - actual), 0.0).sum(axis=-1) / np.maximum(times, 1)
    usable = (times > 0) & np.isfinite(scale) & (scale > 0)
    return float((errors[usable] / scale[usable]).mean()) if usable.any() else float("nan")


def naive_scale(units: FloatArray, season: int) -> FloatArray:
    """Shape (n,): mean absolute change over a season in the history; NaN where it is too short."""
    if units.shape[1] <= season:
        return np.full(len(units), np.nan)
    changes = np.abs(units[:, season:] - units[:, :-season])
    known = ~np.isnan(changes)
    times = known.sum(axis=1)
    total = np.where(known, changes, 0.0).sum(axis=1)
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


def wql(actual: FloatArray, quantiles: FloatArray, levels: Sequence[float]) -> float:
    """Mean weighted quantile loss: twice the pinball loss over the sum of demand, over all levels.

    Args:
        quantiles: shape (..., n, H, len(levels)).
    """
    errors = actual[..., None] - quantiles
    at = np.asarray(levels)
    losses = 2.0 * np.maximum(at * errors, (at - 1.0) * errors)
    return _percent(np.nansum(losses) / len(at), np.nansum(actual))


def coverage(actual: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Share of the actual values within the interval, ends included."""
    known = ~np.isnan(actual)
    within = known & (actual >= low - 1e-9) & (actual <= high + 1e-9)
    return _percent(float(within.sum()), float(known.sum()))


def _percent(part: float, whole: float) -> float:
    return 100.0 * float(part) / float(whole) if whole > 0 else float("nan")
