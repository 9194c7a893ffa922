"""Demand counted in whole units, by two moments: Poisson, or negative binomial where it is wider.

Variance above the mean is what shops see (Syntetos and Boylan, 2006); where ``sd² <= mean`` nothing
narrower than Poisson is believed. All arguments broadcast.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from inventory.algorithms.arrays import BoolArray, FloatArray, Numbers, as_floats

HAIR = 1e-9


def exceeds(units: Numbers, mean: Numbers, sd: Numbers) -> FloatArray:
    """P(D > units)."""
    have, mu, spread = _told(units, mean, sd)
    whole = np.floor(have + HAIR)
    risk = np.array(stats.poisson.sf(whole, mu))
    wide = _wide(mu, spread)
    if wide.any():
        size, chance = _shape(mu[wide], spread[wide])
        risk[wide] = stats.nbinom.sf(whole[wide], size, chance)
    return as_floats(np.where(have < 0, 1.0, risk))


def expected_sales(units: Numbers, mean: Numbers, sd: Numbers) -> FloatArray:
    """E[min(D, units)] for whole units.

    E[D; D < S] is mu times the chance of D' < S - 1, where D' has the law that is shifted by one:
    Poisson again, or negative binomial with one success more.
    """
    have, mu, spread = _told(units, mean, sd)
    below = np.array(stats.poisson.cdf(have - 2, mu))
    at_least = np.array(stats.poisson.sf(have - 1, mu))
    wide = _wide(mu, spread)
    if wide.any():
        size, chance = _shape(mu[wide], spread[wide])
        below[wide] = stats.nbinom.cdf(have[wide] - 2, size + 1, chance)
        at_least[wide] = stats.nbinom.sf(have[wide] - 1, size, chance)
    return as_floats(np.where(mu > 0, mu * below + have * at_least, 0.0))


def units_for(service_level: Numbers, mean: Numbers, sd: Numbers) -> FloatArray:
    """The fewest units that cover demand with a probability."""
    level, mu, spread = _told(service_level, mean, sd)
    units = np.array(stats.poisson.ppf(level, mu))
    wide = _wide(mu, spread)
    if wide.any():
        size, chance = _shape(mu[wide], spread[wide])
        units[wide] = stats.nbinom.ppf(level[wide], size, chance)
    return as_floats(np.where(mu > 0, units, 0.0))


def _told(one: Numbers, mean: Numbers, sd: Numbers) -> tuple[FloatArray, FloatArray, FloatArray]:
    first, mu, spread = np.broadcast_arrays(as_floats(one), as_floats(mean), as_floats(sd))
    return first, mu, spread


def _wide(mean: FloatArray, sd: FloatArray) -> BoolArray:
    return np.asarray((sd**2 > mean * (1 + HAIR)) & (mean > 0))


def _shape(mean: FloatArray, sd: FloatArray) -> tuple[FloatArray, FloatArray]:
    return as_floats(mean**2 / (sd**2 - mean)), as_floats(mean / sd**2)
