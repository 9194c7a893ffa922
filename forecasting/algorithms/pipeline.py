"""From a panel to forecasts: fill in, cut outliers, route, combine, clamp, say how sure.

``fit`` learns what series teach each other (trees, whose answer to trust, how wrong forecasts were,
what groups sell); ``look_ahead`` answers for any series of the same shop by its own history and
what was learned, so that a shard repeated gives the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.boosted import (
    STANDARD_TREES,
    BoostedTrees,
    Objective,
    TreeSettings,
    train,
)
from forecasting.algorithms.censoring import uncensored
from forecasting.algorithms.censoring_outliers import tamed
from forecasting.algorithms.classes import DemandClass, demand_classes
from forecasting.algorithms.conformal import (
    SUM_DAYS,
    Spread,
    SumSpread,
    kinds_of,
    learn_spread,
    stray_of,
)
from forecasting.algorithms.ensemble import STANDARD_BLEND, Blend, best_blend
from forecasting.algorithms.ensemble_groups import GroupLevels, group_levels
from forecasting.algorithms.forecast import Forecast
from forecasting.algorithms.panel import NO_PLANS, FloatArray, Panel, Period, Plans
from forecasting.algorithms.pipeline_errors import judged, retold
from forecasting.algorithms.pipeline_routes import tell

CHANCE = np.array([-1.96, -1.282, 0.0, 1.282, 1.96])
"""Normal quantiles at ``QUANTILES``: the stand-in where nothing was learned of errors."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is tuned.

    ``weeks`` and ``days`` are the horizons that are learned; ``cuts`` how many times the past is
    told again by trees trained before it; ``most_series`` how many series are learned from, drawn
    by ``seed``; ``trees`` None for statistics alone.
    """

    weeks: int = 13
    days: int = 28
    cuts: int = 2
    most_series: int = 3_000
    seed: int = 7
    trees: TreeSettings | None = STANDARD_TREES

    def horizon(self, period: Period) -> int:
        """In periods."""
        return self.weeks if period is Period.WEEK else self.days


STANDARD = Settings()
STATISTICS_ALONE = Settings(trees=None)


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned of a shop's series, by week or by day.

    Attributes:
        period: of the panel that it was learned from.
        groups: what groups sell.
        spread: how wrong forecasts were; None where there was too little to tell again.
        trees: None where there was too little to learn from.
        blend: whose answer weighs how much, chosen by what would have been best.
    """

    period: Period
    groups: GroupLevels
    spread: Spread | None
    trees: BoostedTrees | None = None
    blend: Blend = STANDARD_BLEND

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Plain arrays by name, to be kept; trees as the bytes of LightGBM's own text."""
        blend = self.blend
        arrays: dict[str, npt.NDArray[Any]] = {
            "period": np.array([self.period.days]),
            "groups": self.groups.groups,
            "group_levels": self.groups.level,
            "blend": np.array([blend.statistical, blend.typical, blend.average]),
        }
        if self.spread is not None:
            arrays["spread_steps"] = self.spread.steps
            arrays["spread_sums"] = self.spread.sums
            arrays["spread_errors"] = np.array([self.spread.errors])
        if self.trees is not None:
            arrays["trees_horizon"] = np.array([self.trees.horizon])
            for objective, text in self.trees.texts.items():
                arrays[f"trees_{objective}"] = text
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Model:
        """As it was kept.

        Raises:
            KeyError: an array is missing.
            ValueError: a period or a blend that there is none of.
        """
        spread, trees = None, None
        if "spread_steps" in arrays:
            errors = int(arrays["spread_errors"][0])
            spread = Spread(arrays["spread_steps"], arrays["spread_sums"], errors)
        if "trees_horizon" in arrays:
            texts = {objective: arrays[f"trees_{objective}"] for objective in Objective}
            trees = BoostedTrees(texts, int(arrays["trees_horizon"][0]))
        statistical, typical, average = (float(part) for part in arrays["blend"])
        return cls(
            period=Period(int(arrays["period"][0])),
            groups=GroupLevels(arrays["groups"], arrays["group_levels"]),
            spread=spread,
            trees=trees,
            blend=Blend(statistical, typical, average),
        )


def fit(panel: Panel, *, settings: Settings = STANDARD) -> Model:
    """Learn from a panel, by telling its last months again.

    Args:
        panel: as much history as there is; sales, with the share of each period in stock.
        settings: what is tuned.
    """
    return _learned(uncensored(_sample(panel, settings)), settings)


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
    learned = model if model is not None else _learned(known, STATISTICS_ALONE)
    told = tell(tamed(known), horizon, levels=learned.groups, trees=learned.trees, plans=plans)
    mean = told.mean(learned.blend)
    return Forecast(mean, told.method, _quantiles(learned, known, mean))


def sum_spread(model: Model | None, panel: Panel, mean: FloatArray) -> SumSpread:
    """How uncertain the sums over the next 7 to 91 days are.

    Args:
        model: as it answered ``mean``.
        panel: the history that was told from.
        mean: shape (n, H), as ``look_ahead`` gave it.
    """
    known = uncensored(panel)
    spread = (_learned(known, STATISTICS_ALONE) if model is None else model).spread
    stray = stray_of(tamed(known), mean)
    if spread is None:
        periods = np.maximum(np.asarray(SUM_DAYS) / panel.period.days, 1.0)
        return SumSpread(SUM_DAYS, stray[:, None] * np.sqrt(periods))
    return spread.of_sums(stray, kinds_of(demand_classes(known)))


def _learned(panel: Panel, settings: Settings) -> Model:
    horizon = settings.horizon(panel.period)
    told = retold(panel, horizon, cuts=settings.cuts, trees=settings.trees)
    tried = judged(told)
    trees = None
    if tried and settings.trees is not None:
        # Trees that could not be tried on anything are not let loose on the future.
        trees = train(tamed(panel), horizon, settings=settings.trees)
    blend = best_blend(tried) if trees is not None else STANDARD_BLEND
    return Model(
        period=panel.period,
        groups=group_levels(tamed(panel)),
        spread=learn_spread([one.errors(blend) for one in told], period_days=panel.period.days),
        trees=trees,
        blend=blend,
    )


def _quantiles(model: Model, panel: Panel, mean: FloatArray) -> FloatArray:
    stray, classes = stray_of(tamed(panel), mean), demand_classes(panel)
    if model.spread is None:
        told = np.maximum(mean[:, :, None] + stray[:, None, None] * CHANCE, 0.0)
    else:
        told = model.spread.quantiles(mean, stray, kinds_of(classes))
    return np.where((classes == DemandClass.NONE)[:, None, None], 0.0, told)


def _sample(panel: Panel, settings: Settings) -> Panel:
    """At most so many series, drawn with a fixed seed."""
    if len(panel) <= settings.most_series:
        return panel
    drawn = np.random.default_rng(settings.seed).choice(
        len(panel), settings.most_series, replace=False
    )
    return panel.only(np.sort(drawn))
