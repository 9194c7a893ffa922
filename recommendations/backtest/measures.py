"""One figure for each case, and what a surface's lists are like: for whom, how wide, how new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.evaluation import Case, Float64Array, Split, ndcg
from recommendations.algorithms.interactions import NO_BASKET, FloatArray, IntArray, Interactions

Answer = Callable[[Case], IntArray]
LENGTH = 10
FEWEST_OF_A_SEGMENT = 10
HEAD_SHARE, BODY_SHARE = 0.5, 0.8
"""The head are the products that make half of all purchases, the body those up to four fifths."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered to each case (item indices, best first) and how good that was."""

    lists: Sequence[IntArray]
    ndcg: Float64Array
    hit: Float64Array


@dataclass(frozen=True, slots=True)
class Crowd:
    """What everybody took before the moment: buyers of each item, float32 [n_items]."""

    buyers: FloatArray
    groups: npt.NDArray[np.int64]
    catalogue_size: int

    @classmethod
    def of(cls, split: Split) -> Crowd:
        buyers = np.bincount(split.train.purchases().items, minlength=split.train.n_items).astype(
            np.float32
        )
        return cls(buyers, _groups(buyers), int(split.catalogue.sum()))


def ask(cases: Sequence[Case], answer: Answer) -> Answers:
    """Put every case to a recommender."""
    lists = [np.asarray(answer(case), np.int64)[:LENGTH] for case in cases]
    found = [np.isin(listed, case.truth) for listed, case in zip(lists, cases, strict=True)]
    gains = [
        ndcg(hits, n_true=len(case.truth), k=LENGTH)
        for hits, case in zip(found, cases, strict=True)
    ]
    return Answers(
        [listed.astype(np.int32) for listed in lists],
        np.array(gains, np.float64),
        np.array([hits.any() for hits in found], np.float64),
    )


def joined(parts: Sequence[Answers]) -> Answers:
    """Answers one behind the other."""
    return Answers(
        [listed for part in parts for listed in part.lists],
        np.concatenate([part.ndcg for part in parts]),
        np.concatenate([part.hit for part in parts]),
    )


def figures(
    answers: Answers, cases: Sequence[Case], segments: Sequence[str], crowd: Crowd
) -> dict[str, Any]:
    """Figures of one surface over all cases, and by segment where it has enough of them."""
    found: dict[str, Any] = {"all": _quality(answers, np.arange(len(cases)))}
    found["all"] |= {
        "coverage@10": coverage(answers.lists, crowd),
        "novelty bits": novelty(answers.lists, crowd),
        "popularity miscalibration": miscalibration(answers.lists, cases, crowd),
    }
    named = np.array(segments, dtype=np.str_)
    for segment in dict.fromkeys(segments):
        places = np.flatnonzero(named == segment)
        if len(places) >= FEWEST_OF_A_SEGMENT:
            found[segment] = _quality(answers, places)
    return found


def coverage(lists: Sequence[IntArray], crowd: Crowd) -> float:
    """Share of the catalogue that stands in at least one list."""
    shown = np.unique(np.concatenate(lists)) if lists else np.empty(0)
    return len(shown) / crowd.catalogue_size if crowd.catalogue_size else 0.0


def novelty(lists: Sequence[IntArray], crowd: Crowd) -> float:
    """Mean surprise of what is shown, -log2 of its share of purchases, in bits.

    Zhou et al. 2010, "Solving the apparent diversity-accuracy dilemma". What nobody bought yet
    counts as bought half a time.
    """
    shown = np.concatenate(lists) if lists else np.empty(0, np.int32)
    total = float(crowd.buyers.sum())
    if not len(shown) or not total:
        return 0.0
    return float(-np.log2(np.maximum(crowd.buyers[shown], 0.5) / total).mean())


def miscalibration(lists: Sequence[IntArray], cases: Sequence[Case], crowd: Crowd) -> float:
    """How much more (or less) popular what is shown is than what was taken, in nats.

    Kullback-Leibler divergence of the shares of head, body and tail (Steck 2018, "Calibrated
    recommendations"; the groups of Abdollahpouri et al. 2021). 0 where they agree.
    """
    if not cases or not any(len(listed) for listed in lists):
        return 0.0
    taken = _group_shares(np.concatenate([case.truth for case in cases]), crowd)
    shown = _group_shares(np.concatenate(lists), crowd)
    return float((taken * np.log(taken / shown)).sum())


def baskets_of(interactions: Interactions) -> npt.NDArray[np.int64]:
    """How many baskets each user has, int64 [n_users]."""
    bought = interactions.select((interactions.baskets != NO_BASKET) & (interactions.users >= 0))
    pairs = np.unique(np.column_stack([bought.users, bought.baskets]), axis=0)
    return np.bincount(pairs[:, 0], minlength=interactions.n_users)


def _quality(answers: Answers, places: npt.NDArray[np.int64]) -> dict[str, float]:
    if not len(places):
        return {"cases": 0}
    return {
        "ndcg@10": float(answers.ndcg[places].mean()),
        "hit@10": float(answers.hit[places].mean()),
        "cases": len(places),
    }


def _groups(buyers: FloatArray) -> npt.NDArray[np.int64]:
    """0 for the head, 1 for the body, 2 for the tail."""
    order = np.argsort(-buyers, kind="stable")
    before = np.cumsum(buyers[order]) - buyers[order]
    groups = np.full(len(buyers), 2, np.int64)
    share = before / max(float(buyers.sum()), 1.0)
    groups[order[share < BODY_SHARE]] = 1
    groups[order[share < HEAD_SHARE]] = 0
    groups[buyers == 0] = 2
    return groups


def _group_shares(items: IntArray, crowd: Crowd) -> Float64Array:
    counts = np.bincount(crowd.groups[items], minlength=3) + 0.5
    shares: Float64Array = counts / counts.sum()
    return shares
