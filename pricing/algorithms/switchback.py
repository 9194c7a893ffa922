"""Switchback tests of prices: clusters change between two prices over time, judged by chance alone.

A product has one price at one moment, so what is compared are periods, not people. Each cluster of
products plays pairs of periods: its usual price in one, the test price in the other, and chance
says in which first. In every pair as many clusters begin with the test price as with the usual one
(one more or less where their number is odd), so that what a week does to the whole shop is not
taken for what a price does.

With D the change of a cluster's sales from the first to the second period of a pair, s = 1 where
the second asks the test price and -1 where the first does, and m what the cluster usually sells,

    D = m (growth of the pair + s effect) + noise,

and the effect is its weighted least squares estimate (weights 1 / m, as the noise of counts grows
with m). Nothing is assumed of the noise: chance drew the schedule, so the estimate is held against
those under all schedules that might have been drawn (randomisation inference: Fisher 1935; for
switchbacks Bojinov, Simchi-Levi and Zhao, "Design and Analysis of Switchback Experiments",
Management Science 69, 2023). The interval holds all effects that this test does not refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from math import comb

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

MOST_ENUMERATED = 4_096
DRAWS = 4_999
POWER = 0.8


@dataclass(frozen=True, slots=True)
class Played:
    """What a test saw.

    Attributes:
        sold: shape (clusters, 2 pairs), of each period, in any unit (a counted day's margin).
        usual: shape (clusters,), the same before the test, above zero.
        asks_test: shape (clusters, 2 pairs), which periods asked the test price.
        kept: shape (clusters,), clusters that played to the end; the others are left out, and were
            drawn for all the same.

    Raises:
        ValueError: shapes that do not fit, or usual sales that are not above zero.
    """

    sold: FloatArray
    usual: FloatArray
    asks_test: BoolArray
    kept: BoolArray

    def __post_init__(self) -> None:
        if self.sold.shape != self.asks_test.shape or self.sold.shape[1] % 2:
            raise ValueError("Sales and schedule have the same clusters and whole pairs.")
        if self.usual.shape != self.sold.shape[:1] or self.kept.shape != self.usual.shape:
            raise ValueError("Every cluster has its usual sales.")
        if np.any(self.usual <= 0):
            raise ValueError("Usual sales are above zero.")


@dataclass(frozen=True, slots=True)
class Finding:
    """What the test price did, as shares of usual sales; infinite ends where nothing is refused.

    Attributes:
        effect, low, high: the estimate and its interval.
        p_value: of no effect at all.
        schedules: how many schedules the estimate was held against.
    """

    effect: float
    low: float
    high: float
    p_value: float
    schedules: int

    @property
    def is_told(self) -> bool:
        """Whether the interval has ends at all."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))


def possible_schedules(clusters: int, pairs: int) -> int:
    """How many schedules may be drawn, all as likely."""
    in_a_pair = comb(clusters, clusters // 2) * (2 if clusters % 2 else 1)
    return in_a_pair**pairs


def draw_schedule(clusters: int, pairs: int, rng: np.random.Generator) -> BoolArray:
    """Which periods ask the test price: shape (clusters, 2 pairs).

    Raises:
        ValueError: no cluster or no pair.
    """
    if clusters < 1 or pairs < 1:
        raise ValueError("A test has a cluster and a pair of periods.")
    second = np.zeros((clusters, pairs), dtype=np.bool_)
    for pair in range(pairs):
        size = clusters // 2 + (int(rng.integers(2)) if clusters % 2 else 0)
        second[rng.permutation(clusters)[:size], pair] = True
    return _periods(second)


def judge(played: Played, *, level: float = 0.95, seed: int = 0) -> Finding:
    """The effect of the test price with its interval, by randomisation.

    For an effect x a schedule's statistic is at least as extreme as the one seen where
    abs(a - b x) >= abs(effect - x), with abs(b) <= 1 (Cauchy and Schwarz): between the two points
    at which they are equal. All these ranges hold the estimate, so that the interval's ends are
    order statistics of theirs; no effect has to be tried.

    Raises:
        ValueError: a level that is not between 0 and 1, or no cluster kept.
    """
    if not 0 < level < 1 or not played.kept.any():
        raise ValueError("The level lies between 0 and 1, and some cluster was kept.")
    clusters, periods = played.sold.shape
    seen = _signs(played.asks_test)[None]
    others = _schedules(clusters, periods // 2, np.random.default_rng(seed))
    if len(others) == DRAWS:
        # Not all there are: the one that was played is then one more that was drawn.
        others = np.concatenate([seen, others])
    signs = np.concatenate([seen, others])[:, played.kept]
    usual = played.usual[played.kept]
    change = np.diff(played.sold.reshape(clusters, -1, 2), axis=2)[played.kept, :, 0]
    leaned = _leaned(signs, usual)
    size = np.sqrt((usual[:, None] * leaned**2).sum(axis=(1, 2)))
    if size[0] == 0:
        return Finding(0.0, -np.inf, np.inf, 1.0, len(signs) - 1)
    told = _over(size, (leaned * change).sum(axis=(1, 2)))
    shared = _over(size, (leaned * usual[:, None] * leaned[0]).sum(axis=(1, 2)))
    effect = float(told[0] / size[0])
    low, high = _ranges(told[1:] / size[0], shared[1:] / size[0], effect)
    refused = int(len(low) * (1 - level))
    return Finding(
        effect=effect,
        low=float(np.sort(low)[refused]),
        high=float(np.sort(high)[::-1][refused]),
        p_value=float(((low <= 0) & (high >= 0)).mean()),
        schedules=len(low),
    )


def noise_of(
    past: FloatArray, usual: FloatArray, *, pairs: int, seed: int = 0, draws: int = 400
) -> float:
    """Standard deviation of the effect that such a test would find where there is none.

    Pairs of neighbouring periods of the past, shape (clusters, periods), are drawn with
    replacement and given schedules at random. NaN where there are not two pairs to draw from.

    Raises:
        ValueError: usual sales that are not above zero, or no pair.
    """
    if np.any(usual <= 0) or pairs < 1:
        raise ValueError("Usual sales are above zero, and a test has pairs.")
    changes = np.diff(past, axis=1)
    if changes.shape[1] < 3:
        return float("nan")
    rng = np.random.default_rng(seed)
    effects = np.zeros(draws)
    for draw in range(draws):
        change = changes[:, rng.integers(changes.shape[1], size=pairs)]
        leaned = _leaned(_signs(draw_schedule(len(usual), pairs, rng))[None], usual)[0]
        effects[draw] = (leaned * change).sum() / (usual[:, None] * leaned**2).sum()
    return float(effects.std())


def detectable(noise: float, *, level: float = 0.95, power: float = POWER) -> float:
    """The effect that is found ``power`` of the times, for an estimate of that deviation."""
    return float(noise * (norm.ppf(0.5 + level / 2) + norm.ppf(power)))


def _periods(second: BoolArray) -> BoolArray:
    """Shape (clusters, 2 pairs), from who asks the test price second in each pair."""
    return np.stack([~second, second], axis=2).reshape(len(second), -1)


def _signs(asks_test: BoolArray) -> FloatArray:
    """Shape (clusters, pairs): 1 where the second period of a pair asks the test price, else -1."""
    return np.where(asks_test[:, 1::2], 1.0, -1.0)


def _schedules(clusters: int, pairs: int, rng: np.random.Generator) -> FloatArray:
    """Signs (schedules, clusters, pairs): all there are, or as many as are enough, at random."""
    if possible_schedules(clusters, pairs) > MOST_ENUMERATED:
        drawn = [_signs(draw_schedule(clusters, pairs, rng)) for _ in range(DRAWS)]
        return np.stack(drawn)
    columns = [_column(clusters, chosen) for chosen in _choices(clusters)]
    every = [np.stack(parts, axis=1) for parts in product(columns, repeat=pairs)]
    return np.stack(every)


def _choices(clusters: int) -> list[tuple[int, ...]]:
    sizes = {clusters // 2, (clusters + 1) // 2}
    return [chosen for size in sorted(sizes) for chosen in combinations(range(clusters), size)]


def _column(clusters: int, chosen: tuple[int, ...]) -> FloatArray:
    column = np.full(clusters, -1.0)
    column[list(chosen)] = 1.0
    return column


def _leaned(signs: FloatArray, usual: FloatArray) -> FloatArray:
    """Signs (..., clusters, pairs) less their mean over a pair's clusters: its growth is no effect.

    One cluster alone has nobody to tell growth by; chance tells it over the pairs.
    """
    if signs.shape[-2] == 1:
        return signs
    weights = (usual / usual.sum())[:, None]
    return np.asarray(signs - (weights * signs).sum(axis=-2, keepdims=True))


def _over(size: FloatArray, values: FloatArray) -> FloatArray:
    return np.divide(values, size, out=np.zeros_like(values), where=size > 0)


def _ranges(told: FloatArray, shared: FloatArray, effect: float) -> tuple[FloatArray, FloatArray]:
    """For each schedule, between which effects its statistic is as extreme as the one seen."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.stack([(told - effect) / (shared - 1.0), (told + effect) / (shared + 1.0)])
    # Schedules that are the one played, or its mirror, are as extreme whatever the effect.
    same = np.abs(shared) > 1.0 - 1e-9
    low = np.where(same, -np.inf, ends.min(axis=0))
    high = np.where(same, np.inf, ends.max(axis=0))
    return low, high
