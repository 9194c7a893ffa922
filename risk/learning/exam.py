"""The exam: later attempts told by what was known before them, beside the rules and what served.

Labels come late, so the exam rolls: its time is cut into stretches, and each is told by models that
learned from what was known when it began, and ranked by itself. What served is not asked again: its
scores were written down when the attempts came, before anybody knew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from risk.algorithms.attempts import DOORS, FloatArray, IntArray
from risk.algorithms.combining import combine
from risk.algorithms.examining import BoolArray, precisions
from risk.algorithms.learned import FEWEST_CONFIRMED
from risk.algorithms.rules import MOST_POINTS, CompiledRule, fires
from risk.algorithms.scorers import Lessons, Scorer, fit_scorers
from risk.algorithms.vocabulary import Door
from risk.learning.dataset import Book

STRETCHES = 3
EXAM_SHARE = 0.4
"""Of the frauds, the latest."""
FEWEST_FRAUDS = 20
"""Of fewer no exam is made, and nothing is learned of fraud."""
_HAIR = 1e-3
"""Of a point: what parts attempts of the same score."""
Rules = Mapping[Door, Sequence[CompiledRule]]
Measure = Callable[[FloatArray, BoolArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Exam:
    """Scores of the attempts that judge; all of shape (m,).

    ``plain`` are those of the rules; ``unusual`` those of rules and of the search for the unusual,
    ``ours`` of what was learned of fraud too; ``served`` were given then, NaN without one. Among
    equals the dearer one comes first. ``door`` are places in ``DOORS``, ``stretch`` counts from 0.
    """

    door: IntArray
    stretch: IntArray
    is_fraud: BoolArray
    plain: FloatArray
    unusual: FloatArray
    ours: FloatArray
    served: FloatArray

    def __len__(self) -> int:
        return len(self.door)

    @property
    def learning_helps(self) -> bool:
        """Whether what was learned of fraud ranks better than without it."""
        with_it = self.by_fraud(precisions, self.ours)
        return float(with_it.mean()) > float(self.by_fraud(precisions, self.unusual).mean())

    def by_fraud(self, measure: Measure, scores: FloatArray) -> FloatArray:
        """What a measure says of each fraud among those of its own door and stretch, (frauds,)."""
        group = self.door * STRETCHES + self.stretch
        found = [
            measure(scores[here], self.is_fraud[here])
            for here in (group == one for one in np.unique(group))
        ]
        return np.concatenate(found)

    def of(self, chosen: BoolArray) -> Exam:
        return Exam(
            self.door[chosen],
            self.stretch[chosen],
            self.is_fraud[chosen],
            self.plain[chosen],
            self.unusual[chosen],
            self.ours[chosen],
            self.served[chosen],
        )


def examine(book: Book, rules: Rules) -> Exam | None:
    """Play the latest part of a book; None where too few frauds are known to judge by."""
    lessons = book.lessons
    is_fraud = lessons.verdict == 1
    if is_fraud.sum() < FEWEST_FRAUDS:
        return None
    shares = np.linspace(1 - EXAM_SHARE, 1, STRETCHES + 1)[:-1]
    begins = np.quantile(lessons.at[is_fraud], shares)
    points = rule_points(rules, lessons)
    unusual, ours = points.copy(), points.copy()
    stretch = np.searchsorted(begins, lessons.at, side="right") - 1  # before the exam: -1
    for number, begin in enumerate(begins.tolist()):
        here = np.flatnonzero(stretch == number)
        unusual[here], ours[here] = _told(book, points, here, begin)
    dearer = _HAIR * book.amount / (1 + book.amount.max())
    scores = (each + dearer for each in (points, unusual, ours, book.served))
    # What failed and was never looked into may be either.
    is_known = lessons.passed | (lessons.verdict != 0)
    return Exam(lessons.door, stretch, is_fraud, *scores).of((stretch >= 0) & is_known)


def rule_points(rules: Rules, lessons: Lessons) -> FloatArray:
    """What the rules of each door add to the scores, (n,)."""
    points = np.zeros(len(lessons))
    for place, door in enumerate(DOORS):
        here = np.flatnonzero(lessons.door == place)
        for rule in rules.get(door, ()):
            points[here] += rule.points * fires(rule, lessons.signals[here])
    return np.minimum(points, MOST_POINTS)


def _told(
    book: Book, points: FloatArray, stretch: IntArray, begin: float
) -> tuple[FloatArray, FloatArray]:
    """Scores of a stretch by what was known when it began: without what was learned of fraud, and
    with it where there was enough."""
    scorers = fit_scorers(
        book.as_of(begin), now=begin, fewest_confirmed=FEWEST_CONFIRMED * (1 - EXAM_SHARE)
    )
    unusual, ours = points[stretch], points[stretch]
    for place, door in enumerate(DOORS):
        here = np.flatnonzero(book.lessons.door[stretch] == place)
        scorer = scorers.get(door, Scorer(door))
        signals = book.lessons.signals[stretch[here]]
        anomaly, fraud = scorer.anomalies(signals), scorer.frauds(signals)
        unusual[here] = combine(unusual[here], anomaly)
        ours[here] = combine(ours[here], anomaly, fraud)
    return unusual, ours
