"""Tests of subjects, contents and offers: which variant of a step a customer gets.

A step of several variants is an experiment of ``experiments`` while its campaign runs: the unit is
the customer, the arms are the variants, and who did not agree to personalisation gets the control
and is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

import experiments.services as tests
from accounts.models import Customer
from events.context import EventContext
from experiments.algorithms.assignment import WHOLE
from experiments.baselines import measured_baseline
from experiments.metrics import Metric
from experiments.models import CONTROL, Experiment, ExperimentState, Unit
from experiments.serving import arm_of, forget_running
from foundation.refusals import Refusal
from marketing.models import Campaign, Step, Variant

Actor = AbstractBaseUser | AnonymousUser | None
LEAST_EFFECT = 2_000
"""A fifth more opens: with less to find, a shop of some thousand readers would never end a test."""
DAYS_OF_MAILING, DAYS_OF_FLOW = 3, 14


@dataclass(frozen=True, slots=True)
class _Expected:
    mean: float
    deviation: float | None = None


# What a plan begins with until a hundred readers have been measured; it only sets how many the
# test asks for. Rates as shops commonly see them, on the careful side.
_ASSUMED: Final = {
    Metric.OPENED: _Expected(0.2),
    Metric.CLICKED: _Expected(0.02),
    Metric.CONVERSION: _Expected(0.01),
}


class VariantsRefused(Refusal):
    """A test that cannot be begun or ended so; the message is a sentence for staff."""


def choose(step: Step, customer: Customer, *, at: datetime) -> Variant:
    """What a step says to a customer; that they were given an arm is noted with the first time.

    The kept variant once the test is concluded, the arm of their hash while it runs, else the
    control: also for who gave no consent to personalisation. The same customer always gets the
    same. Call it once it is sure that they are spoken to, in the transaction that writes it.

    Raises:
        Variant.DoesNotExist: the step says nothing at all.
    """
    variants = {variant.slug: variant for variant in step.variants.all()}
    control = variants.get(CONTROL) or next(iter(variants.values()), None)
    if control is None:
        raise Variant.DoesNotExist(f"step {step.pk} has no variant")
    test = step.experiment
    if test is None or len(variants) == 1:
        return control
    if test.state == ExperimentState.CONCLUDED:
        return variants.get(test.winner.slug, control) if test.winner else control
    who = EventContext(customer=customer.pseudonym, consent=customer.consent)
    return variants.get(arm_of(test.slug, who, at=at), control)


def problem_of(step: Step) -> str:
    """What keeps a step's variants from being tested, in a sentence; empty where nothing does."""
    variants = list(step.variants.all())
    if len(variants) < 2:
        return ""
    if CONTROL not in {variant.slug for variant in variants}:
        return _("One of the variants must be “control”.")
    if len(variants) > tests.MOST_ARMS:
        return _("A test has %(most)d variants at most.") % {"most": tests.MOST_ARMS}
    if sum(variant.share for variant in variants) != WHOLE:
        return _("The shares of the variants must add up to 100%.")
    return ""


@transaction.atomic
def begin_tests(*, campaign: Campaign, actor: Actor, at: datetime) -> list[Experiment]:
    """Make and start an experiment for each step of several variants that has none yet.

    Raises:
        VariantsRefused: the variants of a step cannot be tested against each other, or too little
            is known of what they are judged by.
    """
    begun = []
    steps = campaign.steps.select_for_update(of=["self"]).filter(experiment=None)
    for step in steps.order_by("position"):
        if step.variants.count() < 2:
            continue
        if problem := problem_of(step):
            raise VariantsRefused(problem)
        step.experiment = _begun(campaign, step, actor, at)
        step.save(update_fields=["experiment"])
        begun.append(step.experiment)
    if begun:
        transaction.on_commit(forget_running)
    return begun


@transaction.atomic
def end_tests(*, campaign: Campaign, actor: Actor, at: datetime) -> int:
    """Stop the tests of a campaign that still run; returns how many they were."""
    running = Experiment.objects.filter(
        pk__in=campaign.steps.values("experiment"), state=ExperimentState.RUNNING
    )
    rows = list(running.order_by("pk"))
    for experiment in rows:
        tests.stop(experiment=experiment, actor=actor, at=at)
    return len(rows)


@transaction.atomic
def keep_variant(
    *, step: Step, variant: Variant, conclusion: str, actor: Actor, at: datetime
) -> Experiment:
    """End a step's test and say from now on to everybody what one variant says.

    Raises:
        VariantsRefused: the step has no test, it was concluded already, or the variant is not of
            it.
        ExperimentRefused: nothing is said of what was learned.
    """
    test = step.experiment
    if test is None or variant.step_id != step.pk:
        raise VariantsRefused(_("This step has no test."))
    if test.state == ExperimentState.CONCLUDED:
        raise VariantsRefused(_("This test is concluded."))
    if test.state == ExperimentState.RUNNING:
        test = tests.stop(experiment=test, actor=actor, at=at)
    winner = test.arms.filter(slug=variant.slug).first()
    if winner is None:
        raise VariantsRefused(_("This variant was not in the test."))
    return tests.conclude(experiment=test, winner=winner, conclusion=conclusion, actor=actor, at=at)


def _begun(campaign: Campaign, step: Step, actor: Actor, at: datetime) -> Experiment:
    metric = Metric(step.judged_by)
    expected = _expected(metric, at)
    plan = Experiment(
        slug=f"mail-{campaign.pk}-{step.pk}",
        name=_("%(campaign)s, message %(position)d")
        % {"campaign": campaign.name, "position": step.position},
        hypothesis=_("One of the variants does better: %(metric)s.") % {"metric": metric.label},
        campaign=campaign.slug,
        unit=Unit.CUSTOMER,
        primary_metric=metric,
        base_mean=expected.mean,
        base_deviation=expected.deviation,
        minimum_effect_basis_points=LEAST_EFFECT,
        minimum_days=DAYS_OF_FLOW if campaign.is_flow else DAYS_OF_MAILING,
        created_at=at,
    )
    plan = tests.save_draft(experiment=plan, at=at)
    # By primary key, which is the order in which serving assigns: the shares of the arms.
    shares = {variant.slug: variant.share for variant in step.variants.order_by("pk")}
    tests.set_arms(experiment=plan, shares=shares)
    return tests.start(experiment=plan, actor=actor, at=at)


def _expected(metric: Metric, at: datetime) -> _Expected:
    found = measured_baseline(metric=metric, unit=Unit.CUSTOMER, at=at)
    if found is not None:
        return _Expected(found.mean, found.deviation)
    if metric not in _ASSUMED:
        raise VariantsRefused(
            _(
                "Too few orders are known to judge by revenue: judge by opens or clicks for the "
                "time being."
            ),
            field="judged_by",
        )
    return _ASSUMED[metric]
