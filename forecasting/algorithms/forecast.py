"""What a model answers, and how each answer was made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.panel import FloatArray, Panel, Plans

QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
"""The levels at which forecasts are told: the middle, and the ends of 80 and 95 per cent."""


class Method(IntEnum):
    """How the mean of one series was made; the numbers are kept in tables and artifacts."""

    NOTHING = 0
    SEASONAL_NAIVE = 1
    MOVING_AVERAGE = 2
    ETS = 3
    THETA = 4
    ARIMA = 5
    IMAPA = 6
    TSB = 7
    BOOSTED_TREES = 8
    RANDOM_FOREST = 9
    PROPHET = 10
    RECURRENT_NET = 11
    ENSEMBLE = 12
    INTERMITTENT_MIX = 13
    GROUP_SHARE = 14
    STATISTICAL_STAND_IN = 15


@dataclass(frozen=True, slots=True)
class Forecast:
    """Demand to come of n series over H periods, as units.

    Attributes:
        mean: shape (n, H), never negative.
        quantiles: shape (n, H, len(QUANTILES)), ascending in the last axis, never negative; None
            where only means were asked for.
        method: shape (n,), ``Method`` numbers.
    """

    mean: FloatArray
    method: npt.NDArray[np.int8]
    quantiles: FloatArray | None = None


class Forecaster(Protocol):
    """Anything that looks ahead: means of shape (n, H) from what a panel holds."""

    def __call__(self, panel: Panel, horizon: int, plans: Plans) -> FloatArray: ...
