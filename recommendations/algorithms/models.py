"""What training leaves behind and serving reads: plain arrays, fit for memory-mapped .npy files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.als import ALSModel
from recommendations.algorithms.interactions import FloatArray, IntArray
from recommendations.algorithms.item_statistics import ItemStatistics
from recommendations.algorithms.lightfm_hybrid import FactorModel
from recommendations.algorithms.moments import Standard
from recommendations.algorithms.neighbours import NeighbourTable
from recommendations.algorithms.segments import Segment
from recommendations.algorithms.shoppers import Rows, ShopperNeighbours
from recommendations.algorithms.trees import Trees
from recommendations.algorithms.two_tower import TwoTowerModel

MOST_FAVOURITES = 1_000
"""Best sellers that popularity names by itself; the others it only puts in order."""


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
    IALS = "ials"
    SHOPPERS = "shoppers"
    TRANSITIONS = "transitions"
    TWO_TOWER = "two_tower"


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


SegmentBlends = Mapping[Segment, Blend]


@dataclass(frozen=True, slots=True)
class Ranker:
    """The second stage of one surface.

    `blend` names the `candidates` best items, whom `trees` put into order; its members, in their
    order, are columns of the trees' features. Shoppers of fewer than `fewest_events` events get
    the first stage's own order.
    """

    trees: Trees
    blend: Blend
    candidates: int
    fewest_events: int


def _nobody() -> ShopperNeighbours:
    return ShopperNeighbours.empty(0)


def _no_factors() -> ALSModel:
    return ALSModel.empty(0)


def _no_towers() -> TwoTowerModel:
    return TwoTowerModel.empty(0)


@dataclass(frozen=True)
class TrainedModels:
    """Every trained member and the blends that join them, over `n_items` items.

    `rankers` hold the surfaces that have a second stage; they need `statistics`. `segment_blends`
    hold those of which weights were learned for each segment of shoppers.
    """

    popularity: FloatArray
    tables: Mapping[Member, NeighbourTable]
    factors: FactorModel
    blends: Mapping[Surface, Blend]
    als: ALSModel = field(default_factory=_no_factors)
    shoppers: ShopperNeighbours = field(default_factory=_nobody)
    two_tower: TwoTowerModel = field(default_factory=_no_towers)
    statistics: ItemStatistics | None = None
    rankers: Mapping[Surface, Ranker] = field(default_factory=dict)
    segment_blends: Mapping[Surface, SegmentBlends] = field(default_factory=dict)

    def blend_for(self, surface: Surface, segment: Segment | None) -> Blend:
        """How a surface is answered to a segment: as to everybody where nothing else is learned."""
        everybody = self.blends[surface]
        if segment is None:
            return everybody
        return self.segment_blends.get(surface, {}).get(segment, everybody)

    @property
    def n_items(self) -> int:
        """Size of the catalogue in training; item indices are below it."""
        return len(self.popularity)

    @cached_property
    def favourites(self) -> IntArray:
        """What sells most: the items that the crowd names."""
        best = np.argsort(-self.popularity, kind="stable")[:MOST_FAVOURITES]
        return best[self.popularity[best] > 0].astype(np.int32)

    @cached_property
    def standard_of_popularity(self) -> Standard:
        """How all items fare with the crowd."""
        return Standard.of_all(self.popularity)

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Flat names to arrays, without objects: each can be saved by `np.save` as it is."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "popularity": self.popularity,
            "lightfm.user_factors": self.factors.user_factors,
            "lightfm.item_factors": self.factors.item_factors,
            "lightfm.item_biases": self.factors.item_biases,
            "ials.items": self.als.items,
            "ials.gram": self.als.gram,
            "ials.alpha": np.array([self.als.alpha], np.float32),
            "shoppers.neighbours": np.array([self.shoppers.neighbours], np.int32),
        }
        arrays |= _rows_to_arrays("shoppers.by_shopper", self.shoppers.by_shopper)
        arrays |= _rows_to_arrays("shoppers.by_item", self.shoppers.by_item)
        if self.two_tower.trained:
            arrays |= _prefixed(Member.TWO_TOWER, self.two_tower.to_arrays())
        for member, table in self.tables.items():
            arrays[f"{member}.indices"] = table.indices
            arrays[f"{member}.scores"] = table.scores
        for surface, blend in self.blends.items():
            arrays |= _blend_to_arrays(f"blend.{surface}", blend)
        for surface, blends in self.segment_blends.items():
            for segment, blend in blends.items():
                arrays |= _blend_to_arrays(f"blend.{surface}.{segment}", blend)
        if self.statistics is not None:
            arrays["statistics"] = self.statistics.values
        for surface, ranker in self.rankers.items():
            arrays |= _ranker_to_arrays(f"ranker.{surface}", ranker)
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
        models = cls(
            arrays["popularity"],
            tables,
            factors,
            {surface: _blend_from(arrays, f"blend.{surface}") for surface in Surface},
            segment_blends=_segment_blends_from(arrays),
        )
        if f"{Member.TWO_TOWER}.items" in arrays:
            towers = TwoTowerModel.from_arrays(_unprefixed(Member.TWO_TOWER, arrays))
            models = replace(models, two_tower=towers)
        # Versions of before there were these members serve on.
        return _with_second_stage(models, arrays) if "ials.items" in arrays else models


def _with_second_stage(
    models: TrainedModels, arrays: Mapping[str, npt.NDArray[Any]]
) -> TrainedModels:
    return replace(
        models,
        als=ALSModel(arrays["ials.items"], arrays["ials.gram"], float(arrays["ials.alpha"][0])),
        shoppers=ShopperNeighbours(
            _rows_from(arrays, "shoppers.by_shopper"),
            _rows_from(arrays, "shoppers.by_item"),
            int(arrays["shoppers.neighbours"][0]),
        ),
        statistics=ItemStatistics(arrays["statistics"]) if "statistics" in arrays else None,
        rankers={
            surface: _ranker_from(arrays, f"ranker.{surface}")
            for surface in Surface
            if f"ranker.{surface}.trees" in arrays
        },
    )


def _prefixed(name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    return {f"{name}.{part}": array for part, array in arrays.items()}


def _unprefixed(name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    start = f"{name}."
    return {key.removeprefix(start): arrays[key] for key in arrays if key.startswith(start)}


def _blend_to_arrays(name: str, blend: Blend) -> dict[str, npt.NDArray[Any]]:
    half_lives = (blend.half_life_days, blend.personal_half_life_days)
    return {
        f"{name}.members": np.array([str(member) for member in blend.weights], dtype=np.str_),
        f"{name}.weights": np.array(list(blend.weights.values()), np.float32),
        f"{name}.half_lives": np.array(
            [np.nan if days is None else days for days in half_lives], np.float32
        ),
    }


def _blend_from(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Blend:
    names, weights = arrays[f"{name}.members"], arrays[f"{name}.weights"]
    seeds, personal = (
        None if np.isnan(days) else float(days) for days in arrays[f"{name}.half_lives"]
    )
    return Blend(
        {Member(str(name)): float(weight) for name, weight in zip(names, weights, strict=True)},
        half_life_days=seeds,
        personal_half_life_days=personal,
    )


def _segment_blends_from(
    arrays: Mapping[str, npt.NDArray[Any]],
) -> dict[Surface, SegmentBlends]:
    found = {
        surface: {
            segment: _blend_from(arrays, f"blend.{surface}.{segment}")
            for segment in Segment
            if f"blend.{surface}.{segment}.members" in arrays
        }
        for surface in Surface
    }
    return {surface: blends for surface, blends in found.items() if blends}


def _rows_to_arrays(name: str, rows: Rows) -> dict[str, npt.NDArray[Any]]:
    return {
        f"{name}.starts": rows.starts,
        f"{name}.columns": rows.columns,
        f"{name}.values": rows.values,
    }


def _rows_from(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Rows:
    return Rows(*(arrays[f"{name}.{part}"] for part in ("starts", "columns", "values")))


def _ranker_to_arrays(name: str, ranker: Ranker) -> dict[str, npt.NDArray[Any]]:
    sizes = np.array([ranker.candidates, ranker.fewest_events], np.int32)
    return {
        f"{name}.trees": ranker.trees.text,
        f"{name}.sizes": sizes,
        **_blend_to_arrays(name, ranker.blend),
    }


def _ranker_from(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Ranker:
    candidates, fewest_events = map(int, arrays[f"{name}.sizes"])
    trees = Trees(arrays[f"{name}.trees"])
    return Ranker(trees, _blend_from(arrays, name), candidates, fewest_events)
