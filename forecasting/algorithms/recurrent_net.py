"""A small LSTM over all series: an optional extra, asked with numpy alone.

Hochreiter and Schmidhuber (1997), "Long short-term memory"; one net for all series, each as a
multiple of its own level (Salinas and others 2020, "DeepAR"), all periods ahead at once. It is
taught with JAX (``recurrent_net_training``); what is kept are arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.panel import NO_PLANS, FloatArray, Panel, Period, Plans

WEEK = 7
SEEN = 4 + WEEK
"""Channels of a period that was seen: multiple, known, price, promotion, weekday."""
TOLD = 2 + WEEK
"""Channels of a period to come: price, promotion, weekday."""
LARGEST_MULTIPLE = 20.0
WEIGHTS = ("inner", "inner_bias", "head", "head_bias", "last", "last_bias")


@dataclass(frozen=True, slots=True)
class RecurrentSettings:
    """What is tuned. The net sees ``weeks`` of history; ``steps`` of ``batch`` examples teach it.
    ``dropout`` hides parts of its state; below ``fewest_examples`` there is nothing to learn."""

    weeks: int = 16
    hidden: int = 32
    head: int = 48
    steps: int = 500
    batch: int = 256
    learning_rate: float = 0.003
    weight_decay: float = 1e-3
    dropout: float = 0.2
    origins: int = 40
    fewest_examples: int = 500
    seed: int = 7

    def window(self, period: Period) -> int:
        """Periods of history that are seen."""
        return self.weeks * WEEK // period.days


@dataclass(frozen=True, slots=True)
class Example:
    """Series as they stood before a column, ready to be asked about.

    Attributes:
        past: shape (n, window, SEEN).
        coming: shape (n, H, TOLD).
        level: shape (n,), mean units of the window: what 1 stands for.
    """

    past: FloatArray
    coming: FloatArray
    level: FloatArray


@dataclass(frozen=True)
class RecurrentNet:
    """A ``Forecaster`` that was taught for one period and up to ``horizon`` of them.

    ``weights`` by name: ``inner`` (SEEN + hidden, 4 hidden) the gates, ``head`` (hidden + TOLD +
    horizon, head), ``last`` (head, 1), and their biases.
    """

    weights: Mapping[str, npt.NDArray[Any]]
    period: Period
    window: int
    horizon: int

    def __call__(self, panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
        """Shape (n, H): units by period.

        Raises:
            ValueError: periods or a horizon that it was not taught.
        """
        if panel.period is not self.period or horizon > self.horizon:
            raise ValueError("the net was taught other periods, or fewer of them ahead")
        if not len(panel):
            return np.zeros((0, horizon))
        seen = example(panel, panel.periods, self.window, self.horizon, plans)
        state = np.zeros((len(panel), self._hidden))
        memory = np.zeros_like(state)
        for step in range(self.window):
            state, memory = cell(np, self.weights, seen.past[:, step], state, memory)
        multiples = answer(np, self.weights, state, seen.coming)
        units: FloatArray = np.asarray(multiples[:, :horizon] * seen.level[:, None], dtype=float)
        return units

    @property
    def _hidden(self) -> int:
        return int(self.weights["inner_bias"].shape[0]) // 4

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Weights and what they were taught for."""
        told = np.array([self.period.days, self.window, self.horizon])
        return {**self.weights, "taught_for": told}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> RecurrentNet:
        """What ``to_arrays`` gave.

        Raises:
            KeyError, ValueError: it was not that.
        """
        days, window, horizon = (int(number) for number in arrays["taught_for"])
        weights = {name: np.asarray(arrays[name]) for name in WEIGHTS}
        return cls(weights, Period(days), window, horizon)


def cell(numeric: Any, weights: Mapping[str, Any], seen: Any, state: Any, memory: Any) -> Any:
    """One step of the LSTM, for numpy and JAX alike: the new state and memory, (n, hidden)."""
    gates = numeric.concatenate([seen, state], axis=1) @ weights["inner"] + weights["inner_bias"]
    enter, keep, leave, new = numeric.split(gates, 4, axis=1)
    # A bias of one at first: what came before is kept until there is a reason not to.
    memory = _sigmoid(numeric, keep + 1.0) * memory + _sigmoid(numeric, enter) * numeric.tanh(new)
    return _sigmoid(numeric, leave) * numeric.tanh(memory), memory


