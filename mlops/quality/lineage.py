"""Which run read which window: what each version of a model was trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from foundation import clock
from mlops.models import CheckKind, ModelVersion, VersionState
from mlops.quality.measuring import Measured, share_found

SOURCE = "models"
MOST_DAYS = 1_000_000
"""No smaller number is meant as seconds: they would lie within twelve days of 1970."""
NOT_COUNTS = {"first", "until", "profile", "drift"}


@dataclass(frozen=True, slots=True)
class Run:
    """One training: its model, the days that it read (None: not told), and how much of what.

    ``until`` is as its training tells it: the day after the last, or the last moment's day.
    """

    model: str
    version: str
    state: VersionState
    trained_at: datetime
    first: date | None
    until: date | None
    counts: Mapping[str, int]

    @property
    def told(self) -> bool:
        """Whether it says what it read up to, or at least how much."""
        return self.until is not None or bool(self.counts)


def run_of(version: ModelVersion) -> Run:
    """What a version tells of its own training."""
    told = version.trained_on
    return Run(
        model=version.name,
        version=version.version,
        state=VersionState(version.state),
        trained_at=version.trained_at,
        first=_day(told.get("first")),
        until=_day(told.get("until")),
        counts={
            name: value
            for name, value in told.items()
            if name not in NOT_COUNTS and isinstance(value, int) and not isinstance(value, bool)
        },
    )


def latest_runs(*, limit: int = 50) -> list[Run]:
    """The latest trainings of all models, newest first; refused ones among them."""
    versions = ModelVersion.objects.order_by("-trained_at", "-pk")
    return [run_of(version) for version in versions[:limit]]


def measure_lineage() -> list[Measured]:
    """Whether every version that serves tells what it was trained on."""
    serving = [run_of(row) for row in ModelVersion.objects.filter(state=VersionState.CHAMPION)]
    told = sum(run.told for run in serving)
    return [
        share_found(kind=CheckKind.LINEAGE, name="window", fits=told, rows=len(serving), target=1.0)
    ]


def _day(value: Any) -> date | None:
    """A day that was told as ISO text, as seconds since 1970, or as days since then."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < MOST_DAYS:
            return date(1970, 1, 1) + timedelta(days=int(value))
        return clock.business_day(datetime.fromtimestamp(value, UTC))
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None
