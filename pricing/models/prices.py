"""Prices and their history, price lists, the currencies sold in and the rates between them."""

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


class Rounding(models.TextChoices):
    """What a converted price is rounded to, as people write prices in that currency."""

    EXACT = "exact", _("the smallest coin (12.34)")
    FIVE = "five", _("5 of the smallest coin (12.35)")
    NINETY_FIVE = "95", _("an ending in 95 (11.95)")
    NINETY_NINE = "99", _("an ending in 99 (11.99)")
    WHOLE = "whole", _("a whole amount (12)")
    TEN = "ten", _("a whole ten (10)")


class Currency(models.Model):
    """A currency the shop sells in, beside its base currency.

    A variant's own price in it goes before the base price converted at the rate; one that does
    not ``converts`` sells only what has a price of its own.
    """

    code = CurrencyField(verbose_name=_("code"), unique=True, help_text=_("ISO 4217, such as USD."))
    rounding = models.CharField(
        _("converted prices are rounded to"),
        max_length=6,
        choices=Rounding,
        default=Rounding.EXACT,
    )
    converts = models.BooleanField(
        _("converts base prices"),
        default=True,
        help_text=_("Otherwise only variants with a price of their own in it are sold in it."),
    )
    is_active = models.BooleanField(_("on offer"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("currency")
        verbose_name_plural = _("currencies")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class PriceList(models.Model):
    """Other prices for some: a customer group, a company, or everybody (quantity prices)."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    group = models.ForeignKey(
        "accounts.CustomerGroup",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="price_lists",
        verbose_name=_("customer group"),
    )
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="price_lists",
        verbose_name=_("company"),
    )
    currency = CurrencyField(verbose_name=_("currency"))
    is_active = models.BooleanField(_("in use"), default=True)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(group__isnull=True) | models.Q(company__isnull=True),
                name="price_list_of_one",
                violation_error_message=_("Choose a customer group or a company, not both."),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True)
                | models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="price_list_period",
                violation_error_message=_("It must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PriceListEntry(models.Model):
    """The price of a variant in a list, from a quantity on."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="entries")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.CASCADE, related_name="price_list_entries"
    )
    minimum_quantity = models.PositiveIntegerField(_("from quantity"), default=1)
    amount_minor = models.BigIntegerField(_("price"))

    class Meta:
        ordering = ["variant", "minimum_quantity"]
        verbose_name = _("price in a list")
        verbose_name_plural = _("prices in a list")
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "variant", "minimum_quantity"], name="list_price_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gte=0), name="list_price_amount"
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_quantity__gte=1), name="list_price_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} x {self.minimum_quantity}: {self.amount_minor}"
