"""Converted prices as people write prices: to the next 5 cents, .95, .99 or whole amount."""

from __future__ import annotations

from foundation.money import Money, exponent
from pricing.models import Rounding


def round_price(price: Money, rule: Rounding | str) -> Money:
    """The nearest price that a rule allows, halves up; what costs something stays above zero."""
    step, ending = _grid(exponent(price.currency), rule)
    if step == 1 or price.minor <= 0:
        return price
    steps = (2 * (price.minor - ending) + step) // (2 * step)
    rounded = steps * step + ending
    return Money(rounded if rounded > 0 else ending or step, price.currency)


def _grid(digits: int, rule: Rounding | str) -> tuple[int, int]:
    """How far apart the allowed prices are and where they start, in minor units.

    Endings are of a hundred in currencies without smaller coins: 1,599 yen.
    """
    whole, hundred = 10**digits, 10 ** max(digits, 2)
    return {
        Rounding.EXACT: (1, 0),
        Rounding.FIVE: (5 * max(hundred // 100, 1), 0),
        Rounding.NINETY_FIVE: (hundred, hundred * 95 // 100),
        Rounding.NINETY_NINE: (hundred, hundred * 99 // 100),
        Rounding.WHOLE: (whole, 0),
        Rounding.TEN: (10 * whole, 0),
    }[Rounding(rule)]
