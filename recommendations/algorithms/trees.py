"""Boosted trees as they are kept and asked: LightGBM's own text, no pickle.

Ke et al. (2017), "LightGBM: A highly efficient gradient boosting decision tree".
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.forest import Forest
from recommendations.algorithms.interactions import FloatArray

if TYPE_CHECKING:
    from lightgbm import Booster


class Trees:
    """A trained ensemble; read from its text once a process, at the first question."""

    def __init__(self, text: npt.NDArray[np.uint8]) -> None:
        self.text = text

    @classmethod
    def of(cls, booster: Booster) -> Trees:
        """The trees of a booster, without what only training needs.

        Raises:
            ValueError: they are of a kind that is not served.
        """
        text = booster.model_to_string()
        Forest.read(text)
        return cls(np.frombuffer(text.encode(), np.uint8))

    def scores(self, features: FloatArray) -> npt.NDArray[np.float64]:
        """One score for each row of `features`; only the order has meaning."""
        return self._forest.scores(features)

    @cached_property
    def _forest(self) -> Forest:
        return Forest.read(self.text.tobytes().decode())
