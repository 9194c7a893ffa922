"""Channels as states of a Markov chain: what would be lost if one of them were gone.

Journeys start, pass through channels and end in an order or in nothing. A channel's removal effect
is the part of the orders that the chain loses when whoever would come to it leaves instead; credit
is shared by removal effects (Anderl, Becker, von Wangenheim, Schumann 2016, "Mapping the customer
journey", International Journal of Research in Marketing 33).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.algorithms.paths import Courses

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

ENDS = 3
"""States beside the channels: where journeys start, and how they end."""
DRAWS = 400
CONFIDENCE = 0.9
SEED = 7


@dataclass(frozen=True, slots=True)
class States:
    """Numbers of the states of a chain over some channels, which are 0 to ``channels`` - 1."""

    channels: int

    @property
    def start(self) -> int:
        return self.channels

    @property
    def order(self) -> int:
        return self.channels + 1

    @property
    def nothing(self) -> int:
        return self.channels + 2

    @property
    def count(self) -> int:
        return self.channels + ENDS


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds within which each figure lies at ``CONFIDENCE``, float64 [channels] each."""

    low: FloatArray
    high: FloatArray


def steps_between(journeys: Courses, ordered: BoolArray, channels: int) -> FloatArray:
    """float64 [s, s]: how often journeys went from each state to each; see ``States``.

    ``ordered``, bool [n], says which journeys ended in an order. Journeys without a touch count
    nowhere.
    """
    states = States(channels)
    some = journeys.lengths > 0
    firsts, lasts = journeys.starts[:-1][some], journeys.starts[1:][some] - 1
    steps, course = journeys.steps, journeys.course
    goes_on = course[1:] == course[:-1]
    ends = np.where(ordered[some], states.order, states.nothing)
    origin = np.concatenate([np.full(len(firsts), states.start), steps[:-1][goes_on], steps[lasts]])
    target = np.concatenate([steps[firsts], steps[1:][goes_on], ends])
    flat = np.bincount(origin * states.count + target, minlength=states.count**2)
    return flat.reshape(states.count, states.count).astype(np.float64)


def removal_effects(steps: FloatArray) -> FloatArray:
    """float64 [..., channels]: the part of the orders that is lost without each channel.

    ``steps``, float64 [..., s, s], as ``steps_between`` gives them, of one chain or of many. All
    are 0 where nothing was ordered.

    Raises:
        ValueError: the matrix is not square, or a count is below zero.
    """
    if steps.ndim < 2 or steps.shape[-2] != steps.shape[-1] or steps.shape[-1] < ENDS:
        raise ValueError(f"{steps.shape} is no matrix of steps")
    if (steps < 0).any():
        raise ValueError("a count below zero")
    states = States(steps.shape[-1] - ENDS)
    totals = steps.sum(axis=-1, keepdims=True)
    chances = np.divide(steps, totals, out=np.zeros_like(steps), where=totals > 0)
    whole = _chance_of_order(chances, states)[..., None]
    parts = [_chance_of_order(_removed(chances, gone), states) for gone in range(states.channels)]
    without = np.stack(parts, axis=-1) if parts else np.zeros((*steps.shape[:-2], 0))
    kept = np.divide(without, whole, out=np.ones_like(without), where=whole > 0)
    return 1.0 - kept


def _removed(chances: FloatArray, gone: int) -> FloatArray:
    """Whoever would come to the channel leaves instead: the chance goes to no state that orders."""
    left = chances.copy()
    left[..., gone] = 0.0
    return left


def _chance_of_order(chances: FloatArray, states: States) -> FloatArray:
    """That a journey ends in an order: absorption from the start, by one linear system a chain."""
    channels = states.channels
    system = np.eye(channels) - chances[..., :channels, :channels]
    by_channel = np.linalg.solve(system, chances[..., :channels, states.order, None])[..., 0]
    start = chances[..., states.start, :]
    reached: FloatArray = (start[..., :channels] * by_channel).sum(axis=-1)
    return reached + start[..., states.order]


def shares(steps: FloatArray) -> FloatArray:
    """float64 [..., channels]: removal effects as parts of their sum, 0 where nobody ordered."""
    effects = np.maximum(removal_effects(steps), 0.0)
    total = effects.sum(axis=-1, keepdims=True)
    return np.divide(effects, total, out=np.zeros_like(effects), where=total > 0)


def share_interval(steps: FloatArray, *, draws: int = DRAWS, seed: int = SEED) -> Interval:
    """How sure the shares are, by the Bayesian bootstrap of the steps (Rubin 1981).

    Steps are drawn from each state as often as journeys left it; a step that was never seen stays
    unseen. The same steps give the same answer.
    """
    random = np.random.default_rng(seed)
    drawn = shares(random.gamma(steps, size=(draws, *steps.shape)))
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
    return Interval(low, high)
