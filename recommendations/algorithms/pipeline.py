"""One training of every member: what the shop runs each night and what the benchmark measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from recommendations.algorithms.als import ALSModel, ALSSettings, fit_als
from recommendations.algorithms.content import content_neighbours
from recommendations.algorithms.ease import LARGEST_DENSE_CATALOGUE, ease
from recommendations.algorithms.interactions import (
    NOBODY,
    Interactions,
    ItemFeatures,
    basket_item_matrix,
    user_item_matrix,
)
from recommendations.algorithms.item_knn import item_knn
from recommendations.algorithms.item_statistics import item_statistics
from recommendations.algorithms.lightfm_hybrid import FactorModel, LightFMSettings, fit_lightfm
from recommendations.algorithms.models import (
    Blend,
    Member,
    SegmentBlends,
    Surface,
    TrainedModels,
)
from recommendations.algorithms.neighbours import NeighbourTable
from recommendations.algorithms.popularity import popularity
from recommendations.algorithms.ranker_training import RankerSettings, train_rankers
from recommendations.algorithms.rp3 import rp3_beta
from recommendations.algorithms.shoppers import shopper_neighbours
from recommendations.algorithms.transitions import transitions
from recommendations.algorithms.two_tower import TwoTowerModel, TwoTowerSettings
from recommendations.algorithms.two_tower_training import available as deep_extra_installed
from recommendations.algorithms.two_tower_training import fit_two_tower

Progress = Callable[[str], None]


def _default_blends() -> Mapping[Surface, Blend]:
    return {
        Surface.FOR_USER: Blend(
            {
                Member.EASE_USERS: 1.0,
                Member.CONTENT: 0.2,
                Member.EASE_BASKETS: 0.1,
                Member.POPULARITY: 0.1,
                Member.LIGHTFM: 0.1,
            },
            half_life_days=240.0,
        ),
        Surface.NEXT_BASKET: Blend(
            {
                Member.PERSONAL: 1.0,
                Member.EASE_USERS: 0.6,
                Member.POPULARITY: 0.4,
                Member.LIGHTFM: 0.1,
            },
            half_life_days=120.0,
        ),
        Surface.COMPLETE_BASKET: Blend(
            {
                Member.EASE_BASKETS: 1.0,
                Member.RP3: 0.3,
                Member.CONTENT: 0.1,
                Member.EASE_USERS: 0.2,
            }
        ),
        Surface.SIMILAR: Blend({Member.CONTENT: 1.0, Member.ITEM_KNN: 1.0}),
    }


@dataclass(frozen=True, slots=True)
class PipelineConfig:
    """Settings of a training. The defaults were tuned on Online Retail, October 2011.

    Lengths of a table's row: `neighbours` for RP3 and content; `knn_neighbours` for item-kNN,
    which long rows drown in popular items; `ease_neighbours` for EASE, whose many small and
    negative weights matter. Half-lives say how fast an event fades in the matrices that EASE and
    RP3 learn from. Above `largest_dense_catalogue` items sparse stand-ins take EASE's place.
    """

    neighbours: int = 50
    knn_neighbours: int = 20
    ease_neighbours: int = 400
    popularity_days: float = 14.0
    popularity_half_life_days: float | None = None
    user_half_life_days: float | None = 30.0
    user_regularisation: float = 100.0
    basket_half_life_days: float | None = 240.0
    basket_regularisation: float = 15.0
    rp3_beta: float = 0.4
    price_share: float = 0.6
    largest_dense_catalogue: int = LARGEST_DENSE_CATALOGUE
    shopper_neighbours: int = 60
    shopper_half_life_days: float | None = 120.0
    transitions_half_life_days: float | None = 120.0
    lightfm: LightFMSettings | None = field(default_factory=LightFMSettings)
    als: ALSSettings | None = field(default_factory=ALSSettings)
    two_tower: TwoTowerSettings | None = field(default_factory=TwoTowerSettings)
    ranker: RankerSettings | None = field(default_factory=RankerSettings)
    blends: Mapping[Surface, Blend] = field(default_factory=_default_blends)
    segment_blends: Mapping[Surface, SegmentBlends] = field(default_factory=dict)


def fit(
    interactions: Interactions,
    features: ItemFeatures,
    config: PipelineConfig,
    *,
    now: int | None = None,
    progress: Progress | None = None,
) -> TrainedModels:
    """Train every member on `interactions`, as seen at `now` (default: just after the last).

    The same input and configuration give the same arrays. `progress` hears the name of each step
    as it begins. Works on an empty log too: every answer is then empty or by content alone.
    """
    now = interactions.end() if now is None else now
    say = progress or (lambda step: None)
    models = fit_members(interactions, features, config, now=now, progress=say)
    if config.ranker is None:
        return models
    rankers = train_rankers(
        interactions,
        features,
        config.ranker,
        lambda known, moment: fit_members(known, features, config, now=moment),
        now=now,
        progress=say,
    )
    if not rankers:
        return models
    statistics = item_statistics(interactions, features, now=now)
    return replace(models, statistics=statistics, rankers=rankers)


def fit_members(
    interactions: Interactions,
    features: ItemFeatures,
    config: PipelineConfig,
    *,
    now: int,
    progress: Progress | None = None,
) -> TrainedModels:
    """The first stage alone: every member, without a ranker."""
    say = progress or (lambda step: None)
    say("popularity")
    trending = popularity(
        interactions,
        now=now,
        window_days=config.popularity_days,
        half_life_days=config.popularity_half_life_days,
    )
    tables = _tables(interactions, features, config, now=now, say=say)
    buyers = _of_buyers(interactions)
    say("shoppers")
    taken = user_item_matrix(buyers, now=now, half_life_days=config.shopper_half_life_days)
    shoppers = shopper_neighbours(taken, neighbours=config.shopper_neighbours)
    say("iALS")
    als = ALSModel.empty(interactions.n_items)
    if config.als is not None:
        half_life = config.als.half_life_days
        als = fit_als(user_item_matrix(buyers, now=now, half_life_days=half_life), config.als)
    towers = _towers(buyers, features, config.two_tower, now=now, say=say)
    say("LightFM")
    factors = FactorModel.empty(interactions.n_items)
    if config.lightfm is not None:
        factors = fit_lightfm(buyers, features, now=now, settings=config.lightfm)
    return TrainedModels(
        trending,
        tables,
        factors,
        config.blends,
        als=als,
        shoppers=shoppers,
        two_tower=towers,
        segment_blends=config.segment_blends,
    )


def _towers(
    interactions: Interactions,
    features: ItemFeatures,
    settings: TwoTowerSettings | None,
    *,
    now: int,
    say: Progress,
) -> TwoTowerModel:
    """The neural member, where its optional extra is installed and there is enough to learn."""
    nothing = TwoTowerModel.empty(interactions.n_items)
    if settings is None or len(interactions.purchases()) < settings.fewest_events:
        return nothing
    if not deep_extra_installed():
        say("two-tower left out: requirements-deep.txt is not installed")
        return nothing
    say("two-tower")
    return fit_two_tower(interactions, features, settings, now=now)


def _of_buyers(interactions: Interactions) -> Interactions:
    """Without those who only ever looked: they seldom come back, and are most of the work."""
    buyers = np.zeros(interactions.n_users + 1, np.bool_)
    buyers[interactions.purchases().users] = True
    buyers[NOBODY] = False
    return interactions.select(buyers[interactions.users])


def _tables(
    interactions: Interactions,
    features: ItemFeatures,
    config: PipelineConfig,
    *,
    now: int,
    say: Progress,
) -> Mapping[Member, NeighbourTable]:
    k = config.neighbours
    users = user_item_matrix(interactions, now=now, half_life_days=config.user_half_life_days)
    baskets = basket_item_matrix(interactions, now=now, half_life_days=config.basket_half_life_days)
    dense = interactions.n_items <= config.largest_dense_catalogue
    tables = {}
    say("item-kNN")
    tables[Member.ITEM_KNN] = item_knn(
        user_item_matrix(interactions, now=now), k=config.knn_neighbours
    )
    say("RP3")
    tables[Member.RP3] = rp3_beta(baskets, k=k, beta=config.rp3_beta)
    say("EASE on users" if dense else "stand-in for EASE on users: RP3")
    tables[Member.EASE_USERS] = (
        ease(users, regularisation=config.user_regularisation, k=config.ease_neighbours)
        if dense
        else tables[Member.RP3]
    )
    say("EASE on baskets" if dense else "stand-in for EASE on baskets: cosine")
    tables[Member.EASE_BASKETS] = (
        ease(baskets, regularisation=config.basket_regularisation, k=config.ease_neighbours)
        if dense
        else item_knn(baskets, k=config.knn_neighbours)
    )
    say("transitions")
    tables[Member.TRANSITIONS] = transitions(
        interactions, now=now, k=k, half_life_days=config.transitions_half_life_days
    )
    say("content")
    tables[Member.CONTENT] = content_neighbours(
        features, n_items=interactions.n_items, k=k, price_share=config.price_share
    )
    return tables
