"""Sessions -> the later quarter told by the earlier ones -> gate -> registered.

A case is a session of the later quarter; its figure is the share of its steps that were guessed
right. The plain baseline always guesses the step that is the commonest of all.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from analytics.algorithms.next_steps import NextSteps, fit
from analytics.algorithms.paths import Courses, courses_of, without_repeats
from analytics.journeys.foresight.serving import NAME, next_steps_of, to_arrays
from analytics.journeys.sessions import LEAVE, STEPS, Sessions, load_sessions
from events.jobs import Report
from foundation import clock
from mlops.drift import Shares
from mlops.gate import Contest, Rival, compete, verdict
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate, Judgement, register_version

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

DAYS = 90
FEWEST_SESSIONS = 1_000
FEWEST_JUDGES = 200
TRAIN_SHARE = 0.75
ORDERS = (1, 2, 3)
"""Lengths of history that are tried."""
MOST_JUDGES = 20_000
TASK = "held-out sessions"
METRIC = "steps guessed right"
FIGURE = "steps"
"""What drift is watched of: how often each step is taken."""


def with_leaving(courses: Courses) -> Courses:
    """The courses without repetitions, each with leaving the shop as its last step."""
    short = without_repeats(courses)
    everyone = np.arange(len(short))
    course = np.concatenate([short.course, everyone])
    steps = np.concatenate([short.steps, np.full(len(short), LEAVE)])
    order = np.argsort(course, kind="stable")
    return courses_of(course[order], steps[order], len(short))


def train_next_steps(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Train on the sessions of the last months; None where there are too few to learn and judge."""
    report("reading sessions")
    last = clock.business_day() - timedelta(days=1)
    sessions = load_sessions(last - timedelta(days=DAYS), last)
    if len(sessions) < FEWEST_SESSIONS:
        return None
    by_time = _by_time(sessions)
    early, late, cut = _parted(by_time, sessions)
    if len(late) < FEWEST_JUDGES:
        return None
    report("backtest")
    order = _best_order(early)
    judgement = _judge(fit(early, kinds=len(STEPS), order=order), early, late, cut)
    report("fit")
    model = fit(by_time, kinds=len(STEPS), order=order)
    return register_version(
        candidate=Candidate(
            name=NAME,
            arrays=to_arrays(model),
            judgement=judgement,
            parameters={"history": order},
            trained_on={
                "sessions": len(sessions),
                "first": str(last - timedelta(days=DAYS)),
                "until": int(sessions.began.max()),
                "drift": {FIGURE: step_shares(by_time).to_json()},
            },
        )
    )


def step_shares(courses: Courses) -> Shares:
    """How often each step is taken."""
    counts = np.bincount(courses.steps, minlength=len(STEPS)).tolist()
    return Shares.named({step.value: count for step, count in zip(STEPS, counts, strict=True)})


def _by_time(sessions: Sessions) -> Courses:
    whole = with_leaving(sessions.steps)
    place = np.empty(len(sessions), np.int64)
    place[np.argsort(sessions.began, kind="stable")] = np.arange(len(sessions))
    course = place[whole.course]
    order = np.argsort(course, kind="stable")
    return courses_of(course[order], whole.steps[order], len(whole))


def _parted(by_time: Courses, sessions: Sessions) -> tuple[Courses, Courses, int]:
    """The earlier sessions, the later ones (the latest, where they are many), and the cut."""
    count = len(by_time)
    cut = int(count * TRAIN_SHARE)
    is_late = np.arange(count) >= max(cut, count - MOST_JUDGES)
    moment = int(np.sort(sessions.began)[max(cut, count - MOST_JUDGES)])
    return by_time.rows(~is_late), by_time.rows(is_late), moment


def _best_order(early: Courses) -> int:
    """The length of history that tells the later part of the earlier sessions best."""
    is_late = np.arange(len(early)) >= int(len(early) * TRAIN_SHARE)
    learned, asked = early.rows(~is_late), early.rows(is_late)
    scores = {
        order: _log_likelihood(fit(learned, kinds=len(STEPS), order=order), asked)
        for order in ORDERS
    }
    return max(scores, key=scores.__getitem__)


def _log_likelihood(model: NextSteps, asked: Courses) -> float:
    """The mean logarithm of the chance that was given to what came."""
    return float(np.log(model.of(asked)[np.arange(len(asked.steps)), asked.steps]).mean())


def _guessed_right(guesses: IntArray, asked: Courses) -> FloatArray:
    """float64 [n]: for each session the share of its steps that were guessed right."""
    right = np.bincount(asked.course, weights=guesses == asked.steps, minlength=len(asked))
    return right / np.maximum(asked.lengths, 1)


def _judge(model: NextSteps, early: Courses, late: Courses, cut: int) -> Judgement:
    """Against the commonest step, and against the champion on sessions that it never saw."""
    ours = _guessed_right(model.of(late).argmax(axis=1), late)
    commonest = int(np.bincount(early.steps, minlength=len(STEPS)).argmax())
    plain = _guessed_right(np.full(len(late.steps), commonest), late)
    by_last = fit(early, kinds=len(STEPS), order=1)
    contests = [_contest(Rival.BASELINE, ours, plain)]
    contests += _against_champion(ours, late, cut)
    is_better = contests[0].difference.lower > 0
    notes = [] if is_better else [_("Histories do not surely tell more than the commonest step.")]
    return Judgement(
        metrics={
            TASK: {
                METRIC: float(ours.mean()),
                "log likelihood": _log_likelihood(model, late),
                "sessions": len(late),
            }
        },
        baseline={
            TASK: {
                METRIC: float(plain.mean()),
                "by the last step alone": float(
                    _guessed_right(by_last.of(late).argmax(axis=1), late).mean()
                ),
            }
        },
        accepted=is_better and all(contest.passed for contest in contests),
        reason=verdict(contests, notes),
        contests=contests,
    )


def _against_champion(ours: FloatArray, late: Courses, cut: int) -> list[Contest]:
    """Only where the champion learned from nothing of what judges."""
    serving = champion(NAME)
    if serving is None or int(serving.trained_on.get("until", 0)) >= cut:
        return []
    before = next_steps_of(serving)
    if before is None:
        return []
    theirs = _guessed_right(before.model.of(late).argmax(axis=1), late)
    return [_contest(Rival.CHAMPION, ours, theirs)]


def _contest(rival: Rival, ours: FloatArray, theirs: FloatArray) -> Contest:
    return compete(task=TASK, metric=METRIC, rival=rival, ours=ours, theirs=theirs)
