"""The second stage's questions: which items to look at closely, and what is known of each.

The same functions describe candidates in training and at serving, so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.evidence import Evidence
from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.item_statistics import STATISTICS, ItemStatistics
from recommendations.algorithms.models import Blend, Member
from recommendations.algorithms.personal import History

COMPARED = ("log_price", "popularity_28", "age_days", "basket_size", "buyers_range")
"""Statistics of an item that are set against the mean of what the shopper takes."""
_COMPARED = [STATISTICS.index(name) for name in COMPARED]
SHOPPER = ("events", "items", "occasions", "recency_days", "since_days", "items_an_occasion")
OWN = ("own_count", "own_share", "own_days", "own_gap_days", "own_lateness")


def feature_names(members: tuple[Member, ...]) -> tuple[str, ...]:
    """The names of the columns of `describe`, in their order."""
    return (
        "blend",
        *(f"{member}_z" for member in members),
        *(f"{member}_rank" for member in members),
        *STATISTICS,
        *(f"{name}_gap" for name in COMPARED),
        *(f"shopper_{name}" for name in (*SHOPPER, *COMPARED)),
        *OWN,
    )


@dataclass(frozen=True, slots=True)
class Candidates:
    """Items that the first stage names, best first, with each member's z-scores of them.

    `places` are where they stand in the evidence.
    """

    places: IntArray
    items: IntArray
    blended: FloatArray
    scores: Mapping[Member, FloatArray]

    def __len__(self) -> int:
        return len(self.items)


def candidates_of(
    evidence: Evidence, blend: Blend, *, most: int, allowed: BoolArray | None, excluded: IntArray
) -> Candidates:
    """The `most` best items of the blend that a member names, where they may be shown."""
    scales = evidence.scales(blend)
    if not scales:
        nothing = np.empty(0, np.int32)
        return Candidates(nothing, nothing, np.empty(0, np.float32), {})
    total = evidence.blended(scales)
    chosen = evidence.best(total, k=most, allowed=allowed, excluded=excluded)
    scores = {}
    for member in scales:
        mean, deviation = evidence.standards[member].mean, evidence.standards[member].deviation
        scores[member] = (evidence.raw[member][chosen] - np.float32(mean)) / np.float32(deviation)
    return Candidates(chosen, evidence.items[chosen], total[chosen], scores)


def describe(
    candidates: Candidates,
    members: tuple[Member, ...],
    history: History,
    statistics: ItemStatistics,
) -> FloatArray:
    """Float32 [candidates, features], named by `feature_names`; NaN where nothing is known.

    `history` is not empty.
    """
    items = candidates.items
    of_items = statistics.values[items].T
    distinct, place = np.unique(history.items, return_inverse=True)
    occasions = len(np.unique(np.floor(history.ages)))
    shopper, tastes = _shopper(history, statistics, items=len(distinct), occasions=occasions)
    alike = np.concatenate([shopper, tastes])[:, None]
    rows = [
        candidates.blended[None, :],
        *_opinions(candidates, members),
        of_items,
        of_items[_COMPARED] - tastes[:, None],
        np.broadcast_to(alike, (len(alike), len(candidates))),
        _own(history, items, distinct, place, occasions=occasions).T,
    ]
    # A feature lies in one piece, as trees are asked.
    return np.vstack(rows, dtype=np.float32).T


def _opinions(candidates: Candidates, members: tuple[Member, ...]) -> list[FloatArray]:
    """Each member's z-scores, then its ranks (from 0, ties to the blend's order): a row each."""
    n = len(candidates)
    scores = np.full((len(members), n), np.nan, np.float32)
    for place, member in enumerate(members):
        if member in candidates.scores:
            scores[place] = candidates.scores[member]
    ranks = np.empty_like(scores)
    order = np.argsort(-scores, axis=1, kind="stable")
    np.put_along_axis(ranks, order, np.arange(n, dtype=np.float32)[None, :], axis=1)
    ranks[np.isnan(scores)] = np.nan
    return [scores, ranks]


def _shopper(
    history: History, statistics: ItemStatistics, *, items: int, occasions: int
) -> tuple[FloatArray, FloatArray]:
    """The shopper's `SHOPPER` figures, and means of `COMPARED` over what they took."""
    shopper = np.array(
        [
            np.log1p(len(history)),
            np.log1p(items),
            np.log1p(occasions),
            history.ages.min(),
            history.ages.max(),
            np.log(len(history) / occasions),
        ],
        np.float32,
    )
    taken = statistics.values[history.items][:, _COMPARED]
    known = ~np.isnan(taken)
    counts = known.sum(axis=0)
    sums = np.where(known, taken, 0).sum(axis=0)
    means = np.divide(sums, counts, out=np.full(len(COMPARED), np.nan), where=counts > 0)
    return shopper, means.astype(np.float32)


def _own(
    history: History,
    items: IntArray,
    distinct: IntArray,
    place: npt.NDArray[np.intp],
    *,
    occasions: int,
) -> FloatArray:
    """How often and when the shopper took each item themselves: the `OWN` columns.

    `distinct` are the history's items, and `place` where each of its events has its own there.
    """
    counts = np.bincount(place, weights=history.weights)
    latest = np.full(len(distinct), np.inf)
    earliest = np.zeros(len(distinct))
    np.minimum.at(latest, place, history.ages)
    np.maximum.at(earliest, place, history.ages)
    events = np.bincount(place)
    gaps = np.where(events > 1, (earliest - latest) / np.maximum(events - 1, 1), np.nan)
    lateness = latest / np.maximum(gaps, 1)
    table = np.column_stack([counts, counts / occasions, latest, gaps, lateness])
    found = np.searchsorted(distinct, items).clip(max=len(distinct) - 1)
    own = table[found].astype(np.float32)
    own[distinct[found] != items] = (0, 0, np.nan, np.nan, np.nan)
    return own
