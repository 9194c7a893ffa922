"""Serving as pure arithmetic: trained arrays and a moment's context in, a reasoned list out.

A request touches only the rows of the tables that belong to the shopper's own items, so that the
cost grows with the history and not with the catalogue's square.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from recommendations.algorithms.blend import top_k, z_blend
from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.models import Blend, Member, Surface, TrainedModels
from recommendations.algorithms.neighbours import NeighbourTable
from recommendations.algorithms.personal import History, purchase_frequency

MOST_SEEDS = 150
"""Distinct latest items of a shopper that are read; more cost time and tell little."""


def _no_items() -> IntArray:
    return np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One item of the answer, with its reason.

    `because` is the item of the shopper's own (viewed, bought, in the basket) that spoke loudest
    for it, through `member`; None when the crowd did (`member` is then `POPULARITY`, or
    `LIGHTFM`).
    """

    item: int
    score: float
    member: Member
    because: int | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be shown: `available` is a mask over all items, `excluded` are item indices."""

    available: BoolArray | None = None
    excluded: IntArray = field(default_factory=_no_items)


@dataclass(frozen=True, slots=True)
class _Seeds:
    """The shopper's own items that the tables are asked about."""

    items: IntArray
    weights: FloatArray


@dataclass(frozen=True, slots=True)
class _Votes:
    """What each seed says of its neighbours in one table: `a_seed` votes for each, in order."""

    targets: IntArray
    values: FloatArray
    a_seed: int

    def sums(self, n_items: int) -> FloatArray:
        summed = np.bincount(self.targets, weights=self.values, minlength=n_items)
        return summed.astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Who says what at this moment: the seeds, each table's votes, each member's raw scores."""

    seeds: _Seeds
    votes: Mapping[Member, _Votes]
    raw: Mapping[Member, FloatArray]


ANYTHING = Filters()


class Scorer:
    """Answers every surface from one set of trained models; holds no state between calls."""

    def __init__(self, models: TrainedModels) -> None:
        self._models = models

    def for_user(
        self, history: History, *, n: int, user: int | None = None, filters: Filters = ANYTHING
    ) -> list[Recommendation]:
        """What a shopper may like next. `user` is the index in training, where there was one.

        What was bought is left out only if `filters` says so. An empty history gets what is
        trending.
        """
        return self._from_history(Surface.FOR_USER, history, n=n, user=user, filters=filters)

    def next_basket(
        self, history: History, *, n: int, user: int | None = None, filters: Filters = ANYTHING
    ) -> list[Recommendation]:
        """What a shopper's next order may hold, repeats among it."""
        return self._from_history(Surface.NEXT_BASKET, history, n=n, user=user, filters=filters)

    def complete_basket(
        self, basket: IntArray, *, n: int, filters: Filters = ANYTHING
    ) -> list[Recommendation]:
        """What goes into the basket beside `basket` (item indices), which is never repeated."""
        items = self._known(np.unique(np.asarray(basket, dtype=np.int32)))
        return self._from_seeds(Surface.COMPLETE_BASKET, items, n=n, filters=filters)

    def similar_to(self, item: int, *, n: int, filters: Filters = ANYTHING) -> list[Recommendation]:
        """Items like `item`, which is never among them; only where some model sees a likeness."""
        items = self._known(np.array([item], dtype=np.int32))
        return self._from_seeds(Surface.SIMILAR, items, n=n, filters=filters)

    def trending(self, *, n: int, filters: Filters = ANYTHING) -> list[Recommendation]:
        """What sells now, for everybody."""
        scores = self._models.popularity
        sold = np.where(scores > 0, scores, np.float32(-np.inf))
        chosen = top_k(sold, k=n, allowed=filters.available, excluded=self._known(filters.excluded))
        return [
            Recommendation(int(item), float(scores[item]), Member.POPULARITY, None)
            for item in chosen
        ]

    def _from_history(
        self, surface: Surface, history: History, *, n: int, user: int | None, filters: Filters
    ) -> list[Recommendation]:
        known = (history.items >= 0) & (history.items < self._models.n_items)
        history = history if known.all() else history.where(known)
        if len(history) == 0:
            return self.trending(n=n, filters=filters)
        blend = self._models.blends[surface]
        seeds = _Seeds(*history.seeds(blend.half_life_days, at_most=MOST_SEEDS))
        votes = self._ask_tables(blend, seeds)
        raw = self._sums(votes) | self._beyond_tables(blend, history, user)
        found = self._ranked(blend, _Evidence(seeds, votes, raw), n=n, filters=filters)
        return found or self.trending(n=n, filters=filters)

    def _from_seeds(
        self, surface: Surface, items: IntArray, *, n: int, filters: Filters
    ) -> list[Recommendation]:
        if len(items) == 0:
            return []
        blend = self._models.blends[surface]
        seeds = _Seeds(items, np.ones(len(items), np.float32))
        votes = self._ask_tables(blend, seeds)
        others = Filters(filters.available, np.concatenate([filters.excluded, items]))
        return self._ranked(blend, _Evidence(seeds, votes, self._sums(votes)), n=n, filters=others)

    def _ask_tables(self, blend: Blend, seeds: _Seeds) -> dict[Member, _Votes]:
        return {
            member: _votes(self._models.tables[member], seeds)
            for member, weight in blend.weights.items()
            if weight and member in self._models.tables
        }

    def _sums(self, votes: Mapping[Member, _Votes]) -> dict[Member, FloatArray]:
        return {member: cast.sums(self._models.n_items) for member, cast in votes.items()}

    def _beyond_tables(
        self, blend: Blend, history: History, user: int | None
    ) -> dict[Member, FloatArray]:
        raw: dict[Member, FloatArray] = {}
        if blend.weights.get(Member.POPULARITY):
            raw[Member.POPULARITY] = self._models.popularity
        if blend.weights.get(Member.PERSONAL):
            raw[Member.PERSONAL] = purchase_frequency(
                history,
                n_items=self._models.n_items,
                half_life_days=blend.personal_half_life_days,
            )
        factors = self._models.factors
        if blend.weights.get(Member.LIGHTFM) and user is not None and factors.knows(user):
            raw[Member.LIGHTFM] = factors.scores(user)
        return raw

    def _ranked(
        self, blend: Blend, evidence: _Evidence, *, n: int, filters: Filters
    ) -> list[Recommendation]:
        if not evidence.raw:
            return []
        total, scales = z_blend(evidence.raw, blend.weights)
        spoken_for = np.zeros(self._models.n_items, np.bool_)
        for member in scales.keys() - {Member.LIGHTFM}:
            spoken_for |= evidence.raw[member] > 0
        # LightFM has an opinion of every item: it orders what others name, or speaks alone.
        if Member.LIGHTFM not in scales or spoken_for.any():
            total[~spoken_for] = -np.inf
        chosen = top_k(
            total, k=n, allowed=filters.available, excluded=self._known(filters.excluded)
        )
        return self._with_reasons(chosen, total, evidence, scales)

    def _with_reasons(
        self,
        chosen: IntArray,
        total: FloatArray,
        evidence: _Evidence,
        scales: Mapping[Member, float],
    ) -> list[Recommendation]:
        loudest = np.zeros(len(chosen), np.float32)
        because = np.full(len(chosen), -1, np.int64)
        members = [_crowd_member(evidence.raw, scales, item) for item in chosen]
        for member, scale in scales.items():
            if member is Member.PERSONAL:
                voices, casters = evidence.raw[member][chosen], chosen
            elif member in evidence.votes:
                voices, casters = _strongest_seed(
                    evidence.votes[member], evidence.seeds, chosen, n_items=self._models.n_items
                )
            else:
                continue
            voices = np.float32(scale) * voices
            for place in np.flatnonzero(voices > loudest):
                loudest[place], because[place] = voices[place], casters[place]
                members[place] = member
        return [
            Recommendation(int(item), float(total[item]), member, int(seed) if seed >= 0 else None)
            for item, member, seed in zip(chosen, members, because, strict=True)
        ]

    def _known(self, items: IntArray) -> IntArray:
        """Without indices of items that came after training."""
        return items[(items >= 0) & (items < self._models.n_items)]


