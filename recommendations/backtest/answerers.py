"""Who is asked: the challenger, the crowd's favourites, an earlier version as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.evaluation import Case, Split, Task
from recommendations.algorithms.interactions import NOBODY, FloatArray, IntArray
from recommendations.algorithms.models import TrainedModels
from recommendations.algorithms.personal import Histories, History
from recommendations.algorithms.scoring import Filters, Recommendation, Scorer
from recommendations.algorithms.segments import Segment, segment_of
from recommendations.backtest.measures import LENGTH, Answer, baskets_of
from recommendations.people import PEOPLE, digests_of


class Desk:
    """The backtest's questions as a page would ask them, at one moment of the past."""

    def __init__(self, split: Split) -> None:
        self.split = split
        self._histories = Histories(split.train, now=split.moment)
        self._purchases = Histories(split.train.purchases(), now=split.moment)
        self._baskets = baskets_of(split.train)

    def history(self, case: Case) -> History:
        """What the shopper had done until then; nothing of a guest."""
        return History.of([]) if case.user == NOBODY else self._histories.of(case.user)

    def segment(self, case: Case) -> Segment:
        """How often the shopper had bought until then; a guest is new."""
        return segment_of(0 if case.user == NOBODY else int(self._baskets[case.user]))

    def hidden(self, case: Case, task: Task) -> Filters:
        """What may not be the answer: bought before, where new is asked for; in the basket."""
        new = task is Task.NEW_ITEMS
        taken = self._purchases.of(case.user).items if new else case.context
        return Filters(self.split.catalogue, np.asarray(taken, np.int32))

    def challenger(self, models: TrainedModels, task: Task) -> Answer:
        """The lists of a model that was trained on this split."""
        scorer = Scorer(models)

        def answer(case: Case) -> IntArray:
            return _items(
                _asked(
                    scorer, task, case.context, self.history(case), case.user,
                    self.segment(case), self.hidden(case, task),
                )
            )  # fmt: skip

        return answer

    def crowd(self, models: TrainedModels, task: Task) -> Answer:
        """What sold most before the moment, the same for everybody but for what is hidden."""
        scorer = Scorer(models)
        return lambda case: _items(scorer.trending(n=LENGTH, filters=self.hidden(case, task)))

    def champion(self, earlier: EarlierVersion, popularity: FloatArray, task: Task) -> Answer:
        """The lists of an earlier version as it stands, with the crowd's taste of the moment."""
        scorer = Scorer(replace(earlier.models, popularity=earlier.in_its_items(popularity)))

        def answer(case: Case) -> IntArray:
            hidden = self.hidden(case, task)
            filters = Filters(earlier.mask(self.split.catalogue), earlier.items(hidden.excluded))
            history = self.history(case)
            places = earlier.to_its[history.items]
            known = History(places, history.ages, history.weights).where(places >= 0)
            user = earlier.user_of(case.user)
            context = earlier.items(case.context)
            found = _asked(scorer, task, context, known, user, self.segment(case), filters)
            return earlier.back(_items(found))

        return answer


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """A trained version whose items and people have other indices than the present ones.

    ``to_its`` int32 [items now] and ``to_ours`` int32 [items then] hold -1 where there is no
    counterpart; ``users`` are its user indices by ours.
    """

    models: TrainedModels
    to_its: IntArray
    to_ours: IntArray
    users: Mapping[int, int]

    @classmethod
    def from_arrays(
        cls,
        arrays: Mapping[str, npt.NDArray[Any]],
        *,
        product_ids: npt.NDArray[np.int64],
        people: Sequence[str],
    ) -> EarlierVersion:
        """From an artifact's arrays. ``people`` are the present ones in hex, by user index.

        Raises:
            KeyError: an array is missing.
            ValueError: arrays of another make.
        """
        theirs = np.asarray(arrays["product_ids"])
        known = {row.tobytes(): index for index, row in enumerate(arrays[PEOPLE])}
        return cls(
            TrainedModels.from_arrays(arrays),
            places(product_ids, among=theirs),
            places(theirs, among=product_ids),
            {
                index: known[digest]
                for index, digest in enumerate(row.tobytes() for row in digests_of(people))
                if digest in known
            },
        )

    def user_of(self, user: int) -> int | None:
        return self.users.get(user)

    def items(self, ours: IntArray) -> IntArray:
        """Its indices of our items, those it knows."""
        found = self.to_its[ours]
        return found[found >= 0]

    def back(self, its: IntArray) -> IntArray:
        """Our indices of its items, those we still have."""
        found = self.to_ours[its]
        return found[found >= 0]

    def mask(self, ours: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(self.to_ours), np.bool_)
        found[self.items(np.flatnonzero(ours).astype(np.int32))] = True
        return found

    def in_its_items(self, ours: FloatArray) -> FloatArray:
        """A figure of our items as one of its."""
        values = np.zeros(len(self.to_ours), np.float32)
        known = self.to_ours >= 0
        values[known] = ours[self.to_ours[known]]
        return values


def places(wanted: npt.NDArray[np.int64], *, among: npt.NDArray[np.int64]) -> IntArray:
    """Index of each id in ascending ids, -1 where it is not there."""
    if not len(among):
        return np.full(len(wanted), -1, np.int32)
    found = np.searchsorted(among, wanted).clip(max=len(among) - 1)
    return np.where(among[found] == wanted, found, -1).astype(np.int32)


def _asked(
    scorer: Scorer,
    task: Task,
    context: IntArray,
    history: History,
    user: int | None,
    segment: Segment,
    filters: Filters,
) -> list[Recommendation]:
    if task in {Task.COMPLETE_BASKET, Task.COMPLETE_SMALL_BASKET}:
        return scorer.complete_basket(context, n=LENGTH, filters=filters)
    ask = scorer.next_basket if task is Task.NEXT_BASKET else scorer.for_user
    return ask(history, n=LENGTH, user=user, segment=segment, filters=filters)


def _items(found: list[Recommendation]) -> IntArray:
    return np.array([entry.item for entry in found], np.int32)
