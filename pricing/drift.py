"""Watching what elasticities are made of, and whether they still foretell the last weeks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mlops.algorithms.drift import quantile_edges
from mlops.drift import Shares, note_drift, shares_at_training
from mlops.models import DriftReport
from mlops.selectors import champion
from pricing.algorithms.elasticity_scores import Answers, deviances
from pricing.algorithms.panel import FloatArray, arrange
from pricing.dataset import Market, load_market
from pricing.learned import Learned
from pricing.serving import NAME, learned

WEEKS = 4
MOVED_WEEKS = 12


class Figure(TextChoices):
    """What is watched."""

    UNITS = "units", _("Units of a product in four weeks")
    PRICES = "prices", _("Price bands")
    MOVES = "moves", _("How far prices moved in twelve weeks")
    ERRORS = "errors", _("How far off the last weeks were")


def reference(market: Market, found: Learned) -> dict[str, Any]:
    """What a training leaves for later looks: counts with their bins."""
    return {
        str(figure): Shares.between(quantile_edges(values), values).to_json()
        for figure, values in _values(market, found).items()
    }


def look_for_drift(*, at: datetime | None = None) -> list[DriftReport]:
    """The last weeks beside those before the champion's training; one report a figure.

    An alarm has the model trained again. Prices that were moved since are such an alarm: there is
    something new to learn.
    """
    version = champion(NAME)
    found = learned(version)
    if version is None or found is None or not version.trained_on.get("drift"):
        return []
    before = shares_at_training(version, Figure)
    market = load_market(at=at)
    if market.weeks <= WEEKS or not len(market.product):
        return []
    now = {
        str(figure): before[figure].again(values)
        for figure, values in _values(market, found).items()
        if figure in before
    }
    return note_drift(version=version, before=before, now=now, at=at)


def _values(market: Market, found: Learned) -> dict[Figure, FloatArray]:
    last = market.price[:, -1]
    return {
        Figure.UNITS: np.nan_to_num(market.units[:, -WEEKS:]).sum(axis=1),
        Figure.PRICES: last[np.isfinite(last)],
        Figure.MOVES: _moves(market),
        Figure.ERRORS: _errors(market, found),
    }


def _moves(market: Market) -> FloatArray:
    """Logarithm of the highest over the lowest price of the last weeks, where one is known."""
    price = market.price[:, -MOVED_WEEKS:]
    known = np.isfinite(price)
    priced = known.any(axis=1)
    highest = np.where(known, price, -np.inf).max(axis=1, initial=-np.inf)[priced]
    lowest = np.where(known, price, np.inf).min(axis=1, initial=np.inf)[priced]
    return np.asarray(np.log(highest / lowest))


def _errors(market: Market, found: Learned) -> FloatArray:
    """Deviance a week of each product over the last weeks, as the version would foretell them."""
    if market.weeks <= WEEKS:
        return np.zeros(0)
    slopes = found.slopes_of(market.product, market.category)
    told = deviances(
        arrange(market.sales()),
        Answers(slopes, found.lift),
        told=WEEKS,
        noise=np.ones(len(slopes)),
    )
    return np.asarray(told[np.isfinite(told)] / WEEKS)
