"""How demand answers to price, as the champion believes it: for lists, filters and reasons."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PriceKnownFrom(models.TextChoices):
    """Where the weekly prices of a product were read."""

    HISTORY = "history", _("prices that were asked")
    SMALL_LINES = "small_lines", _("small lines of orders")
    NOTHING = "nothing", _("no week with a known price")


class ElasticityEstimate(models.Model):
    """What one per cent on the price does to the units of a product, in per cent.

    One row a product, of the latest champion; what answers while a page is made is
    ``pricing.serving``, which reads the champion's own files.
    """

    product = models.OneToOneField(
        "catalog.Product",
        on_delete=models.CASCADE,
        related_name="elasticity_estimate",
        verbose_name=_("product"),
    )
    mean = models.FloatField(_("elasticity"))
    sd = models.FloatField(_("standard deviation"))
    low = models.FloatField(_("lower end"), help_text=_("Of the interval of 80 per cent."))
    high = models.FloatField(_("upper end"), help_text=_("Of the interval of 80 per cent."))
    own = models.FloatField(
        _("from its own weeks"), null=True, help_text=_("Empty where its price never varied.")
    )
    own_sd = models.FloatField(null=True)
    group_mean = models.FloatField(_("of its category"))
    variation = models.FloatField(
        _("price variation"), help_text=_("Standard deviation of the logarithm of its price.")
    )
    weekly_units = models.FloatField(_("units a week"))
    weeks = models.PositiveIntegerField(_("weeks seen"), default=0)
    known_from = models.CharField(
        _("prices from"), max_length=12, choices=PriceKnownFrom, default=PriceKnownFrom.HISTORY
    )
    needs_variation = models.BooleanField(
        _("has to vary"),
        default=False,
        help_text=_("Its price hardly moved, and its elasticity is not known well enough."),
    )
    test_weeks = models.FloatField(
        _("weeks of a test"),
        null=True,
        help_text=_("Until it is known well enough; empty where a year is not enough."),
    )
    sd_after_test = models.FloatField(_("standard deviation after a test"))
    version = models.CharField(_("version"), max_length=40)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("elasticity")
        verbose_name_plural = _("elasticities")
        indexes = [
            models.Index(fields=["needs_variation", "test_weeks"], name="elasticity_to_test"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(sd__gt=0), name="elasticity_is_uncertain")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.mean:.2f}"


class CrossEffect(models.Model):
    """What one per cent on the price of another product does to the units of this one.

    Only inside categories whose sales bear such an effect at all: no row is no effect.
    """

    product = models.ForeignKey(
        "catalog.Product",
        on_delete=models.CASCADE,
        related_name="cross_effects",
        verbose_name=_("product"),
    )
    other = models.ForeignKey(
        "catalog.Product",
        on_delete=models.CASCADE,
        related_name="cross_effects_on_others",
        verbose_name=_("whose price"),
    )
    effect = models.FloatField(
        _("effect"), help_text=_("Above zero: they stand in for each other.")
    )
    version = models.CharField(_("version"), max_length=40)

    class Meta:
        verbose_name = _("cross-price effect")
        verbose_name_plural = _("cross-price effects")
        constraints = [
            models.UniqueConstraint(fields=["product", "other"], name="cross_effect_once"),
            models.CheckConstraint(
                condition=~models.Q(product=models.F("other")), name="cross_effect_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} on {self.product_id}: {self.effect:+.2f}"
