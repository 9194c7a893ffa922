"""What a shopper does next, by the last steps: a Markov chain of variable length.

The chance of a step after a history mixes what was counted after it with the chance after the
history that is one step shorter, the more the fewer kinds of steps were ever seen after it (Witten,
Bell 1991, "The zero-frequency problem", method C). The shortest history is none, and there every
step has some chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.algorithms.paths import Courses

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

NO_STEP = 0
"""In a history: there was no step that long ago. Kinds of steps count from 1 there."""


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Chances of every next step.

    Attributes:
        kinds: kinds of steps.
        order: steps of a history.
        chances: float64 [(kinds + 1)^order, kinds], rows are histories as numbers to the base
            kinds + 1, of which the latest step is the last digit.
    """

    kinds: int
    order: int
    chances: FloatArray

    def after(self, steps: Sequence[int]) -> FloatArray:
        """float64 [kinds]: the chance of each step after these; they sum to 1."""
        recent = [step + 1 for step in steps][-self.order :] if self.order else []
        row = 0
        for step in [NO_STEP] * (self.order - len(recent)) + recent:
            row = row * (self.kinds + 1) + step
        return self.chances[row]

    def of(self, courses: Courses) -> FloatArray:
        """float64 [k, kinds]: the chances before each step of the courses."""
        return self.chances[_rows(courses, self.order, self.kinds)]


def fit(courses: Courses, *, kinds: int, order: int) -> NextSteps:
    """Count which step came after which history of up to ``order`` steps.

    Raises:
        ValueError: there are no steps to learn from.
    """
    if not len(courses.steps):
        raise ValueError("no steps to learn from")
    chances = np.full((1, kinds), 1.0 / kinds)
    for length in range(order + 1):
        # A shorter history drops the first digit, so that its row is the rest of the longer row.
        shorter = np.tile(chances, (kinds + 1, 1)) if length else chances
        chances = _mixed(_counts(courses, length, kinds), shorter)
    return NextSteps(kinds, order, chances)


def _counts(courses: Courses, length: int, kinds: int) -> FloatArray:
    rows = _rows(courses, length, kinds)
    size = (kinds + 1) ** length
    cells = np.bincount(rows * kinds + courses.steps, minlength=size * kinds)
    return cells.reshape(size, kinds).astype(np.float64)


def _rows(courses: Courses, length: int, kinds: int) -> IntArray:
    """int64 [k]: the row of the history before each step; the latest step is the last digit."""
    places = courses.places
    rows = np.zeros(len(courses.steps), np.int64)
    for back in range(length, 0, -1):
        earlier = np.full(len(rows), NO_STEP, np.int64)
        known = np.flatnonzero(places >= back)
        earlier[known] = courses.steps[known - back] + 1
        rows = rows * (kinds + 1) + earlier
    return rows


def _mixed(counts: FloatArray, shorter: FloatArray) -> FloatArray:
    seen = counts.sum(axis=1, keepdims=True)
    different = (counts > 0).sum(axis=1, keepdims=True)
    weight = np.maximum(seen + different, 1.0)
    mixed: FloatArray = np.where(seen > 0, (counts + different * shorter) / weight, shorter)
    return mixed
