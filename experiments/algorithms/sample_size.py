"""How many visitors an arm needs, stated before the start.

Two-sample normal approximation with unpooled variances (Chow, Shao, Wang: "Sample Size
Calculations in Clinical Research", 4.2.2): n = (z₁₋α⸝₂ + z_power)² · (σ₀² + σ₁²) / δ².
"""

from __future__ import annotations

import math

from scipy import stats


def visitors_for_rates(
    *, base: float, relative: float, power: float = 0.8, alpha: float = 0.05
) -> int:
    """Visitors an arm to see a rate ``base`` change by ``relative`` (0.1 is +10 %).

    Raises:
        ValueError: a rate is not between 0 and 1, or nothing would change.
    """
    other = base * (1 + relative)
    if not (0 < base < 1 and 0 < other < 1):
        raise ValueError("rates lie between 0 and 1")
    spread = base * (1 - base) + other * (1 - other)
    return _visitors(spread=spread, gap=other - base, power=power, alpha=alpha)


def visitors_for_means(
    *, mean: float, deviation: float, relative: float, power: float = 0.8, alpha: float = 0.05
) -> int:
    """Visitors an arm to see a mean change by ``relative``, of outcomes that vary by ``deviation``.

    Raises:
        ValueError: the mean or the deviation is not above zero, or nothing would change.
    """
    if mean <= 0 or deviation <= 0:
        raise ValueError("the mean and the deviation must be above zero")
    return _visitors(spread=2 * deviation**2, gap=mean * relative, power=power, alpha=alpha)


def _visitors(*, spread: float, gap: float, power: float, alpha: float) -> int:
    if gap == 0:
        raise ValueError("an effect of nothing cannot be found")
    if not (0 < power < 1 and 0 < alpha < 1):
        raise ValueError("power and alpha lie between 0 and 1")
    reach = float(stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(power))
    return math.ceil(reach**2 * spread / gap**2)
