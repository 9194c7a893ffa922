"""What a customer spends when they buy: Gamma-Gamma.

Fader, Hardie (2013), "The Gamma-Gamma model of monetary value". Orders of a customer scatter about
a mean of their own; the means scatter over the customers. The more orders somebody placed, the
more counts what they spent themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from analytics.algorithms.purchases import FloatArray

FEWEST_SPENDERS = 20


@dataclass(frozen=True, slots=True)
class Spending:
    """Shapes ``p`` and ``q``, scale ``v`` in the unit of money that it was fitted to."""

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float:
        """What an order of anybody is worth."""
        return self.p * self.v / (self.q - 1)

    def expected(self, orders: FloatArray, average: FloatArray) -> FloatArray:
        """Mean of a customer's orders to come, shape (n,).

        Args:
            orders: shape (n,), how many were seen; 0 gives the mean of all.
            average: shape (n,), what they were worth on average.
        """
        seen = self.p * orders
        return (self.q - 1) / (seen + self.q - 1) * self.mean + seen / (
            seen + self.q - 1
        ) * np.where(orders > 0, average, 0.0)

    def log_likelihood(self, orders: FloatArray, average: FloatArray) -> float:
        return float(_log_likelihoods(orders, average, (self.p, self.q, self.v)).sum())


def fit_spending(orders: FloatArray, average: FloatArray) -> Spending | None:
    """Maximum likelihood, over those who spent something.

    Args:
        orders: shape (n,), how many orders each average is of.
        average: shape (n,), in any unit of money.

    Returns:
        None where too few spent anything.
    """
    known = (orders > 0) & (average > 0)
    if known.sum() < FEWEST_SPENDERS:
        return None
    unit = float(np.median(average[known]))
    seen, scaled = orders[known], average[known] / unit

    def loss(logs: FloatArray) -> float:
        p, beyond, v = np.exp(logs)
        # With q at 1 or less there is no mean to speak of.
        return -float(_log_likelihoods(seen, scaled, (p, 1 + beyond, v)).mean())

    found = optimize.minimize(loss, (1.0, 1.0, 0.0), method="L-BFGS-B", bounds=[(-8, 8)] * 3)
    p, beyond, v = np.exp(found.x).tolist()
    return Spending(p, 1 + beyond, v * unit)


def _log_likelihoods(
    orders: FloatArray, average: FloatArray, parameters: Sequence[float] | FloatArray
) -> FloatArray:
    """Shape (n,); the paper's formula (1a)."""
    p, q, v = parameters
    seen = p * orders
    return (
        special.gammaln(seen + q)
        - special.gammaln(seen)
        - special.gammaln(q)
        + q * np.log(v)
        + (seen - 1) * np.log(average)
        + seen * np.log(orders)
        - (seen + q) * np.log(orders * average + v)
    )
