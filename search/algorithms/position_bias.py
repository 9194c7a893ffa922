"""How far down a list people look, learned from clicks alone, and what clicks say without it.

The position-based model (Richardson, Dominowska & Ragno 2007; Craswell et al. 2008): a result is
clicked where it is looked at, which its place decides, and wanted, which the words and the product
decide. Both are found by expectation maximisation from the log as it is, without shuffling
anybody's results (Wang, Golbandi, Bendersky, Metzler & Najork, "Position bias estimation for
unbiased learning to rank in personal search", WSDM 2018). They can be told apart because a product
does not stand at the same place every day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

DEEPEST = 48
STEPS = 300
PRIOR_VIEWS = 20.0
"""Views at the usual rate that every place and every product is credited with."""
STEEPNESS = 0.7
"""Where little is known, the place k is looked at k^-0.7 as often as the first."""
LEAST_EXAMINED = 0.02
"""No click counts for more than fifty: else a lucky one at the bottom would rule."""


@dataclass(frozen=True, slots=True)
class ClickLog:
    """Results that were shown, one row each; all arrays are of one length.

    ``pairs`` numbers (search, product) from 0; ``positions`` count from 1, at most ``DEEPEST``.
    """

    pairs: IntArray
    positions: IntArray
    clicked: npt.NDArray[np.bool_]

    @property
    def n_pairs(self) -> int:
        return int(self.pairs.max(initial=-1)) + 1


def examination(log: ClickLog, *, steps: int = STEPS) -> FloatArray:
    """How likely each place is looked at, the first being 1, float64 [DEEPEST + 1].

    It never rises from one place to the next; entry 0 is not used. Without a click it is the prior.
    """
    usual = _usual()
    if not log.clicked.any():
        return usual
    cells = _Cells.of(log)
    looked, wanted = usual.copy(), np.full(log.n_pairs, log.clicked.mean())
    for _step in range(steps):
        looked, wanted = cells.step(looked, wanted, usual)
    looked = np.minimum.accumulate(np.append(1.0, looked[1:] / looked[1]))
    return np.maximum(looked, LEAST_EXAMINED)


def wanted(log: ClickLog, looked: FloatArray, *, prior: float = PRIOR_VIEWS) -> FloatArray:
    """How likely each pair is clicked once it is looked at, float64 [pairs].

    Clicks over the looks that its places got (Zhang & Jones 2007, "clicks over expected clicks"):
    inverse propensity weighting in its self-normalised form, drawn to the mean where looks are few.
    """
    looks = np.bincount(log.pairs, weights=looked[log.positions], minlength=log.n_pairs)
    clicks = np.bincount(log.pairs, weights=log.clicked, minlength=log.n_pairs)
    mean = clicks.sum() / max(looks.sum(), 1e-9)
    return np.asarray((clicks + prior * mean) / (looks + prior), np.float64)


def click_rate(log: ClickLog, *, prior: float = PRIOR_VIEWS) -> FloatArray:
    """The plain share of clicks, with its bias: what ``wanted`` is measured against."""
    shown = np.bincount(log.pairs, minlength=log.n_pairs).astype(np.float64)
    clicks = np.bincount(log.pairs, weights=log.clicked, minlength=log.n_pairs)
    mean = clicks.sum() / max(shown.sum(), 1e-9)
    return np.asarray((clicks + prior * mean) / (shown + prior), np.float64)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The log summed by pair and place: what the steps need, however long the log is."""

    pairs: IntArray
    positions: IntArray
    clicks: FloatArray
    misses: FloatArray

    @classmethod
    def of(cls, log: ClickLog) -> _Cells:
        keys = log.pairs * (DEEPEST + 1) + log.positions
        found, inverse = np.unique(keys, return_inverse=True)
        clicks = np.bincount(inverse, weights=log.clicked, minlength=len(found)).astype(np.float64)
        shown = np.bincount(inverse, minlength=len(found)).astype(np.float64)
        return cls(found // (DEEPEST + 1), found % (DEEPEST + 1), clicks, shown - clicks)

    def step(
        self, looked: FloatArray, wanted: FloatArray, usual: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """One expectation and maximisation.

        A click was looked at and wanted; of what was not clicked, each is as likely as the other
        leaves it.
        """
        look, want = looked[self.positions], wanted[self.pairs]
        missed = np.maximum(1 - look * want, 1e-9)
        looks = self.clicks + self.misses * look * (1 - want) / missed
        wants = self.clicks + self.misses * want * (1 - look) / missed
        shown = self.clicks + self.misses
        return (
            _mean(self.positions, looks, shown, toward=usual),
            _mean(self.pairs, wants, shown, toward=np.full(len(wanted), wanted.mean())),
        )


def _mean(
    at: IntArray, values: FloatArray, weights: FloatArray, *, toward: FloatArray
) -> FloatArray:
    """Means by group, drawn a little to what they are thought to be."""
    total = np.bincount(at, weights=values, minlength=len(toward))
    count = np.bincount(at, weights=weights, minlength=len(toward))
    drawn: FloatArray = (total + toward) / (count + 1)
    return np.clip(drawn, 1e-6, 1 - 1e-6)


def _usual() -> FloatArray:
    places = np.maximum(np.arange(DEEPEST + 1), 1)
    return np.asarray(places**-STEEPNESS, np.float64)
