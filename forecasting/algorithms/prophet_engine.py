"""Prophet held still: silent, repeatable, leaving no files behind.

Taylor and Letham (2018), "Forecasting at scale": a trend with changes of slope, seasons as Fourier
series, holidays and outside series as shares of the trend; fitted by Stan. Names of holidays and
series are numbers here, because Prophet forbids some names; prophet_totals gives them back.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from forecasting.algorithms.panel import FloatArray

FAILURES = (RuntimeError, ValueError, OSError, ImportError)
"""What Prophet, cmdstanpy and Stan's binary raise where a fit cannot be had; OSError holds a time
limit that passed."""

LOGGERS = ("prophet", "prophet.plot", "prophet.models", "cmdstanpy")
YEAR_ORDER = 6


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day of an occasion, with the days around it that it moves, too."""

    code: str
    day: date
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Shape:
    """What Prophet is told: how bendable the trend is, until where it bends, and what it reads."""

    changepoint_prior: float
    changepoint_range: float
    holidays_prior: float
    by_year: bool
    holidays: Sequence[Holiday]
    regressors: Mapping[str, FloatArray]


@contextmanager
def quiet() -> Iterator[None]:
    """Neither Prophet's advice nor Stan's chains in the log of the shop."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    # Not by their levels: cmdstanpy sets its own at its first message.
    disabled = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, before in zip(loggers, disabled, strict=True):
            logger.disabled = before


def fit(days: pd.DatetimeIndex, units: FloatArray, shape: Shape, *, seconds: float) -> Any:
    """A fitted ``Prophet``; days whose units are NaN are passed over.

    Raises:
        RuntimeError, ValueError, OSError, ImportError: no fit can be had (``FAILURES``).
    """
    with quiet(), tempfile.TemporaryDirectory(prefix="prophet-") as directory:
        from prophet import Prophet

        model = Prophet(
            growth="linear",
            seasonality_mode="multiplicative",
            changepoint_prior_scale=shape.changepoint_prior,
            changepoint_range=shape.changepoint_range,
            holidays_prior_scale=shape.holidays_prior,
            holidays=_holidays(shape.holidays),
            weekly_seasonality=True,
            yearly_seasonality=YEAR_ORDER if shape.by_year else False,
            daily_seasonality=False,
        )
        for code in shape.regressors:
            model.add_regressor(code)
        told = pd.DataFrame({"ds": days, "y": units, **shape.regressors})
        model.fit(told, output_dir=directory, timeout=seconds, seed=1)
    # Stan's own report: not needed to look ahead, and it names files that are gone.
    model.stan_fit = None
    return model


def _holidays(holidays: Sequence[Holiday]) -> pd.DataFrame | None:
    if not holidays:
        return None
    return pd.DataFrame(
        {
            "holiday": [one.code for one in holidays],
            "ds": pd.to_datetime([one.day for one in holidays]),
            "lower_window": [-one.before for one in holidays],
            "upper_window": [one.after for one in holidays],
        }
    ).drop_duplicates(["holiday", "ds"])


def predict(
    model: Any, days: pd.DatetimeIndex, regressors: Mapping[str, FloatArray]
) -> pd.DataFrame:
    """Means and components by day: ``yhat``, ``trend``, and shares of it by name."""
    with quiet():
        samples, model.uncertainty_samples = model.uncertainty_samples, 0
        try:
            table: pd.DataFrame = model.predict(pd.DataFrame({"ds": days, **regressors}))
        finally:
            model.uncertainty_samples = samples
    return table


def samples(
    model: Any, days: pd.DatetimeIndex, regressors: Mapping[str, FloatArray], *, draws: int
) -> FloatArray:
    """Shape (H, draws): courses that the days to come may take. The same ones each time."""
    with quiet(), _seeded(seed=1):
        model.uncertainty_samples = draws
        told = model.predictive_samples(pd.DataFrame({"ds": days, **regressors}))
    courses: FloatArray = np.asarray(told["yhat"], dtype=float)
    return courses


@contextmanager
def _seeded(*, seed: int) -> Iterator[None]:
    """Prophet draws from numpy's one generator; others get it back as it was."""
    state = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(state)


def to_json(model: Any) -> str:
    """Prophet's own form of itself."""
    with quiet():
        from prophet.serialize import model_to_json

        text: str = model_to_json(model)
    return text


def from_json(text: str) -> Any:
    """The model that ``to_json`` wrote.

    Raises:
        RuntimeError, ValueError, OSError, ImportError: it cannot be read (``FAILURES``).
    """
    with quiet():
        from prophet.serialize import model_from_json

        return model_from_json(text)
