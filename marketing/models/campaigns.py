"""Campaigns, their steps and the variants that are tested against each other."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experiments.algorithms.assignment import WHOLE
from experiments.metrics import Metric
from experiments.models import Experiment
from marketing.kinds import CampaignKind, CampaignState, Medium, Trigger
from marketing.models.audiences import Audience
from marketing.models.contact import new_salt
from pricing.models import Promotion

JUDGES = (Metric.OPENED, Metric.CLICKED, Metric.CONVERSION, Metric.REVENUE)
LEAST_HOLDOUT = 100
"""One in a hundred: without a holdout nobody knows what a campaign earned."""


class Offer(models.Model):
    """A promotion that is handed to single customers by a code of their own."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    promotion = models.ForeignKey(
        Promotion, on_delete=models.PROTECT, related_name="+", verbose_name=_("promotion")
    )
    valid_days = models.PositiveSmallIntegerField(
        _("valid for days"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    needs_uplift = models.BooleanField(
        _("only where it changes something"),
        default=False,
        help_text=_("Given only to customers of whom the uplift model expects more than it costs."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Campaign(models.Model):
    """One mailing or a flow, with a holdout of customers to whom it never speaks.

    Shares are of ten thousand; costs in minor units of the base currency.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(
        _("name in links"), max_length=60, unique=True, help_text=_("Stands in reports of visits.")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=CampaignKind)
    trigger = models.CharField(
        _("starts with"),
        max_length=20,
        choices=Trigger,
        blank=True,
        help_text=_("Of flows: what lets a customer enter."),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=CampaignState, default=CampaignState.DRAFT
    )
    audience = models.ForeignKey(
        Audience,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("audience"),
        help_text=_("Who may enter; none: everybody who agreed to marketing."),
    )
    holdout = models.PositiveSmallIntegerField(
        _("held out"),
        default=1_000,
        validators=[MinValueValidator(LEAST_HOLDOUT), MaxValueValidator(WHOLE // 2)],
        help_text=_("Of ten thousand customers: what they do without it is what it is judged by."),
    )
    goal_days = models.PositiveSmallIntegerField(
        _("judged over days"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("Orders within so many days of entering count."),
    )
    reentry_days = models.PositiveSmallIntegerField(
        _("again after days"),
        default=30,
        help_text=_("So long nobody enters a second time; 0: only once ever."),
    )
    stops_at_order = models.BooleanField(_("ends with an order"), default=True)
    uses_best_hour = models.BooleanField(
        _("at each reader's hour"),
        default=True,
        help_text=_("Within a day of when it is due, at the hour at which they usually read."),
    )
    fixed_cost_minor = models.PositiveBigIntegerField(_("cost once"), default=0)
    message_cost_minor = models.PositiveIntegerField(_("cost of a message"), default=0)
    starts_at = models.DateTimeField(
        _("starts"), null=True, blank=True, help_text=_("Of a mailing: when it goes out.")
    )
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    enrolled_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Of a mailing: all have entered.")
    )
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    settings = models.JSONField(
        _("settings of the start"),
        default=dict,
        blank=True,
        help_text=_("Of flows: such as after how many hours a cart counts as left."),
    )
    looked_at = models.DateTimeField(
        _("last looked"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Of flows: until when those who enter were looked for."),
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-created_at"]
        permissions = [("run_campaign", "Can start, pause and end campaigns")]
        constraints = [
            models.CheckConstraint(
                condition=Q(holdout__gte=LEAST_HOLDOUT, holdout__lte=WHOLE // 2),
                name="campaign_holdout",
            ),
            models.CheckConstraint(
                condition=Q(kind="flow") & ~Q(trigger="") | Q(kind="one_off", trigger=""),
                name="campaign_trigger_of_flows",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=models.F("starts_at")),
                name="campaign_period",
                violation_error_message=_("It must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_flow(self) -> bool:
        return self.kind == CampaignKind.FLOW


class Step(models.Model):
    """One message of a campaign, so many hours after the step before (or after entering)."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="steps", verbose_name=_("campaign")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    medium = models.CharField(_("by"), max_length=8, choices=Medium, default=Medium.EMAIL)
    wait_hours = models.PositiveIntegerField(
        _("wait, in hours"), default=0, validators=[MaxValueValidator(24 * 365)]
    )
    judged_by = models.CharField(
        _("variants judged by"),
        max_length=20,
        choices=[(metric.value, metric.label) for metric in JUDGES],
        default=Metric.OPENED,
        help_text=_("What the better of several variants does more of."),
    )
    experiment = models.OneToOneField(
        Experiment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("test of its variants"),
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["campaign", "position"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "position"], name="step_once_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.position}"


class Variant(models.Model):
    """What a step says. More than one: a test; the ``control`` is the first.

    ``blocks`` is a list as ``marketing.content.blocks`` reads it. Texts are by language:
    ``{"en": "Still thinking it over?", "de": …}``.
    """

    step = models.ForeignKey(
        Step, on_delete=models.CASCADE, related_name="variants", verbose_name=_("step")
    )
    slug = models.SlugField(_("name in the test"), max_length=40, default="control")
    share = models.PositiveSmallIntegerField(
        _("share"),
        default=WHOLE,
        validators=[MinValueValidator(1), MaxValueValidator(WHOLE)],
        help_text=_("Of ten thousand."),
    )
    subject = models.JSONField(_("subject"), default=dict)
    preheader = models.JSONField(_("preview line"), default=dict, blank=True)
    blocks = models.JSONField(_("content"), default=list, blank=True)
    offer = models.ForeignKey(
        Offer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="variants",
        verbose_name=_("offer"),
    )

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["step", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "slug"], name="variant_once"),
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=WHOLE), name="variant_share"
            ),
        ]

    def __str__(self) -> str:
        return self.slug
