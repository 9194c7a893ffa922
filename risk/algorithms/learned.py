"""The chance that an attempt is fraud, learned from what attempts turned out to be.

Confirmed ones count whole; what nobody complained of within the time of chargebacks is honest as
far as one knows, and counts less, least where nobody would complain. Boosted trees (Ke et al. 2017,
"LightGBM") of few leaves, kept as arrays; the chances are made to come true by Platt's slope (1999)
on attempts that the trees which are asked had not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.algorithms.attempts import DOORS, FloatArray, IntArray
from risk.algorithms.trees import Tree, Trees, planted

FEWEST_CONFIRMED = 200
FEWEST_FRAUDS = 20
FEWEST_HONEST = 100
FOLDS = 4
ROUNDS = 120
SEED = 11
CERTAIN = 1e-6


@dataclass(frozen=True, slots=True)
class Cases:
    """What is learned from, oldest first; n attempts.

    ``rows`` (n, k) as ``rows_of`` makes them, ``is_fraud`` (n,) 0 or 1, ``weight`` (n,).
    """

    rows: FloatArray
    is_fraud: FloatArray
    weight: FloatArray

    def __len__(self) -> int:
        return len(self.is_fraud)

    def take(self, chosen: npt.NDArray[Any]) -> Cases:
        return Cases(self.rows[chosen], self.is_fraud[chosen], self.weight[chosen])


@dataclass(frozen=True, slots=True)
class Learned:
    """Boosted trees, and the slope and shift that make their log odds come true."""

    trees: Trees
    platt: FloatArray
    """(2,): slope, shift."""

    def chances(self, rows: FloatArray) -> FloatArray:
        """Shape (n,), for rows of shape (n, k)."""
        slope, shift = self.platt
        return chance(slope * self.trees.sums(rows) + shift)

    def pulls(self, row: FloatArray) -> FloatArray:
        """What each column of a row, shape (k,), adds to the log odds, shape (k,)."""
        return self.trees.changes(row) * float(self.platt[0])

    def to_arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """Arrays to keep; ``from_arrays`` is the inverse."""
        return {**self.trees.to_arrays(name), f"{name}_platt": self.platt}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> Learned:
        """
        Raises:
            KeyError: an array is missing.
        """
        return cls(Trees.from_arrays(name, arrays), arrays[f"{name}_platt"])


def rows_of(door: IntArray, signals: FloatArray) -> FloatArray:
    """Signals, shape (n, S), and the doors as one flag each: shape (n, S + len(DOORS))."""
    return np.hstack([signals, np.eye(len(DOORS))[door]])


def fit_learned(cases: Cases) -> Learned | None:
    """Learn from cases, oldest first; None where one kind is too rare to tell them apart."""
    frauds = int(cases.is_fraud.sum())
    if frauds < FEWEST_FRAUDS or len(cases) - frauds < FEWEST_HONEST:
        return None
    return Learned(grown(cases), _platt(cases))


def grown(cases: Cases) -> Trees:
    """Trees whose sums are log odds."""
    import lightgbm

    parameters = {
        "objective": "binary",
        "num_leaves": 8,
        "learning_rate": 0.06,
        "min_data_in_leaf": 15,
        "min_sum_hessian_in_leaf": 0.5,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 3.0,
        "seed": SEED,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }
    table = lightgbm.Dataset(cases.rows, cases.is_fraud, weight=cases.weight)
    found = lightgbm.train(parameters, table, ROUNDS).dump_model()
    return planted([_boosted_tree(one["tree_structure"]) for one in found["tree_info"]])


def chance(log_odds: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -40, 40))), np.float64)


def _platt(cases: Cases) -> FloatArray:
    """Slope and shift, of stretches of time that were told by the others: attacks come in bursts.

    Here every case counts once, since it is of the prevalence that chances speak.
    """
    from sklearn.linear_model import LogisticRegression

    told = np.empty(len(cases))
    fold = _stretches(cases.is_fraud)
    for one in range(FOLDS):
        told[fold == one] = grown(cases.take(fold != one)).sums(cases.rows[fold == one])
    model = LogisticRegression(C=1e3).fit(told[:, None], cases.is_fraud)
    slope, shift = float(model.coef_[0][0]), float(model.intercept_[0])
    return np.array([slope, shift] if slope > 0 else [1.0, 0.0])


def _stretches(is_fraud: FloatArray) -> IntArray:
    """Each case's stretch of time: all of them have as many frauds."""
    seen = np.cumsum(is_fraud)
    return np.minimum(seen * FOLDS // (seen[-1] + 1), FOLDS - 1).astype(np.int64)


def _boosted_tree(root: Mapping[str, Any]) -> Tree:
    """A tree of LightGBM's own description, parents before children."""
    nodes: list[tuple[float, float, int, int, bool, float]] = []
    _add(root, nodes)
    column, threshold, left, right, nan_left, value = (
        np.array(each) for each in zip(*nodes, strict=True)
    )
    return Tree(column.astype(np.int32), threshold, left, right, nan_left, value)


def _add(node: Mapping[str, Any], nodes: list[Any]) -> int:
    """Returns the place that a node got."""
    place = len(nodes)
    if "leaf_value" in node:
        nodes.append((0, 0.0, -1, -1, False, float(node["leaf_value"])))
        return place
    threshold = float(node["threshold"])
    # Where no unknown was seen in learning, LightGBM takes one for 0.
    nan_left = node["default_left"] if node["missing_type"] == "NaN" else threshold >= 0
    nodes.append(())
    left = _add(node["left_child"], nodes)
    right = _add(node["right_child"], nodes)
    column, value = int(node["split_feature"]), float(node["internal_value"])
    nodes[place] = (column, threshold, left, right, bool(nan_left), value)
    return place
