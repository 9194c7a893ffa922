"""Where a customer stands by what they bought, and what an order earns there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Step:
    """A tier by its key: reached from a spend of so much, in minor units of the base currency."""

    key: int
    spend_from: int


@dataclass(frozen=True, slots=True)
class Standing:
    """``reached`` and ``following`` are keys of tiers, None where there is none.

    ``missing`` is what is still to be spent for the following one, in minor units.
    """

    reached: int | None
    following: int | None
    missing: int


def standing(spend: int, steps: Sequence[Step]) -> Standing:
    """The highest tier that a spend reaches, and the next one above it."""
    rising = sorted(steps, key=lambda step: step.spend_from)
    below = [step for step in rising if step.spend_from <= spend]
    above = [step for step in rising if step.spend_from > spend]
    return Standing(
        reached=below[-1].key if below else None,
        following=above[0].key if above else None,
        missing=above[0].spend_from - spend if above else 0,
    )


def points_of(kept: int, *, unit: int, per_unit: int, percent: int = HUNDRED) -> int:
    """The whole points that a spend earns; what is left of one is earned by nobody.

    ``kept`` is in minor units, of which ``unit`` make one unit of the currency (100 of the euro,
    1 of the yen); ``percent`` is the multiplier of a tier.
    """
    return max(kept, 0) * per_unit * percent // (unit * HUNDRED)
