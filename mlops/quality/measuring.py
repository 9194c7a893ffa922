"""Measuring what was declared: one aggregate a source, however many checks it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from mlops.models import CheckKind, CheckState
from mlops.quality.sources import Check, DataSource, FreshCheck, ShareCheck

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one check found, as ``DataCheck`` keeps it."""

    kind: CheckKind
    name: str
    state: CheckState
    value: float | None = None
    target: float | None = None
    rows: int = 0
    failed: int = 0
    newest_at: datetime | None = None


def measure(source: DataSource, *, at: datetime) -> list[Measured]:
    """All checks of a source, in the order in which they were declared."""
    shares = _shares(source, at)
    return [_found(check, shares, at) for check in source.checks]


def share_found(
    *, kind: CheckKind, name: str, fits: int, rows: int, target: float | None
) -> Measured:
    """What a share says; of no rows nothing can be said."""
    if not rows:
        return Measured(kind, name, CheckState.EMPTY, target=target)
    value = fits / rows
    is_enough = target is None or value >= target
    state = CheckState.PASSED if is_enough else CheckState.FAILED
    return Measured(kind, name, state, value, target, rows, rows - fits)


def age_found(
    *, name: str, newest: datetime | None, until: datetime | None, within: timedelta
) -> Measured:
    """How far the newest lies behind ``until``; what is ahead of it is fresh."""
    target = within / HOUR
    if newest is None or until is None:
        return Measured(CheckKind.FRESHNESS, name, CheckState.EMPTY, target=target)
    hours = max((until - newest) / HOUR, 0.0)
    state = CheckState.PASSED if hours <= target else CheckState.FAILED
    return Measured(CheckKind.FRESHNESS, name, state, hours, target, newest_at=newest)


def _found(check: Check, shares: dict[str, tuple[int, int]], at: datetime) -> Measured:
    if isinstance(check, FreshCheck):
        until = check.behind(at) if check.behind else at
        return age_found(name=check.name, newest=check.newest(at), until=until, within=check.within)
    fits, rows = shares[check.name]
    return share_found(kind=check.kind, name=check.name, fits=fits, rows=rows, target=check.target)


def _shares(source: DataSource, at: datetime) -> dict[str, tuple[int, int]]:
    """By check: rows that fit, and rows that were looked at."""
    checks = [check for check in source.checks if isinstance(check, ShareCheck)]
    if not checks:
        return {}
    counted = source.rows(at).order_by().aggregate(**dict(_counts(checks)))
    return {
        check.name: (counted[f"fits_{number}"], counted[f"rows_{number}"])
        for number, check in enumerate(checks)
    }


def _counts(checks: list[ShareCheck]) -> Iterator[tuple[str, Count]]:
    for number, check in enumerate(checks):
        among = check.among if check.among is not None else Q()
        yield f"rows_{number}", Count("pk", filter=among) if among else Count("pk")
        yield f"fits_{number}", Count("pk", filter=among & check.fits)
