"""Dataset -> fit -> backtest against the crowd's favourites -> register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from foundation import clock
from mlops.models import ModelVersion
from mlops.services import Candidate, Judgement, register_version
from recommendations.algorithms.evaluation import Case, Split, Task, cases_of, evaluate, split_at
from recommendations.algorithms.interactions import SECONDS_A_DAY, Interactions, ItemFeatures
from recommendations.algorithms.personal import Histories, History
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.algorithms.scoring import Filters, Scorer
from recommendations.dataset import TrainingSet, load_training_set

NAME = "recommendations"
BACKTEST_DAYS = 28
MOST_CASES = 2_000
FEWEST_CASES = 30
Report = Callable[[str], None]


def train_recommendations(report: Report) -> ModelVersion | None:
    """Train on all that is known, judged by the last four weeks; None without any purchase.

    A version serves unless its lists find less than the plain favourites of the crowd did.
    """
    report("reading the log")
    data = load_training_set()
    if not len(data.interactions.purchases()):
        return None
    config = PipelineConfig()
    judgement = _backtest(data.interactions, data.features, config, report)
    now = max(int(clock.now().timestamp()), data.interactions.end())
    # A shop that slept (or imported history) is trained as of its last event, not of today.
    if now - data.interactions.end() > BACKTEST_DAYS * SECONDS_A_DAY:
        now = data.interactions.end()
    models = fit(data.interactions, data.features, config, now=now, progress=report)
    arrays = models.to_arrays() | {
        "product_ids": data.product_ids,
        "people": _hex_to_bytes(data),
        "trained_until": np.array([now], np.int64),
    }
    report("writing")
    return register_version(
        candidate=Candidate(
            name=NAME,
            arrays=arrays,
            judgement=judgement,
            parameters=_parameters(config),
            trained_on={
                "events": len(data.interactions),
                "people": data.interactions.n_users,
                "products": data.interactions.n_items,
                "until": now,
            },
        )
    )


def _backtest(
    interactions: Interactions, features: ItemFeatures, config: PipelineConfig, report: Report
) -> Judgement:
    report("backtest")
    moment = interactions.end() - BACKTEST_DAYS * SECONDS_A_DAY
    split = split_at(interactions, moment)
    questions = {
        task: _sample(cases_of(split, task)) for task in (Task.NEW_ITEMS, Task.COMPLETE_BASKET)
    }
    if max(map(len, questions.values())) < FEWEST_CASES:
        return Judgement({}, {}, accepted=True, reason="Too little history for a backtest yet.")
    scorer = Scorer(fit(split.train, features, config, now=moment))
    metrics: dict[str, float] = {}
    baseline: dict[str, float] = {}
    for task, cases in questions.items():
        ours, crowd = _answers(scorer, split, task)
        size = int(split.catalogue.sum())
        for values, answer in ((metrics, ours), (baseline, crowd)):
            measured = evaluate(cases, answer, catalogue_size=size)
            values[f"{task.value} ndcg@10"] = measured.ndcg.mean
            values[f"{task.value} hit@10"] = measured.hit.mean
            values[f"{task.value} coverage@10"] = measured.coverage
    return _judge(metrics, baseline)


def _judge(metrics: dict[str, float], baseline: dict[str, float]) -> Judgement:
    worse = [
        name
        for name in (f"{Task.NEW_ITEMS.value} ndcg@10", f"{Task.COMPLETE_BASKET.value} hit@10")
        if metrics[name] < baseline[name]
    ]
    if worse:
        reason = f"Finds less than the crowd's favourites: {', '.join(worse)}."
        return Judgement(metrics, baseline, accepted=False, reason=reason)
    return Judgement(metrics, baseline, accepted=True)


def _answers(
    scorer: Scorer, split: Split, task: Task
) -> tuple[Callable[[Case], list[int]], Callable[[Case], list[int]]]:
    """How a case is answered: by the blend, and by what sells most."""
    bought = split.train.purchases()
    histories = Histories(split.train, now=split.moment)
    purchases = Histories(bought, now=split.moment)

    def hidden(case: Case) -> Filters:
        taken = purchases.of(case.user).items if task is Task.NEW_ITEMS else case.context
        return Filters(split.catalogue, np.asarray(taken, np.int32))

    def ours(case: Case) -> list[int]:
        if task is Task.COMPLETE_BASKET:
            found = scorer.complete_basket(case.context, n=10, filters=hidden(case))
        else:
            history: History = histories.of(case.user)
            found = scorer.for_user(history, n=10, user=case.user, filters=hidden(case))
        return [entry.item for entry in found]

    def crowd(case: Case) -> list[int]:
        return [entry.item for entry in scorer.trending(n=10, filters=hidden(case))]

    return ours, crowd


def _sample(cases: list[Case]) -> list[Case]:
    """At most ``MOST_CASES``, spread evenly: a backtest need not take longer than a fit."""
    if len(cases) <= MOST_CASES:
        return cases
    chosen = np.linspace(0, len(cases) - 1, MOST_CASES).astype(int)
    return [cases[index] for index in chosen]


def _hex_to_bytes(data: TrainingSet) -> np.ndarray[Any, Any]:
    """The people of the user indices as sixteen bytes each, so that a user can be looked up."""
    return np.frombuffer(bytes.fromhex("".join(data.people)), np.uint8).reshape(-1, 16)


def _parameters(config: PipelineConfig) -> dict[str, Any]:
    return {
        "neighbours": config.neighbours,
        "popularity_days": config.popularity_days,
        "user_regularisation": config.user_regularisation,
        "basket_regularisation": config.basket_regularisation,
        "blends": {
            str(surface): {str(member): weight for member, weight in blend.weights.items()}
            for surface, blend in config.blends.items()
        },
    }
