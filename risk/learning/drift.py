"""Watching the models: this week's attempts and their scores beside those of the training."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from foundation import clock
from mlops.algorithms.drift import quantile_edges
from mlops.drift import Shares, note_drift, shares_at_training
from mlops.models import DriftReport
from mlops.selectors import champion
from risk.algorithms.attempts import DOORS, SIGNALS, FloatArray
from risk.algorithms.combining import combine
from risk.algorithms.scorers import Lessons, Scorer, Scorers
from risk.algorithms.vocabulary import Door, Signal
from risk.learning.dataset import read_book
from risk.learning.serving import NAME, scorers_of

LATELY = timedelta(days=7)
_FLAG = (0.5,)
_COUNT = (0.5, 1.5, 2.5, 5.5)


class Figure(TextChoices):
    """What is watched: who comes to which door, and at the checkout what is known of them."""

    DOORS = "doors", _("Attempts by door")
    SCORE = "score", _("Score of the models")
    AMOUNT = "amount", _("Amount beside the shop's median")
    ACCOUNT_DAYS = "account_days", _("Days since the customer came")
    LINKED = "linked", _("Other attempts that share an identity")
    FAILURES = "failures", _("Failed attempts from the browser in a day")
    NETWORK = "network", _("Attempts from the network in an hour")
    CARD_ABROAD = "card_abroad", _("Cards from abroad")
    DISPOSABLE = "disposable", _("Mail boxes for minutes")


_SIGNALS = {
    Figure.AMOUNT: (Signal.AMOUNT_TO_SHOP, None),
    Figure.ACCOUNT_DAYS: (Signal.ACCOUNT_DAYS, None),
    Figure.LINKED: (Signal.LINKED_ATTEMPTS, _COUNT),
    Figure.FAILURES: (Signal.DEVICE_FAILURES_1D, _COUNT),
    Figure.NETWORK: (Signal.NETWORK_ATTEMPTS_1H, _COUNT),
    Figure.CARD_ABROAD: (Signal.CARD_ABROAD, _FLAG),
    Figure.DISPOSABLE: (Signal.DISPOSABLE_MAIL, _FLAG),
}


def reference(lessons: Lessons, scorers: Scorers) -> dict[str, Any]:
    """What a training leaves for later looks: counts with their bins."""
    found = {Figure.DOORS: _doors(lessons)}
    for figure, values in _numbers(lessons, scorers).items():
        _signal, edges = _SIGNALS.get(figure, (None, None))
        found[figure] = Shares.between(edges or quantile_edges(values), values)
    return {str(figure): shares.to_json() for figure, shares in found.items()}


def look_for_drift(*, at: datetime | None = None) -> list[DriftReport]:
    """This week beside the champion's training; an alarm has the model trained again."""
    version = champion(NAME)
    scorers = scorers_of(version)
    if version is None or not scorers or "drift" not in version.trained_on:
        return []
    now = at or clock.now()
    lessons = read_book(at=now).lessons
    lessons = lessons.take(lessons.at > (now - LATELY).timestamp())
    before = shares_at_training(version, Figure)
    found = {
        str(figure): before[str(figure)].again(values)
        for figure, values in _numbers(lessons, scorers).items()
        if str(figure) in before
    }
    return note_drift(
        version=version, before=before, now={**found, Figure.DOORS.value: _doors(lessons)}, at=at
    )


def _doors(lessons: Lessons) -> Shares:
    counts = np.bincount(lessons.door, minlength=len(DOORS)).tolist()
    return Shares.named({str(door): counts[place] for place, door in enumerate(DOORS)})


def _numbers(lessons: Lessons, scorers: Scorers) -> dict[Figure, FloatArray]:
    """Of the checkout, each figure of shape (n,)."""
    signals = lessons.signals[lessons.door == DOORS.index(Door.CHECKOUT)]
    known = {
        figure: signals[:, SIGNALS.index(signal)] for figure, (signal, _edges) in _SIGNALS.items()
    }
    return known | {Figure.SCORE: _scores(signals, scorers.get(Door.CHECKOUT))}


def _scores(signals: npt.NDArray[np.float64], scorer: Scorer | None) -> FloatArray:
    """What the models alone say: rules are changed by staff, and that is no drift."""
    if scorer is None:
        return np.empty(0)
    nothing = np.zeros(len(signals))
    return combine(nothing, scorer.anomalies(signals), scorer.frauds(signals))
