"""Intervals that hold at every look at once: staff may look daily and stop when it is clear.

Asymptotic confidence sequences of Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: "Time-uniform
central limit theory and asymptotic confidence sequences", arXiv 2103.06476, theorem 2.2:
after t observations with standard deviation σ̂ the mean lies within

    σ̂ · √( 2(tρ² + 1) / (t²ρ²) · log(√(tρ² + 1) / α) )

at all t together with probability 1 − α. A proportion is the mean of zeros and ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from experiments.algorithms.moments import Estimate

FEWEST = 30
"""Subjects an arm below which a central limit is no limit: the interval is everything."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its always-valid bounds; unbounded where too little is known."""

    estimate: float
    lower: float
    upper: float

    @property
    def is_above_zero(self) -> bool:
        return self.lower > 0

    @property
    def is_below_zero(self) -> bool:
        return self.upper < 0

    @property
    def is_bounded(self) -> bool:
        return math.isfinite(self.lower) and math.isfinite(self.upper)


def mixing_rate(*, narrowest_at: float, alpha: float) -> float:
    """ρ that makes the sequence narrowest about ``narrowest_at`` observations (ibid., eq. 21).

    It must be fixed before the first look: the planned sample is.
    """
    log_part = -2 * math.log(alpha)
    return math.sqrt((log_part + math.log(log_part + 1)) / narrowest_at)


def widening(*, n: int, rate: float, alpha: float) -> float:
    """How many standard errors an always-valid interval reaches after ``n`` observations."""
    grown = n * rate**2
    return math.sqrt(2 * (grown + 1) / grown * math.log(math.sqrt(grown + 1) / alpha))


def difference(
    treated: Estimate, control: Estimate, *, narrowest_at: float, alpha: float = 0.05
) -> Interval:
    """Treated minus control, in the outcome's unit.

    Observations are the subjects of both arms, and the variance of their (inverse probability
    weighted) difference is the sum of both arms': ibid., section 4, for randomised experiments.
    """
    gap = treated.mean - control.mean
    error = math.hypot(treated.standard_error, control.standard_error)
    return _interval(gap, error, treated, control, narrowest_at=narrowest_at, alpha=alpha)


def lift(
    treated: Estimate, control: Estimate, *, narrowest_at: float, alpha: float = 0.05
) -> Interval:
    """Treated over control minus one, by the delta method; unbounded where control is zero.

    Var(a/b) ≈ Var(a)/b² + a²·Var(b)/b⁴ for independent means a and b.
    """
    if control.mean <= 0:
        return Interval(0.0, -math.inf, math.inf)
    ratio = treated.mean / control.mean
    error = math.hypot(treated.standard_error, ratio * control.standard_error) / control.mean
    return _interval(ratio - 1, error, treated, control, narrowest_at=narrowest_at, alpha=alpha)


def _interval(
    value: float,
    error: float,
    treated: Estimate,
    control: Estimate,
    *,
    narrowest_at: float,
    alpha: float,
) -> Interval:
    if min(treated.n, control.n) < FEWEST or error == 0:
        return Interval(value, -math.inf, math.inf)
    rate = mixing_rate(narrowest_at=narrowest_at, alpha=alpha)
    reach = error * widening(n=treated.n + control.n, rate=rate, alpha=alpha)
    return Interval(value, value - reach, value + reach)
