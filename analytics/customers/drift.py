"""Watching customers: today's facts and answers beside those of the training."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from analytics.algorithms.customer_facts import AHEAD, Fact, Facts, facts_of
from analytics.algorithms.purchases import FloatArray
from analytics.customers.artifacts import ChurnModel, ValueModel
from analytics.customers.dataset import day_to_look_from, load_behaviour, load_purchases
from analytics.customers.serving import CHURN, VALUE, churn_of, value_of
from mlops.algorithms.drift import quantile_edges
from mlops.drift import Shares, note_drift, shares_at_training
from mlops.models import DriftReport
from mlops.selectors import champion


class ChurnFigure(TextChoices):
    """What is watched of churn."""

    RECENCY = "recency", _("Days since the last order")
    ORDERS = "orders", _("Orders in 180 days")
    VISITS = "visits", _("Days with a visit in 90 days")
    RISKS = "risks", _("Churn risk")


class ValueFigure(TextChoices):
    """What is watched of value."""

    AVERAGE = "average", _("Average order")
    ORDERS = "orders", _("Orders in 180 days")
    VALUES = "values", _("Value of 90 days")


def churn_reference(facts: Facts, model: ChurnModel) -> dict[str, Any]:
    """What a training leaves for later looks: counts with their bins."""
    return _counted(_churn_numbers(facts, model))


def value_reference(facts: Facts, model: ValueModel) -> dict[str, Any]:
    """What a training leaves for later looks: counts with their bins."""
    return _counted(_value_numbers(facts, model))


def look_for_drift(*, at: datetime | None = None) -> list[DriftReport]:
    """Today's customers beside each champion's training; one report a figure.

    An alarm has the model trained again.
    """
    return [*_look_at_churn(at), *_look_at_value(at)]


def _look_at_churn(at: datetime | None) -> list[DriftReport]:
    version = champion(CHURN)
    served = churn_of(version)
    if version is None or served is None or not version.trained_on.get("drift"):
        return []
    facts = _facts_today(served.model, at)
    before = shares_at_training(version, ChurnFigure)
    now = _again(before, _churn_numbers(facts, served.model))
    return note_drift(version=version, before=before, now=now, at=at)


def _look_at_value(at: datetime | None) -> list[DriftReport]:
    version = champion(VALUE)
    served = value_of(version)
    if version is None or served is None or not version.trained_on.get("drift"):
        return []
    facts = _facts_today(served.model, at)
    before = shares_at_training(version, ValueFigure)
    now = _again(before, _value_numbers(facts, served.model))
    return note_drift(version=version, before=before, now=now, at=at)


def _facts_today(model: ChurnModel | ValueModel, at: datetime | None) -> Facts:
    as_of = day_to_look_from(at)
    return facts_of(
        load_purchases(until=as_of),
        load_behaviour(until=as_of),
        model.habits.buying,
        model.habits.spending,
    )


def _churn_numbers(facts: Facts, model: ChurnModel) -> dict[str, FloatArray]:
    visits = facts[Fact.VISIT_DAYS_90]
    return {
        ChurnFigure.RECENCY: facts[Fact.RECENCY],
        ChurnFigure.ORDERS: facts[Fact.ORDERS_180],
        # Who did not agree to be known is no shift in what the others do.
        ChurnFigure.VISITS: visits[np.isfinite(visits)],
        ChurnFigure.RISKS: model.churn.risks(facts.values),
    }


def _value_numbers(facts: Facts, model: ValueModel) -> dict[str, FloatArray]:
    quarter = next(spend for spend in model.spends if spend.days == AHEAD)
    return {
        ValueFigure.AVERAGE: facts[Fact.AVERAGE_ORDER],
        ValueFigure.ORDERS: facts[Fact.ORDERS_180],
        ValueFigure.VALUES: quarter.money(facts.values),
    }


def _counted(numbers: Mapping[str, FloatArray]) -> dict[str, Any]:
    return {
        str(figure): Shares.between(quantile_edges(values), values).to_json()
        for figure, values in numbers.items()
    }


def _again(before: Mapping[str, Shares], numbers: Mapping[str, FloatArray]) -> dict[str, Shares]:
    return {
        str(figure): before[figure].again(values)
        for figure, values in numbers.items()
        if figure in before
    }
