"""What is asked of an attempt at one door: how unusual it is, how likely fraud, and why.

The search for the unusual is learned for each door, since what is usual differs; the learned model
is one for all doors that knows at which it stands, since frauds that were confirmed are few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.algorithms.attempts import DOORS, SIGNALS, FloatArray, IntArray
from risk.algorithms.combining import anomaly_points, combine, fraud_points
from risk.algorithms.isolation import Forest, fit_forest
from risk.algorithms.learned import (
    FEWEST_CONFIRMED,
    Cases,
    Learned,
    fit_learned,
    rows_of,
)
from risk.algorithms.trees import Flags
from risk.algorithms.vocabulary import Door, Signal

SILENT_DAYS = 60
"""Most chargebacks have come by then."""
_WHERE_SOMEBODY_IS_ROBBED, _ELSEWHERE = 0.3, 0.03
WEIGHT_OF_SILENCE = {
    Door.CHECKOUT: _WHERE_SOMEBODY_IS_ROBBED,
    Door.LOGIN: _WHERE_SOMEBODY_IS_ROBBED,
    Door.REVIEW: _ELSEWHERE,
    Door.RETURN: _ELSEWHERE,
    Door.COUPON: _ELSEWHERE,
}
"""Whose card or account was used complains; what a shop is robbed of by its own rules nobody
reports, so that silence tells next to nothing."""
_DAY = 86_400.0
MOST_REASONS = 6
LEAST_POINTS = 0.5
"""A reason of less is none."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Attempts as they were judged, oldest first; n of them.

    ``door`` (n,) places in ``DOORS``, ``at`` (n,) seconds since 1970, ``signals`` (n, S) in the
    order of ``SIGNALS`` with NaN for the unknown, ``verdict`` (n,) 1 for confirmed fraud, -1 for
    confirmed honesty, 0 where nobody said, ``passed`` (n,) whether it went through: nobody
    complains of what was declined or refused.
    """

    door: IntArray
    at: FloatArray
    signals: FloatArray
    verdict: IntArray
    passed: Flags

    def __len__(self) -> int:
        return len(self.at)

    def take(self, chosen: npt.NDArray[Any]) -> Lessons:
        return Lessons(
            self.door[chosen],
            self.at[chosen],
            self.signals[chosen],
            self.verdict[chosen],
            self.passed[chosen],
        )

    @property
    def confirmed(self) -> int:
        return int((self.verdict != 0).sum())

    @classmethod
    def empty(cls) -> Lessons:
        whole = np.empty(0, np.int64)
        return cls(whole, np.empty(0), np.empty((0, len(SIGNALS))), whole, whole > 0)


@dataclass(frozen=True, slots=True)
class Scorer:
    """What models say at one door; either may be missing."""

    door: Door
    forest: Forest | None = None
    learned: Learned | None = None
    version: str = ""

    def anomaly(self, signals: FloatArray) -> float:
        """The share of attempts that are less unusual, for signals of shape (S,); 0 unlearned."""
        found = self.anomalies(signals[None, :])
        return 0.0 if found is None else float(found[0])

    def fraud(self, signals: FloatArray) -> float | None:
        """The chance of fraud, for signals of shape (S,); None unlearned."""
        found = self.frauds(signals[None, :])
        return None if found is None else float(found[0])

    def anomalies(self, signals: FloatArray) -> FloatArray | None:
        """As ``anomaly``, for signals of shape (n, S)."""
        return None if self.forest is None else self.forest.anomalies(signals)

    def frauds(self, signals: FloatArray) -> FloatArray | None:
        """As ``fraud``, for signals of shape (n, S)."""
        return None if self.learned is None else self.learned.chances(self._rows(signals))

    def reasons(self, signals: FloatArray) -> list[tuple[Signal, float]]:
        """The signals that weigh most, in points of the score, negative where they speak for it.

        Those that speak against sum to the points that the models give together.
        """
        points = np.zeros(len(SIGNALS))
        anomaly, fraud = self.anomaly(signals), self.fraud(signals)
        if self.forest is not None:
            points += _shared(np.maximum(self.forest.pulls(signals), 0), anomaly_points(anomaly))
        if self.learned is not None and fraud is not None:
            pulls = self.learned.pulls(self._rows(signals[None, :])[0])[: len(SIGNALS)]
            points += _shared(pulls, fraud_points(fraud))
        points = _shared(points, combine(0.0, anomaly, fraud))
        best = np.argsort(-np.abs(points), kind="stable")[:MOST_REASONS]
        return [
            (SIGNALS[place], float(points[place]))
            for place in best.tolist()
            if abs(points[place]) >= LEAST_POINTS
        ]

    def _rows(self, signals: FloatArray) -> FloatArray:
        return rows_of(np.full(len(signals), DOORS.index(self.door)), signals)


Scorers = Mapping[Door, Scorer]


def fit_scorers(
    lessons: Lessons, *, now: float, fewest_confirmed: float = FEWEST_CONFIRMED
) -> dict[Door, Scorer]:
    """Learn what can be learned by a moment in seconds; doors of which nothing is known are absent.

    Args:
        lessons: attempts of before it, with the verdicts that were known then.
        now: the moment.
        fewest_confirmed: from so many on fraud is learned too.
    """
    learned = None
    if lessons.confirmed >= fewest_confirmed:
        learned = fit_learned(cases_of(lessons, now=now))
    scorers = {}
    for place, door in enumerate(DOORS):
        usual = (lessons.door == place) & (lessons.verdict <= 0)
        forest = fit_forest(lessons.signals[usual])
        if forest is not None or learned is not None:
            scorers[door] = Scorer(door, forest, learned)
    return scorers


def cases_of(lessons: Lessons, *, now: float) -> Cases:
    """What was confirmed, and what has been silent long enough to count as honest."""
    silence = np.array([WEIGHT_OF_SILENCE[door] for door in DOORS])
    confirmed = lessons.verdict != 0
    silent = ~confirmed & lessons.passed & (lessons.at < now - SILENT_DAYS * _DAY)
    chosen = confirmed | silent
    return Cases(
        rows_of(lessons.door, lessons.signals)[chosen],
        (lessons.verdict == 1).astype(np.float64)[chosen],
        np.where(confirmed, 1.0, silence[lessons.door])[chosen],
    )


def to_arrays(scorers: Scorers) -> dict[str, npt.NDArray[Any]]:
    """``from_arrays`` is the inverse."""
    arrays: dict[str, npt.NDArray[Any]] = {
        "signals": np.array([str(signal) for signal in SIGNALS]),
        "doors": np.array([str(door) for door in scorers]),
    }
    for door, scorer in scorers.items():
        if scorer.forest is not None:
            arrays |= scorer.forest.to_arrays(f"forest_{door}")
        if scorer.learned is not None:  # the same for all
            arrays |= scorer.learned.to_arrays("learned")
    return arrays


def from_arrays(arrays: Mapping[str, npt.NDArray[Any]], *, version: str = "") -> dict[Door, Scorer]:
    """The inverse of ``to_arrays``.

    Raises:
        KeyError: an array is missing.
        ValueError: it was learned from other signals than those of today.
    """
    if arrays["signals"].tolist() != [str(signal) for signal in SIGNALS]:
        raise ValueError("learned from other signals")
    learned = Learned.from_arrays("learned", arrays) if "learned_platt" in arrays else None
    scorers = {}
    for door in (Door(name) for name in arrays["doors"].tolist()):
        name = f"forest_{door}"
        forest = Forest.from_arrays(name, arrays) if f"{name}_scale" in arrays else None
        scorers[door] = Scorer(door, forest, learned, version)
    return scorers


def _shared(pulls: FloatArray, points: float) -> FloatArray:
    """Pulls in points: those that speak against somebody sum to ``points``."""
    against = float(np.maximum(pulls, 0).sum())
    return pulls * (points / against) if against > 0 else np.zeros(len(pulls))
