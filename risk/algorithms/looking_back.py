"""What a rule would have done to attempts that were judged before; arrays in, numbers out.

Scores are reckoned anew from their kept parts, once with the rule and once without, so that a
rule is held to account only for what is done because of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from risk.algorithms.attempts import FloatArray, IntArray
from risk.algorithms.combining import combine
from risk.algorithms.rules import MOST_POINTS, BoolArray, CompiledRule, fires
from risk.algorithms.vocabulary import Outcome

OUTCOMES = tuple(Outcome)
"""An outcome's place here is its gravity."""
FRAUD, HONEST = 1, -1


@dataclass(frozen=True, slots=True)
class Past:
    """n attempts at one door, in any order."""

    at: FloatArray
    """Seconds since 1970."""
    amount_minor: IntArray
    verdict: IntArray
    outcome: IntArray
    """What was done, or would have been where the door only observed: a place in OUTCOMES."""
    is_listed: BoolArray
    """Decided by the list of known ones, which goes before rules and score."""
    rule_points: FloatArray
    anomaly: FloatArray
    fraud: FloatArray
    """As ``combine`` takes them; NaN where not known."""
    applied: list[tuple[str, ...]]
    """Keys of the rules that applied then."""
    signals: FloatArray
    """(n, SIGNALS)"""

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Scores from which something is done, in the order of gravity, and the gravest there is."""

    step_up: float
    hold: float
    refuse: float
    most: Outcome = Outcome.REFUSE

    def gravity(self, score: FloatArray) -> IntArray:
        """Places in OUTCOMES of n scores."""
        return np.searchsorted([self.step_up, self.hold, self.refuse], score, side="right")


@dataclass(frozen=True, slots=True)
class Sums:
    """Some attempts: how many, what of them is confirmed, and their money in minor units."""

    count: int = 0
    fraud: int = 0
    honest: int = 0
    amount_minor: int = 0
    fraud_minor: int = 0
    honest_minor: int = 0

    @property
    def unknown(self) -> int:
        return self.count - self.fraud - self.honest


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule did or would have done; arrays of (n,)."""

    fires: BoolArray
    gravity: IntArray
    """What was done in the end, with the rule."""
    is_its_own: BoolArray
    """Something graver was done because of this rule alone."""

    def ended(self, past: Past, outcome: Outcome) -> Sums:
        """Attempts the rule applied to, by what was done in the end."""
        return sums(past, self.fires & (self.gravity == outcome.gravity))


def without(past: Past, own: CompiledRule | None) -> Past:
    """The same past as if a rule had not been: its points and its key are taken out."""
    if own is None:
        return past
    was = np.array([own.key in keys for keys in past.applied], np.bool_)
    applied = [tuple(key for key in keys if key != own.key) for keys in past.applied]
    points = np.maximum(past.rule_points - was * own.points, 0)
    return replace(past, rule_points=points, applied=applied)


def effect_of(
    rule: CompiledRule, others: Past, *, bounds: Bounds, rules: dict[str, Outcome]
) -> Effect:
    """What a rule does beside all the others; ``others`` is the past without it.

    ``rules`` tells what the rules ask for that there are: of those that applied, they count.
    """
    fired = fires(rule, others.signals)
    by_rules = np.array(
        [max((rules[key].gravity for key in keys if key in rules), default=0)
         for keys in others.applied], np.int64,
    )  # fmt: skip
    before = _done(others, others.rule_points, by_rules, bounds)
    points = np.minimum(others.rule_points + fired * rule.points, MOST_POINTS)
    asked = np.maximum(by_rules, fired * rule.outcome.gravity)
    after = _done(others, points, asked, bounds)
    return Effect(fires=fired, gravity=after, is_its_own=after > before)


def sums(past: Past, chosen: BoolArray) -> Sums:
    """Count and money of some attempts; ``chosen`` of (n,)."""
    return sums_of(past.amount_minor[chosen], past.verdict[chosen])


def sums_of(amount: IntArray, verdict: IntArray) -> Sums:
    """Count and money of attempts: amounts in minor units, verdicts 1, -1 or 0."""
    return Sums(
        count=len(amount),
        fraud=int((verdict == FRAUD).sum()),
        honest=int((verdict == HONEST).sum()),
        amount_minor=int(amount.sum()),
        fraud_minor=int(amount[verdict == FRAUD].sum()),
        honest_minor=int(amount[verdict == HONEST].sum()),
    )


def _done(past: Past, points: FloatArray, by_rules: IntArray, bounds: Bounds) -> IntArray:
    """What is done to each: by the list as it was, else by rules and score."""
    score = combine(points, np.nan_to_num(past.anomaly), np.nan_to_num(past.fraud))
    gravity = np.maximum(by_rules, bounds.gravity(score))
    return np.where(past.is_listed, past.outcome, np.minimum(gravity, bounds.most.gravity))
