"""A bandit over a few strategies: show the better ones more often while learning which they are.

Thompson (1933): an arm is shown as often as it is likely to be the best, under a Beta posterior of
its click rate. A small uniform slice keeps every propensity away from zero, so that what any other
policy would have earned can be reckoned from the same log (``offline``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.algorithms.moments import FloatArray

FEWEST_ARMS, MOST_ARMS = 2, 8
LEAST_RANDOM, MOST_RANDOM = 0.05, 0.10
QUANTILES = 512


@dataclass(frozen=True, slots=True)
class Posterior:
    """Beta-Bernoulli beliefs of the arms' rates, from a uniform prior: Beta(1, 1).

    ``successes`` and ``failures`` have one entry an arm.
    """

    successes: FloatArray
    failures: FloatArray

    @classmethod
    def of_counts(cls, shown: Sequence[int], clicked: Sequence[int]) -> Posterior:
        """From how often each arm was shown and how often that was answered by a click.

        Raises:
            ValueError: there are not two to eight arms, or more clicks than were shown.
        """
        seen, hits = np.asarray(shown, np.float64), np.asarray(clicked, np.float64)
        if seen.shape != hits.shape or not FEWEST_ARMS <= seen.size <= MOST_ARMS:
            raise ValueError(f"{FEWEST_ARMS} to {MOST_ARMS} arms, each with both counts")
        if (hits < 0).any() or (hits > seen).any():
            raise ValueError("clicks lie between none and what was shown")
        return cls(successes=hits, failures=seen - hits)

    @property
    def means(self) -> FloatArray:
        return (self.successes + 1) / (self.successes + self.failures + 2)

    def chances_of_being_best(self) -> FloatArray:
        """P(arm k has the highest rate) for every k; they sum to one.

        With u = F_k(x) it is the integral over u from 0 to 1 of ∏_{j≠k} F_j(F_k⁻¹(u)), by the
        midpoint rule: no random draws, so the propensities that are logged are exact to about 10⁻³
        and the policy that uses them is exact to the last digit.
        """
        a, b = self.successes + 1, self.failures + 1
        middles = (np.arange(QUANTILES) + 0.5) / QUANTILES
        rates = stats.beta.ppf(middles[None, :], a[:, None], b[:, None])
        below = stats.beta.cdf(rates[:, None, :], a[None, :, None], b[None, :, None])
        arms = np.arange(a.size)
        below[arms, arms, :] = 1.0
        chances = below.prod(axis=1).mean(axis=1)
        return np.asarray(chances / chances.sum(), np.float64)


def propensities(posterior: Posterior, *, random_share: float = LEAST_RANDOM) -> FloatArray:
    """The chance of each arm to be shown next: Thompson's, with a uniform slice.

    Raises:
        ValueError: the slice is not within 5 to 10 %.
    """
    if not LEAST_RANDOM <= random_share <= MOST_RANDOM:
        raise ValueError(f"the random slice lies between {LEAST_RANDOM} and {MOST_RANDOM}")
    best = posterior.chances_of_being_best()
    return (1 - random_share) * best + random_share / best.size


@dataclass(frozen=True, slots=True)
class Choice:
    """The arm to show, and the chance with which it was chosen: to be logged with it."""

    arm: int
    propensity: float


def choose(chances: FloatArray, *, number: float) -> Choice:
    """The arm in whose part of the line from 0 to 1 ``number`` (uniform, below 1) falls."""
    arm = int(np.searchsorted(np.cumsum(chances), number, side="right"))
    arm = min(arm, len(chances) - 1)
    return Choice(arm=arm, propensity=float(chances[arm]))


def choose_many(chances: FloatArray, *, seed: int, count: int) -> NDArray[np.int64]:
    """Arms of ``count`` independent choices, the same for the same seed."""
    draws = np.random.default_rng(seed)
    return np.asarray(draws.choice(len(chances), size=count, p=chances), np.int64)
