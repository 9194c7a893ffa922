"""What each member says of every item at one moment, for one shopper or one basket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommendations.algorithms.interactions import FloatArray, IntArray
from recommendations.algorithms.models import Blend, Member, TrainedModels
from recommendations.algorithms.neighbours import NeighbourTable
from recommendations.algorithms.personal import History, purchase_frequency

MOST_SEEDS = 150
"""Distinct latest items of a shopper that are read; more cost time and tell little."""

OPINIONATED = frozenset({Member.LIGHTFM, Member.IALS, Member.TWO_TOWER})
"""Members that have an opinion of every item: they order what others name."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """The shopper's own items that the models are asked about."""

    items: IntArray
    weights: FloatArray


@dataclass(frozen=True, slots=True)
class Votes:
    """What each seed says of its neighbours in one table: `a_seed` votes for each, in order."""

    targets: IntArray
    values: FloatArray
    a_seed: int

    @classmethod
    def of(cls, table: NeighbourTable, seeds: Seeds) -> Votes:
        """The rows of the seeds, weighted."""
        values = table.scores[seeds.items] * seeds.weights[:, None]
        return cls(table.indices[seeds.items].ravel(), values.ravel(), table.indices.shape[1])

    def sums(self, n_items: int) -> FloatArray:
        """All votes for each item, float32 [n_items]."""
        summed = np.bincount(self.targets, weights=self.values, minlength=n_items)
        return summed.astype(np.float32)

    def strongest(
        self, seeds: Seeds, chosen: IntArray, *, n_items: int
    ) -> tuple[FloatArray, IntArray]:
        """For each chosen item the largest single vote and the seed that cast it (-1: nobody)."""
        place_of = np.full(n_items, -1, np.int32)
        place_of[chosen] = np.arange(len(chosen), dtype=np.int32)
        places = place_of[self.targets]
        cast = np.flatnonzero(places >= 0)
        # Written in ascending order of the vote, so that the largest stays.
        cast = cast[np.argsort(self.values[cast], kind="stable")]
        strongest = np.zeros(len(chosen), np.float32)
        caster = np.full(len(chosen), -1, np.int32)
        strongest[places[cast]] = self.values[cast]
        caster[places[cast]] = seeds.items[cast // max(self.a_seed, 1)]
        return strongest, caster


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who says what at this moment: the seeds, each table's votes, each member's raw scores."""

    seeds: Seeds
    votes: Mapping[Member, Votes]
    raw: Mapping[Member, FloatArray]

    def spoken_for(self, members: frozenset[Member]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Items of which one of the members that name items says anything."""
        named = [self.raw[member] > 0 for member in members - OPINIONATED]
        if named:
            return np.logical_or.reduce(named)
        return np.zeros(len(next(iter(self.raw.values()))), np.bool_)


def evidence_of_history(
    models: TrainedModels, blend: Blend, history: History, *, user: int | None
) -> Evidence:
    """What the blend's members say to a shopper. `user` is the index in training, if any."""
    seeds = Seeds(*history.seeds(blend.half_life_days, at_most=MOST_SEEDS))
    votes = _ask_tables(models, blend, seeds)
    raw = _sums(models, votes) | _of_shopper(models, blend, history, seeds, user)
    return Evidence(seeds, votes, raw)


def evidence_of_items(models: TrainedModels, blend: Blend, items: IntArray) -> Evidence:
    """What the blend's tables say to known, distinct items, all of the same weight."""
    seeds = Seeds(items, np.ones(len(items), np.float32))
    votes = _ask_tables(models, blend, seeds)
    return Evidence(seeds, votes, _sums(models, votes))


def _ask_tables(models: TrainedModels, blend: Blend, seeds: Seeds) -> dict[Member, Votes]:
    return {
        member: Votes.of(models.tables[member], seeds)
        for member, weight in blend.weights.items()
        if weight and member in models.tables
    }


def _sums(models: TrainedModels, votes: Mapping[Member, Votes]) -> dict[Member, FloatArray]:
    return {member: cast.sums(models.n_items) for member, cast in votes.items()}


def _of_shopper(
    models: TrainedModels, blend: Blend, history: History, seeds: Seeds, user: int | None
) -> dict[Member, FloatArray]:
    """Members that are no tables."""
    asked = {member for member, weight in blend.weights.items() if weight}
    raw: dict[Member, FloatArray] = {}
    if Member.POPULARITY in asked:
        raw[Member.POPULARITY] = models.popularity
    if Member.PERSONAL in asked:
        raw[Member.PERSONAL] = purchase_frequency(
            history, n_items=models.n_items, half_life_days=blend.personal_half_life_days
        )
    if Member.LIGHTFM in asked and user is not None and models.factors.knows(user):
        raw[Member.LIGHTFM] = models.factors.scores(user)
    if Member.IALS in asked and models.als.trained:
        raw[Member.IALS] = models.als.scores(seeds.items, seeds.weights)
    if Member.TWO_TOWER in asked and models.two_tower.trained:
        raw[Member.TWO_TOWER] = models.two_tower.scores(history)
    if Member.SHOPPERS in asked and models.shoppers.n_shoppers:
        raw[Member.SHOPPERS] = models.shoppers.scores(seeds.items, seeds.weights, shopper=user)
    return raw
