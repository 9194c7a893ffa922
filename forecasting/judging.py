"""The backtest of a training: rolling origins against the last season again and the champion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from forecasting.algorithms.backtest import Answer, Backtest, Scores, backtest
from forecasting.algorithms.classes import DemandClass
from forecasting.algorithms.forecast import Forecast, Method
from forecasting.algorithms.panel import FloatArray, Panel, Period, Plans
from forecasting.algorithms.pipeline import Model, fit, look_ahead
from forecasting.algorithms.statistical import seasonal_naive
from forecasting.models import Answerer, BacktestReport, Grain, Level, SeriesClass
from forecasting.serving import CLASSES
from mlops.gate import Contest, Rival, compete, verdict
from mlops.services import Judgement

Report = Callable[[str], None]

MOST_JUDGED = 1_000
SEED = 7
GRAINS = {Period.WEEK: Grain.WEEK, Period.DAY: Grain.DAY}
FIGURES = (
    "wape", "wape_h", "mae", "rmse", "mase", "bias", "wql", "coverage_80", "coverage_95",
)  # fmt: skip
METRIC = "1 − WAPE"


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a grain is judged: origins before the end, how far ahead, how much history it needs."""

    horizon: int
    origins: tuple[int, ...]
    fewest: int

    def columns(self, panel: Panel) -> list[int]:
        """The first columns to be told that have history enough, the earliest first."""
        return [panel.periods - ago for ago in self.origins if panel.periods - ago >= self.fewest]


