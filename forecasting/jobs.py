"""The nightly run: planned, cut into shards by variant number, each a job of its own, finished.

Every shard says the same whenever and however often it is done: it looks ahead from the day and
with the version that the run was planned with, and puts rows in the place of rows. So a worker that
is killed in the middle of one costs the time of its lease, and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction

from events import jobs
from forecasting.dataset import business_day_to_forecast, sellable
from forecasting.drift import look_for_drift
from forecasting.models import DemandForecast
from forecasting.services import WRITTEN_AT_ONCE, keep_forecasts
from forecasting.serving import NAME, Served, forecast_range, served
from foundation import clock
from mlops.models import ModelVersion, VersionState
from mlops.selectors import champion
from mlops.training import Report, train

logger = logging.getLogger(__name__)

SHARD = 500
RUN_JOB, SHARD_JOB, FINISH_JOB = "forecasting.forecast", "forecasting.shard", "forecasting.finish"
TRAIN_JOB, PLAN_JOB = "forecasting.train", "forecasting.plan"
FINISH_AFTER = timedelta(minutes=30)
"""The last shard calls for the finish; should it be lost, the rest is finished after so long."""


@dataclass(frozen=True, slots=True)
class Run:
    """One night's forecasts: everything that its shards must agree on."""

    name: str
    as_of: date
    made_at: datetime
    version: str
    first: int
    last: int

    @property
    def finish_key(self) -> str:
        return f"{FINISH_JOB}@{self.name}"

    def shard_key(self, first: int, last: int) -> str:
        return f"{SHARD_JOB}@{self.name}:{first}-{last}"

    def to_json(self) -> dict[str, Any]:
        return {
            "run": self.name,
            "as_of": self.as_of.isoformat(),
            "made_at": self.made_at.isoformat(),
            "version": self.version,
            "first": self.first,
            "last": self.last,
        }

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> Run:
        return cls(
            name=payload["run"],
            as_of=date.fromisoformat(payload["as_of"]),
            made_at=datetime.fromisoformat(payload["made_at"]),
            version=payload["version"],
            first=payload["first"],
            last=payload["last"],
        )


def request_forecasts(*, reason: str) -> bool:
    """Have all forecasts made anew, once a minute at most; tells whether it was asked for."""
    moment = f"{clock.now():%Y-%m-%dT%H:%M}"
    return jobs.enqueue(RUN_JOB, key=f"{RUN_JOB}@{moment}:{reason}") is not None


def ask_where_missing() -> None:
    """Have a model trained and forecasts made where there are none: the worker's first work."""
    if not DemandForecast.objects.exists():
        jobs.enqueue(TRAIN_JOB, key=f"{TRAIN_JOB}@first")


@transaction.atomic
def plan_run(*, at: datetime | None = None, shard: int = SHARD) -> Run | None:
    """Put the shards of a run on the ledger; None where there is nothing that could be sold."""
    numbers = list(sellable().values_list("pk", flat=True))
    if not numbers:
        return None
    serving = champion(NAME)
    moment = at or clock.now()
    run = Run(
        name=f"{moment:%Y-%m-%dT%H:%M:%S.%f}",
        as_of=business_day_to_forecast(moment),
        made_at=moment,
        version=serving.version if serving else "",
        first=numbers[0],
        last=numbers[-1],
    )
    jobs.enqueue(
        FINISH_JOB, key=run.finish_key, payload=run.to_json(), due_at=clock.now() + FINISH_AFTER
    )
    for first, last in _bounds(numbers, shard):
        payload = {**run.to_json(), "from": first, "until": last}
        jobs.enqueue(SHARD_JOB, key=run.shard_key(first, last), payload=payload)
    return run


def forecast_shard(run: Run, first: int, last: int, *, report: Report) -> int:
    """Forecast the variants of a range and put the rows in their places; returns how many.

    What a later run has told already stays.
    """
    report("reading")
    told = forecast_range(
        first, last, as_of=run.as_of, by=_served(run.version), made_at=run.made_at
    )
    of_range = DemandForecast.objects.filter(variant_id__gte=first, variant_id__lte=last)
    newer = set(of_range.filter(made_at__gt=run.made_at).values_list("variant_id", flat=True))
    rows = [row for row in told if row.variant_id not in newer]
    for start in range(0, len(rows), WRITTEN_AT_ONCE):
        keep_forecasts(rows[start : start + WRITTEN_AT_ONCE])
        report(f"{min(start + WRITTEN_AT_ONCE, len(rows))} of {len(rows)} variants")
    return len(rows)


@jobs.handles(RUN_JOB)
def _plan(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    run = plan_run()
    return {} if run is None else run.to_json()


@jobs.handles(SHARD_JOB)
def _shard(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    run = Run.from_json(payload)
    written = forecast_shard(run, payload["from"], payload["until"], report=report)
    if not missing(run):
        jobs.hasten(run.finish_key)
    return {"variants": written}


@jobs.handles(FINISH_JOB)
def _finish(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    from forecasting.finishing import finish  # brings pandas, which no page needs

    run = Run.from_json(payload)
    told = finish(as_of=run.as_of, made_at=run.made_at, report=report)
    if jobs.handlers.get(PLAN_JOB) is not None:  # what to order hangs on what will be wanted
        jobs.enqueue(PLAN_JOB, key=f"{PLAN_JOB}@{run.name}")
    return told


@jobs.handles(TRAIN_JOB)
def _train(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    """Once a week; what a new version (or statistics, without any) says is written at once."""
    version = train(NAME, report)
    serves = version is None or version.state == VersionState.CHAMPION
    if serves or not DemandForecast.objects.exists():
        request_forecasts(reason=version.version if version else "statistics")
    return {"version": version.version if version else None}


@jobs.handles("forecasting.drift")
def _drift(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    reports = look_for_drift()
    return {"figures": len(reports), "alarms": sum(one.is_alarm for one in reports)}


def missing(run: Run) -> int:
    """How many variants of a run were not told of yet, by it or by a later one."""
    told = DemandForecast.objects.filter(made_at__gte=run.made_at).values("variant_id")
    return sellable().filter(pk__gte=run.first, pk__lte=run.last).exclude(pk__in=told).count()


def _served(version: str) -> Served:
    """What the run was planned with, even if another serves since; statistics if it is gone."""
    if not version:
        return Served()
    row = ModelVersion.objects.filter(name=NAME, version=version).exclude(checksums={}).first()
    return served(row) if row else Served()


def _bounds(numbers: Sequence[int], shard: int) -> list[tuple[int, int]]:
    """The first and the last number of each shard; together they leave no number out."""
    starts = [*numbers[::shard], numbers[-1] + 1]
    return [(first, following - 1) for first, following in pairwise(starts)]
