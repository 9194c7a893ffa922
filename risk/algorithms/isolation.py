"""How unusual an attempt is beside those of before: an isolation forest that needs no labels.

Liu, Ting and Zhou (2008), "Isolation Forest": what random cuts part from the rest in few steps is
unusual. Learned by scikit-learn, kept as arrays, walked by ``trees``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.algorithms.attempts import FloatArray
from risk.algorithms.trees import Tree, Trees, planted
from risk.algorithms.watching import Watched

FEWEST_ATTEMPTS = 100
MOST_ATTEMPTS = 20_000
TREES = 100
SEED = 11
NINES = np.array([0.3, 0.7, 1.0, 1.3, 1.7, 2.0, 2.3, 2.7, 3.0])
"""Kept levels: one of ten attempts is so unusual at 1, one of a hundred at 2."""
MOST_NINES = 4.0


@dataclass(frozen=True, slots=True)
class Forest:
    """A forest and what it said of the attempts that it learned from.

    Attributes:
        trees: of prepared rows; values are expected lengths of paths.
        watched: how signals are prepared.
        usual: (1,), the length of a path in a sample of the size that each tree saw.
        levels: (len(NINES),), scores that one attempt in 10 to the power of ``NINES`` exceeds,
            ascending.
    """

    trees: Trees
    watched: Watched
    usual: FloatArray
    levels: FloatArray

    def scores(self, signals: FloatArray) -> FloatArray:
        """From 0 to 1, high where unusual, shape (n,), for signals of shape (n, S)."""
        lengths = self.trees.sums(self.watched.prepared(signals))
        return np.asarray(2.0 ** (-lengths / (len(self.trees.root) * self.usual[0])), np.float64)

    def anomalies(self, signals: FloatArray) -> FloatArray:
        """The share of attempts that are less unusual, shape (n,), told apart up to 0.9999."""
        return np.asarray(1 - 10.0 ** -self._nines(self.scores(signals)), np.float64)

    def pulls(self, signals: FloatArray) -> FloatArray:
        """How much each signal of one attempt, shape (S,), shortens its paths, shape (S,)."""
        row = self.watched.prepared(signals[None, :])[0]
        return self.watched.back_to_signals(-self.trees.changes(row))

    def to_arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """Arrays to keep; ``from_arrays`` is the inverse."""
        return {
            **self.trees.to_arrays(name),
            **self.watched.to_arrays(name),
            f"{name}_scale": np.append(self.levels, self.usual),
        }

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> Forest:
        """
        Raises:
            KeyError: an array is missing.
        """
        return cls(
            Trees.from_arrays(name, arrays),
            Watched.from_arrays(name, arrays),
            usual=arrays[f"{name}_scale"][-1:],
            levels=arrays[f"{name}_scale"][:-1],
        )

    def _nines(self, scores: FloatArray) -> FloatArray:
        """Between the levels on a line; beyond the last one on, as steep as between the last."""
        inside = np.interp(scores, self.levels, NINES, left=0.0)
        rise = max(float(self.levels[-1] - self.levels[-3]), 1e-6)
        beyond = (scores - self.levels[-1]) * float(NINES[-1] - NINES[-3]) / rise
        return np.minimum(inside + np.maximum(beyond, 0.0), MOST_NINES)


def fit_forest(signals: FloatArray, *, seed: int = SEED) -> Forest | None:
    """Learn what is usual from attempts, shape (n, S), oldest first; confirmed fraud left out.

    None where there are fewer than ``FEWEST_ATTEMPTS``, or all of them are alike.
    """
    if len(signals) < FEWEST_ATTEMPTS:
        return None
    seen = signals[-MOST_ATTEMPTS:]
    watched = Watched.learned(seen)
    if watched is None:
        return None
    from sklearn.ensemble import IsolationForest

    rows = watched.prepared(seen)
    model = IsolationForest(n_estimators=TREES, random_state=seed, n_jobs=1).fit(rows)
    forest = Forest(
        planted([_isolation_tree(tree.tree_) for tree in model.estimators_]),
        watched,
        np.array([path_length(np.array([float(model.max_samples_)]))[0]]),
        np.linspace(0, 1, len(NINES)),
    )
    return Forest(forest.trees, watched, forest.usual, _levels(forest.scores(seen)))


def path_length(size: FloatArray) -> FloatArray:
    """The mean length of a path in a random tree of so many rows: equation 1 of the paper."""
    rows = np.asarray(size, np.float64)
    harmonic = np.log(np.maximum(rows - 1, 1)) + np.euler_gamma
    full = 2 * harmonic - 2 * (rows - 1) / np.maximum(rows, 1)
    return np.where(rows <= 1, 0.0, np.where(rows <= 2, 1.0, full))


def _levels(scores: FloatArray) -> FloatArray:
    """Ascending; a tail thinner than the attempts are many is not made up."""
    levels = np.quantile(scores, 1 - 10.0**-NINES)
    return np.maximum.accumulate(levels + 1e-9 * np.arange(len(levels)))


def _isolation_tree(tree: Any) -> Tree:
    """A tree of scikit-learn with the length that a path has that ends at a node."""
    left, right = tree.children_left.tolist(), tree.children_right.tolist()
    rows = tree.n_node_samples.tolist()
    depth = [0] * len(rows)
    for node, below in enumerate(left):  # parents come before their children
        if below >= 0:
            depth[below] = depth[right[node]] = depth[node] + 1
    length = (np.array(depth) + path_length(tree.n_node_samples)).tolist()
    for node in reversed(range(len(rows))):
        one, other = left[node], right[node]
        if one >= 0:
            length[node] = (rows[one] * length[one] + rows[other] * length[other]) / rows[node]
    unknown_left = np.zeros(len(rows), np.bool_)
    return Tree(
        tree.feature, tree.threshold, tree.children_left, tree.children_right, unknown_left, length
    )
