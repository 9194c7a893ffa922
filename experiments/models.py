"""Experiments, their arms, who has seen which, and what was measured day by day."""

from __future__ import annotations

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experiments.algorithms.assignment import WHOLE
from experiments.metrics import Metric
from experiments.slots import slot_label

CONTROL = "control"


def new_salt() -> str:
    return secrets.token_hex(8)


class ExperimentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    CONCLUDED = "concluded", _("Concluded")


class Verdict(models.TextChoices):
    """What the figures say of a running experiment; staff decide what to do about it."""

    UNDECIDED = "undecided", _("Undecided")
    ANSWERED = "answered", _("Can be concluded")
    HARM = "harm", _("A guard rail is broken")
    SKEWED = "skewed", _("Wrong sample ratio")


class Unit(models.TextChoices):
    """Whose id is drawn and counted, as the event log holds it."""

    VISITOR = "visitor", _("Visitors (a browser each)")
    CUSTOMER = "customer", _("Customers who are logged in")


class Experiment(models.Model):
    """A question with its answer's rules; all of it is frozen once it runs.

    Shares are in parts of ten thousand, the effect in hundredths of a per cent.
    """

    slug = models.SlugField(
        _("name in the code"), max_length=60, unique=True, help_text=_("What a feature asks for.")
    )
    name = models.CharField(_("name"), max_length=120)
    hypothesis = models.TextField(
        _("hypothesis"), help_text=_("What is changed, for whom, what should follow, and why.")
    )
    slot = models.CharField(
        _("slot"),
        max_length=40,
        blank=True,
        help_text=_(
            "Where its arms show strategies of recommendations; none where code asks by the name."
        ),
    )
    campaign = models.CharField(
        _("campaign"),
        max_length=80,
        blank=True,
        help_text=_("Of tests of mails: opens and clicks count of this campaign's mails only."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ExperimentState, default=ExperimentState.DRAFT
    )
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    unit = models.CharField(_("counted"), max_length=10, choices=Unit, default=Unit.VISITOR)
    traffic = models.PositiveSmallIntegerField(
        _("share of traffic"),
        default=WHOLE,
        validators=[MinValueValidator(1), MaxValueValidator(WHOLE)],
        help_text=_("Of ten thousand; all others see what they saw before."),
    )
    primary_metric = models.CharField(
        _("judged by"), max_length=20, choices=Metric, default=Metric.CONVERSION
    )
    guard_rails = models.JSONField(_("guard rails"), default=list, blank=True)
    base_mean = models.FloatField(
        _("expected without the change"),
        null=True,
        blank=True,
        help_text=_(
            "A visitor's mean: 0.03 where three of a hundred order, revenue in the smallest unit. "
            "Empty: measured over the last four weeks."
        ),
    )
    base_deviation = models.FloatField(
        _("its deviation"),
        null=True,
        blank=True,
        help_text=_("From visitor to visitor; visitors who did something or not need none."),
    )
    minimum_effect_basis_points = models.PositiveIntegerField(
        _("least effect worth finding"),
        default=1_000,
        validators=[MinValueValidator(1)],
        help_text=_("In hundredths of a per cent, relative: 1000 is 10%."),
    )
    needed_sample = models.PositiveIntegerField(_("needed in each arm"), null=True, blank=True)
    minimum_days = models.PositiveSmallIntegerField(
        _("days at least"),
        default=14,
        validators=[MinValueValidator(1)],
        help_text=_("Whole weeks: a Monday buys otherwise."),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    concluded_at = models.DateTimeField(_("concluded"), null=True, blank=True)
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict, default=Verdict.UNDECIDED
    )
    winner = models.ForeignKey(
        "Arm",
        verbose_name=_("arm to keep"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    conclusion = models.TextField(_("conclusion"), blank=True)

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        permissions = [("decide_experiment", "Can start, stop and conclude experiments")]
        constraints = [
            models.CheckConstraint(
                condition=Q(traffic__gte=1, traffic__lte=WHOLE), name="experiment_traffic"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(started_at__isnull=False, needed_sample__isnull=False, minimum_days__gte=1),
                name="experiment_planned_before_start",
            ),
            # Two at once would each be part of the other's noise, and one of them not be shown.
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(state="running") & ~Q(slot=""),
                name="experiment_alone_in_slot",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minimum_effect(self) -> float:
        """The least relative effect worth finding: 0.1 is ten per cent."""
        return self.minimum_effect_basis_points / WHOLE

    @property
    def metrics(self) -> list[Metric]:
        """The primary metric first, then the guard rails."""
        primary = Metric(self.primary_metric)
        return [primary, *(Metric(name) for name in self.guard_rails if name != primary)]


class Arm(models.Model):
    """One of the things that are shown; the control is what was shown before."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    slug = models.SlugField(_("name in the code"), max_length=40)
    share = models.PositiveSmallIntegerField(
        _("share"),
        validators=[MinValueValidator(1), MaxValueValidator(WHOLE)],
        help_text=_("Of ten thousand."),
    )
    is_control = models.BooleanField(_("what was shown before"), default=False)
    strategy = models.CharField(_("strategy"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("arm")
        verbose_name_plural = _("arms")
        constraints = [
            models.UniqueConstraint(fields=["experiment", "slug"], name="arm_once"),
            models.CheckConstraint(
                condition=Q(is_control=True, slug=CONTROL)
                | (Q(is_control=False) & ~Q(slug=CONTROL)),
                name="arm_control_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Exposure(models.Model):
    """That somebody has seen an arm, and when first; ``subject`` is an id of the event log."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="exposures")
    arm = models.ForeignKey(Arm, on_delete=models.CASCADE, related_name="exposures")
    subject = models.UUIDField(_("who"))
    first_at = models.DateTimeField(_("first seen"), default=timezone.now)

    class Meta:
        verbose_name = _("exposure")
        verbose_name_plural = _("exposures")
        constraints = [
            models.UniqueConstraint(fields=["experiment", "subject"], name="exposure_once")
        ]
        indexes = [models.Index(fields=["subject"], name="exposure_subject")]

    def __str__(self) -> str:
        return f"{self.subject}"


class ResultSnapshot(models.Model):
    """What was known of one arm by one metric at the end of a business day (or so far today).

    Means are per subject; revenue is in minor units of the base currency. The comparison with
    control is empty for control itself and while too little is known.
    """

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="snapshots")
    arm = models.ForeignKey(Arm, on_delete=models.CASCADE, related_name="snapshots")
    metric = models.CharField(_("metric"), max_length=20, choices=Metric)
    day = models.DateField(_("day"))
    measured_at = models.DateTimeField(_("measured"))
    subjects = models.PositiveIntegerField(_("visitors"))
    mean = models.FloatField(_("mean"))
    adjusted_mean = models.FloatField(_("mean, adjusted for before"))
    variance_left = models.FloatField(_("noise left by the adjustment"), default=1.0)
    difference = models.FloatField(_("difference"), null=True, blank=True)
    difference_lower = models.FloatField(null=True, blank=True)
    difference_upper = models.FloatField(null=True, blank=True)
    lift = models.FloatField(_("relative difference"), null=True, blank=True)
    lift_lower = models.FloatField(null=True, blank=True)
    lift_upper = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "arm", "metric", "day"], name="snapshot_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.day}"


class Reward(models.TextChoices):
    """What counts as success of an impression."""

    CLICK = "click", _("Clicks")
    ORDER = "order", _("Orders of what was clicked")


class Bandit(models.Model):
    """Strategies that compete for one slot of the shop's pages; the better are shown more often."""

    slot = models.CharField(
        _("slot"),
        max_length=40,
        unique=True,
        help_text=_("As impressions in the event log name it."),
    )
    random_share = models.PositiveSmallIntegerField(
        _("shown at random"),
        default=1_000,
        validators=[MinValueValidator(500), MaxValueValidator(1_000)],
        help_text=_(
            "Of ten thousand, 500 to 1000: so learning never ends, and others can be judged."
        ),
    )
    reward = models.CharField(_("learns from"), max_length=10, choices=Reward, default=Reward.CLICK)
    is_active = models.BooleanField(_("active"), default=True)
    updated_at = models.DateTimeField(_("learned"), null=True, blank=True)

    class Meta:
        verbose_name = _("bandit")
        verbose_name_plural = _("bandits")
        constraints = [
            models.CheckConstraint(
                condition=Q(random_share__gte=500, random_share__lte=1_000), name="bandit_random"
            )
        ]

    def __str__(self) -> str:
        return slot_label(self.slot)


class BanditArm(models.Model):
    """One strategy of a bandit: what it showed lately, what came of it, how often it is shown now.

    ``clicked`` counts the impressions that were rewarded (``Bandit.reward``), and ``worth`` is the
    rate of them that it would have had if it alone had been shown.
    """

    bandit = models.ForeignKey(Bandit, on_delete=models.CASCADE, related_name="arms")
    strategy = models.SlugField(_("strategy"), max_length=40)
    shown = models.PositiveBigIntegerField(_("shown"), default=0)
    clicked = models.PositiveBigIntegerField(_("successes"), default=0)
    chance = models.FloatField(_("chance to be shown"), default=0.0)
    worth = models.FloatField(_("success rate, if alone"), null=True, blank=True)
    worth_error = models.FloatField(_("its standard error"), null=True, blank=True)

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        constraints = [
            models.UniqueConstraint(fields=["bandit", "strategy"], name="bandit_strategy_once")
        ]

    def __str__(self) -> str:
        return self.strategy
