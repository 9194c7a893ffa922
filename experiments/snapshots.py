"""What is known of running experiments, kept day by day so that its course can be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from experiments.algorithms.cuped import adjust, variance_left
from experiments.algorithms.moments import Estimate, Moments
from experiments.algorithms.sequences import Interval, difference, lift
from experiments.algorithms.shares import share
from experiments.measuring import moments_by_arm
from experiments.metrics import Metric
from experiments.models import Arm, Experiment, ExperimentState, ResultSnapshot
from experiments.results import report
from foundation import clock

ALPHA = 0.05
NOTHING = Moments(0, 0.0, 0.0)
_KEY = ["experiment", "arm", "metric", "day"]


def take_snapshots(*, experiment: Experiment, at: datetime | None = None) -> int:
    """Measure an experiment and keep it as the result of its business day; returns the rows.

    What follows from it is kept as the experiment's verdict. Doing it again on the same day
    replaces what that day said so far.
    """
    now = at or clock.now()
    arms = list(experiment.arms.order_by("-is_control", "pk"))
    found = moments_by_arm(experiment, until=experiment.stopped_at or now)
    rows = [
        row for metric, by_arm in found.items() for row in _rows(experiment, arms, metric, by_arm)
    ]
    day = clock.business_day(now)
    for row in rows:
        row.day, row.measured_at = day, now
    values = [
        field.name
        for field in ResultSnapshot._meta.concrete_fields
        if not field.primary_key and field.name not in _KEY
    ]
    ResultSnapshot.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=_KEY, update_fields=values
    )
    verdict = report(experiment, at=now).verdict
    Experiment.objects.filter(pk=experiment.pk).update(verdict=verdict)
    return len(rows)


def take_all_snapshots(*, at: datetime | None = None) -> int:
    """Measure every running experiment; returns how many there are."""
    running = list(Experiment.objects.filter(state=ExperimentState.RUNNING).order_by("pk"))
    for experiment in running:
        take_snapshots(experiment=experiment, at=at)
    return len(running)


def _rows(
    experiment: Experiment, arms: Sequence[Arm], metric: Metric, by_arm: Mapping[int, Moments]
) -> list[ResultSnapshot]:
    """A row an arm, control first; each other one is compared with it.

    With several of them each gets its part of the error (Bonferroni), so that one false alarm in
    twenty experiments stays one.
    """
    moments = [by_arm.get(arm.pk, NOTHING) for arm in arms]
    plain_means = [share(one) if metric.is_share else one for one in moments]
    adjusted = [share(one) for one in moments] if metric.is_share else adjust(moments)
    left = 1.0 if metric.is_share else variance_left(moments)
    alpha = ALPHA / max(len(arms) - 1, 1)
    planned = 2.0 * (experiment.needed_sample or 1)
    rows = []
    for arm, plain, estimate in zip(arms, plain_means, adjusted, strict=True):
        row = ResultSnapshot(
            experiment=experiment, arm=arm, metric=metric, subjects=plain.n, mean=plain.mean,
            adjusted_mean=estimate.mean, variance_left=left,
        )  # fmt: skip
        if not arm.is_control:
            _compare(row, estimate, adjusted[0], narrowest_at=planned, alpha=alpha)
        rows.append(row)
    return rows


def _compare(
    row: ResultSnapshot, treated: Estimate, control: Estimate, *, narrowest_at: float, alpha: float
) -> None:
    gap = difference(treated, control, narrowest_at=narrowest_at, alpha=alpha)
    relative = lift(treated, control, narrowest_at=narrowest_at, alpha=alpha)
    row.difference, row.difference_lower, row.difference_upper = _bounds(gap)
    row.lift, row.lift_lower, row.lift_upper = _bounds(relative)


def _bounds(interval: Interval) -> tuple[float | None, float | None, float | None]:
    if not interval.is_bounded:
        return None, None, None
    return interval.estimate, interval.lower, interval.upper
