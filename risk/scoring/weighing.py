"""From signals to a score with its reasons, and from a score to what is done; no tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from risk.algorithms.attempts import SIGNALS, FloatArray
from risk.algorithms.combining import combine
from risk.algorithms.lists import outcome_of_known
from risk.algorithms.rules import PLACES, CompiledRule, outcome_of, points_of
from risk.algorithms.vocabulary import Door, Mark, Outcome, Signal, Verdict, gravest
from risk.decisions import Reason
from risk.kinds import DecidedBy, Mode
from risk.models import DoorPolicy, KnownMark

MOST_REASONS: Final = 8
DIGITS: Final = 6
GRAVEST_AT: Final = {Door.REVIEW: Outcome.HOLD, Door.RETURN: Outcome.HOLD}
"""No machine refuses a review or a return: somebody looks."""
HOLDING_DOORS: Final = (Door.CHECKOUT, Door.REVIEW, Door.RETURN)
"""Where something is kept for a reviewer to let go; elsewhere a held attempt opens no case."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the models say; empty where there is none, or none in time."""

    anomaly: float | None = None
    fraud: float | None = None
    reasons: tuple[Reason, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An attempt weighed: everything an assessment keeps of its judgement."""

    score: float
    outcome: Outcome
    would_be: Outcome | None
    decided_by: DecidedBy
    reasons: tuple[Reason, ...]
    rules: tuple[str, ...]
    parts: dict[str, float]
    signals: dict[str, float]
    version: str = ""


def weigh(
    *,
    door: Door,
    signals: FloatArray,
    rules: Sequence[CompiledRule],
    known: Sequence[KnownMark],
    opinion: Opinion,
    policy: DoorPolicy,
) -> Weighed:
    """Rules that fired and what the models say become a score, and by the policy an outcome.

    ``signals`` in the order of ``SIGNALS``; ``known`` are listed marks of the attempt, whose
    verdict goes before rules and score.
    """
    points = points_of(rules)
    score = combine(float(points), opinion.anomaly, opinion.fraud)
    outcome, decided_by = _outcome(door, score, rules, known, policy)
    is_acting = policy.mode == Mode.ACT
    parts = {"rules": float(points), "anomaly": opinion.anomaly, "fraud": opinion.fraud}
    return Weighed(
        score=round(score, 2),
        outcome=outcome if is_acting else Outcome.ALLOW,
        would_be=None if is_acting else outcome,
        decided_by=decided_by,
        reasons=_reasons(rules, known, opinion),
        rules=tuple(rule.key for rule in rules),
        parts={name: round(value, 4) for name, value in parts.items() if value is not None},
        signals=told(signals),
        version=opinion.version,
    )


def told(signals: FloatArray) -> dict[str, float]:
    """Signals that are known, by name, as an assessment keeps them."""
    pairs = zip(SIGNALS, signals.tolist(), strict=True)
    return {name.value: _short(value) for name, value in pairs if math.isfinite(value)}


def clamped(outcome: Outcome, door: Door) -> Outcome:
    """No graver than a machine may be at that door."""
    return min(outcome, GRAVEST_AT.get(door, Outcome.REFUSE), key=lambda each: each.gravity)


def model_reasons(pairs: Sequence[tuple[Signal, float]], signals: FloatArray) -> tuple[Reason, ...]:
    """What the models name, with the value that the signal had."""
    known = signals.tolist()
    return tuple(
        Reason(str(signal), _finite(known[PLACES[signal]]), round(weight, 2))
        for signal, weight in pairs
    )


def _outcome(
    door: Door,
    score: float,
    rules: Sequence[CompiledRule],
    known: Sequence[KnownMark],
    policy: DoorPolicy,
) -> tuple[Outcome, DecidedBy]:
    listed = outcome_of_known((Mark(each.mark), Verdict(each.verdict)) for each in known)
    if listed is not None:
        return clamped(listed, door), DecidedBy.LIST
    by_rules, by_score = outcome_of(rules), _by_score(score, policy)
    outcome = gravest(by_rules, by_score)
    if outcome == Outcome.ALLOW:
        return outcome, DecidedBy.NOTHING
    source = DecidedBy.RULE if by_rules == outcome else DecidedBy.SCORE
    return clamped(outcome, door), source


def _by_score(score: float, policy: DoorPolicy) -> Outcome:
    if score >= policy.refuse_from:
        return Outcome.REFUSE
    if score >= policy.hold_from:
        return Outcome.HOLD
    return Outcome.STEP_UP if score >= policy.step_up_from else Outcome.ALLOW


def _reasons(
    rules: Sequence[CompiledRule], known: Sequence[KnownMark], opinion: Opinion
) -> tuple[Reason, ...]:
    """What staff set first, then what weighs most."""
    listed = [Reason(f"known:{each.pk}") for each in known]
    fired = [Reason(rule.key, weight=float(rule.points)) for rule in rules]
    weighed = sorted([*fired, *opinion.reasons], key=lambda reason: -abs(reason.weight))
    return tuple([*listed, *weighed][:MOST_REASONS])


def _finite(value: float) -> float | None:
    return _short(value) if math.isfinite(value) else None


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
