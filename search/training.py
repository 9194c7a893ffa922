"""Click log -> places taken out -> trees -> judged by held-out clicks against the blend -> kept.

A version that is kept serves nobody by itself: only who is in an experiment (or a bandit) of the
slot ``search.results`` sees its order (``search.ranking``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from mlops.gate import Contest, Rival, compete, verdict
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate as Trained
from mlops.services import Judgement, register_version
from recommendations.algorithms.trees import Trees
from search.algorithms.learned_ranking import (
    FEATURES,
    JudgedList,
    Settings,
    describe,
    discounted_clicks,
    fit,
)
from search.algorithms.position_bias import FloatArray, examination, wanted
from search.algorithms.ranking import blended
from search.candidates import Described, described
from search.dataset import SearchLog, load_search_log
from search.serving import NAME, trees_of

Report = Callable[[str], None]

TRAIN_SHARE = 0.75
"""Of the clicks, by time; the later quarter judges."""
FEWEST_CLICKS = 500
FEWEST_LISTS = 30
MOST_LISTS = 3_000
TASK = "held-out clicks"
METRIC = "discounted clicks"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned from, for one search: its candidates with how wanted each is."""

    candidates: Described
    wanted: FloatArray


def train_search_ranking(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Train on the shop's own clicks; None where there are too few to learn from."""
    report("reading the log")
    log = load_search_log()
    clicks = int(log.clicked.sum())
    if clicks < FEWEST_CLICKS:
        return None
    moment = int(np.quantile(log.at[log.clicked], TRAIN_SHARE))
    report("describing candidates")
    known = _describe_all(log)
    early, late = log.where(log.at < moment), log.where(log.at >= moment)
    lessons = _lessons(early, known)
    questions = _questions(late, examination(early.clicks()[0]), known)
    if len(lessons) < FEWEST_LISTS or len(questions) < FEWEST_LISTS:
        return None
    report("backtest")
    judgement = _judge(fit(_lists(lessons)), questions)
    report("fit")
    trees = fit(_lists(_lessons(log, known)))
    return register_version(
        candidate=Trained(
            name=NAME,
            arrays={"trees": trees.text, "examination": examination(log.clicks()[0])},
            judgement=judgement,
            parameters={"features": list(FEATURES), **asdict(Settings())},
            trained_on={"shown": len(log), "clicks": clicks, "searches": len(log.asked)},
        )
    )


def _describe_all(log: SearchLog) -> dict[int, Described]:
    """The candidates of the searches that were clicked in most, as the engine finds them today."""
    counts = np.bincount(log.search, weights=log.clicked, minlength=len(log.asked))
    chosen = np.argsort(-counts, kind="stable")[:MOST_LISTS].tolist()
    found = {number: described(*log.asked[number]) for number in chosen if counts[number] > 0}
    return {number: one for number, one in found.items() if one is not None}


def _lessons(log: SearchLog, known: Mapping[int, Described]) -> list[Lesson]:
    clicks, pairs = log.clicks()
    if not pairs:
        return []
    worth = wanted(clicks, examination(clicks))
    by_search: dict[int, dict[int, float]] = {}
    for (search, product), value in zip(pairs, worth.tolist(), strict=True):
        by_search.setdefault(search, {})[product] = value
    lessons = []
    for search, shown in by_search.items():
        if (found := known.get(search)) is None:
            continue
        # Only what was shown can tell: what nobody saw is neither wanted nor unwanted.
        seen = found.only(shown.keys())
        if len(seen.product_ids) >= 2:
            values = np.array([shown[product] for product in seen.product_ids])
            lessons.append(Lesson(seen, values))
    return lessons


def _lists(lessons: list[Lesson]) -> list[JudgedList]:
    return [
        JudgedList(describe(one.candidates.texts, one.candidates.signals), one.wanted)
        for one in lessons
    ]


def _questions(late: SearchLog, looked: FloatArray, known: Mapping[int, Described]) -> list[Lesson]:
    """The searches that were clicked in later, with each click over how often its place is seen."""
    weights: dict[int, dict[int, float]] = {}
    rows = zip(late.search, late.product, late.position, late.clicked, strict=True)
    for search, product, position, is_clicked in rows:
        seen = weights.setdefault(int(search), {})
        worth = 1 / looked[position] if is_clicked else 0.0
        seen[int(product)] = seen.get(int(product), 0.0) + worth
    questions = []
    for search, shown in weights.items():
        if (found := known.get(search)) is None:
            continue
        seen_there = found.only(shown.keys())
        values = np.array([shown[product] for product in seen_there.product_ids])
        if len(values) >= 2 and values.any():
            questions.append(Lesson(seen_there, values))
    return questions


def _judge(trees: Trees, questions: list[Lesson]) -> Judgement:
    """Against the blend, and against the champion where there is one that is of the same make."""
    ours = _figures(trees, questions)
    plain = np.array(
        [
            discounted_clicks(blended(one.candidates.texts, one.candidates.signals), one.wanted)
            for one in questions
        ]
    )
    rivals: list[tuple[Rival, FloatArray]] = [(Rival.BASELINE, plain)]
    serving = champion(NAME)
    if serving is not None and (earlier := trees_of(serving)) is not None:
        rivals.append((Rival.CHAMPION, _figures(earlier, questions)))
    contests = [_contest(rival, ours, theirs) for rival, theirs in rivals]
    metrics: dict[str, Any] = {TASK: {METRIC: float(ours.mean()), "searches": len(questions)}}
    # Better than the blend for sure, not merely no worse: else there is nothing to try out.
    is_better = contests[0].difference.lower > 0
    notes = [] if is_better else [_("It is not surely better than the blend of signals.")]
    return Judgement(
        metrics=metrics,
        baseline={TASK: {METRIC: float(plain.mean())}},
        accepted=is_better and all(contest.passed for contest in contests),
        reason=verdict(contests, notes),
        contests=contests,
    )


def _figures(trees: Trees, questions: list[Lesson]) -> FloatArray:
    return np.array(
        [
            discounted_clicks(
                trees.scores(describe(one.candidates.texts, one.candidates.signals)), one.wanted
            )
            for one in questions
        ]
    )


def _contest(rival: Rival, ours: FloatArray, theirs: FloatArray) -> Contest:
    return compete(task=TASK, metric=METRIC, rival=rival, ours=ours, theirs=theirs)
