"""How goods are taxed: classes of goods, and rates by class, place and date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.money import BASIS_POINTS

STANDARD = "standard"
SHIPPING = "shipping"


class TaxClass(models.Model):
    """Goods that are taxed alike. What is put in no class is of ``standard``.

    A class with the code ``shipping`` is how shipping is taxed; without one shipping is taxed
    as most of the goods are.
    """

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_exempt = models.BooleanField(
        _("never taxed"), default=False, help_text=_("Wherever it goes, whatever the rates say.")
    )

    class Meta:
        verbose_name = _("tax class")
        verbose_name_plural = _("tax classes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class TaxRate(models.Model):
    """The rate of a class in a country, or a part of it, over a period of days."""

    tax_class = models.ForeignKey(
        TaxClass, on_delete=models.PROTECT, related_name="rates", verbose_name=_("tax class")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("ISO code, such as DE. Empty: every country without a rate of its own."),
    )
    area = models.CharField(
        _("region or postcode starts with"),
        max_length=10,
        blank=True,
        help_text=_("For a part of a country, such as CA or 35. The longest that fits is taken."),
    )
    rate_basis_points = models.PositiveIntegerField(
        _("rate in basis points"), help_text=_("1900 is 19 %.")
    )
    is_export = models.BooleanField(
        _("export"),
        default=False,
        help_text=_("Sold there without tax: what prices contain at home is taken off them."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day; empty is open.")
    )

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        ordering = ["country", "area", "tax_class", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["tax_class", "country", "area", "valid_from"], name="tax_rate_once"
            ),
            models.CheckConstraint(
                condition=models.Q(rate_basis_points__lte=BASIS_POINTS),
                name="tax_rate_range",
                violation_error_message=_("A rate is at most 10000 basis points (100 %)."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_export=False) | models.Q(rate_basis_points=0),
                name="tax_rate_export",
                violation_error_message=_("An export has the rate 0."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="tax_rate_period",
                violation_error_message=_("It must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country or '*'}{self.area} {self.rate_basis_points / 100:g} %"


class ProductTax(models.Model):
    """The tax class of a product that is not of the standard one."""

    product = models.OneToOneField(
        "catalog.Product", on_delete=models.CASCADE, related_name="tax", verbose_name=_("product")
    )
    tax_class = models.ForeignKey(
        TaxClass, on_delete=models.PROTECT, related_name="products", verbose_name=_("tax class")
    )

    class Meta:
        verbose_name = _("product in a tax class")
        verbose_name_plural = _("products in tax classes")

    def __str__(self) -> str:
        return f"{self.product_id}: {self.tax_class_id}"
