"""Models that are searched for series by series: statsforecast's, on its compiled functions.

For the few series that somebody looks at, and for comparison: they take milliseconds to a second a
series where ``statistical`` takes microseconds.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, cast

import numpy as np

from forecasting.algorithms.panel import NO_PLANS, FloatArray, Panel, Plans

FEWEST_PERIODS = 12
"""With fewer, the mean of what there is stands in: orders cannot be told apart."""
Fitted = Callable[[FloatArray, int], FloatArray]


def auto_ets(panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
    """The form of exponential smoothing with the best AICc (Hyndman and Khandakar 2008)."""
    from statsforecast import ets

    season, library = panel.period.season, cast(Any, ets)

    def fitted(units: FloatArray, steps: int) -> FloatArray:
        return np.asarray(library.forecast_ets(library.ets_f(units, season), steps)["mean"])

    return _each(panel, horizon, fitted)


def auto_arima(panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
    """The orders with the best AICc by a stepwise search (Hyndman and Khandakar 2008)."""
    from statsforecast import arima

    season, library = panel.period.season, cast(Any, arima)

    def fitted(units: FloatArray, steps: int) -> FloatArray:
        model = library.auto_arima_f(units, period=season, approximation=True, max_order=4)
        return np.asarray(library.forecast_arima(model, steps)["mean"])

    return _each(panel, horizon, fitted)


def _each(panel: Panel, horizon: int, fitted: Fitted) -> FloatArray:
    """Shape (n, H), never negative; the mean where a series is short, constant or cannot be fit."""
    means = np.zeros((len(panel), horizon))
    for row, units in enumerate(panel.units):
        known = units[~np.isnan(units)]
        if not len(known):
            continue
        means[row] = known.mean()
        if len(known) < FEWEST_PERIODS or known.min() == known.max():
            continue
        told = _attempt(fitted, known, horizon)
        if told is not None and np.isfinite(told).all():
            means[row] = np.maximum(told, 0.0)
    return means


def _attempt(fitted: Fitted, units: FloatArray, horizon: int) -> FloatArray | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return fitted(units, horizon)
        except Exception:  # The library raises nothing narrower where no form can be fitted.
            return None