def answer(numeric: Any, weights: Mapping[str, Any], state: Any, coming: Any) -> Any:
    """Shape (n, H): multiples of the level, from the last state and what is told of each period."""
    series, horizon = coming.shape[:2]
    own = numeric.broadcast_to(state[:, None, :], (series, horizon, state.shape[1]))
    steps = numeric.broadcast_to(numeric.eye(horizon)[None], (series, horizon, horizon))
    inputs = numeric.concatenate([own, coming, steps], axis=2)
    inner = numeric.maximum(inputs @ weights["head"] + weights["head_bias"], 0.0)
    raw = (inner @ weights["last"] + weights["last_bias"])[:, :, 0]
    return numeric.logaddexp(raw, 0.0)


def _sigmoid(numeric: Any, values: Any) -> Any:
    return 0.5 * (numeric.tanh(0.5 * values) + 1.0)


def example(panel: Panel, origin: int, window: int, horizon: int, plans: Plans) -> Example:
    """All series of a panel as they stood before a column; what is not known of them is zero."""
    columns = np.arange(origin - window, origin)
    units = _columns(panel.units, columns)
    known = ~np.isnan(units)
    level = np.where(known, units, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    scale = np.where(level > 0, level, 1.0)[:, None]
    multiples = np.log1p(np.minimum(np.nan_to_num(units) / scale, LARGEST_MULTIPLE))
    prices = _columns(panel.price, columns, like=units)
    usual = _usual(prices)
    ahead = np.arange(origin, origin + horizon)
    past = [
        multiples,
        known,
        _dearer(prices, usual),
        _told(_columns(panel.promoted, columns, like=units)),
    ]
    empty = np.full((len(panel), horizon), np.nan)
    planned = (_fitted(plans.price, empty), _fitted(plans.promoted, empty))
    coming = [_dearer(planned[0], usual), _told(planned[1])]
    return Example(
        past=_with_weekdays(panel, columns, past),
        coming=_with_weekdays(panel, ahead, coming),
        level=level,
    )


def _columns(
    told: FloatArray | None, columns: npt.NDArray[np.int64], like: FloatArray | None = None
) -> FloatArray:
    """Columns of what is told, NaN before its first and where nothing is told."""
    if told is None:
        return np.full_like(np.asarray(like), np.nan)
    taken = told[:, np.maximum(columns, 0)]
    return np.where(columns >= 0, taken, np.nan)


def _fitted(told: FloatArray | None, empty: FloatArray) -> FloatArray:
    if told is None:
        return empty
    fitted = empty.copy()
    width = min(told.shape[1], empty.shape[1])
    fitted[:, :width] = told[:, :width]
    return fitted


def _usual(prices: FloatArray) -> FloatArray:
    """Shape (n, 1): the mean price of the window; NaN where none is known."""
    known = ~np.isnan(prices)
    times = known.sum(axis=1, keepdims=True)
    total = np.where(known, prices, 0.0).sum(axis=1, keepdims=True)
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


def _dearer(prices: FloatArray, usual: FloatArray) -> FloatArray:
    """Logarithm of the price over the usual one; zero where either is not known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: FloatArray = np.log(prices / usual)
    return np.clip(np.where(np.isfinite(ratio), ratio, 0.0), -2, 2)


def _told(values: FloatArray) -> FloatArray:
    return np.nan_to_num(values)


def _with_weekdays(panel: Panel, columns: npt.NDArray[np.int64], channels: list[Any]) -> FloatArray:
    """Channels and, of days, which weekday each is; weeks have none."""
    weekdays = np.zeros((len(columns), WEEK))
    if panel.period is Period.DAY:
        first = panel.first.weekday()
        weekdays[np.arange(len(columns)), (first + columns) % WEEK] = 1.0
    stacked = np.stack([np.asarray(one, dtype=float) for one in channels], axis=2)
    shared = np.broadcast_to(weekdays, (len(panel), len(columns), WEEK))
    return np.concatenate([stacked, shared], axis=2)
