"""By which rules prices may be proposed: policies, what moves together, what costs more."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField
from foundation.money import BASIS_POINTS
from pricing.algorithms.demand_curve import Goal
from pricing.algorithms.endings import Ending

WEEKDAYS = 7
_SHARE = [MinValueValidator(0), MaxValueValidator(BASIS_POINTS)]


class PriceScope(models.TextChoices):
    """What a price policy is for. The narrowest that fits governs: of the last first."""

    SHOP = "shop", _("the whole shop")
    BRAND = "brand", _("a brand")
    CATEGORY = "category", _("a category")
    PRODUCT = "product", _("a product")


class PriceGoal(models.TextChoices):
    """What proposals are to raise; the values are those of ``demand_curve.Goal``."""

    MARGIN = Goal.MARGIN.value, _("margin")
    REVENUE = Goal.REVENUE.value, _("revenue")
    SELL_THROUGH = Goal.SELL_THROUGH.value, _("units sold")


class PricePolicy(models.Model):
    """How the prices of the shop, a brand, a category or a product may be changed.

    Without an active policy nothing is proposed. A policy is switched on once it was simulated as
    it stands (``pricing.repricing.policies``). Shares are basis points, money is in the base
    currency; an empty rail is off.
    """

    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("for"), max_length=8, choices=PriceScope, default=PriceScope.SHOP)
    category = models.ForeignKey(
        "catalog.Category", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("category"),
    )  # fmt: skip
    brand = models.ForeignKey(
        "catalog.Brand", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("brand"),
    )  # fmt: skip
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("product"),
    )  # fmt: skip
    goal = models.CharField(_("raises"), max_length=12, choices=PriceGoal, default=PriceGoal.MARGIN)
    horizon_days = models.PositiveSmallIntegerField(
        _("days that count"), default=28, validators=[MinValueValidator(7), MaxValueValidator(91)],
        help_text=_("Gains are those of so many days to come."),
    )  # fmt: skip
    least_gain_minor = models.BigIntegerField(
        _("least gain in minor units"), default=0, validators=[MinValueValidator(0)],
        help_text=_("What a change has to be expected to bring in these days to be proposed."),
    )  # fmt: skip

    margin_floor_basis_points = models.PositiveIntegerField(
        _("margin floor"), null=True, blank=True, default=1000,
        validators=[MaxValueValidator(BASIS_POINTS - 1)],
        help_text=_("Least margin as a share of the price without tax; 1000 is 10 %."),
    )  # fmt: skip
    largest_change_basis_points = models.PositiveIntegerField(
        _("largest change"), null=True, blank=True, default=1000, validators=_SHARE,
        help_text=_("Of the present price, either way; 1000 is 10 %."),
    )  # fmt: skip
    days_between = models.PositiveSmallIntegerField(_("days between changes"), default=14)
    competitor_low_basis_points = models.PositiveIntegerField(
        _("at least, of competitors' median"), null=True, blank=True
    )
    competitor_high_basis_points = models.PositiveIntegerField(
        _("at most, of competitors' median"), null=True, blank=True
    )
    ends_in_99 = models.BooleanField(_("may end in .99"), default=True)
    ends_in_95 = models.BooleanField(_("may end in .95"), default=False)
    ends_whole = models.BooleanField(_("may end in .00"), default=False)
    announces_reductions = models.BooleanField(
        _("shows lower prices as reductions"), default=False,
        help_text=_("Then they have to be below the lowest price of the last 30 days."),
    )  # fmt: skip
    ladder_gap_basis_points = models.PositiveIntegerField(
        _("gap between steps of good, better, best"), default=0, validators=_SHARE
    )

    deviations = models.FloatField(
        _("caution"), default=1.0, validators=[MinValueValidator(0), MaxValueValidator(3)],
        help_text=_("Standard deviations of the elasticity either way at which a price must gain."),
    )  # fmt: skip
    risk_basis_points = models.PositiveIntegerField(
        _("budget of risk of a night's proposals"), null=True, blank=True, default=50,
        validators=_SHARE,
        help_text=_("Share of the goods that may be expected to earn less; 50 is 0.5 %."),
    )  # fmt: skip

    is_automatic = models.BooleanField(
        _("may change prices alone"), default=False,
        help_text=_("Within the two limits below; all else waits for staff."),
    )  # fmt: skip
    automatic_changes_a_day = models.PositiveIntegerField(_("changes alone a day"), default=10)
    automatic_risk_a_day = models.FloatField(
        _("risk alone a day"), default=0.2, validators=[MinValueValidator(0)],
        help_text=_("Most that the chances to lose of a day's changes may add up to."),
    )  # fmt: skip

    marks_down = models.BooleanField(
        _("marks down what is too much"), default=False,
        help_text=_("Overstock and dead stock, as the replenishment plan sees it."),
    )  # fmt: skip
    season_ends_on = models.DateField(
        _("season ends"), null=True, blank=True,
        help_text=_("All of these goods are to be sold by then."),
    )  # fmt: skip
    clears_within_days = models.PositiveSmallIntegerField(
        _("days to clear in"), default=56, validators=[MinValueValidator(7), MaxValueValidator(364)]
    )
    salvage_basis_points = models.PositiveIntegerField(
        _("worth of what is left"), default=3000, validators=_SHARE,
        help_text=_("As a share of its cost; 3000 is 30 %."),
    )  # fmt: skip
    deepest_markdown_basis_points = models.PositiveIntegerField(
        _("deepest markdown"), default=5000, validators=_SHARE,
        help_text=_("Off the price that it began at."),
    )  # fmt: skip
    markdown_floor_basis_points = models.IntegerField(
        _("margin floor of markdowns"), null=True, blank=True,
        validators=[MinValueValidator(-BASIS_POINTS), MaxValueValidator(BASIS_POINTS - 1)],
        help_text=_("Empty: the same. Below nought it may be sold below its cost."),
    )  # fmt: skip
    markdown_change_basis_points = models.PositiveIntegerField(
        _("largest change of markdowns"), null=True, blank=True, validators=_SHARE,
        help_text=_("Empty: the same."),
    )  # fmt: skip

    prices_scarcity = models.BooleanField(
        _("asks more for what runs out"), default=True,
        help_text=_("Counts what is in stock or comes in these days; without it as if always."),
    )  # fmt: skip
    weekday_steps = models.JSONField(
        _("steps by day of the week"), default=list, blank=True,
        help_text=_("Seven shares in basis points, from Monday; none: no price by day."),
    )  # fmt: skip
    demand_step_basis_points = models.PositiveIntegerField(
        _("step where demand is unusual"), default=0, validators=_SHARE,
        help_text=_("Up where the coming week is expected to be strong, down where weak. 0: off."),
    )  # fmt: skip
    demand_threshold_basis_points = models.PositiveIntegerField(
        _("unusual from"), default=2500, validators=[MinValueValidator(100)],
        help_text=_("Away from the last eight weeks; 2500 is 25 %."),
    )  # fmt: skip

    is_active = models.BooleanField(_("switched on"), default=False, editable=False)
    simulation = models.JSONField(default=dict, blank=True, editable=False)
    simulated_at = models.DateTimeField(_("simulated"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("price policy")
        verbose_name_plural = _("price policies")
        ordering = ["-is_active", "scope", "name"]
        permissions = [("switch_pricepolicy", _("Can switch price policies on and off"))]
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], name="price_policy_one_for_shop",
                condition=Q(scope="shop", is_active=True),
            ),
            *(
                models.UniqueConstraint(
                    fields=[place], name=f"price_policy_one_a_{place}", condition=Q(is_active=True)
                )
                for place in ("category", "brand", "product")
            ),
            models.CheckConstraint(
                condition=Q(scope="shop", category=None, brand=None, product=None)
                | Q(scope="category", category__isnull=False, brand=None, product=None)
                | Q(scope="brand", category=None, brand__isnull=False, product=None)
                | Q(scope="product", category=None, brand=None, product__isnull=False),
                name="price_policy_scope_named",
                violation_error_message=_("Name what the policy is for, and nothing else."),
            ),
            models.CheckConstraint(
                condition=Q(competitor_low_basis_points=None, competitor_high_basis_points=None)
                | Q(
                    competitor_low_basis_points__isnull=False,
                    competitor_high_basis_points__isnull=False,
                    competitor_high_basis_points__gte=F("competitor_low_basis_points"),
                ),
                name="price_policy_band",
                violation_error_message=_("A band has both ends, the lower one first."),
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(simulated_at__isnull=False),
                name="price_policy_simulated_first",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def endings(self) -> tuple[Ending, ...]:
        """What its prices may end in; none is anything."""
        chosen = (
            (self.ends_in_99, Ending.NINETY_NINE),
            (self.ends_in_95, Ending.NINETY_FIVE),
            (self.ends_whole, Ending.WHOLE),
        )
        return tuple(ending for is_chosen, ending in chosen if is_chosen)

    @property
    def competitor_band(self) -> tuple[int, int] | None:
        low, high = self.competitor_low_basis_points, self.competitor_high_basis_points
        return None if low is None or high is None else (low, high)


class PriceFamily(models.Model):
    """Products whose prices move together, by the same step or not at all."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("price family")
        verbose_name_plural = _("price families")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PriceFamilyMember(models.Model):
    """A product is in one family at most."""

    family = models.ForeignKey(
        PriceFamily, on_delete=models.CASCADE, related_name="members", verbose_name=_("family")
    )
    product = models.OneToOneField(
        "catalog.Product", on_delete=models.CASCADE, related_name="price_family",
        verbose_name=_("product"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("member of a price family")
        verbose_name_plural = _("members of a price family")

    def __str__(self) -> str:
        return f"{self.family_id}: {self.product_id}"


class PriceLadder(models.Model):
    """Good, better, best: products of a higher tier always cost more than those of a lower one."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("price ladder")
        verbose_name_plural = _("price ladders")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PriceLadderStep(models.Model):
    """A product's place on a ladder; it stands on one at most."""

    ladder = models.ForeignKey(
        PriceLadder, on_delete=models.CASCADE, related_name="steps", verbose_name=_("ladder")
    )
    product = models.OneToOneField(
        "catalog.Product", on_delete=models.CASCADE, related_name="price_ladder",
        verbose_name=_("product"),
    )  # fmt: skip
    tier = models.PositiveSmallIntegerField(
        _("tier"), help_text=_("1 is good, 2 better, 3 best; equal ones are not compared.")
    )

    class Meta:
        verbose_name = _("step of a price ladder")
        verbose_name_plural = _("steps of a price ladder")
        ordering = ["ladder", "tier", "pk"]

    def __str__(self) -> str:
        return f"{self.ladder_id}.{self.tier}: {self.product_id}"


class AdvertisedMinimum(models.Model):
    """The least price at which a supplier lets a variant be advertised."""

    variant = models.OneToOneField(
        "catalog.Variant", on_delete=models.CASCADE, related_name="advertised_minimum",
        verbose_name=_("variant"),
    )  # fmt: skip
    amount_minor = models.BigIntegerField(_("price in minor units"))
    currency = CurrencyField(verbose_name=_("currency"))
    note = models.CharField(_("agreed with"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("minimum advertised price")
        verbose_name_plural = _("minimum advertised prices")
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="advertised_minimum_above")
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.amount_minor} {self.currency}"
