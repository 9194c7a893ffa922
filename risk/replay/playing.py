"""Days of a past, each judged by what was known then: signals, rules, models, outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from risk.algorithms.attempts import DOORS, SIGNALS, FloatArray, IntArray, Usual
from risk.algorithms.combining import combine
from risk.algorithms.memory import Memory
from risk.algorithms.rules import MOST_POINTS, CompiledRule, fires
from risk.algorithms.scorers import Lessons, Scorer, fit_scorers
from risk.algorithms.velocity import is_strange, signals_of
from risk.algorithms.vocabulary import Door, Outcome, Result, Signal
from risk.replay.visits import Visit

OUTCOMES = tuple(Outcome)
_UNKNOWN = np.full(len(SIGNALS), np.nan)
USUAL_OF = 1_000
"""Attempts of a door of which the medians of amounts are taken, the newest."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores from which a door acts; the defaults of ``DoorPolicy``."""

    step_up_from: float = 45.0
    hold_from: float = 65.0
    refuse_from: float = 101.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of n attempts when they came; NaN where no model spoke."""

    place: IntArray
    """Where each is remembered, from 0 in the order of time."""
    signals: FloatArray
    """(n, SIGNALS); NaN throughout where an attempt was only remembered."""
    points: FloatArray
    """Of the rules that fired, at most 100."""
    fired: tuple[tuple[str, ...], ...]
    """Keys of the rules that fired."""
    anomaly: FloatArray
    fraud: FloatArray
    score: FloatArray
    outcome: IntArray
    """Places in ``OUTCOMES``: what the rules or the score ask for, whichever is graver."""


@dataclass(slots=True)
class Replay:
    """A past in the order of time. What it is told of an attempt counts from then on."""

    rules: Sequence[CompiledRule]
    thresholds: Thresholds = field(default_factory=Thresholds)
    memory: Memory = field(default_factory=Memory)
    scorers: dict[Door, Scorer] = field(default_factory=dict)
    _skipped: int = 0
    _doors: list[int] = field(default_factory=list)
    _at: list[float] = field(default_factory=list)
    _signals: list[FloatArray] = field(default_factory=list)
    _verdicts: list[int] = field(default_factory=list)
    _passed: list[bool] = field(default_factory=list)
    _judged_ones: list[bool] = field(default_factory=list)
    _amounts: dict[Door, list[float]] = field(default_factory=dict)
    _to_inspect: list[tuple[float, int]] = field(default_factory=list)

    def remember(self, visits: Sequence[Visit]) -> None:
        """Know of visits without judging them: a past that lies too far back to be asked about.

        Raises:
            ValueError: something was judged already.
        """
        if self._at:
            raise ValueError("what is only remembered comes before all that is judged")
        self._inspect(visits[0].attempt.at if visits else 0.0)
        for visit in visits:
            self._keep(visit, strange=False)
        self._skipped = len(self.memory)

    def play(self, visits: Sequence[Visit]) -> Judged:
        """Judge and remember visits, by time; they come after all that were played before."""
        self._inspect(visits[0].attempt.at if visits else 0.0)
        usual = self._usual()
        first = len(self._at)
        for visit in visits:
            self._take(visit, usual)
        place = self._skipped + np.arange(first, len(self._at))
        signals = np.array(self._signals[first:]).reshape(len(visits), len(SIGNALS))
        door = np.array(self._doors[first:], np.int64)
        return self._judged(place, door, signals)

    def confirm(self, place: int, verdict: int) -> None:
        """1: it was fraud, -1: it was honest; of what was only remembered nothing is learned."""
        if place >= self._skipped:
            self._verdicts[place - self._skipped] = verdict
        self.memory.confirm(place, verdict)

    def learn(self, *, now: float) -> None:
        """Fit the models to all that is known at a moment in seconds since 1970."""
        self.scorers = fit_scorers(self.lessons(), now=now)

    def lessons(self) -> Lessons:
        """All attempts that were judged so far, with what is known of them."""
        told = Lessons(
            np.array(self._doors, np.int64),
            np.array(self._at),
            np.array(self._signals).reshape(len(self._at), len(SIGNALS)),
            np.array(self._verdicts, np.int64),
            np.array(self._passed, np.bool_),
        )
        return told.take(np.array(self._judged_ones, np.bool_))

    def _take(self, visit: Visit, usual: Usual) -> None:
        attempt = visit.attempt
        signals = _UNKNOWN
        if visit.is_judged:
            signals = signals_of(attempt, self.memory.history_of(attempt), usual)
        self._keep(visit, strange=is_strange(signals))
        self._doors.append(DOORS.index(attempt.door))
        self._at.append(attempt.at)
        self._signals.append(signals)
        self._verdicts.append(0)
        self._passed.append(visit.result is Result.PASSED)
        self._judged_ones.append(visit.is_judged)

    def _keep(self, visit: Visit, *, strange: bool) -> None:
        attempt = visit.attempt
        place = self.memory.remember(visit.after, is_strange=strange)
        if visit.worn_at is not None:
            self._to_inspect.append((visit.worn_at, place))
        amount = attempt.facts.get(Signal.AMOUNT)
        if amount and visit.result is Result.PASSED:
            self._amounts.setdefault(attempt.door, []).append(amount)

    def _inspect(self, now: float) -> None:
        for _at, place in (one for one in self._to_inspect if one[0] <= now):
            self.memory.found_worn(place)
        self._to_inspect = [one for one in self._to_inspect if one[0] > now]

    def _usual(self) -> Usual:
        return Usual(
            {door: float(np.median(found[-USUAL_OF:])) for door, found in self._amounts.items()}
        )

    def _judged(self, place: IntArray, door: IntArray, signals: FloatArray) -> Judged:
        points, asked = np.zeros(len(place)), np.zeros(len(place), np.int64)
        fired: list[list[str]] = [[] for _ in place]
        for rule in self.rules:
            rows = np.flatnonzero(door == DOORS.index(rule.door))
            rows = rows[fires(rule, signals[rows])]
            points[rows] += rule.points
            asked[rows] = np.maximum(asked[rows], rule.outcome.gravity)
            for row in rows.tolist():
                fired[row].append(rule.key)
        points = np.minimum(points, MOST_POINTS)
        anomaly, fraud, score = self._scores(door, signals, points)
        by_score = np.digitize(
            score,
            [
                self.thresholds.step_up_from,
                self.thresholds.hold_from,
                self.thresholds.refuse_from,
            ],
        )
        outcome = np.maximum(asked, by_score)
        told = tuple(tuple(keys) for keys in fired)
        return Judged(place, signals, points, told, anomaly, fraud, score, outcome)

    def _scores(
        self, door: IntArray, signals: FloatArray, points: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        anomaly, fraud = np.full((2, len(door)), np.nan)
        score = points.copy()
        for at, one in enumerate(DOORS):
            known = (door == at) & np.isfinite(signals).any(axis=1)
            rows, scorer = np.flatnonzero(known), self.scorers.get(one)
            if scorer is None or not len(rows):
                continue
            unusual, likely = scorer.anomalies(signals[rows]), scorer.frauds(signals[rows])
            score[rows] = combine(points[rows], unusual, likely)
            if unusual is not None:
                anomaly[rows] = unusual
            if likely is not None:
                fraud[rows] = likely
        return anomaly, fraud, score
