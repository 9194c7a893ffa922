"""Serving as pure arithmetic: trained arrays and a moment's context in, a reasoned list out.

A request touches only the rows of the tables that belong to the shopper's own items, so that the
cost grows with the history and not with the catalogue's square.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from recommendations.algorithms.blend import top_k
from recommendations.algorithms.evidence import (
    Evidence,
    evidence_of_history,
    evidence_of_items,
)
from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.models import Blend, Member, Ranker, Surface, TrainedModels
from recommendations.algorithms.personal import History
from recommendations.algorithms.ranker import rerank
from recommendations.algorithms.segments import Segment

CROWD = (
    Member.POPULARITY,
    Member.LIGHTFM,
    Member.IALS,
    Member.SHOPPERS,
    Member.TWO_TOWER,
)
"""Members that speak for an item without an item of the shopper's own behind it."""


def _no_items() -> IntArray:
    return np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One item of the answer, with its reason.

    `because` is the item of the shopper's own (viewed, bought, in the basket) that spoke loudest
    for it, through `member`; None when the crowd did (`member` is then one of `CROWD`).
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


ANYTHING = Filters()


class Scorer:
    """Answers every surface from one set of trained models; holds no state between calls."""

    def __init__(self, models: TrainedModels) -> None:
        self._models = models

    def for_user(
        self,
        history: History,
        *,
        n: int,
        user: int | None = None,
        segment: Segment | None = None,
        filters: Filters = ANYTHING,
    ) -> list[Recommendation]:
        """What a shopper may like next. `user` is the index in training, where there was one.

        `segment` is theirs, where it is known: members may count otherwise for each.
        What was bought is left out only if `filters` says so. An empty history gets what is
        trending.
        """
        blend = self._models.blend_for(Surface.FOR_USER, segment)
        return self._from_history(Surface.FOR_USER, blend, history, n=n, user=user, filters=filters)

    def next_basket(
        self,
        history: History,
        *,
        n: int,
        user: int | None = None,
        segment: Segment | None = None,
        filters: Filters = ANYTHING,
    ) -> list[Recommendation]:
        """What a shopper's next order may hold, repeats among it; else as `for_user`."""
        blend = self._models.blend_for(Surface.NEXT_BASKET, segment)
        return self._from_history(
            Surface.NEXT_BASKET, blend, history, n=n, user=user, filters=filters
        )

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
        self,
        surface: Surface,
        blend: Blend,
        history: History,
        *,
        n: int,
        user: int | None,
        filters: Filters,
    ) -> list[Recommendation]:
        known = (history.items >= 0) & (history.items < self._models.n_items)
        history = history if known.all() else history.where(known)
        if len(history) == 0:
            return self.trending(n=n, filters=filters)
        ranker = self._models.rankers.get(surface)
        if ranker is not None and len(history) >= ranker.fewest_events:
            found = self._reranked(ranker, history, n=n, user=user, filters=filters)
        else:
            evidence = evidence_of_history(
                self._models, blend, history, user=user, allowed=filters.available
            )
            found = self._ranked(blend, evidence, n=n, filters=filters)
        return found or self.trending(n=n, filters=filters)

    def _reranked(
        self, ranker: Ranker, history: History, *, n: int, user: int | None, filters: Filters
    ) -> list[Recommendation]:
        """Candidates by the first stage, order by the second, reasons by the first."""
        evidence = evidence_of_history(
            self._models, ranker.blend, history, user=user, allowed=filters.available
        )
        if not evidence.raw or self._models.statistics is None:
            return []
        ranked = rerank(
            ranker,
            self._models.statistics,
            evidence,
            history,
            n=n,
            allowed=filters.available,
            excluded=filters.excluded,
        )
        scales = evidence.scales(ranker.blend)
        return _with_reasons(ranked.places, ranked.scores, evidence, scales)

    def _from_seeds(
        self, surface: Surface, items: IntArray, *, n: int, filters: Filters
    ) -> list[Recommendation]:
        if len(items) == 0:
            return []
        blend = self._models.blends[surface]
        evidence = evidence_of_items(self._models, blend, items)
        others = Filters(filters.available, np.concatenate([filters.excluded, items]))
        return self._ranked(blend, evidence, n=n, filters=others)

    def _ranked(
        self, blend: Blend, evidence: Evidence, *, n: int, filters: Filters
    ) -> list[Recommendation]:
        scales = evidence.scales(blend)
        if not scales:
            return []
        total = evidence.blended(scales)
        chosen = evidence.best(total, k=n, allowed=filters.available, excluded=filters.excluded)
        return _with_reasons(chosen, total[chosen], evidence, scales)

    def _known(self, items: IntArray) -> IntArray:
        """Without indices of items that came after training."""
        return items[(items >= 0) & (items < self._models.n_items)]


