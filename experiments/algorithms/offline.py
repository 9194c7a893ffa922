"""What another policy would have earned, from the log of the one that ran.

Inverse propensity scores, self-normalised and clipped: Swaminathan and Joachims, "The
Self-Normalized Estimator for Counterfactual Learning", NIPS 2015; the standard error by the delta
method for a ratio of means (Owen, "Monte Carlo theory, methods and examples", 9.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.algorithms.moments import FloatArray

CLIP = 100.0


@dataclass(frozen=True, slots=True)
class Worth:
    """The mean reward of a policy with its standard error.

    ``effective`` is how many plain observations the weighted ones are worth (Kish), and
    ``clipped`` the share of weights that were cut: where it is not small the value is biased.
    """

    value: float
    standard_error: float
    effective: float
    clipped: float


def policy_worth(
    rewards: FloatArray, logged: FloatArray, wanted: FloatArray, *, clip: float = CLIP
) -> Worth:
    """The reward of a policy that would have shown each logged arm with chance ``wanted``.

    Args:
        rewards: what came of each impression.
        logged: the chance with which the arm of that impression was chosen.
        wanted: the chance with which the other policy would have chosen the same arm.

    Raises:
        ValueError: arrays of different lengths, an empty log, or a propensity that is not above 0.
    """
    if not (len(rewards) == len(logged) == len(wanted)) or len(rewards) == 0:
        raise ValueError("a reward and two chances for each impression, and at least one")
    if (logged <= 0).any():
        raise ValueError("what could not be shown cannot have been logged")
    raw = wanted / logged
    weights = np.minimum(raw, clip)
    total = float(weights.sum())
    if total == 0:
        return Worth(value=0.0, standard_error=float("inf"), effective=0.0, clipped=0.0)
    value = float(weights @ rewards) / total
    error = float(np.sqrt(((weights * (rewards - value)) ** 2).sum())) / total
    return Worth(
        value=value,
        standard_error=error,
        effective=total**2 / float(weights @ weights),
        clipped=float((raw > clip).mean()),
    )


def arm_worth(
    arms: NDArray[np.int64], rewards: FloatArray, logged: FloatArray, *, arm: int
) -> Worth:
    """What always showing one arm would have earned."""
    return policy_worth(rewards, logged, (arms == arm).astype(np.float64))


def worth_of_sums(*, weight: float, squares: float, hit: float, hit_squares: float) -> Worth:
    """The same for rewards of zero and one, from sums over the impressions of one arm.

    Args:
        weight: the sum of the weights 1/propensity of all of them.
        squares: the sum of their squares.
        hit: the sum of the weights of those that were clicked.
        hit_squares: the sum of the squares of these.

    Nothing is clipped: a bandit's random slice keeps every weight below 8 / 0.05.
    """
    if weight <= 0:
        return Worth(value=0.0, standard_error=float("inf"), effective=0.0, clipped=0.0)
    value = hit / weight
    spread = hit_squares * (1 - 2 * value) + squares * value**2
    return Worth(
        value=value,
        standard_error=float(np.sqrt(max(spread, 0.0))) / weight,
        effective=weight**2 / squares,
        clipped=0.0,
    )
