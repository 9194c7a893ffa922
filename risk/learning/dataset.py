"""Assessments as they were judged, with what they turned out to be and when that became known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from foundation import clock
from risk.algorithms.attempts import DOORS, SIGNALS, SIGNALS_VERSION, FloatArray
from risk.algorithms.scorers import Lessons
from risk.algorithms.vocabulary import Result, Verdict
from risk.models import Assessment, Label

LONGEST = timedelta(days=400)
MOST_ATTEMPTS = 100_000
NEVER = np.inf
_PLACES = {str(signal): place for place, signal in enumerate(SIGNALS)}
_DOORS = {str(door): place for place, door in enumerate(DOORS)}
_VERDICTS = {str(Verdict.FRAUD): 1, str(Verdict.LEGITIMATE): -1}


@dataclass(frozen=True, slots=True)
class Book:
    """Attempts, oldest first; n of them.

    ``known_at`` (n,) are the seconds at which a verdict became known, ``NEVER`` without one;
    ``amount`` (n,) minor units of the base currency; ``served`` (n,) the score that was given then,
    NaN without one.
    """

    lessons: Lessons
    known_at: FloatArray
    amount: FloatArray
    served: FloatArray

    def __len__(self) -> int:
        return len(self.lessons)

    def as_of(self, moment: float) -> Lessons:
        """What was known at a moment: attempts of before it, and verdicts that were told by it."""
        before = self.lessons.at < moment
        known = np.where(self.known_at <= moment, self.lessons.verdict, 0)
        lessons = self.lessons
        return Lessons(
            lessons.door[before],
            lessons.at[before],
            lessons.signals[before],
            known[before],
            lessons.passed[before],
        )


def read_book(*, at: datetime | None = None) -> Book:
    """The newest attempts whose signals mean what they mean today; two queries.

    What was only noted and never judged (a wrong password) has no signals and is left out.
    """
    now = at or clock.now()
    rows = list(
        Assessment.objects.filter(
            occurred_at__gt=now - LONGEST,
            occurred_at__lte=now,
            signals_version=SIGNALS_VERSION,
            score__isnull=False,
        )
        .order_by("-occurred_at", "-pk")
        .values_list("pk", "door", "occurred_at", "signals", "amount_minor", "score", "result")[
            :MOST_ATTEMPTS
        ]
    )[::-1]
    rows = [row for row in rows if row[1] in _DOORS]
    words = _last_words(now)
    said = [words.get(row[0], (0, NEVER)) for row in rows]
    return Book(
        lessons=Lessons(
            door=np.array([_DOORS[row[1]] for row in rows], np.int64),
            at=np.array([row[2].timestamp() for row in rows], np.float64),
            signals=_matrix([row[3] for row in rows]),
            verdict=np.array([verdict for verdict, _known in said], np.int64),
            passed=np.array([row[6] == Result.PASSED for row in rows], np.bool_),
        ),
        known_at=np.array([known for _verdict, known in said], np.float64),
        amount=np.array([row[4] for row in rows], np.float64),
        served=np.array([row[5] for row in rows], np.float64),
    )


def _last_words(now: datetime) -> dict[int, tuple[int, float]]:
    """By assessment the last verdict on it by a moment, and when it was told."""
    told = (
        Label.objects.filter(assessment__occurred_at__gt=now - LONGEST, labelled_at__lte=now)
        .order_by("labelled_at", "pk")
        .values_list("assessment_id", "verdict", "labelled_at")
    )
    return {
        number: (_VERDICTS[verdict], labelled_at.timestamp())
        for number, verdict, labelled_at in told
        if number is not None
    }


def _matrix(signals: list[dict[str, Any]]) -> FloatArray:
    """Shape (n, S), NaN where one is not known."""
    matrix = np.full((len(signals), len(SIGNALS)), np.nan)
    for row, known in enumerate(signals):
        for name, value in known.items():
            place = _PLACES.get(name)
            if place is not None and value is not None:
                matrix[row, place] = value
    return matrix
