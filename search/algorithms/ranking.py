"""The order of what was found: how well it fits the words, blended with what sells and pleases.

A text score has no scale of its own, so it is taken as a share of the best of its list; what speaks
for a product beside its text is a signal from 0 to 1. The sum is linear (an "additive boost"; see
Turnbull & Berryman, "Relevant Search", 2016, chapter 7): each weight can be read as "how much of
the best text score is the best of this signal worth", and nothing outvotes a text that fits far
better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np
import numpy.typing as npt

from search.query import Candidate

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a product beside its text, each from 0 to 1.

    ``popularity``: orders of late, faded by age. ``conversion``: orders for each look, .5 is the
    shop's mean. ``margin``: share of the price. ``stock``: 0 sold out, 1 plenty. ``freshness``:
    halves with every month on the shelves. ``rating``: stars as a share, few votes drawn to the
    shop's mean. ``affinity``: how well it fits this person; 0 of everybody who is not known.
    """

    popularity: float = 0.0
    conversion: float = 0.0
    margin: float = 0.0
    stock: float = 0.0
    freshness: float = 0.0
    rating: float = 0.0
    affinity: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much of the best text score the best of each signal is worth; none is negative.

    Popularity is the strongest evidence of what people want of equals; what is sold out stands
    behind its like; margin and freshness only break near-ties, so that the shop's wishes never
    show a shopper something that fits worse.
    """

    text: float = 1.0
    popularity: float = 0.12
    conversion: float = 0.06
    margin: float = 0.02
    stock: float = 0.08
    freshness: float = 0.03
    rating: float = 0.04
    affinity: float = 0.08

    def __post_init__(self) -> None:
        if min(asdict(self).values()) < 0:
            raise ValueError("a weight below nought would punish what speaks for a product")


WEIGHTS = Weights()
TEXT_ALONE = Weights(1.0, *(0.0 for _signal in fields(Signals)))
NAMES = tuple(field.name for field in fields(Signals))
"""The signals in the order of the columns of ``matrix``."""


def rerank(
    candidates: Sequence[Candidate],
    signals: Mapping[int, Signals],
    *,
    weights: Weights = WEIGHTS,
) -> list[Candidate]:
    """The same candidates in a new order, each with its blended score; ties stay as they came.

    A product without signals counts as the mean of the others: newcomers must not sink.
    """
    known = {one.product_id for one in candidates} & signals.keys()
    table = np.zeros((len(candidates), len(NAMES)))
    if known:
        table[:] = matrix([signals[key] for key in known]).mean(axis=0)
    for at, one in enumerate(candidates):
        if one.product_id in known:
            table[at] = matrix([signals[one.product_id]])[0]
    return in_order(candidates, blended([one.score for one in candidates], table, weights=weights))


def in_order(candidates: Sequence[Candidate], scores: FloatArray) -> list[Candidate]:
    """Candidates by falling score, each with its own; ties stay as they came."""
    order = np.argsort(-scores, kind="stable").tolist()
    return [Candidate(candidates[at].product_id, float(scores[at])) for at in order]


def matrix(rows: Sequence[Signals]) -> FloatArray:
    """Signals as columns in the order of ``NAMES``, float64 [rows, signals]."""
    told = [[getattr(row, name) for name in NAMES] for row in rows]
    return np.array(told, np.float64).reshape(len(rows), len(NAMES))


def blended(
    text_scores: Sequence[float] | FloatArray, signals: FloatArray, *, weights: Weights = WEIGHTS
) -> FloatArray:
    """One score for each row, float64 [rows]; it rises with the text score and every signal.

    Args:
        text_scores: as the engine gave them, 0 where nothing was asked in words.
        signals: float64 [rows, signals] as ``matrix`` makes them.
    """
    worth = np.array([getattr(weights, name) for name in NAMES])
    shares = weights.text * share_of_best(np.asarray(text_scores, np.float64))
    scores: FloatArray = shares + np.clip(signals, 0.0, 1.0) @ worth
    return scores


def share_of_best(text_scores: FloatArray) -> FloatArray:
    """Text scores as shares of the best; all 0 where none is above 0."""
    best = float(text_scores.max(initial=0.0))
    return np.maximum(text_scores, 0.0) / best if best > 0 else np.zeros_like(text_scores)
