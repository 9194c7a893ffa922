"""The backtest of a training: how much the crowd counts, who is beaten, and by how much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from mlops.algorithms.bootstrap import paired_difference
from mlops.gate import Contest, Rival, compete, verdict
from mlops.services import Judgement
from recommendations.algorithms.evaluation import Case, Split, Task, cases_of, split_at
from recommendations.algorithms.interactions import SECONDS_A_DAY
from recommendations.algorithms.models import Surface, TrainedModels
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.backtest.answerers import Desk, EarlierVersion
from recommendations.backtest.crowd_weight import (
    Step,
    at_step,
    choose,
    ladder,
    place_of,
    without_rankers,
)
from recommendations.backtest.measures import Answers, Crowd, ask, figures, joined
from recommendations.backtest.segment_weights import Choice, choice_of, learned
from recommendations.dataset import TrainingSet

BACKTEST_DAYS = 28
MOST_CASES = 2_000
MOST_CHOOSING = 500
"""Each of the ladder's ten steps is asked all of them."""
FEWEST_CASES = 30
FEWEST_SINCE = 100
"""Cases since the champion's training under which two good models cannot be told apart."""
METRIC = "ndcg@10"
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A task of the backtest: what it is called in figures, and which blend answers it.

    Surfaces that know the shopper may lean on the crowd as much as the backtest says.
    """

    task: Task
    name: str
    surface: Surface
    leans_on_crowd: bool


ASKED = (
    Asked(Task.NEW_ITEMS, "for you", Surface.FOR_USER, leans_on_crowd=True),
    Asked(Task.NEXT_BASKET, "next basket", Surface.NEXT_BASKET, leans_on_crowd=True),
    Asked(Task.COMPLETE_BASKET, "cart completion", Surface.COMPLETE_BASKET, leans_on_crowd=False),
)


@dataclass(frozen=True, slots=True)
class Champion:
    """The version that serves, as the backtest asks it; ``until`` is where its training ended."""

    version: EarlierVersion
    until: int


@dataclass(slots=True)
class Backtest:
    """What was found: the settings to train with, and the surfaces whose second stage fell."""

    config: PipelineConfig
    unranked: set[Surface] = field(default_factory=set)
    metrics: dict[str, Any] = field(default_factory=dict)
    baseline: dict[str, Any] = field(default_factory=dict)
    contests: list[Contest] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def settled(self, models: TrainedModels) -> TrainedModels:
        """Models that were trained with these settings, as they are to answer."""
        return replace(
            without_rankers(models, self.unranked),
            blends=self.config.blends,
            segment_blends=self.config.segment_blends,
        )

    def judgement(self) -> Judgement:
        return Judgement(
            metrics=self.metrics,
            baseline=self.baseline,
            accepted=all(contest.passed for contest in self.contests),
            reason=verdict(self.contests, self.notes),
            contests=tuple(self.contests),
        )


def judge(
    data: TrainingSet, config: PipelineConfig, *, champion: Champion | None, report: Report
) -> Backtest:
    """The settings with what was learned of the crowd's weight, and how they fare against rivals.

    Each task is asked of the past: what came in the last four weeks is hidden from a twin that is
    trained on what came before. The weight of the crowd is chosen by the shoppers of even index
    and judged by the others: those that chose it would flatter it.
    """
    report("backtest")
    interactions = data.interactions
    moment = interactions.end() - BACKTEST_DAYS * SECONDS_A_DAY
    split = split_at(interactions, moment)
    result = Backtest(config)
    questions = _questions(split)
    if not questions:
        result.notes.append(_("Too little history for a backtest yet."))
        return result
    twin = fit(split.train, data.features, config, now=moment)
    earlier = champion.version.models if champion else None
    for asked, cases in questions.items():
        _against_crowd(result, twin, split, asked, cases, earlier)
    if champion is not None:
        report("backtest against the champion")
        _against_champion(result, champion, twin, split, data)
    return result


def _questions(split: Split) -> dict[Asked, list[Case]]:
    """The tasks of which there are cases enough, with a sample of them."""
    found = {asked: cases_of(split, asked.task) for asked in ASKED}
    return {
        asked: _sample(cases)
        for asked, cases in found.items()
        if len(_judging(asked, cases)) >= FEWEST_CASES
    }


def _judging(asked: Asked, cases: list[Case]) -> list[Case]:
    """The cases that judge: not those of the shoppers who choose the crowd's weight."""
    return [case for case in cases if case.user % 2 == 1] if asked.leans_on_crowd else cases


def _against_crowd(
    result: Backtest,
    twin: TrainedModels,
    split: Split,
    asked: Asked,
    cases: list[Case],
    earlier: TrainedModels | None,
) -> None:
    """Settle the crowd's weight in this surface's blend, and measure it against the crowd alone."""
    desk = Desk(split)
    judging = _judging(asked, cases)
    choosing = _sample([case for case in cases if case.user % 2 == 0], most=MOST_CHOOSING)
    plain = ask(judging, desk.crowd(twin, asked.task))
    steps = [Step(twin.blends[asked.surface], ranked=True)]
    if asked.leans_on_crowd:
        steps = _steps_from_choice(twin, desk, asked, choosing, earlier)
    for step in steps:
        ours = ask(judging, desk.challenger(at_step(twin, asked.surface, step), asked.task))
        contest = _contest(asked, Rival.BASELINE, ours, plain)
        if contest.passed:
            break
    result.contests.append(contest)
    result.config = _with_step(result.config, asked.surface, step)
    if not step.ranked:
        result.unranked.add(asked.surface)
    _note_figures(result, asked, judging, desk, ours, plain)
    if step.by_segment:
        result.metrics[f"{asked.name}: weights"] = {
            str(segment): {str(member): weight for member, weight in blend.weights.items()}
            for segment, blend in step.by_segment.items()
        }


