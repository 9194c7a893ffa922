"""Watching what forecasts are made of, and how far off they were: four weeks beside training."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from forecasting.algorithms.classes import DemandClass, demand_classes
from forecasting.algorithms.panel import FloatArray
from forecasting.algorithms.pipeline import look_ahead
from forecasting.dataset import History, business_day_to_forecast, learnable, load_history
from forecasting.serving import CLASSES, NAME, Served, served
from mlops.algorithms.drift import quantile_edges
from mlops.drift import Shares, note_drift, shares_at_training
from mlops.models import DriftReport
from mlops.selectors import champion

WEEKS = 4
MOST_SERIES = 1_000
SEED = 7


class Figure(TextChoices):
    """What is watched."""

    CLASSES = "classes", _("How variants sell")
    UNITS = "units", _("Units of a variant in four weeks")
    PRICES = "prices", _("Price bands")
    CATEGORIES = "categories", _("Categories")
    ERRORS = "errors", _("How far off the forecast was")


def reference(history: History, learned: Served) -> dict[str, Any]:
    """What a training leaves for later looks: counts with their bins."""
    units, prices, errors = _units(history), _prices(history), _errors(history, learned)
    counted = {
        Figure.CLASSES: Shares.named(_classes(history)),
        Figure.UNITS: Shares.between(quantile_edges(units), units),
        Figure.PRICES: Shares.between(quantile_edges(prices), prices),
        Figure.CATEGORIES: Shares.named(_categories(history)),
        Figure.ERRORS: Shares.between(quantile_edges(errors), errors),
    }
    return {str(figure): shares.to_json() for figure, shares in counted.items()}


def look_for_drift(*, at: datetime | None = None) -> list[DriftReport]:
    """The last four weeks beside those before the champion's training; one report a figure.

    An alarm has the model trained again.
    """
    version = champion(NAME)
    if version is None or not version.trained_on.get("drift"):
        return []
    before = shares_at_training(version, Figure)
    by = served(version)
    as_of = business_day_to_forecast(at)
    history = load_history(learnable(as_of), as_of=as_of, outside_names=by.outside)
    if not len(history.goods):
        return []
    now = {
        str(Figure.CLASSES): Shares.named(_classes(history)),
        str(Figure.UNITS): before[Figure.UNITS].again(_units(history)),
        str(Figure.PRICES): before[Figure.PRICES].again(_prices(history)),
        str(Figure.CATEGORIES): Shares.named(_categories(history)),
        str(Figure.ERRORS): before[Figure.ERRORS].again(_errors(history, by)),
    }
    return note_drift(version=version, before=before, now=now, at=at)


def _classes(history: History) -> dict[str, int]:
    numbers, counts = np.unique(demand_classes(history.weekly), return_counts=True)
    return {
        str(CLASSES[DemandClass(number)]): count
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
    }


def _units(history: History) -> FloatArray:
    return history.sold[:, -WEEKS * 7 :].sum(axis=1)


def _prices(history: History) -> FloatArray:
    prices = history.daily.price
    last = np.full(len(history.goods), np.nan) if prices is None else prices[:, -1]
    return np.asarray(last[np.isfinite(last)])


def _categories(history: History) -> dict[str, int]:
    """Units by category, in four weeks."""
    found: dict[str, int] = {}
    for category, units in zip(
        history.goods.categories.tolist(), _units(history).tolist(), strict=True
    ):
        found[str(category)] = found.get(str(category), 0) + int(units)
    return found


def _errors(history: History, by: Served) -> FloatArray:
    """How far the sum of four weeks was from what would have been foretold before them.

    As a share of the larger of both, -1 to 1, above zero where too much was foretold.
    """
    panel = history.weekly
    if panel.periods <= WEEKS:
        return np.zeros(0)
    sold = np.flatnonzero(np.nansum(panel.units, axis=1) > 0)
    if len(sold) > MOST_SERIES:
        sold = np.sort(np.random.default_rng(SEED).choice(sold, MOST_SERIES, replace=False))
    panel = panel.only(sold)
    told = look_ahead(by.weekly, panel.until(panel.periods - WEEKS), WEEKS).mean.sum(axis=1)
    came = np.nansum(panel.units[:, -WEEKS:], axis=1)
    return np.asarray((told - came) / np.maximum(np.maximum(told, came), 1.0))
