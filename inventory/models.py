"""Where stock lies and every movement of it. ``inventory.services`` alone writes levels."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import PublicIdField
from foundation.ids import uuid7


class Warehouse(models.Model):
    public_id = PublicIdField()
    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                name="warehouse_one_default",
                condition=models.Q(is_default=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class StockLevel(models.Model):
    """How much of a variant lies in a warehouse, and how much of it is promised to orders.

    A variant without any level is not tracked: it can always be sold (imported history whose
    stock nobody knows, digital goods).
    """

    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="stock_levels"
    )
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="levels")
    on_hand = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)
    reorder_point = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        constraints = [
            models.UniqueConstraint(fields=["variant", "warehouse"], name="level_once"),
            models.CheckConstraint(condition=models.Q(on_hand__gte=0), name="level_on_hand"),
            models.CheckConstraint(
                condition=models.Q(allocated__gte=0, allocated__lte=models.F("on_hand")),
                name="level_allocated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} @ {self.warehouse_id}: {self.on_hand}"


class MovementType(models.TextChoices):
    RECEIPT = "receipt", _("Receipt")
    ALLOCATION = "allocation", _("Allocated to an order")
    RELEASE = "release", _("Allocation released")
    SHIPMENT = "shipment", _("Shipped")
    RETURN = "return", _("Returned")
    ADJUSTMENT = "adjustment", _("Adjustment")


class StockMovement(models.Model):
    """One change of a level: immutable, and the levels are the sums of these rows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=12, choices=MovementType)
    on_hand_change = models.IntegerField(default=0)
    allocated_change = models.IntegerField(default=0)
    reference = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        indexes = [
            models.Index(fields=["variant", "moved_at"], name="movement_of_variant"),
            models.Index(fields=["reference"], name="movement_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.on_hand_change:+d}/{self.allocated_change:+d}"


class Reservation(models.Model):
    """Units kept for a checkout until a moment. Past that moment it counts for nothing."""

    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.CASCADE, related_name="reservations"
    )
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=60, help_text=_("Whose it is, such as the checkout."))
    quantity = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "variant", "warehouse"], name="reservation_once"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="reservation_some"),
        ]
        indexes = [models.Index(fields=["variant", "expires_at"], name="reservation_live")]

    def __str__(self) -> str:
        return f"{self.key}: {self.quantity}"
