"""What an experiment says so far, in figures and in words; staff decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from experiments.algorithms.sample_ratio import SampleRatio, sample_ratio
from experiments.metrics import Metric
from experiments.models import Arm, Experiment, ExperimentState, ResultSnapshot, Verdict
from foundation import clock


class Finding(StrEnum):
    """What an interval says of one arm beside control."""

    UNCLEAR = "unclear"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What can be said; ``weight`` is the colour of its label (``foundation.admin.label``)."""

    weight: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One arm by one metric, as of the last time it was measured."""

    metric: Metric
    arm: Arm
    snapshot: ResultSnapshot

    @property
    def finding(self) -> Finding:
        return finding(self.metric, self.snapshot)


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known of an experiment, control first in each metric."""

    experiment: Experiment
    arms: tuple[Arm, ...]
    lines: tuple[Line, ...]
    course: dict[int, tuple[ResultSnapshot, ...]]
    ratio: SampleRatio
    sentences: tuple[Sentence, ...]
    verdict: Verdict
    measured_at: datetime | None

    @property
    def can_conclude(self) -> bool:
        return self.verdict is Verdict.ANSWERED


def finding(metric: Metric, snapshot: ResultSnapshot) -> Finding:
    """Whether the always-valid interval is clear of zero, and on which side."""
    lower, upper = snapshot.difference_lower, snapshot.difference_upper
    if lower is None or upper is None or lower <= 0 <= upper:
        return Finding.UNCLEAR
    return Finding.BETTER if (lower > 0) == metric.more_is_better else Finding.WORSE


def report(experiment: Experiment, *, at: datetime | None = None) -> Report:
    """Read what was measured and say what follows from it, in two queries."""
    arms = tuple(experiment.arms.order_by("-is_control", "pk"))
    snapshots = list(experiment.snapshots.order_by("day"))
    lines = _latest(experiment, arms, snapshots)
    of_primary = [line for line in lines if line.metric == experiment.primary_metric]
    ratio = _ratio(of_primary)
    judged = _Judged(experiment, tuple(lines), ratio, _days_run(experiment, at or clock.now()))
    return Report(
        experiment=experiment,
        arms=arms,
        lines=tuple(lines),
        course={
            arm.pk: tuple(
                row
                for row in snapshots
                if row.arm_id == arm.pk and row.metric == experiment.primary_metric
            )
            for arm in arms
        },
        ratio=ratio,
        sentences=tuple(judged.sentences()),
        verdict=judged.verdict,
        measured_at=max((row.measured_at for row in snapshots), default=None),
    )


