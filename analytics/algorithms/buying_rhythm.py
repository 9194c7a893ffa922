"""How often a customer buys and whether they still do: BG/NBD.

Fader, Hardie, Lee (2005), "Counting your customers the easy way: an alternative to the Pareto/NBD
model", Marketing Science 24(2). While a customer buys at all, they do so at random moments at a
rate of their own; after each order they may leave for good, with a chance of their own. Rates are
gamma distributed with shape r and scale alpha over the customers, chances beta with a and b.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from analytics.algorithms.purchases import FloatArray, IntArray, Purchases

WIDEST = 12.0
"""Parameters stay between e^-12 and e^12: data without any leaving has no finite best."""
FEWEST_REPEATERS = 20
NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the model knows of each customer; each of shape (n,), times in days.

    Attributes:
        repeats: days with an order after the first (orders of one day are one).
        last: from the first order to the last.
        age: from the first order to now.
    """

    repeats: FloatArray
    last: FloatArray
    age: FloatArray

    def __len__(self) -> int:
        return len(self.repeats)


def rhythm_of(purchases: Purchases) -> Rhythm:
    """The customers of ``purchases`` as of its end."""
    customer, day = days_with_orders(purchases)
    size = len(purchases.customers)
    first = np.full(size, purchases.until)
    last = np.zeros(size, np.int64)
    np.minimum.at(first, customer, day)
    np.maximum.at(last, customer, day)
    repeats = np.bincount(customer, minlength=size).astype(np.float64) - 1
    return Rhythm(
        repeats, (last - first).astype(np.float64), (purchases.until - first).astype(np.float64)
    )


def days_with_orders(purchases: Purchases) -> tuple[IntArray, IntArray]:
    """Customer's row and day of each day on which somebody ordered, by customer and day."""
    pairs = np.unique(np.stack([purchases.customer, purchases.day], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]


@dataclass(frozen=True, slots=True)
class BuyingRhythm:
    """The four parameters; ``alpha`` in the unit of time of the data that it was fitted to."""

    r: float
    alpha: float
    a: float
    b: float

    def log_likelihood(self, seen: Rhythm) -> float:
        return float(_log_likelihoods(seen, (self.r, self.alpha, self.a, self.b)).sum())

    def alive(self, seen: Rhythm) -> FloatArray:
        """Chance that a customer has not left, shape (n,); 1 after one order, by the model.

        Never a churn score by itself: it takes one-time buyers for certain to return.
        """
        return np.exp(-np.log1p(self._left_odds(seen)))

    def expected_orders(self, seen: Rhythm, ahead: float) -> FloatArray:
        """Mean number of days with an order in the ``ahead`` units of time to come, shape (n,).

        The paper's formula (10).
        """
        r, b, x = self.r, self.b, seen.repeats
        a = self.a if abs(self.a - 1) > 1e-6 else 1 + 1e-6
        share = (self.alpha + seen.age) / (self.alpha + seen.age + ahead)
        with np.errstate(over="ignore", invalid="ignore"):
            series = special.hyp2f1(r + x, b + x, a + b + x - 1, 1 - share)
            mean = (a + b + x - 1) / (a - 1) * (1 - share ** (r + x) * series)
        # For hundreds of orders the series leaves the range of floats.
        lost = ~np.isfinite(mean) | (mean < 0)
        if lost.any():
            mean[lost] = self._integrated_orders(seen, ahead, lost)
        return mean / (1 + self._left_odds(seen))

    def chance_of_none(self, seen: Rhythm, ahead: float) -> FloatArray:
        """Chance that no order comes in the ``ahead`` units of time to come, shape (n,)."""
        share = (self.alpha + seen.age) / (self.alpha + seen.age + ahead)
        return 1 - self.alive(seen) * (1 - share ** (self.r + seen.repeats))

    def chance_of_none_if_alive(self, seen: Rhythm, ahead: float) -> FloatArray:
        """The same of those who have not left: what says when the next order may come."""
        share = (self.alpha + seen.age) / (self.alpha + seen.age + ahead)
        return share ** (self.r + seen.repeats)

    def _left_odds(self, seen: Rhythm) -> FloatArray:
        """Chance of having left over that of buying still."""
        x = seen.repeats
        since = (self.alpha + seen.age) / (self.alpha + seen.last)
        logs = np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1) + (self.r + x) * np.log(since)
        return np.where(x > 0, np.exp(np.minimum(logs, 700.0)), 0.0)

    def _integrated_orders(
        self, seen: Rhythm, ahead: float, chosen: npt.NDArray[np.bool_]
    ) -> FloatArray:
        """Mean of those who buy still, over what is believed of their chance of leaving."""
        x, age = seen.repeats[chosen, None], seen.age[chosen, None]
        leaving = special.betaincinv(self.a, self.b + x, (NODES[None, :] + 1) / 2)
        leaving = np.maximum(leaving, 1e-12)
        share = (self.alpha + age) / (self.alpha + age + leaving * ahead)
        return (1 - share ** (self.r + x)) / leaving @ (WEIGHTS / 2)


def fit_rhythm(seen: Rhythm) -> BuyingRhythm | None:
    """Maximum likelihood from several starts; the units of time are those of ``seen``.

    Returns:
        None where too few customers came twice to tell anything.
    """
    if (seen.repeats > 0).sum() < FEWEST_REPEATERS:
        return None
    # In one unit for every shop, so that the starts and the bounds mean the same everywhere.
    unit = max(float(seen.age.max()) / 10, 1e-9)
    scaled = Rhythm(seen.repeats, seen.last / unit, seen.age / unit)

    def loss(logs: FloatArray) -> float:
        return -float(_log_likelihoods(scaled, np.exp(logs)).mean())

    starts = ((0.0, 0.0, 0.0, 0.0), (-1.0, 1.0, -0.5, 1.0))
    bounds = [(-WIDEST, WIDEST)] * 4
    found = [optimize.minimize(loss, start, method="L-BFGS-B", bounds=bounds) for start in starts]
    r, alpha, a, b = np.exp(min(found, key=lambda each: each.fun).x).tolist()
    return BuyingRhythm(r, alpha * unit, a, b)


def _log_likelihoods(seen: Rhythm, parameters: Sequence[float] | FloatArray) -> FloatArray:
    """Shape (n,); the paper's formula (6)."""
    r, alpha, a, b = parameters
    x = seen.repeats
    counted = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
    stayed = special.betaln(a, b + x) - special.betaln(a, b)
    still = -(r + x) * np.log(alpha + seen.age)
    with np.errstate(divide="ignore"):
        left = np.where(
            x > 0,
            np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + seen.last),
            -np.inf,
        )
    return counted + stayed + np.logaddexp(still, left)
