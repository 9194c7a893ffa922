"""What lists that learn earned: experiments in which they met lists that learn nothing.

Each visitor who first saw the learning list in the days asked for brought the experiment's
difference in revenue, as it is known now. Nothing is carried on to visitors or days beyond it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.utils.translation import ngettext

from analytics.returns.sources import Earned, Evidence, Findings
from experiments.metrics import Metric
from experiments.models import Arm, Experiment, ExperimentState, ResultSnapshot, Verdict
from experiments.slots import slots
from foundation import clock


@dataclass(frozen=True, slots=True)
class _Contest:
    """An arm beside control, of which one learns: whose visitors count, and in which direction."""

    arm: Arm
    learning: Arm
    sign: int


def lists_that_learn(first: date, last: date) -> Findings:
    """Experiments in slots of pages that ran on any of the days."""
    found: list[Evidence] = []
    untold = 0
    for experiment in _experiments(first, last):
        contests = _contests(experiment)
        if not contests:
            continue  # two ways to learn, or two that do not: it is about something else
        evidence = _evidence(experiment, contests, first, last)
        if evidence is None:
            untold += 1
        else:
            found.append(evidence)
    return Findings(tuple(found), _beside(untold))


def _experiments(first: date, last: date) -> list[Experiment]:
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    of_revenue = ResultSnapshot.objects.filter(metric=Metric.REVENUE).order_by("day")
    rows = Experiment.objects.filter(
        Q(stopped_at=None) | Q(stopped_at__gt=begin), started_at__lt=end
    ).exclude(Q(state=ExperimentState.DRAFT) | Q(slot=""))
    return list(
        rows.order_by("started_at", "pk").prefetch_related(
            "arms", Prefetch("snapshots", queryset=of_revenue, to_attr="of_revenue")
        )
    )


def _contests(experiment: Experiment) -> list[_Contest]:
    """The pairs that tell something; a control that learns is counted once, by its largest rival.

    A slot that nobody tells of any more has no plain strategy.
    """
    slot = slots.get(experiment.slot)
    plain = slot.plain if slot else frozenset()
    arms = list(experiment.arms.all())
    control = next((arm for arm in arms if arm.is_control), None)
    if control is None:
        return []
    rivals = [arm for arm in arms if not arm.is_control]
    if control.strategy in plain:
        return [_Contest(arm, arm, 1) for arm in rivals if arm.strategy not in plain]
    held_out = [arm for arm in rivals if arm.strategy in plain]
    return [_Contest(arm, control, -1) for arm in sorted(held_out, key=lambda arm: -arm.share)[:1]]


def _evidence(
    experiment: Experiment, contests: Sequence[_Contest], first: date, last: date
) -> Evidence | None:
    """None where nothing can be told: a skewed sample, no revenue measured, or too little of it.

    Arms share their control's noise, so that their intervals are added end to end.
    """
    if experiment.verdict == Verdict.SKEWED or experiment.started_at is None:
        return None
    minor = low = high = 0.0
    for contest in contests:
        newest = _newest(_of(experiment, contest.arm))
        if newest is None:
            return None
        visitors = _seen_first(_of(experiment, contest.learning), first, last)
        bounds = sorted(
            contest.sign * visitors * bound
            for bound in (newest.difference_lower or 0.0, newest.difference_upper or 0.0)
        )
        minor += contest.sign * visitors * (newest.difference or 0.0)
        low, high = low + bounds[0], high + bounds[1]
    stopped = experiment.stopped_at
    return Evidence(
        name=experiment.name,
        first=clock.business_day(experiment.started_at),
        last=clock.business_day(stopped) if stopped else None,
        counted=Earned.REVENUE,
        minor=minor,
        low=low,
        high=high,
        row=("experiments.experiment", experiment.pk),
    )


def _of(experiment: Experiment, arm: Arm) -> list[ResultSnapshot]:
    """Snapshots of one arm's revenue by day."""
    rows: list[ResultSnapshot] = getattr(experiment, "of_revenue", [])
    return [row for row in rows if row.arm_id == arm.pk]


def _newest(rows: Sequence[ResultSnapshot]) -> ResultSnapshot | None:
    """The last word on the difference, if it has an interval."""
    newest = rows[-1] if rows else None
    if newest is None or newest.difference is None:
        return None
    is_bounded = newest.difference_lower is not None and newest.difference_upper is not None
    return newest if is_bounded else None


def _seen_first(rows: Sequence[ResultSnapshot], first: date, last: date) -> int:
    """Visitors who first saw an arm on the days; snapshots count all those up to their day."""
    until = max((row.subjects for row in rows if row.day <= last), default=0)
    before = max((row.subjects for row in rows if row.day < first), default=0)
    return until - before


def _beside(untold: int) -> tuple[str, ...]:
    if not untold:
        return ()
    text = ngettext(
        "%(count)s experiment of these days does not tell: its sample is skewed, it does not "
        "measure revenue, or it has seen too few.",
        "%(count)s experiments of these days do not tell: their samples are skewed, they do not "
        "measure revenue, or they have seen too few.",
        untold,
    )
    return (text % {"count": untold},)
