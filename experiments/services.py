"""The life of an experiment: planned, started, stopped, concluded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from events import audit
from experiments.algorithms.assignment import WHOLE
from experiments.algorithms.sample_size import visitors_for_means, visitors_for_rates
from experiments.baselines import measured_baseline
from experiments.metrics import Metric
from experiments.models import CONTROL, Arm, Experiment, ExperimentState
from experiments.serving import forget_running
from experiments.slots import sharing, slots
from experiments.snapshots import take_snapshots
from foundation import clock
from foundation.refusals import Refusal

Actor = AbstractBaseUser | AnonymousUser | None
FEWEST_ARMS, MOST_ARMS = 2, 8
HALVES = {CONTROL: WHOLE // 2, "treatment": WHOLE // 2}


class ExperimentRefused(Refusal):
    """What the rules of an experiment forbid."""


@transaction.atomic
def save_draft(*, experiment: Experiment, at: datetime | None = None) -> Experiment:
    """Keep a plan with the sample it needs; a new one gets control and treatment, half each.

    In a slot control shows what the slot shows without an experiment, unless staff say otherwise.

    Raises:
        ExperimentRefused: it is no draft any more, or its figures cannot be.
    """
    is_new = experiment.pk is None
    if not is_new:
        _measure_anew(experiment, _draft_locked(experiment))
    reckon(experiment=experiment, at=at)
    experiment.save()
    if is_new:
        slot = slots.get(experiment.slot)
        shown_before = {CONTROL: next(iter(slot.strategies))} if slot else {}
        set_arms(experiment=experiment, shares=HALVES, strategies=shown_before)
    return experiment


def reckon(*, experiment: Experiment, at: datetime | None = None) -> None:
    """Put the needed sample into a plan, from what was measured where nobody said; saves nothing.

    Raises:
        ExperimentRefused: its figures cannot be.
    """
    experiment.guard_rails = [
        metric.value
        for metric in Metric
        if metric in experiment.guard_rails and metric != experiment.primary_metric
    ]
    _fill_in_the_baseline(experiment, at=at or clock.now())
    experiment.needed_sample = _needed_sample(experiment)


@transaction.atomic
def set_arms(
    *,
    experiment: Experiment,
    shares: Mapping[str, int],
    strategies: Mapping[str, str] | None = None,
) -> list[Arm]:
    """Give a draft its arms by slug with their shares of ten thousand; ``control`` is the control.

    ``strategies`` say what the arms show in the experiment's slot, where it has one.

    Raises:
        ExperimentRefused: it is no draft any more.
    """
    _draft_locked(experiment)
    experiment.arms.exclude(slug__in=shares).delete()
    for slug, share in shares.items():
        Arm.objects.update_or_create(
            experiment=experiment,
            slug=slug,
            defaults={
                "share": share,
                "is_control": slug == CONTROL,
                "strategy": (strategies or {}).get(slug, ""),
            },
        )
    return list(experiment.arms.order_by("pk"))


@transaction.atomic
def start(*, experiment: Experiment, actor: Actor, at: datetime | None = None) -> Experiment:
    """Have it assign from now on; its plan is frozen with that.

    Raises:
        ExperimentRefused: it is no draft, or its plan is not whole.
    """
    now = at or clock.now()
    experiment = _draft_locked(experiment)
    _check_plan(experiment, list(experiment.arms.order_by("pk")))
    experiment.state, experiment.started_at = ExperimentState.RUNNING, now
    experiment.save(update_fields=["state", "started_at"])
    _tell(experiment, "experiment.started", actor, now, needed_sample=experiment.needed_sample)
    return experiment


@transaction.atomic
def stop(*, experiment: Experiment, actor: Actor, at: datetime | None = None) -> Experiment:
    """Show everybody the control again; what was measured until now is its result.

    Raises:
        ExperimentRefused: it does not run.
    """
    now = at or clock.now()
    experiment = _locked(experiment)
    if experiment.state != ExperimentState.RUNNING:
        raise ExperimentRefused(_("Only a running experiment can be stopped."))
    experiment.state, experiment.stopped_at = ExperimentState.STOPPED, now
    experiment.save(update_fields=["state", "stopped_at"])
    take_snapshots(experiment=experiment, at=now)
    _tell(experiment, "experiment.stopped", actor, now)
    return experiment


@transaction.atomic
def conclude(
    *,
    experiment: Experiment,
    winner: Arm | None,
    conclusion: str,
    actor: Actor,
    at: datetime | None = None,
) -> Experiment:
    """Write down what was learned and which arm is to be kept, if any.

    Raises:
        ExperimentRefused: it was not stopped, nothing is said, or the arm is another's.
    """
    now = at or clock.now()
    experiment = _locked(experiment)
    if experiment.state != ExperimentState.STOPPED:
        raise ExperimentRefused(_("Stop the experiment first."))
    if not conclusion.strip():
        raise ExperimentRefused(_("Say what was learned."), field="conclusion")
    if winner is not None and winner.experiment_id != experiment.pk:
        raise ExperimentRefused(_("This arm is another experiment's."), field="winner")
    experiment.state, experiment.concluded_at = ExperimentState.CONCLUDED, now
    experiment.winner, experiment.conclusion = winner, conclusion.strip()
    experiment.save(update_fields=["state", "concluded_at", "winner", "conclusion"])
    _tell(experiment, "experiment.concluded", actor, now, winner=winner.slug if winner else "")
    return experiment


def _measure_anew(experiment: Experiment, before: Experiment) -> None:
    """What was expected of another metric says nothing of this one."""
    other = (before.primary_metric, before.unit) != (experiment.primary_metric, experiment.unit)
    if other and experiment.base_mean == before.base_mean:
        experiment.base_mean = experiment.base_deviation = None


def _fill_in_the_baseline(experiment: Experiment, *, at: datetime) -> None:
    if experiment.base_mean is not None:
        return
    found = measured_baseline(metric=Metric(experiment.primary_metric), unit=experiment.unit, at=at)
    if found is not None:
        # What staff read and may correct: further digits would feign a precision.
        experiment.base_mean = float(f"{found.mean:.6g}")
        experiment.base_deviation = float(f"{found.deviation:.6g}")


def _needed_sample(experiment: Experiment) -> int | None:
    """None where nothing is known of what happens without the change."""
    if experiment.base_mean is None:
        return None
    try:
        if Metric(experiment.primary_metric).is_rate:
            return visitors_for_rates(base=experiment.base_mean, relative=experiment.minimum_effect)
        if experiment.base_deviation is None:
            return None
        return visitors_for_means(
            mean=experiment.base_mean,
            deviation=experiment.base_deviation,
            relative=experiment.minimum_effect,
        )
    except ValueError as error:
        raise ExperimentRefused(
            _("No sample can show such an effect: a rate lies between 0 and 1, also when changed."),
            field="base_mean",
        ) from error


def _check_plan(experiment: Experiment, arms: list[Arm]) -> None:
    if not experiment.hypothesis.strip():
        raise ExperimentRefused(_("Say what is expected, and why, before it starts."))
    if not experiment.needed_sample:
        raise ExperimentRefused(
            _("The needed sample is not known: say what is expected without the change.")
        )
    if not FEWEST_ARMS <= len(arms) <= MOST_ARMS or not any(arm.is_control for arm in arms):
        raise ExperimentRefused(
            _("It needs the arm “control” and one to seven others."),
        )
    _check_slot(experiment, arms)
    if sum(arm.share for arm in arms) != WHOLE or min(arm.share for arm in arms) < 1:
        raise ExperimentRefused(_("The shares of the arms must add up to 10,000."))


def _check_slot(experiment: Experiment, arms: list[Arm]) -> None:
    """In a slot each arm shows one of its strategies (two the same: an A/A), and nobody else is."""
    if not experiment.slot:
        return
    slot = slots.get(experiment.slot)
    if slot is None:
        raise ExperimentRefused(_("There is no such slot."), field="slot")
    if any(arm.strategy not in slot.strategies for arm in arms):
        raise ExperimentRefused(
            _("Each arm needs one of the strategies of the slot: %(strategies)s.")
            % {"strategies": ", ".join(str(label) for label in slot.strategies.values())}
        )
    meeting = sharing(experiment.slot)
    running = Experiment.objects.filter(state=ExperimentState.RUNNING, slot__in=meeting)
    if other := running.exclude(pk=experiment.pk).first():
        raise ExperimentRefused(
            _("“%(name)s” runs in this slot: stop it first.") % {"name": other.name}, field="slot"
        )


def _locked(experiment: Experiment) -> Experiment:
    return Experiment.objects.select_for_update().get(pk=experiment.pk)


def _draft_locked(experiment: Experiment) -> Experiment:
    """Must not change once it is shown: what was measured would be of two different things."""
    row = _locked(experiment)
    if row.state != ExperimentState.DRAFT:
        raise ExperimentRefused(_("Its plan is frozen: only a draft can be changed or started."))
    return row


def _tell(experiment: Experiment, action: str, actor: Actor, at: datetime, **changes: Any) -> None:
    audit.write(actor=actor, action=action, target=experiment, changes=changes, at=at)
    transaction.on_commit(forget_running)
