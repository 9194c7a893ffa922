"""What training leaves behind and serving reads: plain arrays, fit for memory-mapped .npy files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.interactions import FloatArray
from recommendations.algorithms.lightfm_hybrid import FactorModel
from recommendations.algorithms.neighbours import NeighbourTable


class Member(StrEnum):
    """The models that a blend may draw on; the value names the member's arrays."""

    POPULARITY = "popularity"
    PERSONAL = "personal"
    ITEM_KNN = "item_knn"
    EASE_USERS = "ease_users"
    EASE_BASKETS = "ease_baskets"
    RP3 = "rp3"
    CONTENT = "content"
    LIGHTFM = "lightfm"


class Surface(StrEnum):
    """The questions a shop asks."""

    FOR_USER = "for_user"
    NEXT_BASKET = "next_basket"
    COMPLETE_BASKET = "complete_basket"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Blend:
    """How one surface is answered: a weight for each member's z-scores.

    `half_life_days` is how fast the shopper's own events fade as seeds of the item models, and
    `personal_half_life_days` how fast they fade in buy-again; None means never.
    """

    weights: Mapping[Member, float]
    half_life_days: float | None = None
    personal_half_life_days: float | None = None


@dataclass(frozen=True, slots=True)
class TrainedModels:
    """Every trained member and the blends that join them, over `n_items` items."""

    popularity: FloatArray
    tables: Mapping[Member, NeighbourTable]
    factors: FactorModel
    blends: Mapping[Surface, Blend]

    @property
    def n_items(self) -> int:
        """Size of the catalogue in training; item indices are below it."""
        return len(self.popularity)

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Flat names to arrays, without objects: each can be saved by `np.save` as it is."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "popularity": self.popularity,
            "lightfm.user_factors": self.factors.user_factors,
            "lightfm.item_factors": self.factors.item_factors,
            "lightfm.item_biases": self.factors.item_biases,
        }
        for member, table in self.tables.items():
            arrays[f"{member}.indices"] = table.indices
            arrays[f"{member}.scores"] = table.scores
        for surface, blend in self.blends.items():
            arrays[f"blend.{surface}.members"] = np.array(
                [str(member) for member in blend.weights], dtype=np.str_
            )
            arrays[f"blend.{surface}.weights"] = np.array(list(blend.weights.values()), np.float32)
            half_lives = (blend.half_life_days, blend.personal_half_life_days)
            arrays[f"blend.{surface}.half_lives"] = np.array(
                [np.nan if days is None else days for days in half_lives], np.float32
            )
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> TrainedModels:
        """The inverse of `to_arrays`; arrays may be memory-mapped. Raises `KeyError` on a gap."""
        tables = {
            member: NeighbourTable(arrays[f"{member}.indices"], arrays[f"{member}.scores"])
            for member in Member
            if f"{member}.indices" in arrays
        }
        factors = FactorModel(
            arrays["lightfm.user_factors"],
            arrays["lightfm.item_factors"],
            arrays["lightfm.item_biases"],
        )
        blends = {surface: _blend_from(arrays, surface) for surface in Surface}
        return cls(arrays["popularity"], tables, factors, blends)


def _blend_from(arrays: Mapping[str, npt.NDArray[Any]], surface: Surface) -> Blend:
    names = arrays[f"blend.{surface}.members"]
    weights = arrays[f"blend.{surface}.weights"]
    seeds, personal = (
        None if np.isnan(days) else float(days) for days in arrays[f"blend.{surface}.half_lives"]
    )
    return Blend(
        {Member(str(name)): float(weight) for name, weight in zip(names, weights, strict=True)},
        half_life_days=seeds,
        personal_half_life_days=personal,
    )
