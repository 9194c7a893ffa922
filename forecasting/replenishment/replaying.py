"""Two policies replayed over what was wanted of the shop's goods. No database here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from inventory.algorithms.arrays import FloatArray, IntArray
from inventory.algorithms.classes import abc_xyz
from inventory.algorithms.exchange import cycle_ratios
from inventory.algorithms.policies import MinMax, OrderUpTo, PeriodicReview, Policy, ReorderPoint
from inventory.algorithms.safety_stock import safety_stock
from inventory.algorithms.simulation import Replay, Reviewer, Terms, replay

PACE_DAYS = 56
SPREAD_WEEKS = 26
SERVICE_LEVELS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
SAFETY_DAYS = (0, 3, 7, 14, 21, 28, 42)


class RuleKind(StrEnum):
    """How a side of a comparison orders."""

    FIXED = "fixed"
    ORDER_UP_TO = "order_up_to"
    REORDER_POINT = "reorder_point"
    PERIODIC = "periodic"
    MIN_MAX = "min_max"


@dataclass(frozen=True, slots=True)
class Rule:
    """One side of a comparison.

    Attributes:
        service_level: share of order cycles without a stock-out; None by ABC and XYZ class.
        safety_days: days of demand kept beside those of the lead time, for FIXED alone, whose
            levels are set once, by the pace of all that came before, and never changed.
        cover_varies: what turns over much is ordered more often, as many orders in all.
    """

    kind: RuleKind
    service_level: float | None = None
    review_days: int = 1
    cover_days: int = 21
    safety_days: int = 14
    cover_varies: bool = False

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Rule:
        """The rule of a stored comparison.

        Raises:
            ValueError: no such kind, or numbers that make no sense.
        """
        level = told.get("service_level")
        rule = cls(
            kind=RuleKind(str(told.get("kind", ""))),
            service_level=float(level) if level is not None else None,
            review_days=int(told.get("review_days", 1)),
            cover_days=int(told.get("cover_days", 21)),
            safety_days=int(told.get("safety_days", 14)),
            cover_varies=bool(told.get("cover_varies", False)),
        )
        if rule.service_level is not None and not 0 < rule.service_level < 1:
            raise ValueError("a service level lies between 0 and 1")
        if not (1 <= rule.review_days <= 60 and 0 <= rule.cover_days <= 365):
            raise ValueError("reviews come within 60 days, cover within a year")
        if not 0 <= rule.safety_days <= 365:
            raise ValueError("safety lies within a year")
        return rule

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "kind": str(self.kind)}

    def variations(self) -> list[Rule]:
        """The same rule, more and less careful: the points of its frontier."""
        if self.kind is RuleKind.FIXED:
            return [replace(self, safety_days=days) for days in SAFETY_DAYS]
        return [replace(self, service_level=level) for level in SERVICE_LEVELS]


@dataclass(frozen=True, slots=True)
class Stage:
    """What both sides play on; n goods over T days, the replay from column ``start`` on.

    Attributes:
        demand: units wanted, shape (n, T). lead_times: days, shape (n, T), as they were drawn.
        lead_mean, lead_sd: what is known of them, shape (n,).
    """

    demand: FloatArray
    start: int
    lead_times: IntArray
    lead_mean: FloatArray
    lead_sd: FloatArray
    terms: Terms


def play(stage: Stage, rule: Rule) -> Replay:
    """What would have come of a rule, looking back before each of its weekly reviews only."""
    return replay(
        stage.demand, _reviewer(stage, rule), stage.lead_times, start=stage.start,
        terms=stage.terms,
    )  # fmt: skip


def draw_lead_times(mean: FloatArray, sd: FloatArray, days: int, *, seed: int = 1) -> IntArray:
    """Whole days of at least one, shape (n, T): the same for both sides."""
    noise = np.random.default_rng(seed).standard_normal((len(mean), days))
    return np.maximum(np.rint(mean[:, None] + sd[:, None] * noise), 1).astype(np.int64)


def _reviewer(stage: Stage, rule: Rule) -> Reviewer:
    before = stage.demand[:, : stage.start]
    levels = np.full(len(before), rule.service_level or 0.95)
    if rule.service_level is None:
        price = np.broadcast_to(np.asarray(stage.terms.price, dtype=np.float64), len(before))
        levels = abc_xyz(before.sum(axis=1) * price, _weekly(before)).service_levels()
    if rule.kind is RuleKind.FIXED:
        pace = before.mean(axis=1)
        order_at = pace * (stage.lead_mean + rule.safety_days)
        fixed = OrderUpTo(order_at, order_at + np.maximum(pace * _cover(stage, rule, pace), 1))
        return lambda day, history: fixed
    return lambda day, history: _policy(stage, rule, levels, history, day)


def _policy(stage: Stage, rule: Rule, levels: FloatArray, history: FloatArray, day: int) -> Policy:
    """The plan's own formula, with the pace of the last eight weeks in place of a forecast."""
    pace = history[:, -PACE_DAYS:].mean(axis=1)
    spread = _weekly(history)[:, -SPREAD_WEEKS:].std(axis=1) / np.sqrt(7)
    protected = stage.lead_mean + rule.review_days
    kept = safety_stock(pace, spread, protected, stage.lead_sd, levels)
    order_at = np.ceil(pace * protected + kept)
    lot = np.maximum(np.ceil(pace * _cover(stage, rule, pace)), 1)
    match rule.kind:
        case RuleKind.REORDER_POINT:
            return ReorderPoint(order_at, lot)
        case RuleKind.PERIODIC:
            return PeriodicReview(order_at, rule.review_days, first=stage.start)
        case RuleKind.MIN_MAX:
            return MinMax(order_at + 1, order_at + 1 + lot)
    return OrderUpTo(order_at, order_at + lot)


def _cover(stage: Stage, rule: Rule, pace: FloatArray) -> FloatArray:
    """Days that an order of each good lasts, shape (n,)."""
    days = np.full(len(pace), float(rule.cover_days))
    if not rule.cover_varies:
        return days
    return days * cycle_ratios(pace * np.asarray(stage.terms.price, dtype=np.float64))


def _weekly(history: FloatArray) -> FloatArray:
    """Units of whole weeks, shape (n, T // 7), the last ending with the history."""
    weeks = history.shape[1] // 7
    if not weeks:
        return history
    return history[:, history.shape[1] - weeks * 7 :].reshape(len(history), weeks, 7).sum(axis=2)
