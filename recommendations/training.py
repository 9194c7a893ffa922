"""Dataset -> fit -> backtest against the crowd's favourites -> register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from foundation import clock
from mlops.models import ModelVersion
from mlops.services import Candidate, Judgement, register_version
from recommendations.algorithms.evaluation import (
    Case,
    Metrics,
    Split,
    Task,
    cases_of,
    evaluate,
    split_at,
)
from recommendations.algorithms.interactions import SECONDS_A_DAY, Interactions, ItemFeatures
from recommendations.algorithms.models import Member, Surface, TrainedModels
from recommendations.algorithms.personal import Histories
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.algorithms.scoring import Filters, Scorer
from recommendations.dataset import TrainingSet, load_training_set

NAME = "recommendations"
BACKTEST_DAYS = 28
MOST_CASES = 2_000
FEWEST_CASES = 30
CROWD_WEIGHTS = (0.1, 0.3, 0.6, 1.0)
ONE_SIDED_95 = 1.645
Report = Callable[[str], None]
Answer = Callable[[Case], list[int]]


def train_recommendations(report: Report) -> ModelVersion | None:
    """Train on all that is known, judged by the last four weeks; None without any purchase.

    A version serves unless its lists find less than the plain favourites of the crowd did, beyond
    the noise of the measurement.
    """
    report("reading the log")
    data = load_training_set()
    if not len(data.interactions.purchases()):
        return None
    config = PipelineConfig()
    config, judgement = _backtest(data.interactions, data.features, config, report)
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
) -> tuple[PipelineConfig, Judgement]:
    """The configuration that found most in the last weeks, and how it compares with the crowd."""
    report("backtest")
    moment = interactions.end() - BACKTEST_DAYS * SECONDS_A_DAY
    split = split_at(interactions, moment)
    questions = {
        task: _sample(cases_of(split, task)) for task in (Task.NEW_ITEMS, Task.COMPLETE_BASKET)
    }
    if max(map(len, questions.values())) < FEWEST_CASES:
        reason = "Too little history for a backtest yet."
        return config, Judgement({}, {}, accepted=True, reason=reason)
    models = fit(split.train, features, config, now=moment)
    config = _with_learned_weight(models, split, questions[Task.NEW_ITEMS][::2], config)
    # Judged by the other half of the cases: those that chose the weight would flatter it.
    questions[Task.NEW_ITEMS] = questions[Task.NEW_ITEMS][1::2]
    scorer = Scorer(replace(models, blends=config.blends))
    size = int(split.catalogue.sum())
    measured = {
        task: tuple(
            evaluate(cases, answer, catalogue_size=size)
            for answer in (_ours(scorer, split, task), _crowd(scorer, split, task))
        )
        for task, cases in questions.items()
    }
    return config, _judge(measured)


def _with_learned_weight(
    models: TrainedModels, split: Split, cases: list[Case], config: PipelineConfig
) -> PipelineConfig:
    """How much the crowd counts in "for you" differs from shop to shop: the backtest chooses."""
    size = int(split.catalogue.sum())

    def found(candidate: PipelineConfig) -> float:
        scorer = Scorer(replace(models, blends=candidate.blends))
        answer = _ours(scorer, split, Task.NEW_ITEMS)
        return evaluate(cases, answer, catalogue_size=size).ndcg.mean

    candidates = [_with_crowd(config, weight) for weight in CROWD_WEIGHTS]
    return max(candidates, key=found) if cases else config


def _with_crowd(config: PipelineConfig, weight: float) -> PipelineConfig:
    blend = config.blends[Surface.FOR_USER]
    weights = {**blend.weights, Member.POPULARITY: weight}
    blends = {**config.blends, Surface.FOR_USER: replace(blend, weights=weights)}
    return replace(config, blends=blends)


def _judge(measured: Mapping[Task, tuple[Metrics, ...]]) -> Judgement:
    """Refused only where it finds less than the crowd's favourites beyond the noise of both."""
    metrics: dict[str, float] = {}
    baseline: dict[str, float] = {}
    worse = []
    for task, (ours, crowd) in measured.items():
        for values, one in ((metrics, ours), (baseline, crowd)):
            values[f"{task.value} ndcg@10"] = one.ndcg.mean
            values[f"{task.value} hit@10"] = one.hit.mean
            values[f"{task.value} coverage@10"] = one.coverage
        noise = np.hypot(ours.ndcg.standard_error, crowd.ndcg.standard_error)
        if ours.ndcg.mean < crowd.ndcg.mean - ONE_SIDED_95 * noise:
            worse.append(f"{task.value} ndcg@10")
    reason = f"Finds less than the crowd's favourites: {', '.join(worse)}." if worse else ""
    return Judgement(metrics, baseline, accepted=not worse, reason=reason)


def _hidden(split: Split, task: Task) -> Callable[[Case], Filters]:
    """What a case may not be answered with: what was bought before, or is in the basket."""
    purchases = Histories(split.train.purchases(), now=split.moment)

    def filters(case: Case) -> Filters:
        taken = purchases.of(case.user).items if task is Task.NEW_ITEMS else case.context
        return Filters(split.catalogue, np.asarray(taken, np.int32))

    return filters


def _ours(scorer: Scorer, split: Split, task: Task) -> Answer:
    histories, hidden = Histories(split.train, now=split.moment), _hidden(split, task)

    def answer(case: Case) -> list[int]:
        if task is Task.COMPLETE_BASKET:
            found = scorer.complete_basket(case.context, n=10, filters=hidden(case))
        else:
            history = histories.of(case.user)
            found = scorer.for_user(history, n=10, user=case.user, filters=hidden(case))
        return [entry.item for entry in found]

    return answer


def _crowd(scorer: Scorer, split: Split, task: Task) -> Answer:
    hidden = _hidden(split, task)
    return lambda case: [entry.item for entry in scorer.trending(n=10, filters=hidden(case))]


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
