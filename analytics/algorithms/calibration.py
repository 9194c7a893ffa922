"""Making chances come true: Platt's slope, and a level corrected only as far as it is certain.

Platt (1999), "Probabilistic outputs for support vector machines". How many come back differs from
window to window with the season; what all windows share is an error of the model, what they do not
share is no lesson for the next one. So the common shift is drawn to zero by how much the shifts
scatter (James and Stein 1961).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from analytics.algorithms.purchases import FloatArray, IntArray

CERTAIN = 1e-4
STEPS = 25


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log odds as they come true: ``slope`` times those that were told, plus ``shift``."""

    slope: float = 1.0
    shift: float = 0.0

    def apply(self, chances: FloatArray) -> FloatArray:
        return chance(self.slope * log_odds(chances) + self.shift)


def calibrate(
    told: FloatArray, came: FloatArray, window: IntArray, *, independent: float
) -> Calibration:
    """Read from chances that were not fitted to their own outcomes.

    Args:
        told: shape (n,), chances.
        came: shape (n,), 1 where it came.
        window: shape (n,), which window each case is of.
        independent: how many windows these are worth, as they overlap.
    """
    odds = log_odds(told)
    slope = float(LogisticRegression(C=1e3).fit(odds[:, None], came).coef_[0][0])
    if slope <= 0:
        return Calibration()
    shifts = np.array(
        [_shift(slope * odds[window == one], came[window == one]) for one in np.unique(window)]
    )
    mean = float(shifts.mean())
    # One window alone does not tell its season from the model's error.
    error = float(shifts.var()) / max(independent, 1.0) if len(shifts) > 1 else np.inf
    kept = max(0.0, 1 - error / mean**2) if mean else 0.0
    return Calibration(slope, kept * mean)


def log_odds(chances: FloatArray) -> FloatArray:
    inside = np.clip(chances, CERTAIN, 1 - CERTAIN)
    return np.log(inside / (1 - inside))


def chance(log_odds: FloatArray) -> FloatArray:
    return 1 / (1 + np.exp(-log_odds))


def _shift(odds: FloatArray, came: FloatArray) -> float:
    """What is to be added to log odds so that their chances sum to what came (Newton)."""
    # Half a case of each kind, so that a window in which all came back has a level too.
    wanted = (came.sum() + 0.5) / (len(came) + 1) * len(came)
    shift = 0.0
    for _step in range(STEPS):
        now = chance(odds + shift)
        shift += float(np.clip((wanted - now.sum()) / max((now * (1 - now)).sum(), 1e-9), -1, 1))
    return shift
