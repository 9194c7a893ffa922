"""Planted fraud: when it comes is fixed by the seed, how it looks is drawn on the day.

Promotion abuse and return abuse live in the population (``Customers.abuse``); here are the attacks
that break in from outside: card testing, stolen cards, account takeover and review spam.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.columns import Columns, IntArray
from simulation.config import MarketConfig
from simulation.kinds import FraudKind

QUIET_DAYS = 20
"""Nothing is planted before this day, so that a detector has seen some honest days."""
# Attacks a year; a burst of card testing is many sessions, a spam burst many reviews.
_A_YEAR = {
    FraudKind.CARD_TESTING: 9.0,
    FraudKind.STOLEN_CARD: 110.0,
    FraudKind.ACCOUNT_TAKEOVER: 40.0,
    FraudKind.REVIEW_SPAM: 7.0,
}


@dataclass(frozen=True)
class AttackCalendar(Columns):
    """One row an attack, by day."""

    day: IntArray
    kind: IntArray


def draw_attacks(config: MarketConfig, rng: np.random.Generator) -> AttackCalendar:
    """Days of all attacks over the market's life; none if the configuration says so."""
    if not config.attacks or config.days <= QUIET_DAYS:
        return AttackCalendar.build(0)
    parts = []
    for kind, a_year in _A_YEAR.items():
        expected = a_year * config.attack_scale * (config.days - QUIET_DAYS) / 365
        count = int(rng.poisson(expected))
        days = rng.integers(QUIET_DAYS, config.days, count)
        parts.append(AttackCalendar.build(count, day=days, kind=kind))
    chosen = np.array(config.planted, np.int64).reshape(-1, 2)
    parts.append(AttackCalendar.build(len(chosen), day=chosen[:, 0], kind=chosen[:, 1]))
    calendar = AttackCalendar.concatenate(parts)
    return calendar.take(np.argsort(calendar.day, kind="stable"))
