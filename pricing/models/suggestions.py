"""Prices that are proposed, what became of them, and what they did."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField
from pricing.algorithms.guard_rails import Rule


class SuggestionKind(models.TextChoices):
    OPTIMISE = "optimise", _("Better price")
    MARKDOWN = "markdown", _("Markdown")
    SCARCITY = "scarcity", _("Scarce")
    DEMAND = "demand", _("Demand of the week")
    TIME_OF_WEEK = "time_of_week", _("Day of the week")


class SuggestionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    APPLIED = "applied", _("Applied")
    REVERTED = "reverted", _("Reverted")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Superseded")


OPEN_STATES = (SuggestionState.PROPOSED, SuggestionState.APPROVED, SuggestionState.SCHEDULED)


class RejectReason(models.TextChoices):
    """Why staff said no. What is learned from each stands in ``pricing.repricing.lessons``."""

    TOO_HIGH = "too_high", _("The price would be too high")
    TOO_LOW = "too_low", _("The price would be too low")
    SUPPLIER = "supplier", _("The supplier would not agree")
    COMPETITOR = "competitor", _("Because of a competitor")
    BRAND = "brand", _("It would hurt the brand")
    TIMING = "timing", _("Not now")
    OTHER = "other", _("Another reason")


class BindingRule(models.IntegerChoices):
    """What kept a price from the best of the goal alone: ``guard_rails.Rule`` with names."""

    NOTHING = Rule.NOTHING.value, _("Nothing")
    DAYS_BETWEEN = Rule.DAYS_BETWEEN.value, _("Days between changes")
    MARGIN_FLOOR = Rule.MARGIN_FLOOR.value, _("Margin floor")
    MINIMUM_ADVERTISED = Rule.MINIMUM_ADVERTISED.value, _("Minimum advertised price")
    LARGEST_CHANGE = Rule.LARGEST_CHANGE.value, _("Largest change")
    COMPETITOR_BAND = Rule.COMPETITOR_BAND.value, _("Competitor band")
    LOWEST_PRICE = Rule.LOWEST_PRICE.value, _("Lowest price of 30 days")
    ENDING = Rule.ENDING.value, _("Price ending")
    FAMILY = Rule.FAMILY.value, _("Price family")
    LADDER = Rule.LADDER.value, _("Good, better, best")
    UNCERTAIN = Rule.UNCERTAIN.value, _("Gain not sure enough")
    RISK_BUDGET = Rule.RISK_BUDGET.value, _("Budget of risk")
    REJECTED = Rule.REJECTED.value, _("What staff rejected")


class PriceSuggestion(models.Model):
    """A step that all variants of a product would take in the base currency, with what it may do.

    Units, revenue and margin are those of ``horizon_days``, at the present price and after; the
    gain is of the policy's goal in minor units (units where it is units sold), on average over
    the elasticity's law, ``low`` and ``high`` at the ends of its interval. ``candidates`` hold the
    same for other steps: ``step`` (basis points), ``price_minor`` (of the variant that sells
    most), ``units``, ``revenue``, ``margin``, ``gain``, ``gain_low``, ``gain_high``, ``rule``.
    """

    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="price_suggestions",
        verbose_name=_("product"),
    )  # fmt: skip
    policy = models.ForeignKey(
        "pricing.PricePolicy", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="suggestions", verbose_name=_("policy"),
    )  # fmt: skip
    kind = models.CharField(
        _("kind"), max_length=12, choices=SuggestionKind, default=SuggestionKind.OPTIMISE
    )
    state = models.CharField(
        _("state"), max_length=10, choices=SuggestionState, default=SuggestionState.PROPOSED
    )
    together = models.UUIDField(
        null=True, blank=True, help_text=_("Those of a price family share it: all or none.")
    )
    currency = CurrencyField(verbose_name=_("currency"))
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    model_version = models.CharField(_("model version"), max_length=40, blank=True)
    elasticity = models.FloatField(_("elasticity"), null=True, blank=True)
    elasticity_sd = models.FloatField(null=True, blank=True)
    step_basis_points = models.IntegerField(_("step"))
    horizon_days = models.PositiveSmallIntegerField(_("days that count"))
    units_now = models.FloatField(_("units at the present price"), default=0)
    units_after = models.FloatField(_("units after"), default=0)
    revenue_now_minor = models.BigIntegerField(_("revenue at the present price"), default=0)
    revenue_after_minor = models.BigIntegerField(_("revenue after"), default=0)
    margin_now_minor = models.BigIntegerField(_("margin at the present price"), default=0)
    margin_after_minor = models.BigIntegerField(_("margin after"), default=0)
    gain_minor = models.BigIntegerField(_("gain"), default=0)
    gain_low_minor = models.BigIntegerField(_("gain at least"), default=0)
    gain_high_minor = models.BigIntegerField(_("gain at most"), default=0)
    chance_to_lose = models.FloatField(_("chance to lose"), default=0)
    cover_now = models.FloatField(_("days of cover"), null=True, blank=True)
    cover_after = models.FloatField(_("days of cover after"), null=True, blank=True)
    binding_rule = models.PositiveSmallIntegerField(
        _("held back by"), choices=BindingRule, default=BindingRule.NOTHING
    )
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    candidates = models.JSONField(default=list, blank=True)
    similar = models.JSONField(default=list, blank=True)

    decided_by = models.BigIntegerField(
        _("decided by"), null=True, blank=True, help_text=_("Number of the login.")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reject_reason = models.CharField(_("why not"), max_length=10, choices=RejectReason, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    scheduled_for = models.DateTimeField(_("applies from"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    applied_by = models.BigIntegerField(_("applied by"), null=True, blank=True)
    reverted_at = models.DateTimeField(_("reverted"), null=True, blank=True)
    reverted_by = models.BigIntegerField(_("reverted by"), null=True, blank=True)
    automatic = models.BooleanField(_("applied by its policy"), default=False)
    effect = models.JSONField(_("measured effect"), null=True, blank=True)
    effect_measured_at = models.DateTimeField(_("effect measured"), null=True, blank=True)

    class Meta:
        verbose_name = _("price suggestion")
        verbose_name_plural = _("price suggestions")
        ordering = ["-gain_minor", "pk"]
        permissions = [("decide_pricesuggestion", _("Can decide on price suggestions"))]
        constraints = [
            models.UniqueConstraint(
                fields=["product"], name="price_suggestion_one_open",
                condition=Q(state__in=["proposed", "approved", "scheduled"]),
            ),
            models.CheckConstraint(
                condition=Q(chance_to_lose__gte=0, chance_to_lose__lte=1),
                name="price_suggestion_chance",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False),
                name="price_suggestion_scheduled",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "reverted"]) | Q(applied_at__isnull=False),
                name="price_suggestion_applied",
            ),
            models.CheckConstraint(
                condition=~Q(state="reverted") | Q(reverted_at__isnull=False),
                name="price_suggestion_reverted",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reject_reason=""),
                name="price_suggestion_rejected_why",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                F("gain_minor").desc(), "id", name="price_suggestion_queue",
                condition=Q(state="proposed"),
            ),
            models.Index(fields=["state", "scheduled_for"], name="price_suggestion_due"),
            models.Index(fields=["product", "-made_at"], name="price_suggestion_history"),
            models.Index(fields=["policy", "applied_at"], name="price_suggestion_applied_at"),
            models.Index(fields=["together"], name="price_suggestion_together"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.product_id}: {self.step_basis_points / 100:+.1f} %"


class PriceSuggestionLine(models.Model):
    """What a variant costs before and after; ``applied`` is the price row that it became."""

    suggestion = models.ForeignKey(PriceSuggestion, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.CASCADE, related_name="+", verbose_name=_("variant")
    )
    before = models.ForeignKey(
        "pricing.Price", on_delete=models.CASCADE, related_name="+", verbose_name=_("price before")
    )
    before_minor = models.BigIntegerField(_("before"))
    after_minor = models.BigIntegerField(_("after"))
    compare_at_minor = models.BigIntegerField(
        _("shown as reduced from"), null=True, blank=True,
        help_text=_("Of the new price; empty: not shown as reduced."),
    )  # fmt: skip
    applied = models.ForeignKey(
        "pricing.Price", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("price after"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("line of a price suggestion")
        verbose_name_plural = _("lines of a price suggestion")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "variant"], name="price_line_once"),
            models.CheckConstraint(
                condition=Q(before_minor__gt=0, after_minor__gt=0), name="price_line_amounts"
            ),
            models.CheckConstraint(
                condition=Q(compare_at_minor=None) | Q(compare_at_minor__gt=F("after_minor")),
                name="price_line_reduced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.before_minor} > {self.after_minor}"
