"""The chance that a customer does not order in the next 90 days.

Three views, averaged: what BG/NBD expects of the customer's rhythm, exp(-orders); a logistic
regression; boosted trees. On Online Retail, where the best figure known before was an area under
the curve of .742, each of the last two is as good as the mean, which leans on none of them alone.
Never 1 - P(alive): it ranks one-time buyers as certain to return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from analytics.algorithms.boosting import Aim, Text, answer, contributions, grow
from analytics.algorithms.calibration import Calibration, calibrate, chance, log_odds
from analytics.algorithms.closed_windows import Window, halves, independent_windows, joined
from analytics.algorithms.customer_facts import COLUMN, GROUND_OF, Fact, Ground
from analytics.algorithms.purchases import FloatArray

PENALTY = 0.05
"""Of the logistic regression, as scikit-learn's C: facts tell much the same as each other."""
PLAIN = (Fact.CHANCE_OF_NONE, Fact.BOUGHT_AGAIN)
"""Facts that are shares already; the logarithm of all others is taken."""
VIEWS = 3
GROUNDS = tuple(Ground)


@dataclass(frozen=True, slots=True)
class Churn:
    """What was learned.

    Attributes:
        centre, scale, weights: shape (columns,), of the logistic regression.
        offset: its intercept.
        trees: the boosted trees.
        calibration: what makes of the mean of the views chances that come true.
    """

    centre: FloatArray
    scale: FloatArray
    weights: FloatArray
    offset: float
    trees: Text
    calibration: Calibration = field(default_factory=Calibration)

    def risks(self, facts: FloatArray) -> FloatArray:
        """Chances, shape (n,), of customers with these facts, shape (n, facts)."""
        return self.calibration.apply(self.mean_of_views(facts))

    def mean_of_views(self, facts: FloatArray) -> FloatArray:
        """The same before they are calibrated."""
        logistic = chance(self._standard(facts) @ self.weights + self.offset)
        return (_silent(facts) + logistic + answer(self.trees, facts)) / VIEWS

    def reasons(self, facts: FloatArray) -> FloatArray:
        """What each ground adds to the log odds beside a usual customer, shape (n, grounds).

        The mean of what it adds to the views; that of BG/NBD is all rhythm.
        """
        if not len(facts):
            return np.empty((0, len(GROUNDS)))
        linear = self._standard(facts) * self.weights
        by_fact = contributions(self.trees, facts) + linear[:, : len(Fact)]
        added = np.stack([_of_ground(by_fact, ground) for ground in GROUNDS], axis=1)
        came_back, is_watched = linear[:, len(Fact) :].T
        rhythm = log_odds(_silent(facts)) - self.offset
        added[:, GROUNDS.index(Ground.RHYTHM)] += rhythm + came_back
        added[:, GROUNDS.index(Ground.VISITS)] += is_watched
        return self.calibration.slope * added / VIEWS

    def _standard(self, facts: FloatArray) -> FloatArray:
        return (_linear(facts) - self.centre) / self.scale


def fit_churn(windows: Sequence[Window]) -> Churn:
    """Learn from windows that are over, and calibrate on all of them.

    Each half of the customers is foretold by what the other half taught, so that calibration reads
    chances that were not fitted to their own outcomes.

    Raises:
        ValueError: everybody stayed away, or nobody.
    """
    cases = joined(windows)
    away = cases.outcome.stayed_away
    if not len(away) or away.min() == away.max():
        raise ValueError("nothing to tell apart")
    told = np.zeros(len(away))
    for learns, asked in halves(cases.customers):
        if len(np.unique(away[learns])) < 2:
            return _fit(cases.facts, away)
        told[asked] = _fit(cases.facts[learns], away[learns]).mean_of_views(cases.facts[asked])
    found = calibrate(told, away, cases.begins, independent=independent_windows(windows))
    return replace(_fit(cases.facts, away), calibration=found)


def _fit(facts: FloatArray, away: FloatArray) -> Churn:
    linear = _linear(facts)
    centre, scale = linear.mean(axis=0), np.maximum(linear.std(axis=0), 1e-9)
    logistic = LogisticRegression(C=PENALTY, max_iter=500).fit((linear - centre) / scale, away)
    trees = grow(facts, away, aim=Aim.CHANCE)
    return Churn(centre, scale, logistic.coef_[0], float(logistic.intercept_[0]), trees)


def _linear(facts: FloatArray) -> FloatArray:
    """Facts as the logistic regression reads them: logarithms, zero for what is not known.

    Two more columns say whether somebody came back and whether their behaviour is known.
    """
    known = np.nan_to_num(facts, nan=0.0)
    logs = np.log1p(np.maximum(known, 0))
    for fact in PLAIN:
        logs[:, COLUMN[fact]] = known[:, COLUMN[fact]]
    came_back = known[:, COLUMN[Fact.REPEATS]] > 0
    is_watched = np.isfinite(facts[:, COLUMN[Fact.VISIT_DAYS_90]])
    return np.column_stack([logs, came_back, is_watched])


def _silent(facts: FloatArray) -> FloatArray:
    return np.exp(-facts[:, COLUMN[Fact.EXPECTED_ORDERS]])


def _of_ground(by_fact: FloatArray, ground: Ground) -> FloatArray:
    return by_fact[:, [COLUMN[fact] for fact in Fact if GROUND_OF[fact] is ground]].sum(axis=1)
