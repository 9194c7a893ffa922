"""A shop as it was trained at a moment, asked the questions of the figures' tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.reporting import columns, number, timed
from recommendations.algorithms.evaluation import Case, Metrics, Split, Task, evaluate
from recommendations.algorithms.interactions import IntArray, ItemFeatures, basket_item_matrix
from recommendations.algorithms.item_knn import item_knn
from recommendations.algorithms.models import Blend, Member, Surface, TrainedModels
from recommendations.algorithms.personal import Histories
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.algorithms.scoring import Filters, Scorer

QUICK_CASES = 300
BASKET_TASKS = (Task.COMPLETE_BASKET, Task.COMPLETE_SMALL_BASKET)
BASKET_KNN = "item_knn of baskets"
BLEND = "the blends"
TWO_STAGES = "two stages"
SHOPPER_ONLY = frozenset(
    {Member.PERSONAL, Member.LIGHTFM, Member.IALS, Member.SHOPPERS, Member.TWO_TOWER}
)
"""Members that say nothing of a basket without its shopper."""
MEMBER_FIGURES: Sequence[tuple[Task, Callable[[Metrics], float]]] = (
    (Task.NEW_ITEMS, lambda metrics: metrics.recall.mean),
    (Task.NEW_ITEMS, lambda metrics: metrics.ndcg.mean),
    (Task.NEW_ITEMS, lambda metrics: metrics.coverage),
    (Task.NEXT_BASKET, lambda metrics: metrics.ndcg.mean),
    (Task.NEXT_BASKET, lambda metrics: metrics.coverage),
    (Task.COMPLETE_BASKET, lambda metrics: metrics.hit.mean),
    (Task.COMPLETE_SMALL_BASKET, lambda metrics: metrics.hit.mean),
)

Results = dict[Task, Metrics]


@dataclass(frozen=True)
class Stopwatch:
    """Milliseconds of CPU time of every answer, by task."""

    milliseconds: dict[Task, list[float]] = field(default_factory=dict)

    @contextmanager
    def running(self, task: Task) -> Iterator[None]:
        """Count the enclosed work as one answer."""
        begun = time.process_time()
        yield
        self.milliseconds.setdefault(task, []).append(1_000 * (time.process_time() - begun))

    def percentile(self, task: Task, percent: float) -> float:
        """The given percentile over all answers to a task so far."""
        return float(np.percentile(self.milliseconds[task], percent))


@dataclass(frozen=True)
class Shop:
    """A shop as it stood at the split: what it knew and what it had trained."""

    split: Split
    histories: Histories
    models: TrainedModels
    cpu_seconds: float
    stopwatch: Stopwatch = field(default_factory=Stopwatch)

    def with_only(self, member: Member) -> Shop:
        """The same shop, were one member asked alone."""
        alone = {
            surface: Blend({member: 1.0}, blend.half_life_days, blend.personal_half_life_days)
            for surface, blend in self.models.blends.items()
        }
        models = replace(self.models, blends=alone, rankers={})
        return replace(self, models=models, stopwatch=Stopwatch())

    def without_second_stage(self) -> Shop:
        """The same shop, were its blends not ranked again."""
        models = replace(self.models, rankers={})
        return replace(self, models=models, stopwatch=Stopwatch())

    def with_basket_knn(self) -> Shop:
        """The same shop, were item-kNN over baskets asked alone: the usual cart completion."""
        baskets = basket_item_matrix(self.split.train, now=self.split.moment)
        table = item_knn(baskets, k=PipelineConfig().knn_neighbours)
        models = replace(self.models, tables={**self.models.tables, Member.ITEM_KNN: table})
        return replace(self, models=models).with_only(Member.ITEM_KNN)

    def measure(self, task: Task, cases: Sequence[Case]) -> Metrics:
        """Quality of this shop's lists of ten."""
        scorer = Scorer(self.models)

        def recommend(case: Case) -> IntArray:
            with self.stopwatch.running(task):
                return self._ask(scorer, task, case)

        return evaluate(cases, recommend, catalogue_size=int(self.split.catalogue.sum()))

    def _only_popularity(self) -> bool:
        weights = self.models.blends[Surface.COMPLETE_BASKET].weights
        return list(weights) == [Member.POPULARITY]

    def _ask(self, scorer: Scorer, task: Task, case: Case) -> IntArray:
        available = Filters(available=self.split.catalogue)
        if self._only_popularity() and len(case.context):
            # What is trending knows nothing of baskets: the line that completion must beat.
            new = Filters(available=self.split.catalogue, excluded=case.context)
            found = scorer.trending(n=10, filters=new)
        elif task in BASKET_TASKS:
            found = scorer.complete_basket(case.context, n=10, filters=available)
        else:
            history = self.histories.of(case.user)
            if task is Task.NEW_ITEMS:
                new = Filters(available=self.split.catalogue, excluded=history.items)
                found = scorer.for_user(history, n=10, user=case.user, filters=new)
            else:
                found = scorer.next_basket(history, n=10, user=case.user, filters=available)
        return np.array([recommendation.item for recommendation in found], dtype=np.int32)


