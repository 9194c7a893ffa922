"""How well scores find fraud: what a gate compares, fraud by fraud.

Scores rank the attempts of one door; a figure for each fraud, so that two rankings of the same
attempts can be compared in pairs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from risk.algorithms.attempts import FloatArray

BoolArray = npt.NDArray[np.bool_]
REVIEW_SHARE = 0.02
"""What staff can look at, of all attempts."""


def precisions(scores: FloatArray, is_fraud: BoolArray) -> FloatArray:
    """For each fraud the share of frauds among all that score at least as much, (frauds,).

    Their mean is the average precision (Manning, Raghavan, Schütze 2008, chapter 8.4), with ties
    taken as one step. Both of shape (n,).
    """
    ascending = np.sort(scores)
    frauds = scores[is_fraud]
    above = len(scores) - np.searchsorted(ascending, frauds, side="left")
    frauds_above = len(frauds) - np.searchsorted(np.sort(frauds), frauds, side="left")
    return np.asarray(frauds_above / np.maximum(above, 1), np.float64)


def caught(scores: FloatArray, is_fraud: BoolArray, *, share: float = REVIEW_SHARE) -> FloatArray:
    """For each fraud how surely a look at the highest ``share`` of all finds it, (frauds,).

    1 within, 0 without; where the last places are tied, the chance of a draw. Their mean is the
    recall. Both of shape (n,).
    """
    if not len(scores):
        return np.empty(0)
    places = _places(scores, share)
    last = np.sort(scores)[-places]
    surely = int((scores > last).sum())
    drawn = (places - surely) / int((scores == last).sum())
    frauds = scores[is_fraud]
    return np.where(frauds > last, 1.0, np.where(frauds == last, drawn, 0.0))


def looked_at(scores: FloatArray, *, share: float = REVIEW_SHARE) -> BoolArray:
    """Whether each is among the highest ``share`` of all, (n,); among equals the earlier one."""
    chosen = np.zeros(len(scores), np.bool_)
    if len(scores):
        chosen[np.argsort(-scores, kind="stable")[: _places(scores, share)]] = True
    return chosen


def _places(scores: FloatArray, share: float) -> int:
    """At least one, so that a door of few attempts is looked at too."""
    return max(round(share * len(scores)), 1)
