"""The gate: a challenger beside rules alone and beside what served, fraud by fraud.

Frauds are few, and the rankings of two good models differ by less than their noise: no more can be
asked than that it is not surely worse than either.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from mlops.gate import Contest, Rival, compete
from mlops.services import Judgement
from risk.algorithms.attempts import DOORS, FloatArray
from risk.algorithms.examining import caught, precisions
from risk.learning.exam import Exam

TASK = "later attempts"
PRECISION, RECALL = "average precision", "recall at 2 % review"
_MEASURES = ((PRECISION, precisions), (RECALL, caught))


def judge(exam: Exam | None) -> Judgement:
    """What may serve; without an exam what is unusual may, since it only adds to the rules."""
    if exam is None:
        return Judgement(metrics={}, baseline={}, accepted=True, reason=_too_few())
    ours = exam.ours if exam.learning_helps else exam.unusual
    contests = [
        *_contests(exam, ours, exam.plain, Rival.BASELINE),
        *_against_what_served(exam, ours),
    ]
    lost = {contest.rival for contest in contests if contest.difference.upper < 0}
    notes = [] if exam.learning_helps else [_("What was learned of fraud ranks no better.")]
    return Judgement(
        metrics=_figures(exam, ours, counted=True),
        baseline=_figures(exam, exam.plain),
        accepted=not lost,
        reason=" ".join([*_losses(lost), *notes]),
        contests=contests,
    )


def _against_what_served(exam: Exam, ours: FloatArray) -> list[Contest]:
    """On the attempts that were scored then; none where no fraud is among them."""
    scored = ~np.isnan(exam.served)
    if not (exam.is_fraud & scored).any():
        return []
    return _contests(exam.of(scored), ours[scored], exam.served[scored], Rival.CHAMPION)


def _contests(exam: Exam, ours: FloatArray, theirs: FloatArray, rival: Rival) -> list[Contest]:
    return [
        compete(
            task=TASK,
            metric=metric,
            rival=rival,
            ours=exam.by_fraud(measure, ours),
            theirs=exam.by_fraud(measure, theirs),
        )
        for metric, measure in _MEASURES
    ]


def _figures(exam: Exam, scores: FloatArray, *, counted: bool = False) -> dict[str, Any]:
    """By door, those at which frauds are known; ``counted`` with how many there were."""
    figures = {}
    for place, door in enumerate(DOORS):
        here = exam.door == place
        part = exam.of(here)
        frauds = int(part.is_fraud.sum())
        if frauds:
            reached = {
                metric: float(part.by_fraud(measure, scores[here]).mean())
                for metric, measure in _MEASURES
            }
            counts = {"attempts": len(part), "frauds": frauds} if counted else {}
            figures[str(door)] = reached | counts
    return figures


def _losses(lost: Iterable[Rival]) -> list[str]:
    told = {
        Rival.BASELINE: _("Rules alone rank better."),
        Rival.CHAMPION: _("What served ranked better."),
    }
    return [sentence for rival, sentence in told.items() if rival in lost]


def _too_few() -> str:
    return _("Too few frauds are known to judge by: only what is unusual was learned.")
