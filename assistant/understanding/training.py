"""Lessons and the shop's examples -> each fold told by the others -> gate -> registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from assistant.algorithms.intent_fitting import Case, out_of_fold
from assistant.algorithms.intents import OTHER
from assistant.algorithms.phrases import cases_of
from assistant.kinds import Intent
from assistant.understanding.dataset import Lessons, load_lessons
from assistant.understanding.drift import reference
from assistant.understanding.learned import learn, to_arrays
from assistant.understanding.lessons import concepts, digest, names_of_goods
from assistant.understanding.serving import NAME, model_of
from mlops.algorithms.bootstrap import paired_difference
from mlops.gate import Contest, Rival, compete, verdict
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate, Judgement, register_version
from mlops.training import Report

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

FEWEST_TO_JUDGE = 20
"""Examples that a champion did not see, before it is measured on them."""
LESSONS, OWN, NEWER = "shipped lessons", "the shop's examples", "examples since the champion"
METRIC = "share understood"
MOST_LOST = 0.05
"""Part of an intent's wordings that examples may cost it: one spoiled hides in the mean."""


@dataclass(frozen=True, slots=True)
class Exam:
    """Every wording once, told by models that saw none of its fold: 1 where right, else 0.

    ``with_own`` learned from the shop's examples too, ``without`` from the shipped lessons alone;
    ``is_own`` says whose wording each is.
    """

    with_own: FloatArray
    without: FloatArray
    is_own: BoolArray
    intent: npt.NDArray[np.str_]

    @property
    def is_in_scope(self) -> BoolArray:
        return np.asarray(self.intent != OTHER)

    def spoiled(self) -> list[str]:
        """Intents that are surely understood less of with the shop's examples."""
        return [
            str(intent)
            for intent in np.unique(self.intent[~self.is_own])
            if self._is_spoiled(~self.is_own & (self.intent == intent))
        ]

    def _is_spoiled(self, rows: BoolArray) -> bool:
        difference = paired_difference(self.with_own[rows], self.without[rows])
        return difference.upper < -MOST_LOST


def train_intents(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Learn from the shop's own examples beside the shipped lessons.

    None where there are none: what came with the shop is learned from those lessons already.
    """
    report("reading examples")
    lessons = load_lessons()
    if not lessons.own:
        return None
    report("backtest")
    judgement = _judge(lessons)
    report("fit")
    learned = learn(lessons.all, names_of_goods(), concepts())
    return register_version(
        candidate=Candidate(
            name=NAME,
            arrays=to_arrays(learned),
            judgement=judgement,
            parameters={
                "features": len(learned.intents.terms),
                "temperature": learned.intents.temperature,
                "threshold": learned.intents.threshold,
            },
            trained_on=_trained_on(lessons) | reference(),
        )
    )


def _judge(lessons: Lessons) -> Judgement:
    exam = _exam(lessons)
    contests = [_contest(exam, LESSONS, ~exam.is_own)]
    if exam.is_own.sum() >= FEWEST_TO_JUDGE:
        contests.append(_contest(exam, OWN, exam.is_own))
    contests += _against_champion(lessons, exam)
    notes = [
        _("With the shop's examples, “%(intent)s” is understood less often.")
        % {"intent": Intent(intent).label}
        for intent in exam.spoiled()
    ]
    return Judgement(
        metrics={LESSONS: _figures(exam.with_own, exam)},
        baseline={LESSONS: _figures(exam.without, exam)},
        accepted=not notes and all(contest.passed for contest in contests),
        reason=verdict(contests, notes),
        contests=contests,
    )


def _exam(lessons: Lessons) -> Exam:
    cases, lexicon = cases_of(lessons.all, names_of_goods(), concepts())
    rows = _first_of_each(cases)
    own = np.array([case.source for case in cases]) >= len(lessons.shipped)
    intents = sorted({case.intent for case in cases})
    truth = np.array([intents.index(case.intent) for case in cases])

    def right(learned_from: BoolArray | None) -> FloatArray:
        told = out_of_fold(cases, lexicon, intents, learned_from=learned_from)
        return np.asarray(told.argmax(axis=1) == truth, np.float64)[rows]

    return Exam(right(None), right(~own), own[rows], np.array(intents)[truth][rows])


def _first_of_each(cases: list[Case]) -> npt.NDArray[np.int64]:
    """The rows of each lesson's first filling: every wording counts once."""
    _places, rows = np.unique([case.source for case in cases], return_index=True)
    return np.asarray(rows, np.int64)


def _contest(exam: Exam, task: str, rows: BoolArray) -> Contest:
    return compete(
        task=task,
        metric=METRIC,
        rival=Rival.BASELINE,
        ours=exam.with_own[rows],
        theirs=exam.without[rows],
    )


def _against_champion(lessons: Lessons, exam: Exam) -> list[Contest]:
    """What serves learned from the older examples: only newer ones are fair."""
    version = champion(NAME)
    served = model_of(version) if version is not None else None
    if version is None or served is None:
        return []
    until = datetime.fromisoformat(version.trained_on["until"])
    newer = [at > until for at in lessons.added_at]
    if sum(newer) < FEWEST_TO_JUDGE:
        return []
    fresh = [one for one, is_newer in zip(lessons.own, newer, strict=True) if is_newer]
    theirs = [_understood(served.model.intents.chances(one.text), served.model.intents.intents)
              == one.intent for one in fresh]  # fmt: skip
    return [
        compete(
            task=NEWER,
            metric=METRIC,
            rival=Rival.CHAMPION,
            ours=exam.with_own[exam.is_own][np.array(newer)],
            theirs=np.array(theirs, np.float64),
        )
    ]


def _understood(chances: FloatArray, intents: tuple[str, ...]) -> str:
    return intents[int(chances.argmax())]


def _figures(right: FloatArray, exam: Exam) -> dict[str, float]:
    return {
        "understood in scope": float(right[exam.is_in_scope].mean()),
        "out of scope told apart": float(right[~exam.is_in_scope].mean()),
        "wordings": float(len(right)),
    }


def _trained_on(lessons: Lessons) -> dict[str, Any]:
    return {
        "lessons": digest(),
        "shipped": len(lessons.shipped),
        "examples": len(lessons.own),
        "until": lessons.added_at[-1].isoformat(),
    }
