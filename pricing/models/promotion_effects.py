"""What promotions were expected to do, what they did, and what was learned from it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField


class CannotTell(models.TextChoices):
    """Why nothing can be said of a promotion's effect, before or after it."""

    NOTHING = "", _("it can be told")
    KIND = "kind", _("what it takes off hangs on the whole cart")
    REACH = "reach", _("only some buyers get it, and nobody knows how many")
    OPEN_END = "open_end", _("it has no end")
    TOO_LONG = "too_long", _("it lasts longer than forecasts reach")
    NO_PRICES = "no_prices", _("nothing it is about has a price")
    NO_MODEL = "no_model", _("no elasticity was learned yet")
    NO_DEMAND = "no_demand", _("nothing it is about has sold yet")
    NO_CONTROLS = "no_controls", _("there are no like goods that were left alone")
    SHORT_PAST = "short_past", _("too few days before it are known")
    TOO_FEW_UNITS = "too_few_units", _("too few units were to be expected without it")
    OWN_SEASON = "own_season", _("the goods went on selling more after it: a season of their own")
    OTHER_TREND = "other_trend", _("the goods went another way than all others before it already")


class Outcome(models.Model):
    """What a promotion does over its days, with an interval of 80 per cent each.

    ``figures`` holds (value, low, high) by the names of ``promotion_effects.figures.Name``: units,
    and minor units of the base currency without tax.
    """

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    products = models.PositiveIntegerField(_("products"), default=0)
    currency = CurrencyField()
    cannot_tell = models.CharField(
        _("cannot be told"),
        max_length=14,
        choices=CannotTell,
        default=CannotTell.NOTHING,
        blank=True,
    )
    lift = models.FloatField(
        _("lift"), null=True, help_text=_("More units as a share of those without it.")
    )
    lift_low = models.FloatField(null=True)
    lift_high = models.FloatField(null=True)
    discount_minor = models.BigIntegerField(_("given away"), null=True)
    margin_minor = models.BigIntegerField(_("margin gained"), null=True)
    margin_low_minor = models.BigIntegerField(null=True)
    margin_high_minor = models.BigIntegerField(null=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class PromotionForecast(Outcome):
    """What was expected of a promotion when it was last planned, before it began."""

    promotion = models.OneToOneField(
        "pricing.Promotion",
        on_delete=models.CASCADE,
        related_name="forecast",
        verbose_name=_("promotion"),
    )
    made_at = models.DateTimeField(_("made"))
    version = models.CharField(
        _("version"), max_length=40, blank=True, help_text=_("Of the elasticities it rests on.")
    )
    response = models.ForeignKey(
        "pricing.PromotionResponse",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("learned from"),
    )

    class Meta:
        verbose_name = _("expected effect of a promotion")
        verbose_name_plural = _("expected effects of promotions")
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="promotion_forecast_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id}"


class PromotionEffect(Outcome):
    """What a promotion did, against like goods that were left alone.

    ``is_final`` once the days after it, in which it may have taken sales from itself, are over.
    ``course`` is for the drawing: by week, units sold and units to be expected without it.
    """

    promotion = models.OneToOneField(
        "pricing.Promotion",
        on_delete=models.CASCADE,
        related_name="effect",
        verbose_name=_("promotion"),
    )
    measured_at = models.DateTimeField(_("measured"))
    is_final = models.BooleanField(_("final"), default=False)
    matched = models.PositiveIntegerField(
        _("held against"), default=0, help_text=_("Products that were left alone.")
    )
    pre_trend_p = models.FloatField(
        _("like course before"),
        null=True,
        help_text=_("Chance of so unlike a course before it, had both gone the same way."),
    )
    log_lift = models.FloatField(null=True)
    log_lift_sd = models.FloatField(null=True)
    log_price = models.FloatField(
        null=True, help_text=_("What its price alone should have done to the logarithm of units.")
    )
    log_price_sd = models.FloatField(null=True)
    course = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("effect of a promotion")
        verbose_name_plural = _("effects of promotions")
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="promotion_effect_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id}"


class PromotionResponse(models.Model):
    """What this shop's promotions do beyond their price, learned from those that were measured.

    Each new one stands beside those before; the newest is used. ``lift`` adds to the logarithm of
    units; the others are shares of the additional units.
    """

    learned_at = models.DateTimeField(_("learned"))
    promotions = models.PositiveIntegerField(_("promotions it was learned from"))
    lift = models.FloatField(_("beyond the price"))
    lift_sd = models.FloatField()
    lift_spread = models.FloatField(
        _("between promotions"), help_text=_("How much one promotion differs from another.")
    )
    cannibalised = models.FloatField(_("taken from neighbours"))
    cannibalised_sd = models.FloatField()
    pulled_forward = models.FloatField(_("taken from the days after"))
    pulled_forward_sd = models.FloatField()

    class Meta:
        verbose_name = _("response to promotions")
        verbose_name_plural = _("responses to promotions")
        ordering = ["-learned_at", "-pk"]
        get_latest_by = "learned_at"
        constraints = [
            models.CheckConstraint(
                condition=Q(lift_sd__gt=0, cannibalised_sd__gt=0, pulled_forward_sd__gt=0),
                name="promotion_response_is_uncertain",
            )
        ]

    def __str__(self) -> str:
        return f"{self.learned_at:%Y-%m-%d}: {self.lift:+.2f}"