def trained_shop(split: Split, features: ItemFeatures) -> Shop:
    """The shop as trained at the split's moment, and the CPU seconds that it took."""
    models, cpu_seconds = timed(
        lambda: fit(
            split.train,
            features,
            PipelineConfig(),
            now=split.moment,
            progress=lambda step: print(f"  {step}", file=sys.stderr),
        )
    )
    return Shop(split, Histories(split.train, now=split.moment), models, cpu_seconds)


def sampled(cases: list[Case], *, quick: bool) -> list[Case]:
    """All cases, or with `quick` a fixed random part of them."""
    if not quick or len(cases) <= QUICK_CASES:
        return cases
    chosen = np.random.default_rng(7).choice(len(cases), QUICK_CASES, replace=False)
    return [cases[place] for place in sorted(chosen)]


def results_by_name(shop: Shop, cases: dict[Task, list[Case]]) -> dict[str, Results]:
    """Every member alone on every task that it can answer, the blends and both stages, by name."""
    both = {TWO_STAGES: _measured(TWO_STAGES, shop, cases, list(cases))}
    both[BLEND] = _measured(BLEND, shop.without_second_stage(), cases, list(cases))
    results: dict[str, Results] = {}
    for member in Member:
        if member is Member.TWO_TOWER and not shop.models.two_tower.trained:
            continue
        tasks = [
            task
            for task in cases
            if not (member in SHOPPER_ONLY and task in BASKET_TASKS)
            and not (member is Member.PERSONAL and task is Task.NEW_ITEMS)
        ]
        results[member] = _measured(member, shop.with_only(member), cases, tasks)
    of_baskets = [task for task in BASKET_TASKS if task in cases]
    results[BASKET_KNN] = _measured(BASKET_KNN, shop.with_basket_knn(), cases, of_baskets)
    results |= {name: both[name] for name in (BLEND, TWO_STAGES)}
    return {name: by_task for name, by_task in results.items() if by_task}


def _measured(
    name: str, shop: Shop, cases: dict[Task, list[Case]], tasks: Sequence[Task]
) -> Results:
    results = {task: shop.measure(task, cases[task]) for task in tasks}
    print("  " + "  ".join(_line(name, results)), file=sys.stderr)
    return results


def results_table(results: dict[str, Results]) -> str:
    """Each member alone, with the blends and both stages under them, as the figures' table."""
    header = ("alone", "A recall", "A ndcg", "A cover", "B ndcg", "B cover", "C hit", "C3 hit")
    return columns(header, [_line(name, by_task) for name, by_task in results.items()])


def _line(name: str, results: Results) -> Sequence[str]:
    return (
        name,
        *(
            number(figure(results[task])) if task in results else ""
            for task, figure in MEMBER_FIGURES
        ),
    )