def _with_reasons(
    chosen: IntArray, scores: FloatArray, evidence: Evidence, scales: Mapping[Member, float]
) -> list[Recommendation]:
    """The items at the chosen places, each with whoever spoke loudest for it.

    An own item is the reason only where all own items together say more than the crowd's favour:
    what everybody gets is not shown "because" of anything.
    """
    members = _crowd_members(chosen, evidence, scales)
    own, speakers, because = _loudest_of_own(chosen, evidence, scales)
    for place in np.flatnonzero(speakers >= 0).tolist():
        members[place] = own[speakers[place]]
    for place in np.flatnonzero(_is_the_crowds(chosen, evidence, scales)).tolist():
        because[place], members[place] = -1, Member.POPULARITY
    return [
        Recommendation(item, score, member, seed if seed >= 0 else None)
        for item, score, member, seed in zip(
            evidence.items[chosen].tolist(), scores.tolist(), members, because.tolist(), strict=True
        )
    ]


def _loudest_of_own(
    chosen: IntArray, evidence: Evidence, scales: Mapping[Member, float]
) -> tuple[list[Member], IntArray, IntArray]:
    """Members who speak for the shopper's own items; for each chosen one who of them is loudest.

    That is an index of theirs, and the own item they speak for; -1 where none says anything.
    """
    own = [
        member
        for member in scales
        if member is Member.PERSONAL or (member in evidence.votes and member not in CROWD)
    ]
    speakers, because = np.full((2, len(chosen)), -1, np.int32)
    if not own:
        return own, speakers, because
    order_of = np.full(evidence.n_items, -1, np.int32)
    order_of[evidence.items[chosen]] = np.arange(len(chosen), dtype=np.int32)
    parts = []
    # Of equally loud members the first is named: it is written last.
    for number, member in reversed(list(enumerate(own))):
        if member is Member.PERSONAL:
            items = evidence.items[chosen]
            orders, voices, casters = order_of[items], evidence.raw[member][chosen], items
        else:
            orders, voices, casters = evidence.votes[member].of_chosen(evidence.seeds, order_of)
        voices = np.float32(scales[member]) * voices
        parts.append((orders, voices, casters, np.full(len(orders), number, np.int32)))
    orders, voices, casters, numbers = map(np.concatenate, zip(*parts, strict=True))
    loudest = np.zeros(len(chosen), np.float32)
    np.maximum.at(loudest, orders, voices)
    heard = (voices > 0) & (voices == loudest[orders])
    speakers[orders[heard]], because[orders[heard]] = numbers[heard], casters[heard]
    return own, speakers, because


def _is_the_crowds(
    chosen: IntArray, evidence: Evidence, scales: Mapping[Member, float]
) -> BoolArray:
    """Where what sells counts for more than all that the shopper's own items say."""
    if Member.POPULARITY not in scales:
        return np.zeros(len(chosen), np.bool_)
    own = np.zeros(len(chosen), np.float32)
    for member, scale in scales.items():
        if member is Member.PERSONAL or member in evidence.votes:
            own += np.float32(scale) * evidence.raw[member][chosen]
    favour = np.float32(scales[Member.POPULARITY]) * evidence.raw[Member.POPULARITY][chosen]
    return np.asarray(favour > own, np.bool_)


def _crowd_members(
    chosen: IntArray, evidence: Evidence, scales: Mapping[Member, float]
) -> list[Member]:
    """Who spoke for each item that no own item speaks for."""
    crowd = [member for member in CROWD if member in scales]
    if not crowd:
        return [next(iter(scales))] * len(chosen)
    voices = np.array([np.float32(scales[m]) * evidence.raw[m][chosen] for m in crowd])
    return [crowd[place] for place in voices.argmax(axis=0).tolist()]