PROTOCOLS = {
    Period.WEEK: Protocol(horizon=8, origins=(16, 12, 8), fewest=16),
    Period.DAY: Protocol(horizon=28, origins=(56, 28), fewest=112),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One grain, told again by several; all over the same series and origins."""

    panel: Panel
    told: Mapping[Answerer, Backtest]

    @property
    def grain(self) -> Grain:
        return GRAINS[self.panel.period]


def try_out(panel: Panel, champion: Model | None, *, report: Report) -> Trial | None:
    """Tell the last weeks of a panel again; None where there is too little history.

    The trained version is fitted to what came before the first origin alone, so that it is judged
    by weeks it never saw. The champion saw them, unless it is judged on them by chance: its lead
    is bounded by the tolerance of the gate.
    """
    protocol = PROTOCOLS[panel.period]
    columns = protocol.columns(panel)
    if not columns or not len(panel):
        return None
    panel = _sample(panel)
    report(f"backtest {GRAINS[panel.period]}")
    fresh = fit(panel.until(columns[0]))
    answers: dict[Answerer, Answer] = {
        Answerer.MODEL: _by(fresh),
        Answerer.SEASONAL_NAIVE: _naive,
    }
    if champion is not None:
        answers[Answerer.CHAMPION] = _by(champion)
    told = {
        who: backtest(panel, origins=columns, horizon=protocol.horizon, answer=answer)
        for who, answer in answers.items()
    }
    if not np.isfinite(told[Answerer.MODEL].actual).any():
        return None
    return Trial(panel, told)


def judge(trials: Sequence[Trial]) -> Judgement:
    """A version serves unless it may be worse than the last season again or the champion."""
    contests = [contest for trial in trials for contest in _contests(trial)]
    passed = all(contest.passed for contest in contests)
    return Judgement(
        metrics={str(trial.grain): _figures(trial, Answerer.MODEL) for trial in trials},
        baseline={str(trial.grain): _figures(trial, Answerer.SEASONAL_NAIVE) for trial in trials},
        accepted=bool(contests) and passed,
        reason=verdict(contests),
        contests=contests,
    )


def reports_of(trial: Trial) -> Iterator[BacktestReport]:
    """The rows to keep, without their version: each answerer by level and by class."""
    for who, told in trial.told.items():
        yield _report(trial, who, told, Level.VARIANT)
        for demand_class in DemandClass:
            own = told.of_class(demand_class)
            if np.isfinite(own.actual).any():
                yield _report(trial, who, own, Level.VARIANT, CLASSES[demand_class])
        for level, groups in _levels(trial.panel):
            yield _report(trial, who, _summed(told, groups), level)


def _contests(trial: Trial) -> Iterator[Contest]:
    """Single periods and sums over all of them, against each rival."""
    rivals = {Answerer.SEASONAL_NAIVE: Rival.BASELINE, Answerer.CHAMPION: Rival.CHAMPION}
    names = {
        Grain.WEEK: (_("single weeks"), _("sums of weeks")),
        Grain.DAY: (_("single days"), _("sums of days")),
    }
    ours = trial.told[Answerer.MODEL]
    for who, rival in rivals.items():
        if who not in trial.told:
            continue
        for task, of_sums in zip(names[trial.grain], (False, True), strict=True):
            yield compete(
                task=task,
                metric=METRIC,
                rival=rival,
                ours=_accuracy(ours, of_sums=of_sums),
                theirs=_accuracy(trial.told[who], of_sums=of_sums),
            )


def _accuracy(told: Backtest, *, of_sums: bool) -> FloatArray:
    """A figure a series whose mean is 1 − WAPE: what of its demand was foretold, by the mean."""
    known = np.isfinite(told.actual)
    wanted = np.where(known, told.actual, 0.0)
    foretold = np.where(known, told.mean, 0.0)
    if of_sums:
        wanted, foretold = wanted.sum(axis=2, keepdims=True), foretold.sum(axis=2, keepdims=True)
    asked = known.any(axis=(0, 2))
    error = np.abs(foretold - wanted).sum(axis=(0, 2))[asked]
    units = wanted.sum(axis=(0, 2))[asked]
    return np.asarray((units - error) / max(float(units.mean()), 1e-9))


def _figures(trial: Trial, who: Answerer) -> dict[str, float]:
    return {name: value for name, value in _plain(trial.told[who].scores()).items() if value}


def _report(
    trial: Trial,
    who: Answerer,
    told: Backtest,
    level: Level,
    demand_class: SeriesClass | str = "",
) -> BacktestReport:
    scores = told.scores()
    return BacktestReport(
        grain=trial.grain,
        level=level,
        demand_class=demand_class,
        answerer=who,
        series=scores.series,
        origins=len(told.origins),
        horizon=told.actual.shape[2],
        **_plain(scores),
    )


def _plain(scores: Scores) -> dict[str, float | None]:
    """Figures as they are kept; None where there was nothing to reckon from."""
    values = {name: float(getattr(scores, name)) for name in FIGURES}
    return {name: round(value, 4) if np.isfinite(value) else None for name, value in values.items()}


def _levels(panel: Panel) -> list[tuple[Level, np.ndarray[Any, np.dtype[np.int64]]]]:
    """For each level above variants the group of every series, from 0."""
    _groups, places = np.unique(panel.groups, return_inverse=True)
    return [
        (Level.CATEGORY, places.astype(np.int64)),
        (Level.SHOP, np.zeros(len(panel), np.int64)),
    ]


def _summed(told: Backtest, groups: np.ndarray[Any, np.dtype[np.int64]]) -> Backtest:
    """The backtest of sums: what all variants of a group were foretold, beside what came."""
    count = int(groups.max()) + 1
    known = np.isfinite(told.actual)
    shape = (told.actual.shape[0], count, told.actual.shape[2])
    actual, mean, times = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for place in range(shape[0]):
        np.add.at(actual[place], groups, np.where(known[place], told.actual[place], 0.0))
        np.add.at(mean[place], groups, np.where(known[place], told.mean[place], 0.0))
        np.add.at(times[place], groups, known[place].astype(np.float64))
    return replace(
        told,
        series=np.arange(count),
        actual=np.where(times > 0, actual, np.nan),
        mean=mean,
        quantiles=None,
        method=np.zeros(shape[:2], np.int8),
        classes=np.zeros(shape[:2], np.int8),
        scale=np.full(shape[:2], np.nan),
    )


def _by(model: Model) -> Answer:
    def answer(panel: Panel, horizon: int, plans: Plans) -> Forecast:
        return look_ahead(model, panel, horizon, plans)

    return answer


def _naive(panel: Panel, horizon: int, plans: Plans) -> Forecast:
    mean = seasonal_naive(panel, horizon, plans)
    return Forecast(mean, np.full(len(panel), Method.SEASONAL_NAIVE, np.int8))


def _sample(panel: Panel) -> Panel:
    """At most so many series that sold anything, drawn with a fixed seed."""
    sold = np.flatnonzero(np.nansum(panel.units, axis=1) > 0)
    if len(sold) > MOST_JUDGED:
        sold = np.random.default_rng(SEED).choice(sold, MOST_JUDGED, replace=False)
    return panel.only(np.sort(sold))
