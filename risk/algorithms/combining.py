"""One score from what rules, the search for the unusual and the learned model say.

Each speaks for itself, in points of 100; together they are as sure as independent witnesses are
(one minus the product of the doubts they leave), so that none is drowned and none counts twice.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from risk.algorithms.attempts import FloatArray

Points = TypeVar("Points", float, FloatArray)

MOST_FOR_ANOMALY = 30.0
"""Being unusual alone is no fault: it never reaches what is asked to prove itself."""
FIRST_NINE, LAST_NINE = 1.7, 4.0
"""One attempt of fifty, as many as can be looked at; one of ten thousand."""
ODDS_OF_THE_MIDDLE = 9.0
"""One fraud among ten is 50 points: one among six is then held by the usual policy."""


def anomaly_points(anomaly: Points) -> Points:
    """0 for all but the most unusual one of fifty, then as many again for each ten times rarer."""
    nines = -np.log10(np.maximum(1.0 - np.asarray(anomaly), 1e-9))
    share = np.clip((nines - FIRST_NINE) / (LAST_NINE - FIRST_NINE), 0.0, 1.0)
    return _like(anomaly, MOST_FOR_ANOMALY * share)


def fraud_points(fraud: Points) -> Points:
    """Of a chance from 0 to 1, on a scale whose middle is one fraud among ten."""
    chance = np.asarray(fraud)
    return _like(fraud, 100 * chance * ODDS_OF_THE_MIDDLE / (1 + (ODDS_OF_THE_MIDDLE - 1) * chance))


def combine(
    rule_points: Points, anomaly: Points | None = None, fraud: Points | None = None
) -> Points:
    """The score, 0 to 100; numbers or arrays of one shape.

    ``rule_points`` are summed over the rules that fired, ``anomaly`` is the share of attempts that
    are less unusual, ``fraud`` the chance that the learned model gives; None: not known.
    """
    doubt = 1 - np.clip(np.asarray(rule_points, np.float64), 0, 100) / 100
    if anomaly is not None:
        doubt = doubt * (1 - np.asarray(anomaly_points(anomaly)) / 100)
    if fraud is not None:
        doubt = doubt * (1 - np.asarray(fraud_points(fraud)) / 100)
    return _like(rule_points, 100 * (1 - doubt))


def _like(asked: Points, found: FloatArray) -> Points:
    return found if isinstance(asked, np.ndarray) else float(found)
