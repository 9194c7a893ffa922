"""Whom speaking to changes, and what the budget goes to."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, User
from marketing.models.campaigns import Campaign


class UpliftScore(models.Model):
    """What being spoken to is expected to change for one customer who agreed to personalisation.

    ``effect`` is in orders within the goal's days, below zero where it keeps them away;
    ``ordered`` the chance that they order when spoken to; ``place`` 0 for the most changed of all
    and 1 for the least. ``reasons`` name the facts that weigh most.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, related_name="uplift", verbose_name=_("customer")
    )
    effect = models.FloatField(_("change in orders"))
    ordered = models.FloatField(_("orders when spoken to"))
    place = models.FloatField(_("place"))
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    version = models.CharField(_("version"), max_length=40)
    scored_at = models.DateTimeField(_("scored"))

    class Meta:
        verbose_name = _("uplift")
        verbose_name_plural = _("uplift of customers")
        indexes = [models.Index(fields=["-effect"], name="uplift_effect")]

    def __str__(self) -> str:
        return f"{self.effect:+.4f}"


class BudgetState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    REPLACED = "replaced", _("Replaced")


class BudgetPlan(models.Model):
    """How a budget is best divided over campaigns; staff approve it.

    Money in minor units of the base currency; ``worth`` is what a unit of money must bring, in
    hundredths: 100 asks that it brings itself back.
    """

    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    budget_minor = models.PositiveBigIntegerField(_("budget"), validators=[MinValueValidator(1)])
    worth = models.PositiveIntegerField(_("must bring, per cent"), default=100)
    left_minor = models.PositiveBigIntegerField(_("better kept"), default=0)
    next_return = models.FloatField(_("the next unit would bring"), default=0)
    state = models.CharField(
        _("state"), max_length=8, choices=BudgetState, default=BudgetState.PROPOSED
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("budget plan")
        verbose_name_plural = _("budget plans")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=models.F("first")),
                name="budget_plan_period",
                violation_error_message=_("It must not end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


class BudgetLine(models.Model):
    """A campaign's part; what it spent and earned before, by its holdout, and what is expected.

    ``gain`` is margin. What was never measured gets only what it is given to learn from.
    """

    plan = models.ForeignKey(BudgetPlan, on_delete=models.CASCADE, related_name="lines")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="+", verbose_name=_("campaign")
    )
    spent_before_minor = models.BigIntegerField(_("spent before"))
    gain_before_minor = models.BigIntegerField(_("brought before"), null=True)
    spend_minor = models.PositiveBigIntegerField(_("to spend"))
    gain_minor = models.BigIntegerField(_("expected to bring"), null=True)

    class Meta:
        verbose_name = _("part of a budget")
        verbose_name_plural = _("parts of budgets")
        constraints = [
            models.UniqueConstraint(fields=["plan", "campaign"], name="budget_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.campaign}"
