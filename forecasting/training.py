"""Sales -> checks -> backtest by rolling origin -> gate -> models by week and day, registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from forecasting.algorithms.pipeline import fit
from forecasting.dataset import History, business_day_to_forecast, learnable, load_history
from forecasting.drift import reference
from forecasting.judging import Trial, judge, reports_of, try_out
from forecasting.models import BacktestReport
from forecasting.quality import SalesProfile, faults, profile_of
from forecasting.serving import NAME, Served, served
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate, refuse_data, register_version

Report = Callable[[str], None]


def train_forecasting(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Train on two years of sales, judged by the last four months told again.

    None where there is too little history for a single origin: statistics alone answer then. The
    new version serves unless it may be worse than the last season again or the champion.
    """
    report("reading sales")
    serving = champion(NAME)
    history = _history()
    if not len(history.goods):
        return None
    found = [] if trust_data else list(faults(history, _profile_before(serving)))
    if found:
        return refuse_data(name=NAME, reason=" ".join(found), trained_on=_trained_on(history))
    trials = _trials(history, served(serving) if serving else Served(), report)
    if not trials:
        return None
    return _register(history, trials, report)


def _history() -> History:
    as_of = business_day_to_forecast()
    return load_history(learnable(as_of), as_of=as_of)


def _trials(history: History, before: Served, report: Report) -> list[Trial]:
    """By week and by day; a champion that knows other outside series cannot be asked."""
    same = before.outside == history.outside.names
    found = [
        try_out(history.weekly, before.weekly if same else None, report=report),
        try_out(history.daily, before.daily if same else None, report=report),
    ]
    return [trial for trial in found if trial is not None]


def _register(history: History, trials: list[Trial], report: Report) -> ModelVersion:
    report("fit by week")
    weekly = fit(history.weekly)
    report("fit by day")
    learned = Served(weekly=weekly, daily=fit(history.daily), outside=history.outside.names)
    report("writing")
    trained_on = _trained_on(history) | {"drift": reference(history, learned)}
    candidate = Candidate(
        name=NAME,
        arrays=learned.to_arrays(),
        judgement=judge(trials),
        parameters={"series_learned": len(history.goods)},
        trained_on=trained_on,
    )
    with transaction.atomic():
        version = register_version(candidate=candidate)
        rows = [row for trial in trials for row in reports_of(trial)]
        for row in rows:
            row.version = version
        BacktestReport.objects.bulk_create(rows)
    return version


def _trained_on(history: History) -> dict[str, Any]:
    return {
        "first": history.daily.first.isoformat(),
        "until": history.as_of.isoformat(),
        "variants": len(history.goods),
        "outside": list(history.outside.names),
        "profile": profile_of(history).to_json(),
    }


def _profile_before(serving: ModelVersion | None) -> SalesProfile | None:
    return SalesProfile.from_json(serving.trained_on.get("profile", {})) if serving else None
