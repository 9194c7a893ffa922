"""Boosted trees as they are kept and asked: LightGBM's own text, no pickle.

Ke et al. (2017), "LightGBM: A highly efficient gradient boosting decision tree".
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.interactions import FloatArray

if TYPE_CHECKING:
    from lightgbm import Booster


class Trees:
    """A trained ensemble; read from its text once a process, at the first question."""

    def __init__(self, text: npt.NDArray[np.uint8]) -> None:
        self.text = text

    @classmethod
    def of(cls, booster: Booster) -> Trees:
        """The trees of a booster, without what only training needs."""
        return cls(np.frombuffer(booster.model_to_string().encode(), np.uint8))

    def scores(self, features: FloatArray) -> npt.NDArray[np.float64]:
        """One score for each row of `features`; only the order has meaning."""
        return np.asarray(
            self._booster.predict(
                features, raw_score=True, num_threads=1, predict_disable_shape_check=True
            )
        )

    @cached_property
    def _booster(self) -> Booster:
        # Here, not above: a shop without a ranker never needs it.
        from lightgbm import Booster

        return Booster(model_str=self.text.tobytes().decode())
