"""Boosted trees of tables, small and slow to learn, as LightGBM's own text in an array.

Ke et al. (2017), "LightGBM". Contributions are those of Lundberg et al. (2018), "Consistent
individualized feature attribution for tree ensembles": with the mean they sum to the answer.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analytics.algorithms.purchases import FloatArray

if TYPE_CHECKING:
    from lightgbm import Booster

Text = npt.NDArray[np.uint8]
ROUNDS = 120
SEED = 7


class Aim(StrEnum):
    """What the trees minimise, in LightGBM's words: odds, the mean of squares, a quantile."""

    CHANCE = "binary"
    MEAN = "regression"
    QUANTILE = "quantile"


def grow(
    values: FloatArray,
    target: FloatArray,
    *,
    aim: Aim,
    quantile: float = 0.5,
    least_rows: int = 60,
) -> Text:
    """Learn a target, shape (n,), from values, shape (n, k); NaN is a value of its own."""
    import lightgbm

    parameters = {
        "objective": str(aim),
        "alpha": quantile,
        "num_leaves": 8,
        "learning_rate": 0.04,
        "min_data_in_leaf": least_rows,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "seed": SEED,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }
    booster = lightgbm.train(parameters, lightgbm.Dataset(values, target), ROUNDS)
    return np.frombuffer(booster.model_to_string().encode(), np.uint8)


def answer(trees: Text, values: FloatArray) -> FloatArray:
    """What the trees say, shape (n,): chances where they learned chances."""
    if not len(values):
        return np.empty(0)
    return np.asarray(_booster(trees.tobytes()).predict(values, num_threads=1), np.float64)


def contributions(trees: Text, values: FloatArray) -> FloatArray:
    """What each column added to the answer, shape (n, k); of chances in log odds."""
    if not len(values):
        return np.empty(values.shape)
    found = _booster(trees.tobytes()).predict(values, pred_contrib=True, num_threads=1)
    return np.asarray(found, np.float64)[:, :-1]


@lru_cache(maxsize=16)
def _booster(text: bytes) -> Booster:
    """Read once a process; the text is some hundred kilobytes."""
    import lightgbm

    return lightgbm.Booster(model_str=text.decode())
