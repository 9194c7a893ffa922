"""How a company's account is: 0 to 100 from its rhythm, growth, breadth, payments and returns.

A house index. Each part is 0 to 1, and the index is their mean by weight; a part that cannot be
known (growth without a year before) is left out:

- rhythm: 1 while the last order is no longer ago than the usual gap between orders, falling to 0 at
  four gaps;
- growth: the change of revenue beside the year before, 0.5 at none, 1 at half as much more;
- breadth: how many of the company's members ordered within the year; one buyer may leave;
- payments: 1 without an overdue invoice, 0 where a tenth of the year's revenue is overdue;
- returns: 1 without, 0 where three units of ten come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

HEALTHY = 65.0
AT_RISK = 40.0
LATE_GAPS = 4.0
LEAST_GAP_DAYS = 7.0
USUAL_WITHOUT_GAP = 90.0
FULL_GROWTH = 0.5
OVERDUE_AT_WORST = 0.1
RETURNED_AT_WORST = 0.3
ENOUGH_MEMBERS = 3


class HealthPart(StrEnum):
    """What a company's health is made of."""

    RHYTHM = "rhythm"
    GROWTH = "growth"
    BREADTH = "breadth"
    PAYMENTS = "payments"
    RETURNS = "returns"


WEIGHTS: Mapping[HealthPart, float] = {
    HealthPart.RHYTHM: 4,
    HealthPart.GROWTH: 3,
    HealthPart.BREADTH: 1,
    HealthPart.PAYMENTS: 2,
    HealthPart.RETURNS: 1,
}


@dataclass(frozen=True, slots=True)
class Account:
    """A company in numbers of the last year; money in minor units.

    ``usual_gap_days`` is None for fewer than two gaps, ``revenue_before`` is of the year before and
    None where the company was no customer then.
    """

    days_since: float
    usual_gap_days: float | None
    revenue: float
    revenue_before: float | None
    members: int
    active_members: int
    overdue: float
    returned_share: float


@dataclass(frozen=True, slots=True)
class Health:
    """The index, and each part that is known with its share of what it could be, gravest first."""

    score: float
    parts: tuple[tuple[HealthPart, float], ...]

    @property
    def state(self) -> str:
        if self.score >= HEALTHY:
            return "healthy"
        return "watch" if self.score >= AT_RISK else "at_risk"


def health(account: Account) -> Health:
    """How the account is."""
    shares = {
        HealthPart.RHYTHM: _rhythm(account),
        HealthPart.GROWTH: _growth(account),
        HealthPart.BREADTH: account.active_members / max(min(account.members, ENOUGH_MEMBERS), 1),
        HealthPart.PAYMENTS: 1 - account.overdue / max(OVERDUE_AT_WORST * account.revenue, 1),
        HealthPart.RETURNS: 1 - account.returned_share / RETURNED_AT_WORST,
    }
    known = {part: min(max(share, 0.0), 1.0) for part, share in shares.items() if share is not None}
    weight = sum(WEIGHTS[part] for part in known)
    score = 100 * sum(WEIGHTS[part] * share for part, share in known.items()) / weight
    lost = sorted(known.items(), key=lambda each: -WEIGHTS[each[0]] * (1 - each[1]))
    return Health(score, tuple(lost))


def _rhythm(account: Account) -> float:
    usual = max(account.usual_gap_days or USUAL_WITHOUT_GAP, LEAST_GAP_DAYS)
    return 1 - (account.days_since / usual - 1) / (LATE_GAPS - 1)


def _growth(account: Account) -> float | None:
    before = account.revenue_before
    if before is None or before <= 0:
        return None
    return 0.5 + (account.revenue / before - 1) / (2 * FULL_GROWTH)
