"""Whether sales are fit to learn from: compared with what the last training read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from forecasting.dataset import History

LARGEST_SHARE = 0.6
FEWEST_SERIES = 20
KEPT_SHARE = 0.9
SILENT_DAYS = 4
QUIET_CHANCE = 0.02


@dataclass(frozen=True, slots=True)
class SalesProfile:
    """A history in the figures that the checks compare; ``until`` is the day after its last."""

    series: int
    units: float
    until: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SalesProfile | None:
        return cls(**values) if values else None


def profile_of(history: History) -> SalesProfile:
    return SalesProfile(
        series=int((history.sold.sum(axis=1) > 0).sum()),
        units=float(history.sold.sum()),
        until=history.as_of.isoformat(),
    )


def faults(history: History, before: SalesProfile | None) -> Iterator[str]:
    """What speaks against learning from these sales, a sentence each."""
    sold = history.sold
    by_day = sold.sum(axis=0)
    now = profile_of(history)
    silent = _silent_days(by_day)
    usual = float((by_day[: len(by_day) - silent] > 0).mean()) if silent < len(by_day) else 0.0
    # As many empty days in a row as chance alone would hardly bring.
    if silent >= SILENT_DAYS and (1 - usual) ** silent < QUIET_CHANCE:
        yield _("Nothing was sold on the last %(days)d days: is the log still written?") % {
            "days": silent
        }
    largest = float(sold.sum(axis=1).max(initial=0)) / max(now.units, 1.0)
    if now.series >= FEWEST_SERIES and largest > LARGEST_SHARE:
        yield _("One variant holds %(share)s of all units sold.") % {"share": f"{largest:.0%}"}
    if before is None:
        return
    then = _units_until(history, date.fromisoformat(before.until))
    if then is not None and then < KEPT_SHARE * before.units:
        yield _(
            "Of the %(before)d units that the last training read, %(now)d are left in the log."
        ) % {"before": before.units, "now": then}


def _silent_days(by_day: np.ndarray[Any, np.dtype[np.float64]]) -> int:
    """Days without any sale at the end."""
    sold = np.flatnonzero(by_day > 0)
    return len(by_day) - 1 - int(sold[-1]) if len(sold) else 0


def _units_until(history: History, day: date) -> float | None:
    """Units before a day; None where the window no longer reaches as far back as it did then."""
    if history.as_of - day > timedelta(days=28):
        return None
    columns = (day - history.daily.first).days
    return float(history.sold[:, : max(columns, 0)].sum()) if columns > 0 else None
