"""Entries into campaigns -> the latest told by the earlier ones -> gate -> registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from marketing.algorithms.qini import BoolArray, FloatArray
from marketing.algorithms.uplift import Cases, areas
from marketing.uplift.artifacts import UpliftModel, to_arrays
from marketing.uplift.dataset import Lessons, load_people, read_lessons
from marketing.uplift.drift import reference
from marketing.uplift.serving import NAME, model_of
from mlops.gate import Contest, Rival, compete
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate, Judgement, register_version
from mlops.training import Report

FEWEST_IN_EACH_ARM = 100
FEWEST_ORDERS = 30
EXAM_SHARE = 0.3
"""The latest entries judge."""
TASK, METRIC = "later entries", "Qini area, orders of a thousand"
_A_THOUSAND = 1_000.0


@dataclass(frozen=True, slots=True)
class _Parts:
    """Cases that were over before the exam's began, and the exam's."""

    learned: Cases
    exam: Cases
    exam_begins: int


def train_uplift(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Learn whom being spoken to changes; None where too few were held out to tell and judge."""
    report("reading campaigns")
    people = load_people()
    lessons = read_lessons(people)
    parts = _parted(lessons) if lessons else None
    if lessons is None or parts is None:
        return None
    report("backtest")
    judgement = _judge(parts)
    report("fit")
    model = UpliftModel.learned(lessons.cases)
    return register_version(
        candidate=Candidate(
            name=NAME,
            arrays=to_arrays(model),
            judgement=judgement,
            parameters={"learners": [str(one.learner) for one in model.blend.members]},
            trained_on=_trained_on(lessons) | {"drift": reference(people.facts(), model)},
        )
    )


def _parted(lessons: Lessons) -> _Parts | None:
    """None where one of the parts is too small for either arm."""
    begins = int(np.quantile(lessons.entered, 1 - EXAM_SHARE))
    learned = lessons.cases.take(lessons.over_before(begins))
    exam = lessons.cases.take(lessons.entered >= begins)
    if not (_tells_apart(learned) and _tells_apart(exam)):
        return None
    return _Parts(learned, exam, begins)


def _tells_apart(cases: Cases) -> bool:
    arms = (cases.treated.sum(), (~cases.treated).sum())
    ordered = cases.outcome.sum()
    return bool(min(arms) >= FEWEST_IN_EACH_ARM and ordered >= FEWEST_ORDERS)


def _judge(parts: _Parts) -> Judgement:
    model = UpliftModel.learned(parts.learned)
    exam = parts.exam
    rankings = [model.effects(exam.facts), model.ordered(exam.facts)]
    before = _champion_before(parts.exam_begins)
    if before is not None:
        rankings.append(before.effects(exam.facts))
    ours, plain, *champions = (each * _A_THOUSAND for each in areas(exam, rankings))
    nobody = _contest(ours, np.zeros(len(ours)))
    contests = [nobody, _contest(ours, plain)]
    against = [_contest(ours, theirs, Rival.CHAMPION) for theirs in champions]
    notes = _notes(*contests, *against)
    return Judgement(
        metrics={TASK: _figures(ours, exam.treated, nobody)},
        baseline={TASK: {"qini": float(plain.mean())}},
        accepted=not notes,
        reason=" ".join(notes),
        contests=[*contests, *against],
    )


def _notes(nobody: Contest, response: Contest, *champions: Contest) -> list[str]:
    """Why it may not serve.

    Two rankings of some hundreds who were held out differ by less than their noise, so that no
    more is asked than: surely better than chance, better on average than the response model, not
    surely worse than what serves.
    """
    found = []
    if nobody.difference.lower <= 0:
        found.append(_("It ranks no better than chance, as far as can be seen."))
    if response.difference.mean <= 0:
        found.append(_("It tells no more than who orders when spoken to."))
    if any(contest.difference.upper < 0 for contest in champions):
        found.append(_("What serves ranks better."))
    return found


def _contest(ours: FloatArray, theirs: FloatArray, rival: Rival = Rival.BASELINE) -> Contest:
    return compete(task=TASK, metric=METRIC, rival=rival, ours=ours, theirs=theirs)


def _figures(ours: FloatArray, treated: BoolArray, nobody: Contest) -> dict[str, float]:
    return {
        "qini": float(ours.mean()),
        "qini, at least": nobody.difference.lower,
        "spoken to": float(treated.sum()),
        "held out": float((~treated).sum()),
    }


def _champion_before(exam_begins: int) -> UpliftModel | None:
    """What serves, if it knew nothing of the exam."""
    version = champion(NAME)
    if version is None or int(version.trained_on.get("until", exam_begins + 1)) > exam_begins:
        return None
    served = model_of(version)
    return served.model if served else None


def _trained_on(lessons: Lessons) -> dict[str, Any]:
    cases = lessons.cases
    return {
        "entries": len(cases),
        "held_out": int((~cases.treated).sum()),
        "campaigns": len(np.unique(lessons.campaign)),
        "until": int(lessons.over.max()),
    }
