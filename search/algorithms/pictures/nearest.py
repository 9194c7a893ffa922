"""Which products look like a picture: compared exactly with all, and what the nearest share.

A hundred thousand pictures are compared in one product of a matrix and a vector; an approximate
index would save milliseconds and lose answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

VOTERS = 12
"""Pictures that have a say in what is shown: about as many as a product and its likes have."""
SHARPNESS = 0.05
"""The likeness by which a voter's weight falls to a third."""
SAME_KIND = 0.3
"""What belonging to the category that the nearest agree on is worth, in likeness."""
NEVER = -2.0
"""Less than any likeness: what may neither be named nor vote."""
CONSIDERED = 400
"""Nearest products among which the category decides."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A product with the picture that looked most like the question; likeness is at most one."""

    product_id: int
    picture_id: int
    likeness: float


def likenesses(vectors: Array, asked: Array) -> Array:
    """How like each of (n, width) vectors is to the likest of the (q, width) asked: (n,)."""
    return (vectors @ asked.T).max(axis=1)


def voted(likeness: Array, labels: Array, *, voters: int = VOTERS) -> dict[int, float]:
    """What share of the nearest pictures' votes each label has, the strongest first.

    The nearer a picture is, the more it counts; negative labels (unknown) and what is like the
    question ``NEVER`` have no vote.
    """
    able = np.flatnonzero((labels >= 0) & (likeness > NEVER))
    if not len(able):
        return {}
    nearest = able[_top(likeness[able], voters)]
    weights = np.exp((likeness[nearest] - likeness[nearest[0]]) / SHARPNESS)
    shares: dict[int, float] = {}
    for label, weight in zip(labels[nearest].tolist(), weights.tolist(), strict=True):
        shares[label] = shares.get(label, 0.0) + weight / float(weights.sum())
    return dict(sorted(shares.items(), key=lambda entry: -entry[1]))


def lookalikes(
    likeness: Array,
    *,
    pictures: Array,
    products: Array,
    categories: Array,
    n: int,
    without: Sequence[int] = (),
) -> list[Lookalike]:
    """The ``n`` products that look most like it, each once, those of the same kind first.

    All arrays have a row for each picture of the index; ``without`` are products not to name.
    """
    open_to = np.where(np.isin(products, without), NEVER, likeness)
    order = _top(open_to, CONSIDERED)
    order = order[open_to[order] > NEVER]
    _unique, first = np.unique(products[order], return_index=True)
    best = order[np.sort(first)]  # each product by its likest picture
    shares = voted(likeness, categories)
    kind = np.array([shares.get(int(category), 0.0) for category in categories[best]])
    ranked = best[np.argsort(-(open_to[best] + SAME_KIND * kind), kind="stable")[:n]]
    return [
        Lookalike(int(products[row]), int(pictures[row]), float(likeness[row])) for row in ranked
    ]


def _top(values: Array, count: int) -> Array:
    """Places of the ``count`` largest, the largest first."""
    count = min(count, len(values))
    if count == 0:
        return np.empty(0, np.intp)
    chosen = np.argpartition(-values, count - 1)[:count]
    return chosen[np.argsort(-values[chosen], kind="stable")]
