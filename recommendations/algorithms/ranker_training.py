"""Teaching the second stage: what came true in the last months, seen from their first days.

For every label month the whole first stage is trained again on what was known before it: scores of
models that had seen the labels would look better than they ever are at serving.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.evaluation import Case, Split, Task, cases_of, split_at
from recommendations.algorithms.evidence import evidence_of_history
from recommendations.algorithms.interactions import (
    SECONDS_A_DAY,
    FloatArray,
    IntArray,
    Interactions,
    ItemFeatures,
)
from recommendations.algorithms.item_statistics import item_statistics
from recommendations.algorithms.models import Blend, Member, Ranker, Surface, TrainedModels
from recommendations.algorithms.personal import Histories
from recommendations.algorithms.ranker_features import candidates_of, describe, feature_names
from recommendations.algorithms.trees import Trees

FirstStage = Callable[[Interactions, int], TrainedModels]
TASKS = {Surface.FOR_USER: Task.NEW_ITEMS, Surface.NEXT_BASKET: Task.NEXT_BASKET}


class Objective(StrEnum):
    """What the trees minimise, in LightGBM's words."""

    EACH_ITEM = "binary"
    ORDER = "lambdarank"


def _objectives() -> Mapping[Surface, Objective]:
    return {Surface.FOR_USER: Objective.EACH_ITEM, Surface.NEXT_BASKET: Objective.ORDER}


def _first_stages() -> Mapping[Surface, Blend]:
    shared = {
        Member.EASE_USERS: 1.0,
        Member.EASE_BASKETS: 0.2,
        Member.POPULARITY: 0.4,
        Member.IALS: 0.3,
        Member.SHOPPERS: 0.3,
        Member.ITEM_KNN: 0.1,
        Member.RP3: 0.1,
        Member.CONTENT: 0.2,
        Member.TRANSITIONS: 0.1,
        Member.LIGHTFM: 0.1,
        Member.TWO_TOWER: 0.1,
    }
    return {
        Surface.FOR_USER: Blend(shared, half_life_days=240.0),
        Surface.NEXT_BASKET: Blend(
            {Member.PERSONAL: 1.0, **shared}, half_life_days=120.0, personal_half_life_days=None
        ),
    }


@dataclass(frozen=True, slots=True)
class RankerSettings:
    """What is tuned.

    With fewer than `fewest_lists` shoppers to learn from there is no ranker, and none below
    `fewest_items` products: there the candidates are most of the catalogue, and two more trainings
    of the first stage would cost more than they find.

    `first_stages` say for each surface who names candidates, with which weight; `objectives` what
    its trees minimise: each item right or wrong finds more new items, the order of a list more of
    the next basket. At most `most_lists` shoppers of a month are learned from, spread evenly.
    """

    label_days: int = 30
    months: int = 2
    candidates: int = 250
    fewest_lists: int = 300
    fewest_items: int = 500
    most_lists: int = 3_000
    fewest_events: int = 2
    rounds: int = 150
    learning_rate: float = 0.06
    leaves: int = 15
    smallest_leaf: int = 100
    seed: int = 7
    first_stages: Mapping[Surface, Blend] = field(default_factory=_first_stages)
    objectives: Mapping[Surface, Objective] = field(default_factory=_objectives)


@dataclass(frozen=True, slots=True)
class Lists:
    """Candidates of many shoppers, one under the other: `sizes` rows each."""

    features: FloatArray
    labels: npt.NDArray[np.int8]
    sizes: IntArray


def train_rankers(
    interactions: Interactions,
    features: ItemFeatures,
    settings: RankerSettings,
    first_stage: FirstStage,
    *,
    now: int,
    progress: Callable[[str], None],
) -> Mapping[Surface, Ranker]:
    """A ranker for each surface that had enough to learn from; none of them sees past `now`."""
    if interactions.n_items < settings.fewest_items:
        return {}
    months = _label_months(interactions, settings, now)
    asked = {
        surface: [_cases(month, task, settings) for month in months]
        for surface, task in TASKS.items()
    }
    enough = {
        surface: cases
        for surface, cases in asked.items()
        if sum(map(len, cases)) >= settings.fewest_lists
    }
    if not enough:
        return {}
    lists: dict[Surface, list[Lists]] = {surface: [] for surface in enough}
    for place, month in enumerate(months):
        if not any(cases[place] for cases in enough.values()):
            continue
        progress(f"label month {place + 1} of {len(months)}")
        models = first_stage(month.train, month.moment)
        for surface, cases in enough.items():
            lists[surface].append(
                labelled_lists(models, month, features, settings, surface, cases[place])
            )
    progress("ranker")
    rankers = {
        surface: _ranker(_joined(parts), settings, surface) for surface, parts in lists.items()
    }
    return {surface: ranker for surface, ranker in rankers.items() if ranker is not None}


