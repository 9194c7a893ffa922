"""The night's work on journeys, and all of it anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from analytics.customers.dataset import day_to_look_from, load_purchases
from analytics.journeys.book_rows import cohort_rows, stage_rows, wait_rows
from analytics.journeys.foresight.drift import look_for_drift
from analytics.journeys.foresight.serving import NAME
from analytics.journeys.pair_rows import pair_rows
from analytics.journeys.writing import write_all_journeys, write_journeys, write_missing_journeys
from analytics.models import BasketPair, CohortMonth, SecondOrderWait, StageMonth
from events import jobs
from foundation.transactions import retry_once
from mlops.training import train_where_due

_AT_ONCE = 1_000


def write_books(*, at: datetime | None = None) -> int:
    """Cohorts, stages, waits and pairs up to last night; returns the rows written."""
    until = day_to_look_from(at)
    purchases = load_purchases(until=until)
    tables: dict[type[models.Model], list[Any]] = {
        CohortMonth: [*cohort_rows(purchases)],
        StageMonth: [*stage_rows(purchases)],
        SecondOrderWait: [*wait_rows(purchases)],
        BasketPair: [*pair_rows(until=until)],
    }

    def replace() -> None:
        with transaction.atomic():
            for model, rows in tables.items():
                _put_in_place(model, rows)

    retry_once(replace)
    return sum(len(rows) for rows in tables.values())


def _put_in_place(model: type[models.Model], rows: Iterable[Any]) -> None:
    model._default_manager.all().delete()
    model._default_manager.bulk_create(rows, batch_size=_AT_ONCE)


def look_at_journeys(
    report: jobs.Report, *, whole: bool = False, at: datetime | None = None
) -> dict[str, Any]:
    """Write all tables of journeys; doing it again changes nothing.

    ``whole`` reads every month of the log, else those that may have changed.
    """
    report("journeys")
    journeys = write_all_journeys(report) if whole else write_journeys(at=at)
    report("books")
    return {"journeys": journeys, "rows": write_books(at=at)}


@jobs.handles("analytics.journeys")
def look_nightly(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """The tables each night, with months that were never told of, such as of an import.

    What shoppers do next is learned anew each week, and on drift.
    """
    write_missing_journeys(report)
    told = look_at_journeys(report)
    trained = train_where_due(NAME, report)
    report("drift")
    alarms = sum(figure.is_alarm for figure in look_for_drift())
    return {**told, "trained": trained.version if trained else None, "alarms": alarms}
