"""Single models beside which the pipeline is shown, and figures as means over origins."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from forecasting.algorithms import statistical
from forecasting.algorithms.backtest import Answer, Backtest, Scores
from forecasting.algorithms.boosted import Objective, train
from forecasting.algorithms.censoring import uncensored
from forecasting.algorithms.clamps import stand_in
from forecasting.algorithms.forecast import Forecast, Forecaster, Method
from forecasting.algorithms.panel import FloatArray, Panel, Period, Plans
from forecasting.algorithms.statistical_searched import auto_arima, auto_ets

NORMAL = np.array([-1.959964, -1.281552, 0.0, 1.281552, 1.959964])
"""Of the normal distribution, at the levels that forecasts are told at."""


def naive(panel: Panel, horizon: int, plans: Plans) -> Forecast:
    """Seasonal naive with its own intervals: errors normal, growing with the seasons passed.

    Hyndman and Athanasopoulos (2021), "Forecasting: Principles and Practice", section 5.5.
    """
    mean = statistical.seasonal_naive(panel, horizon)
    season = panel.period.season
    changes = panel.units[:, season:] - panel.units[:, :-season]
    sd = np.sqrt(np.nan_to_num(np.nanmean(changes**2, axis=1)))
    passed = np.sqrt(1 + np.arange(horizon) // season)
    told = mean[:, :, None] + (sd[:, None] * passed)[:, :, None] * NORMAL
    return Forecast(mean, _method(panel, Method.SEASONAL_NAIVE), np.maximum(told, 0.0))


def single_models(period: Period, *, searched: bool) -> dict[str, Answer]:
    """Each model alone, by name, without intervals."""
    models: dict[str, Forecaster] = {
        "moving average": statistical.moving_average,
        "ETS": statistical.ets,
        "Theta": statistical.theta,
        "IMAPA": statistical.imapa,
        "TSB": statistical.tsb,
    }
    if period is Period.WEEK:
        models["AutoETS"] = auto_ets
        if searched:
            models["AutoARIMA"] = auto_arima
    models["boosted trees, mean"] = _trees(Objective.AVERAGE)
    models["boosted trees, middle"] = _trees(Objective.TYPICAL)
    return {name: _answer(model) for name, model in models.items()}


def mean_scores(told: Backtest) -> Scores:
    """Of each origin by itself, and the mean of those."""
    each = [told.by_origin(place).scores() for place in range(len(told.origins))]
    means = {
        field.name: float(np.mean([getattr(one, field.name) for one in each]))
        for field in fields(Scores)
        if field.name != "series"
    }
    return replace(each[0], series=max(one.series for one in each), **means)


def _answer(model: Forecaster) -> Answer:
    def answer(panel: Panel, horizon: int, plans: Plans) -> Forecast:
        return Forecast(model(panel, horizon, plans), _method(panel, Method.NOTHING))

    return answer


def _trees(objective: Objective) -> Forecaster:
    """Trained on the panel, clamped as the pipeline clamps them."""

    def answer(panel: Panel, horizon: int, plans: Plans) -> FloatArray:
        known = uncensored(panel)
        statistic = statistical.ets(known, horizon)
        learned = train(known, horizon)
        if learned is None:
            return statistic
        return stand_in(learned.look_ahead(known, horizon, plans)[objective], statistic, known)[0]

    return answer


def _method(panel: Panel, method: Method) -> np.ndarray[tuple[int, ...], np.dtype[np.int8]]:
    return np.full(len(panel), method, dtype=np.int8)
