"""An order learned from clicks: boosted trees over the same signals that the blend weighs by hand.

LambdaMART (Burges 2010, "From RankNet to LambdaRank to LambdaMART") by LightGBM, taught by grades
that are free of the places (``position_bias.wanted``), and judged by held-out clicks, each weighed
by how seldom its place is looked at (Joachims, Swaminathan & Schnabel, "Unbiased learning-to-rank
with biased feedback", WSDM 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.trees import Trees
from search.algorithms.ranking import NAMES, share_of_best

FloatArray = npt.NDArray[np.float64]

HIGHEST_GRADE = 8
SIGNALS_LEARNED = tuple(name for name in NAMES if name != "affinity")
"""The log does not say how well a product had fitted whom; the blend adds that."""
FEATURES = ("text", *SIGNALS_LEARNED)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is tuned; few and shallow trees, since a shop's log is small."""

    rounds: int = 120
    learning_rate: float = 0.06
    leaves: int = 12
    smallest_leaf: int = 40
    seed: int = 7


@dataclass(frozen=True, slots=True)
class JudgedList:
    """The candidates of one search: float32 [rows, features], and how wanted each is, [rows]."""

    features: npt.NDArray[np.float32]
    wanted: FloatArray


def describe(
    text_scores: Sequence[float] | FloatArray, signals: FloatArray
) -> npt.NDArray[np.float32]:
    """What the trees are asked of candidates, float32 [rows, features] in the order of FEATURES.

    Args:
        signals: float64 [rows, signals] as ``ranking.matrix`` makes them.
    """
    columns = [NAMES.index(name) for name in SIGNALS_LEARNED]
    text = share_of_best(np.asarray(text_scores, np.float64))
    return np.column_stack([text, signals[:, columns]]).astype(np.float32)


def grades(wanted: FloatArray) -> npt.NDArray[np.int8]:
    """How wanted the candidates of one search are beside its best, 0 to ``HIGHEST_GRADE``."""
    best = float(wanted.max(initial=0.0))
    if best <= 0:
        return np.zeros(len(wanted), np.int8)
    return np.rint(HIGHEST_GRADE * wanted / best).astype(np.int8)


def fit(lists: Sequence[JudgedList], settings: Settings = Settings()) -> Trees:
    """Trees from judged lists; one thread and a seed, so that the same lists give the same.

    Every tree falls or stays as the text fits less (a monotone constraint): clicks never teach it
    to prefer what fits worse.

    Raises:
        ValueError: there are no lists.
    """
    if not lists:
        raise ValueError("nothing to learn from")
    # Here, not above: whoever only serves never needs it.
    import lightgbm

    data = lightgbm.Dataset(
        np.concatenate([one.features for one in lists]),
        np.concatenate([grades(one.wanted) for one in lists]),
        group=[len(one.features) for one in lists],
        feature_name=list(FEATURES),
        params={"verbose": -1},
    )
    parameters = {
        "objective": "lambdarank",
        "learning_rate": settings.learning_rate,
        "num_leaves": settings.leaves,
        "min_data_in_leaf": settings.smallest_leaf,
        "monotone_constraints": [1] + [0] * (len(FEATURES) - 1),
        "label_gain": list(range(HIGHEST_GRADE + 1)),
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "lambdarank_truncation_level": 30,
        "max_bin": 127,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }
    return Trees.of(lightgbm.train(parameters, data, num_boost_round=settings.rounds))


def discounted_clicks(scores: FloatArray, weights: FloatArray) -> float:
    """How high the held-out clicks of one search stand by ``scores``, from 0 to 1.

    The discounted gain of the clicks over that of the best order there could be.

    Args:
        scores: of each candidate, float64 [rows].
        weights: clicks, each over how often its place is looked at, float64 [rows]; one above 0.
    """
    discounts = 1 / np.log2(np.arange(2, len(scores) + 2))
    order = np.argsort(-scores, kind="stable")
    best = float(np.sort(weights)[::-1] @ discounts)
    return float(weights[order] @ discounts / best)
