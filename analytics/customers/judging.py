"""Judging what was foretold of a window that is over, beside what needs no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from sklearn.linear_model import LogisticRegression

from analytics.algorithms.closed_windows import Window, joined
from analytics.algorithms.customer_facts import COLUMN, Fact
from analytics.algorithms.customer_scores import (
    calibration_error,
    placements,
    rank_agreements,
    squared_errors,
    top_shares,
)
from analytics.algorithms.purchases import FloatArray
from foundation.moments import day_number
from mlops.gate import Contest, Rival, compete, verdict
from mlops.models import ModelVersion
from mlops.services import Judgement

TASK = "90 days"
AUC, BRIER_LEFT = "area under the curve", "one minus squared error"
RANKS = "rank correlation"


def recency_chances(learned: Sequence[Window], asked: FloatArray) -> FloatArray:
    """The plain baseline of churn: how long ago the last order was, and nothing else."""
    cases = joined(learned)
    model = LogisticRegression(C=1e3).fit(_recency(cases.facts), cases.outcome.stayed_away)
    return np.asarray(model.predict_proba(_recency(asked))[:, 1], np.float64)


def judge_churn(
    told: FloatArray, plain: FloatArray, exam: Window, champion: FloatArray | None
) -> Judgement:
    """Chances beside those of recency alone and, where it is fair, beside the champion's."""
    away = exam.outcome.stayed_away
    contests = [*_churn_contests(told, plain, away, Rival.BASELINE)]
    if champion is not None:
        contests += _churn_contests(told, champion, away, Rival.CHAMPION)
    return _judgement(_churn_figures(told, away), _churn_figures(plain, away), contests)


def judge_value(
    told: FloatArray, covered: float, exam: Window, champion: FloatArray | None
) -> Judgement:
    """Money beside what customers spent so far, which ranks them nearly as well."""
    spent, plain = exam.outcome.revenue, exam.facts[Fact.REVENUE]
    contests = [_value_contest(told, plain, spent, Rival.BASELINE)]
    if champion is not None:
        contests.append(_value_contest(told, champion, spent, Rival.CHAMPION))
    figures = _value_figures(told, spent) | {
        "in the interval": covered,
        "foretold over spent": float(told.sum() / max(spent.sum(), 1.0)),
    }
    return _judgement(figures, _value_figures(plain, spent), contests)


def is_fair(version: ModelVersion | None, exam: Window) -> bool:
    """Whether a version knew nothing of a window: its training ended before it began."""
    until = version.trained_on.get("until") if version else None
    return bool(until) and day_number(date.fromisoformat(str(until))) <= exam.begins


def _churn_contests(
    ours: FloatArray, theirs: FloatArray, away: FloatArray, rival: Rival
) -> tuple[Contest, Contest]:
    return (
        _contest(AUC, rival, placements(ours, away), placements(theirs, away)),
        _contest(
            BRIER_LEFT, rival, 1 - squared_errors(ours, away), 1 - squared_errors(theirs, away)
        ),
    )


def _value_contest(
    ours: FloatArray, theirs: FloatArray, spent: FloatArray, rival: Rival
) -> Contest:
    """By ranks alone: what the top tenth holds hangs on a few customers, and is only shown."""
    return _contest(RANKS, rival, rank_agreements(ours, spent), rank_agreements(theirs, spent))


def _contest(metric: str, rival: Rival, ours: FloatArray, theirs: FloatArray) -> Contest:
    return compete(task=TASK, metric=metric, rival=rival, ours=ours, theirs=theirs)


def _churn_figures(told: FloatArray, away: FloatArray) -> dict[str, float]:
    return {
        "auc": float(placements(told, away).mean()),
        "brier": float(squared_errors(told, away).mean()),
        "calibration error": calibration_error(told, away),
        "customers": float(len(away)),
    }


def _value_figures(told: FloatArray, spent: FloatArray) -> dict[str, float]:
    return {
        "spearman": float(rank_agreements(told, spent).mean()),
        "top tenth": float(top_shares(told, spent).mean()),
        "customers": float(len(spent)),
    }


def _judgement(
    ours: Mapping[str, Any], plain: Mapping[str, Any], contests: Sequence[Contest]
) -> Judgement:
    """The first contest must be won on average, and none lost beyond its tolerance."""
    is_better = contests[0].difference.mean > 0
    notes = [] if is_better else [_("It tells no more than what needs no model.")]
    return Judgement(
        metrics={TASK: dict(ours)},
        baseline={TASK: dict(plain)},
        accepted=is_better and all(contest.passed for contest in contests),
        reason=verdict(contests, notes),
        contests=contests,
    )


def _recency(facts: FloatArray) -> FloatArray:
    return np.log1p(facts[:, [COLUMN[Fact.RECENCY]]])
