"""Clusters of customers by how they buy, with how well they part and how steady they are.

k-means over features that are cut at their outer hundredths and scaled. How many clusters there
are is asked of the data: the highest mean silhouette (Rousseeuw, 1987) among those numbers of
which every cluster holds ``SMALLEST_SHARE`` of all and comes back when customers are drawn anew:
the mean of each cluster's best Jaccard likeness over bootstraps is at least ``STEADY`` (Hennig,
"Cluster-wise assessment of cluster stability", 2007). A silhouette without the smallest share says
little: one whale apart from everybody scores best of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_samples

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

NUMBERS = (3, 4, 5, 6)
SMALLEST_SHARE = 0.07
STEADY = 0.75
"""Hennig: below it a cluster is a pattern at best, below a half it dissolves."""
BOOTSTRAPS = 20
MOST_LEARNED = 10_000
MOST_JUDGED = 2_000
CUT = 0.01
FAINT = 0.05
"""A feature whose scale is below this share of what it could be parts nobody."""
TELLING = 0.4
"""Standard deviations from everybody's mean from which on a feature names a cluster."""
MOST_TRAITS = 2


@dataclass(frozen=True, slots=True)
class Clusters:
    """Centres of k clusters among d features.

    Attributes:
        low, high: shape (d,), where features are cut.
        mean, scale: shape (d,), of the cut features; a scale of 0 leaves a feature out.
        centres: shape (k, d), in scaled features.
    """

    low: FloatArray
    high: FloatArray
    mean: FloatArray
    scale: FloatArray
    centres: FloatArray

    def scaled(self, features: FloatArray) -> FloatArray:
        """Features as the distances are taken in, of shape (n, d)."""
        cut = np.clip(features, self.low, self.high) - self.mean
        return np.divide(cut, self.scale, out=np.zeros_like(cut), where=self.scale > 0)

    def assign(self, features: FloatArray) -> IntArray:
        """The nearest cluster of each row, of shape (n,)."""
        return _nearest(self.scaled(features), self.centres)


@dataclass(frozen=True, slots=True)
class Quality:
    """How well clusters part (silhouette), the smallest's share, and how steady each is."""

    silhouette: float
    smallest_share: float
    jaccard: FloatArray
    adjusted_rand: float

    @property
    def is_sound(self) -> bool:
        return self.smallest_share >= SMALLEST_SHARE and float(self.jaccard.min()) >= STEADY


@dataclass(frozen=True, slots=True)
class Found:
    """Clusters with what is to be known of them."""

    clusters: Clusters
    quality: Quality


def find_clusters(features: FloatArray, *, seed: int = 0) -> Found | None:
    """The clusters that part best among the sound ones; None where no number of them is sound.

    Args:
        features: shape (n, d), finite.
    """
    rng = np.random.default_rng(seed)
    if len(features) > MOST_LEARNED:
        features = features[rng.choice(len(features), MOST_LEARNED, replace=False)]
    frame = _frame(features)
    points = frame.scaled(features)
    if not frame.scale.any() or len(np.unique(points, axis=0)) < max(NUMBERS):
        return None
    found = [_with_quality(frame, points, number, rng) for number in NUMBERS]
    sound = [each for each in found if each.quality.is_sound]
    return max(sound, key=lambda each: each.quality.silhouette, default=None)


def silhouettes(points: FloatArray, labels: IntArray) -> FloatArray:
    """Of each point; zeros where all are of one cluster.

    Args:
        points: shape (n, d), scaled.
        labels: shape (n,).
    """
    if not 2 <= len(np.unique(labels)) < len(labels):
        return np.zeros(len(labels))
    return np.asarray(silhouette_samples(points, labels), np.float64)


def traits(clusters: Clusters) -> list[list[tuple[int, int]]]:
    """What sets each cluster apart: features with +1 or −1, the most telling first.

    Two clusters that would be told alike get one trait more each, while there are any.
    """
    ranked = [
        [(int(place), int(np.sign(centre[place]))) for place in np.argsort(-np.abs(centre))
         if abs(centre[place]) >= TELLING]
        for centre in clusters.centres
    ]  # fmt: skip
    told = [each[:1] for each in ranked]
    for most in range(2, MOST_TRAITS + 1):
        alike = [told.count(each) > 1 for each in told]
        told = [ranked[row][:most] if alike[row] else told[row] for row in range(len(told))]
    return told


def _frame(features: FloatArray) -> Clusters:
    low, high = np.quantile(features, [CUT, 1 - CUT], axis=0)
    cut = np.clip(features, low, high)
    scale = cut.std(axis=0)
    scale[scale < FAINT] = 0.0
    return Clusters(low, high, cut.mean(axis=0), scale, np.zeros((0, features.shape[1])))


def _with_quality(
    frame: Clusters, points: FloatArray, number: int, rng: np.random.Generator
) -> Found:
    centres = _centres(points, number, rng, starts=4)
    clusters = Clusters(frame.low, frame.high, frame.mean, frame.scale, centres)
    labels = _nearest(points, centres)
    judged = rng.permutation(len(points))[:MOST_JUDGED]
    jaccard, adjusted_rand = _stability(points, labels, number, rng)
    quality = Quality(
        silhouette=float(silhouettes(points[judged], labels[judged]).mean()),
        smallest_share=float(np.bincount(labels, minlength=number).min() / len(labels)),
        jaccard=jaccard,
        adjusted_rand=adjusted_rand,
    )
    return Found(clusters, quality)


def _stability(
    points: FloatArray, labels: IntArray, number: int, rng: np.random.Generator
) -> tuple[FloatArray, float]:
    """Each cluster's mean best Jaccard likeness over bootstraps, and the mean adjusted Rand."""
    likeness = np.zeros((BOOTSTRAPS, number))
    rand = np.zeros(BOOTSTRAPS)
    for row in range(BOOTSTRAPS):
        drawn = np.unique(rng.integers(0, len(points), len(points)))
        centres = _centres(points[drawn], number, rng, starts=1)
        again = _nearest(points[drawn], centres)
        likeness[row] = _jaccard(labels[drawn], again, number).max(axis=1)
        rand[row] = adjusted_rand_score(labels[drawn], again)
    return likeness.mean(axis=0), float(rand.mean())


def _jaccard(first: IntArray, second: IntArray, number: int) -> FloatArray:
    """Shape (k, k): what a cluster of one and a cluster of the other share of both."""
    both = np.zeros((number, number))
    np.add.at(both, (first, second), 1.0)
    either = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
    return np.divide(both, either, out=np.zeros_like(both), where=either > 0)


def _centres(
    points: FloatArray, number: int, rng: np.random.Generator, *, starts: int
) -> FloatArray:
    """Of k-means, ordered by the first feature, so that a rerun numbers them alike."""
    seed = int(rng.integers(0, 2**31))
    fitted = KMeans(number, n_init=starts, random_state=seed).fit(points)
    centres = np.asarray(fitted.cluster_centers_, np.float64)
    return centres[np.lexsort(centres.T[::-1])]


def _nearest(points: FloatArray, centres: FloatArray) -> IntArray:
    # Not the squares of differences: those of a million customers fill the memory.
    apart = (centres**2).sum(axis=1)[None, :] - 2.0 * points @ centres.T
    return np.argmin(apart, axis=1).astype(np.int64)
