"""Watching uplift: today's customers and their scores beside those of the training."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketing.algorithms.qini import FloatArray
from marketing.algorithms.uplift_facts import Fact
from marketing.uplift.artifacts import UpliftModel
from marketing.uplift.dataset import load_people
from marketing.uplift.serving import NAME, model_of
from mlops.algorithms.drift import quantile_edges
from mlops.drift import Shares, note_drift, shares_at_training
from mlops.models import DriftReport
from mlops.selectors import champion


class Figure(TextChoices):
    """What is watched."""

    RECENCY = "recency", _("Days since the last order")
    CLICKS = "clicks", _("Mails clicked")
    EFFECTS = "effects", _("Change by being spoken to")


def reference(facts: FloatArray, model: UpliftModel) -> dict[str, Any]:
    """What a training leaves for later looks: counts with their bins."""
    return {
        str(figure): Shares.between(quantile_edges(values), values).to_json()
        for figure, values in _numbers(facts, model).items()
    }


def look_for_drift(*, at: datetime | None = None) -> list[DriftReport]:
    """Today's customers beside the champion's training; an alarm has the model trained again."""
    version = champion(NAME)
    served = model_of(version)
    if version is None or served is None or not version.trained_on.get("drift"):
        return []
    numbers = _numbers(load_people(at=at).facts(), served.model)
    before = shares_at_training(version, Figure)
    now = {
        str(figure): before[figure].again(values)
        for figure, values in numbers.items()
        if figure in before
    }
    return note_drift(version=version, before=before, now=now, at=at)


def _numbers(facts: FloatArray, model: UpliftModel) -> dict[str, FloatArray]:
    columns = list(Fact)
    recency = facts[:, columns.index(Fact.RECENCY)]
    return {
        Figure.RECENCY: recency[np.isfinite(recency)],
        Figure.CLICKS: facts[:, columns.index(Fact.CLICKS)],
        Figure.EFFECTS: model.effects(facts),
    }
