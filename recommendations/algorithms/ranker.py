"""The second stage at serving: boosted trees put the first stage's candidates into a new order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations.algorithms.evidence import Evidence
from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.item_statistics import ItemStatistics
from recommendations.algorithms.models import Ranker
from recommendations.algorithms.personal import History
from recommendations.algorithms.ranker_features import candidates_of, describe


@dataclass(frozen=True, slots=True)
class Ranked:
    """Places in the evidence, best first, with the trees' scores; only the order has meaning."""

    places: IntArray
    scores: FloatArray


def rerank(
    ranker: Ranker,
    statistics: ItemStatistics,
    evidence: Evidence,
    history: History,
    *,
    n: int,
    allowed: BoolArray | None,
    excluded: IntArray,
) -> Ranked:
    """The `n` best of the first stage's candidates by the trees, ties to the first stage."""
    candidates = candidates_of(
        evidence, ranker.blend, most=ranker.candidates, allowed=allowed, excluded=excluded
    )
    if not len(candidates):
        return Ranked(np.empty(0, np.int32), np.empty(0, np.float32))
    members = tuple(ranker.blend.weights)
    scores = ranker.trees.scores(describe(candidates, members, history, statistics))
    order = np.argsort(-scores, kind="stable")[:n]
    return Ranked(candidates.places[order], scores[order].astype(np.float32))
