"""How well a ranking finds those whom speaking to changes: the Qini curve and its area.

Radcliffe (2007), "Using control groups to target on predicted lift"; the area by case is the
inverse-propensity form (Athey and Imbens, 2016), whose mean is the area without bias wherever who
is treated was drawn at random with known chances. Effects are in outcomes a customer: orders, or
minor units of money.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Curve:
    """What speaking to the best ``share`` of all customers changes, a customer of all.

    Attributes:
        share: shape (m,), from 0 to 1.
        gain: shape (m,), 0 at first; the last is the effect of speaking to everybody.
    """

    share: FloatArray
    gain: FloatArray

    @property
    def area(self) -> float:
        """Under the curve (AUUC)."""
        return float(np.trapezoid(self.gain, self.share))

    @property
    def qini(self) -> float:
        """Area between the curve and the straight line of a random order."""
        return self.area - float(self.gain[-1]) / 2


def qini_curve(scores: FloatArray, outcome: FloatArray, treated: BoolArray) -> Curve:
    """Gain by share of customers, highest scores first; customers of one score come together.

    At each place the gain is the difference of the two arms' mean outcomes so far, times the share;
    zero while one arm has nobody yet.

    Args:
        scores, outcome: shape (n,).
        treated: shape (n,), who was spoken to.

    Raises:
        ValueError: nobody, or arrays of different lengths.
    """
    n = len(scores)
    if not n or len(outcome) != n or len(treated) != n:
        raise ValueError("scores, outcomes and arms of the same customers are needed")
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    told, by = treated[order], outcome[order]
    people_told, people_kept = np.cumsum(told)[ends], np.cumsum(~told)[ends]
    sum_told, sum_kept = np.cumsum(by * told)[ends], np.cumsum(by * ~told)[ends]
    both = (people_told > 0) & (people_kept > 0)
    difference = np.where(
        both,
        sum_told / np.maximum(people_told, 1) - sum_kept / np.maximum(people_kept, 1),
        0.0,
    )
    share = (ends + 1) / n
    return Curve(np.append(0.0, share), np.append(0.0, share * difference))


def effect_cases(
    outcome: FloatArray,
    treated: BoolArray,
    chance: FloatArray,
    expected: FloatArray | float = 0.0,
) -> FloatArray:
    """Each customer's own noisy effect, shape (n,), whose mean is the mean effect.

    Args:
        outcome: shape (n,).
        treated: shape (n,).
        chance: shape (n,), of being treated, between 0 and 1.
        expected: what was expected of each whatever is done; anything that does not know who was
            treated keeps the mean right, and what explains the outcome lessens the noise.
    """
    return np.asarray((outcome - expected) * (treated - chance) / (chance * (1 - chance)))


def qini_cases(scores: FloatArray, effects: FloatArray) -> FloatArray:
    """Each customer's part of the Qini area, shape (n,); the mean is the area.

    Two rankings of the same customers are compared case by case, which takes out what both share.
    """
    return effects * (0.5 - _places(scores))


def _places(scores: FloatArray) -> FloatArray:
    """Shares of customers before each, highest first, ties in their middle; shape (n,)."""
    _values, inverse, counts = np.unique(-scores, return_inverse=True, return_counts=True)
    before = np.cumsum(counts) - counts
    return np.asarray((before + counts / 2)[inverse] / len(scores))
