"""Where the shop delivers to, how, and for how much."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.fields import PublicIdField


class ShippingZone(models.Model):
    """Countries that cost the same to deliver to. The zone without any takes all the others."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    countries = models.JSONField(
        default=list, blank=True, help_text=_("Country codes; empty for the rest of the world.")
    )
    postcode_prefixes = models.JSONField(
        default=list, blank=True, help_text=_("Only postcodes that begin so; empty for all.")
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text=_("The first zone that fits is taken.")
    )

    class Meta:
        verbose_name = _("shipping zone")
        verbose_name_plural = _("shipping zones")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)


class ShippingKind(models.TextChoices):
    DELIVERY = "delivery", _("Delivery")
    PICKUP = "pickup", _("Pick-up")
    EMAIL = "email", _("By e-mail")


class ShippingMethod(models.Model):
    """A way to get an order: by a carrier, or from a warehouse's counter.

    A method without rates costs ``price_minor`` everywhere; with rates it is offered only where
    one fits, at that rate's price.
    """

    public_id = PublicIdField()
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=ShippingKind, default=ShippingKind.DELIVERY)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_url = models.CharField(
        max_length=200, blank=True, help_text=_("With {number} where the tracking number goes.")
    )
    warehouse = models.ForeignKey(
        "inventory.Warehouse", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("Where it is picked up."),
    )  # fmt: skip
    price_minor = models.BigIntegerField(help_text=_("In the base currency."))
    free_from_minor = models.BigIntegerField(null=True, blank=True)
    days_min = models.PositiveSmallIntegerField(default=2, help_text=_("Working days on the way."))
    days_max = models.PositiveSmallIntegerField(default=4)
    handling_days = models.PositiveSmallIntegerField(
        default=0, help_text=_("Working days until it leaves the warehouse.")
    )
    cutoff_hour = models.PositiveSmallIntegerField(
        default=14, help_text=_("Orders before this hour of the shop's day leave on that day.")
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("shipping method")
        verbose_name_plural = _("shipping methods")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="pickup") | models.Q(warehouse__isnull=False),
                name="shipping_pickup_where",
            ),
            models.CheckConstraint(
                condition=models.Q(days_min__lte=models.F("days_max"), cutoff_hour__lte=24),
                name="shipping_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class ShippingRate(models.Model):
    """What a method costs to a zone, within bounds of weight and of the goods' value."""

    method = models.ForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="rates")
    zone = models.ForeignKey(ShippingZone, on_delete=models.PROTECT, related_name="rates")
    weight_from_grams = models.PositiveIntegerField(default=0)
    weight_to_grams = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Up to and including; empty for any weight.")
    )
    value_from_minor = models.BigIntegerField(
        default=0, help_text=_("Value of the goods in the base currency.")
    )
    value_to_minor = models.BigIntegerField(
        null=True, blank=True, help_text=_("Below this value; empty for any value.")
    )
    price_minor = models.BigIntegerField(help_text=_("In the base currency."))
    extra_days = models.PositiveSmallIntegerField(
        default=0, help_text=_("Working days longer than the method says.")
    )

    class Meta:
        verbose_name = _("shipping rate")
        verbose_name_plural = _("shipping rates")
        ordering = ["zone__position", "weight_from_grams", "value_from_minor", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0), name="shipping_rate_price"
            ),
            models.CheckConstraint(
                condition=models.Q(weight_to_grams__isnull=True)
                | models.Q(weight_to_grams__gte=models.F("weight_from_grams")),
                name="shipping_rate_weight",
            ),
            models.CheckConstraint(
                condition=models.Q(value_to_minor__isnull=True)
                | models.Q(value_to_minor__gt=models.F("value_from_minor")),
                name="shipping_rate_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method_id} → {self.zone_id}: {self.price_minor}"