def _label_months(
    interactions: Interactions, settings: RankerSettings, now: int
) -> Sequence[Split]:
    known = interactions.before(now)
    length = settings.label_days * SECONDS_A_DAY
    moments = [now - length * back for back in range(settings.months, 0, -1)]
    return [split_at(known, moment, until=moment + length) for moment in moments]


def _cases(month: Split, task: Task, settings: RankerSettings) -> list[Case]:
    """Shoppers with something to find; what was only looked at before is still new."""
    bought = Split(month.train.purchases(), month.test, month.moment, month.catalogue)
    cases = cases_of(bought, task)
    if len(cases) <= settings.most_lists:
        return cases
    chosen = np.linspace(0, len(cases) - 1, settings.most_lists).astype(int)
    return [cases[place] for place in chosen]


def labelled_lists(
    models: TrainedModels,
    month: Split,
    features: ItemFeatures,
    settings: RankerSettings,
    surface: Surface,
    cases: Sequence[Case],
) -> Lists:
    """The candidates of each case as they would have stood, with what came true.

    Left out are cases none of whose candidates came true: there is no order to learn from them.
    """
    blend = settings.first_stages[surface]
    members = tuple(blend.weights)
    statistics = item_statistics(month.train, features, now=month.moment)
    everything = Histories(month.train, now=month.moment)
    bought = Histories(month.train.purchases(), now=month.moment)
    nothing = np.empty(0, np.int32)
    rows: list[FloatArray] = [np.empty((0, len(feature_names(members))), np.float32)]
    labels: list[npt.NDArray[np.int8]] = [np.empty(0, np.int8)]
    for case in cases:
        history = everything.of(case.user)
        evidence = evidence_of_history(
            models, blend, history, user=case.user, allowed=month.catalogue
        )
        if not evidence.raw:
            continue
        taken = bought.of(case.user).items if surface is Surface.FOR_USER else nothing
        found = candidates_of(
            evidence, blend, most=settings.candidates, allowed=month.catalogue, excluded=taken
        )
        came_true = np.isin(found.items, case.truth)
        if came_true.any():
            rows.append(describe(found, members, history, statistics))
            labels.append(came_true.astype(np.int8))
    sizes = np.array([len(part) for part in labels[1:]], np.int32)
    return Lists(np.concatenate(rows), np.concatenate(labels), sizes)


def _joined(parts: Sequence[Lists]) -> Lists:
    return Lists(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.sizes for part in parts]),
    )


def _ranker(lists: Lists, settings: RankerSettings, surface: Surface) -> Ranker | None:
    if len(lists.sizes) < settings.fewest_lists:
        return None
    trees = grow(lists, settings, settings.objectives[surface])
    return Ranker(
        trees, settings.first_stages[surface], settings.candidates, settings.fewest_events
    )


def grow(lists: Lists, settings: RankerSettings, objective: Objective) -> Trees:
    """Trees from labelled lists; one thread and a seed, so that the same lists give the same."""
    # Here, not above: whoever only serves never needs it.
    import lightgbm

    data = lightgbm.Dataset(
        lists.features, lists.labels, group=lists.sizes, params={"verbose": -1}, free_raw_data=True
    )
    parameters = {
        "objective": str(objective),
        "learning_rate": settings.learning_rate,
        "num_leaves": settings.leaves,
        "min_data_in_leaf": settings.smallest_leaf,
        "feature_fraction": 0.3,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "lambdarank_truncation_level": 30,
        "max_bin": 127,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }
    return Trees.of(lightgbm.train(parameters, data, num_boost_round=settings.rounds))
