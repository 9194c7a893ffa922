"""Backtests by time: hide what came after a moment, ask for it, count what was found.

Every list ranks the whole catalogue of the training period; sampled negatives re-order the models
(Krichene, Rendle 2020, "On sampled metrics for item recommendation").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.interactions import NOBODY, BoolArray, IntArray, Interactions

Float64Array = npt.NDArray[np.float64]


class Task(StrEnum):
    """What is asked of a recommender; the values are the names in benchmark tables."""

    NEW_ITEMS = "A"
    NEXT_BASKET = "B"
    COMPLETE_BASKET = "C"
    COMPLETE_SMALL_BASKET = "C3"


@dataclass(frozen=True, slots=True)
class Split:
    """Events before and after `moment`; `catalogue` marks the items that training has seen."""

    train: Interactions
    test: Interactions
    moment: int
    catalogue: BoolArray


@dataclass(frozen=True, slots=True)
class Case:
    """One question: what `user` took, given what was in the basket (`context`).

    `truth` and `context` are distinct item indices in ascending order; `user` may be `NOBODY`.
    """

    user: int
    context: IntArray
    truth: IntArray


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean over cases and its standard error (0 where there is no such thing)."""

    mean: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Metrics:
    """Quality of one recommender's lists of k on one task."""

    cases: int
    recall: Measure
    ndcg: Measure
    hit: Measure
    coverage: float


def split_at(interactions: Interactions, moment: int, *, until: int | None = None) -> Split:
    """Train strictly before `moment` (seconds), test from it on, strictly before `until`."""
    train = interactions.before(moment)
    test = interactions.since(moment)
    if until is not None:
        test = test.before(until)
    catalogue = np.zeros(interactions.n_items, np.bool_)
    catalogue[train.items] = True
    return Split(train, test, moment, catalogue)


def cases_of(split: Split, task: Task, *, seed: int = 7) -> list[Case]:
    """The cases of a task, in a fixed order; only purchases in the test period count."""
    if task is Task.NEW_ITEMS:
        return list(new_item_cases(split))
    if task is Task.NEXT_BASKET:
        return list(next_basket_cases(split))
    context = 3 if task is Task.COMPLETE_SMALL_BASKET else None
    return list(held_out_cases(split, seed=seed, context_size=context))


def new_item_cases(split: Split) -> Iterator[Case]:
    """Each known user with at least one purchase of a catalogue item that is new to them."""
    test = _known_users_purchases(split)
    seen = np.unique(_pairs(split.train))
    new = ~np.isin(_pairs(test), seen) & split.catalogue[test.items]
    for user, items in _grouped(test.users[new], test.items[new]):
        yield Case(user, _nothing(), items)


def next_basket_cases(split: Split) -> Iterator[Case]:
    """The first test basket of each known user, repeats among it; catalogue items only."""
    test = _known_users_purchases(split)
    order = np.lexsort((test.baskets, test.times, test.users))
    users, baskets = test.users[order], test.baskets[order]
    first_of_user = np.ones(len(users), np.bool_)
    first_of_user[1:] = users[1:] != users[:-1]
    kept = np.isin(test.baskets, baskets[first_of_user]) & split.catalogue[test.items]
    for user, items in _grouped(test.users[kept], test.items[kept]):
        yield Case(user, _nothing(), items)


def held_out_cases(
    split: Split, *, seed: int = 7, draws: int = 3, context_size: int | None = None
) -> Iterator[Case]:
    """Up to `draws` random items of each test basket, each asked for from the basket's others.

    With `context_size`, from that many random others only (smaller baskets are left out).
    """
    bought = split.test.purchases()
    bought = bought.select(split.catalogue[bought.items])
    user_of = dict(zip(bought.baskets.tolist(), bought.users.tolist(), strict=True))
    random = np.random.default_rng(seed)
    smallest = 2 if context_size is None else context_size + 1
    for basket, items in _grouped(bought.baskets, bought.items):
        if len(items) < smallest:
            continue
        for held_out in random.choice(len(items), size=min(draws, len(items)), replace=False):
            context = np.delete(items, held_out)
            if context_size is not None:
                context = random.choice(context, size=context_size, replace=False)
            yield Case(user_of[basket], np.sort(context), items[held_out : held_out + 1])


def evaluate(
    cases: Sequence[Case],
    recommend: Callable[[Case], Sequence[int] | IntArray],
    *,
    catalogue_size: int,
    k: int = 10,
) -> Metrics:
    """Ask `recommend` for every case (best first; only the first k count) and average.

    Recall divides by all true items, however many; NDCG by the best that k places allow;
    coverage is the share of the catalogue that stands in at least one list.
    """
    recalls, gains, hits = (np.zeros(len(cases)) for _ in range(3))
    shown: set[int] = set()
    for place, case in enumerate(cases):
        listed = np.asarray(recommend(case), dtype=np.int64)[:k]
        found = np.isin(listed, case.truth)
        recalls[place] = found.sum() / len(case.truth)
        gains[place] = ndcg(found, n_true=len(case.truth), k=k)
        hits[place] = found.any()
        shown.update(listed.tolist())
    coverage = len(shown) / catalogue_size if catalogue_size else 0.0
    return Metrics(len(cases), _mean(recalls), _mean(gains), _mean(hits), coverage)


def ndcg(found: BoolArray, *, n_true: int, k: int) -> float:
    """Discounted gain of a list (true where an item was right) over the best possible one.

    Jaervelin, Kekaelaeinen (2002), with binary gains and discount 1 / log2(place + 1).
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    best = discounts[: min(k, n_true)].sum()
    return float(discounts[: len(found)][found].sum() / best) if best else 0.0


def _known_users_purchases(split: Split) -> Interactions:
    bought = split.test.purchases()
    known = np.isin(bought.users, split.train.users) & (bought.users != NOBODY)
    return bought.select(known)


def _pairs(interactions: Interactions) -> npt.NDArray[np.int64]:
    return interactions.users.astype(np.int64) * interactions.n_items + interactions.items


def _grouped(keys: IntArray, items: IntArray) -> Iterable[tuple[int, IntArray]]:
    """Each key in ascending order, with its distinct items in ascending order."""
    order = np.argsort(keys, kind="stable")
    distinct, starts = np.unique(keys[order], return_index=True)
    groups = np.split(items[order], starts[1:])
    return ((int(key), np.unique(group)) for key, group in zip(distinct, groups, strict=False))


def _nothing() -> IntArray:
    return np.empty(0, dtype=np.int32)


def _mean(values: Float64Array) -> Measure:
    if len(values) == 0:
        return Measure(0.0, 0.0)
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0.0
    return Measure(float(values.mean()), float(error))
