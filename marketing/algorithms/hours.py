"""At which hours somebody reads: own hours, shrunk to the segment's, and these to the shop's.

What was done at each hour of the clock is smoothed on the circle by a von Mises kernel (Mardia,
Jupp, "Directional Statistics", 2000, section 12.6) and taken as draws from shares with a Dirichlet
prior around those of the group; how far people differ from their group is told by the likelihood
of the counts (Minka, "Estimating a Dirichlet distribution", 2000). Who was never seen has the
group's shares.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import special

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

HOURS: Final = 24
CONCENTRATION: Final = 8.0
"""Of the kernel: 0.29 of what is seen at an hour counts for it, 0.22 for each hour beside it."""
STRENGTHS: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0)
"""Sightings that a group's shares may count for against a member's own."""
FEWEST_PEOPLE: Final = 20


@dataclass(frozen=True, slots=True)
class Hours:
    """Shares of the hours of a day; rows add up to 1.

    Attributes:
        shop: shape (24,).
        groups: shape (g, 24).
        own: shape (n, 24).
        group_strength, own_strength: sightings that the shop's shares count for in a group's, and
            a group's in those of a member.
    """

    shop: FloatArray
    groups: FloatArray
    own: FloatArray
    group_strength: float
    own_strength: float


def learn_hours(counts: FloatArray, group: IntArray, *, groups: int) -> Hours | None:
    """Shares from what was seen; None where nobody was.

    Args:
        counts: shape (n, 24), how often each person was seen at each hour; weighted counts will do.
        group: shape (n,), row of each person's group, −1 where they are in none.
        groups: how many groups there are.

    Raises:
        ValueError: negative counts.
    """
    if (counts < 0).any():
        raise ValueError("nobody is seen less than never")
    total = counts.sum(axis=0)
    if not total.any():
        return None
    by_group = np.zeros((groups, HOURS))
    np.add.at(by_group, group[group >= 0], counts[group >= 0])
    raw_shop = _shares(total + 1 / HOURS)
    group_strength = _strength(by_group, np.broadcast_to(raw_shop, by_group.shape))
    raw_groups = shrink(by_group, raw_shop, group_strength)
    # Smoothed, even people who are all alike would seem to differ from what they have in common.
    own_strength = _strength(counts, _of_members(raw_groups, raw_shop, group))
    shop = _shares(smooth(raw_shop))
    group_shares = shrink(smooth(by_group), shop, group_strength)
    own = shrink(smooth(counts), _of_members(group_shares, shop, group), own_strength)
    return Hours(shop, group_shares, own, group_strength, own_strength)


def _of_members(groups: FloatArray, shop: FloatArray, group: IntArray) -> FloatArray:
    """The shares of each person's group, the shop's where they are in none; shape (n, 24)."""
    return np.vstack([groups, shop])[np.where(group >= 0, group, len(groups))]


def smooth(counts: FloatArray) -> FloatArray:
    """Counts spread over the hours beside, midnight and all; shape (…, 24) and sums are kept."""
    kernel = _kernel()
    spread = np.zeros_like(counts, np.float64)
    for shift in range(HOURS):
        spread += kernel[shift] * np.roll(counts, shift, axis=-1)
    return spread


def shrink(counts: FloatArray, prior: FloatArray, strength: float) -> FloatArray:
    """Mean of the shares after the counts were seen, shape (n, 24)."""
    seen = counts.sum(axis=-1, keepdims=True)
    return (counts + strength * prior) / (seen + strength)


def best_slots(shares: FloatArray, *, hours: IntArray, quiet: Collection[int] = ()) -> IntArray:
    """Which of the ``hours`` to come each reads most at, as a place in them, shape (n,).

    Args:
        hours: shape (m,), hours of the clock in the order in which they come.
        quiet: hours never to be chosen, unless all are; of equal hours the first is.
    """
    ahead = shares[:, hours].copy()
    is_quiet = np.isin(hours, list(quiet))
    if not is_quiet.all():
        ahead[:, is_quiet] = -1.0
    return ahead.argmax(axis=1).astype(np.int64)


def _kernel() -> FloatArray:
    angle = 2 * np.pi * np.arange(HOURS) / HOURS
    return _shares(np.exp(CONCENTRATION * np.cos(angle)))


def _shares(counts: FloatArray) -> FloatArray:
    return np.asarray(counts / counts.sum(axis=-1, keepdims=True))


def _strength(counts: FloatArray, priors: FloatArray) -> float:
    """The strength under which the counts are likeliest, by their Dirichlet-multinomial chance."""
    seen = counts.sum(axis=1) > 1
    if seen.sum() < FEWEST_PEOPLE:
        return STRENGTHS[5]
    likelihoods = [_log_likelihood(counts[seen], priors[seen], one) for one in STRENGTHS]
    return STRENGTHS[int(np.argmax(likelihoods))]


def _log_likelihood(counts: FloatArray, priors: FloatArray, strength: float) -> float:
    alpha = strength * priors
    seen = counts.sum(axis=1)
    whole = special.gammaln(strength) - special.gammaln(strength + seen)
    parts = (special.gammaln(alpha + counts) - special.gammaln(alpha)).sum(axis=1)
    return float((whole + parts).sum())
