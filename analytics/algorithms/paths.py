"""Courses of steps: each session's or journey's steps in a row, counted where they are alike.

Steps are small numbers below ``MOST_STEP_KINDS``. A course is packed into one 64-bit number, so
that millions of them are counted by sorting numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

BITS = 4
MOST_STEP_KINDS = 2**BITS - 1
"""Zero says that there is no step, so that one number of four bits is taken."""
LONGEST = 15
"""Steps that one number holds; longer courses are told by their first steps."""


@dataclass(frozen=True, slots=True)
class Courses:
    """Steps of many courses, one course after the other.

    Attributes:
        steps: int64 [k], kinds of steps.
        starts: int64 [n + 1], course ``i`` has the steps ``starts[i]:starts[i + 1]``.
    """

    steps: IntArray
    starts: IntArray

    def __post_init__(self) -> None:
        if not len(self.starts) or self.starts[0] != 0 or self.starts[-1] != len(self.steps):
            raise ValueError("courses begin at the first step and end with the last")
        if (np.diff(self.starts) < 0).any():
            raise ValueError("a course cannot end before it begins")
        if len(self.steps) and not (0 <= self.steps.min() <= self.steps.max() < MOST_STEP_KINDS):
            raise ValueError(f"kinds of steps lie between 0 and {MOST_STEP_KINDS - 1}")

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> IntArray:
        """int64 [n]."""
        return np.diff(self.starts)

    @property
    def course(self) -> IntArray:
        """int64 [k], the course of each step."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @property
    def places(self) -> IntArray:
        """int64 [k], how many steps of the same course stand before each."""
        return np.arange(len(self.steps)) - np.repeat(self.starts[:-1], self.lengths)

    def rows(self, chosen: BoolArray) -> Courses:
        """Those of which ``chosen``, bool [n], is true."""
        kept = np.repeat(chosen, self.lengths)
        starts = np.concatenate([[0], np.cumsum(self.lengths[chosen])])
        return Courses(self.steps[kept], starts)


def courses_of(course: IntArray, steps: IntArray, count: int) -> Courses:
    """Courses from the number of the course of each step, ascending; ``count`` of them in all.

    Raises:
        ValueError: the numbers do not ascend, or a kind of step is none.
    """
    if (np.diff(course) < 0).any():
        raise ValueError("the courses of steps must ascend")
    return Courses(steps, np.searchsorted(course, np.arange(count + 1)))


def without_repeats(courses: Courses) -> Courses:
    """The same courses, where a step that follows one of its own kind is left out."""
    steps, course = courses.steps, courses.course
    is_repeat = np.zeros(len(steps), np.bool_)
    is_repeat[1:] = (steps[1:] == steps[:-1]) & (course[1:] == course[:-1])
    kept = ~is_repeat
    return courses_of(course[kept], steps[kept], len(courses))


def pack(courses: Courses) -> IntArray:
    """int64 [n]: the first ``LONGEST`` steps of each course in one number, the first one lowest."""
    places = courses.places
    kept = places < LONGEST
    parts = (courses.steps[kept] + 1) << (BITS * places[kept])
    packed = np.zeros(len(courses), np.int64)
    np.add.at(packed, courses.course[kept], parts)
    return packed


def unpack(packed: int) -> tuple[int, ...]:
    """The steps of a packed course."""
    steps = []
    while packed:
        steps.append((packed & (2**BITS - 1)) - 1)
        packed >>= BITS
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class CountedPaths:
    """Distinct courses, the commonest first; arrays of shape (p,).

    Attributes:
        packed: the course, see ``unpack``.
        courses: how many went so.
        people: how many people did.
        worth: the sum of what each course was worth.
    """

    packed: IntArray
    courses: IntArray
    people: IntArray
    worth: IntArray


def count_paths(packed: IntArray, person: IntArray, worth: IntArray) -> CountedPaths:
    """Count courses that are alike; arrays of shape (n,), ``person`` any number of a person."""
    distinct, row = np.unique(packed, return_inverse=True)
    courses = np.bincount(row, minlength=len(distinct)).astype(np.int64)
    sums = np.zeros(len(distinct), np.int64)
    np.add.at(sums, row, worth)
    people = count_distinct(row.astype(np.int64), person, len(distinct))
    order = np.lexsort((distinct, -courses))
    return CountedPaths(distinct[order], courses[order], people[order], sums[order])


def count_distinct(group: IntArray, person: IntArray, groups: int) -> IntArray:
    """int64 [groups]: how many different people stand in each group."""
    if not len(group):
        return np.zeros(groups, np.int64)
    order = np.lexsort((person, group))
    group, person = group[order], person[order]
    is_first = np.ones(len(group), np.bool_)
    is_first[1:] = (group[1:] != group[:-1]) | (person[1:] != person[:-1])
    return np.bincount(group[is_first], minlength=groups).astype(np.int64)
