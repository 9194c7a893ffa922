"""How often to order each good when the shop can handle so many orders in all.

The exchange curve of cycle stock against orders (Starr and Miller, 1962, "Inventory Control";
Silver, Pyke and Thomas, 2017, 9.3): among all ways to place N orders, the least money lies in stock
when a good is ordered as often as the square root of its turnover asks for. No cost of an order has
to be known.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize

from inventory.algorithms.arrays import FloatArray, Numbers, as_floats, require

SHORTEST, USUAL, LONGEST = 7.0, 21.0, 60.0
"""Days between two orders of a good."""


def order_cycles(
    daily_value: Numbers,
    *,
    mean_cycle: float,
    shortest: float = SHORTEST,
    longest: float = LONGEST,
) -> FloatArray:
    """Days between two orders of each good, with as many orders in all as one cycle for all has.

    Cycles go as 1 / sqrt(turnover), cut to ``shortest`` … ``longest``.

    Args:
        daily_value: demand a day times unit cost, shape (n,), not negative.
        mean_cycle: days of that one cycle; the number of orders is n / ``mean_cycle`` a day.

    Raises:
        ValueError: negative values, or bounds on the wrong side of the mean cycle.
    """
    value = as_floats(daily_value)
    require(value >= 0, "turnover is not negative")
    require(0 < shortest <= mean_cycle <= longest, "cycles ascend from above zero")
    if not value.size:
        return value
    slowness = 1 / np.sqrt(np.maximum(value, 1e-12 * max(float(value.max()), 1.0)))

    def orders_short(log_scale: float) -> float:
        cycles = np.clip(np.exp(log_scale) * slowness, shortest, longest)
        return float((1 / cycles).mean() - 1 / mean_cycle)

    low = float(np.log(shortest / slowness.max())) - 1
    high = float(np.log(longest / slowness.min())) + 1
    scale = float(np.exp(optimize.brentq(orders_short, low, high, xtol=1e-12)))
    return np.clip(scale * slowness, shortest, longest)


def cycle_ratios(daily_value: Numbers) -> FloatArray:
    """How long an order of each good should last beside one that lasts as long for all.

    Of ``order_cycles`` for the usual cycle and its bounds, so that any other can be multiplied.

    Args:
        daily_value: demand a day times unit cost, shape (n,), not negative; any unit will do.
    """
    cycles = order_cycles(daily_value, mean_cycle=USUAL, shortest=SHORTEST, longest=LONGEST)
    return cycles / USUAL


def cycle_stock(daily_value: Numbers, cycles: Numbers) -> float:
    """What lies in stock on average because goods come by lots: half of each lot, at cost."""
    return float((as_floats(daily_value) * as_floats(cycles) / 2).sum())
