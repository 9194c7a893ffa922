"""Prices and their history, and the rates between currencies."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField


class PriceSource(models.TextChoices):
    STAFF = "staff", _("Staff")
    IMPORT = "import", _("Import")
    EXPERIMENT = "experiment", _("Price test")
    MODEL = "model", _("Suggestion")


class Price(models.Model):
    """The price of a variant in a currency over a period; the one without an end is in force.

    A price is never changed: it is ended and another begins, so the rows are the history.
    """

    variant = models.ForeignKey("catalog.Variant", on_delete=models.CASCADE, related_name="prices")
    currency = CurrencyField()
    amount_minor = models.BigIntegerField()
    compare_at_minor = models.BigIntegerField(
        null=True, blank=True, help_text=_("The higher price it is reduced from.")
    )
    cost_minor = models.BigIntegerField(
        null=True, blank=True, help_text=_("What a unit costs the shop; empty if unknown.")
    )
    source = models.CharField(max_length=12, choices=PriceSource, default=PriceSource.STAFF)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "currency"],
                name="price_one_in_force",
                condition=models.Q(ends_at__isnull=True),
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=0), name="price_amount"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gte=models.F("starts_at")),
                name="price_period",
            ),
        ]
        indexes = [models.Index(fields=["variant", "currency", "-starts_at"], name="price_history")]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.amount_minor} {self.currency}"


class ExchangeRate(models.Model):
    """Units of ``currency`` for one unit of the base currency, from a moment on."""

    currency = CurrencyField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    starts_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(fields=["currency", "starts_at"], name="rate_once"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate}"
