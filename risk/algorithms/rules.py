"""Rules that staff can read: all conditions of a rule together, for one attempt or for many.

One definition serves judging, the look back before a rule is saved, and the benchmark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk.algorithms.attempts import SIGNALS, FloatArray
from risk.algorithms.vocabulary import Comparison, Door, Outcome, Signal, gravest

PLACES = {signal: place for place, signal in enumerate(SIGNALS)}
"""Where each signal stands in an array of signals."""
MOST_POINTS = 100

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Condition:
    """One signal beside one value. An unknown signal (NaN) meets no condition."""

    signal: Signal
    comparison: Comparison
    value: float

    def is_met_by(self, known: float) -> bool:
        match self.comparison:
            case Comparison.AT_LEAST:
                return known >= self.value
            case Comparison.AT_MOST:
                return known <= self.value
            case Comparison.EQUALS:
                return known == self.value

    def met_by(self, known: FloatArray) -> BoolArray:
        """The same for n attempts at once: (n,) of the signal's values to (n,)."""
        match self.comparison:
            case Comparison.AT_LEAST:
                return known >= self.value
            case Comparison.AT_MOST:
                return known <= self.value
            case Comparison.EQUALS:
                return known == self.value


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to be asked. ``key`` is what an assessment keeps of it: ``rule:<pk>``."""

    key: str
    door: Door
    outcome: Outcome
    points: int
    conditions: tuple[Condition, ...]


def fired(
    rules: Iterable[CompiledRule], door: Door, signals: FloatArray
) -> tuple[CompiledRule, ...]:
    """The rules of a door whose conditions are all met by one attempt; signals of (SIGNALS,)."""
    known = signals.tolist()
    return tuple(rule for rule in rules if rule.door == door and _is_met(rule, known))


def fires(rule: CompiledRule, matrix: FloatArray) -> BoolArray:
    """Whether a rule fires for each of n attempts of its door; (n, SIGNALS) to (n,)."""
    if not rule.conditions:
        return np.zeros(len(matrix), np.bool_)
    met = np.ones(len(matrix), np.bool_)
    for condition in rule.conditions:
        met &= condition.met_by(matrix[:, PLACES[condition.signal]])
    return met


def points_of(rules: Iterable[CompiledRule]) -> int:
    """What rules that fired add to a score, never more than a whole score."""
    return min(MOST_POINTS, sum(rule.points for rule in rules))


def outcome_of(rules: Iterable[CompiledRule]) -> Outcome:
    """The gravest that any rule asks for."""
    return gravest(*(rule.outcome for rule in rules))


def _is_met(rule: CompiledRule, known: list[float]) -> bool:
    """A rule without conditions says nothing, so it never fires."""
    return bool(rule.conditions) and all(
        condition.is_met_by(known[PLACES[condition.signal]]) for condition in rule.conditions
    )
