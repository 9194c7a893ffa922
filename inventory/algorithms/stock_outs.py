"""How likely a good is to run out on each of the days to come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inventory.algorithms.arrays import FloatArray, Numbers, as_floats, require
from inventory.algorithms.demand_law import exceeds


@dataclass(frozen=True, slots=True)
class RiskWindow:
    """Days (0 is the first to come) on which running out is likely: from, to and the worst one."""

    first: int
    last: int
    worst: int
    probability: float


def stock_out_probability(
    on_hand: Numbers, arrivals: Numbers, mean: Numbers, sd: Numbers
) -> FloatArray:
    """Chance by day that all demand up to it exceeds what was there and has arrived, shape (n, H).

    The law of demand up to a day is that of ``demand_law``. A delivery lowers the chance from its
    day on.

    Args:
        on_hand: units at the start, shape (n,).
        arrivals: units due on each day, at its start, shape (n, H).
        mean, sd: of demand from the first day up to and with each day, shape (n, H).

    Raises:
        ValueError: negative demand, spread or arrivals.
    """
    mu, spread = np.atleast_2d(as_floats(mean)), np.atleast_2d(as_floats(sd))
    due = np.atleast_2d(as_floats(arrivals))
    require((mu >= 0) & (spread >= 0), "demand is not negative")
    require(due >= 0, "arrivals are not negative")
    there = np.atleast_1d(as_floats(on_hand))[:, None] + np.cumsum(due, axis=1)
    return exceeds(there, mu, spread)


def cumulative_spread(days: Numbers, sd: Numbers, horizon: int) -> FloatArray:
    """Spread of demand over 1, 2 … ``horizon`` days from that over some numbers of days.

    Between two of them, and beyond, variance grows as a power of time (a line in logarithms);
    before the first in proportion, as for independent days.

    Args:
        days: ascending, shape (k,), such as 7, 14, 28. sd: shape (n, k).

    Returns:
        shape (n, horizon).

    Raises:
        ValueError: days that do not ascend from above zero, or spreads below zero.
    """
    known, spread = as_floats(days), np.atleast_2d(as_floats(sd))
    require(len(known) > 0 and known[0] > 0 and np.all(np.diff(known) > 0), "days ascend")
    require(spread >= 0, "spreads are not negative")
    asked = np.arange(1, horizon + 1, dtype=np.float64)
    variance = np.maximum(spread, 1e-9) ** 2
    if len(known) == 1:
        return as_floats(np.sqrt(variance * asked / known))
    logs, at = np.log(known), np.log(asked)
    place = np.clip(np.searchsorted(logs, at) - 1, 0, len(known) - 2)
    told = np.log(variance)
    slope = (told[:, place + 1] - told[:, place]) / (logs[place + 1] - logs[place])
    # Variance neither shrinks with time nor outgrows a forecast wrong by one factor all along.
    grown = told[:, place] + np.clip(slope, 0, 2) * (at - logs[place])
    grown = np.where(at < logs[0], told[:, :1] + (at - logs[0]), grown)
    return as_floats(np.sqrt(np.exp(grown)))


def risk_window(probability: Numbers, *, likely: float = 0.1) -> RiskWindow | None:
    """The first run of days on which running out is likely; None where there is none.

    Args:
        probability: by day, shape (H,), as ``stock_out_probability`` tells it.

    Raises:
        ValueError: a threshold outside (0, 1].
    """
    require(0 < likely <= 1, "a threshold lies within 0 and 1")
    risks = as_floats(probability)
    above = np.flatnonzero(risks >= likely)
    if not above.size:
        return None
    first = int(above[0])
    after = np.flatnonzero(risks[first:] < likely)
    last = first + int(after[0]) - 1 if after.size else len(risks) - 1
    worst = first + int(np.argmax(risks[first : last + 1]))
    return RiskWindow(first, last, worst, float(risks[worst]))
