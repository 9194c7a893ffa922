"""Looking for drift: counts at training beside counts now, reports, and training anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.db.models import TextChoices

from foundation import clock
from mlops.algorithms.drift import binned, drift
from mlops.models import DriftReport, ModelVersion
from mlops.training import enqueue_training

FEWEST_ROWS = 50
"""Under so many a week says nothing, whatever its shares."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Counts by group; ``edges`` part numbers into groups, where they are numbers."""

    names: tuple[str, ...]
    counts: tuple[float, ...]
    edges: tuple[float, ...] = ()

    @classmethod
    def of(cls, counts: npt.ArrayLike) -> Shares:
        """Groups that have no other name than their place."""
        values = np.asarray(counts, np.float64).tolist()
        return cls(tuple(str(place + 1) for place in range(len(values))), tuple(values))

    @classmethod
    def named(cls, counts: Mapping[str, int]) -> Shares:
        return cls(tuple(sorted(counts)), tuple(float(counts[name]) for name in sorted(counts)))

    @classmethod
    def between(cls, edges: npt.ArrayLike, values: npt.ArrayLike) -> Shares:
        """Numbers in the groups that ``edges`` make, and one for those that are none."""
        inner = np.asarray(edges, np.float64)
        names = _ranges(inner.tolist())
        counts = binned(values, inner).tolist()
        return cls(names, tuple(counts), tuple(inner.tolist()))

    def again(self, values: npt.ArrayLike) -> Shares:
        """Other numbers in the same groups."""
        return Shares.between(self.edges, values)

    def to_json(self) -> dict[str, Any]:
        return {"names": self.names, "counts": self.counts, "edges": self.edges}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Shares:
        return cls(tuple(values["names"]), tuple(values["counts"]), tuple(values["edges"]))

    def total(self) -> float:
        return sum(self.counts)

    def counts_of(self, names: list[str]) -> npt.NDArray[np.float64]:
        """The counts of these groups, 0 for those it does not have."""
        known = dict(zip(self.names, self.counts, strict=True))
        return np.array([known.get(name, 0.0) for name in names])


def shares_at_training(version: ModelVersion, figures: type[TextChoices]) -> dict[str, Shares]:
    """What a version's training counted, by figure; figures that are watched no more are left out.

    Raises:
        KeyError: a training that left no counts.
    """
    counted = version.trained_on["drift"].items()
    return {name: Shares.from_json(values) for name, values in counted if name in figures.values}


@transaction.atomic
def note_drift(
    *,
    version: ModelVersion,
    before: Mapping[str, Shares],
    now: Mapping[str, Shares],
    at: datetime | None = None,
) -> list[DriftReport]:
    """Keep one report a figure and day; the first alarm of a day has the model trained again."""
    day = clock.business_day(at)
    reports = [
        _report(version, figure, before[figure], shares)
        for figure, shares in now.items()
        if figure in before
    ]
    for report in reports:
        report.day = day
    DriftReport.objects.filter(name=version.name, day=day).delete()
    DriftReport.objects.bulk_create(reports)
    if any(report.is_alarm for report in reports):
        enqueue_training(version.name, period=f"drift@{day}")
    return reports


def _report(version: ModelVersion, figure: str, before: Shares, now: Shares) -> DriftReport:
    names = list(dict.fromkeys([*before.names, *now.names]))
    then, later = before.counts_of(names), now.counts_of(names)
    found = drift(then, later)
    enough = min(before.total(), now.total()) >= FEWEST_ROWS
    return DriftReport(
        name=version.name,
        version=version.version,
        figure=figure,
        psi=found.psi,
        noise=found.noise if np.isfinite(found.noise) else None,
        rows=int(now.total()),
        is_alarm=found.alarming and enough,
        bins={"names": names, "before": _parts(then), "now": _parts(later)},
    )


def _parts(counts: npt.NDArray[np.float64]) -> list[float]:
    total = float(counts.sum())
    return [round(float(count) / total, 6) if total else 0.0 for count in counts]


def _ranges(edges: list[float]) -> tuple[str, ...]:
    if not edges:
        return ("…", "–")
    between = [f"{low:g} … {high:g}" for low, high in pairwise(edges)]
    return (f"< {edges[0]:g}", *between, f"≥ {edges[-1]:g}", "–")