def _steps_from_choice(
    twin: TrainedModels,
    desk: Desk,
    asked: Asked,
    choosing: list[Case],
    earlier: TrainedModels | None,
) -> list[Step]:
    """The chosen step and those that lean on the crowd more: each is nearer to the baseline."""
    steps = list(ladder(twin, asked.surface))
    if not choosing:
        return steps
    plain = ask(choosing, desk.crowd(twin, asked.task))
    answers = [
        ask(choosing, desk.challenger(at_step(twin, asked.surface, step), asked.task))
        for step in steps
    ]
    if not steps[0].ranked:
        # Behind a second stage the trees know the segment; where there is none, weights must.
        step, ours = _weights_by_segment(twin, desk, asked, choosing)
        steps, answers = [step, *steps], [ours, *answers]
    place = choose(
        found=[float(ours.ndcg.mean()) for ours in answers],
        not_worse=[_contest(asked, Rival.BASELINE, ours, plain).passed for ours in answers],
        incumbent=place_of(earlier, asked.surface, steps) if earlier else None,
        clearly_better=lambda one, other: (
            paired_difference(answers[one].ndcg, answers[other].ndcg).lower > 0
        ),
    )
    return steps[place:]


def _weights_by_segment(
    twin: TrainedModels, desk: Desk, asked: Asked, choosing: list[Case]
) -> tuple[Step, Answers]:
    """A blend for each segment, learned from all these cases, and what each half of them would
    have been answered by weights that were learned from the other."""
    blend = twin.blends[asked.surface]
    halves = [
        [place for place, case in enumerate(choosing) if case.user // 2 % 2 == half]
        for half in range(2)
    ]
    choices: list[Choice | None] = [
        choice_of(
            twin, blend, case, desk.history(case), desk.hidden(case, asked.task), desk.segment(case)
        )
        for case in choosing
    ]
    lists: dict[int, Answers] = {}
    for own, others in (halves, halves[::-1]):
        weights = learned([one for place in others if (one := choices[place])], blend)
        models = at_step(twin, asked.surface, Step(blend, by_segment=weights))
        answer = desk.challenger(models, asked.task)
        lists |= {place: ask([choosing[place]], answer) for place in own}
    found = joined([lists[place] for place in range(len(choosing))])
    return Step(blend, by_segment=learned([one for one in choices if one], blend)), found


def _against_champion(
    result: Backtest, champion: Champion, twin: TrainedModels, split: Split, data: TrainingSet
) -> None:
    """Both on what came after the champion's training: what it has seen would flatter it."""
    moment = max(split.moment, champion.until)
    later = split if moment == split.moment else split_at(data.interactions, moment)
    questions = {asked: _sample(_judging(asked, cases_of(later, asked.task))) for asked in ASKED}
    questions = {a: cases for a, cases in questions.items() if len(cases) >= FEWEST_SINCE}
    if not questions:
        result.notes.append(
            _("Too little happened since the champion was trained to compare them.")
        )
        return
    if later is not split:
        twin = fit(later.train, data.features, result.config, now=moment)
    models = result.settled(twin)
    desk = Desk(later)
    for asked, cases in questions.items():
        ours = ask(cases, desk.challenger(models, asked.task))
        theirs = ask(cases, desk.champion(champion.version, twin.popularity, asked.task))
        result.contests.append(_contest(asked, Rival.CHAMPION, ours, theirs))


def _contest(asked: Asked, rival: Rival, ours: Answers, theirs: Answers) -> Contest:
    return compete(task=asked.name, metric=METRIC, rival=rival, ours=ours.ndcg, theirs=theirs.ndcg)


def _with_step(config: PipelineConfig, surface: Surface, step: Step) -> PipelineConfig:
    by_segment = {**config.segment_blends, surface: step.by_segment}
    return replace(
        config,
        blends={**config.blends, surface: step.blend},
        segment_blends={name: blends for name, blends in by_segment.items() if blends},
    )


def _note_figures(
    result: Backtest,
    asked: Asked,
    cases: list[Case],
    desk: Desk,
    ours: Answers,
    plain: Answers,
) -> None:
    crowd = Crowd.of(desk.split)
    segments = [str(desk.segment(case)) for case in cases]
    result.metrics[asked.name] = figures(ours, cases, segments, crowd)
    result.baseline[asked.name] = figures(plain, cases, segments, crowd)


def _sample(cases: list[Case], *, most: int = MOST_CASES) -> list[Case]:
    """At most so many, spread evenly: a backtest need not take longer than a fit."""
    if len(cases) <= most:
        return cases
    chosen = np.linspace(0, len(cases) - 1, most).astype(int)
    return [cases[index] for index in chosen]