def _votes(table: NeighbourTable, seeds: _Seeds) -> _Votes:
    votes = table.scores[seeds.items] * seeds.weights[:, None]
    return _Votes(table.indices[seeds.items].ravel(), votes.ravel(), table.indices.shape[1])


def _strongest_seed(
    votes: _Votes, seeds: _Seeds, chosen: IntArray, *, n_items: int
) -> tuple[FloatArray, IntArray]:
    """For each chosen item the largest single vote and the seed that cast it (-1: nobody)."""
    place_of = np.full(n_items, -1, np.int32)
    place_of[chosen] = np.arange(len(chosen), dtype=np.int32)
    places = place_of[votes.targets]
    cast = np.flatnonzero(places >= 0)
    # Written in ascending order of the vote, so that the largest stays.
    cast = cast[np.argsort(votes.values[cast], kind="stable")]
    strongest = np.zeros(len(chosen), np.float32)
    caster = np.full(len(chosen), -1, np.int32)
    strongest[places[cast]] = votes.values[cast]
    caster[places[cast]] = seeds.items[cast // max(votes.a_seed, 1)]
    return strongest, caster


def _crowd_member(
    raw: Mapping[Member, FloatArray], scales: Mapping[Member, float], item: int
) -> Member:
    """Who spoke for an item that no own item speaks for."""
    crowd = [member for member in (Member.POPULARITY, Member.LIGHTFM) if member in scales]
    if not crowd:
        return next(iter(scales))
    return max(crowd, key=lambda member: scales[member] * float(raw[member][item]))
