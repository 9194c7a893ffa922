"""Levels, the movements they are the sums of, and what is promised beyond them."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.ids import uuid7
from inventory.models.warehouses import Warehouse


class StockLevel(models.Model):
    """How much of a variant lies in a warehouse, and how much of it is promised to orders.

    A variant without any level is not tracked: it can always be sold (imported history whose
    stock nobody knows, digital goods).
    """

    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="stock_levels"
    )
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="levels")
    on_hand = models.IntegerField(_("on hand"), default=0)
    allocated = models.IntegerField(_("promised"), default=0)
    reorder_point = models.PositiveIntegerField(_("reorder point"), default=0)

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        permissions = [("move_stock", _("Can receive, count, write off and transfer stock"))]
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


class PolicyKind(models.TextChoices):
    DENY = "deny", _("Only what is there")
    BACKORDER = "backorder", _("Backorder")
    PREORDER = "preorder", _("Preorder")


class StockPolicy(models.Model):
    """Whether a variant is sold beyond its stock. Without a row it is not.

    ``limit`` is how many units may be promised before they are there, all orders together; it is
    never below what is promised so already.
    """

    variant = models.OneToOneField(
        "catalog.Variant", on_delete=models.CASCADE, related_name="stock_policy"
    )
    kind = models.CharField(
        _("when sold out"), max_length=10, choices=PolicyKind, default=PolicyKind.DENY
    )
    limit = models.PositiveIntegerField(
        _("limit"), default=0, help_text=_("Units that may be promised before they are there.")
    )
    expected_on = models.DateField(
        _("expected on"),
        null=True,
        blank=True,
        help_text=_("What shoppers are told. Left empty, the next purchase order says it."),
    )
    releases_on = models.DateField(_("release date"), null=True, blank=True)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("selling policy")
        verbose_name_plural = _("selling policies")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="preorder") | models.Q(releases_on__isnull=False),
                name="policy_preorder_has_release",
            )
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.get_kind_display()}"


class MovementType(models.TextChoices):
    RECEIPT = "receipt", _("Purchase receipt")
    ALLOCATION = "allocation", _("Allocated to an order")
    RELEASE = "release", _("Allocation released")
    SHIPMENT = "shipment", _("Shipped")
    RETURN = "return", _("Returned")
    ADJUSTMENT = "adjustment", _("Adjustment")
    COUNT = "count", _("Count correction")
    TRANSFER_OUT = "transfer_out", _("Sent to another warehouse")
    TRANSFER_IN = "transfer_in", _("Came from another warehouse")
    WRITE_OFF = "write_off", _("Written off")
    BACKORDER = "backorder", _("Put on backorder")
    BACKORDER_FILLED = "backorder_filled", _("Backorder fulfilled")


class ImmutableRow(Exception):
    """A ledger's row is written once; what was wrong is set right by another."""


class LedgerQuerySet(models.QuerySet["StockMovement"]):
    """Rows can be added and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise ImmutableRow("stock movements are never changed")

    def delete(self) -> NoReturn:
        raise ImmutableRow("stock movements are never deleted")


class StockMovement(models.Model):
    """One change of a level: immutable, and the levels are the sums of these rows.

    ``backordered_change`` is what an order was promised beyond the stock; its sum over an order
    is what it still waits for. The database refuses changes too: see migration 0002.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=16, choices=MovementType)
    on_hand_change = models.IntegerField(default=0)
    allocated_change = models.IntegerField(default=0)
    backordered_change = models.IntegerField(default=0)
    reference = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    moved_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[StockMovement]] = models.Manager.from_queryset(
        LedgerQuerySet
    )()

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        indexes = [
            models.Index(fields=["variant", "moved_at"], name="movement_of_variant"),
            models.Index(fields=["moved_at"], name="movement_moment"),
            models.Index(fields=["reference"], name="movement_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.on_hand_change:+d}/{self.allocated_change:+d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row for the first and only time.

        Raises:
            ImmutableRow: it is in the ledger already.
        """
        if not self._state.adding:
            raise ImmutableRow("stock movements are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRow("stock movements are never deleted")


class Reservation(models.Model):
    """Units kept for a checkout until a moment. Past that moment it counts for nothing.

    Without a warehouse it keeps part of the backorder limit.
    """

    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.CASCADE, related_name="reservations"
    )
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
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
            models.UniqueConstraint(
                fields=["key", "variant"],
                name="reservation_of_backorder_once",
                condition=models.Q(warehouse__isnull=True),
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="reservation_some"),
        ]
        indexes = [models.Index(fields=["variant", "expires_at"], name="reservation_live")]

    def __str__(self) -> str:
        return f"{self.key}: {self.quantity}"


class Backorder(models.Model):
    """Units that an order was promised before they are there; the oldest are served first.

    With a warehouse only what arrives there serves it (the shopper picks it up there).
    """

    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reference = models.CharField(_("order"), max_length=60)
    quantity = models.PositiveIntegerField(_("units asked"))
    waiting = models.PositiveIntegerField(_("units waiting"))
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    is_sold_elsewhere = models.BooleanField(
        default=False, db_default=False, editable=False,
        help_text=_("Owed already when the shop heard of it: no policy limits it."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("backorder")
        verbose_name_plural = _("backorders")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(waiting__lte=models.F("quantity")), name="backorder_waiting"
            )
        ]
        indexes = [
            models.Index(
                fields=["variant", "created_at"],
                name="backorder_queue",
                condition=models.Q(waiting__gt=0),
            ),
            models.Index(fields=["reference"], name="backorder_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.waiting}/{self.quantity}"
