"""What each member says of the items that somebody names, for one shopper or one basket.

Only those items are scored, so that an answer costs what was named and not what the shop sells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.blend import top_k
from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.models import Blend, Member, TrainedModels
from recommendations.algorithms.moments import Standard
from recommendations.algorithms.neighbours import NeighbourTable
from recommendations.algorithms.personal import History

MOST_SEEDS = 150
"""Distinct latest items of a shopper that are read; more cost time and tell little."""

OPINIONATED = frozenset({Member.LIGHTFM, Member.IALS, Member.TWO_TOWER})
"""Members that have an opinion of every item: they order what others name."""

MOST_JUDGED = 1_000
"""Items, the most promising by those who name some, of which the opinionated are asked."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """The shopper's own items that the models are asked about."""

    items: IntArray
    weights: FloatArray


@dataclass(frozen=True, slots=True)
class Votes:
    """Who is spoken for, and how loudly; in a table each seed casts `a_seed` votes, in order.

    `targets` are item indices.
    """

    targets: IntArray
    values: FloatArray
    a_seed: int = 1

    @classmethod
    def of(cls, table: NeighbourTable, seeds: Seeds) -> Votes:
        """The rows of the seeds, weighted."""
        values = table.scores.take(seeds.items, axis=0)
        values *= seeds.weights[:, None]
        targets = table.indices.take(seeds.items, axis=0)
        return cls(targets.ravel(), values.ravel(), table.indices.shape[1])

    def of_chosen(self, seeds: Seeds, order_of: IntArray) -> tuple[IntArray, FloatArray, IntArray]:
        """The votes for chosen items: whose they are, what they say, and the seeds that cast them.

        `order_of` holds for every item of the catalogue its order among the chosen, or -1.
        """
        # `take` asks thousands of places several times faster than brackets do.
        orders = order_of.take(self.targets)
        cast = np.flatnonzero(orders >= 0)
        return orders[cast], self.values[cast], seeds.items[cast // max(self.a_seed, 1)]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who says what at this moment.

    `items` are ascending; `raw` holds each member's scores of them and `standards` the mean and
    deviation of its scores over the whole catalogue of `n_items`.
    """

    seeds: Seeds
    votes: Mapping[Member, Votes]
    items: IntArray
    raw: Mapping[Member, FloatArray]
    standards: Mapping[Member, Standard]
    n_items: int

    @classmethod
    def of_all(cls, raw: Mapping[Member, FloatArray]) -> Evidence:
        """Of scores of every item, float32 [n_items] each."""
        n_items = len(next(iter(raw.values()), ()))
        nothing = Seeds(np.empty(0, np.int32), np.empty(0, np.float32))
        standards = {member: Standard.of_all(scores) for member, scores in raw.items()}
        return cls(nothing, {}, np.arange(n_items, dtype=np.int32), raw, standards, n_items)

    def scales(self, blend: Blend) -> dict[Member, float]:
        """Weight / deviation of each member that tells items apart.

        By it a part of a member's raw score can be compared with a part of another's.
        """
        return {
            member: blend.weights[member] / standard.deviation
            for member, standard in self.standards.items()
            if standard.deviation > 0
        }

    def blended(self, scales: Mapping[Member, float]) -> FloatArray:
        """The members' z-scores added by weight; -inf where nobody names an item.

        z-scores (score - mean) / deviation, not ranks: by how much one is better counts. Members
        with an opinion of every item order what others name, or speak alone.
        """
        total = np.zeros(len(self.items), np.float32)
        part = np.empty_like(total)
        for member, scale in scales.items():
            np.subtract(self.raw[member], np.float32(self.standards[member].mean), out=part)
            part *= np.float32(scale)
            total += part
        named = self._named_by(frozenset(scales) - OPINIONATED)
        if named.any() or not scales.keys() <= OPINIONATED:
            total[~named] = -np.inf
        return total

    def best(
        self, total: FloatArray, *, k: int, allowed: BoolArray | None, excluded: IntArray
    ) -> IntArray:
        """Places of the k largest totals; `allowed` is a mask over the whole catalogue."""
        mask = None if allowed is None else allowed.take(self.items)
        return top_k(total, k=k, allowed=mask, excluded=self.places(excluded))

    def most_promising(self, blend: Blend, *, most: int, allowed: BoolArray | None) -> Evidence:
        """The same of the best that may be shown, where there are more."""
        scales = self.scales(blend)
        if len(self.items) <= most or not scales:
            return self
        total = self.blended(scales)
        kept = np.sort(self.best(total, k=most, allowed=allowed, excluded=np.empty(0, np.int32)))
        raw = {member: scores[kept] for member, scores in self.raw.items()}
        return replace(self, items=self.items[kept], raw=raw)

    def places(self, items: IntArray) -> IntArray:
        """Where items stand among these, those that nobody names left out."""
        if not len(self.items):
            return np.empty(0, np.int32)
        found = np.searchsorted(self.items, items).clip(max=len(self.items) - 1)
        return found[self.items[found] == items].astype(np.int32)

    def _named_by(self, members: frozenset[Member]) -> BoolArray:
        named = np.zeros(len(self.items), np.bool_)
        for member in members:
            named |= self.raw[member] > 0
        return named


def evidence_of_history(
    models: TrainedModels,
    blend: Blend,
    history: History,
    *,
    user: int | None,
    allowed: BoolArray | None = None,
) -> Evidence:
    """What the blend's members say to a shopper. `user` is the index in training, if any.

    Where many items are named, of the most promising of those that are `allowed`.
    """
    seeds = Seeds(*history.seeds(blend.half_life_days, at_most=MOST_SEEDS))
    asked = {member for member, weight in blend.weights.items() if weight}
    cast = _ask_tables(models, blend, seeds)
    if Member.PERSONAL in asked:
        faded = history.decayed(blend.personal_half_life_days)
        cast[Member.PERSONAL] = Votes(history.items, faded)
    if Member.SHOPPERS in asked and models.shoppers.n_shoppers:
        taken = models.shoppers.votes(seeds.items, seeds.weights, shopper=user)
        cast[Member.SHOPPERS] = Votes(*taken)
    crowd = models.favourites if Member.POPULARITY in asked else np.empty(0, np.int32)
    named = _gathered(models.n_items, seeds, cast, crowd)
    if Member.POPULARITY in asked:
        sold = models.popularity.take(named.items), models.standard_of_popularity
        named = _with(named, {Member.POPULARITY: sold})
    judged = named.most_promising(blend, most=MOST_JUDGED, allowed=allowed)
    return _with(judged, _opinions(models, asked, history, seeds, user, judged.items))


def evidence_of_items(models: TrainedModels, blend: Blend, items: IntArray) -> Evidence:
    """What the blend's tables say to known, distinct items, all of the same weight."""
    seeds = Seeds(items, np.ones(len(items), np.float32))
    cast = _ask_tables(models, blend, seeds)
    return _gathered(models.n_items, seeds, cast, np.empty(0, np.int32))


def _ask_tables(models: TrainedModels, blend: Blend, seeds: Seeds) -> dict[Member, Votes]:
    return {
        member: Votes.of(models.tables[member], seeds)
        for member, weight in blend.weights.items()
        if weight and member in models.tables
    }


def _gathered(
    n_items: int, seeds: Seeds, cast: Mapping[Member, Votes], crowd: IntArray
) -> Evidence:
    """The votes counted, over what has one and the `crowd`; over all items where there is none."""
    heard = sum(len(votes.targets) for votes in cast.values())
    count = _counted_over_all if heard >= n_items else _counted_over_named
    items, counted = count(n_items, cast, crowd)
    raw = {member: scores.astype(np.float32) for member, scores in counted.items()}
    standards = {
        member: Standard.of_some(scores, n_items=n_items) for member, scores in counted.items()
    }
    return Evidence(seeds, cast, items.astype(np.int32), raw, standards, n_items)


Sums = npt.NDArray[np.float64]
Counted = tuple[npt.NDArray[np.intp], dict[Member, Sums]]
"""Ascending items, and each member's votes for them."""


def _counted_over_all(n_items: int, cast: Mapping[Member, Votes], crowd: IntArray) -> Counted:
    """Counting over the whole catalogue: cheaper where there are more votes than items."""
    counted = {
        member: _sums(votes.targets, votes.values, n_items) for member, votes in cast.items()
    }
    is_named = np.zeros(n_items, np.bool_)
    is_named[crowd] = True
    for member, votes in cast.items():
        is_named |= counted[member] != 0
        # A vote of 0 names its item, too.
        is_named[votes.targets[votes.values == 0]] = True
    items = np.flatnonzero(is_named)
    if not len(items):
        return np.arange(n_items), counted
    return items, {member: scores.take(items) for member, scores in counted.items()}


def _counted_over_named(n_items: int, cast: Mapping[Member, Votes], crowd: IntArray) -> Counted:
    """Counting over the items that votes name: cheaper where these are few."""
    is_named = np.zeros(n_items, np.bool_)
    is_named[crowd] = True
    for votes in cast.values():
        is_named[votes.targets] = True
    items = np.flatnonzero(is_named)
    if not len(items):
        items = np.arange(n_items)
    place_of = np.empty(n_items, np.intp)
    place_of[items] = np.arange(len(items))
    return items, {
        member: _sums(place_of.take(votes.targets), votes.values, len(items))
        for member, votes in cast.items()
    }


def _sums(places: npt.NDArray[np.integer], values: FloatArray, size: int) -> Sums:
    return np.bincount(places, values, size).astype(np.float64, copy=False)


def _with(evidence: Evidence, told: Mapping[Member, tuple[FloatArray, Standard]]) -> Evidence:
    """The same with what more members say of its items."""
    return replace(
        evidence,
        raw={**evidence.raw, **{member: scores for member, (scores, _) in told.items()}},
        standards={
            **evidence.standards,
            **{member: standard for member, (_, standard) in told.items()},
        },
    )


def _opinions(
    models: TrainedModels,
    asked: set[Member],
    history: History,
    seeds: Seeds,
    user: int | None,
    items: IntArray,
) -> dict[Member, tuple[FloatArray, Standard]]:
    """What the opinionated say of these items, and how all items fare with them."""
    found: dict[Member, tuple[FloatArray, Standard]] = {}
    if Member.LIGHTFM in asked and user is not None and models.factors.knows(user):
        found[Member.LIGHTFM] = models.factors.scores(user, of=items)
    if Member.IALS in asked and models.als.trained:
        found[Member.IALS] = models.als.scores(seeds.items, seeds.weights, of=items)
    if Member.TWO_TOWER in asked and models.two_tower.trained:
        found[Member.TWO_TOWER] = models.two_tower.scores_of(items, history)
    return found
