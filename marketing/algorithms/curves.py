"""What money brings, by how much is spent: concave curves with straight pieces.

Each next piece of money brings less than the one before. A curve comes from scores of single
customers, best first (what a Qini curve tells of an offer), or from totals that were measured, by
the usual form of diminishing returns, ``top · (1 - exp(-spent / scale))``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from marketing.algorithms.qini import FloatArray

PIECES = 40
"""Of a smooth curve; a step then errs by less than a thousandth of the top."""
BEYOND = 3.0
"""A smooth curve is believed up to so many times the most that was ever spent."""


@dataclass(frozen=True, slots=True)
class Returns:
    """Gain by money spent, both from 0 up; slopes never rise.

    Attributes:
        spent, gain: shape (m,), minor units, the first of each 0.
    """

    spent: FloatArray
    gain: FloatArray

    def at(self, spent: float) -> float:
        """The gain of so much money; beyond the curve's end no more than there."""
        return float(np.interp(spent, self.spent, self.gain))

    @property
    def most(self) -> float:
        """Beyond this money brings nothing that is known of."""
        return float(self.spent[-1])


def of_scores(effects: FloatArray, *, value: float, cost: float) -> Returns:
    """Speaking to customers one after the other, the most changed first.

    Args:
        effects: shape (n,), expected change of each, such as in orders.
        value: minor units that one of these brings.
        cost: minor units to speak to one customer, above zero.

    Customers whom it would change for the worse are left out.

    Raises:
        ValueError: speaking to somebody costs nothing.
    """
    if cost <= 0:
        raise ValueError("what costs nothing needs no budget")
    best = np.sort(effects[effects > 0])[::-1] * value
    places = np.arange(1, len(best) + 1) * cost
    return _thinned(np.append(0.0, places), np.append(0.0, np.cumsum(best)))


def of_totals(spent: FloatArray, gain: FloatArray) -> Returns:
    """The curve of diminishing returns through what was measured.

    One total alone says nothing of the bend: what was spent is then taken for the curve's scale,
    so that doubling it brings 37 % more. Several are fitted by least squares of relative errors,
    held near that bend.

    Args:
        spent, gain: shape (n,), minor units of as many periods; gains may be below zero.

    Raises:
        ValueError: no total with money spent.
    """
    told = spent >= 1
    if not told.any():
        raise ValueError("nothing was spent yet")
    money, brought = spent[told], gain[told]
    size = float(np.median(money))
    level = max(float(brought.sum() / -np.expm1(-money / size).sum()), 0.0)
    top, scale = (
        (level, size) if told.sum() == 1 or level == 0 else _fit(money, brought, level, size)
    )
    places = np.linspace(0.0, BEYOND * float(money.max()), PIECES + 1)
    return Returns(places, -top * np.expm1(-places / scale))


def _fit(money: FloatArray, brought: FloatArray, level: float, size: float) -> tuple[float, float]:
    """Top and scale; both are held to their first guess by one more observation each."""

    def misses(logs: FloatArray) -> FloatArray:
        top, scale = level * np.exp(logs[0]), size * np.exp(logs[1])
        told = -top * np.expm1(-money / scale)
        return np.append((told - brought) / level, [logs[0] / 3, logs[1]])

    top, scale = least_squares(misses, np.zeros(2), bounds=(-3, 3)).x
    return level * float(np.exp(top)), size * float(np.exp(scale))


def _thinned(spent: FloatArray, gain: FloatArray) -> Returns:
    """As many places as a page can draw; a curve through some of its own points stays concave."""
    if len(spent) <= 10 * PIECES:
        return Returns(spent, gain)
    kept = np.unique(np.linspace(0, len(spent) - 1, 10 * PIECES).astype(int))
    return Returns(spent[kept], gain[kept])
