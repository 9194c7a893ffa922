"""From a panel to forecasts: fill in, classify, route, combine, clamp, and say how sure.

``fit`` learns what series teach each other (how wrong forecasts were, what groups sell);
``look_ahead`` answers for any series of the same shop, by itself alone and what was learned, so
that a shard repeated gives the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.censoring import uncensored
from forecasting.algorithms.classes import DemandClass, demand_classes
from forecasting.algorithms.conformal import (
    SUM_DAYS,
    Errors,
    Spread,
    SumSpread,
    kinds_of,
    learn_spread,
    stray_of,
)
from forecasting.algorithms.ensemble import mean_of, median_of
from forecasting.algorithms.ensemble_groups import GroupLevels, group_levels, group_share
from forecasting.algorithms.forecast import Forecast, Method
from forecasting.algorithms.panel import NO_PLANS, FloatArray, Panel, Period, Plans
from forecasting.algorithms.statistical import ets, imapa, theta, tsb

LEAST_HISTORY_DAYS = 84
CHANCE = np.array([-1.96, -1.282, 0.0, 1.282, 1.96])
"""Normal quantiles at ``QUANTILES``: the stand-in where nothing was learned of errors."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is tuned.

    ``weeks`` and ``days`` are the horizons that errors are learned for; ``inner_origins`` how many
    times the past is told again for them; ``most_series`` how many series are learned from.
    """

    weeks: int = 13
    days: int = 28
    inner_origins: int = 4
    most_series: int = 3_000
    seed: int = 7

    def horizon(self, period: Period) -> int:
        return self.weeks if period is Period.WEEK else self.days


STANDARD = Settings()


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned of a shop's series, by week or by day."""

    period: Period
    groups: GroupLevels
    spread: Spread | None

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Plain arrays by name, to be kept."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "period": np.array([self.period.days]),
            "groups": self.groups.groups,
            "group_levels": self.groups.level,
        }
        if self.spread is not None:
            arrays["spread_steps"] = self.spread.steps
            arrays["spread_sums"] = self.spread.sums
            arrays["spread_errors"] = np.array([self.spread.errors])
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Model:
        """As it was kept.

        Raises:
            KeyError: an array is missing.
        """
        spread = None
        if "spread_steps" in arrays:
            errors = int(arrays["spread_errors"][0])
            spread = Spread(arrays["spread_steps"], arrays["spread_sums"], errors)
        groups = GroupLevels(arrays["groups"], arrays["group_levels"])
        return cls(Period(int(arrays["period"][0])), groups, spread)


def fit(panel: Panel, *, settings: Settings = STANDARD) -> Model:
    """Learn from a panel, by telling its last months again.

    Args:
        panel: as much history as there is; sales, with the share of each period in stock.
        settings: what is tuned.
    """
    sample = uncensored(_sample(panel, settings))
    levels = group_levels(sample)
    return Model(panel.period, levels, _learn_errors(sample, settings))


def look_ahead(
    model: Model | None, panel: Panel, horizon: int, plans: Plans = NO_PLANS
) -> Forecast:
    """Means and quantiles for every series, however short.

    Args:
        model: as ``fit`` on the same period learned it; None for statistics alone, whose errors
            are then learned from the panel itself.
        panel: the history.
        horizon: periods to tell, from the one after the panel's last.
        plans: prices, promotions and outside series of those periods.

    Raises:
        ValueError: the model was learned for another period.
    """
    if model is not None and model.period is not panel.period:
        raise ValueError("days cannot be told by what was learned of weeks")
    known = uncensored(panel)
    if model is None:
        model = Model(panel.period, group_levels(known), _learn_errors(known, STANDARD))
    mean, method = _means(known, horizon, model.groups)
    return Forecast(mean, method, _quantiles(model, known, mean))


