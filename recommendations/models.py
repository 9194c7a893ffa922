"""What staff say about recommendations: rules for goods, and settings of each surface."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recommendations.rules.book import RuleKind, TargetKind
from recommendations.rules.labels import KIND_CHOICES, SEGMENT_CHOICES, SURFACE_CHOICES

LAST_POSITION = 24
LONGEST_WAIT_DAYS = 730
# What a rule may be about: a column each, of which exactly one is filled.
TARGETS = tuple(kind.value for kind in TargetKind)
_ONE_TARGET = Q(
    *(Q(**{f"{name}__isnull": name != filled for name in TARGETS}) for filled in TARGETS),
    _connector=Q.OR,
)
# What a kind cannot do without; a CHECK each.
_NEEDS = {
    RuleKind.PIN: Q(position__isnull=False, position__range=(1, LAST_POSITION)),
    RuleKind.BOOST: Q(strength__isnull=False, strength__range=(1, 100)),
    RuleKind.BURY: Q(strength__isnull=False, strength__range=(1, 100)),
    RuleKind.REPEAT: Q(days__isnull=False),
}


class RecommendationRule(models.Model):
    """One sentence of the staff, such as "never show this brand in the cart".

    ``surfaces`` holds values of ``ShopSurface``; empty is everywhere.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=KIND_CHOICES)
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("product"),
    )  # fmt: skip
    category = models.ForeignKey(
        "catalog.Category", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("category"), help_text=_("And all categories below it."),
    )  # fmt: skip
    brand = models.ForeignKey(
        "catalog.Brand", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("brand"),
    )  # fmt: skip
    option = models.ForeignKey(
        "catalog.OptionValue", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("option"), help_text=_("A colour, a size: what a variant of it has."),
    )  # fmt: skip
    surfaces = models.JSONField(_("where"), default=list, blank=True)
    strength = models.PositiveSmallIntegerField(
        _("strength in per cent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("By which share of the list it moves: 100 lifts the last to the top."),
    )
    position = models.PositiveSmallIntegerField(
        _("place"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LAST_POSITION)],
        help_text=_("1 is the first of the list."),
    )
    days = models.PositiveSmallIntegerField(
        _("days after the purchase"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST_WAIT_DAYS)],
        help_text=_("From when on it is offered again."),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=100, help_text=_("Smaller goes first.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Why it is there, for colleagues.")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name=_("changed by"),
    )  # fmt: skip
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("recommendation rule")
        verbose_name_plural = _("recommendation rules")
        ordering = ["priority", "pk"]
        indexes = [models.Index(fields=["is_active", "starts_at"], name="recommendation_rule_live")]
        constraints = [
            models.CheckConstraint(
                condition=_ONE_TARGET,
                name="recommendation_rule_target",
                violation_error_message=_("Name one thing that the rule is about."),
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(kind=kind.value) | needs, name=f"recommendation_rule_{kind}"
                )
                for kind, needs in _NEEDS.items()
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="recommendation_rule_period",
                violation_error_message=_("It must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def target(self) -> models.Model | None:
        """The product, category, brand or option that it is about."""
        return next((row for name in TARGETS if (row := getattr(self, name)) is not None), None)


def _percent(label: Any, **options: Any) -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(
        label, default=0, validators=[MaxValueValidator(100)], **options
    )


def _most(label: Any) -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1)]
    )


class SurfaceSettings(models.Model):
    """How a surface weighs margin, stock and variety; where there is no row, not at all."""

    surface = models.CharField(_("surface"), max_length=16, choices=SURFACE_CHOICES, unique=True)
    margin_boost = _percent(
        _("margin in per cent"),
        help_text=_("How far the best margin lifts: 100 is from the last place to the first."),
    )
    stock_boost = _percent(_("stock in per cent"), help_text=_("How far the largest stock lifts."))
    diversity = _percent(
        _("variety in per cent"),
        help_text=_("0 asks for the most fitting alone, 100 for the most different alone."),
    )
    most_of_category = _most(_("at most of a category"))
    most_of_brand = _most(_("at most of a brand"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name=_("changed by"),
    )  # fmt: skip
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("settings of a surface")
        verbose_name_plural = _("settings of surfaces")
        ordering = ["surface"]
        constraints = [
            models.CheckConstraint(
                condition=Q(margin_boost__lte=100, stock_boost__lte=100, diversity__lte=100),
                name="surface_settings_percent",
            ),
            models.CheckConstraint(
                condition=(Q(most_of_category__isnull=True) | Q(most_of_category__gte=1))
                & (Q(most_of_brand__isnull=True) | Q(most_of_brand__gte=1)),
                name="surface_settings_caps",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_surface_display())


class SegmentPrices(models.Model):
    """The prices that a segment of shoppers sees first on a surface; open where one is empty.

    Minor units of the shop's base currency.
    """

    settings = models.ForeignKey(SurfaceSettings, on_delete=models.CASCADE, related_name="bands")
    segment = models.CharField(_("shoppers"), max_length=10, choices=SEGMENT_CHOICES)
    lowest_minor = models.BigIntegerField(_("from"), null=True, blank=True)
    highest_minor = models.BigIntegerField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("price band")
        verbose_name_plural = _("price bands")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["settings", "segment"],
                name="segment_prices_once",
                violation_error_message=_("Each segment has one price band."),
            ),
            models.CheckConstraint(
                condition=(Q(lowest_minor__isnull=False) | Q(highest_minor__isnull=False))
                & (Q(lowest_minor__isnull=True) | Q(lowest_minor__gte=0))
                & (Q(highest_minor__isnull=True) | Q(highest_minor__gt=0)),
                name="segment_prices_named",
                violation_error_message=_("Name a price from which or up to which."),
            ),
            models.CheckConstraint(
                condition=Q(lowest_minor__isnull=True)
                | Q(highest_minor__isnull=True)
                | Q(highest_minor__gt=F("lowest_minor")),
                name="segment_prices_order",
                violation_error_message=_("The band must end above where it begins."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_segment_display())