def percent(value: float) -> str:
    """A relative difference with its sign."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number_format(abs(value) * 100, 1)}%"


def reach(snapshot: ResultSnapshot) -> str:
    """The interval of a difference relative to control; a dash while too little is known."""
    if snapshot.lift_lower is None or snapshot.lift_upper is None:
        return "–"
    return _("%(lower)s to %(upper)s") % {
        "lower": percent(snapshot.lift_lower),
        "upper": percent(snapshot.lift_upper),
    }


def _latest(
    experiment: Experiment, arms: Sequence[Arm], snapshots: Sequence[ResultSnapshot]
) -> list[Line]:
    newest = {(row.metric, row.arm_id): row for row in snapshots}
    return [
        Line(metric, arm, newest[metric, arm.pk])
        for metric in experiment.metrics
        for arm in arms
        if (metric, arm.pk) in newest
    ]


def _ratio(lines: Sequence[Line]) -> SampleRatio:
    if not lines:
        return SampleRatio(statistic=0.0, p_value=1.0)
    return sample_ratio(
        [line.snapshot.subjects for line in lines], [line.arm.share for line in lines]
    )


def _days_run(experiment: Experiment, at: datetime) -> int:
    if experiment.started_at is None:
        return 0
    first: date = clock.business_day(experiment.started_at)
    return (clock.business_day(experiment.stopped_at or at) - first).days


@dataclass(frozen=True, slots=True)
class _Judged:
    """The stop rules: sample ratio, then guard rails, then the interval of what it is judged by."""

    experiment: Experiment
    lines: tuple[Line, ...]
    ratio: SampleRatio
    days: int

    @property
    def _treated(self) -> list[Line]:
        return [
            line
            for line in self.lines
            if line.metric == self.experiment.primary_metric and not line.arm.is_control
        ]

    @property
    def _broken(self) -> list[Line]:
        return [
            line
            for line in self.lines
            if line.metric != self.experiment.primary_metric and line.finding is Finding.WORSE
        ]

    @property
    def _has_run_long_enough(self) -> bool:
        return self.days >= self.experiment.minimum_days

    @property
    def _least_seen(self) -> int:
        lines = [line for line in self.lines if line.metric == self.experiment.primary_metric]
        return min((line.snapshot.subjects for line in lines), default=0)

    @property
    def _sample_is_reached(self) -> bool:
        return self._least_seen >= (self.experiment.needed_sample or 1)

    @property
    def verdict(self) -> Verdict:
        """A broken sample ratio silences all else; harm comes before any answer."""
        if self.ratio.is_broken:
            return Verdict.SKEWED
        if self._broken:
            return Verdict.HARM
        if not self._treated or not self._has_run_long_enough:
            return Verdict.UNDECIDED
        is_clear = any(line.finding is not Finding.UNCLEAR for line in self._treated)
        return Verdict.ANSWERED if is_clear or self._sample_is_reached else Verdict.UNDECIDED

    def sentences(self) -> list[Sentence]:
        if self.experiment.state == ExperimentState.DRAFT:
            return [self._planned()]
        if self.ratio.is_broken:
            return [self._skewed()]
        said = [self._rail_broken(line) for line in self._broken]
        said += [self._of(line) for line in self._treated]
        return said or [Sentence("", _("Waiting"), _("Nothing has been measured yet."))]

    def _planned(self) -> Sentence:
        needed = self.experiment.needed_sample
        if not needed:
            text = _("Say what is expected without the change: then the needed sample is reckoned.")
            return Sentence("warning", _("Not planned yet"), text)
        text = _(
            "It needs %(needed)s visitors in each arm to find a change of %(effect)s with 80%% "
            "power."
        ) % {
            "needed": number_format(needed, force_grouping=True),
            "effect": percent(self.experiment.minimum_effect),
        }
        return Sentence("info", _("Plan"), text)

    def _skewed(self) -> Sentence:
        text = _(
            "The arms did not get the visitors that they should have (p = %(p)s). Something is "
            "wrong in how they are shown or counted, so none of the figures can be believed: stop "
            "it, find the cause and begin anew."
        ) % {"p": f"{self.ratio.p_value:.1g}"}
        return Sentence("danger", _("Sample ratio"), text)

    def _rail_broken(self, line: Line) -> Sentence:
        text = _("“%(arm)s” does harm. %(metric)s: %(reach)s. Stop it.") % {
            "arm": line.arm.slug,
            "metric": line.metric.label,
            "reach": _reach_in_words(line),
        }
        return Sentence("danger", _("Guard rail"), text)

    def _of(self, line: Line) -> Sentence:
        words = {
            "arm": line.arm.slug,
            "metric": line.metric.label,
            "reach": _reach_in_words(line),
            "seen": number_format(self._least_seen, force_grouping=True),
            "needed": number_format(self.experiment.needed_sample or 0, force_grouping=True),
            "days": self.days,
            "least": self.experiment.minimum_days,
        }
        if line.finding is not Finding.UNCLEAR:
            return self._clear(line, words)
        if self._sample_is_reached and self._has_run_long_enough:
            text = _(
                "The planned sample is reached and “%(arm)s” cannot be told from control. "
                "%(metric)s: %(reach)s. It can be concluded: a change as large as was planned for "
                "is unlikely."
            )
            return Sentence("info", _("No difference found"), text % words)
        text = _(
            "Nothing can be concluded of “%(arm)s” yet. %(metric)s: %(reach)s. Seen by %(seen)s "
            "visitors of the %(needed)s that each arm needs, %(days)s of %(least)s days."
        )
        return Sentence("", _("Undecided"), text % words)

    def _clear(self, line: Line, words: dict[str, object]) -> Sentence:
        is_better = line.finding is Finding.BETTER
        heading = _("Better") if is_better else _("Worse")
        if not self._has_run_long_enough:
            text = _(
                "“%(arm)s” differs from control already. %(metric)s: %(reach)s. Wait until whole "
                "weeks are in: %(days)s of %(least)s days."
            )
            return Sentence("warning", heading, text % words)
        if is_better:
            text = _("“%(arm)s” is better. %(metric)s: %(reach)s. It can be concluded.")
            return Sentence("success", heading, text % words)
        text = _("“%(arm)s” is worse. %(metric)s: %(reach)s. It can be concluded.")
        return Sentence("danger", heading, text % words)


def _reach_in_words(line: Line) -> str:
    if line.snapshot.lift_lower is None:
        return _("too little is known")
    row = line.snapshot
    if line.finding is not Finding.UNCLEAR and not _is_clear(row.lift_lower, row.lift_upper):
        # Control's own noise is in a ratio too: where it hides what was found, the gap is told.
        return _("%(lower)s to %(upper)s") % {
            "lower": number_format(row.difference_lower or 0.0, 4),
            "upper": number_format(row.difference_upper or 0.0, 4),
        }
    return reach(row)


def _is_clear(lower: float | None, upper: float | None) -> bool:
    return lower is not None and upper is not None and not lower <= 0 <= upper