def sum_spread(model: Model | None, panel: Panel, mean: FloatArray) -> SumSpread:
    """How uncertain the sums over the next 7 to 91 days are.

    Args:
        model: as it answered ``mean``.
        panel: the history that was told from.
        mean: shape (n, H), as ``look_ahead`` gave it.
    """
    known = uncensored(panel)
    spread = _learn_errors(known, STANDARD) if model is None else model.spread
    stray = stray_of(known, mean)
    if spread is None:
        return _chance_of_sums(stray, panel.period)
    return spread.of_sums(stray, kinds_of(demand_classes(known)))


def _means(
    panel: Panel, horizon: int, levels: GroupLevels
) -> tuple[FloatArray, npt.NDArray[np.int8]]:
    """Each series by the models of its class."""
    classes = demand_classes(panel)
    mean = np.zeros((len(panel), horizon))
    method = np.full(len(panel), Method.NOTHING, dtype=np.int8)
    for one in DemandClass:
        rows = classes == one
        if one is DemandClass.NONE or not rows.any():
            continue
        mean[rows], method[rows] = _routed(panel.only(rows), horizon, one, levels)
    return mean, method


def _routed(
    panel: Panel, horizon: int, demand_class: DemandClass, levels: GroupLevels
) -> tuple[FloatArray, Method]:
    if demand_class is DemandClass.NEW:
        return group_share(panel, horizon, levels), Method.GROUP_SHARE
    if demand_class.is_seldom and panel.period is Period.WEEK:
        return (
            mean_of([tsb(panel, horizon), imapa(panel, horizon)]),
            Method.INTERMITTENT_MIX,
        )
    members = [ets(panel, horizon), theta(panel, horizon)]
    if panel.period is Period.WEEK:
        members += [imapa(panel, horizon), tsb(panel, horizon)]
    return median_of(members), Method.ENSEMBLE


def _learn_errors(panel: Panel, settings: Settings) -> Spread | None:
    """Tell the last months again, from several origins, and keep what was wrong."""
    horizon = settings.horizon(panel.period)
    least = LEAST_HISTORY_DAYS // panel.period.days
    step = 28 // panel.period.days
    last = panel.periods - step
    origins = [last - k * step for k in range(settings.inner_origins + horizon // step)]
    told = [_errors_at(panel, origin, horizon) for origin in origins if origin >= least]
    return learn_spread(told, period_days=panel.period.days)


def _errors_at(panel: Panel, origin: int, horizon: int) -> Errors:
    before = panel.until(origin)
    asked = before.lengths >= LEAST_HISTORY_DAYS // panel.period.days
    before = before.only(asked)
    mean, _ = _means(before, horizon, group_levels(before))
    came = np.full(mean.shape, np.nan)
    units = panel.units[asked, origin : origin + horizon]
    came[:, : units.shape[1]] = units
    return Errors(came, mean, stray_of(before, mean), kinds_of(demand_classes(before)))


def _quantiles(model: Model, panel: Panel, mean: FloatArray) -> FloatArray:
    stray = stray_of(panel, mean)
    nothing = (demand_classes(panel) == DemandClass.NONE)[:, None, None]
    if model.spread is None:
        told = np.maximum(mean[:, :, None] + stray[:, None, None] * CHANCE, 0.0)
    else:
        told = model.spread.quantiles(mean, stray, kinds_of(demand_classes(panel)))
    return np.where(nothing, 0.0, told)


def _chance_of_sums(stray: FloatArray, period: Period) -> SumSpread:
    periods = np.maximum(np.asarray(SUM_DAYS) / period.days, 1.0)
    return SumSpread(SUM_DAYS, stray[:, None] * np.sqrt(periods))


def _sample(panel: Panel, settings: Settings) -> Panel:
    """At most so many series, drawn with a fixed seed."""
    if len(panel) <= settings.most_series:
        return panel
    drawn = np.random.default_rng(settings.seed).choice(
        len(panel), settings.most_series, replace=False
    )
    return panel.only(np.sort(drawn))
