"""Products that came after the last training: they have neighbours by what is said of them.

The neighbours are reckoned when a product is published (``neighbourhoods``, told by the outbox)
and kept in the feature store; every process reads them with the shelves, twice a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mlops.selectors import read_features
from recommendations.algorithms.interactions import FloatArray, IntArray
from recommendations.selectors import Shelves

FEATURE = "recommendations.neighbours"
MOST_NEWCOMERS = 500
_Places = Callable[[npt.NDArray[np.int64]], IntArray]


def subject_of(product_id: int) -> str:
    """What the feature store calls a product."""
    return f"product:{product_id}"


@dataclass(frozen=True, slots=True)
class Newcomers:
    """New products and, in ``rows`` of equal length, their likeness to items of the model.

    ``rows[i]`` is the position in ``product_ids`` that ``items[i]`` and ``likeness[i]`` tell of.
    """

    product_ids: npt.NDArray[np.int64]
    categories: IntArray
    rows: IntArray
    items: IntArray
    likeness: FloatArray

    def __len__(self) -> int:
        return len(self.product_ids)

    def place(self, product_id: int) -> int | None:
        """The position of a new product."""
        found = np.flatnonzero(self.product_ids == product_id)
        return int(found[0]) if len(found) else None

    def neighbours(self, place: int) -> tuple[IntArray, FloatArray]:
        """Items of the model like the product at ``place``, most alike first."""
        own = self.rows == place
        order = np.argsort(-self.likeness[own], kind="stable")
        return self.items[own][order], self.likeness[own][order]

    def scores(self, item_scores: FloatArray) -> FloatArray:
        """What scores of the model's items say of the new products: their neighbours' mean."""
        said = self.likeness * item_scores[self.items]
        total = np.bincount(self.rows, weights=said, minlength=len(self))
        weight = np.bincount(self.rows, weights=self.likeness, minlength=len(self))
        return np.divide(total, weight, out=np.zeros(len(self)), where=weight > 0).astype(
            np.float32
        )


def newcomers_of(unknown: Shelves, places: _Places) -> Newcomers:
    """The newest of what the model does not know, as far as the feature store tells of it."""
    newest = np.argsort(-unknown.published, kind="stable")[:MOST_NEWCOMERS]
    ids, categories = unknown.product_ids[newest], unknown.categories[newest]
    stored = (
        read_features(name=FEATURE, subjects=[subject_of(int(key)) for key in ids])
        if len(ids)
        else {}
    )
    told = [
        (row, product, likeness)
        for row, key in enumerate(ids.tolist())
        for product, likeness in stored.get(subject_of(key), ())
    ]
    rows, products, likeness = zip(*told, strict=True) if told else ((), (), ())
    items = places(np.array(products, np.int64))
    known = items >= 0
    return Newcomers(
        product_ids=ids,
        categories=categories,
        rows=np.array(rows, np.int32)[known],
        items=items[known],
        likeness=np.array(likeness, np.float32)[known],
    )
