"""Checking all data once, and keeping what was found as the result of its day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from foundation import clock
from mlops.catalogue import features
from mlops.models import CheckState, DataCheck
from mlops.quality import feature_checks, lineage
from mlops.quality.measuring import Measured, measure
from mlops.quality.sources import data_sources

Report = Callable[[str], None]
STORE = "features"


def check_all(*, report: Report, at: datetime | None = None) -> list[DataCheck]:
    """Check every source, every feature and every serving model; a second time replaces the first.

    Only the writing is in a transaction: counting millions of rows must not hold any.
    """
    now = at or clock.now()
    day = clock.business_day(now)
    rows = [
        _row(source, found, now)
        for source, measured in _measured(report, now)
        for found in measured
    ]
    with transaction.atomic():
        DataCheck.objects.filter(day=day).delete()
        return DataCheck.objects.bulk_create(rows)


def failed_count(checks: list[DataCheck]) -> int:
    """How many are not as they should be."""
    return sum(check.state == CheckState.FAILED for check in checks)


def _measured(report: Report, at: datetime) -> Iterator[tuple[str, list[Measured]]]:
    for name, source in data_sources:
        report(name)
        yield name, measure(source, at=at)
    report(STORE)
    stored = feature_checks.stored_features()
    for name, spec in features:
        measured = feature_checks.measure_feature(name, spec, stored.get(name), at=at)
        yield f"{feature_checks.SOURCE}{name}", measured
    yield STORE, feature_checks.measure_strangers(stored)
    yield lineage.SOURCE, lineage.measure_lineage()


def _row(source: str, found: Measured, at: datetime) -> DataCheck:
    return DataCheck(
        day=clock.business_day(at),
        checked_at=at,
        source=source,
        kind=found.kind,
        name=found.name,
        state=found.state,
        value=found.value,
        target=found.target,
        rows=found.rows,
        failed=found.failed,
        newest_at=found.newest_at,
    )
