"""Prices by quantity for a customer group: on which terms they are proposed, and what was."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField
from foundation.money import BASIS_POINTS


class WholesaleTerms(models.Model):
    """On which terms prices by quantity are proposed for a group; none are without a row."""

    group = models.OneToOneField(
        "accounts.CustomerGroup",
        on_delete=models.CASCADE,
        related_name="wholesale_terms",
        verbose_name=_("customer group"),
    )
    handling_minor = models.BigIntegerField(
        _("cost of a line"),
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_(
            "Picking and packing one line of an order, whatever its quantity, in the smallest "
            "coin of the base currency. It is why many pieces may cost less."
        ),
    )
    margin_floor_basis_points = models.PositiveIntegerField(
        _("least margin"),
        default=1_500,
        validators=[MaxValueValidator(BASIS_POINTS - 1)],
        help_text=_("In hundredths of a per cent of the price without tax: 1500 is 15%."),
    )
    most_off_basis_points = models.PositiveIntegerField(
        _("largest discount"),
        default=3_000,
        validators=[MinValueValidator(100), MaxValueValidator(9_000)],
        help_text=_("In hundredths of a per cent of the usual price: 3000 is 30%."),
    )
    days = models.PositiveSmallIntegerField(
        _("learned from the last days"),
        default=180,
        validators=[MinValueValidator(28), MaxValueValidator(730)],
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("wholesale terms")
        verbose_name_plural = _("wholesale terms")
        ordering = ["group__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(handling_minor__gte=0)
                & Q(margin_floor_basis_points__lt=BASIS_POINTS)
                & Q(most_off_basis_points__range=(100, 9_000)),
                name="wholesale_terms_bounds",
            )
        ]

    def __str__(self) -> str:
        return str(self.group_id)


class WholesaleState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    TAKEN = "taken", _("Taken into a list")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")


class WholesaleSuggestion(models.Model):
    """Prices by quantity proposed for one variant and group.

    ``tiers`` holds ``{"from", "amount_minor", "off", "units", "gain", "low", "high"}``, the
    smallest quantity first: shares in basis points, gains in minor units over ``days``. No row
    tells of one buyer: it is made of a group's lines together.
    """

    group = models.ForeignKey(
        "accounts.CustomerGroup",
        on_delete=models.CASCADE,
        related_name="wholesale_suggestions",
        verbose_name=_("customer group"),
    )
    variant = models.ForeignKey(
        "catalog.Variant",
        on_delete=models.CASCADE,
        related_name="wholesale_suggestions",
        verbose_name=_("variant"),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=WholesaleState, default=WholesaleState.PROPOSED
    )
    currency = CurrencyField(verbose_name=_("currency"))
    retail_minor = models.BigIntegerField(_("usual price"))
    cost_minor = models.BigIntegerField(_("unit cost"))
    units = models.PositiveIntegerField(_("units bought"))
    lines = models.PositiveIntegerField(_("lines"))
    buyers = models.PositiveIntegerField(_("buyers"))
    days = models.PositiveSmallIntegerField(_("days"))
    elasticity = models.FloatField(_("elasticity"))
    elasticity_sd = models.FloatField(_("its standard deviation"))
    quotes = models.PositiveIntegerField(_("quotes learned from"), default=0)
    model_version = models.CharField(_("model"), max_length=60, blank=True)
    tiers = models.JSONField(_("prices"), default=list)
    gain_minor = models.BigIntegerField(_("expected gain"))
    gain_low_minor = models.BigIntegerField(_("at least"))
    gain_high_minor = models.BigIntegerField(_("at most"))
    made_at = models.DateTimeField(_("made"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    price_list = models.ForeignKey(
        "pricing.PriceList",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("price list"),
    )

    class Meta:
        verbose_name = _("wholesale suggestion")
        verbose_name_plural = _("wholesale suggestions")
        ordering = ["-gain_minor", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "variant"],
                name="wholesale_one_open",
                condition=Q(state="proposed"),
            )
        ]
        indexes = [models.Index(fields=["state", "-gain_minor"], name="wholesale_queue")]
        permissions = [("decide_wholesalesuggestion", "Can decide on wholesale suggestions")]

    def __str__(self) -> str:
        return f"{self.variant_id}, {self.group_id}"
