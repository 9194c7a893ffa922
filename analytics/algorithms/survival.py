"""How long until something happens, where it has not happened yet to everybody.

Kaplan and Meier 1958, "Nonparametric estimation from incomplete observations"; the variance is
Greenwood's (1926), the interval is made on the scale log(−log S), which keeps it between 0 and 1
(Kalbfleisch, Prentice 1980).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Survival:
    """What share is still waiting after each time at which something happened, float64 [t] each.

    Attributes:
        times: int64 [t], ascending.
        at_risk: int64 [t], who was waiting just before.
        happened: int64 [t], to how many it happened then.
        waiting: the share that is still waiting just after.
        error: the standard error of that share.
        low, high: its interval.
    """

    times: IntArray
    at_risk: IntArray
    happened: IntArray
    waiting: FloatArray
    error: FloatArray
    low: FloatArray
    high: FloatArray

    def at(self, time: int) -> tuple[float, float, float]:
        """The share that is still waiting after ``time``, and its interval."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if place < 0:
            return 1.0, 1.0, 1.0
        return float(self.waiting[place]), float(self.low[place]), float(self.high[place])

    def quantile(self, share: float) -> int | None:
        """The first time at which it has happened to ``share`` of all; None where it never has."""
        found = np.flatnonzero(self.waiting <= 1 - share + 1e-12)
        return int(self.times[found[0]]) if len(found) else None


def kaplan_meier(
    waited: IntArray, happened: BoolArray, *, confidence: float = CONFIDENCE
) -> Survival:
    """Estimate from how long each waited, int64 [n], and whether it ``happened`` then, bool [n].

    Who was still waiting when the watching ended counts among those at risk at that time.

    Raises:
        ValueError: shapes that do not fit, or a time below zero.
    """
    if waited.shape != happened.shape or waited.ndim != 1:
        raise ValueError(f"{waited.shape} times and {happened.shape} ends")
    if len(waited) and waited.min() < 0:
        raise ValueError("nobody waits for less than no time")
    times, counts = np.unique(waited[happened], return_counts=True)
    at_risk = len(waited) - np.searchsorted(np.sort(waited), times, side="left")
    waiting = np.cumprod(1.0 - counts / at_risk, dtype=np.float64)
    left = at_risk - counts
    # Where the last who waited is gone, Greenwood's sum has no end, and the share is 0.
    terms = np.divide(
        counts, at_risk * left, out=np.zeros(len(times)), where=left > 0, casting="unsafe"
    )
    relative = np.sqrt(np.cumsum(terms))
    low, high = _interval(waiting, relative, confidence)
    return Survival(
        times=times.astype(np.int64),
        at_risk=at_risk.astype(np.int64),
        happened=counts.astype(np.int64),
        waiting=waiting,
        error=waiting * relative,
        low=low,
        high=high,
    )


def _interval(
    waiting: FloatArray, relative: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray]:
    inside = (waiting > 0) & (waiting < 1)
    logs = np.log(np.where(inside, waiting, 0.5))
    width = norm.ppf((1 + confidence) / 2) * np.where(inside, relative, 0.0) / -logs
    low = np.where(inside, np.exp(logs * np.exp(width)), waiting)
    high = np.where(inside, np.exp(logs * np.exp(-width)), waiting)
    return low, high
